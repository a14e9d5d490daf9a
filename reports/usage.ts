// What commands have in common: where they write, how they take options, and one line in our words for each mistake.
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';

/** A command that writes to this terminal and never ends the process. */
export const commandOn = (terminal: Terminal, name: string): Command =>
  new Command(name)
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      outputError: (text) => terminal.complain(oneLine(text)),
    });

/** Has the command do what is asked (without node and script); a status where it ended before that, for help or for bad usage. */
export async function refused(command: Command, given: readonly string[]): Promise<Status | undefined> {
  try {
    await command.parseAsync([...given], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? STATUS.asDeclared : STATUS.badInput;
  }
}

/** An option that may be given again. */
export const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const SEED_WORDS = '1 to 64 visible characters';
export const isSeed = (value: string): boolean => value !== '' && value.length <= 64 && clean(value) === value;
export function seedOf(value: string): string {
  if (!isSeed(value)) throw new InvalidArgumentError(`Expected ${SEED_WORDS}.`);
  return value;
}

export const MOST_JOBS = 256;
function jobsOf(value: string): number {
  const jobs = Number(value);
  if (!/^\d+$/.test(value) || jobs < 1 || jobs > MOST_JOBS)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_JOBS}.`);
  return jobs;
}

/** How many threads work; told without a number, as that is another on each machine. */
export const jobsOption = (): Option =>
  new Option('--jobs <n>', 'worker threads').argParser(jobsOf).default(availableParallelism(), 'as many as processors');

/** Commander's message in one line and in our words. */
const oneLine = (text: string): string =>
  clean(text)
    .replace(/^error: /, 'hopscope: ')
    .replace('unknown command', 'unknown verb')
    .replace(/\s+/g, ' ');
