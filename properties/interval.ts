// A mean over seeds with its 95% interval: Student's t, as a handful of seeds asks for. One run gives one figure.
import { studentQuantile } from './statistics/distributions.ts';

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

/** Of one figure for each seed, in a fixed order; it never says what the figure cannot be. One seed tells no spread. */
export function interval(figures: readonly number[], { least, most, decimals }: Bounds): Interval | undefined {
  const count = figures.length;
  if (count < 2) return undefined;
  const mean = figures.reduce((sum, one) => sum + one, 0) / count;
  const squares = figures.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const reach = studentQuantile(0.975, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return {
    value: round(mean, decimals),
    low: round(Math.max(least, mean - reach), decimals),
    high: round(Math.min(most, mean + reach), decimals),
  };
}
