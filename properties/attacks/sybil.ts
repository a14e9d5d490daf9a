// A12, Sybil and collusion: how often relays of one adversary are picked, where relays are picked evenly.

/** Probability that proxy and destination are both hostile, for shares of hostile ones among each. */
export const collusion = (hostileProxies: number, hostileRelays: number): number => hostileProxies * hostileRelays;

/** Probability that none of so many independent picks is hostile, for a share of hostile ones. */
export const neverHit = (hostile: number, picks: number): number => (1 - hostile) ** picks;

/** Expected picks until the first hostile one, it included. */
export const picksUntilHit = (hostile: number): number => 1 / hostile;

/**
 * Expected share of paths on which every relay is hostile, where `hostile` of `relays` are and a path has one relay of
 * each of `layers` disjoint layers, into which relays are dealt at random: B(B-1)... / N(N-1)..., whatever their sizes.
 */
export function hostilePaths(relays: number, hostile: number, layers: number): number {
  let share = 1;
  for (let i = 0; i < layers; i++) share *= Math.max(0, hostile - i) / (relays - i);
  return share;
}
