// Degrees of anonymity (Díaz et al. 2002) and what they hide (Tóth, Hornák, Vajda 2004): entropy alone does not say how sure a guess is.

/** Shannon entropy of a distribution, in bits. */
export const entropyBits = (shares: readonly number[]): number =>
  shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);

/** Entropy as a share of the most that so many possible senders can have; of one sender it is 0. */
export const anonymityDegree = (shares: readonly number[], senders = shares.length): number =>
  senders < 2 ? 0 : entropyBits(shares) / Math.log2(senders);

/**
 * Crowds (Reiter and Rubin 1998): who sent what a hostile member was handed, among the honest ones, its predecessor first.
 * Members hand on with probability `forwarding`, to anybody evenly; the hostile ones among them only watch.
 */
export function crowdsPosterior(members: number, hostile: number, forwarding: number): readonly number[] {
  const honest = members - hostile;
  const other = forwarding / members;
  return [1 - other * (honest - 1), ...new Array<number>(honest - 1).fill(other)];
}

/** A crowd of two kinds: `few` senders share the probability `share` evenly, and all others share what is left of it. */
export const twoKinds = (senders: number, few: number, share: number): readonly number[] =>
  Array.from({ length: senders }, (_, i) => (i < few ? share / few : (1 - share) / (senders - few)));

/**
 * The number of senders at which one with probability 1/2 among equal others has the entropy of an even `m`: m²/4 + 1.
 * Tóth et al., table I.
 */
export const halfKnownSenders = (even: number): number => even ** 2 / 4 + 1;

/**
 * The largest probability that `few` of `senders` can have together at the entropy of an even `m`, to double precision.
 * Tóth et al., table II. The entropy falls as the few become likelier than all others, from even shares on.
 */
export function hiddenShare(senders: number, few: number, even: number): number {
  let [low, high] = [few / senders, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (entropyBits(twoKinds(senders, few, middle)) > Math.log2(even)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
