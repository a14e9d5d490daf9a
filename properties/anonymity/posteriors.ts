// Figures of anonymity, from what an observer believes of each message and who wrote it in truth. One figure alone misleads,
// so they come together, each for the user who is worst off and for all (Díaz 2002, Serjantov and Danezis 2002, Smith 2009).
import { entropyBits } from '../attacks/anonymity-degree.ts';

/** What an observer believes of one message: how likely each user wrote it, summing to 1, and who did. */
export interface Belief {
  readonly posterior: readonly number[];
  readonly truth: number;
}

export interface AnonymityFigures {
  /** Mean Shannon entropy of beliefs, bits: of the messages of the user for whom it is least, and of all. */
  readonly worstBits: number;
  readonly bits: number;
  /** Two to the power of the mean entropy: among how many even suspects a user hides. */
  readonly worstSet: number;
  readonly set: number;
  /** Bayes vulnerability: the mean probability of the likeliest user; and how often that user wrote it, ties by lot. */
  readonly vulnerability: number;
  readonly named: number;
  /** Min-entropy that is left, bits: minus the logarithm of the vulnerability. */
  readonly minBits: number;
  /** Multiplicative leakage: the vulnerability over that of blind guessing, 1 to the number of users. */
  readonly leakage: number;
  /** Of telling the user from one other, drawn evenly: 2 Pr[win] - 1; of the worst user, and of all. */
  readonly worstAdvantage: number;
  readonly advantage: number;
  /** The delta of (epsilon, delta) at epsilon 1: between the user and one other, mean of the messages of the worst user. */
  readonly worstDelta: number;
  /** The least epsilon at which that delta is no more than `DELTA`; absent where none is: some messages are told for sure. */
  readonly epsilon?: number;
  /** Share of messages of which the observer is sure. */
  readonly isolated: number;
}

export const EPSILON = 1;
export const DELTA = 0.1;
const SURE = 1 - 1e-9;

/** Of at least one message; users are all that posteriors speak of, as likely as each other beforehand. */
export function anonymityFigures(beliefs: readonly Belief[]): AnonymityFigures {
  const users = beliefs[0]?.posterior.length ?? 0;
  if (users < 2) throw new RangeError('anonymity takes a message and two users');
  const byUser = Array.from({ length: users }, (_, user) => beliefs.filter(({ truth }) => truth === user)).filter(
    (some) => some.length > 0,
  );
  const worst = (of: (some: readonly Belief[]) => number, which: (...all: number[]) => number): number =>
    which(...byUser.map(of));
  const bits = meanOver(beliefs, ({ posterior }) => entropyBits(posterior));
  const worstBits = worst((some) => meanOver(some, ({ posterior }) => entropyBits(posterior)), Math.min);
  const vulnerability = meanOver(beliefs, ({ posterior }) => Math.max(...posterior));
  const deltaOf = (epsilon: number): number => worst((some) => meanOver(some, delta(epsilon)), Math.max);
  const epsilon = leastEpsilon(deltaOf);
  return {
    worstBits,
    bits,
    worstSet: 2 ** worstBits,
    set: 2 ** bits,
    vulnerability,
    named: meanOver(beliefs, named),
    minBits: -Math.log2(vulnerability),
    leakage: vulnerability * users,
    worstAdvantage: worst((some) => meanOver(some, advantage), Math.max),
    advantage: meanOver(beliefs, advantage),
    worstDelta: deltaOf(EPSILON),
    ...(epsilon !== undefined && { epsilon }),
    isolated: meanOver(beliefs, ({ posterior }) => (Math.max(...posterior) >= SURE ? 1 : 0)),
  };
}

const meanOver = (some: readonly Belief[], of: (one: Belief) => number): number =>
  some.reduce((sum, one) => sum + of(one), 0) / some.length;

/** What is likelier than this is taken for likelier: sums in another order differ in their last digits. */
const ROUNDING = 1e-9;

/** Chance that the likeliest user is the one who wrote it. */
function named({ posterior, truth }: Belief): number {
  const most = Math.max(...posterior);
  const likeliest = posterior.filter((one) => one >= most - ROUNDING);
  return (posterior[truth] as number) >= most - ROUNDING ? 1 / likeliest.length : 0;
}

const others = ({ posterior, truth }: Belief): readonly number[] => posterior.filter((_, user) => user !== truth);

/** Wins less losses against each other user; who is as likely is neither. */
function advantage(belief: Belief): number {
  const own = belief.posterior[belief.truth] as number;
  const rivals = others(belief);
  return (
    rivals.reduce((sum, one) => sum + (own > one + ROUNDING ? 1 : own < one - ROUNDING ? -1 : 0), 0) / rivals.length
  );
}

/** Mean over other users of the part of the truth's likelihood that is above e^epsilon times theirs. */
const delta =
  (epsilon: number) =>
  (belief: Belief): number => {
    const own = belief.posterior[belief.truth] as number;
    if (own === 0) return 0;
    const rivals = others(belief);
    return rivals.reduce((sum, one) => sum + Math.max(0, 1 - (Math.exp(epsilon) * one) / own), 0) / rivals.length;
  };

const MOST_EPSILON = 20;
function leastEpsilon(deltaOf: (epsilon: number) => number): number | undefined {
  if (deltaOf(MOST_EPSILON) > DELTA) return undefined;
  let [low, high] = [0, MOST_EPSILON];
  if (deltaOf(low) <= DELTA) return low;
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (deltaOf(middle) > DELTA) low = middle;
    else high = middle;
  }
  return high;
}
