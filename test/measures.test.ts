// What is measured: intervals against published figures, scenarios whose answer is known, and sums in any order.
import { describe, expect, test } from 'vitest';
import { draft, sealed } from '../model/design.ts';
import { interval } from '../properties/interval.ts';
import { deliveryFigures } from '../properties/measured-delivery.ts';
import { flowFigures } from '../properties/measured-flows.ts';
import { conversation, DIRECT, MEASURED, wayOf } from '../properties/measured-traffic.ts';
import { deliveries, flows, type Measuring, measure, measurings } from '../properties/measures.ts';
import { ranked } from '../properties/quantiles.ts';
import { studentQuantile } from '../properties/statistics/distributions.ts';
import { shards } from '../properties/work.ts';
import { loadDesignModule } from '../reports/design-module.ts';

const free = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, decimals: 7 };

describe('an interval', () => {
  test.each([
    [1, 12.7062],
    [2, 4.3027],
    [4, 2.7764],
    [9, 2.2622],
    [29, 2.0452],
    [120, 1.9799],
  ])('of %i degrees of freedom reaches as far as the tables of Student’s t say', (degrees, published) => {
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(published, 4);
  });

  test('is that of Student’s sleep data, as the manual of R prints it', () => {
    const differences = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];
    expect(interval(differences, free)).toEqual({ value: -1.58, low: -2.4598858, high: -0.7001142 });
  });

  test('says nothing that the figure cannot be, and nothing at all of one seed', () => {
    expect(interval([1, 1, 0.2], { least: 0, most: 1, decimals: 2 })).toEqual({ value: 0.73, low: 0, high: 1 });
    expect(interval([0.5], free)).toBeUndefined();
  });

  test('has quantiles by rank beside it', () => {
    const figures = [9, 1, 8, 2, 7, 3, 6, 4, 5];
    expect([ranked(figures, 0.5), ranked(figures, 0.95), ranked([3], 0.5)]).toEqual([5, 9, 3]);
  });
});

describe('delivery', () => {
  const [asDraft, asSealed] = [wayOf(draft), wayOf(sealed)];
  const WAYS = [asDraft, asSealed, DIRECT];

  test.each(WAYS)('is whole, once and in order where nothing goes wrong ($name)', (way) => {
    const { medianMillis, ...figures } = deliveryFigures('none', way, 'of the tests');
    expect(figures).toMatchObject({ ratio: 1, doubled: 0, outOfOrder: 0 });
    const { latencyMillis } = conversation('none', way, 'of the tests');
    expect(medianMillis).toBeGreaterThan((way.proxied ? 3 : 2) * latencyMillis);
  });

  test('through a proxy that is away does not touch who sends directly', () => {
    const without = deliveryFigures('none', DIRECT, 'x').p95Millis as number;
    expect(deliveryFigures('proxy restarts after 30 s', DIRECT, 'x').p95Millis).toBeCloseTo(without, 3);
    expect(deliveryFigures('proxy restarts after 30 s', asSealed, 'x').p95Millis).toBeGreaterThan(10_000);
  });

  test('under a slow relay doubles in the draft and directly, and not in the sealed design', () => {
    const doubled = WAYS.map((way) => deliveryFigures('slow relay', way, 'of the tests').doubled);
    expect(doubled).toEqual([expect.any(Number), 0, expect.any(Number)]);
    expect(Math.min(doubled[0] as number, doubled[2] as number)).toBeGreaterThan(0.2);
  });

  test('has the same scenario for every way but for the proxy, and another for every seed', () => {
    const [one, other] = [asSealed, DIRECT].map((way) => conversation('connections cut', way, 'x'));
    expect({ ...one, clients: [] }).toEqual({ ...other, clients: [] });
    expect(conversation('connections cut', asSealed, 'y')).not.toEqual(one);
  });
});

const [SLOWLY, AT_ONCE] = ['one at a time per relay', 'several in flight'] as const;

