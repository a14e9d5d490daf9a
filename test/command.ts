// The command line run in this process, over a pipe: no colours, no progress.
import { commandLine } from '../reports/command-line.ts';
import { plain } from '../reports/summary-text.ts';
import type { Terminal } from '../reports/terminal.ts';

/** A terminal that keeps what it is given. */
export function pipe() {
  const printed: string[] = [];
  const complained: string[] = [];
  const terminal: Terminal = {
    print: (text) => void printed.push(text),
    complain: (text) => void complained.push(text),
    paint: plain,
    progress: undefined,
    quiet: () => undefined,
  };
  return { terminal, printed, complained };
}

export async function hopscope(...given: readonly string[]) {
  const { terminal, printed, complained } = pipe();
  const status = await commandLine(given, '0.0.0', terminal);
  return { status, printed: printed.join('\n'), complained: complained.join('\n') };
}
export const small = ['--profile', 'quick', '--jobs', '1'];
