// The worker threads that do shards. Results come back in the order of the shards, so that one worker and many give the
// same octets; threads stay for the next round, as what they have compiled is worth keeping.
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { Shard, Worked } from '../properties/shard.ts';
import { work } from '../properties/work.ts';
import { nodesFor } from './shard-nodes.ts';

export interface Round {
  /** Ends the work early: the answer is then 'interrupted' and nothing else. */
  readonly signal: AbortSignal;
  done(count: number, of: number): void;
}
export interface Crew {
  /** Does all shards, or says that it was interrupted. Throws what a shard throws: a broken invariant. */
  workAll(shards: readonly Shard[], round: Round): Promise<readonly Worked[] | 'interrupted'>;
  /** Ends the threads, whatever they do. */
  dismiss(): Promise<void>;
}

/** Beside this file, compiled or not. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * How much a function runs before V8 compiles it at its best. Its own choice is for code that lives longer: steps make many
 * functions that do not, and a quarter of all time went into compiling.
 */
const PATIENCE = '--interrupt-budget=1000000';

/** With one thread the work is done in this one. */
export function crewOf(jobs: number): Crew {
  let pool: Piscina<Shard, Worked> | undefined;
  return {
    workAll: (shards, round) => {
      if (Math.min(jobs, shards.length) <= 1) return alone(shards, round);
      if (pool === undefined) {
        setFlagsFromString(PATIENCE);
        pool = new Piscina<Shard, Worked>({
          filename: workerFile.href,
          minThreads: jobs,
          maxThreads: jobs,
          // A run leaves much behind that nobody needs: with more room for the young, it is cleared away in fewer rounds.
          resourceLimits: { maxYoungGenerationSizeMb: 128 },
        });
      }
      return together(shards, round, pool);
    },
    dismiss: async () => pool?.destroy(),
  };
}

async function alone(shards: readonly Shard[], { signal, done }: Round): Promise<readonly Worked[] | 'interrupted'> {
  const results: Worked[] = [];
  for (const shard of shards) {
    await setImmediate(); // so that an interruption is heard
    if (signal.aborted) return 'interrupted';
    await nodesFor(shard);
    results.push(work(shard));
    done(results.length, shards.length);
  }
  return results;
}

async function together(
  shards: readonly Shard[],
  { signal, done }: Round,
  pool: Piscina<Shard, Worked>,
): Promise<readonly Worked[] | 'interrupted'> {
  let finished = 0;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    if (signal.aborted) resolve('interrupted');
    else signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const all = Promise.all(
    shards.map(async (shard) => {
      const result = await pool.run(shard);
      done(++finished, shards.length);
      return result;
    }),
  );
  all.catch(() => undefined); // destroying the pool rejects what is still to do
  return await Promise.race([all, interrupted]);
}
