// Entropies, in bits, that follow from a formula: of batches, of one mix with exponential delays, of layers of them.
import { gammaDensity, gammaEntropyNats, poissonMass } from '../statistics/distributions.ts';

/** A pool mix that lets `batch` go in a round and keeps `stay`: over all rounds to come (Serjantov and Danezis 2002). */
export const poolEntropyBits = (batch: number, stay: number): number =>
  (1 + stay / batch) * Math.log2(batch + stay) - (stay === 0 ? 0 : (stay / batch) * Math.log2(stay));

/** Expected value of a function of a Poisson number. */
function overPoisson(mean: number, of: (count: number) => number): number {
  const reach = 12 * Math.sqrt(mean) + 20;
  let sum = 0;
  for (let count = Math.max(0, Math.floor(mean - reach)); count <= mean + reach; count++)
    sum += poissonMass(count, mean) * of(count);
  return sum;
}

/** A message of a timed mix, with a Poisson number of others of this mean. */
export const timedEntropyBits = (others: number): number => overPoisson(others, (count) => Math.log2(1 + count));

export const binaryEntropyBits = (share: number): number =>
  share <= 0 || share >= 1 ? 0 : -share * Math.log2(share) - (1 - share) * Math.log2(1 - share);

/**
 * A message of a mix with exponential delays and on the mean `load` others inside, over what comes out, to one who sees all
 * arrivals and departures. Others stay a Poisson number through its stay; with n of them something leaves n + 1 times as
 * often as it does, and is it or not as a coin of 1 / (n + 1).
 */
export const relayEntropyBits = (load: number): number =>
  overPoisson(load, (others) => (others + 1) * binaryEntropyBits(1 / (others + 1)));

/** The next to leave after a message came is that message: what guessing first in, first out gains. */
export const nextIsTarget = (load: number): number => 1 / (1 + load);
/** The one that leaves is the one that was inside for longest, or any other that one guesses. */
export const guessedAtDeparture = (load: number): number => -Math.expm1(-load) / load;
/** A message never has company: nobody is there when it comes and nobody comes before it leaves. */
export const isolated = (load: number): number => Math.exp(-load) / (1 + load);

export interface Layers {
  readonly layers: number;
  readonly width: number;
  readonly rate: number;
  readonly meanDelaySeconds: number;
}

/**
 * Layers of mixes whose pools are as good as never empty: all that is sent blurs into a stream, out of which the sum of the
 * delays picks. One layer is one mix, with its part of the stream; behind more layers the target may be in any mix.
 */
export const layersEntropyBits = ({ layers, width, rate, meanDelaySeconds }: Layers): number =>
  Math.log2(layers === 1 ? rate / width : rate) + gammaEntropyNats(layers, 1 / meanDelaySeconds) / Math.LN2;

/** ln(1 + K) over ln(mean), K Poisson: what is lost where an output may be of only so many. */
const sparse = (mean: number): number =>
  mean > 1000 ? 1 / (2 * mean) : overPoisson(mean, (count) => Math.log(1 + count)) - Math.log(mean);

/**
 * What pools of finitely many messages lose of it, to first order in 1 / pool. Entropy falls short by half the variance of
 * how likely an output is to be the target, relative to its mean; in the last layer, a time t after sending, in mean delays:
 * - few ways lead from the target's first mix to one of the last: a Poisson number of mean pool^(L-1) t^(L-1) / ((L-1)! width);
 * - noise of the last mix itself, and noise of the first that all mixes have in common, each of variance 1/pool times the
 *   integral of (u^(L-2) / (L-2)! - u^(L-1) / (L-1)!)² up to t, over (t^(L-1) / (L-1)!)².
 */
export function finitePoolsBits({ layers, width, rate, meanDelaySeconds }: Layers): number {
  if (layers === 1) return 0;
  const pool = (rate / width) * meanDelaySeconds;
  const noise = layers === 2 ? -1 / 3 : (layers - 1) / (2 * layers - 3) - 1 + layers / (2 * layers - 1);
  let factorial = 1;
  for (let i = 2; i < layers; i++) factorial *= i;
  const ways = (t: number): number => (pool * t) ** (layers - 1) / (factorial * width);
  // Nearly all of a gamma law with whole parameter is within this; the midpoint rule is off by next to nothing.
  const reach = layers + 12 * Math.sqrt(layers) + 12;
  const steps = 2000;
  let few = 0;
  for (let i = 0; i < steps; i++) {
    const t = ((i + 0.5) * reach) / steps;
    few += ((gammaDensity(t, layers) * reach) / steps) * sparse(ways(t));
  }
  return (few + noise / pool) / Math.LN2;
}
