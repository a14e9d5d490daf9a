// How far an adversary's advantage may be from what was counted, however many games it took to stop:
// a mixture of bets on every chance of winning, good at any time (Ville's inequality).
import type { Interval } from '../interval.ts';
import { binomialMass } from '../statistics/distributions.ts';
import { advantageOf } from './advantage.ts';

/** How often the interval misses the true advantage, at most. */
export const MISS = 0.05;
const HALVINGS = 40;
const DECIMALS = 4;

/** Chances of winning against which bets spread evenly have not won `1 / MISS` times their stake, as advantages; nothing played, no interval. */
export function advantageInterval(score: { readonly games: number; readonly wins: number }): Interval | undefined {
  const { games, wins } = score;
  if (games === 0) return undefined;
  // The mean of the bets' capital against a chance is 1 / ((games + 1) * the binomial mass at that chance).
  const possible = (chance: number): boolean => (games + 1) * binomialMass(wins, games, chance) > MISS;
  const edge = (inside: number, outside: number): number => {
    if (possible(outside)) return outside;
    let [yes, no] = [inside, outside];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (yes + no) / 2;
      if (possible(middle)) yes = middle;
      else no = middle;
    }
    return yes;
  };
  const rate = wins / games;
  const advantage = (chance: number): number => Number(Math.max(0, 2 * chance - 1).toFixed(DECIMALS));
  return {
    value: Number(advantageOf(score).toFixed(DECIMALS)),
    low: advantage(edge(rate, 0)),
    high: advantage(edge(rate, 1)),
  };
}
