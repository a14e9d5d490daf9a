// The few functions that are used of a bundle that comes without types; arguments as its documentation orders them.
declare module '@stdlib/dist-stats-base-dists-flat' {
  interface Distributions {
    readonly binomial: { pmf(hits: number, trials: number, chance: number): number };
    readonly gamma: {
      entropy(shape: number, rate: number): number;
      pdf(value: number, shape: number, rate: number): number;
    };
    readonly hypergeometric: { pmf(marked: number, population: number, allMarked: number, drawn: number): number };
    readonly poisson: { pmf(count: number, mean: number): number };
    readonly t: { quantile(share: number, degrees: number): number };
  }
  const bundle: { readonly base: { readonly dists: Distributions } };
  export default bundle;
}
