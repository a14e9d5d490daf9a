// What trials come to: what every property found, of one subject or of many planted leaks at one place.
import { type Design, sealed } from '../model/design.ts';
import type { Trace } from '../sim/trace.ts';
import { propertyOf } from './catalogue.ts';
import { matchLimitsOf } from './common-octets.ts';
import { OWN } from './experiments.ts';
import { addSplits, failed, looksAt, type Property, type Tally } from './property.ts';
import { designNamed, wantedProperties } from './request.ts';
import { type Cryptography, drawn, examined, type Place, runs } from './trial.ts';
import { watched } from './watched.ts';

export interface Failure {
  readonly place: Place;
  readonly cryptography: Cryptography;
}
export interface Found extends Pick<Tally, 'chances' | 'hits' | 'split'> {
  readonly property: string;
  readonly runs: number;
  readonly failure: Failure | undefined;
}
/** What trials of one subject came to. */
export interface Tried {
  readonly subject: string;
  readonly found: readonly Found[];
  readonly matches: readonly MatchLimits[];
}
type MatchLimits = ReturnType<typeof matchLimitsOf>[number];

/** What one trial comes to. */
export function found(
  wanted: readonly Property[],
  traces: readonly Trace[],
  place: Place,
  cryptography: Cryptography,
  hasFailed?: (id: string) => boolean,
): Omit<Tried, 'subject'> {
  const tallies = examined(wanted, traces, cryptography, hasFailed);
  const isMeasured = place.experiment === OWN || place.experiment === 'ordinary traffic';
  return {
    found: [...tallies].map(([id, tally]) => {
      const failure = failed((propertyOf(id) as Property).says, tally) ? { place, cryptography } : undefined;
      const { chances, hits } = tally;
      return { property: id, chances, hits, runs: traces.length, failure, ...addSplits(tally, {}) };
    }),
    matches: isMeasured ? traces.flatMap(matchLimitsOf) : [],
  };
}

export const both = (a: Found, b: Found): Found => ({
  property: a.property,
  chances: a.chances + b.chances,
  hits: a.hits + b.hits,
  runs: a.runs + b.runs,
  failure: a.failure ?? b.failure,
  ...addSplits(a, b),
});

/** One trial of several planted leaks. */
export interface LeaksTrial {
  readonly place: Place;
  readonly subjects: readonly string[];
  readonly properties?: readonly string[];
}
/**
 * The trial is made on the sealed design first. A leak that has the same in every decision that was read then, by nodes
 * and by properties, would give the same octets and the same tallies; the others are tried themselves.
 */
export function tryLeaks({ place, subjects: names, properties: ids }: LeaksTrial): readonly Tried[] {
  const worlds = drawn(place);
  const wanted = wantedProperties({ ...(ids && { properties: ids }) }).filter((one) => looksAt(one, place.experiment));
  const tried = (design: Design) => found(wanted, runs(worlds, design, place, 'ideal'), place, 'ideal');
  const { design: watchedDesign, sameFor } = watched(sealed);
  const ofSealed = tried(watchedDesign);
  return names.map((subject) => {
    const design = designNamed(subject) as Design;
    return { subject, ...(sameFor(design) ? ofSealed : tried(design)) };
  });
}
