// A7, do two classes of times differ: Welch's t on all of them and on the faster part, as dudect does, and Kolmogorov-Smirnov.
// Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017.

/** Above this in size, dudect says that times leak. */
export const LEAK = 4.5;

/** Welch's t: (mean a - mean b) / sqrt(s²a/na + s²b/nb). 0 if neither varies and means agree; at least two figures each. */
export function welch(a: readonly number[], b: readonly number[]): number {
  if (a.length < 2 || b.length < 2) throw new RangeError('a spread takes two figures of each class');
  const [first, second] = [moments(a), moments(b)];
  const apart = first.mean - second.mean;
  return apart === 0 ? 0 : apart / Math.sqrt(first.variance / a.length + second.variance / b.length);
}

function moments(figures: readonly number[]) {
  const mean = figures.reduce((sum, one) => sum + one, 0) / figures.length;
  const variance = figures.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (figures.length - 1);
  return { mean, variance };
}

/** Percentiles at which dudect crops: 1 - (1/2)^(10 i / 100), dense among the slow, where what is not the program's shows. */
const CROPS: readonly number[] = Array.from({ length: 100 }, (_, i) => 1 - 0.5 ** ((10 * (i + 1)) / 100));

/**
 * The t largest in size, sign kept: of all times, and of those below each percentile of both classes together. A crop that
 * leaves fewer than `least` of a class is not looked at.
 */
export function largestWelch(a: readonly number[], b: readonly number[], least = 100): number {
  const all = [...a, ...b].sort((x, y) => x - y);
  const [first, second] = [sorted(a), sorted(b)];
  let largest = welch(a, b);
  for (const share of CROPS) {
    const limit = all[Math.floor(share * all.length)] as number;
    const [na, nb] = [below(first, limit), below(second, limit)];
    if (Math.min(na, nb) < Math.max(2, least)) continue;
    const t = cropped(first, na, second, nb);
    if (Math.abs(t) > Math.abs(largest)) largest = t;
  }
  return largest;
}

interface Sorted {
  readonly figures: readonly number[];
  /** Sums and sums of squares of the first so many, of what is less a common origin, lest squares swallow the spread. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}
function sorted(figures: readonly number[]): Sorted {
  const ascending = [...figures].sort((x, y) => x - y);
  const sums = new Float64Array(figures.length + 1);
  const squares = new Float64Array(figures.length + 1);
  const origin = ascending[0] as number;
  ascending.forEach((one, i) => {
    sums[i + 1] = (sums[i] as number) + (one - origin);
    squares[i + 1] = (squares[i] as number) + (one - origin) ** 2;
  });
  return { figures: ascending, sums, squares };
}

/** How many are below the limit. */
function below({ figures }: Sorted, limit: number): number {
  let [low, high] = [0, figures.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((figures[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cropped(a: Sorted, na: number, b: Sorted, nb: number): number {
  const of = ({ figures, sums, squares }: Sorted, count: number) => {
    const mean = (sums[count] as number) / count;
    const variance = Math.max(0, (squares[count] as number) - count * mean ** 2) / (count - 1);
    return { mean: mean + (figures[0] as number), variance };
  };
  const [first, second] = [of(a, na), of(b, nb)];
  const apart = first.mean - second.mean;
  return apart === 0 ? 0 : apart / Math.sqrt(first.variance / na + second.variance / nb);
}

/** Kolmogorov-Smirnov: the largest distance between the two empirical distribution functions, 0 to 1. */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [sorted(a), sorted(b)];
  let largest = 0;
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const at = Math.min(first.figures[i] as number, second.figures[j] as number);
    while (i < a.length && first.figures[i] === at) i++;
    while (j < b.length && second.figures[j] === at) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}
