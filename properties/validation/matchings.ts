// V9: exact matching of times in and times out of a mix with exponential delays at three nodes.
import { type Random, random } from '../../sim/random.ts';
import { equalErrorRate } from '../attacks/error-rates.ts';
import { erlangDensity, matchingLogLikelihood } from '../attacks/matching.ts';
import { erlang, exponential } from '../statistics/draws.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

/** Times of a sequence, the equal error rate, and repeats: the shorter, the more the rate varies. */
const PUBLISHED: readonly (readonly [number, number, number])[] = [
  [4, 0.342, 18],
  [6, 0.267, 10],
  [8, 0.219, 6],
];
const SEQUENCES = 100;
const STAGES = 3;

/** Equal error rate of all pairs of a sequence in and a sequence out, mean of some repeats. */
function measured(length: number, repeats: number, stream: Random): number {
  let sum = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const flows = Array.from({ length: SEQUENCES }, () => {
      let now = 0;
      const sent = Array.from({ length }, () => {
        now += exponential(stream, 1);
        return now;
      });
      return { sent, received: sent.map((at) => at + erlang(stream, STAGES, 1)).sort((a, b) => a - b) };
    });
    const genuine: number[] = [];
    const others: number[] = [];
    flows.forEach(({ sent }, i) => {
      flows.forEach(({ received }, j) => {
        (i === j ? genuine : others).push(matchingLogLikelihood(sent, received, erlangDensity(STAGES, 1)));
      });
    });
    sum += equalErrorRate(genuine, others);
  }
  return sum / repeats;
}

export const exactMatching: ValidationCase = {
  id: 'V9',
  title: 'equal error rate of exact matching by the permanent of delay densities',
  source:
    'MixMatch (Oldenburg et al., PoPETs 2024), exact likelihood: input gaps exp(1), delay Erlang(3,1), 100 sequences, each in held against each out; its log prints 0.31, 0.26 to 0.27 and 0.24 of one run each. Expected are means of six runs of another program, measured is a mean of as many or more.',
  sets: [],
  rows: (seed) =>
    PUBLISHED.map(
      ([n, expected, repeats]): Row => ({
        parameters: { n, sequences: SEQUENCES },
        quantities: [quantity('equal error rate', expected, measured(n, repeats, random(seed, 'V9', n)), 0.03)],
      }),
    ),
};
