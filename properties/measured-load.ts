// How well times link what enters a proxy with what leaves it, by how the proxy delays (G4): two clients that write close to
// each other, and an adversary on both links. Success is set beside what it costs in time.
import { type Design, sealed } from '../model/design.ts';
import { random } from '../sim/random.ts';
import { run } from '../sim/run.ts';
import { advantageOf } from './games/advantage.ts';
import { coin } from './games/coin.ts';
import { viewing } from './games/contest.ts';
import { LOW_LOAD } from './games/contests.ts';
import type { Match } from './games/game.ts';
import { pairs } from './games/pairs.ts';
import { matching } from './games/rules.ts';
import { outcomes } from './outcomes.ts';
import { median } from './quantiles.ts';

/** Mean time between the two messages of a pair. */
export const GAP_MILLIS = LOW_LOAD.gapMillis;

/** An advantage that a review may live with; the delay that is measured is the one that should give it. */
export const TARGET_ADVANTAGE = 0.1;

/**
 * The period of a proxy that sends at fixed times for which two messages, an exponential gap of this mean apart, fall into
 * different periods no more often than this: (gap / period) (1 - exp(-period / gap)) = share. Solved by halving.
 */
export function periodFor(share: number, gapMillis: number): number {
  const apart = (period: number): number => (gapMillis / period) * (1 - Math.exp(-period / gapMillis));
  let [low, high] = [gapMillis * 1e-3, gapMillis * 1e6];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (apart(middle) > share) low = middle;
    else high = middle;
  }
  return Math.round(high);
}

const PERIOD_MILLIS = periodFor(TARGET_ADVANTAGE, GAP_MILLIS);
/** Delays that take about as long on the mean: half a period. */
export const LOADS = {
  none: { delay: 'none' },
  exponential: { delay: 'exponential', delayMillis: Math.round(PERIOD_MILLIS / 2) },
  timed: { delay: 'timed', delayMillis: PERIOD_MILLIS },
} as const satisfies Readonly<Record<string, Partial<Design>>>;
export type LoadDelay = keyof typeof LOADS;
export const LOAD_DELAYS = Object.keys(LOADS) as readonly LoadDelay[];

/** Long enough for all of a pair to be over nearly always. */
const PAIR_MILLIS = 30 * PERIOD_MILLIS;
const PAIRS = 30;

export interface LoadFigures {
  readonly advantage: number;
  /** Of orders, to reception. */
  readonly medianMillis: number;
}

/** Of one seed; the adversary is shown each pair by itself. */
export function loadFigures(delay: LoadDelay, seed: string): LoadFigures {
  const design: Design = { ...sealed, name: `sealed, delay ${delay}`, ...LOADS[delay] };
  const world = pairs({ gapMillis: GAP_MILLIS, periodMillis: PAIR_MILLIS, pairs: PAIRS });
  const made: Match<'who wrote where'> = world.make((question, i) => coin(seed, question, i), random(seed, 'traffic'));
  const trace = run({ scenario: made.scenario, design, seed, cryptography: 'ideal' });
  const games = made.games(trace);
  const shown = viewing({ trace, games });
  const player = { question: 'who wrote where', observer: 'the network on both links', adversary: matching } as const;
  const wins = games['who wrote where'].filter(({ asked, coin: secret }, i) => {
    const guess =
      matching.strategy.plays === 'by a rule' ? matching.strategy.guess(shown(player, i, asked), asked) : undefined;
    return (guess ?? coin(seed, 'blind', i)) === secret;
  }).length;
  const delays = outcomes(trace).flatMap(({ orderedAt, received }) => received.slice(0, 1).map((at) => at - orderedAt));
  return {
    advantage: advantageOf({ games: PAIRS, wins }),
    medianMillis: delays.length === 0 ? Number.NaN : median(delays),
  };
}
