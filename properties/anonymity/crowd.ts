// A crowd behind proxies: clients that write at random to relays of their own, as the price of anonymity is measured on.
// One run gives what an observer of the links believes, what delivery takes, and what passes on the links.
import type { Design } from '../../model/design.ts';
import { random } from '../../sim/random.ts';
import { run } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import type { Trace } from '../../sim/trace.ts';
import { type Client, deviceTraffic, wakeUps } from '../device-traffic.ts';
import { outcomes } from '../outcomes.ts';
import { median, ranked } from '../quantiles.ts';
import { exponential } from '../statistics/draws.ts';
import { queue, recipient } from '../traffic.ts';
import { type Crossing, crossings } from './crossings.ts';
import { type AnonymityFigures, anonymityFigures } from './posteriors.ts';
import { senderBeliefs } from './sender-beliefs.ts';

/** What is turned in a design, and how much is written. */
export interface CrowdSetting {
  readonly decisions: Partial<Omit<Design, 'name'>>;
  /** Of all clients together. */
  readonly messagesASecond: number;
  readonly proxies: number;
}

export const CROWD = 12;
const RELAYS = 4;
const MESSAGES = 120;
const LATENCY_MILLIS = 20;
const JITTER_MILLIS = 2;
/** Everybody writes once before, so that relays are registered; with every proxy where they take turns. */
const WARM_UP_MILLIS = 5_000;
const WARM_UP_GAP_MILLIS = 15_000;
/** Time for a slow delay to fill, and to let all go afterwards, in mean delays and at least. */
const SETTLING = 8;
const LEAST_SETTLING_MILLIS = 30_000;

const servers = (kind: string, count: number, net: number): Scenario['servers'] =>
  Array.from({ length: count }, (_, i) => ({ name: `${kind} ${i + 1}`, ip: `198.51.100.${net + i}` }));

interface Crowd {
  readonly scenario: Scenario;
  /** What is ordered in between counts. */
  readonly from: number;
  readonly to: number;
}

function crowdOf({ messagesASecond, proxies, decisions }: CrowdSetting, design: Design, seed: string): Crowd {
  const chance = random(seed, 'crowd');
  const [first, ...rest] = servers('proxy', proxies, 1) as [Scenario['servers'][number], ...Scenario['servers']];
  const relays = servers('relay', RELAYS, 101);
  const turns = decisions.proxies === 'rotated';
  const clients = Array.from({ length: CROWD }, (_, i): Client => {
    const shared = { name: `client ${i + 1}`, ip: `203.0.113.${i + 1}` };
    return turns && rest.length > 0
      ? { ...shared, proxy: first.name, otherProxies: rest.map(({ name }) => name) }
      : { ...shared, proxy: ([first, ...rest][i % proxies] as typeof first).name };
  });
  const reader = recipient(0);
  const queues = clients.map(({ name }, i) =>
    queue(`of ${name}`, (relays[i % RELAYS] as typeof first).name, name, reader.name, { secured: false }),
  );
  const warmUps = turns ? 4 * proxies : 1;
  const orders: Scenario['orders'] = Array.from({ length: warmUps }, (_, turn) =>
    queues.map(({ name }) => ({
      atMillis: WARM_UP_MILLIS + turn * WARM_UP_GAP_MILLIS + 10_000 * chance.next(),
      queue: name,
      text: 'before',
    })),
  ).flat();
  const settling = Math.max(LEAST_SETTLING_MILLIS, SETTLING * settlingMillis(design, messagesASecond));
  const begin = WARM_UP_MILLIS + warmUps * WARM_UP_GAP_MILLIS;
  const from = begin + settling;
  const to = from + (MESSAGES / messagesASecond) * 1_000;
  const gap = 1_000 / messagesASecond;
  // They go on writing while what counts is still under way: a batch takes others to fill.
  const end = to + settling;
  for (let at = begin + exponential(chance, gap); at < end; at += exponential(chance, gap))
    orders.push({
      atMillis: at,
      queue: (queues[Math.floor(CROWD * chance.next())] as (typeof queues)[number]).name,
      text: `message ${orders.length}`,
    });
  const scenario: Scenario = {
    name: 'a crowd',
    servers: [first, ...rest, ...relays],
    clients: [...clients, reader],
    queues,
    orders,
    latencyMillis: LATENCY_MILLIS,
    jitterMillis: JITTER_MILLIS,
    faults: [],
    untilMillis: end,
    endMillis: end,
  };
  return { scenario, from, to };
}

