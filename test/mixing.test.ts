// How long a proxy keeps what it passes on, delay by delay and both ways, and that nothing is lost, doubled or let go early
// by it. What a batch that never fills up means for its users is here as well.
import { describe, expect, test } from 'vitest';
import type { Design } from '../model/design.ts';
import { sealed } from '../model/design.ts';
import { propertyOf } from '../properties/catalogue.ts';
import type { ExperimentName } from '../properties/experiments.ts';
import { ended, outcomes } from '../properties/outcomes.ts';
import { looksAt, type Property } from '../properties/property.ts';
import { drawn, examined, runs } from '../properties/trial.ts';
import { random } from '../sim/random.ts';
import { CLIENTS, mixing, type Passage, passages, START_MILLIS, type Written } from './mixed-traffic.ts';

const WAYS = ['onward', 'back'] as const;
const PERIOD_MILLIS = 1_000;
/** What the proxy works on a block, with others waiting for the same processor. */
const WORK_MILLIS = 12;
const waits = (all: readonly Passage[]): readonly number[] => all.map(({ came, left }) => left - came);
const lateAfter = (left: number): number => left % PERIOD_MILLIS;

/** Each client writes again and again, at times that follow nothing. */
function busy(messages: number, everyMillis: number): Written[] {
  const chance = random('of the tests', 'times');
  return Array.from({ length: CLIENTS * messages }, (_, i) => ({
    by: 1 + (i % CLIENTS),
    after: Math.floor(everyMillis * (Math.floor(i / CLIENTS) + 0.8 * chance.next())),
  }));
}
const all = (by: readonly number[], after: number): Written[] =>
  by.map((one, i) => ({ by: one, after: after + 40 * i }));

