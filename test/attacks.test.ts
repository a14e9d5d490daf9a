// Draws, timing, nearest neighbours, Sybil and degrees of anonymity: against published figures and brute force on small inputs.
import { describe, expect, test } from 'vitest';
import {
  anonymityDegree,
  crowdsPosterior,
  entropyBits,
  halfKnownSenders,
  hiddenShare,
  twoKinds,
} from '../properties/attacks/anonymity-degree.ts';
import {
  blindGuess,
  type Example,
  frequentistGuess,
  logNeighbours,
  neighbourGuess,
  risk,
} from '../properties/attacks/nearest-neighbours.ts';
import { nearest, neighbourTree } from '../properties/attacks/neighbour-tree.ts';
import { collusion, hostilePaths, neverHit, picksUntilHit } from '../properties/attacks/sybil.ts';
import { kolmogorovSmirnov, LEAK, largestWelch, welch } from '../properties/attacks/welch.ts';
import { binomialMass, hypergeometricMass } from '../properties/statistics/distributions.ts';
import { arrivals, erlang, exponential, normal, whole } from '../properties/statistics/draws.ts';
import { addEvenly } from '../properties/statistics/multinomial.ts';
import { random } from '../sim/random.ts';
import { orders } from './orders.ts';

const stream = (name: string) => random('of the tests', name);
const times = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const mean = (figures: readonly number[]): number => figures.reduce((sum, one) => sum + one, 0) / figures.length;

describe('draws', () => {
  test('have the means and spreads of their laws', () => {
    const from = stream('draws');
    const count = 20_000;
    expect(mean(times(count, () => exponential(from, 2)))).toBeCloseTo(2, 0.7);
    expect(mean(times(count, () => erlang(from, 3, 2)))).toBeCloseTo(6, 0.7);
    expect(mean(times(count, () => normal(from) ** 2))).toBeCloseTo(1, 1);
    expect(arrivals(from, 500, 40).length / 40).toBeCloseTo(500, -2);
    expect(new Set(times(200, () => whole(from, 4)))).toEqual(new Set([0, 1, 2, 3]));
  });

  test.each([4, 40_000])('of receivers are even and exactly %i, however many they are', (messages) => {
    const received = new Float64Array(100);
    addEvenly(received, messages, stream('evenly'));
    expect(received.reduce((sum, one) => sum + one, 0)).toBe(messages);
    const expected = messages / received.length;
    const squares = received.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0);
    // Pearson's statistic of 99 degrees of freedom leaves this range once in ten thousand times.
    expect(squares).toBeGreaterThan(55);
    expect(squares).toBeLessThan(160);
  });

  test('and masses are those of textbooks', () => {
    expect(binomialMass(3, 10, 0.5)).toBeCloseTo(120 / 1024, 12);
    expect(hypergeometricMass(2, 10, 4, 3)).toBeCloseTo((6 * 6) / 120, 12);
  });
});

