// Attacks on who talks to whom, A3 to A6: against published figures, by brute force, and where they must know nothing.
import { describe, expect, test } from 'vitest';
import { crossCorrelation, windowCounts } from '../properties/attacks/cross-correlation.ts';
import { disclosure, found, roundsToDisclose, summed } from '../properties/attacks/disclosure.ts';
import { equalErrorRate } from '../properties/attacks/error-rates.ts';
import { flowLogLikelihoodRatio } from '../properties/attacks/flow-likelihood.ts';
import { epochsUntil, expectedLeft, intersection, roundsUntil } from '../properties/attacks/intersection.ts';
import { expectedError, fewRounds, leastSquares, type Round } from '../properties/attacks/least-squares.ts';
import {
  erlangDensity,
  logPermanent,
  matchingLogLikelihood,
  matchingPosterior,
} from '../properties/attacks/matching.ts';
import { arrivals, whole } from '../properties/statistics/draws.ts';
import { random } from '../sim/random.ts';
import { orders } from './orders.ts';

const stream = (name: string) => random('of the tests', name);
const times = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const mean = (figures: readonly number[]): number => figures.reduce((sum, one) => sum + one, 0) / figures.length;

describe('A3, disclosure', () => {
  test('takes as many rounds as the formula of the papers says', () => {
    const of = (receivers: number, friends: number, batch: number) =>
      [2, 3].map((deviations) => roundsToDisclose({ receivers, friends, batch, deviations }));
    expect([of(20_000, 20, 50), of(1000, 10, 50), of(1000, 5, 10), of(1000, 20, 100)]).toEqual([
      [120, 269],
      [142, 318],
      [26, 58],
      [778, 1750],
    ]);
  });

  test('takes the background off, however uneven it is', () => {
    // Receiver 0 gets half of what others send; the target writes to receivers 1 and 2 in turn.
    const others = [0, 0, 1, 3];
    const present = summed(
      [1, 2].map((friend) => ({ receivers: [...others, friend], fromTarget: 1 })),
      4,
    );
    const absent = summed([{ receivers: others, fromTarget: 0 }], 4);
    expect(present).toEqual({ fromTarget: 2, received: Float64Array.of(4, 3, 1, 2) });
    expect([...disclosure(present, absent)].map((one) => Number(one.toFixed(9)))).toEqual([0, 0.5, 0.5, 0]);
    const blind = disclosure(present);
    expect(blind[0]).toBeGreaterThan(blind[2] as number);
    expect(blind.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });

  test('knows nothing without rounds of the target, or without any background', () => {
    const nothing = summed([{ receivers: [1], fromTarget: 0 }], 2);
    expect(() => disclosure(nothing)).toThrow(RangeError);
    const present = summed([{ receivers: [1], fromTarget: 1 }], 2);
    expect(() => disclosure(present, summed([], 2))).toThrow(RangeError);
  });

  test('breaks ties by lot, as all orders of the tied say', () => {
    const scores = [3, 1, 1, 1, 1, 0, 2];
    const friends = [0, 1, 2];
    // 3 and 2 are in; one place is left for four, of which two are friends.
    expect(found(scores, friends)).toEqual({ share: (1 + 0.5) / 3, all: 0 });
    expect(found([2, 1, 1, 0], [0, 1])).toEqual({ share: 0.75, all: 0.5 });
    expect(found([2, 1, 0, 0], [0, 1])).toEqual({ share: 1, all: 1 });
    expect(found([0, 0, 5, 5], [0, 1])).toEqual({ share: 0, all: 0 });
    expect(found([1, 1, 1, 1], [0, 1]).all).toBeCloseTo(1 / 6, 12);
    expect(found([1, 1, 1, 1], [0, 1]).share).toBeCloseTo(0.5, 12);
  });
});

describe('A4, least squares', () => {
  const rounds = (friends: readonly number[], count: number): readonly Round[] => {
    const from = stream('rounds');
    return times(count, () => {
      const senders = times(3, () => whole(from, friends.length));
      return { senders, receivers: senders.map((one) => friends[one] as number) };
    });
  };

  test('finds profiles exactly where every sender has one friend', () => {
    const friends = [2, 0, 0, 1];
    const found = leastSquares(rounds(friends, 60), 4, 3);
    found.forEach((profile, sender) => {
      profile.forEach((share, receiver) => {
        expect(share).toBeCloseTo(friends[sender] === receiver ? 1 : 0, 9);
      });
    });
  });

  test('shares out what senders receive who are never seen apart', () => {
    const together = [
      { senders: [0, 1], receivers: [0, 1] },
      { senders: [2, 2], receivers: [2, 2] },
    ];
    const [first, second, third] = leastSquares(together, 3, 3) as [number[], number[], number[]];
    expect(first.map((one) => Number(one.toFixed(9)))).toEqual([0.5, 0.5, 0]);
    expect(second.map((one) => Number(one.toFixed(9)))).toEqual([0.5, 0.5, 0]);
    expect(third[2]).toBeCloseTo(1, 9);
  });

  test('has the error of the closed form, a little more with few rounds', () => {
    const profile = times(100, (j) => (j < 25 ? 1 / 25 : 0));
    const of = { batch: 10, shares: times(100, () => 0.01), profiles: times(100, () => profile) };
    expect(expectedError({ rounds: 2000, ...of }, 0)).toBeCloseTo(0.04757, 5);
    expect(expectedError({ rounds: 40_000, ...of }, 7)).toBeCloseTo(0.002378, 6);
    expect(fewRounds(2000, 100)).toBeCloseTo(1.0532, 4);
  });
});

describe('A5, intersection', () => {
  test('leaves who was there every time', () => {
    expect([...intersection([new Set([1, 2, 3]), new Set([3, 1]), new Set([1, 4])])]).toEqual([1]);
    expect(intersection([]).size).toBe(0);
  });

  test('takes as many rounds as its closed form says', () => {
    expect(expectedLeft({ receivers: 1000, batch: 100 }, 2)).toBeCloseTo(9.884, 3);
    expect(expectedLeft({ receivers: 20_000, batch: 50 }, 2)).toBeCloseTo(1.12, 3);
    expect(roundsUntil({ receivers: 1000, batch: 100 }, 1.01)).toBe(5);
    expect(roundsUntil({ receivers: 20_000, batch: 50 }, 1.01)).toBe(3);
    expect(roundsUntil({ receivers: 9, batch: 1 }, 1.01)).toBe(1);
    expect(() => roundsUntil({ receivers: 9, batch: 2 }, 1)).toThrow(RangeError);
    expect(epochsUntil(1e6, 0.01, 0.1)).toBeCloseTo(8, 12);
  });
});

describe('A6a, cross-correlation', () => {
  test('finds the lag of a copy that comes later', () => {
    const from = stream('correlation');
    const sent = arrivals(from, 5, 200);
    const counts = (shift: number) =>
      windowCounts(
        sent.map((at) => at + shift),
        0.5,
        0,
        200,
      );
    const { value, lag } = crossCorrelation(counts(0), counts(1.5), 8);
    expect(lag).toBe(3);
    expect(value).toBeGreaterThan(0.9);
    const other = windowCounts(arrivals(from, 5, 200), 0.5, 0, 200);
    expect(crossCorrelation(counts(0), other, 8).value).toBeLessThan(0.25);
  });

  test('is the sum of products of standard scores, and nothing where nothing varies', () => {
    expect(crossCorrelation([0, 2], [0, 2], 0)).toEqual({ value: 1, lag: 0 });
    expect(crossCorrelation([0, 2], [2, 0], 0)).toEqual({ value: -1, lag: 0 });
    expect(crossCorrelation([1, 1], [0, 2], 1).value).toBeCloseTo(0, 12);
    expect(() => crossCorrelation([1], [1, 2], 0)).toThrow(RangeError);
    expect(windowCounts([0, 0.1, 0.25, 0.3, 9], 0.1, 0, 0.3)).toEqual([1, 1, 1]);
  });
});

describe('A6b, flow likelihood', () => {
  test('is the ratio of the two products of densities', () => {
    const delay = erlangDensity(1, 0.2);
    const flow = { sent: [0.1, 0.5], rate: 2, delay, reach: 5, duration: 2 };
    const links = [[0.15, 0.6, 0.9], [0.05]] as const;
    const onLink = (at: number): number =>
      0.5 * mean(flow.sent.map((from) => (at >= from ? Math.exp(-(at - from) / 0.2) / 0.2 : 0))) + 0.5 * 0.5;
    const expected =
      links[0].reduce((sum, at) => sum + Math.log(onLink(at)), 0) -
      Math.log(onLink(links[1][0])) +
      (1 - 3) * Math.log(0.5);
    const ratio = flowLogLikelihoodRatio(flow, { times: links[0], rate: 4 }, { times: links[1], rate: 4 });
    expect(ratio).toBeCloseTo(expected, 12);
    expect(flowLogLikelihoodRatio(flow, { times: [], rate: 4 }, { times: [], rate: 4 })).toBe(0);
  });
});

describe('A6c, matching', () => {
  const plain = (rows: readonly (readonly number[])[]): number =>
    orders(rows.length).reduce(
      (sum, order) => sum + order.reduce((product, j, i) => product * (rows[i]?.[j] as number), 1),
      0,
    );

  test.each([1, 2, 3, 4, 5])('has the permanent that all orders of %i give', (count) => {
    const from = stream(`permanent ${count}`);
    const rows = times(count, () => times(count, () => (from.next() < 0.2 ? 0 : from.next())));
    expect(logPermanent(rows)).toBeCloseTo(Math.log(plain(rows)), 9);
    // The same where plain products would vanish or overflow: powers of e that differ by rows and columns.
    const scaled = rows.map((row, i) => row.map((one, j) => one * Math.exp(-70 * i - 70 * j)));
    const exponent = times(count, (i) => 140 * i).reduce((sum, one) => sum + one, 0);
    expect(logPermanent(scaled)).toBeCloseTo(Math.log(plain(rows)) - exponent, 6);
  });

  test('is impossible where something would come out before it went in', () => {
    expect(matchingLogLikelihood([1, 2], [1.5, 1.8], erlangDensity(3, 1))).toBe(Number.NEGATIVE_INFINITY);
    expect(matchingPosterior([1, 2], [1.5, 1.8], erlangDensity(3, 1))).toBeUndefined();
    expect(() => matchingLogLikelihood([1, 2], [3], erlangDensity(3, 1))).toThrow(RangeError);
    const many = times(17, (i) => i);
    expect(() => matchingPosterior(many, many, erlangDensity(1, 1))).toThrow(RangeError);
  });

  test('has a posterior that is the share of all orders, and sums to 1 each way', () => {
    const [sent, density] = [[0, 0.4, 1.1, 1.5], erlangDensity(2, 0.7)];
    const received = [0.9, 1.6, 1.9, 3];
    const rows = sent.map((from) => received.map((to) => density(to - from)));
    const posterior = matchingPosterior(sent, received, density) as readonly (readonly number[])[];
    posterior.forEach((row, i) => {
      expect(row.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
      expect(posterior.reduce((sum, other) => sum + (other[i] as number), 0)).toBeCloseTo(1, 9);
      row.forEach((share, j) => {
        const only = rows.map((one, k) => (k === i ? one.map((weight, l) => (l === j ? weight : 0)) : one));
        expect(share).toBeCloseTo(plain(only) / plain(rows), 9);
      });
    });
  });

  test('has densities that sum to 1 with the mean of their stages', () => {
    const density = erlangDensity(3, 0.5);
    const [all, first] = [0, 1].map((power) =>
      times(20_000, (i) => (i + 0.5) / 1000).reduce((sum, at) => sum + (density(at) * at ** power) / 1000, 0),
    );
    expect([all, first].map((one) => Number(one?.toFixed(5)))).toEqual([1, 1.5]);
    expect(density(-1)).toBe(0);
  });

  test('is judged at the threshold where both errors are equal', () => {
    expect(equalErrorRate([3, 4, 5], [0, 1, Number.NEGATIVE_INFINITY])).toBe(0);
    expect(equalErrorRate([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0.5);
    expect(equalErrorRate([1, 5, 6, 7], [0, 2, 2, 3, 3, 3, 3, 6])).toBeCloseTo(0.1875, 12);
    expect(equalErrorRate([0], [1])).toBe(1);
  });
});
