// The options compared by running them: what one seed gives for each, and what all seeds give together (G1, G2, G3, N1, O0 to O2).
// Every option has the same conversation, quiet and troubled, of the same seeds.

import { BLOCK_OCTETS } from '../model/grammar.ts';
import { THIN_RECORD_OCTETS } from '../sim/overlay-figures.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import { RECORD_OVERHEAD_OCTETS, type Trace } from '../sim/trace.ts';
import { retriesOf } from './device-retries.ts';
import { type Client, connectionsOf, deviceTraffic, segmented, wakeUps } from './device-traffic.ts';
import { type Bounds, interval } from './interval.ts';
import { type Reading, readingsOf, type Sight, sightsOf } from './option-sights.ts';
import {
  CONDITIONS,
  type Condition,
  choiceOf,
  conversationOver,
  LEAST_LATENCY_MILLIS,
  OPTIONS,
  type Option,
  OWNER,
  START_MILLIS,
} from './options-traffic.ts';
import { outcomes } from './outcomes.ts';
import { median, ranked } from './quantiles.ts';
import type { Audit } from './result.ts';

/** What one run gives, since the queues are there. Delays are of what the user of the device writes, or reads. */
export interface OptionFigures {
  readonly ratio: number;
  readonly doubled: number;
  readonly medianMillis: number | undefined;
  readonly p95Millis: number | undefined;
  readonly readMillis: number | undefined;
  /** On the link of the device, both ways, with headers. */
  readonly octets: number;
  /** The same if records of a thin client were padded as blocks are. */
  readonly paddedOctets: number;
  readonly connections: number;
  readonly retries: number;
  readonly wakeUps: number;
}
export type Figure = keyof OptionFigures;
/** What one seed gives. */
export type OptionSeed = { readonly [C in Condition]: OptionFigures } & {
  readonly number: number;
  readonly sights: readonly Sight[];
  readonly readings: readonly Reading[];
};
export interface OptionPart {
  readonly of: 'options';
  readonly option: Option;
  readonly figures: readonly OptionSeed[];
}

export function optionSeed(option: Option, number: number, seed: string): OptionSeed {
  const made = (condition: Condition): Trace =>
    run({
      scenario: conversationOver(option, condition, seed),
      design: choiceOf(option).design,
      seed,
      cryptography: 'ideal',
    });
  const quiet = made('quiet');
  const owner = ownerOf(quiet.scenario);
  return {
    number,
    quiet: figuresOf(quiet),
    troubled: figuresOf(made('troubled')),
    sights: sightsOf(quiet, owner),
    // What can be read does not depend on chance, and takes longest to work out.
    readings: number === 0 ? readingsOf(quiet, owner) : [],
  };
}
const ownerOf = ({ clients }: Scenario): Client => clients.find(({ name }) => name === OWNER) as Client;

export function figuresOf(trace: Trace): OptionFigures {
  const owner = ownerOf(trace.scenario);
  const all = outcomes(trace);
  const share = (some: readonly unknown[]): number => some.length / all.length;
  const device = `device of ${OWNER}`;
  // A user writes when they write; where a thin client takes it to the host first, that is part of the delay.
  const delays = (written: boolean): readonly number[] =>
    all.flatMap(({ from, text, received: [at] }) => {
      const order = trace.scenario.orders.find((one) => one.text === text);
      if ((from === OWNER) !== written || at === undefined || order === undefined) return [];
      return [(written ? at : (shownAt(trace, device, text) ?? at)) - order.atMillis];
    });
  const written = delays(true);
  const read = delays(false);
  const bursts = deviceTraffic(trace, owner).filter(({ at }) => at >= START_MILLIS);
  const octets = bursts.reduce((sum, one) => sum + one.upOctets + one.downOctets, 0);
  const thin = trace.events.filter((event) => event.kind === 'conveyed' && event.at >= START_MILLIS).length;
  const [small, large] = [THIN_RECORD_OCTETS, BLOCK_OCTETS].map((size) => {
    const sent = segmented(size + RECORD_OVERHEAD_OCTETS);
    return sent.octets + sent.acknowledgements;
  }) as [number, number];
  return {
    ratio: share(all.filter(({ received }) => received.length > 0)),
    doubled: share(all.filter(({ received }) => received.length > 1)),
    medianMillis: written.length === 0 ? undefined : median(written),
    p95Millis: written.length === 0 ? undefined : ranked(written, 0.95),
    readMillis: read.length === 0 ? undefined : median(read),
    octets,
    paddedOctets: octets + (owner.over === 'host' ? thin * (large - small) : 0),
    connections: connectionsOf(trace, owner),
    retries: retriesOf(trace, owner, START_MILLIS),
    wakeUps: wakeUps(bursts.map(({ at }) => at)),
  };
}