describe('A7, times of two classes', () => {
  test('differ by the t that the manual of R prints for Student’s sleep data', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    expect(welch(first, second)).toBeCloseTo(-1.8608, 4);
    expect(kolmogorovSmirnov(first, second)).toBeCloseTo(0.4, 12);
    expect(welch([1, 1], [1, 1])).toBe(0);
    expect(() => welch([1], [1, 2])).toThrow(RangeError);
  });

  test('differ among the fast ones where interrupts hide it', () => {
    const from = stream('welch');
    const sample = (offset: number) =>
      times(5000, () => offset + normal(from) + (from.next() < 0.02 ? exponential(from, 2000) : 0));
    const [a, b] = [sample(0), sample(0.2)];
    expect(Math.abs(welch(a, b))).toBeLessThan(LEAK);
    expect(largestWelch(a, b)).toBeLessThan(-LEAK);
    expect(Math.abs(largestWelch(sample(0), sample(0)))).toBeLessThan(LEAK);
  });

  test('are compared over their whole course by Kolmogorov and Smirnov', () => {
    expect(kolmogorovSmirnov([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(kolmogorovSmirnov([1, 2], [3, 4])).toBe(1);
    expect(kolmogorovSmirnov([3, 4], [1, 2])).toBe(1);
    expect(kolmogorovSmirnov([1, 1, 5, 5], [2, 2, 3, 3])).toBe(0.5);
  });
});

describe('A7 and A8, nearest neighbours', () => {
  test('are those that looking at all of them finds, ties included', () => {
    const from = stream('tree');
    const all = times(300, () => [whole(from, 12), whole(from, 12), whole(from, 3)]);
    const points = [...new Map(all.map((one) => [one.join(), one])).values()];
    const weights = points.map((point) => all.filter((one) => one.join() === point.join()).length);
    const tree = neighbourTree(points, weights);
    for (const k of times(60, (i) => 1 + (i % 20))) {
      const place = [whole(from, 12), whole(from, 12), whole(from, 3)];
      const sorted = points
        .map((point, number) => ({
          point: number,
          squaredDistance: point.reduce((sum, one, i) => sum + (one - (place[i] as number)) ** 2, 0),
        }))
        .sort((a, b) => a.squaredDistance - b.squaredDistance || a.point - b.point);
      let held = 0;
      const enough = sorted.find(({ point }) => {
        held += weights[point] as number;
        return held >= k;
      });
      expect(nearest(tree, place, k)).toEqual(
        sorted.filter(({ squaredDistance }) => squaredDistance <= (enough?.squaredDistance as number)),
      );
    }
    expect(nearest(tree, [0, 0, 0], 1e6).length).toBe(points.length);
  });

  const at = (secret: number, ...seen: number[]): Example => ({ secret, seen });

  test('guess by frequency what was seen, and blindly what was not', () => {
    const training = [at(0, 1), at(1, 1), at(1, 1), at(0, 2), at(0, 2)];
    const test = [at(1, 1), at(0, 1), at(0, 2), at(0, 9), at(1, 9)];
    expect(risk(frequentistGuess(training), test)).toBeCloseTo(2 / 5, 12);
    expect(risk(blindGuess(training), test)).toBeCloseTo(2 / 5, 12);
    expect(risk(blindGuess(training), [at(1, 1), at(1, 2)])).toBe(1);
  });

  test('treat those equally far by the rule that is asked for', () => {
    // Of 0: secret 1 at distance 1; at distance 2 on one side 1 once and 2 three times, and 3 twice on the other.
    const training = [at(1, 1), at(1, 2), at(3, -2), at(3, -2), at(2, 2), at(2, 2), at(2, 2)];
    const guessed = (k: number, ties: 'in order' | 'as one' | 'pooled'): number =>
      neighbourGuess(training, k, ties)([0]);
    expect(guessed(1, 'pooled')).toBe(1);
    expect(guessed(2, 'in order')).toBe(1);
    expect(guessed(3, 'as one')).toBe(2);
    expect(guessed(2, 'as one')).toBe(1);
    expect(guessed(2, 'pooled')).toBe(2);
    // Pooled are k observations, however many examples there are of each.
    const often = [at(1, 1), at(1, 1), at(2, 2), at(2, 2), at(2, 2)];
    expect(neighbourGuess(often, 2, 'pooled')([0])).toBe(2);
    expect(neighbourGuess(often, 2, 'in order')([0])).toBe(1);
    expect([80_000, 2, 1].map(logNeighbours)).toEqual([11, 1, 1]);
  });

  test('find the Bayes risk of two normal laws, and nothing where there is nothing', () => {
    const from = stream('laws');
    const sample = (count: number, apart: number) =>
      times(count, (i) => at(i % 2, Math.round(20 * (normal(from) + (i % 2) * apart)), Math.round(20 * normal(from))));
    // Two normal laws that are 2 deviations apart are confused as often as one exceeds 1: 0.1587.
    expect(risk(neighbourGuess(sample(4000, 2), 25, 'in order'), sample(2000, 2))).toBeCloseTo(0.16, 1);
    const nothing = risk(neighbourGuess(sample(4000, 0), 25, 'pooled'), sample(2000, 0));
    expect(nothing).toBeGreaterThan(0.45);
    expect(nothing).toBeLessThan(0.55);
  });
});

describe('A12, Sybil', () => {
  test('hits as often as counting all paths says', () => {
    // Five relays in layers of 2, 2 and 1: all orders of which two or three are hostile.
    const share = (hostile: number) =>
      mean(
        orders(5).map((order) => {
          const bad = (from: number, to: number) => order.slice(from, to).filter((one) => one < hostile).length;
          return ((bad(0, 2) / 2) * bad(2, 4) * bad(4, 5)) / 2;
        }),
      );
    expect(hostilePaths(5, 3, 3)).toBeCloseTo(share(3), 12);
    expect(hostilePaths(5, 2, 3)).toBe(0);
    expect(hostilePaths(100, 10, 4)).toBeCloseTo(5.35547e-5, 10);
  });

  test('has the odds of independent picks', () => {
    expect(collusion(0.1, 0.2)).toBeCloseTo(0.02, 12);
    expect(neverHit(0.1, 7)).toBeCloseTo(0.4782969, 12);
    const first = times(2000, (i) => neverHit(0.1, i) * 0.1 * (i + 1));
    expect(picksUntilHit(0.1)).toBeCloseTo(
      first.reduce((sum, one) => sum + one, 0),
      9,
    );
  });
});

describe('degrees of anonymity', () => {
  test('are those of the tables of Tóth and others', () => {
    expect(halfKnownSenders(20)).toBe(101);
    expect(entropyBits(twoKinds(101, 1, 0.5))).toBeCloseTo(4.3219, 4);
    expect(hiddenShare(101, 10, 20)).toBeCloseTo(0.865184, 5);
    expect(anonymityDegree(twoKinds(2501, 50, hiddenShare(2501, 50, 100)))).toBeCloseTo(0.588561, 5);
  });

  test('of Crowds come from what a simulated hostile member is handed', () => {
    const [members, hostile, forwarding] = [5, 1, 0.75];
    const from = stream('crowds');
    let [caught, own] = [0, 0];
    for (let i = 0; i < 40_000; i++) {
      let holder = hostile;
      while (true) {
        const next = whole(from, members);
        if (next < hostile) {
          caught++;
          if (holder === hostile) own++;
          break;
        }
        holder = next;
        if (from.next() >= forwarding) break;
      }
    }
    const posterior = crowdsPosterior(members, hostile, forwarding);
    expect(posterior.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect(Math.abs((posterior[0] as number) - own / caught)).toBeLessThan(0.02);
    expect(anonymityDegree([1])).toBe(0);
  });
});
