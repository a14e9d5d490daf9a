// A6c, exact matching: how likely times out are, given times in and the law of the delay, over all ways to pair them.
// The permanent of densities by dynamic programming over subsets: n 2^n steps and, unlike alternating sums, no cancelling.

/** Most times that are matched: 2^16 subsets. */
const MOST = 16;
/** A permanent this far from 0 has lost nothing to the smallest numbers that there are. */
const SAFE = 1e-150;

/** Density of a delay, 0 where it cannot be; the unit is that of the times. */
export type Density = (delay: number) => number;

/** Density of the sum of `stages` exponential delays of this mean each; with one stage it is exponential. */
export function erlangDensity(stages: number, mean: number): Density {
  let factor = 1 / mean;
  for (let k = 1; k < stages; k++) factor /= k * mean;
  return (delay) => (delay < 0 ? 0 : factor * delay ** (stages - 1) * Math.exp(-delay / mean));
}

/** Rows are times in, columns are times out. */
const densities = (sent: readonly number[], received: readonly number[], density: Density): readonly number[][] =>
  sent.map((from) => received.map((to) => density(to - from)));

/**
 * Log of the permanent of density(out_j - in_i): the log-likelihood of the times out up to a constant, minus infinity
 * where no pairing is possible. As many times out as in, at most 16; more throw a RangeError.
 */
export function matchingLogLikelihood(sent: readonly number[], received: readonly number[], density: Density): number {
  return logPermanent(densities(sent, received, density));
}

/** Log of the permanent of a square matrix of numbers at or above 0. */
export function logPermanent(rows: readonly (readonly number[])[]): number {
  const plain = pairings(checked(rows)).at(-1) as number;
  if (plain > SAFE && plain < 1 / SAFE) return Math.log(plain);
  const { weights, logScale } = balanced(rows);
  return Math.log(pairings(weights).at(-1) as number) + logScale;
}

/**
 * Probability of each pairing given all times: element i, j is that what came in at i went out at j. Rows and columns
 * sum to 1. Undefined where no pairing is possible. As many times out as in, at most 16; more throw a RangeError.
 */
export function matchingPosterior(
  sent: readonly number[],
  received: readonly number[],
  density: Density,
): readonly (readonly number[])[] | undefined {
  // Balancing multiplies every pairing by the same number.
  const { weights } = balanced(checked(densities(sent, received, density)));
  const count = weights.length;
  const before = pairings(weights);
  // The same from the last row backwards: of a set of columns, the pairings of as many last rows with it.
  const after = pairings(weights.toReversed());
  const full = 2 ** count - 1;
  const all = before[full] as number;
  if (all === 0) return undefined;
  const posterior = weights.map((row) => row.map(() => 0));
  const sizes = subsetSizes(count);
  for (let set = 0; set < full; set++) {
    const left = (before[set] as number) / all;
    const row = posterior[sizes[set] as number] as number[];
    const weight = weights[sizes[set] as number] as readonly number[];
    for (let j = 0; j < count && left > 0; j++)
      if ((set & (1 << j)) === 0)
        row[j] = (row[j] as number) + left * (weight[j] as number) * (after[full ^ set ^ (1 << j)] as number);
  }
  return posterior;
}

function checked(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (rows.length > MOST) throw new RangeError(`at most ${MOST} times are matched, not ${rows.length}`);
  if (rows.some((row) => row.length !== rows.length)) throw new RangeError('as many times out as in are matched');
  return rows;
}

/**
 * The matrix with rows and columns brought near sums of 1, and the log of what its permanent is to be multiplied by. The
 * permanent of a matrix whose rows and columns all sum to 1 is at least n!/n^n, so that it does not vanish in arithmetic.
 */
function balanced(rows: readonly (readonly number[])[]) {
  let weights = rows;
  let logScale = 0;
  for (let sweep = 0; sweep < 6; sweep++) {
    weights = transposed(
      weights.map((row) => {
        const sum = row.reduce((total, one) => total + one, 0);
        if (sum === 0) return row;
        logScale += Math.log(sum);
        return row.map((one) => one / sum);
      }),
    );
  }
  return { weights, logScale };
}
const transposed = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  rows.map((_, i) => rows.map((row) => row[i] as number));

/** For each set of columns, as bits: the sum over pairings of as many first rows with it of the products of elements. */
function pairings(rows: readonly (readonly number[])[]): Float64Array {
  const count = rows.length;
  const sums = new Float64Array(2 ** count);
  sums[0] = 1;
  const sizes = subsetSizes(count);
  for (let set = 1; set < sums.length; set++) {
    const row = rows[(sizes[set] as number) - 1] as readonly number[];
    let sum = 0;
    for (let j = 0; j < count; j++) if (set & (1 << j)) sum += (row[j] as number) * (sums[set ^ (1 << j)] as number);
    sums[set] = sum;
  }
  return sums;
}

function subsetSizes(count: number): Uint8Array {
  const sizes = new Uint8Array(2 ** count);
  for (let set = 1; set < sizes.length; set++) sizes[set] = (sizes[set >> 1] as number) + (set & 1);
  return sizes;
}
