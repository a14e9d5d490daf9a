// A module of nodes is first loaded and run in a thread of its own, which can be ended: a step that never returns would take
// this one with it, without a word.
import { Worker } from 'node:worker_threads';
import { clean } from './untrusted.ts';

/** Generous, as a slow machine is no fault of the module: all of it takes a second or two. */
const MOST_MILLIS = 30_000;

/** Compiled, as Node takes it. */
const trialFile = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/reports/module-trial-worker.js' : './module-trial-worker.js',
  import.meta.url,
);

/** Why a module cannot be judged; nothing where it can, as far as a trial tells. */
export async function troubleOf(file: string, mostMillis: number = MOST_MILLIS): Promise<string | undefined> {
  const worker = new Worker(trialFile, { workerData: file, stdout: true, stderr: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string | undefined>((told) => {
      const late = `${clean(file)}: loading it and a few runs took more than ${mostMillis / 1_000} s; does a step never end?`;
      timer = setTimeout(() => told(late), mostMillis);
      worker.once('message', told);
      worker.once('error', ({ message }) => told(`${clean(file)}: it fails beside its runs: ${clean(message)}`));
      worker.once('exit', () => told(`${clean(file)}: it ended the thread that tried it`));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