describe.each(WAYS)('on the way %s', (way) => {
  test('nothing is kept where there is no delay', () => {
    const passed = passages(mixing({}, busy(2, 4_000)), way);
    expect(passed).toHaveLength(2 * CLIENTS);
    expect(Math.max(...waits(passed))).toBeLessThan(WORK_MILLIS);
  });

  test('an exponential delay is drawn for each block by itself', () => {
    const passed = passages(mixing({ delay: 'exponential', delayMillis: PERIOD_MILLIS }, busy(20, 20_000)), way);
    expect(passed).toHaveLength(20 * CLIENTS);
    const sorted = waits(passed).toSorted((a, b) => a - b);
    const farthest = Math.max(
      ...sorted.map((wait, i) => Math.abs(1 - Math.exp(-wait / PERIOD_MILLIS) - (i + 0.5) / sorted.length)),
    );
    // Kolmogorov and Smirnov: farther once in a thousand.
    expect(farthest).toBeLessThan(1.95 / Math.sqrt(sorted.length));
    // Neither of one client nor from one block to the next: no two are alike, and neighbours are not related.
    expect(new Set(sorted.map((wait) => wait.toFixed(1))).size).toBeGreaterThan(0.9 * sorted.length);
    const byClient = Array.from({ length: CLIENTS }, (_, i) =>
      waits(passed.filter((one) => one.queue === `queue ${i + 1}`)),
    );
    for (const its of byClient) {
      const [low, high] = [Math.min(...its), Math.max(...its)];
      expect(low).toBeLessThan(PERIOD_MILLIS / 2);
      expect(high).toBeGreaterThan(1.5 * PERIOD_MILLIS);
    }
  });

  test('a timed delay lets all go at the end of the period in which it came', () => {
    const passed = passages(mixing({ delay: 'timed', delayMillis: PERIOD_MILLIS }, busy(4, 6_000)), way);
    expect(passed).toHaveLength(4 * CLIENTS);
    for (const { came, left } of passed) {
      expect(lateAfter(left)).toBeLessThan(WORK_MILLIS);
      expect(Math.floor(left / PERIOD_MILLIS)).toBe(Math.floor(came / PERIOD_MILLIS) + 1);
    }
  });

  test('a threshold lets a batch go when it is full, and not before', () => {
    const trace = mixing({ delay: 'threshold', batch: 4 }, [
      ...all([1, 2, 3, 4], 0),
      ...all([5, 6], 20_000),
      ...all([7, 8], 40_000),
    ]);
    const passed = passages(trace, way);
    expect(passed).toHaveLength(CLIENTS);
    for (const batch of [passed.slice(0, 4), passed.slice(4)]) {
      const full = Math.max(...batch.map(({ came }) => came));
      for (const { left } of batch) expect(left - full >= 0 && left - full < WORK_MILLIS).toBe(true);
    }
    expect(Math.max(...waits(passed)) > 19_000).toBe(way === 'onward');
  });

  test('a pool keeps some back at the end of each period, any of them', () => {
    const trace = mixing({ delay: 'pool', pool: 1, delayMillis: PERIOD_MILLIS }, busy(12, 8_000));
    const passed = passages(trace, way).filter(({ left }) => left < Number.POSITIVE_INFINITY);
    expect(passed.length).toBeGreaterThan(6 * CLIENTS);
    for (const { left } of passed) expect(lateAfter(left)).toBeLessThan(WORK_MILLIS);
    const times = [...new Set(passed.map(({ left }) => Math.floor(left / PERIOD_MILLIS)))];
    const kept = times.flatMap((time) => {
      const there = passed.filter(
        ({ came, left }) => came < time * PERIOD_MILLIS && Math.floor(left / PERIOD_MILLIS) >= time,
      );
      return there.flatMap(({ left }, i) =>
        Math.floor(left / PERIOD_MILLIS) > time ? [{ place: i, of: there.length }] : [],
      );
    });
    // Whoever stays behind is now the first that came, now the last.
    expect(kept.some(({ place, of }) => of > 1 && place === 0)).toBe(true);
    expect(kept.some(({ place, of }) => of > 1 && place === of - 1)).toBe(true);
  });

  test('a batch leaves in random order, whichever came first', () => {
    const batches = 100;
    const written = Array.from({ length: batches }, (_, i) => all([1, 3, 5, 7], 5_000 * i)).flat();
    const passed = passages(mixing({ delay: 'threshold', batch: 4 }, written), way);
    expect(passed).toHaveLength(4 * batches);
    for (const arrival of [0, 3]) {
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < passed.length; i += 4) {
        const batch = passed.slice(i, i + 4);
        const before = batch.filter(({ turn }) => turn < (batch[arrival] as Passage).turn).length;
        counts[before] = (counts[before] as number) + 1;
      }
      const spread = counts.reduce((sum, count) => sum + (count - batches / 4) ** 2 / (batches / 4), 0);
      // Chi-square of three degrees of freedom: more once in a thousand.
      expect(spread).toBeLessThan(16.27);
    }
  });
});

const DELAYS = [
  { delay: 'exponential', delayMillis: 3_000 },
  { delay: 'timed', delayMillis: 3_000 },
  { delay: 'threshold', batch: 2 },
  { delay: 'pool', pool: 1, delayMillis: 3_000 },
] as const satisfies readonly Partial<Design>[];

