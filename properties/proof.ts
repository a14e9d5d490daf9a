// Small words of evidence that properties share: a proof, where it is, and a check of each run on its own.
import type { Trace } from '../sim/trace.ts';
import { type Proof, sum, type Tally } from './property.ts';
import type { Carried } from './truth.ts';

export const proof = (atMillis: number, story: string, about: Proof['about'] = []): Proof => ({
  atMillis,
  about,
  story,
});
export const at = ({ session, at: atMillis }: Carried): Proof['about'][number] => ({ session, atMillis });
export const each =
  (examine: (trace: Trace) => Tally) =>
  (runs: readonly Trace[]): Tally =>
    sum(runs.map(examine));
