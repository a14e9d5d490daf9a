// What is measured and not judged: delivery under faults (N1), the two flows of the specification (R5.7), and the options.
// A part of it is a pure function of plain data; figures are put in the order of seeds before they are summed up.
import { type Design, designs as ours, sealed } from '../model/design.ts';
import { type CrowdPart, crowdPart, PRICED, pricesOf, REPORTED } from './anonymity/price-list.ts';
import { properties } from './catalogue.ts';
import { type ExperimentName, experimentNames } from './experiments.ts';
import { type Bounds, type Interval, interval } from './interval.ts';
import { type DeliveryFigures, deliveryFigures } from './measured-delivery.ts';
import {
  designWith,
  FAR_MILLIS,
  FLOWS,
  type Flow,
  type FlowFigures,
  flowFigures,
  NEAR_MILLIS,
} from './measured-flows.ts';
import {
  GAP_MILLIS,
  LOAD_DELAYS,
  LOADS,
  type LoadDelay,
  type LoadFigures,
  loadFigures,
  TARGET_ADVANTAGE,
} from './measured-load.ts';
import { DIRECT, MEASURED, type Measured, SOONEST_MILLIS, type Way, wayOf } from './measured-traffic.ts';
import { type OptionPart, optionSeed } from './options.ts';
import { OPTIONS, type Option } from './options-traffic.ts';
import { failed, type Property } from './property.ts';
import { type AuditRequest, EFFORT } from './request.ts';
import type { Audit } from './result.ts';
import { drawn, examined, type Place, runs } from './trial.ts';

interface Delivery {
  readonly of: 'delivery';
  readonly fault: Measured;
  readonly way: Way;
}
interface Throughput {
  readonly of: 'flow';
  readonly flow: Flow;
}
interface Leaks {
  readonly of: 'leaks';
  readonly flow: Flow;
}
interface Seeds {
  readonly from: number;
  readonly to: number;
}
interface Numbered {
  readonly number: number;
}
/** A part of the measuring, as it is asked for. */
export type Measuring =
  | (Delivery & Seeds)
  | (Throughput & Seeds)
  | ({ readonly of: 'options'; readonly option: Option } & Seeds)
  | ({ readonly of: 'load'; readonly delay: LoadDelay } & Seeds)
  | ({ readonly of: 'crowd'; readonly design: Design; readonly setting: string } & Seeds)
  | (Leaks & { readonly experiments: readonly ExperimentName[]; readonly trials: number });
/** What it gives. */
export type MeasuredPart =
  | (Delivery & { readonly figures: readonly (DeliveryFigures & Numbered)[] })
  | (Throughput & { readonly figures: readonly (FlowFigures & Numbered)[] })
  | OptionPart
  | CrowdPart
  | { readonly of: 'load'; readonly delay: LoadDelay; readonly figures: readonly (LoadFigures & Numbered)[] }
  | (Leaks & { readonly violated: readonly string[] });

/** So that one part takes some hundred milliseconds. */
const SEEDS_A_PART = { delivery: 5, flow: 2, options: 3, load: 3, crowd: 1 } as const;
const EXPERIMENTS_A_PART = 6;

/** What a proxy, or who sees into its connections, cannot learn. */
const aboutProxy: readonly Property[] = properties.filter(
  ({ id, requirement, says }) =>
    says === 'cannot' && (/^R[23]\.|^U1$|^R6\.2$/.test(requirement) || id === 'R5.4-withheld'),
);

/** All that is measured for a request; one for a scenario or a property of its own asks for nothing of it. */
export function measurings({
  profile,
  designs,
  own = [],
  properties: ids,
  scenario,
}: AuditRequest): readonly Measuring[] {
  if (ids !== undefined || scenario !== undefined) return [];
  const { seeds, crowdSeeds, flowTrials: trials } = EFFORT[profile];
  const asked = (name: string): boolean => designs?.includes(name) ?? true;
  const ways = [...ours, ...own.map(({ design }) => design)].filter(({ name }) => asked(name)).map(wayOf);
  const deliveries = MEASURED.flatMap((fault) =>
    [...ways, DIRECT].flatMap((way) =>
      cut(seeds, SEEDS_A_PART.delivery).map((part): Measuring => ({ of: 'delivery', fault, way, ...part })),
    ),
  );
  if (!asked('sealed')) return deliveries;
  // Options are compared with one another, so all are run or none.
  const options = asked('draft')
    ? OPTIONS.flatMap((option) =>
        cut(seeds, SEEDS_A_PART.options).map((part): Measuring => ({ of: 'options', option, ...part })),
      )
    : [];
  const names = experimentNames.filter((name) => aboutProxy.some(({ experiments }) => experiments.includes(name)));
  const flows = FLOWS.flatMap((flow): readonly Measuring[] => [
    ...cut(seeds, SEEDS_A_PART.flow).map((part): Measuring => ({ of: 'flow', flow, ...part })),
    // The sealed design's own flow is put to the test with all else of it.
    ...cut(trials === 0 || flow === sealed.flow ? 0 : names.length, EXPERIMENTS_A_PART).map(
      ({ from, to }): Measuring => ({ of: 'leaks', flow, experiments: names.slice(from, to), trials }),
    ),
  ]);
  const loads = LOAD_DELAYS.flatMap((delay) =>
    cut(seeds, SEEDS_A_PART.load).map((part): Measuring => ({ of: 'load', delay, ...part })),
  );
  return [...deliveries, ...flows, ...options, ...loads, ...crowdMeasurings(sealed, REPORTED, crowdSeeds)];
}

