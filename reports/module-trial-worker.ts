// What the thread of a trial runs: it loads a module of nodes, runs it a few times and says what is wrong, if anything.
import { parentPort, workerData } from 'node:worker_threads';
import { loadDesignModule, unsteady } from './design-module.ts';

const loaded = await loadDesignModule(workerData as string);
parentPort?.postMessage(typeof loaded === 'string' ? loaded : unsteady(loaded));