/** How long a delay keeps a forward, roughly. */
function settlingMillis({ delay, delayMillis, batch, pool }: Design, messagesASecond: number): number {
  const gap = 1_000 / messagesASecond;
  return {
    none: 0,
    exponential: delayMillis,
    timed: delayMillis,
    threshold: batch * gap,
    pool: delayMillis + pool * gap,
  }[delay];
}

/** What one run gives. */
export interface CrowdFigures extends AnonymityFigures {
  /** From order to reception. */
  readonly medianMillis: number;
  readonly p95Millis: number;
  /** Of what was ordered. */
  readonly delivered: number;
  /** On the link of one client, both ways, with headers, for each message of a user. */
  readonly octetsAMessage: number;
  /** Forwards that leave proxies for each message of a user. */
  readonly forwardsAMessage: number;
  readonly wakeUpsAnHour: number;
  /** What a relay has by sessions of whether two forwards are of one client: how much likelier they share one if they are. */
  readonly relayAdvantage: number;
  /** Share of the clients, and of their messages, that pass one proxy: what is lost where one is hostile. */
  readonly clientsOfAProxy: number;
  readonly messagesOfAProxy: number;
}

export function crowdFigures(base: Design, setting: CrowdSetting, seed: string): CrowdFigures {
  const design: Design = { ...base, name: `${base.name}, as set`, ...setting.decisions };
  const { scenario, from, to } = crowdOf(setting, design, seed);
  const trace = run({ scenario, design, seed, cryptography: 'ideal' });
  const all = crossings(trace);
  const names = scenario.clients.filter(({ proxy }) => proxy !== undefined).map(({ name }) => name);
  const beliefs = senderBeliefs(all, names, design, LATENCY_MILLIS).filter(
    ({ crossing: { at, covers } }) => !covers && at >= from && at < to,
  );
  const written = outcomes(trace).filter(({ orderedAt }) => orderedAt >= from && orderedAt < to);
  const received = written.filter((one) => one.received.length > 0);
  const delays = received.map((one) => (one.received[0] as number) - one.orderedAt);
  const counted = all.filter(({ at }) => at >= from && at < to);
  const leaving = counted.filter(({ way }) => way === 'out');
  return {
    ...anonymityFigures(beliefs),
    medianMillis: median(delays),
    p95Millis: ranked(delays, 0.95),
    delivered: received.length / written.length,
    ...costs(trace, names, { from, to }, written.length),
    forwardsAMessage: leaving.length / written.length,
    relayAdvantage: relayAdvantage(leaving),
    ...exposureOf(counted, names.length),
  };
}

/** What passes on the links of clients in between. */
function costs(trace: Trace, names: readonly string[], { from, to }: Pick<Crowd, 'from' | 'to'>, messages: number) {
  const links = trace.scenario.clients
    .filter(({ name }) => names.includes(name))
    .map((client) => deviceTraffic(trace, client).filter(({ at }) => at >= from && at < to));
  const octets = links.flat().reduce((sum, one) => sum + one.upOctets + one.downOctets, 0);
  const woken = links.reduce((sum, bursts) => sum + wakeUps(bursts.map(({ at }) => at)), 0);
  return {
    octetsAMessage: octets / messages,
    wakeUpsAnHour: (woken / names.length) * (3_600_000 / (to - from)),
  };
}

/** Of all pairs of forwards that one relay gets from one proxy, of messages and of cover alike. */
function relayAdvantage(leaving: readonly Crossing[]): number {
  const pairs = { same: 0, sameShared: 0, other: 0, otherShared: 0 };
  for (const [i, one] of leaving.entries())
    for (const another of leaving.slice(i + 1)) {
      if (one.relay !== another.relay || one.proxy !== another.proxy) continue;
      const shared = one.session === another.session ? 1 : 0;
      if (one.client === another.client) {
        pairs.same++;
        pairs.sameShared += shared;
      } else {
        pairs.other++;
        pairs.otherShared += shared;
      }
    }
  return pairs.same === 0 || pairs.other === 0
    ? 0
    : Math.max(0, pairs.sameShared / pairs.same - pairs.otherShared / pairs.other);
}

/** Means over proxies. */
function exposureOf(counted: readonly Crossing[], clients: number) {
  const entering = counted.filter(({ way, covers }) => way === 'in' && !covers);
  const byProxy = [...new Set(entering.map(({ proxy }) => proxy))].map((proxy) =>
    entering.filter((one) => one.proxy === proxy),
  );
  const mean = (of: (some: readonly Crossing[]) => number): number =>
    byProxy.reduce((sum, some) => sum + of(some), 0) / Math.max(1, byProxy.length);
  return {
    clientsOfAProxy: mean((some) => new Set(some.map(({ client }) => client)).size / clients),
    messagesOfAProxy: mean((some) => some.length / entering.length),
  };
}
