// A5, intersection: who was there every time. Whoever writes to one receiver is given away by the receivers that others reach by chance.

/** What all sets have in common; of no sets it is nothing. */
export function intersection<T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  const [first = new Set<T>(), ...rest] = sets;
  return new Set([...first].filter((one) => rest.every((set) => set.has(one))));
}

/** How a round looks: one message of the target to its one receiver, the others' to receivers drawn evenly. */
export interface Rounds {
  readonly receivers: number;
  /** Messages of a round, the target's included. */
  readonly batch: number;
}

/** Chance that a given receiver is reached by one of the others of a round. */
const reached = ({ receivers, batch }: Rounds): number => 1 - (1 - 1 / receivers) ** (batch - 1);

/** Expected number of receivers left after so many rounds, the target's own included: 1 + (N-1) q^t. */
export const expectedLeft = (of: Rounds, rounds: number): number => 1 + (of.receivers - 1) * reached(of) ** rounds;

/** The first number of rounds after which fewer than `limit` receivers are expected to be left; limit above 1. */
export function roundsUntil(of: Rounds, limit: number): number {
  if (limit <= 1) throw new RangeError('the target’s own receiver is always left');
  if (of.batch < 2) return 1;
  const q = reached(of);
  if (q === 1) return Number.POSITIVE_INFINITY;
  const whole = Math.max(1, Math.ceil(Math.log((limit - 1) / (of.receivers - 1)) / Math.log(q)));
  // What is left at the whole number itself can equal the limit, which is not below it.
  return expectedLeft(of, whole) < limit ? whole : whole + 1;
}

/**
 * Epochs after which fewer than `left` of the other users are expected to have been there in every one, where each is
 * there with chance `rate`: ln(M/d) / ln(1/r), not rounded. Martiny et al., NDSS 2021, for sealed sender.
 */
export const epochsUntil = (users: number, left: number, rate: number): number =>
  Math.log(users / left) / Math.log(1 / rate);
