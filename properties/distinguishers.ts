// Two worlds over all schedules: a distinguisher is a view that one world can show and no schedule of the other can.
// Views are matched as sets, both ways, first by their shape and then by content. To compare them schedule by schedule
// would raise a false alarm wherever what nodes do follows the secret in a way that nobody sees.
import type { Seen } from '../sim/schedules.ts';
import { observers, type Who } from './observer.ts';
import type { Step } from './result.ts';
import type { SchedulePair } from './schedule-pairs.ts';
import { type View, type Viewed, type ViewsRequest, viewed } from './views.ts';
import { difference } from './worlds.ts';

/** What tells two views of one shape apart, in words; nothing if they are statically equivalent. */
export type Apart = (one: View, other: View) => string | undefined;

export const byReading: Apart = (one, other) => difference(one.reading, other.reading)?.words;

export interface WorldFigures {
  /** Nothing if they were not counted to the end. */
  readonly schedules: bigint | undefined;
  readonly states: number;
  /** Views between which something tells. */
  readonly views: number;
  readonly complete: boolean;
}
export interface Distinguisher {
  /** Number of the world that shows it, from 0. */
  readonly world: 0 | 1;
  /** What of it is needed: sightings, those of the set-up left out. */
  readonly sightings: number;
  /** What tells. */
  readonly words: string;
  /** A shortest way there in the world that shows it. */
  readonly steps: readonly Step[];
}
export interface PairCompared {
  readonly worlds: readonly [WorldFigures, WorldFigures];
  /** The shortest. */
  readonly distinguisher: Distinguisher | undefined;
  /** Whether every view of both worlds was matched against all of the other. */
  readonly complete: boolean;
}

/** Compares two worlds for each observer of a kind, or says in words why they cannot be explored. */
export function comparePair(
  request: ViewsRequest,
  { worlds }: SchedulePair,
  who: Who,
  apart: Apart = byReading,
): readonly PairCompared[] | string {
  const [left, right] = worlds.map((scenarios) => scenarios.map((one) => observers(who, one)));
  const results: PairCompared[] = [];
  for (let i = 0; i < (left?.[0]?.length ?? 0); i++) {
    const sides: World[] = [];
    for (const [side, all] of [left, right].entries()) {
      const explored: Viewed[] = [];
      for (const [j, scenario] of (worlds[side] ?? []).entries()) {
        const observer = all?.[j]?.[i];
        const one = observer === undefined ? `${who} is in one world only` : viewed(request, scenario, observer);
        if (typeof one === 'string') return one;
        explored.push(one);
      }
      sides.push(explored);
    }
    results.push(compare(sides as [World, World], apart));
  }
  return results;
}

/** All that was explored of it: its views are those of any of its scenarios. */
type World = readonly Viewed[];
/** Where a view or its beginning comes from. */
interface Place {
  readonly of: Viewed;
  readonly seen: Seen;
}
interface Placed extends Place {
  readonly view: View;
}

function compare(sides: readonly [World, World], apart: Apart): PairCompared {
  const whole = sides.map((side) => classes(side, (seen) => seen)) as [Classes, Classes];
  const isComplete = sides.map((side) => side.every(({ schedules }) => schedules.complete));
  // What the other world may still show is no distinguisher.
  const unmatched = ([0, 1] as const).flatMap((world) =>
    isComplete[1 - world]
      ? whole[world].all
          .filter((one) => !isMatched(one.view, whole[other(world)], apart))
          .map((one) => ({ world, one }))
      : [],
  );
  const found = shortest(sides, unmatched, apart);
  const [left, right] = sides.map((side, i) => figures(side, whole[i as 0 | 1], isComplete[i] === true));
  return {
    worlds: [left as WorldFigures, right as WorldFigures],
    distinguisher: found,
    complete: isComplete.every((one) => one),
  };
}
const other = (world: 0 | 1): 0 | 1 => (world === 0 ? 1 : 0);

function figures(side: World, { all }: Classes, complete: boolean): WorldFigures {
  const counts = side.map(({ schedules }) => schedules.count);
  return {
    schedules: counts.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0n),
    states: side.reduce((sum, { schedules }) => sum + schedules.states, 0),
    views: all.length,
    complete,
  };
}

