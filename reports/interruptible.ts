// Work that is given up on Ctrl-C, such as shards done by the crew while a terminal watches.
import process from 'node:process';
import type { Shard, Worked } from '../properties/shard.ts';
import type { Crew } from './crew.ts';
import type { Terminal } from './terminal.ts';

export async function together(
  some: readonly Shard[],
  crew: Crew,
  terminal: Terminal,
): Promise<readonly Worked[] | 'interrupted'> {
  const done = terminal.progress ?? (() => undefined);
  const worked = await interruptibly((signal) => crew.workAll(some, { signal, done }));
  terminal.quiet();
  return worked;
}

/** Ends the work on Ctrl-C; a second one ends the process as usual. */
export async function interruptibly<T>(start: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  try {
    return await start(controller.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
