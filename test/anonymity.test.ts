// What is believed of who wrote what: figures by hand, beliefs against counted cases, and crowds of the real code.
import { describe, expect, test } from 'vitest';
import { type Design, sealed } from '../model/design.ts';
import type { Crossing } from '../properties/anonymity/crossings.ts';
import { CROWD, type CrowdFigures, crowdFigures } from '../properties/anonymity/crowd.ts';
import { anonymityFigures, type Belief } from '../properties/anonymity/posteriors.ts';
import { PRICED, pricesOf, REPORTED } from '../properties/anonymity/price-list.ts';
import { senderBeliefs } from '../properties/anonymity/sender-beliefs.ts';

const believed = (truth: number, ...posterior: number[]): Belief => ({ posterior, truth });

describe('figures', () => {
  test('of one who is sure, and right', () => {
    expect(anonymityFigures([believed(0, 1, 0, 0, 0), believed(1, 0, 1, 0, 0)])).toMatchObject({
      worstBits: 0,
      worstSet: 1,
      vulnerability: 1,
      named: 1,
      leakage: 4,
      advantage: 1,
      worstDelta: 1,
      isolated: 1,
    });
  });

  test('of one who knows nothing', () => {
    const figures = anonymityFigures([believed(2, 0.25, 0.25, 0.25, 0.25)]);
    expect(figures).toMatchObject({
      bits: 2,
      set: 4,
      minBits: 2,
      leakage: 1,
      advantage: 0,
      worstDelta: 0,
      isolated: 0,
    });
    expect(figures.named).toBeCloseTo(0.25);
    expect(figures.epsilon).toBe(0);
  });

  test('of two users of whom one is worse off', () => {
    const figures = anonymityFigures([believed(0, 0.9, 0.1), believed(1, 0.5, 0.5)]);
    const bits = -(0.9 * Math.log2(0.9) + 0.1 * Math.log2(0.1));
    expect(figures.worstBits).toBeCloseTo(bits);
    expect(figures.bits).toBeCloseTo((bits + 1) / 2);
    expect(figures.vulnerability).toBeCloseTo(0.7);
    expect(figures.named).toBeCloseTo(0.75);
    expect(figures.minBits).toBeCloseTo(-Math.log2(0.7));
    expect([figures.worstAdvantage, figures.advantage]).toEqual([1, 0.5]);
    expect(figures.worstDelta).toBeCloseTo(1 - Math.E / 9);
    // 1 - e^epsilon / 9 = 0.1.
    expect(figures.epsilon).toBeCloseTo(Math.log(8.1), 3);
  });

  test('a wrong guess is a loss, and no epsilon helps where something is told for sure', () => {
    expect(anonymityFigures([believed(1, 0.9, 0.1)]).advantage).toBe(-1);
    expect(anonymityFigures([believed(0, 1, 0), believed(1, 0.5, 0.5)]).epsilon).toBeUndefined();
    expect(() => anonymityFigures([])).toThrow(RangeError);
  });
});

const CLIENTS = ['alice', 'bob', 'carol'];
const passes = (...all: readonly (readonly [number, 'in' | 'out', string, number?])[]): readonly Crossing[] =>
  all.map(([at, way, client, session = 1]) => ({
    at,
    way,
    client,
    session,
    proxy: 'proxy',
    relay: way === 'in' ? undefined : 'relay',
    covers: false,
  }));
const posteriors = (crossings: readonly Crossing[], change: Partial<Design>) =>
  senderBeliefs(crossings, CLIENTS, { ...sealed, ...change }, 0).map(({ posterior }) => posterior);