/** When a message that was received is on the user’s device, where that is not where it was received. */
function shownAt(trace: Trace, device: string, text: string): number | undefined {
  for (const event of trace.events) {
    if (event.kind !== 'conveyed' || event.to !== device || event.cause === undefined) continue;
    const told = trace.events[event.cause];
    if (told?.kind === 'told' && told.news.kind === 'received' && told.news.text === text) return event.arrives;
  }
  return undefined;
}

const share: Bounds = { least: 0, most: 1, decimals: 4 };
const delay: Bounds = { least: LEAST_LATENCY_MILLIS, most: Number.POSITIVE_INFINITY, decimals: 0 };
const count: Bounds = { least: 0, most: Number.POSITIVE_INFINITY, decimals: 2 };
const whole: Bounds = { least: 0, most: Number.POSITIVE_INFINITY, decimals: 0 };
const BOUNDS: Readonly<Record<Figure, Bounds>> = {
  ratio: share,
  doubled: share,
  medianMillis: delay,
  p95Millis: delay,
  readMillis: delay,
  octets: whole,
  paddedOctets: whole,
  connections: count,
  retries: count,
  wakeUps: count,
};

/** Seeds of all parts of one option, in order. */
export const seedsOf = (parts: readonly OptionPart[], option: Option): readonly OptionSeed[] =>
  parts
    .filter((one) => one.option === option)
    .flatMap(({ figures }) => figures)
    .toSorted((a, b) => a.number - b.number);

/** What the report says of each option; nothing where fewer than two seeds were run. */
export function optionsOf(parts: readonly OptionPart[]): Audit['options'] {
  return OPTIONS.flatMap((option) => {
    const seeds = seedsOf(parts, option);
    const [first] = seeds;
    if (first === undefined || seeds.length < 2) return [];
    const [quiet, troubled] = CONDITIONS.map((condition) =>
      Object.fromEntries(
        Object.entries(BOUNDS).flatMap(([figure, bounds]) => {
          const values = seeds.flatMap((one) => one[condition][figure as Figure] ?? []);
          const all = interval(values, bounds);
          return all === undefined ? [] : [[figure, all]];
        }),
      ),
    ) as unknown as [Audit['options'][number]['quiet'], Audit['options'][number]['troubled']];
    return [{ option, seeds: seeds.length, quiet, troubled, sees: sightsOver(seeds), reads: readingsOver(seeds) }];
  });
}

/** Whatever was seen in any seed. */
function sightsOver(seeds: readonly OptionSeed[]): Audit['options'][number]['sees'] {
  const names = [...new Set(seeds.flatMap(({ sights }) => sights.map(({ who }) => who)))];
  return names.map((who) => {
    const its = seeds.flatMap(({ sights }) => sights.filter((one) => one.who === who));
    return {
      who,
      device: its.some((one) => one.device),
      addresses: [...new Set(its.flatMap(({ addresses }) => addresses))].sort(),
    };
  });
}
function readingsOver(seeds: readonly OptionSeed[]): Audit['options'][number]['reads'] {
  const names = [...new Set(seeds.flatMap(({ readings }) => readings.map(({ who }) => who)))];
  return names.map((who) => {
    const its = seeds.flatMap(({ readings }) => readings.filter((one) => one.who === who));
    const sum = (of: (one: Reading) => number): number => its.reduce((all, one) => all + of(one), 0);
    return {
      who,
      queues: sum((one) => one.queues),
      ofQueues: sum((one) => one.ofQueues),
      texts: sum((one) => one.texts),
      ofTexts: sum((one) => one.ofTexts),
    };
  });
}