test('several forwards in flight are faster, and the proxy holds more', () => {
  const [slow, fast] = [SLOWLY, AT_ONCE].map((flow) => flowFigures(flow, 'of the tests'));
  expect(fast?.nearRate).toBeGreaterThan(3 * (slow?.nearRate ?? 0));
  expect(fast?.farRate).toBeGreaterThan(3 * (slow?.farRate ?? 0));
  // One block and what names it; and as many as the window lets through.
  for (const [one, blocks] of [
    [slow, 1],
    [fast, 16],
  ] as const) {
    expect(one?.heldOctets).toBeGreaterThan(blocks * 16_000);
    expect(one?.heldOctets).toBeLessThan(blocks * 16_384 * 1.1);
  }
  expect(fast?.othersMillis).toBeLessThan(1_000);
});

describe('the parts of the measuring', () => {
  const request = { profile: 'pr', seed: '1' } as const;

  test('are every fault, way and seed once', () => {
    const asked = measurings(request).flatMap((one) =>
      one.of !== 'delivery'
        ? []
        : Array.from({ length: one.to - one.from }, (_, i) => `${one.fault} ${one.way.name} ${one.from + i}`),
    );
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(MEASURED.length * 3 * 5);
  });

  test('are of the designs that are asked for, with the direct way to compare with, and of nothing else', () => {
    const ways = measurings({ ...request, designs: ['draft'] }).map((one) => ('way' in one ? one.way.name : one.of));
    expect([...new Set(ways)]).toEqual(['draft', 'direct']);
    expect(measurings({ ...request, profile: 'quick' })).toEqual([]);
    expect(measurings({ ...request, properties: ['R2.2-same-queue'] })).toEqual([]);
  });

  test('of a design of somebody’s own are its delivery, run by its own nodes', async () => {
    const file = new URL('../reports/examples/own-pace.mjs', import.meta.url).pathname;
    const loaded = await loadDesignModule(file);
    if (typeof loaded === 'string') throw new Error(loaded);
    const asked = shards({ ...request, designs: ['own-pace'], own: [loaded] }).flatMap((one) =>
      one.kind === 'measure' && one.measuring.of === 'delivery' ? [{ ...one, measuring: one.measuring }] : [],
    );
    expect([...new Set(asked.map(({ measuring }) => measuring.way.name))]).toEqual(['own-pace', 'direct']);
    expect(asked.filter(({ own }) => own === loaded)).toHaveLength(MEASURED.length);
    const parts = asked.filter(({ measuring }) => measuring.fault === 'none').map((one) => measure(one.measuring, '1'));
    expect(deliveries(parts)).toMatchObject([
      { way: 'own-pace', ratio: { value: 1 } },
      { way: 'direct', ratio: { value: 1 } },
    ]);
  });

  test('give the same figures in any order, and every time', () => {
    const parts: readonly Measuring[] = [
      ...[0, 1, 2].map(
        (from): Measuring => ({ of: 'delivery', fault: 'connections cut', way: wayOf(draft), from, to: from + 1 }),
      ),
      { of: 'flow', flow: AT_ONCE, from: 1, to: 2 },
      { of: 'flow', flow: AT_ONCE, from: 0, to: 1 },
      { of: 'leaks', flow: AT_ONCE, experiments: ['two worlds: one queue, or one for each message'], trials: 1 },
    ];
    const summed = (asked: readonly Measuring[]) => {
      const done = asked.map((one) => measure(one, '1'));
      return { delivery: deliveries(done), flows: flows(done, request, () => false) };
    };
    const forwards = summed(parts);
    expect(JSON.stringify(summed(parts.toReversed()))).toBe(JSON.stringify(forwards));
    expect(forwards.delivery).toMatchObject([
      { fault: 'connections cut', way: 'draft', seeds: 3, ratio: { value: 1 } },
    ]);
    expect(forwards.flows).toMatchObject([{ flow: AT_ONCE, seeds: 2, leaks: { violated: [] } }]);
  });
});
