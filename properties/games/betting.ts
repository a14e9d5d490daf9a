// The gate of a guessing game: two bets against a fair coin and against a limit, good at any time (Ville's inequality).
// Both depend on the games played and won alone, so a verdict is read off two rows of integers that are computed beforehand.
import type { Verdict } from '../result.ts';

/** What a gate decides, and how wrong it may be. Advantage is 2 Pr[win] - 1. */
export interface Limits {
  /** The advantage that a clean design must be shown to stay below. */
  readonly advantage: number;
  /** The most likely that a design which gives nothing away is called violated. */
  readonly falseAlarm: number;
  /** The most likely that one which gives away as much as `advantage` is said to hold. */
  readonly miss: number;
  readonly mostGames: number;
}

/** By games played: from how many won the verdict is violated, and down to how many it holds. */
export interface Boundaries {
  readonly limits: Limits;
  readonly violatedFrom: Int32Array;
  readonly holdsTo: Int32Array;
}

/** Bets spread evenly over so many odds, as far as so many times the distance from a fair coin to the limit. */
const ODDS = 25;
const REACH = 6;
/** No bet is on a certain outcome: one game could lose it all. */
const LEAST_ODDS = 0.001;

/** The logarithm of a bet's capital by games and wins: the mean of a stake on each of the odds, against `fair`. */
function capital(fair: number, odds: readonly number[]): (games: number, wins: number) => number {
  const won = odds.map((p) => Math.log(p / fair));
  const lost = odds.map((p) => Math.log((1 - p) / (1 - fair)));
  return (games, wins) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < ODDS; i++)
      most = Math.max(most, wins * (won[i] as number) + (games - wins) * (lost[i] as number));
    let sum = 0;
    for (let i = 0; i < ODDS; i++)
      sum += Math.exp(wins * (won[i] as number) + (games - wins) * (lost[i] as number) - most);
    return most + Math.log(sum / ODDS);
  };
}

/** The rows of integers of a gate. */
export function boundaries(limits: Limits): Boundaries {
  const half = limits.advantage / 2;
  const limit = 0.5 + half;
  const spread = (most: number): readonly number[] => Array.from({ length: ODDS }, (_, i) => (most * (i + 1)) / ODDS);
  const above = Math.min(REACH * half, 1 - LEAST_ODDS - 0.5);
  const below = Math.min(REACH * half, limit - LEAST_ODDS);
  const against = capital(
    0.5,
    spread(above).map((step) => 0.5 + step),
  );
  const under = capital(
    limit,
    spread(below).map((step) => limit - step),
  );
  const [violated, holds] = [Math.log(1 / limits.falseAlarm), Math.log(1 / limits.miss)];
  const violatedFrom = new Int32Array(limits.mostGames + 1);
  const holdsTo = new Int32Array(limits.mostGames + 1);
  // One game more moves each boundary by one at most; more wins raise the one bet and lower the other.
  let [from, to] = [0, -1];
  for (let games = 0; games <= limits.mostGames; games++) {
    while (from <= games && against(games, from) < violated) from++;
    while (to + 1 <= games && under(games, to + 1) >= holds) to++;
    while (to >= 0 && under(games, to) < holds) to--;
    violatedFrom[games] = from;
    holdsTo[games] = to;
  }
  return { limits, violatedFrom, holdsTo };
}

/** Whether so many wins in so many games decide it already. */
export function decided({ violatedFrom, holdsTo }: Boundaries, games: number, wins: number): Verdict | undefined {
  if (wins >= (violatedFrom[games] as number)) return 'violated';
  return wins <= (holdsTo[games] as number) ? 'holds' : undefined;
}

/** What a gate does against an adversary of some strength: by dynamic programming over the wins, no game is played. */
export interface OperatingPoint {
  readonly meanGames: number;
  /** What 95% of all gates need no more than. */
  readonly games95: number;
  readonly violated: number;
  readonly holds: number;
}
export function operatingPoint({ limits, violatedFrom, holdsTo }: Boundaries, advantage: number): OperatingPoint {
  const p = 0.5 + advantage / 2;
  const alive = new Float64Array(limits.mostGames + 2);
  alive[0] = 1;
  let [left, meanGames, violated, holds, games95] = [1, 0, 0, 0, limits.mostGames];
  let [low, high] = [0, 0];
  for (let games = 1; games <= limits.mostGames && left > 1e-12; games++) {
    meanGames += left;
    for (let wins = high + 1; wins >= low; wins--)
      alive[wins] = (alive[wins] as number) * (1 - p) + (wins > 0 ? (alive[wins - 1] as number) * p : 0);
    high++;
    const [from, to] = [violatedFrom[games] as number, holdsTo[games] as number];
    for (; high >= from && high >= low; high--) {
      violated += alive[high] as number;
      left -= alive[high] as number;
      alive[high] = 0;
    }
    for (; low <= to && low <= high; low++) {
      holds += alive[low] as number;
      left -= alive[low] as number;
      alive[low] = 0;
    }
    if (left <= 0.05 && games95 === limits.mostGames) games95 = games;
  }
  return { meanGames, games95, violated, holds };
}
