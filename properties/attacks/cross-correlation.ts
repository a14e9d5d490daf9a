// A6a, cross-correlation of packet counts on two links: how alike they are, at the lag at which they are most alike.

/** How many of the times fall into each window of this width, from `from` to `to`; a last window that is not whole is left out. */
export function windowCounts(times: readonly number[], width: number, from: number, to: number): readonly number[] {
  // The quotient of two decimal fractions can fall short of the whole number that it stands for.
  const counts = new Array<number>(Math.max(0, Math.floor((to - from) / width + 1e-9))).fill(0);
  for (const time of times) {
    const window = Math.floor((time - from) / width);
    if (window >= 0 && window < counts.length && time < to) counts[window] = (counts[window] as number) + 1;
  }
  return counts;
}

export interface Correlation {
  /** From -1 to 1; 0 if one side never changes. */
  readonly value: number;
  /** Windows by which the second comes after the first. */
  readonly lag: number;
}
/**
 * The largest of sum_i (x_i - mean x)(y_{i+lag} - mean y) / (n sx sy) over lags 0 to `mostLag`, the smallest such lag.
 * Both have the same number of windows, else a RangeError; sums run over the windows that overlap.
 */
export function crossCorrelation(x: readonly number[], y: readonly number[], mostLag: number): Correlation {
  if (x.length !== y.length) throw new RangeError('both links are counted in the same windows');
  const [first, second] = [standardised(x), standardised(y)];
  let best: Correlation = { value: Number.NEGATIVE_INFINITY, lag: 0 };
  for (let lag = 0; lag <= Math.min(mostLag, x.length - 1); lag++) {
    let sum = 0;
    for (let i = 0; i + lag < x.length; i++) sum += (first[i] as number) * (second[i + lag] as number);
    if (sum / x.length > best.value) best = { value: sum / x.length, lag };
  }
  return x.length === 0 ? { value: 0, lag: 0 } : best;
}

/** Less the mean, in standard deviations; zeros if nothing varies. */
function standardised(counts: readonly number[]): readonly number[] {
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  const deviation = Math.sqrt(counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / counts.length);
  return counts.map((one) => (deviation === 0 ? 0 : (one - mean) / deviation));
}
