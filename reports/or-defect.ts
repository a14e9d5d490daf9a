// What a verb throws is a defect of ours, and is told as one.
import process from 'node:process';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';

export async function orDefect(terminal: Terminal, work: () => Promise<Status>): Promise<Status> {
  try {
    return await work();
  } catch (error) {
    terminal.quiet();
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    terminal.complain(`hopscope: a defect of hopscope itself, please report it: ${clean(message)}`);
    if (process.env['HOPSCOPE_DEBUG']) terminal.complain(stack ?? '');
    return STATUS.defect;
  }
}
