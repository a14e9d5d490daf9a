// Where scripts are run: the smallest scenarios in which an active proxy has clients, queues and relays to play against
// each other, and the pairs of them that differ in one secret.
import type { Scenario } from '../sim/scenario.ts';
import type { Script } from '../sim/script.ts';
import {
  MINUTE,
  PROXY,
  queue,
  RELAYS,
  recipient,
  type Server,
  START_MILLIS,
  sender,
  type Worlds,
  words,
} from './traffic.ts';

/** Two clients that write two messages each, to a queue of their own, on one relay or on two. */
export const twoClients = (relays: 1 | 2, script: Script): Worlds => [
  {
    name: relays === 1 ? 'two clients, one relay' : 'two clients, two relays',
    servers: [{ ...PROXY, script }, ...RELAYS.slice(0, relays)],
    clients: [sender(0), sender(1), recipient(0)],
    queues: [
      queue('queue 1', 'relay', 'alice', 'bob', { secured: false }),
      queue('queue 2', (RELAYS[relays - 1] as Server).name, 'carol', 'bob', { secured: false }),
    ],
    orders: [0, 1, 2, 3].map((i) => ({
      // Close together, so that what one client writes is on its way when the other does.
      atMillis: START_MILLIS + 400 * Math.floor(i / 2) + (i % 2),
      queue: `queue ${(i % 2) + 1}`,
      text: words(i, ''),
    })),
    latencyMillis: 20,
    jitterMillis: 0,
    faults: [],
  },
];

/** One client of two relays, whose relay ids expire between its messages, so that an id is free when the other relay asks. */
export const expiringIds = (script: Script): Worlds => {
  const [scenario] = twoClients(2, script) as [Scenario];
  return [
    {
      ...scenario,
      name: 'relay ids expire',
      clients: [sender(0), recipient(0)],
      queues: scenario.queues.map((one) => ({ ...one, from: 'alice' })),
      orders: ['queue 1', 'queue 2', 'queue 1', 'queue 2'].map((name, i) => ({
        atMillis: START_MILLIS + (i === 0 ? 0 : 11 * MINUTE + 10_000 * i),
        queue: name,
        text: words(i, ''),
      })),
    },
  ];
};

/** One client whose messages go to queues that differ in one world, or are not there in one. */
const pair = (
  name: string,
  script: Script,
  world: (which: 0 | 1) => readonly Scenario['queues'][number][],
  to: readonly (readonly [string, string])[],
): Worlds =>
  ([0, 1] as const).map((which) => ({
    name,
    servers: [{ ...PROXY, script }, RELAYS[0] as Server],
    clients: [sender(0), recipient(0)],
    queues: [...world(which)],
    orders: to.map((queues, i) => ({
      atMillis: START_MILLIS + 5 * i,
      queue: queues[which],
      text: words(i, ''),
    })),
    latencyMillis: 20,
    jitterMillis: 0,
    faults: [],
  }));
const mine = (name: string, rest: Partial<Scenario['queues'][number]> = {}) =>
  queue(name, 'relay', 'alice', 'bob', { secured: false, ...rest });

const ONE = ['queue 1', 'queue 1'] as const;
/** Both messages to one queue, or the second to another; both queues are there in both worlds. */
export const whichQueue = (script: Script): Worlds =>
  pair('one queue, or two', script, () => [mine('queue 1'), mine('queue 2')], [ONE, ['queue 1', 'queue 2']]);

/** The queue is there, or the address that the client has is out of date. */
export const acceptedOrRefused = (script: Script): Worlds =>
  pair('accepted or refused', script, (which) => [mine('queue 1', { unknown: which === 1 })], [ONE, ONE]);