/** The views of a world that read differently, by shape. */
interface Classes {
  readonly all: readonly Placed[];
  readonly byShape: ReadonlyMap<string, readonly Placed[]>;
  readonly byWhole: ReadonlyMap<string, Placed>;
}
/** `part` is what of a view is looked at; nothing of views that are too short. */
function classes(side: World, part: (seen: Seen) => Seen | undefined): Classes {
  const byWhole = new Map<string, Placed>();
  const byShape = new Map<string, Placed[]>();
  for (const of of side) {
    const met = new Set<string>();
    for (const all of of.schedules.views) {
      const seen = part(all);
      if (seen === undefined || met.has(seen.join())) continue;
      met.add(seen.join());
      const view = of.view(seen);
      if (byWhole.has(view.whole)) continue;
      const placed = { of, seen, view };
      byWhole.set(view.whole, placed);
      byShape.set(view.outside, [...(byShape.get(view.outside) ?? []), placed]);
    }
  }
  return { all: [...byWhole.values()], byShape, byWhole };
}

function isMatched(view: View, { byShape, byWhole }: Classes, apart: Apart): boolean {
  const same = byWhole.get(view.whole);
  if (same !== undefined && apart(view, same.view) === undefined) return true;
  return (byShape.get(view.outside) ?? []).some((one) => one !== same && apart(view, one.view) === undefined);
}

/** The view of which the least is needed to tell the worlds apart, and what of it. */
function shortest(
  sides: readonly [World, World],
  unmatched: readonly { readonly world: 0 | 1; readonly one: Placed }[],
  apart: Apart,
): Distinguisher | undefined {
  const beginnings = sides.map(() => new Map<number, Classes>());
  /** Of all views of a world, their first so many sightings. */
  const beginning = (world: 0 | 1, count: number): Classes => {
    const known = beginnings[world]?.get(count);
    if (known !== undefined) return known;
    const made = classes(sides[world], (seen) => (seen.length < count ? undefined : seen.slice(0, count)));
    beginnings[world]?.set(count, made);
    return made;
  };
  const start = ({ of, seen }: Place, count: number): View => of.view(seen.slice(0, count));
  const tells = (world: 0 | 1, one: Place, count: number): boolean =>
    !isMatched(start(one, count), beginning(other(world), count), apart);

  interface Best {
    readonly world: 0 | 1;
    readonly one: Place;
    /** Nothing if it tells only by its end. */
    readonly count: number;
    readonly byEnd: boolean;
  }
  let best: Best | undefined;
  for (const { world, one } of unmatched) {
    // What the set-up tells already needs no more.
    if (best?.count === 0) break;
    const most = best === undefined ? one.seen.length : best.count - 1;
    if (one.seen.length < most || !tells(world, one, most)) {
      if (best === undefined) best = { world, one, count: one.seen.length, byEnd: true };
      continue;
    }
    let [least, count] = [0, most];
    while (least < count) {
      const middle = (least + count) >> 1;
      if (tells(world, one, middle)) count = middle;
      else least = middle + 1;
    }
    best = { world, one, count, byEnd: false };
  }
  if (best === undefined) return undefined;
  const { world, one, count, byEnd } = best;
  const seen = one.seen.slice(0, count);
  return {
    world,
    sightings: count,
    words: byEnd
      ? 'in one world it sees nothing more once all is at rest, in the other it always sees more'
      : whatTells(start(one, count), start(one, count - 1), beginning(other(world), count), apart),
    steps: one.of.steps(seen, byEnd),
  };
}

/**
 * Against a view of the other world that is the same until then, if there is one; of these the one that agrees in most of
 * its end, which is what stands innermost in the last block, so that a value further out is named.
 */
function whatTells(view: View, before: View, others: Classes, apart: Apart): string {
  const likely = others.all.filter(({ of, seen }) => apart(of.view(seen.slice(0, -1)), before) === undefined);
  const among = likely.length > 0 ? likely : others.all;
  const likeness = (one: Placed): number => sameEnd(one.view.whole, view.whole);
  const [closest] = among.toSorted((a, b) => likeness(b) - likeness(a));
  const tell = closest?.view.outside === view.outside ? apart : byReading;
  const found = closest && tell(view, closest.view);
  return found ?? 'in one world it sees nothing more then, in the other it does';
}

function sameEnd(one: string, other: string): number {
  let count = 0;
  while (count < one.length && one.at(-1 - count) === other.at(-1 - count)) count++;
  return count;
}
