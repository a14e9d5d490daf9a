// Quantiles by rank: each is a figure that was there.

/** The figure that this share of all does not exceed. */
export function ranked(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
export const median = (figures: readonly number[]): number => ranked(figures, 0.5);
