// V8: how many rounds statistical disclosure takes, and how many friends it has found by then.
import { type Random, random } from '../../sim/random.ts';
import { type Disclosing, disclosure, type Found, found, roundsToDisclose } from '../attacks/disclosure.ts';
import { addEvenly } from '../statistics/multinomial.ts';
import { quantity, type Row, type ValidationCase } from './case.ts';

interface Published {
  readonly N: number;
  readonly m: number;
  readonly b: number;
  /** Rounds by the formula, and the friends found by then, at two and three standard deviations. */
  readonly rounds: readonly [number, number];
  readonly share: readonly [number, number];
  /** Probability that all are found, at three standard deviations. */
  readonly all: number;
  /** Rounds after which all are found with probability 0.5 and 0.95. */
  readonly until: readonly [number, number];
  /** As many as leave standard errors well below the tolerances. */
  readonly trials: number;
}
const PUBLISHED: readonly Published[] = [
  { N: 20_000, m: 20, b: 50, rounds: [120, 269], share: [0.841, 0.993], all: 0.855, until: [220, 328], trials: 2500 },
  { N: 1000, m: 10, b: 50, rounds: [142, 318], share: [0.874, 0.996], all: 0.96, until: [190, 304], trials: 2000 },
  { N: 1000, m: 5, b: 10, rounds: [26, 58], share: [0.874, 0.998], all: 0.988, until: [29, 52], trials: 6000 },
  { N: 1000, m: 20, b: 100, rounds: [778, 1750], share: [0.889, 0.995], all: 0.902, until: [1200, 1792], trials: 6000 },
];
/** Looked at beside the two numbers of rounds of the formula, as shares of the second. */
const LOOKS = [0.8, 1.2];
const TARGETS = 4;

type Model = Omit<Disclosing, 'deviations'>;

/**
 * Mean of what is found after these numbers of rounds, ascending: one message of the target a round, all else drawn evenly.
 * Several targets, each with its own friends, are looked for before one background, as if the others were not there.
 */
function simulated({ receivers, friends, batch }: Model, lookAt: readonly number[], trials: number, stream: Random) {
  const sums = lookAt.map(() => ({ share: 0, all: 0 }));
  for (let trial = 0; trial < trials; trial++) {
    const background = new Float64Array(receivers);
    const targets = Array.from({ length: TARGETS }, (_, target) => ({
      theirs: Array.from({ length: friends }, (_, i) => target * friends + i),
      sent: new Float64Array(friends),
    }));
    let rounds = 0;
    lookAt.forEach((until, i) => {
      addEvenly(background, (until - rounds) * (batch - 1), stream);
      const sum = sums[i] as { share: number; all: number };
      for (const { theirs, sent } of targets) {
        addEvenly(sent, until - rounds, stream);
        const change = (sign: 1 | -1): void =>
          theirs.forEach((friend, j) => {
            background[friend] = (background[friend] as number) + sign * (sent[j] as number);
          });
        change(1);
        const { share, all } = found(disclosure({ fromTarget: until, received: background }), theirs);
        change(-1);
        sum.share += share;
        sum.all += all;
      }
      rounds = until;
    });
  }
  const count = trials * TARGETS;
  return sums.map(({ share, all }): Found => ({ share: share / count, all: all / count }));
}

/**
 * Where the probability that all are found first reaches this. Friends are missed nearly independently, each with a
 * probability that falls by the same share from round to round: ln(-ln P) is nearly straight between numbers looked at.
 */
function reached(lookAt: readonly number[], results: readonly Found[], probability: number): number {
  const at = results.findIndex(({ all }) => all >= probability);
  if (at < 1) return at === 0 ? (lookAt[0] as number) : Number.POSITIVE_INFINITY;
  const height = (p: number): number => Math.log(-Math.log(Math.min(1 - 1e-6, Math.max(1e-6, p))));
  const [before, here] = [results[at - 1] as Found, results[at] as Found].map(({ all }) => height(all)) as [
    number,
    number,
  ];
  const [from, to] = [lookAt[at - 1] as number, lookAt[at] as number];
  return from + ((to - from) * (height(probability) - before)) / (here - before);
}

function row({ N, m, b, rounds, share, all, until, trials }: Published, seed: string): Row {
  const model: Model = { receivers: N, friends: m, batch: b };
  const [two, three] = [2, 3].map((deviations) => roundsToDisclose({ ...model, deviations })) as [number, number];
  const lookAt = [two, three, ...LOOKS.map((share) => Math.round(share * three))].sort((x, y) => x - y);
  const results = simulated(model, lookAt, trials, random(seed, 'V8', N, m, b));
  const after = (count: number): Found => results[lookAt.indexOf(count)] as Found;
  return {
    parameters: { N, m, b },
    quantities: [
      quantity('rounds at 2 deviations', rounds[0], two, 0),
      quantity('rounds at 3 deviations', rounds[1], three, 0),
      quantity('friends found at 2 deviations', share[0], after(two).share, 0.01),
      quantity('friends found at 3 deviations', share[1], after(three).share, 0.01),
      quantity('all found at 3 deviations', all, after(three).all, 0.04),
      quantity(
        'rounds until all with probability 0.5',
        until[0],
        Math.ceil(reached(lookAt, results, 0.5)),
        0.05 * until[0],
      ),
      quantity(
        'rounds until all with probability 0.95',
        until[1],
        Math.ceil(reached(lookAt, results, 0.95)),
        0.05 * until[1],
      ),
    ],
  };
}

export const disclosureRounds: ValidationCase = {
  id: 'V8',
  title: 'rounds of statistical disclosure, and the friends it has found by then',
  source:
    'Danezis 2003 and Mathewson and Dingledine 2004: rounds by t = [m l (sqrt V + sqrt(V + (m-1)/m²))]², V = (N-1)(b-1)/N², rounded up, exact; what is found by then is expected by another simulation, which is itself of limited precision. Measured by scoring simulated rounds, ties broken by lot. Two deviations are not 95% of the friends.',
  sets: [],
  rows: (seed) => PUBLISHED.map((one) => row(one, seed)),
};
