// The worker threads that do the shards of an audit. Results come back in the order of the shards, so that
// one worker and many give the same octets.
import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { Shard, Worked } from '../properties/shard.ts';
import { work } from '../properties/work.ts';
import { nodesFor } from './shard-nodes.ts';

export interface Crew {
  /** Worker threads; with one the work is done in this thread. */
  readonly jobs: number;
  /** Ends the work early: the answer is then 'interrupted' and nothing else. */
  readonly signal: AbortSignal;
  done(count: number, of: number): void;
}

/** Beside this file, compiled or not. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** Does all shards, or says that it was interrupted. Throws what a shard throws: a broken invariant. */
export const workAll = (shards: readonly Shard[], crew: Crew): Promise<readonly Worked[] | 'interrupted'> =>
  Math.min(crew.jobs, shards.length) <= 1 ? alone(shards, crew) : together(shards, crew);

async function alone(shards: readonly Shard[], crew: Crew): Promise<readonly Worked[] | 'interrupted'> {
  const results: Worked[] = [];
  for (const shard of shards) {
    await setImmediate(); // so that an interruption is heard
    if (crew.signal.aborted) return 'interrupted';
    await nodesFor(shard);
    results.push(work(shard));
    crew.done(results.length, shards.length);
  }
  return results;
}

async function together(shards: readonly Shard[], crew: Crew): Promise<readonly Worked[] | 'interrupted'> {
  const threads = Math.min(crew.jobs, shards.length);
  const pool = new Piscina<Shard, Worked>({
    filename: workerFile.href,
    minThreads: threads,
    maxThreads: threads,
    // A run leaves much behind that nobody needs: with more room for the young, it is cleared away in fewer rounds.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  let finished = 0;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    if (crew.signal.aborted) resolve('interrupted');
    else crew.signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const all = Promise.all(
    shards.map(async (shard) => {
      const result = await pool.run(shard);
      crew.done(++finished, shards.length);
      return result;
    }),
  );
  all.catch(() => undefined); // destroying the pool rejects what is still to do
  try {
    return await Promise.race([all, interrupted]);
  } finally {
    await pool.destroy();
  }
}