/** Of one design in settings by their ids. */
export const crowdMeasurings = (design: Design, settings: readonly string[], seeds: number): readonly Measuring[] =>
  settings.flatMap((setting) =>
    cut(seeds, SEEDS_A_PART.crowd).map((part): Measuring => ({ of: 'crowd', design, setting, ...part })),
  );

const cut = (count: number, size: number): readonly Seeds[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, i) => ({ from: i * size, to: Math.min(count, (i + 1) * size) }));

/** Does one part. */
export function measure(part: Measuring, seed: string): MeasuredPart {
  if (part.of === 'leaks') return { of: 'leaks', flow: part.flow, violated: leaks(part, seed) };
  const numbers = Array.from({ length: part.to - part.from }, (_, i) => part.from + i);
  if (part.of === 'flow') {
    const { flow } = part;
    const figures = numbers.map((number) => ({ number, ...flowFigures(flow, `${seed}/flow/${number}`) }));
    return { of: 'flow', flow, figures };
  }
  if (part.of === 'load') {
    const { delay } = part;
    const figures = numbers.map((number) => ({ number, ...loadFigures(delay, `${seed}/load/${delay}/${number}`) }));
    return { of: 'load', delay, figures };
  }
  if (part.of === 'crowd') return crowdPart(part, numbers, seed);
  if (part.of === 'options') {
    const { option } = part;
    const figures = numbers.map((number) => optionSeed(option, number, `${seed}/options/${number}`));
    return { of: 'options', option, figures };
  }
  const { fault, way } = part;
  // The same seeds for every way, so that they differ in the way alone.
  const figures = numbers.map((number) => ({
    number,
    ...deliveryFigures(fault, way, `${seed}/delivery/${fault}/${number}`),
  }));
  return { of: 'delivery', fault, way, figures };
}

function leaks({ flow, experiments, trials }: Measuring & Leaks, seed: string): readonly string[] {
  const found = experiments.flatMap((experiment) =>
    Array.from({ length: trials }, (_, number): readonly string[] => {
      const place: Place = { seed, experiment, number };
      const wanted = aboutProxy.filter((one) => one.experiments.includes(experiment));
      const tallies = examined(wanted, runs(drawn(place), designWith(flow), place, 'ideal'), 'ideal');
      return wanted.flatMap(({ id, says }) => {
        const tally = tallies.get(id);
        return tally !== undefined && failed(says, tally) ? [id] : [];
      });
    }).flat(),
  );
  return [...new Set(found)];
}

/** The figures of all parts of one thing, in the order of their seeds. */
function inOrder<T extends Numbered>(parts: readonly { readonly figures: readonly T[] }[]): readonly T[] {
  return parts.flatMap(({ figures }) => figures).sort((a, b) => a.number - b.number);
}
const ofKind = <K extends MeasuredPart['of']>(parts: readonly MeasuredPart[], of: K) =>
  parts.filter((one): one is Extract<MeasuredPart, { of: K }> => one.of === of);

/** Over seeds; nothing where fewer than two have the figure. */
function over<T>(all: readonly T[], figure: (one: T) => number | undefined, bounds: Bounds): Interval | undefined {
  return interval(
    all.flatMap((one) => figure(one) ?? []),
    bounds,
  );
}
const SHARE: Bounds = { least: 0, most: 1, decimals: 4 };
const DELAY: Bounds = { least: SOONEST_MILLIS, most: Number.POSITIVE_INFINITY, decimals: 0 };
const COUNT: Bounds = { least: 0, most: Number.POSITIVE_INFINITY, decimals: 2 };

