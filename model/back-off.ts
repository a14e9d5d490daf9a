// How long to wait before the next try, and for an answer: longer each time, and never in step with others (R5.1).
import type { Context, Millis } from './node.ts';

const FIRST_MILLIS = 1_000;
/** What a planted leak waits, however often it failed. */
const FIXED_MILLIS = 10_000;
const LONGEST_MILLIS = 120_000;
const SILENCE_MILLIS = 10_000;

/** From the `failures`-th failure, from 1, to the next try. */
export function restMillis(failures: number, { crypto, design }: Context): Millis {
  if (design.backOff === 'fixed') return FIXED_MILLIS;
  const doubled = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(failures - 1, 20));
  if (design.backOff === 'doubling') return doubled;
  const [high, low] = crypto.random(2) as unknown as readonly [number, number];
  return Math.round(doubled * (0.75 + ((high << 8) | low) / 131_072));
}

/** How long nothing may come back, after so many failures, before it is a failure of its own. */
export const silenceMillis = (failures: number): Millis =>
  Math.min(LONGEST_MILLIS, SILENCE_MILLIS * 2 ** Math.min(failures, 20));
