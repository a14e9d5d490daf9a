// V11: which of two links carries a known flow, by the likelihood of its packets' times.
import { type Random, random } from '../../sim/random.ts';
import { flowLogLikelihoodRatio } from '../attacks/flow-likelihood.ts';
import { erlangDensity } from '../attacks/matching.ts';
import { arrivals, exponential } from '../statistics/draws.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

/** Seconds watched, share of right decisions, mean log-likelihood ratio. */
const PUBLISHED: readonly (readonly [number, number, number])[] = [
  [1, 0.905, 3.54],
  [2, 0.973, 7.51],
  [4, 0.993, 14.3],
];
/** Packets a second: of the flow, of the noise on its link, of the other link. */
const [SIGNAL, NOISE, OTHER] = [50, 150, 200];
const MEAN_DELAY = 1 / 30;
/** Trials of the reference, and of a second watched here: as much time goes to each row. */
const TRIALS = 600;
const TRIALS_A_SECOND = 6000;

function measured(duration: number, stream: Random) {
  const trials = TRIALS_A_SECOND / duration;
  let [right, sum] = [0, 0];
  const density = erlangDensity(1, MEAN_DELAY);
  for (let trial = 0; trial < trials; trial++) {
    const sent = arrivals(stream, SIGNAL, duration);
    const delayed = sent.map((at) => at + exponential(stream, MEAN_DELAY)).filter((at) => at < duration);
    const first = [...delayed, ...arrivals(stream, NOISE, duration)].sort((a, b) => a - b);
    const ratio = flowLogLikelihoodRatio(
      { sent, rate: SIGNAL, delay: density, reach: 20 * MEAN_DELAY, duration },
      { times: first, rate: SIGNAL + NOISE },
      { times: arrivals(stream, OTHER, duration), rate: OTHER },
    );
    if (ratio > 0) right++;
    sum += ratio;
  }
  return { right: right / trials, mean: sum / trials, trials };
}

export const flowLikelihood: ValidationCase = {
  id: 'V11',
  title: 'which of two links carries a known flow through a continuous-time mix',
  source:
    'Danezis 2004, parameters of section 3.2: 50 packets a second of the flow, 150 of noise with them, 200 on the other link, exponential delays of 1/30 s. Expected are means of 600 trials of another program; the ratio is held to three standard errors of the difference of two such means, of a normal law whose variance is twice its mean.',
  sets: [],
  rows: (seed) =>
    PUBLISHED.map(([seconds, right, mean]): Row => {
      const found = measured(seconds, random(seed, 'V11', seconds));
      return {
        parameters: { T: seconds, signal: SIGNAL, noise: NOISE, other: OTHER, mu: 1 / MEAN_DELAY },
        quantities: [
          quantity('share of right decisions', right, found.right, 0.03),
          quantity(
            'mean log-likelihood ratio',
            mean,
            found.mean,
            3 * Math.sqrt(2 * mean * (1 / TRIALS + 1 / found.trials)),
          ),
        ],
      };
    }),
};
