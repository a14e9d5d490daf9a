// V12 and V14: one mix with exponential delays, abstract and as the real proxy's own code, guessed at, measured and blocked.
import { random } from '../../sim/random.ts';
import { guessedAtDeparture, isolated, nextIsTarget, relayEntropyBits } from '../anonymity/closed-forms.ts';
import { mixEntropies } from '../anonymity/mix-entropies.ts';
import { type Guesses, guesses } from '../anonymity/mix-guesses.ts';
import { poissonPasses } from '../anonymity/mix-passes.ts';
import { proxyPasses } from '../anonymity/proxy-passes.ts';
import { type ParameterRule, type Quantity, quantity, type Row, type ValidationCase } from './case.ts';

/** Load, and the entropies of the reference: of a target by arrivals and departures, and by arrivals alone. */
const PUBLISHED: readonly (readonly [number, number, number])[] = [
  [0.5, 0.866, 0.962],
  [1, 1.512, 1.623],
  [2, 2.408, 2.487],
  [5, 3.755, 3.773],
  [10, 4.762, 4.766],
];
const TOLERANCE = 0.01;
/** Load, and what both entropies are within 0.02 of: log2(e load). */
const HEAVY: readonly (readonly [number, number])[] = [
  [75, 7.671],
  [200, 9.087],
  [450, 10.256],
];
const HEAVY_TOLERANCE = 0.02;

/** A mix is empty at first, and as good as stationary after so many mean delays. */
const WARM_UP = 20;
/** So many that an entropy has a standard error of about 0.002, and that the warm-up is little of it. */
const messagesOf = (load: number): number => Math.round(800_000 + 2000 * load);

const passesOf = (load: number, seed: string) => poissonPasses(load, messagesOf(load), random(seed, 'V12', load));
const guessed = (load: number, seed: string): Guesses => guesses(passesOf(load, seed), WARM_UP);
const entropiesOf = (load: number, seed: string) => mixEntropies(passesOf(load, seed), load, WARM_UP);

/** A share of so many, to some standard errors. */
const errorOf = (share: number, count: number): number => Math.sqrt((share * (1 - share)) / count);

/** In the order of the reference. */
const shares = (load: number, found: Guesses, tolerance: (share: number) => number): [Quantity, ...Quantity[]] => [
  quantity('next to leave is the target', nextIsTarget(load), found.nextIsTarget, tolerance(nextIsTarget(load))),
  quantity(
    'guess at departure is right',
    guessedAtDeparture(load),
    found.oldestLeaves,
    tolerance(guessedAtDeparture(load)),
  ),
  quantity('never has company', isolated(load), found.isolated, tolerance(isolated(load))),
];
/** Never more than the reference allows, and less where shares are small. */
const closely = (load: number) => (share: number) =>
  Math.min(TOLERANCE, 10 * errorOf(share, messagesOf(load)) + 10 / messagesOf(load));

const firstRow = (seed: string): Row => {
  const found = guessed(1, seed);
  const published = [0.5, 0.6321, 0.1839];
  const [first, ...rest] = shares(1, found, () => TOLERANCE).map((one, i) =>
    quantity(one.quantity, published[i] as number, one.measured, TOLERANCE),
  ) as [Quantity, ...Quantity[]];
  return {
    parameters: { rho: 1 },
    quantities: [
      first,
      ...rest,
      quantity('entropy by arrivals and departures, bits', 1.512, entropiesOf(1, seed).spreadBits, TOLERANCE),
    ],
  };
};

/** The reference has its figures to about 0.002, from runs. */
const tableRow = (rho: number, both: number, alone: number, seed: string): Row => {
  const found = entropiesOf(rho, seed);
  return {
    parameters: { rho },
    quantities: [
      quantity('entropy by arrivals and departures, bits', both, found.spreadBits, TOLERANCE),
      quantity('the same by the recursion of Loopix', both, found.departureBits, TOLERANCE),
      quantity('the same by the closed form', both, relayEntropyBits(rho), 0.004),
      quantity('entropy by arrivals alone', alone, found.arrivalBits, TOLERANCE),
      ...shares(rho, guessed(rho, seed), closely(rho)),
    ],
  };
};

const heavyRow = (rho: number, expected: number, seed: string): Row => {
  const found = entropiesOf(rho, seed);
  return {
    parameters: { rho },
    quantities: [
      quantity('entropy by arrivals and departures, bits', expected, found.spreadBits, HEAVY_TOLERANCE),
      quantity('the same by the recursion of Loopix', expected, found.departureBits, HEAVY_TOLERANCE),
      quantity('the same by the closed form', expected, relayEntropyBits(rho), HEAVY_TOLERANCE),
      quantity('entropy by arrivals alone', expected, found.arrivalBits, HEAVY_TOLERANCE),
    ],
  };
};

const PROXY_MESSAGES = 1000;
/** The protocol's own proxy, to four standard errors. */
export const proxyRows = (rho: number, messages: number, seed: string): readonly Row[] => {
  const passes = proxyPasses(rho, messages, `${seed}/V12/proxy`);
  return (['forwards', 'responses'] as const).map((what): Row => {
    const found = guesses(passes[what], 0);
    const [first, ...rest] = shares(rho, found, (share) => 4 * errorOf(share, messages)).map((one) => ({
      ...one,
      quantity: `${what} of the real proxy: ${one.quantity}`,
    })) as [Quantity, ...Quantity[]];
    return {
      parameters: { rho, messages },
      quantities: [
        first,
        ...rest,
        // The mean over a time T of a number whose mean is m, and which is another after one mean delay: variance 2 m / T.
        quantity(`${what} of the real proxy: messages inside`, rho, found.inside, 4 * rho * Math.sqrt(2 / messages)),
      ],
    };
  });
};