describe('beliefs', () => {
  test('without a delay, who came first leaves first', () => {
    const all = passes([1, 'in', 'alice'], [2, 'in', 'bob'], [3, 'out', 'alice'], [4, 'out', 'bob']);
    expect(posteriors(all, { delay: 'none' })).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  test('with an exponential delay, all inside are as likely, and what left is not inside any more', () => {
    const all = passes(
      [1, 'in', 'alice'],
      [2, 'in', 'bob'],
      [3, 'out', 'bob'],
      [4, 'in', 'carol'],
      [5, 'out', 'alice'],
      [6, 'out', 'carol'],
    );
    expect(posteriors(all, { delay: 'exponential' })).toEqual([
      [1 / 2, 1 / 2, 0],
      [1 / 4, 1 / 4, 1 / 2],
      [1 / 4, 1 / 4, 1 / 2],
    ]);
  });

  test('at fixed times, who came after the last of them cannot have left', () => {
    const all = passes([900, 'in', 'alice'], [1_005, 'in', 'bob'], [1_010, 'out', 'alice'], [2_001, 'out', 'bob']);
    expect(posteriors(all, { delay: 'timed', delayMillis: 1_000 })).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  test('of a batch each is as likely, and nobody else', () => {
    const all = passes(
      [1, 'in', 'alice'],
      [2, 'in', 'bob'],
      [3, 'out', 'bob'],
      [4, 'in', 'carol'],
      [5, 'out', 'alice'],
    );
    expect(posteriors(all, { delay: 'threshold', batch: 2 })).toEqual([
      [1 / 2, 1 / 2, 0],
      [1 / 2, 1 / 2, 0],
    ]);
  });

  test('a session of one client gives it away once its forwards have been with different others', () => {
    const all = passes(
      [1, 'in', 'alice'],
      [2, 'in', 'bob'],
      [3, 'out', 'alice', 7],
      [4, 'out', 'bob', 8],
      [5, 'in', 'alice'],
      [6, 'in', 'carol'],
      [7, 'out', 'alice', 7],
    );
    const [first] = posteriors(all, { delay: 'exponential', session: 'one per client' });
    expect(first?.[0]).toBeGreaterThan(0.999);
    expect(posteriors(all, { delay: 'exponential' })[0]).toEqual([1 / 2, 1 / 2, 0]);
  });
});

describe('crowds of the real code', () => {
  const figures = (id: string, seeds: number): CrowdFigures[] => {
    const wanted = PRICED.find((one) => one.id === id);
    if (wanted === undefined) throw new Error(id);
    return Array.from({ length: seeds }, (_, i) => crowdFigures(sealed, wanted, `of the tests/${i}`));
  };
  const [plain] = figures('delay: none', 1) as [CrowdFigures];
  const mean = (all: readonly CrowdFigures[], of: keyof CrowdFigures): number =>
    all.reduce((sum, one) => sum + (one[of] as number), 0) / all.length;

  test('what every report shows is there', () => {
    expect(REPORTED.filter((id) => !PRICED.some((one) => one.id === id))).toEqual([]);
    expect(new Set(PRICED.map(({ id }) => id)).size).toBe(PRICED.length);
  });

  test('a proxy without a delay hides nobody; the same seed gives the same figures', () => {
    expect(figures('delay: none', 1)).toEqual([plain]);
    expect(plain).toMatchObject({ worstSet: 1, delivered: 1, relayAdvantage: 0, forwardsAMessage: 1 });
    expect(plain.named).toBeGreaterThan(0.98);
  });

  test.each(['delay: exponential, mean 5 s', 'delay: timed, every 10 s', 'delay: threshold, 8 together'])(
    '%s: the likeliest client is right as often as it was believed to be',
    (id) => {
      const all = figures(id, 3);
      expect(Math.abs(mean(all, 'named') - mean(all, 'vulnerability'))).toBeLessThan(0.06);
      expect(mean(all, 'worstSet')).toBeGreaterThan(3);
      expect(mean(all, 'worstSet')).toBeLessThan(mean(all, 'set'));
      expect(mean(all, 'set')).toBeLessThan(CROWD);
      expect(mean(all, 'delivered')).toBe(1);
    },
  );

  test('sessions of their own give clients away, to the relay as well; cover hides them for octets', () => {
    const [own] = figures('session: one per client', 1);
    const [shared] = figures('session: shared by all clients', 1);
    expect(own).toMatchObject({ relayAdvantage: 1, delivered: 1 });
    expect(own?.worstSet).toBeLessThan(1.01);
    expect(shared?.relayAdvantage).toBe(0);
    const [covered] = figures('cover: every 5 s on the mean, 1/s', 1);
    expect(covered?.worstSet).toBeGreaterThan(1.5 * (shared?.worstSet as number));
    expect(covered?.octetsAMessage).toBeGreaterThan(1.5 * (shared?.octetsAMessage as number));
  });

  test('who takes turns is seen by all proxies, and who does not by one', () => {
    expect(figures('proxies: three, rotated', 1)[0]?.clientsOfAProxy).toBeGreaterThan(0.9);
    expect(figures('proxies: three, pinned', 1)[0]?.clientsOfAProxy).toBeCloseTo(1 / 3);
  });

  test('one seed tells no interval', () => {
    expect(pricesOf([plain])).toBeUndefined();
    expect(pricesOf([plain, plain])?.worstSet).toEqual({ value: 1, low: 1, high: 1 });
  });
});
