// A mean over seeds with its 95% interval: Student's t, as a handful of seeds asks for. One run gives one figure.

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
/** What the figure can be, and how exactly it is told. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly decimals: number;
}

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Share of Student's distribution between -t and t; exact for whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4). */
function between(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let k = odd ? 3 : 2; k <= degrees; k += 2) {
    sum += term;
    term *= (cosine * cosine * (k - 1)) / k;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** The t that leaves 2.5% on either side. */
export function quantile(degrees: number): number {
  let [low, high] = [1, 13];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (between(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Of one figure for each seed, in a fixed order; it never says what the figure cannot be. One seed tells no spread. */
export function interval(figures: readonly number[], { least, most, decimals }: Bounds): Interval | undefined {
  const count = figures.length;
  if (count < 2) return undefined;
  const mean = figures.reduce((sum, one) => sum + one, 0) / count;
  const squares = figures.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const reach = quantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return {
    value: round(mean, decimals),
    low: round(Math.max(least, mean - reach), decimals),
    high: round(Math.min(most, mean + reach), decimals),
  };
}
