// V15: intersecting the receivers of rounds until one is left.
import { type Random, random } from '../../sim/random.ts';
import { epochsUntil, expectedLeft, intersection, roundsUntil } from '../attacks/intersection.ts';
import { whole } from '../statistics/draws.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

/** Receivers, batch, rounds until fewer than 1.01 are expected to be left, and how many are after two rounds. */
const PUBLISHED: readonly (readonly [number, number, number, number])[] = [
  [1000, 100, 5, 9.884],
  [20_000, 50, 3, 1.12],
];
/** Users 10^6, a hundredth of one of them left: the chance to be there in an epoch, and the epochs of the sealed-sender form. */
const SEALED_SENDER: readonly (readonly [number, number])[] = [
  [0.01, 4],
  [0.1, 8],
];
const LIMIT = 1.01;
const TRIALS = 2000;

/** Mean number of receivers left of intersected rounds, the target's own included. */
function intersected(stream: Random, receivers: number, batch: number, rounds: number): number {
  let sum = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const sets = Array.from({ length: rounds }, () => {
      const others = Array.from({ length: batch - 1 }, () => whole(stream, receivers));
      return new Set([0, ...others]);
    });
    sum += intersection(sets).size;
  }
  return sum / TRIALS;
}

const byRunning = (N: number, b: number, rounds: number, seed: string) => {
  const expected = expectedLeft({ receivers: N, batch: b }, rounds);
  const measured = intersected(random(seed, 'V15', N, b, rounds), N, b, rounds);
  // Strangers left are at most as spread as a Poisson number of the same mean: five standard errors, and one stranger.
  const tolerance = 5 * Math.sqrt((expected - 1) / TRIALS) + 1 / TRIALS;
  return quantity(`left after ${rounds} rounds`, expected, measured, tolerance);
};

export const intersectionRounds: ValidationCase = {
  id: 'V15',
  title: 'rounds until an intersection leaves one receiver',
  source:
    'E[left] = 1 + (N-1) q^t, q = 1 - (1 - 1/N)^(b-1), and its figures to the printed digits; measured by intersecting the sets of simulated rounds. Epochs of sealed sender: ln(M/d) / ln(1/r), Martiny et al., NDSS 2021.',
  sets: [
    { name: 'N', says: 'receivers', default: 1000, least: 2, most: 100_000, whole: true },
    { name: 'b', says: 'messages of a round', default: 100, least: 2, most: 1000, whole: true },
    { name: 'rounds', says: 'rounds that are intersected', default: 2, least: 1, most: 10, whole: true },
  ],
  rows: (seed) => [
    ...PUBLISHED.map(([N, b, rounds, afterTwo]): Row => {
      const of = { receivers: N, batch: b };
      return {
        parameters: { N, b },
        quantities: [
          quantity('rounds until fewer than 1.01 are left', rounds, roundsUntil(of, LIMIT), 0),
          quantity('left after two rounds, by the closed form', afterTwo, expectedLeft(of, 2), 5e-4),
          byRunning(N, b, 2, seed),
        ],
      };
    }),
    ...SEALED_SENDER.map(
      ([r, epochs]): Row => ({
        parameters: { M: 1e6, r, d: 0.01 },
        quantities: [quantity('epochs of sealed sender', epochs, epochsUntil(1e6, 0.01, r), 1e-9)],
      }),
    ),
  ],
  at: ({ N = 1000, b = 100, rounds = 2 }, seed): Row => ({
    parameters: { N, b, rounds },
    quantities: [byRunning(N, b, rounds, seed)],
  }),
};
