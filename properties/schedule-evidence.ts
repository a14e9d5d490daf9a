// What all schedules of small pairs of worlds say of a property: no distinguisher in so many, or the shortest there is.
// It adds to the evidence of drawn runs, of which there are few orders each; times are out of its scope.
import type { Design } from '../model/design.ts';
import { type Apart, comparePair, type Distinguisher, type PairCompared } from './distinguishers.ts';
import type { Who } from './observer.ts';
import { type Audited, declaredOf } from './own-design.ts';
import type { Property } from './property.ts';
import type { Verdict } from './result.ts';
import { type SchedulePair, schedulePairs } from './schedule-pairs.ts';
import type { ViewsRequest } from './views.ts';

export interface SchedulesRequest extends Omit<ViewsRequest, 'users'> {
  readonly messages: number;
}
export interface ComparedPair extends PairCompared {
  readonly pair: SchedulePair;
}

/** The pairs that a property is about; none if it is not of two worlds, or its secret is a time. */
export const pairsOf = ({ method, experiments }: Property, messages: number): readonly SchedulePair[] =>
  method === 'two worlds' ? experiments.flatMap((one) => schedulePairs(one, messages)) : [];

/** Compares all pairs of a property, or says in words why one cannot be explored. */
export function compareSchedules(
  property: Property,
  request: SchedulesRequest,
  apart?: Apart,
): readonly ComparedPair[] | string {
  const all: ComparedPair[] = [];
  for (const pair of pairsOf(property, request.messages)) {
    const found = comparePair({ ...request, users: pair.users }, pair, property.observer as Who, apart);
    if (typeof found === 'string') return found;
    all.push(...found.map((one) => ({ ...one, pair })));
  }
  return all;
}

/** Read off all pairs. */
export function schedulesVerdict(all: readonly PairCompared[]): Verdict {
  if (all.some(({ distinguisher }) => distinguisher !== undefined)) return 'violated';
  return all.length > 0 && all.every(({ complete }) => complete) ? 'holds' : 'undecided';
}

/** Schedules of both worlds of all pairs; nothing if they were not counted to the end. */
export const scheduleCount = (all: readonly PairCompared[]): bigint | undefined =>
  all
    .flatMap(({ worlds }) => worlds.map(({ schedules }) => schedules))
    .reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0n);

/** What an audit keeps of it, as plain data. */
export interface ScheduleEvidence {
  readonly property: string;
  readonly verdict: Verdict;
  /** Reads on from the scope of a line. */
  readonly scope: string;
}

/** Bounds of what an audit goes through: far more than its pairs have, so that reaching them is a change to look at. */
const MOST_STATES = 200_000;
const MOST_BEGINNINGS = 100_000;

/** Whether an audit asks it: what a design violates in drawn runs needs no more proof. */
export const isAudited = (audited: Audited, property: Property): boolean =>
  pairsOf(property, 1).length > 0 && declaredOf(audited, property) === 'holds';

export function scheduleEvidence(
  property: Property,
  design: Design,
  effort: { readonly messages: number; readonly faults: number },
): ScheduleEvidence {
  const compared = compareSchedules(property, {
    ...effort,
    design,
    seed: 'all schedules',
    readers: 'are there',
    crashes: 0,
    mostStates: MOST_STATES,
    mostBeginnings: MOST_BEGINNINGS,
  });
  if (typeof compared === 'string') return { property: property.id, verdict: 'undecided', scope: compared };
  const told = compared.find(({ distinguisher }) => distinguisher !== undefined);
  const scope =
    told === undefined
      ? noDistinguisher(compared, effort)
      : `a distinguisher in a schedule of ${named(told)}: ${(told.distinguisher as Distinguisher).words}`;
  return { property: property.id, verdict: schedulesVerdict(compared), scope };
}

function noDistinguisher(
  compared: readonly ComparedPair[],
  { messages, faults }: { readonly messages: number; readonly faults: number },
): string {
  const count = scheduleCount(compared);
  const within = `at most ${messages} messages${faults === 0 ? '' : ` and ${faults === 1 ? 'one fault' : `${faults} faults`}`}`;
  return count === undefined || compared.some(({ complete }) => !complete)
    ? `no distinguisher in those schedules of ${within} that were gone through, which are not all`
    : `no distinguisher in all ${grouped(count)} schedules of ${within}`;
}

/** The worlds of a pair. */
export const named = ({ pair: { words } }: ComparedPair): string => `the worlds “${words[0]}” and “${words[1]}”`;

/** With commas, or as a power of ten once nobody would read them. */
export function grouped(count: bigint): string {
  const digits = count.toString();
  if (digits.length > 15) return `${digits.slice(0, 1)}.${digits.slice(1, 3)} × 10^${digits.length - 1}`;
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
