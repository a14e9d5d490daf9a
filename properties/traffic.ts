// Who writes to whom, when, over which links: scenarios as fast-check arbitraries that shrink to the smallest.
import fc, { type Arbitrary } from 'fast-check';
import type { Scenario } from '../sim/scenario.ts';

export type Worlds = readonly Scenario[];
export type Server = Scenario['servers'][number];
export type Client = Scenario['clients'][number];
export type Queue = Scenario['queues'][number];
export type OrderLine = Scenario['orders'][number];

export const SENDERS = ['alice', 'carol', 'dora'] as const;
export const RECIPIENTS = ['bob', 'erin'] as const;
export const PROXY: Server = { name: 'proxy', ip: '198.51.100.1' };
export const RELAYS: readonly Server[] = [
  { name: 'relay', ip: '198.51.100.2' },
  { name: 'second relay', ip: '198.51.100.3' },
];

export const ipv6 = (net: number, host: number): string =>
  `2001:db8:${net.toString(16)}::a${host.toString(16)}:1f2e:7d3c`;
export const sender = (i: number, rest: Partial<Client> = {}): Client => ({
  name: SENDERS[i] as string,
  ip: ipv6(0x10 + i, i),
  proxy: PROXY.name,
  ...rest,
});
export const recipient = (i: number): Client => ({ name: RECIPIENTS[i] as string, ip: ipv6(0x20 + i, i) });

export const queue = (name: string, relay: string, from: string, to: string, rest: Partial<Queue> = {}): Queue => ({
  name,
  relay,
  from,
  to,
  secured: true,
  direct: false,
  unknown: false,
  ...rest,
});

export const text = fc.oneof(
  { weight: 7, arbitrary: fc.string({ maxLength: 24, unit: 'grapheme-ascii' }) },
  { weight: 1, arbitrary: fc.constant('long '.repeat(180)) },
);
/** Words that nothing else contains, so that reading them is proof. */
export const words = (i: number, tail: string): string => `message number ${i + 1} ${tail}`;

/** When things are ordered: after the queues are there, close together or minutes apart. */
export const START_MILLIS = 2_000;

export const ordersOn = (
  queues: number,
  atMillis: Arbitrary<number>,
  most: number,
  least = 1,
): Arbitrary<OrderLine[]> =>
  fc
    .array(fc.record({ atMillis, queue: fc.nat({ max: queues - 1 }), text }), { minLength: least, maxLength: most })
    .map((lines) =>
      lines
        .map((line) => ({ ...line, atMillis: START_MILLIS + line.atMillis }))
        .sort((a, b) => a.atMillis - b.atMillis)
        .map((line, i) => ({ atMillis: line.atMillis, queue: `queue ${line.queue + 1}`, text: words(i, line.text) })),
    );

export interface Shape {
  readonly relays: number;
  readonly senders: number;
  readonly queues: number;
  readonly password?: string;
}
export const shape = (most: Shape, least: Partial<Shape> = {}): Arbitrary<Shape> =>
  fc.record({
    relays: fc.integer({ min: least.relays ?? 1, max: most.relays }),
    senders: fc.integer({ min: least.senders ?? 1, max: most.senders }),
    queues: fc.integer({ min: least.queues ?? 1, max: most.queues }),
  });

export const links = fc.record({
  latencyMillis: fc.integer({ min: 1, max: 80 }),
  jitterMillis: fc.integer({ min: 0, max: 20 }),
});
/** Two worlds are compared to the microsecond, so chance must not move what the secret does not. */
export const steadyLinks = links.map((one) => ({ ...one, jitterMillis: 0 }));

/** One more client, whose proxy is somebody else's relay and whose relay is their proxy: one program in both roles. */
export const mutual = (scenario: Scenario): Scenario => ({
  ...scenario,
  clients: [...scenario.clients, { name: 'frank', ip: ipv6(0x1a, 7), proxy: 'relay' }],
  queues: [...scenario.queues, queue('queue back', PROXY.name, 'frank', (scenario.clients.at(-1) as Client).name)],
  orders: [...scenario.orders, { atMillis: START_MILLIS + 500, queue: 'queue back', text: words(99, '') }].sort(
    (a, b) => a.atMillis - b.atMillis,
  ),
});

/** Traffic as it is meant to be: clients of one proxy write to queues of one or two relays. */
export const traffic = (
  name: string,
  most: Shape,
  atMillis: Arbitrary<number>,
  orders: number,
  least: Partial<Shape> & { orders?: number } = {},
): Arbitrary<Worlds> =>
  shape(most, least).chain(({ relays, senders, queues }) =>
    fc
      .record({
        owners: fc.array(fc.nat({ max: senders - 1 }), { minLength: queues, maxLength: queues }),
        places: fc.array(fc.nat({ max: relays - 1 }), { minLength: queues, maxLength: queues }),
        readers: fc.array(fc.nat({ max: RECIPIENTS.length - 1 }), { minLength: queues, maxLength: queues }),
        secured: fc.array(fc.boolean(), { minLength: queues, maxLength: queues }),
        orders: ordersOn(queues, atMillis, orders, least.orders),
        links,
      })
      .map(({ owners, places, readers, secured, orders: lines, links: { latencyMillis, jitterMillis } }) => [
        {
          name,
          servers: [PROXY, ...RELAYS.slice(0, relays)],
          clients: [
            ...Array.from({ length: senders }, (_, i) => sender(i)),
            ...[...new Set(readers)].sort().map((i) => recipient(i)),
          ],
          queues: owners.map((owner, i) =>
            queue(
              `queue ${i + 1}`,
              (RELAYS[places[i] as number] as Server).name,
              SENDERS[owner] as string,
              RECIPIENTS[readers[i] as number] as string,
              { secured: secured[i] as boolean },
            ),
          ),
          orders: lines,
          latencyMillis,
          jitterMillis,
          faults: [],
        },
      ]),
  );

export const soon = fc.integer({ min: 0, max: 3_000 });
/** Far enough apart that relay ids, and sometimes relay keys, have expired in between. */
export const MINUTE = 60_000;
export const later = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 90_000 }))
  .map(([n, rest]) => n * 11 * MINUTE + rest);

/** One client with a queue per order, all unsecured, so that joining them makes no traffic; and who goes where. */
export const spread = (
  name: string,
  orders: Arbitrary<OrderLine[]>,
  where: (i: number) => readonly [string, string],
  unused: boolean,
): Arbitrary<Worlds> =>
  fc.record({ orders, links: steadyLinks, secured: fc.boolean() }).map(({ orders: lines, links: times, secured }) => {
    const world = (which: 0 | 1): Scenario => {
      const placed = lines.map((line, i) => ({ ...line, queue: where(i)[which] }));
      const names = unused
        ? [...new Set(lines.flatMap((_, i) => where(i)))]
        : [...new Set(placed.map((line) => line.queue))];
      return {
        name,
        servers: [PROXY, RELAYS[0] as Server],
        clients: [sender(0), recipient(0)],
        queues: names.sort().map((one) => queue(one, 'relay', 'alice', 'bob', { secured: unused && secured })),
        orders: placed,
        faults: [],
        ...times,
      };
    };
    return [world(0), world(1)];
  });

/** Close together, so that one is on its way when the next is written. */
export const some = ordersOn(1, fc.integer({ min: 0, max: 300 }), 5, 2);
