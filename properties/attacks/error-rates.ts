// How well scores tell true pairs from others: the rate at which both kinds of error are equal.

/**
 * Equal error rate: at the threshold where true pairs are refused and others taken equally often, or most nearly so, the
 * mean of the two rates. Higher scores speak for a true pair; a score can be minus infinity. Neither list is empty.
 */
export function equalErrorRate(genuine: readonly number[], others: readonly number[]): number {
  const yes = [...genuine].sort((a, b) => a - b);
  const no = [...others].sort((a, b) => a - b);
  let best = { apart: Number.POSITIVE_INFINITY, rate: 1 };
  let refused = 0;
  let below = 0;
  for (const threshold of [...new Set([...yes, ...no, Number.POSITIVE_INFINITY])].sort((a, b) => a - b)) {
    while (refused < yes.length && (yes[refused] as number) < threshold) refused++;
    while (below < no.length && (no[below] as number) < threshold) below++;
    const wronglyRefused = refused / yes.length;
    const wronglyTaken = 1 - below / no.length;
    const apart = Math.abs(wronglyRefused - wronglyTaken);
    if (apart < best.apart) best = { apart, rate: (wronglyRefused + wronglyTaken) / 2 };
  }
  return best.rate;
}
