// The experiments: which scenarios a property is tried on, as fast-check arbitraries that shrink to the smallest story.
// A pair of scenarios is an experiment of two worlds: the same but for one secret.
import fc, { type Arbitrary } from 'fast-check';
import {
  answers,
  changes,
  type HostileProxy,
  type HostileVisit,
  hostileProxies,
  hostileVisits,
  INTRUDES,
  keyAttacks,
  repeats,
  TRUSTED,
} from '../sim/hostile.ts';
import { INTRUSION_MILLIS } from '../sim/plan.ts';
import type { Scenario } from '../sim/scenario.ts';
import { type ActiveExperiment, activeExperiment, activeNames } from './active-experiments.ts';
import { faultExperiments } from './fault-experiments.ts';
import { holdingExperiments } from './holding-experiments.ts';
import { hostile, nameOf, withoutPassword } from './hostile-traffic.ts';
import { matrixExperiments } from './matrix-experiments.ts';
import {
  ipv6,
  later,
  MINUTE,
  mutual,
  PROXY,
  type Queue,
  queue,
  RELAYS,
  recipient,
  type Server,
  START_MILLIS,
  sender,
  some,
  soon,
  spread,
  steadyLinks,
  text,
  traffic,
  type Worlds,
  words,
} from './traffic.ts';
import {
  CLIENTS,
  LONG,
  overALongTime,
  TWICE,
  troubleWorlds,
  whereLinksBreak,
  whereRelayIsSilent,
} from './trouble-worlds.ts';

/** Ordinary traffic, and somebody who agrees one role with the proxy and speaks another. */
const visited = (visit: HostileVisit): Arbitrary<Worlds> =>
  traffic(visitName(visit), { relays: 1, senders: 1, queues: 1 }, soon, 2).map(([scenario]) => [
    {
      ...(scenario as Scenario),
      clients: [
        ...(scenario as Scenario).clients,
        { name: 'mallory', ip: ipv6(0x30, 9), proxy: PROXY.name, hostile: visit },
      ],
    },
  ]);
const visitName = <V extends HostileVisit>(visit: V): `a client that ${V}` => `a client that ${visit}`;

