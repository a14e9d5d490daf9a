// One trial: an experiment's scenario drawn by number, run, and looked at by every property that it is for.
// A failure is shrunk by fast-check to the smallest story, and found again by its path.
import { createHash } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import type { Design } from '../model/design.ts';
import { run } from '../sim/run.ts';
import type { Asked } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';
import { type ExperimentName, experiment } from './experiments.ts';
import { failed, type Property, type Tally } from './property.ts';
import type { Worlds } from './traffic.ts';

export type Cryptography = Asked['cryptography'];

/** Where a trial's chance comes from: the audit's seed, the experiment and the number of the trial in it. */
export interface Place {
  readonly seed: string;
  readonly experiment: ExperimentName;
  readonly number: number;
}

const placeName = ({ seed, experiment: name, number }: Place): string => `${seed}/${name}/${number}`;
const numberOf = (place: Place): number => createHash('sha256').update(placeName(place)).digest().readInt32BE(0);

function settings(place: Place) {
  return { seed: numberOf(place), numRuns: 1 };
}

/** The worlds of a trial, before any shrinking. */
export function drawn(place: Place, from: Arbitrary<Worlds> = experiment(place.experiment, place.number)): Worlds {
  let worlds: Worlds = [];
  const keep = fc.property(from, (drawnWorlds) => {
    worlds = drawnWorlds;
  });
  fc.check(keep, settings(place));
  return worlds;
}

/** Runs the worlds of a trial: all with the same randomness, so that only what differs in them differs. */
export function runs(worlds: Worlds, design: Design, place: Place, cryptography: Cryptography): readonly Trace[] {
  return worlds.map((scenario) => run({ scenario, design, seed: placeName(place), cryptography }));
}

export interface Shrunk {
  readonly worlds: Worlds;
  /** fast-check's path to it, by which `replay` finds it again. */
  readonly path: string;
  readonly traces: readonly Trace[];
  readonly tally: Tally;
}

type Last = Pick<Shrunk, 'traces' | 'tally'>;

/** The smallest worlds, found within `most` runs, in which the property still fails. */
export function shrink(
  property: Property,
  design: Design,
  place: Place,
  cryptography: Cryptography,
  most: number,
): Shrunk {
  let left = most;
  /** Of the last that failed, which is the smallest: fast-check goes on from whatever fails. */
  let last: Last | undefined;
  const fails = (worlds: Worlds): boolean => {
    const traces = runs(worlds, design, place, cryptography);
    const tally = property.examine(traces);
    if (!failed(property.says, tally)) return false;
    last = { traces, tally };
    return true;
  };
  const holds = fc.property(experiment(place.experiment, place.number), (worlds) => {
    if (left-- <= 0) return true;
    return !fails(worlds);
  });
  const found = fc.check(holds, { ...settings(place), endOnFailure: most <= 1 });
  if (found.counterexample === null || found.counterexamplePath === null || last === undefined)
    throw new Error(`${property.id} failed in a trial and holds when it is run again`);
  return { worlds: found.counterexample[0], path: found.counterexamplePath, ...(last as Last) };
}

/** The worlds that a path leads to. */
export function atPath(place: Place, path: string): Worlds {
  let worlds: Worlds = [];
  const keep = fc.property(experiment(place.experiment, place.number), (found) => {
    worlds = found;
    return false;
  });
  fc.check(keep, { ...settings(place), path, endOnFailure: true });
  return worlds;
}

/** What each property makes of a trial; one that has failed before on the same design need not be confirmed again. */
export function examined(
  wanted: readonly Property[],
  traces: readonly Trace[],
  cryptography: Cryptography,
  hasFailed: (id: string) => boolean = () => false,
): ReadonlyMap<string, Tally> {
  const able = wanted.filter((one) => cryptography === 'ideal' || one.cryptography === 'both');
  return new Map(
    able.map((property) => [
      property.id,
      hasFailed(property.id) ? property.examine(traces) : confirmed(property, traces),
    ]),
  );
}

/** What a property finds; where it asks real octets as well, only what they show too. */
export function confirmed(property: Property, traces: readonly Trace[]): Tally {
  const tally = property.examine(traces);
  const symbolic = traces.every((one) => one.cryptography === 'ideal');
  const refuted = tally.hits > 0 && symbolic && property.confirms?.(traces) === false;
  return refuted ? { ...tally, hits: 0, first: undefined } : tally;
}