export function deliveries(parts: readonly MeasuredPart[]): Audit['delivery'] {
  const all = ofKind(parts, 'delivery');
  const ways = [...new Set(all.map(({ way }) => way.name))];
  return MEASURED.flatMap((fault) =>
    ways.flatMap((way) => {
      const seeds = inOrder(all.filter((one) => one.fault === fault && one.way.name === way));
      const share = (name: 'ratio' | 'doubled' | 'outOfOrder') => over(seeds, (one) => one[name], SHARE);
      const delay = (name: 'medianMillis' | 'p95Millis') => over(seeds, (one) => one[name], DELAY);
      const [ratio, doubled, outOfOrder] = [share('ratio'), share('doubled'), share('outOfOrder')];
      if (ratio === undefined || doubled === undefined || outOfOrder === undefined) return [];
      return [
        {
          fault,
          way,
          seeds: seeds.length,
          ratio,
          doubled,
          outOfOrder,
          ...named('medianMillis', delay('medianMillis')),
          ...named('p95Millis', delay('p95Millis')),
        },
      ];
    }),
  );
}
const named = <K extends string>(name: K, value: Interval | undefined): { readonly [N in K]?: Interval } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: Interval };

/** `fails` says what the audit of the sealed design itself found. */
export function flows(
  parts: readonly MeasuredPart[],
  { profile }: Pick<AuditRequest, 'profile'>,
  fails: (property: Property) => boolean,
): Audit['flows'] {
  return FLOWS.flatMap((flow) => {
    const seeds = inOrder(ofKind(parts, 'flow').filter((one) => one.flow === flow));
    const [near, far] = [over(seeds, (one) => one.nearRate, COUNT), over(seeds, (one) => one.farRate, COUNT)];
    const [heldOctets, blocks] = [over(seeds, (one) => one.heldOctets, COUNT), over(seeds, (one) => one.blocks, COUNT)];
    if (near === undefined || far === undefined || heldOctets === undefined || blocks === undefined) return [];
    const own = flow === sealed.flow;
    const violated = own
      ? aboutProxy.filter(fails).map(({ id }) => id)
      : ofKind(parts, 'leaks').flatMap((one) => (one.flow === flow ? one.violated : []));
    return [
      {
        flow,
        seeds: seeds.length,
        rates: [
          { latencyMillis: NEAR_MILLIS, messagesASecond: near },
          { latencyMillis: FAR_MILLIS, messagesASecond: far },
        ],
        heldOctets,
        blocksAMessage: blocks,
        ...named(
          'otherRelayMillis',
          over(seeds, (one) => one.othersMillis, DELAY),
        ),
        ...named(
          'afterReturnMillis',
          over(seeds, (one) => one.afterReturnMillis, DELAY),
        ),
        leaks: {
          lines: aboutProxy.length,
          trials: own ? EFFORT[profile].ideal : EFFORT[profile].flowTrials,
          violated: [...new Set(violated)].sort(),
        },
      },
    ];
  });
}

/** How well times link the two sides of a proxy, by its delay (G4). */
export function loads(parts: readonly MeasuredPart[]): Audit['load'] {
  const all = ofKind(parts, 'load');
  return LOAD_DELAYS.flatMap((delay) => {
    const seeds = inOrder(all.filter((one) => one.delay === delay));
    const [advantage, medianMillis] = [
      over(seeds, (one) => one.advantage, SHARE),
      over(seeds, (one) => one.medianMillis, DELAY),
    ];
    if (advantage === undefined || medianMillis === undefined) return [];
    const { delayMillis = 0 } = LOADS[delay] as { readonly delayMillis?: number };
    return [
      {
        delay,
        delayMillis,
        gapMillis: GAP_MILLIS,
        target: TARGET_ADVANTAGE,
        seeds: seeds.length,
        advantage,
        medianMillis,
      },
    ];
  });
}

/** What observers of a proxy's links believe of who wrote what, and what it costs, for each setting that was run (G4). */
export const crowds = (parts: readonly MeasuredPart[]): Audit['anonymity'] =>
  PRICED.flatMap(({ axis, id, messagesASecond, proxies }) => {
    const mine = ofKind(parts, 'crowd').filter(({ setting }) => setting === id);
    const [first] = mine;
    const seeds = inOrder(mine);
    const figures = pricesOf(seeds);
    if (first === undefined || figures === undefined) return [];
    return [{ design: first.design, axis, setting: id, messagesASecond, proxies, seeds: seeds.length, figures }];
  });
