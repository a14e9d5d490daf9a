// A4, least-squares disclosure (Pérez-González and Troncoso 2012): all senders' profiles at once, by regressing who received on who sent.
import { CholeskyDecomposition, Matrix, pseudoInverse } from 'ml-matrix';

/** One round: for each message its sender, and for each message its receiver. Which belongs to which is not known. */
export interface Round {
  readonly senders: readonly number[];
  readonly receivers: readonly number[];
}

/** For each sender, which share of its messages goes to each receiver. */
export type Profiles = readonly (readonly number[])[];

/**
 * P = (U'U)⁻¹ U'Y, for U the rounds by senders and Y the rounds by receivers, as counts. Rows are senders, columns are
 * receivers; an estimate can be below 0. Senders whom no round tells apart get the solution of least norm.
 */
export function leastSquares(rounds: Iterable<Round>, senders: number, receivers: number): Profiles {
  const { squares, products } = normalEquations(rounds, senders, receivers);
  const inner = new Matrix(squares);
  const cross = new Matrix(products);
  const factor = new CholeskyDecomposition(inner);
  const solved = factor.isPositiveDefinite() ? factor.solve(cross) : pseudoInverse(inner).mmul(cross);
  return solved.to2DArray();
}

/** U'U and U'Y. A round has few senders of all there are, so that sums over those who sent are sooner than matrices. */
function normalEquations(rounds: Iterable<Round>, senders: number, receivers: number) {
  const squares = Array.from({ length: senders }, () => new Float64Array(senders));
  const products = Array.from({ length: senders }, () => new Float64Array(receivers));
  for (const round of rounds) {
    const sent = counted(round.senders);
    for (const [sender, messages] of sent) {
      const square = squares[sender] as Float64Array;
      for (const [other, theirs] of sent) square[other] = (square[other] as number) + messages * theirs;
      const product = products[sender] as Float64Array;
      for (const receiver of round.receivers) product[receiver] = (product[receiver] as number) + messages;
    }
  }
  return { squares, products };
}

function counted(ones: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const one of ones) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts];
}

export interface Senders {
  readonly rounds: number;
  /** Messages of a round. */
  readonly batch: number;
  /** Each sender's share of all messages. */
  readonly shares: readonly number[];
  readonly profiles: Profiles;
}
/**
 * Expected sum over receivers of the squared errors of one sender's profile, where each message is from a sender drawn
 * by the shares: (1/R)(1/f_i - 1 + 1/t) sum_j sum_k f_k p_kj (1 - p_kj). It holds for many rounds; see `fewRounds`.
 */
export function expectedError({ rounds, batch, shares, profiles }: Senders, sender: number): number {
  const share = shares[sender] as number;
  const variance = profiles.reduce(
    (sum, profile, k) => sum + (shares[k] as number) * profile.reduce((inner, p) => inner + p * (1 - p), 0),
    0,
  );
  return ((1 / share - 1 + 1 / batch) * variance) / rounds;
}

/** By how much the error is larger because U'U is itself of finitely many rounds: R / (R - N - 1). */
export const fewRounds = (rounds: number, senders: number): number => rounds / (rounds - senders - 1);
