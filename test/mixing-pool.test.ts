// What an adversary knows of mixes, held against going through everything that can have happened.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  finitePoolsBits,
  guessedAtDeparture,
  isolated,
  type Layers,
  layersEntropyBits,
  nextIsTarget,
  poolEntropyBits,
  relayEntropyBits,
  timedEntropyBits,
} from '../properties/anonymity/closed-forms.ts';
import { mixEntropies } from '../properties/anonymity/mix-entropies.ts';
import { guesses } from '../properties/anonymity/mix-guesses.ts';
import { type Pass, poissonPasses } from '../properties/anonymity/mix-passes.ts';
import { mixingPool } from '../properties/anonymity/mixing-pool.ts';
import { spread } from '../properties/anonymity/spread.ts';
import { stratifiedSpread } from '../properties/anonymity/stratified.ts';
import { random } from '../sim/random.ts';

const POOLS = 2;
/** A message enters a pool, or one of a pool goes on to the other or out. */
type Step = { readonly enters: number } | { readonly leaves: number; readonly to: number | 'out' };

/** By enumeration of which message each departure was: for each output, the probability that it is each message. */
function enumerated(steps: readonly Step[]): readonly (readonly number[])[] {
  const outputs: number[][] = [];
  const messages = steps.filter((step) => 'enters' in step).length;
  const go = (i: number, pools: readonly (readonly number[])[], came: number, out: number, chance: number): void => {
    const step = steps[i];
    if (step === undefined) return;
    if ('enters' in step) {
      const next = pools.map((pool, j) => (j === step.enters ? [...pool, came] : pool));
      go(i + 1, next, came + 1, out, chance);
      return;
    }
    const inside = pools[step.leaves] as readonly number[];
    for (const one of inside) {
      const share = chance / inside.length;
      const next = pools.map((pool, j) => {
        const kept = j === step.leaves ? pool.filter((each) => each !== one) : pool;
        return j === step.to ? [...kept, one] : kept;
      });
      if (step.to === 'out') {
        const row = outputs[out] ?? new Array<number>(messages).fill(0);
        outputs[out] = row;
        row[one] = (row[one] as number) + share;
      }
      go(i + 1, next, came, step.to === 'out' ? out + 1 : out, share);
    }
  };
  go(0, new Array<readonly number[]>(POOLS).fill([]), 0, 0, 1);
  return outputs;
}

/** The same by the pools, every message a target. */
function followed(steps: readonly Step[]): readonly (readonly number[])[] {
  const messages = steps.filter((step) => 'enters' in step).length;
  const pools = Array.from({ length: POOLS }, () => mixingPool(messages));
  const outputs: number[][] = [];
  const mass = new Float64Array(messages);
  let came = 0;
  for (const step of steps) {
    if ('enters' in step) {
      pools[step.enters]?.enter(mass.fill(0).fill(1, came, ++came));
      continue;
    }
    pools[step.leaves]?.leave(mass);
    if (step.to === 'out') outputs.push([...mass]);
    else pools[step.to]?.enter(mass);
  }
  return outputs;
}

const pool = fc.nat({ max: POOLS - 1 });
const to = fc.oneof(pool, fc.constant('out' as const));
const wishes = fc.array(fc.oneof(fc.record({ enters: pool }), fc.record({ leaves: pool, to })), {
  minLength: 8,
  maxLength: 18,
  size: 'max',
});
/** Those that can happen, with few enough messages to go through all. */
function possible(wanted: readonly Step[]): readonly Step[] {
  const sizes = new Array<number>(POOLS).fill(0);
  const add = (i: number, by: number): void => {
    sizes[i] = (sizes[i] as number) + by;
  };
  let entered = 0;
  return wanted.filter((step) => {
    if ('enters' in step) {
      if (entered++ >= 5) return false;
      add(step.enters, 1);
      return true;
    }
    if (sizes[step.leaves] === 0) return false;
    add(step.leaves, -1);
    if (step.to !== 'out') add(step.to, 1);
    return true;
  });
}

