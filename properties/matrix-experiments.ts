// Pairs of worlds that the matrix alone asks about: who writes to whom, how long a text is, whether a message was sent.
import fc, { type Arbitrary } from 'fast-check';
import type { Scenario } from '../sim/scenario.ts';
import {
  type OrderLine,
  PROXY,
  type Queue,
  queue,
  RELAYS,
  recipient,
  START_MILLIS,
  sender,
  some,
  steadyLinks,
  text,
  type Worlds,
  words,
} from './traffic.ts';

/** One client, one recipient and the orders of each world; the queue is unsecured, so that joining it makes no traffic. */
const oneQueue = (
  name: string,
  links: Pick<Scenario, 'latencyMillis' | 'jitterMillis'>,
  orders: readonly [readonly OrderLine[], readonly OrderLine[]],
): Worlds =>
  orders.map((lines) => ({
    name,
    servers: [PROXY, ...RELAYS.slice(0, 1)],
    clients: [sender(0), recipient(0)],
    queues: [queue('queue 1', 'relay', 'alice', 'bob', { secured: false })],
    orders: [...lines],
    faults: [],
    ...links,
  }));

export const matrixExperiments = {
  'two worlds: who writes to whom, or the other way round': fc
    .record({ links: steadyLinks, text })
    .map(({ links, text: tail }) => {
      const world = (
        writers: readonly [string, string],
        joined: readonly number[],
        written: readonly number[],
      ): Scenario => {
        const queues = [
          queue('queue 1', 'relay', writers[0], 'bob', { secured: false }),
          queue('queue 2', 'relay', writers[1], 'erin', { secured: false }),
        ];
        return {
          name: 'who writes to whom',
          servers: [PROXY, ...RELAYS.slice(0, 1)],
          clients: [sender(0), sender(1), recipient(0), recipient(1)],
          queues: joined.map((i) => queues[i] as Queue),
          // At one moment and in one wording, so that nothing but the destinations differs.
          orders: written.map((i) => ({
            atMillis: START_MILLIS,
            queue: `queue ${i + 1}`,
            text: words(0, tail),
          })),
          faults: [],
          ...links,
        };
      };
      const orders = [
        [1, 0],
        [0, 1],
      ];
      // What happens at one moment comes in some order: the other way round is each of them. First the one in which the
      // same client comes first, so that only who knows the queues can tell.
      return [
        world(['alice', 'carol'], [0, 1], [0, 1]),
        ...orders.flatMap((joined) => orders.map((written) => world(['carol', 'alice'], joined, written))),
      ];
    }),
  'two worlds: a short text, or a long one': fc
    .record({ links: steadyLinks, text, more: fc.integer({ min: 1, max: 40 }) })
    .map(({ links, text: tail, more }) =>
      oneQueue('how long a text', links, [
        [{ atMillis: START_MILLIS, queue: 'queue 1', text: words(0, tail) }],
        [{ atMillis: START_MILLIS, queue: 'queue 1', text: words(0, tail + 'x'.repeat(more)) }],
      ]),
    ),
  'two worlds: a message, or none': fc
    .record({ links: steadyLinks, orders: some })
    .map(({ links, orders }) => oneQueue('a message, or none', links, [orders, orders.slice(0, -1)])),
} satisfies Record<string, Arbitrary<Worlds>>;