describe.each(DELAYS)('with $delay delay', (change) => {
  const design = { ...sealed, name: 'sealed, mixed', ...change };
  const fills = change.delay === 'threshold' || change.delay === 'pool';

  test.each([
    'ordinary traffic',
    'connections break',
    'servers crash time and again',
  ] satisfies readonly ExperimentName[])('no property of delivery is broken: %s', (experiment) => {
    const always = ['R4.6-enqueued-once', 'R5.4-once', 'R5.4-in-order', 'R5.3-told-truly'];
    // Where a batch must fill up, what is alone in it does not arrive.
    const asUsual = ['D1-messages-arrive', 'R5.1-delivers', 'R5.3-ends', 'R5.3-not-early'];
    const named = (ids: readonly string[]): readonly Property[] => ids.map((id) => propertyOf(id) as Property);
    const wanted = [...named(always), ...named(asUsual).filter((one) => !fills && looksAt(one, experiment))];
    let chances = 0;
    for (let number = 0; number < 4; number++) {
      const place = { seed: 'of the tests', experiment, number };
      const traces = runs(drawn(place), design, place, 'ideal');
      expect(traces.flatMap(({ events }) => events.filter(({ kind }) => kind === 'broken'))).toEqual([]);
      for (const [id, tally] of examined(wanted, traces, 'ideal')) {
        expect([id, tally.first?.story]).toEqual([id, undefined]);
        chances += tally.chances;
      }
    }
    expect(chances).toBeGreaterThan(4);
  });

  test('what the proxy keeps when it crashes leaves when it is back, once', () => {
    // Held by the proxy from 20 ms on; it is away from 200 ms to 1,200 ms after the start.
    const crash = { kind: 'crash', node: 'proxy', atMillis: START_MILLIS + 200, forMillis: 1_000 } as const;
    const trace = mixing({ ...change, window: 1 }, [...all([1, 2], 0), ...all([3, 4], 30_000)], { faults: [crash] });
    const later = outcomes(trace).filter(({ orderedAt }) => orderedAt >= START_MILLIS);
    expect(later).toHaveLength(4);
    for (const one of later) expect(one.received.length).toBeLessThanOrEqual(1);
    const [first, second] = later as [(typeof later)[number], (typeof later)[number]];
    expect([first, second].map(({ acceptedAt = 0 }) => acceptedAt < crash.atMillis)).toEqual([true, true]);
    if (change.delay !== 'pool')
      expect(later.map((one) => [one.received.length, ended(one)])).toEqual(later.map(() => [1, 'sent']));
    // A pool of one keeps one forward and one response.
    else expect(later.filter((one) => one.received.length === 1).length).toBeGreaterThanOrEqual(2);
  });

  test('what is scheduled is no part of a batch before its time', () => {
    const trace = mixing(change, [
      { by: 1, after: 0, scheduledAfter: 30_000 },
      ...all([3, 4], 1_000),
      ...all([5, 6], 60_000),
    ]);
    const scheduled = passages(trace, 'onward').find(({ queue }) => queue === 'queue 1');
    expect(scheduled?.left).toBeGreaterThanOrEqual(START_MILLIS + 30_000);
    expect(scheduled?.left).toBeLessThan(START_MILLIS + 90_000);
    const others = passages(trace, 'onward').filter(({ queue }) => queue === 'queue 3' || queue === 'queue 4');
    const gone = others.filter(({ left }) => left < START_MILLIS + 30_000);
    // Without the scheduled one a pool of one keeps one of the two.
    expect(gone).toHaveLength(change.delay === 'pool' ? 1 : 2);
  });
});

describe('a message that is alone where a batch must fill up', () => {
  test.each([
    { delay: 'threshold', batch: CLIENTS },
    { delay: 'pool', pool: 1 },
  ] as const)('waits until it expires, and its user is told that nobody knows: $delay', (change) => {
    // All clients write for the first time together; a pool of one keeps one of those as well.
    const trace = mixing(change, [{ by: 2, after: 0 }]);
    const [alone] = outcomes(trace).filter(({ orderedAt }) => orderedAt >= START_MILLIS);
    expect(trace.events.filter(({ kind }) => kind === 'broken')).toEqual([]);
    const unknownAt = START_MILLIS + 2 * sealed.lifetimeMillis;
    if (change.delay === 'threshold') {
      expect(alone).toMatchObject({ received: [], endings: [{ kind: 'unknown' }] });
      expect(alone?.endings[0]?.at).toBeGreaterThanOrEqual(unknownAt);
      expect(passages(trace, 'onward').every(({ left }) => left === Number.POSITIVE_INFINITY)).toBe(true);
    }
    // While it waits the proxy has nothing to do: it does not wake for every period.
    expect(trace.events.length).toBeLessThan(3_000);
  });

  test('goes when others fill the batch up, within its lifetime', () => {
    const trace = mixing({ delay: 'threshold', batch: CLIENTS }, [
      { by: 1, after: 0 },
      ...all([2, 3, 4, 5, 6, 7, 8], 20 * 60_000),
    ]);
    const later = outcomes(trace).filter(({ orderedAt }) => orderedAt >= START_MILLIS);
    expect(later.map((one) => [one.received.length, ended(one)])).toEqual(later.map(() => [1, 'sent']));
  });
});
