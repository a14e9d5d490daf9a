// A3, statistical disclosure (Danezis 2003; Mathewson and Dingledine 2004): what receivers get more of when the target sends.
// Rounds are told by their sums, which is all that the statistic looks at.

/** The sum over some rounds. */
export interface RoundSums {
  /** Messages that the target itself sent in them. */
  readonly fromTarget: number;
  /** Messages that each receiver got in them. */
  readonly received: ArrayLike<number>;
}

/** One round: for each message who got it, in any order, and how many are the target's. */
export interface Round {
  readonly receivers: readonly number[];
  readonly fromTarget: number;
}

/** Sums rounds up. */
export function summed(rounds: Iterable<Round>, receivers: number): RoundSums {
  const received = new Float64Array(receivers);
  let fromTarget = 0;
  for (const round of rounds) {
    fromTarget += round.fromTarget;
    for (const receiver of round.receivers) received[receiver] = (received[receiver] ?? 0) + 1;
  }
  return { fromTarget, received };
}

/**
 * How much of what the target sends each receiver gets, by the mean of its rounds less the background:
 * (mean - (b - a) u) / a, with b messages a round and a of the target's, so that the number of rounds cancels out. The
 * background u is each receiver's share of the rounds without the target; without such rounds, receivers are taken to be
 * alike. Sums to 1. A RangeError says that there is nothing to tell from.
 */
export function disclosure({ fromTarget, received }: RoundSums, absent?: RoundSums): Float64Array {
  if (fromTarget === 0) throw new RangeError('the target sent nothing in these rounds');
  const known = absent === undefined ? 1 : total(absent.received);
  if (known === 0) throw new RangeError('nobody received anything in the rounds without the target');
  const others = (total(received) - fromTarget) / fromTarget;
  const scores = new Float64Array(received.length);
  const each = 1 / fromTarget;
  const even = others / scores.length;
  for (let i = 0; i < scores.length; i++) scores[i] = (received[i] as number) * each - even;
  if (absent !== undefined)
    for (let i = 0; i < scores.length; i++)
      scores[i] = (scores[i] as number) + even - (others * (absent.received[i] as number)) / known;
  return scores;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
}

/** How well scores find the target's friends, if as many of the highest are taken as it has; ties are broken by lot. */
export interface Found {
  /** Expected share of the friends. */
  readonly share: number;
  /** Probability that all of them are. */
  readonly all: number;
}
export function found(scores: ArrayLike<number>, friends: readonly number[]): Found {
  const own = friends.map((friend) => scores[friend] as number);
  const lowest = own.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
  const theirs = new Set(friends);
  const rivals: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score >= lowest && !theirs.has(i)) rivals.push(score);
  }
  const cut = [...own, ...rivals].sort((a, b) => b - a)[friends.length - 1] as number;
  const above = (ones: readonly number[]): number => ones.filter((score) => score > cut).length;
  const at = (ones: readonly number[]): number => ones.filter((score) => score === cut).length;
  const places = friends.length - above(own) - above(rivals);
  const tied = at(own) + at(rivals);
  const sure = above(own) + at(own) === friends.length && above(rivals) === 0;
  return {
    share: (above(own) + (places * at(own)) / tied) / friends.length,
    all: sure ? 1 / choices(tied, at(own)) : 0,
  };
}

/** In how many ways `taken` of `count` can be chosen. */
const choices = (count: number, taken: number): number =>
  Array.from({ length: taken }, (_, i) => (count - i) / (i + 1)).reduce((product, one) => product * one, 1);

export interface Disclosing {
  readonly receivers: number;
  readonly friends: number;
  /** Messages of a round, of which one is the target's. */
  readonly batch: number;
  /** How many standard deviations a friend has to stand out by. */
  readonly deviations: number;
}
/**
 * Rounds of the target after which a friend's count stands `deviations` standard deviations above that of a stranger:
 * the whole number at or above [m l (sqrt V + sqrt(V + (m-1)/m²))]², V = (N-1)(b-1)/N².
 */
export function roundsToDisclose({ receivers, friends, batch, deviations }: Disclosing): number {
  const noise = ((receivers - 1) * (batch - 1)) / receivers ** 2;
  const spread = Math.sqrt(noise) + Math.sqrt(noise + (friends - 1) / friends ** 2);
  return Math.ceil((friends * deviations * spread) ** 2);
}