describe('a pool', () => {
  test('gives what enumerating all permutations gives, through two pools in any order', () => {
    let outputs = 0;
    fc.assert(
      fc.property(wishes.map(possible), (steps) => {
        const [ours, theirs] = [followed(steps), enumerated(steps)];
        expect(ours.length).toBe(theirs.length);
        ours.forEach((output, i) => {
          output.forEach((share, j) => void expect(share).toBeCloseTo(theirs[i]?.[j] as number, 12));
        });
        outputs += ours.length;
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(outputs).toBeGreaterThan(150);
  });

  test('keeps what does not leave, and is a RangeError where there is nothing', () => {
    const one = mixingPool(2);
    const mass = new Float64Array(2);
    one.enter(Float64Array.of(1, 0));
    one.enter();
    one.enter(Float64Array.of(0, 0.5));
    one.leave(mass);
    expect([...mass]).toEqual([1 / 3, 1 / 6]);
    expect([one.size, ...one.inside]).toEqual([2, 1 - 1 / 3, 0.5 - 1 / 6]);
    one.leave(mass);
    one.leave(mass);
    expect([one.size, ...one.inside]).toEqual([0, 0, 0]);
    expect(() => one.leave(mass)).toThrow(RangeError);
  });
});

test('a spread is the entropy over outputs, of each target by itself', () => {
  const output = spread(2);
  for (const mass of [Float64Array.of(0.5, 0), Float64Array.of(0.25, 1), Float64Array.of(0.25, 0)]) output.add(mass);
  expect([0, 1].map(output.entropyBits)).toEqual([1.5, 0]);
  expect([0, 1].map(output.left)).toEqual([0, 0]);
  output.restart(0);
  expect([output.left(0), output.entropyBits(0)]).toEqual([1, 0]);
});

describe('a network of layers', () => {
  const network: Layers = { layers: 3, width: 4, rate: 200, meanDelaySeconds: 0.5 };
  const run = (seed: string, what = network) =>
    stratifiedSpread(what, { targets: 60, seconds: 120 * what.meanDelaySeconds }, random(seed));
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;

  test('lets all come out that was sent, and is the same for the same seed', () => {
    const found = run('a');
    expect(Math.abs(found.left)).toBeLessThan(1e-6);
    expect(run('a')).toEqual(found);
    expect(run('b').entropiesBits).not.toEqual(found.entropiesBits);
  });

  test.each([1, 2, 3, 5])('of %i has the entropy of the closed form less what finite pools lose', (layers) => {
    const what = { ...network, layers };
    const expected = layersEntropyBits(what) - finitePoolsBits(what);
    expect(Math.abs(mean(run('c', what).entropiesBits) - expected)).toBeLessThan(0.1);
  });

  test('of one mix has the exact entropy, also where the pool is often empty', () => {
    const what: Layers = { layers: 1, width: 1, rate: 2, meanDelaySeconds: 1 };
    const { entropiesBits } = stratifiedSpread(what, { targets: 400, seconds: 4000 }, random('d'));
    expect(Math.abs(mean(entropiesBits) - relayEntropyBits(2))).toBeLessThan(0.2);
    expect(layersEntropyBits(what) - relayEntropyBits(2)).toBeGreaterThan(0.03);
  });

  test('with few messages in many mixes loses most of the closed form', () => {
    const what: Layers = { layers: 2, width: 50, rate: 250, meanDelaySeconds: 1 };
    expect(finitePoolsBits(what)).toBeGreaterThan(2);
    const found = mean(run('e', what).entropiesBits);
    expect(Math.abs(layersEntropyBits(what) - finitePoolsBits(what) - found)).toBeLessThan(0.25);
  });
});

describe('closed forms', () => {
  test('agree where one is a limit of the other', () => {
    expect(poolEntropyBits(8, 0)).toBe(3);
    expect(timedEntropyBits(1e-9)).toBeCloseTo(0, 6);
    const one: Layers = { layers: 1, width: 10, rate: 5000, meanDelaySeconds: 0.9 };
    expect(layersEntropyBits(one)).toBeCloseTo(Math.log2(Math.E * 450), 9);
    expect(relayEntropyBits(450)).toBeCloseTo(Math.log2(Math.E * 450), 3);
    expect(finitePoolsBits({ ...one, layers: 4, rate: 5e7 })).toBeCloseTo(0, 5);
  });

  test('of two layers lose width / (2 pool ln 2) where pools are large', () => {
    const two: Layers = { layers: 2, width: 100, rate: 1e6, meanDelaySeconds: 0.425 };
    const pool = 1e4 * 0.425;
    expect(finitePoolsBits(two) / (two.width / (2 * pool * Math.LN2))).toBeCloseTo(1, 1);
  });
});

describe('one mix', () => {
  const passes: readonly Pass[] = [
    { at: 0, message: 0, goes: 'in' },
    { at: 1, message: 0, goes: 'out' },
    { at: 2, message: 1, goes: 'in' },
    { at: 3, message: 2, goes: 'in' },
    { at: 5, message: 2, goes: 'out' },
    { at: 6, message: 3, goes: 'in' },
    { at: 8, message: 1, goes: 'out' },
    { at: 10, message: 3, goes: 'out' },
  ];

  test('is guessed at as one counts by hand', () => {
    expect(guesses(passes, 0)).toEqual({
      arrivals: 4,
      departures: 4,
      nextIsTarget: 2 / 4,
      oldestLeaves: 3 / 4,
      isolated: 1 / 4,
      inside: (1 + 1 + 2 * 2 + 1 + 2 * 2 + 2) / 10,
    });
  });

  test('is guessed at as often as the closed forms say', () => {
    const found = guesses(poissonPasses(2, 100_000, random('f')), 20);
    expect(Math.abs(found.nextIsTarget - nextIsTarget(2))).toBeLessThan(0.01);
    expect(Math.abs(found.oldestLeaves - guessedAtDeparture(2))).toBeLessThan(0.01);
    expect(Math.abs(found.isolated - isolated(2))).toBeLessThan(0.005);
    expect(Math.abs(found.inside - 2)).toBeLessThan(0.05);
  });

  test('first in, first out, is guessed at better than one with exponential delays', () => {
    const queue = Array.from({ length: 200 }, (_, i): readonly Pass[] => [
      { at: i, message: i, goes: 'in' },
      { at: i + 2.5, message: i, goes: 'out' },
    ]);
    const found = guesses(
      queue.flat().toSorted((a, b) => a.at - b.at),
      20,
    );
    expect([found.oldestLeaves, found.isolated]).toEqual([1, 0]);
  });

  test('has one entropy by following targets and by the recursion, and more by arrivals alone', () => {
    const found = mixEntropies(poissonPasses(1, 100_000, random('g')), 1, 20);
    expect(Math.abs(found.spreadBits - relayEntropyBits(1))).toBeLessThan(0.03);
    expect(Math.abs(found.departureBits - relayEntropyBits(1))).toBeLessThan(0.03);
    expect(found.arrivalBits - found.departureBits).toBeGreaterThan(0.05);
  });
});
