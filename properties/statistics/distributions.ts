// Textbook distributions by the library's exact functions, under names that say what each argument is.
import stats from '@stdlib/dist-stats-base-dists-flat';

const { binomial, gamma, hypergeometric, poisson, t } = stats.base.dists;

/** The value that Student's t with these degrees of freedom does not exceed with this probability, 0 to 1. */
export const studentQuantile = (share: number, degrees: number): number => t.quantile(share, degrees);

/** Probability of exactly this many hits in independent trials of one chance. */
export const binomialMass = (hits: number, trials: number, chance: number): number =>
  binomial.pmf(hits, trials, chance);

/** Probability that of `drawn`, taken without replacement from a population with `allMarked` marked ones, `marked` are marked. */
export const hypergeometricMass = (marked: number, population: number, allMarked: number, drawn: number): number =>
  hypergeometric.pmf(marked, population, allMarked, drawn);

/** Probability of exactly this many where they come at random, so many on the mean. */
export const poissonMass = (count: number, mean: number): number => poisson.pmf(count, mean);

/** Density of the sum of `shape` exponential times of mean 1 each. */
export const gammaDensity = (value: number, shape: number): number => gamma.pdf(value, shape, 1);

/** Differential entropy of the sum of `shape` exponential times of this rate each. */
export const gammaEntropyNats = (shape: number, rate: number): number => gamma.entropy(shape, rate);
