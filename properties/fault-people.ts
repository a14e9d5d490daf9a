// Who takes part where something goes wrong: clients, queues and messages, so placed that the trouble is sure to matter.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import {
  MINUTE,
  type OrderLine,
  PROXY,
  type Queue,
  queue,
  RELAYS,
  recipient,
  type Server,
  START_MILLIS,
  sender,
  steadyLinks,
  text,
  traffic,
  type Worlds,
  words,
} from './traffic.ts';

export const SECOND = 1_000;
export const between = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max });
export const soon = between(0, 3 * SECOND);
export const [relay, second] = RELAYS as readonly [Server, Server];

/** One or two clients, each with a queue of its own at the relay or at two. */
export const people = (name: string, relays: 1 | 2, senders: 1 | 2): Arbitrary<Scenario> =>
  traffic(name, { relays, senders, queues: 2 }, soon, 4, { relays, senders, queues: 2, orders: 2 }).map(([drawn]) => {
    const scenario = drawn as Scenario;
    return {
      ...scenario,
      queues: scenario.queues.map((one, i) => ({
        ...one,
        relay: relays === 2 ? (RELAYS[i] as Server).name : relay.name,
        from: senders === 2 && i === 1 ? 'carol' : 'alice',
      })),
      // Each queue gets a message, so that each client and relay has something to do.
      orders: scenario.orders.map((line, i) => (i < 2 ? { ...line, queue: `queue ${i + 1}` } : line)),
    };
  });

/** The same with two more queues, so that there is more to lose. */
export const busy = (scenario: Scenario): Scenario => ({
  ...scenario,
  queues: [
    ...scenario.queues,
    ...scenario.queues.map((each, i) => ({ ...each, name: `queue ${i + 3}`, secured: !each.secured })),
  ],
  orders: [
    ...scenario.orders,
    ...[3, 4].map((number) => ({ atMillis: last(scenario), queue: `queue ${number}`, text: words(number + 40, '') })),
  ],
});
/** Messages all the while, so that whenever there is a crash something is being written. */
export const steady = (scenario: Scenario): Scenario => ({
  ...scenario,
  queues: scenario.queues.map((each) => ({ ...each, secured: false })),
  orders: Array.from({ length: 24 }, (_, i) => ({
    atMillis: START_MILLIS + 600 * i,
    queue: (scenario.queues[i % scenario.queues.length] as Queue).name,
    text: words(i, ''),
  })),
});
export const unsecured = (scenario: Scenario): Scenario => ({
  ...scenario,
  queues: scenario.queues.map((one) => ({ ...one, secured: false })),
});
export const last = ({ orders }: Scenario): number => Math.max(...orders.map(({ atMillis }) => atMillis));
/** The scenario with faults, and time enough for all to end. */
export const withFaults = (scenario: Scenario, faults: readonly Fault[], afterMillis = 90 * MINUTE): Scenario => ({
  ...scenario,
  faults: [...faults],
  untilMillis: last(scenario) + afterMillis,
});
export const one = (scenario: Scenario): Worlds => [scenario];

/** The same, but each queue has had a message before, so that the proxy has the relays' keys and will hold what comes. */
export const acquainted = (scenario: Scenario): Scenario => ({
  ...scenario,
  orders: [
    ...scenario.queues.map(({ name }, i) => ({ atMillis: START_MILLIS, queue: name, text: words(80 + i, '') })),
    ...scenario.orders.map((line) => ({ ...line, atMillis: line.atMillis + TROUBLE_MILLIS - START_MILLIS + SECOND })),
  ],
});
/** When trouble begins for those who are acquainted. */
export const TROUBLE_MILLIS = 5 * SECOND;

export const away = (name: string, forMillis: Arbitrary<number>): Arbitrary<Worlds> =>
  fc.record({ scenario: people(name, 2, 2), forMillis }).map(({ scenario, forMillis: gone }) =>
    one(
      withFaults(
        unsecured(acquainted(scenario)),
        [relay, second].map(({ name: node }) => ({ kind: 'crash', node, atMillis: TROUBLE_MILLIS, forMillis: gone })),
        3 * 60 * MINUTE,
      ),
    ),
  );

export const scheduled = (name: string, laterMillis: Arbitrary<number>): Arbitrary<Scenario> =>
  fc.record({ scenario: people(name, 1, 1), laterMillis }).map(({ scenario, laterMillis: by }) => ({
    ...scenario,
    // Close together: when the first is due, the next is not yet.
    orders: scenario.orders.map((line, i) => ({ ...line, scheduledMillis: last(scenario) + by + i * 300 })),
  }));

/** The client goes for good when its messages were accepted; then the proxy crashes and comes back. */
export const clientGone = (
  scenario: Scenario,
  leavesAfter: number,
  crashAfter: number,
  downMillis: number,
): Fault[] => [
  { kind: 'crash', node: 'alice', atMillis: last(scenario) + leavesAfter },
  { kind: 'crash', node: PROXY.name, atMillis: last(scenario) + leavesAfter + crashAfter, forMillis: downMillis },
];

/** Two messages of one client, and what differs between the worlds. */
export const twoMessages = (
  name: string,
  world: (which: 0 | 1, lines: OrderLine[]) => Partial<Scenario>,
): Arbitrary<Worlds> =>
  fc.record({ links: steadyLinks, text, gap: between(0, 300) }).map(({ links, text: tail, gap }) => {
    const lines = [0, 1].map((i) => ({
      atMillis: 4 * SECOND + i * gap,
      queue: 'queue 1',
      text: words(i, tail),
    }));
    const made = (which: 0 | 1): Scenario => ({
      name,
      servers: [PROXY, relay],
      clients: [sender(0), recipient(0)],
      queues: [queue('queue 1', relay.name, 'alice', 'bob', { secured: false })],
      orders: lines,
      faults: [],
      ...links,
      ...world(which, lines),
    });
    return [made(0), made(1)];
  });

export const senders = ({ clients }: Scenario) => clients.filter(({ proxy }) => proxy !== undefined);
export const toBob = (one: Queue): Queue => ({ ...one, to: 'bob' });
/** Everybody who is named is there. */
export function withReaders(scenario: Scenario): Scenario {
  const there = scenario.clients.some(({ name }) => name === 'bob');
  return there ? scenario : { ...scenario, clients: [...scenario.clients, recipient(0)] };
}