const experiments = {
  'ordinary traffic': traffic('ordinary traffic', { relays: 2, senders: 3, queues: 4 }, soon, 6),
  'each the other’s relay': traffic('each the other’s relay', { relays: 1, senders: 2, queues: 2 }, soon, 3).map(
    ([scenario]) => [mutual(scenario as Scenario)],
  ),
  'minutes apart': traffic('minutes apart', { relays: 2, senders: 2, queues: 4 }, later, 8, {
    relays: 2,
    queues: 2,
    orders: 3,
  }),
  'two clients, one of them with two queues': traffic(
    'two clients, one of them with two queues',
    { relays: 1, senders: 2, queues: 3 },
    soon,
    3,
    { senders: 2, queues: 3 },
  ).map(([scenario]) => [
    {
      ...(scenario as Scenario),
      queues: (scenario as Scenario).queues.map((one, i) => ({ ...one, from: i < 2 ? 'alice' : 'carol' })),
      orders: (scenario as Scenario).queues.map((one, i) => ({
        atMillis: START_MILLIS + 1_000 * i,
        queue: one.name,
        text: words(i, ''),
      })),
    },
  ]),
  'after a relay id expired': fc
    .tuple(
      traffic('after a relay id expired', { relays: 2, senders: 1, queues: 2 }, soon, 2, { relays: 2, queues: 2 }),
      fc.integer({ min: 5_000, max: 60_000 }),
      text,
    )
    .map(([[scenario], gap, tail]) => {
      const [one, other] = (scenario as Scenario).queues as [Queue, Queue];
      const last = (scenario as Scenario).orders.length;
      return [
        {
          ...(scenario as Scenario),
          queues: [
            { ...one, relay: 'relay', secured: true },
            { ...other, relay: 'second relay', secured: true },
          ],
          orders: [
            ...(scenario as Scenario).orders,
            { atMillis: 11 * MINUTE, queue: other.name, text: words(last, tail) },
            { atMillis: 11 * MINUTE + gap, queue: one.name, text: words(last + 1, tail) },
            // The other way round as well: whichever was registered first, an id is free when the other asks.
            { atMillis: 22 * MINUTE, queue: one.name, text: words(last + 2, tail) },
            { atMillis: 22 * MINUTE + gap, queue: other.name, text: words(last + 3, tail) },
          ],
        },
      ];
    }),
  'a client with somebody else’s queue address': fc
    .tuple(
      traffic('a client with somebody else’s queue address', { relays: 1, senders: 2, queues: 2 }, soon, 2),
      fc.boolean(),
    )
    .map(([[scenario], crashes]) => [
      {
        ...(scenario as Scenario),
        // Who may write must outlast a crash as well.
        faults: crashes ? [{ kind: 'crash', node: 'relay', atMillis: INTRUSION_MILLIS - 1_000, forMillis: 500 }] : [],
        queues: (scenario as Scenario).queues.map((one) => ({ ...one, secured: true })),
        clients: [
          ...(scenario as Scenario).clients,
          { name: 'mallory', ip: ipv6(0x30, 9), proxy: PROXY.name, hostile: INTRUDES },
        ],
      },
    ]),
  'an impostor in the place of a server': fc
    .tuple(fc.boolean(), traffic('an impostor in the place of a server', { relays: 1, senders: 2, queues: 2 }, soon, 3))
    .map(
      ([ofProxy, [scenario]]): Worlds => [
        {
          ...(scenario as Scenario),
          servers: (scenario as Scenario).servers.map((one) =>
            (one.name === PROXY.name) === ofProxy ? { ...one, impostor: ofProxy ? 'to everybody' : 'to senders' } : one,
          ),
        },
      ],
    ),
  'the proxy is the relay': traffic('the proxy is the relay', { relays: 1, senders: 2, queues: 2 }, soon, 3).map(
    ([scenario]) => [
      {
        ...(scenario as Scenario),
        servers: [PROXY],
        queues: (scenario as Scenario).queues.map((one) => ({ ...one, relay: PROXY.name })),
      },
    ],
  ),
  'a client without the password': withoutPassword,
  'two worlds: the same queue twice, or two queues': spread(
    'which queue',
    some,
    (i) => ['queue 1', i % 2 === 0 ? 'queue 1' : 'queue 2'],
    true,
  ),
  'two worlds: one queue, or one for each message': spread(
    'how many queues',
    some,
    (i) => ['queue 1', `queue ${i + 1}`],
    false,
  ),
  'two worlds: the relay accepts, or refuses': spread(
    'accepted or refused',
    some,
    () => ['queue 1', 'queue 1'],
    true,
  ).map(([accepts, refuses]) => [
    accepts as Scenario,
    { ...(refuses as Scenario), queues: (refuses as Scenario).queues.map((one) => ({ ...one, unknown: true })) },
  ]),
  'two worlds: one IP address, or another': traffic(
    'which IP address',
    { relays: 1, senders: 2, queues: 3 },
    soon,
    4,
  ).map(([scenario]) => {
    const other = (scenario as Scenario).clients.map((one) =>
      one.proxy === undefined ? one : { ...one, ip: one.ip.replace('2001:db8:1', '2001:db8:f') },
    );
    return [scenario as Scenario, { ...(scenario as Scenario), clients: other }];
  }),
  'two worlds: one client writes to two queues, or two clients to one each': fc
    .record({ links: steadyLinks, text, secured: fc.boolean(), byMillis: fc.integer({ min: 1, max: 300_000 }) })
    .map(({ links: times, text: tail, secured, byMillis }) => {
      const world = (second: string): Scenario => ({
        name: 'one client or two',
        servers: [PROXY, RELAYS[0] as Server],
        clients: [sender(0), sender(1), recipient(0)],
        queues: [
          queue('queue 1', 'relay', 'alice', 'bob'),
          queue('queue 2', 'relay', 'carol', 'bob'),
          queue('queue 3', 'relay', second, 'bob', { secured: false }),
          queue('queue 4', 'relay', 'alice', 'bob', { secured: false }),
        ],
        orders: [
          { atMillis: START_MILLIS, queue: 'queue 4', text: words(0, tail) },
          { atMillis: START_MILLIS + 2_000, queue: 'queue 3', text: words(1, tail) },
          ...(secured ? [{ atMillis: START_MILLIS + 4_000, queue: 'queue 1', text: words(2, tail) }] : []),
        ],
        // Their clocks differ, as clocks do: nothing that the relay sees may follow one of them.
        faults: [{ kind: 'skew', node: 'alice', byMillis }],
        ...times,
      });
      return [world('alice'), world('carol')];
    }),
  'two worlds: through a proxy, or direct': traffic(
    'proxied or direct',
    { relays: 2, senders: 2, queues: 3 },
    soon,
    5,
  ).map(([scenario]) => [
    scenario as Scenario,
    { ...(scenario as Scenario), queues: (scenario as Scenario).queues.map((one) => ({ ...one, direct: true })) },
  ]),
  ...faultExperiments,
  ...holdingExperiments,
  ...matrixExperiments,
  ...troubleWorlds,
} satisfies Record<string, Arbitrary<Worlds>>;

const broken = {
  ...whereLinksBreak(experiments[TWICE], experiments[CLIENTS]),
  ...whereRelayIsSilent(experiments[CLIENTS]),
};

/** A user's own scenario, as an experiment like the others; nothing of it is drawn. */
export const OWN = 'a scenario of the user’s own';

export type ExperimentName =
  | typeof OWN
  | typeof LONG
  | ReturnType<typeof visitName<HostileVisit>>
  | keyof typeof experiments
  | keyof typeof broken
  | ActiveExperiment
  | ReturnType<typeof nameOf<HostileProxy>>;

const all = new Map<ExperimentName, Arbitrary<Worlds>>([
  ...(Object.entries(experiments) as [keyof typeof experiments, Arbitrary<Worlds>][]),
  ...hostileVisits.map((visit) => [visitName(visit), visited(visit)] as const),
  ...hostileProxies
    .filter((one) => one !== TRUSTED)
    .map((behaviour) => [nameOf(behaviour), hostile(behaviour)] as const),
  ...(Object.entries(broken) as [keyof typeof broken, Arbitrary<Worlds>][]),
]);
const added = new Map<ExperimentName, Arbitrary<Worlds>>([
  [LONG, overALongTime],
  [nameOf(TRUSTED), hostile(TRUSTED)],
]);
/** Evidence names an experiment by its place here: what is added stands at the end. */
export const experimentNames: readonly ExperimentName[] = [...all.keys(), OWN, ...activeNames, ...added.keys()];

/** What the trial of a number draws from. */
export const experiment = (name: ExperimentName, number = 0): Arbitrary<Worlds> =>
  activeExperiment(name, number) ?? ((all.get(name) ?? added.get(name)) as Arbitrary<Worlds>);

/** The experiments with a proxy that repeats blocks, changes them, or puts another key in the place of the relay's. */
export const whereProxies = {
  repeat: repeats.map(nameOf),
  change: [...changes, ...answers].map(nameOf),
  substitute: keyAttacks.map(nameOf),
} as const;

/** The experiments with a client that speaks another role than it agreed. */
export const whereVisitors = hostileVisits.map(visitName);
