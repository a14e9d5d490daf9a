// V3 and V4: entropy of a message of mixes that let messages go together.
import { random } from '../../sim/random.ts';
import { poolEntropyBits, timedEntropyBits } from '../anonymity/closed-forms.ts';
import { mixingPool } from '../anonymity/mixing-pool.ts';
import { spread } from '../anonymity/spread.ts';
import { exponential } from '../statistics/draws.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

/** Round after round, until as good as nothing of the target is left inside. */
function roundsOf(batch: number, stay: number): number {
  const pool = mixingPool(1);
  const output = spread(1);
  const mass = new Float64Array(1);
  for (let i = 0; i < stay; i++) pool.enter();
  const target = Float64Array.of(1);
  do {
    for (let i = 0; i < batch; i++) pool.enter(output.left(0) === 1 && i === 0 ? target : undefined);
    for (let i = 0; i < batch; i++) {
      pool.leave(mass);
      output.add(mass);
    }
  } while (output.left(0) > 1e-9);
  return output.entropyBits(0);
}

export const poolMix: ValidationCase = {
  id: 'V3',
  title: 'entropy of a message of a pool mix, over the outputs of all rounds to come',
  source:
    'Serjantov and Danezis 2002: (1 + n/N) log2(N + n) - (n/N) log2 n, where N leave in a round and n stay; measured round by round.',
  sets: [
    { name: 'N', says: 'messages that come, and leave, in a round', default: 10, least: 1, most: 1000, whole: true },
    { name: 'n', says: 'messages that stay behind', default: 10, least: 0, most: 1000, whole: true },
  ],
  rows: () =>
    (
      [
        [10, 10, 5.3219],
        [20, 10, 5.6994],
        [100, 10, 7.1273],
        [100, 100, 8.6439],
        [50, 100, 8.3987],
      ] as const
    ).map(
      ([N, n, published]): Row => ({
        parameters: { N, n },
        quantities: [
          quantity('entropy, bits', published, roundsOf(N, n), 1e-3),
          quantity('closed form', poolEntropyBits(N, n), roundsOf(N, n), 1e-5),
        ],
      }),
    ),
  at: ({ N = 10, n = 10 }): Row => ({
    parameters: { N, n },
    quantities: [quantity('entropy, bits', poolEntropyBits(N, n), roundsOf(N, n), 1e-3)],
  }),
};

/** Messages of a run, and the least number of periods. */
const [MESSAGES, LEAST_PERIODS] = [400_000, 4_000];

/** Periods with a target each and, at random, so many others on the mean. */
function periodsOf(others: number, seed: string) {
  const stream = random(seed, 'V4', others);
  const periods = Math.max(LEAST_PERIODS, Math.round(MESSAGES / (1 + others)));
  const pool = mixingPool(1);
  const mass = new Float64Array(1);
  const target = Float64Array.of(1);
  const output = spread(1);
  let [bits, alone] = [0, 0];
  let next = exponential(stream, 1 / others);
  for (let period = 0; period < periods; period++) {
    pool.enter(target);
    for (; next < period + 1; next += exponential(stream, 1 / others)) pool.enter();
    if (pool.size === 1) alone++;
    while (pool.size > 0) {
      pool.leave(mass);
      output.add(mass);
    }
    bits += output.entropyBits(0);
    output.restart(0);
  }
  return { bits: bits / periods, alone: alone / periods, periods };
}

function timedRow(lambdaT: number, expected: number, seed: string): Row {
  const found = periodsOf(lambdaT, seed);
  const alone = Math.exp(-lambdaT);
  // Five standard errors, and one more period; where hardly any message is alone that is far below 0.01.
  const aloneTolerance = 5 * Math.sqrt((alone * (1 - alone)) / found.periods) + 1 / found.periods;
  return {
    parameters: { lambdaT },
    quantities: [
      quantity('entropy, bits', expected, found.bits, 0.01),
      quantity('alone', alone, found.alone, Math.min(0.01, aloneTolerance)),
    ],
  };
}

export const timedMix: ValidationCase = {
  id: 'V4',
  title: 'entropy of a message of a timed mix with a Poisson number of others',
  source:
    'E log2(1 + Poisson(lambda T)) with lambda T messages of others in a period, and exp(-lambda T) for no other; measured over simulated periods.',
  sets: [{ name: 'lambdaT', says: 'messages of others in a period', default: 5, least: 0.01, most: 1000 }],
  rows: (seed) =>
    (
      [
        [1, 0.8272],
        [2, 1.411],
        [5, 2.4729],
        [10, 3.3954],
        [50, 5.6583],
      ] as const
    ).map(([lambdaT, published]): Row => {
      const row = timedRow(lambdaT, published, seed);
      const closed = quantity('closed form', published, timedEntropyBits(lambdaT), 5e-5);
      return { ...row, quantities: [...row.quantities, closed] };
    }),
  at: ({ lambdaT = 5 }, seed): Row => timedRow(lambdaT, timedEntropyBits(lambdaT), seed),
};
