// Lines that look at every run that is made, whichever experiment it is of, at all that anybody sends or is told.
import type { Trace } from '../sim/trace.ts';
import { each } from './proof.ts';
import type { Property, Tally } from './property.ts';

/** `experiments` are those that are sure to give it an occasion. */
export const ofEveryRun = (
  about: Pick<Property, 'id' | 'requirement' | 'claim' | 'experiments' | 'cryptography'>,
  examine: (trace: Trace) => Tally,
): Property => ({
  ...about,
  observer: 'whoever looks',
  says: 'must',
  method: 'exact',
  everyRun: true,
  examine: each(examine),
});
