// How often the guesses of an adversary at one mix are right, judged by which message left in truth.
import type { Pass } from './mix-passes.ts';

export interface Guesses {
  /** Messages that came, and that left. */
  readonly arrivals: number;
  readonly departures: number;
  /** Share of arrivals after which the next to leave is the one that came. */
  readonly nextIsTarget: number;
  /** Share of departures of the one that was there for longest. */
  readonly oldestLeaves: number;
  /** Share of departures of one that never had company. */
  readonly isolated: number;
  /** Messages inside, mean over time. */
  readonly inside: number;
}

/** Of what passes from a time on, in the unit of the passes. */
export function guesses(passes: Iterable<Pass>, since: number): Guesses {
  const inside = new Set<number>();
  /** Came since the last departure, and whether anybody else was there meanwhile. */
  const lately = new Set<number>();
  let alone: number | undefined;
  let [arrivals, departures, next, oldest, isolated] = [0, 0, 0, 0, 0];
  let [last, area] = [since, 0];
  for (const { at, message, goes } of passes) {
    const counts = at >= since;
    if (counts) {
      area += inside.size * (at - last);
      last = at;
    }
    if (goes === 'in') {
      alone = inside.size === 0 ? message : undefined;
      inside.add(message);
      lately.add(message);
      if (counts) arrivals++;
      continue;
    }
    if (counts) {
      departures++;
      if (lately.has(message)) next++;
      if (inside.values().next().value === message) oldest++;
      if (alone === message) isolated++;
    }
    inside.delete(message);
    lately.clear();
  }
  return {
    arrivals,
    departures,
    nextIsTarget: next / arrivals,
    oldestLeaves: oldest / departures,
    isolated: isolated / departures,
    inside: area / (last - since),
  };
}
