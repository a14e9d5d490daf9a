// A round of `audit --watch` in a process of its own.
import { fork } from 'node:child_process';
import type { Asked, Done } from './round.ts';

export interface Running {
  /** What came of it; or that it ended without a word, after what it complained of. */
  readonly done: Promise<Done | 'gone'>;
  /** Ends it, whatever it does. */
  stop(): Promise<void>;
}

/** Compiled, as Node takes it. */
const roundFile = new URL('./round.js', import.meta.url);

export function started(asked: Asked): Running {
  const child = fork(roundFile, { serialization: 'advanced' });
  const ended = new Promise<'gone'>((gone) => child.once('exit', () => gone('gone')));
  const told = new Promise<Done>((done) => {
    // What is sent before it listens is lost.
    child.once('message', () => {
      child.send(asked);
      child.once('message', (message) => done(message as Done));
    });
  });
  return {
    done: Promise.race([told, ended]),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
