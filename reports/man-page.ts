// The manual page, in roff: what `--help` says of the program and of each verb, and nothing else.
import type { Command } from 'commander';
import { programOn } from './command-line.ts';
import { plain } from './summary-text.ts';
import { type UsageVerb, usageOf } from './usage-tree.ts';
import { sentence } from './wrap.ts';

export const MAN_FILE = 'man/hopscope.1';

const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&');
const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
const italic = (text: string): string => `\\fI${escaped(text)}\\fR`;
/** Laid out as it is. */
const asItIs = (text: string): readonly string[] => ['.nf', escaped(text), '.fi'];

/** One line for each option, and under it what it does. */
const optionLines = ({ options }: UsageVerb): readonly string[] =>
  options.flatMap(({ flags, value, says }) => [
    '.TP',
    `${flags.map(bold).join(', ')}${value === undefined ? '' : ` ${italic(value.name)}`}`,
    escaped(sentence(says)),
  ]);

/** The page; it does not say of which version it is, so that it changes with what it tells alone. */
export function manPage(): string {
  let told: string[] = [];
  const { program } = programOn('', {
    print: (text) => void told.push(text),
    complain: () => undefined,
    paint: plain,
    progress: undefined,
    quiet: () => undefined,
  });
  /** What the help of a command has below its options. */
  const after = (command: Command): string => {
    told = [];
    command.outputHelp();
    return told.slice(1).join('\n').trim();
  };
  const top = usageOf(program);
  return `${[
    '.\\" Made from the command line by node dist/reports/write-schemas.js.',
    '.TH HOPSCOPE 1',
    '.SH NAME',
    `${top.name} \\- ${escaped(top.says)}`,
    '.SH SYNOPSIS',
    `${bold(top.name)} ${italic(program.usage())}`,
    '.SH OPTIONS',
    ...optionLines(top),
    '.SH VERBS',
    ...program.commands.flatMap((command) => {
      const verb = usageOf(command);
      return [
        `.SS ${[verb.name, ...verb.values.map(({ name }) => name)].map(escaped).join(' ')}`,
        escaped(sentence(verb.says)),
        ...optionLines(verb),
        '.PP',
        ...asItIs(after(command)),
      ];
    }),
    '.SH NOTES',
    ...asItIs(after(program)),
  ].join('\n')}\n`;
}
