// A property is one line of a threat model: an observer can or cannot do something, checked over runs.
// Its evidence adds up: tallies of runs may be taken anywhere, in any order, and the verdict is read off the sum.
import type { Trace } from '../sim/trace.ts';
import type { ExperimentName } from './experiments.ts';
import type { Who } from './observer.ts';
import type { Verdict } from './result.ts';

export interface Property {
  readonly id: string;
  readonly requirement: string;
  readonly observer:
    | Who
    | 'whoever looks'
    | 'a client'
    | 'a hostile proxy'
    | 'a hostile client'
    | 'an active proxy'
    | 'a relay';
  /** `must` is an invariant of the system, the others lines about what an observer learns. */
  readonly says: 'can' | 'cannot' | 'must';
  /** Reads on from observer and verb. */
  readonly claim: string;
  readonly method: 'exact' | 'knowledge' | 'two worlds';
  readonly experiments: readonly ExperimentName[];
  /** A monitor: runs are made for its experiments, and it looks at those that are made for other properties as well. */
  readonly everyRun?: true;
  /** Which cryptography the check makes sense on; meaning is known under the ideal one alone. */
  readonly cryptography: 'ideal' | 'both';
  /** Looks at the run of an experiment, or at both worlds of it. */
  examine(runs: readonly Trace[]): Tally;
  /** Whether what was found under ideal cryptography happens on real octets as well; a hit that does not is none. */
  confirms?(runs: readonly Trace[]): boolean;
}

/** An observer before a verb: a name with a comma in it needs a second one. */
export const asSubject = (observer: string): string => (observer.includes(',') ? `${observer},` : observer);

/** A line of the threat model as a sentence, without its full stop. */
export const inWords = (line: { readonly observer: string; readonly says: string; readonly claim: string }): string =>
  `${asSubject(line.observer)} ${line.says} ${line.claim}`;

/** Whether a property has a say on the runs of an experiment. */
export const looksAt = ({ experiments, everyRun }: Property, experiment: ExperimentName): boolean =>
  everyRun === true || experiments.includes(experiment);

/** A moment that proves something, in one sentence. */
export interface Proof {
  readonly atMillis: number;
  /** Sessions and times of the steps that the sentence is about. */
  readonly about: readonly { readonly session: number; readonly atMillis: number }[];
  readonly story: string;
}
export interface Tally {
  /** Occasions on which the property could have failed, or on which a *can* could have been shown. */
  readonly chances: number;
  /** Times it failed; for a *can*, times it was shown. */
  readonly hits: number;
  readonly first: Proof | undefined;
  /** Where two engines decide the same chances: how often each of them alone said that it failed. */
  readonly split?: Split;
}
/** Chances that were decided twice: by the octets of the run, and by the terms of the symbolic model. */
export interface Split {
  readonly octetsAlone: number;
  readonly termsAlone: number;
  readonly alike: number;
}

export const nothing: Tally = { chances: 0, hits: 0, first: undefined };
export const chance: Tally = { chances: 1, hits: 0, first: undefined };
export const hit = (first: Proof): Tally => ({ chances: 1, hits: 1, first });

export const add = (a: Tally, b: Tally): Tally => ({
  chances: a.chances + b.chances,
  hits: a.hits + b.hits,
  first: a.first ?? b.first,
  ...addSplits(a, b),
});
export function addSplits(a: Pick<Tally, 'split'>, b: Pick<Tally, 'split'>): Pick<Tally, 'split'> {
  if (a.split === undefined) return b.split === undefined ? {} : { split: b.split };
  if (b.split === undefined) return { split: a.split };
  return {
    split: {
      octetsAlone: a.split.octetsAlone + b.split.octetsAlone,
      termsAlone: a.split.termsAlone + b.split.termsAlone,
      alike: a.split.alike + b.split.alike,
    },
  };
}

/** A chance that both engines decide: a hit if either finds a failure. Told by the terms where they have words for it. */
export function decidedTwice(octets: Proof | undefined, terms: Proof | undefined): Tally {
  const first = terms ?? octets;
  const split = {
    octetsAlone: octets !== undefined && terms === undefined ? 1 : 0,
    termsAlone: terms !== undefined && octets === undefined ? 1 : 0,
    alike: (octets === undefined) === (terms === undefined) ? 1 : 0,
  };
  return { ...(first === undefined ? chance : hit(first)), split };
}
export const sum = (tallies: Iterable<Tally>): Tally => [...tallies].reduce(add, nothing);

/** The outcome of a sum of tallies. No chance means that nothing was tested, and is never a pass. */
export function verdict(says: Property['says'], { chances, hits }: Pick<Tally, 'chances' | 'hits'>): Verdict {
  if (chances === 0) return 'vacuous';
  if (says === 'can') return hits === chances ? 'holds' : 'violated';
  return hits === 0 ? 'holds' : 'violated';
}

/** What was seen of a property in one run: its tally, and a failure to be told. */
export const failed = (says: Property['says'], { chances, hits }: Tally): boolean =>
  says === 'can' ? hits < chances : hits > 0;