export const poissonRelay: ValidationCase = {
  id: 'V12',
  title: 'guesses and entropies at one relay with exponential delays, by the messages inside on the mean',
  source:
    'With rho messages inside: next to leave 1/(1+rho), guess at departure (1-e^-rho)/rho, never in company e^-rho/(1+rho), and entropy E[(n+1) h(1/(n+1))] over a Poisson number n of others, h the entropy of a coin; all derived. The entropies of the table are expected by another simulation, to about 0.002. By arrivals alone it is what leaves at a moment that does not depend on them; at true departures it is larger (1.14, 1.81, 2.62 bits at rho 0.5, 1, 2). Guesses are also made at the mix of the real proxy, in runs of the sealed design with this delay.',
  sets: [{ name: 'rho', says: 'arrivals in a mean delay', default: 1, least: 0.05, most: 1000 }],
  rows: (seed) => [
    firstRow(seed),
    ...PUBLISHED.map(([rho, both, alone]) => tableRow(rho, both, alone, seed)),
    ...HEAVY.map(([rho, expected]) => heavyRow(rho, expected, seed)),
    ...proxyRows(1, PROXY_MESSAGES, seed),
  ],
  at: ({ rho = 1 }, seed): Row => ({
    parameters: { rho },
    quantities: [
      ...shares(rho, guessed(rho, seed), closely(rho)),
      quantity(
        'entropy by arrivals and departures, bits',
        relayEntropyBits(rho),
        entropiesOf(rho, seed).spreadBits,
        TOLERANCE,
      ),
    ],
  }),
};

/** Rates are of one unit of time. Blocked, all but one in s of what the relay would get of others is kept away. */
type Flooded = Record<'s' | 'mu' | 'lambdaM' | 'lambdaR', number>;
const FLOODED: Flooded = { s: 2, mu: 1, lambdaM: 1, lambdaR: 10 };
/** Loops of the relay itself come all the same. */
const poolOf = ({ s, mu, lambdaM, lambdaR }: Flooded): number => (lambdaM + lambdaR / s) / mu;

/** Mean of what is inside, by the balance of its states: from n to n + 1 as often as back. */
function balanced(arrivals: number, departures: number): number {
  let [weight, sum, mean] = [1, 1, 0];
  for (let n = 1; weight > 1e-18 * sum || n < arrivals / departures; n++) {
    weight *= arrivals / (n * departures);
    sum += weight;
    mean += n * weight;
    // Only ratios count, and they shall not overflow.
    if (sum > 1e200) [weight, sum, mean] = [weight / sum, 1, mean / sum];
  }
  return mean / sum;
}

function floodedRow(asked: Flooded, expected: number, printed: number, seed: string): Row {
  const { s, mu, lambdaM, lambdaR } = asked;
  const load = poolOf(asked);
  const found = guesses(poissonPasses(load, messagesOf(load), random(seed, 'V14', load)), WARM_UP);
  const share = (s * mu) / (s * lambdaM + lambdaR);
  const byBalance = 1 / balanced(lambdaM + lambdaR / s, mu);
  return {
    parameters: { ...asked },
    quantities: [
      quantity('1 / messages inside', expected, byBalance, printed),
      quantity('the same, formula and balance', share, byBalance, 1e-9 * share),
      quantity('the same, by running', share, 1 / found.inside, 5 * share * Math.sqrt(2 / messagesOf(load))),
      quantity(
        'guess at departure is right',
        guessedAtDeparture(load),
        found.oldestLeaves,
        closely(load)(guessedAtDeparture(load)),
      ),
    ],
  };
}

const rate = (name: string, says: string, preset: number, least: number): ParameterRule => ({
  name,
  says,
  default: preset,
  least,
  most: 1000,
});

export const blockedRelay: ValidationCase = {
  id: 'V14',
  title: 'blending at a relay with exponential delays whose other traffic is blocked by a factor',
  source:
    'Loopix (Piotrowska et al. 2017): s mu / (s lambdaM + lambdaR), for messages that leave at rate mu, loops of the relay at lambdaM and others at lambdaR, of which one in s is let through. That is one over the mean number of messages inside, k, and not the success of a guess: that is (1 - e^-k) / k where the target is inside with a Poisson number of others, the last quantity here. Measured by solving the balance of states, and by running.',
  sets: [
    rate('s', 'factor by which the traffic of others is blocked', FLOODED.s, 1),
    rate('mu', 'rate at which each message leaves', FLOODED.mu, 0.001),
    rate('lambdaM', 'loops of the relay, a unit of time', FLOODED.lambdaM, 0.001),
    rate('lambdaR', 'messages of others without the block', FLOODED.lambdaR, 0),
  ],
  rows: (seed) => [floodedRow(FLOODED, 0.1667, 5e-5, seed)],
  at: (parameters, seed): Row => {
    const asked: Flooded = { ...FLOODED, ...parameters };
    const load = poolOf(asked);
    if (load < 0.05 || load > 1000)
      throw new RangeError(
        `from 0.05 to 1000 messages may be inside on the mean, (lambdaM + lambdaR / s) / mu, and with these it is ${Number(load.toPrecision(3))}`,
      );
    const { s, mu, lambdaM, lambdaR } = asked;
    const share = (s * mu) / (s * lambdaM + lambdaR);
    return floodedRow(asked, share, 1e-9 * share, seed);
  },
};
