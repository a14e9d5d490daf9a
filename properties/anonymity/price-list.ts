// What anonymity costs: the settings that are measured, each one thing turned from one plain middle, and the figures over seeds.
import type { Design } from '../../model/design.ts';
import { type Bounds, interval } from '../interval.ts';
import type { Audit } from '../result.ts';
import { CROWD, type CrowdFigures, type CrowdSetting, crowdFigures } from './crowd.ts';

/** What is varied. */
export const AXES = ['delay', 'load', 'cover', 'session', 'proxies', 'flow'] as const;
export type Axis = (typeof AXES)[number];

export interface PricedSetting extends CrowdSetting {
  readonly axis: Axis;
  /** Lines of a chart that belong together, and what they are drawn over. */
  readonly group: string;
  readonly id: string;
}

/** With a delay, one forward at a time would let a client write one message in two delays. */
const several = { flow: 'several in flight' } as const;
const MIDDLE_MILLIS = 2_000;
const middle = { ...several, delay: 'exponential', delayMillis: MIDDLE_MILLIS } as const;
/** Of twelve clients together: one message every twelve seconds each. */
const MIDDLE_LOAD = 1;

const MEANS_MILLIS = [500, 1_000, 2_000, 5_000, 10_000] as const;
const BATCHES = [2, 4, 8, 16] as const;
const POOLS = [1, 3, 6] as const;
const LOADS = [0.25, 1, 4, 16] as const;
const COVERS_MILLIS = [60_000, 20_000, 5_000] as const;

const seconds = (millis: number): string => `${millis / 1_000} s`;
const setting = (
  axis: Axis,
  group: string,
  says: string,
  decisions: CrowdSetting['decisions'],
  rest: Partial<Pick<CrowdSetting, 'messagesASecond' | 'proxies'>> = {},
): PricedSetting => ({
  axis,
  group,
  id: `${axis}: ${says}`,
  decisions,
  messagesASecond: MIDDLE_LOAD,
  proxies: 1,
  ...rest,
});

const covered = (coverMillis: number): Partial<Design> => ({ cover: 'commands that do nothing', coverMillis });

export const PRICED: readonly PricedSetting[] = [
  setting('delay', 'none', 'none', several),
  ...MEANS_MILLIS.map((delayMillis) =>
    setting('delay', 'exponential', `exponential, mean ${seconds(delayMillis)}`, {
      ...several,
      delay: 'exponential',
      delayMillis,
    }),
  ),
  // Half a period is what a timed delay takes on the mean.
  ...MEANS_MILLIS.map((mean) =>
    setting('delay', 'timed', `timed, every ${seconds(2 * mean)}`, {
      ...several,
      delay: 'timed',
      delayMillis: 2 * mean,
    }),
  ),
  ...BATCHES.map((batch) =>
    setting('delay', 'threshold', `threshold, ${batch} together`, { ...several, delay: 'threshold', batch }),
  ),
  ...POOLS.map((pool) =>
    setting('delay', 'pool', `pool, every ${seconds(MIDDLE_MILLIS)}, ${pool} stay behind`, {
      ...several,
      delay: 'pool',
      delayMillis: MIDDLE_MILLIS,
      pool,
    }),
  ),
  ...LOADS.flatMap((messagesASecond) => [
    setting('load', 'no cover', `${messagesASecond}/s`, middle, { messagesASecond }),
    ...COVERS_MILLIS.map((coverMillis) =>
      setting(
        'cover',
        `cover every ${seconds(coverMillis)}`,
        `every ${seconds(coverMillis)} on the mean, ${messagesASecond}/s`,
        { ...middle, ...covered(coverMillis) },
        { messagesASecond },
      ),
    ),
  ]),
  setting('session', 'session', 'shared by all clients', middle),
  setting('session', 'session', 'one per client', { ...middle, session: 'one per client' }),
  setting('proxies', 'proxies', 'three, pinned', middle, { proxies: 3 }),
  setting('proxies', 'proxies', 'three, rotated', { ...middle, proxies: 'rotated' }, { proxies: 3 }),
  setting('flow', 'flow', 'one at a time per relay', { ...middle, flow: 'one at a time per relay' }),
  setting('flow', 'flow', 'several in flight', middle),
];

/** What every report shows of them. */
export const REPORTED: readonly string[] = [
  'delay: none',
  `delay: exponential, mean ${seconds(MIDDLE_MILLIS)}`,
  `delay: timed, every ${seconds(2 * MIDDLE_MILLIS)}`,
  `cover: every ${seconds(20_000)} on the mean, ${MIDDLE_LOAD}/s`,
];

const from = (least: number, most: number, decimals: number): Bounds => ({ least, most, decimals });
const anything = Number.POSITIVE_INFINITY;
const bits = from(0, Math.log2(CROWD), 2);
const share = from(0, 1, 3);
/** The worst user first: what is promised is promised to each. */
export const FIGURES = {
  worstSet: from(1, CROWD, 2),
  worstBits: bits,
  worstAdvantage: share,
  worstDelta: share,
  set: from(1, CROWD, 2),
  bits,
  minBits: bits,
  vulnerability: share,
  named: share,
  leakage: from(1, CROWD, 2),
  advantage: share,
  epsilon: from(0, anything, 2),
  isolated: share,
  medianMillis: from(0, anything, 0),
  p95Millis: from(0, anything, 0),
  delivered: share,
  octetsAMessage: from(0, anything, 0),
  forwardsAMessage: from(0, anything, 2),
  wakeUpsAnHour: from(0, anything, 1),
  relayAdvantage: share,
  clientsOfAProxy: share,
  messagesOfAProxy: share,
} as const satisfies Readonly<Record<keyof CrowdFigures, Bounds>>;
export type Figure = keyof typeof FIGURES;

type Prices = Audit['anonymity'][number]['figures'];

/** Means over seeds; nothing where fewer than two were run. That a delta can be had at all may not be so in every seed. */
export function pricesOf(seeds: readonly CrowdFigures[]): Prices | undefined {
  const all = Object.entries(FIGURES).flatMap(([figure, bounds]) => {
    const values = seeds.flatMap((one) => one[figure as Figure] ?? []);
    const told = values.length === seeds.length ? interval(values, bounds) : undefined;
    return told === undefined ? [] : [[figure, told] as const];
  });
  return all.length === 0 ? undefined : (Object.fromEntries(all) as Prices);
}

/** What some seeds give for one setting of one design. */
export interface CrowdPart {
  readonly of: 'crowd';
  readonly design: string;
  readonly setting: string;
  readonly figures: readonly (CrowdFigures & { readonly number: number })[];
}

/** The same seeds for every setting, so that they differ in the setting alone. */
export function crowdPart(
  { design, setting: id }: { readonly design: Design; readonly setting: string },
  numbers: readonly number[],
  seed: string,
): CrowdPart {
  const wanted = PRICED.find((one) => one.id === id);
  if (wanted === undefined) throw new Error(`no setting “${id}”`);
  const figures = numbers.map((number) => ({ number, ...crowdFigures(design, wanted, `${seed}/crowd/${number}`) }));
  return { of: 'crowd', design: design.name, setting: id, figures };
}
