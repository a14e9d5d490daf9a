// Pairs of worlds with one secret, as elsewhere, in which something goes wrong as well: what is tried again, and what fills
// up, must not tell what the first try keeps to itself.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import {
  MINUTE,
  PROXY,
  queue,
  RELAYS,
  recipient,
  type Server,
  START_MILLIS,
  sender,
  some,
  soon,
  steadyLinks,
  traffic,
  type Worlds,
  words,
} from './traffic.ts';

const [relay] = RELAYS as readonly [Server];

/** One link of a proxy breaks in both worlds at the same time. */
const linksBreak = (
  name: string,
  worlds: Arbitrary<Worlds>,
  which: readonly ('of the client' | 'to the relay')[],
  kinds: readonly ('cut' | 'half-open')[] = ['cut', 'half-open'],
): Arbitrary<Worlds> =>
  fc
    .record({
      worlds,
      kind: fc.constantFrom(...kinds),
      link: fc.constantFrom(...which),
      /** While one of the messages is on its way. */
      order: fc.nat({ max: 9 }),
      afterMillis: fc.integer({ min: 0, max: 150 }),
    })
    .map(({ worlds: all, kind, link, order, afterMillis }) => {
      const end = link === 'of the client' ? sender(0).name : relay.name;
      return all.map((one): Scenario => {
        const last = Math.max(...one.orders.map(({ atMillis }) => atMillis));
        const during = one.orders[order % one.orders.length]?.atMillis ?? last;
        const fault: Fault = { kind, between: [end, PROXY.name], atMillis: during + afterMillis };
        return { ...one, name, faults: [...one.faults, fault], untilMillis: last + 60_000 };
      });
    });

export const TWICE = 'two worlds: the same queue twice, or two queues';
export const CLIENTS = 'two worlds: one client writes to two queues, or two clients to one each';

/** Pairs of worlds once more, with a link that breaks. */
export const whereLinksBreak = (
  twice: Arbitrary<Worlds>,
  clients: Arbitrary<Worlds>,
): Readonly<Record<`${typeof TWICE | typeof CLIENTS}, and a link breaks`, Arbitrary<Worlds>>> => ({
  [`${TWICE}, and a link breaks`]: linksBreak('which queue, and a link breaks', twice, [
    'of the client',
    'to the relay',
  ]),
  // A link that is silent for longer than clients write apart tells the relay who waits for an answer before the next forward.
  [`${CLIENTS}, and a link breaks`]: linksBreak(
    'one client or two, and a link breaks',
    clients,
    ['to the relay'],
    ['cut'],
  ),
});

/** The relay answers nothing for a while, but takes what comes: longer than clients write apart. */
export const whereRelayIsSilent = (
  clients: Arbitrary<Worlds>,
): Readonly<Record<`${typeof CLIENTS}, and the relay is silent`, Arbitrary<Worlds>>> => ({
  [`${CLIENTS}, and the relay is silent`]: clients.map((all) =>
    all.map((one): Scenario => {
      const times = one.orders.map(({ atMillis }) => atMillis);
      const [first, last] = [Math.min(...times), Math.max(...times)];
      const forMillis = last - first + 2 * SILENT_MILLIS;
      const silence: Fault = {
        kind: 'slow',
        node: relay.name,
        atMillis: first - 1,
        forMillis,
        byMillis: SILENT_MILLIS,
      };
      return { ...one, name: 'one client or two, and a silent relay', faults: [...one.faults, silence] };
    }),
  ),
});
/** Longer than from one message to the next. */
const SILENT_MILLIS = 6_000;

/** Whoever reads the queue does, or is gone before anything comes: then it fills up to its last place. */
const fillsUp: Arbitrary<Worlds> = fc
  .record({ orders: some, links: steadyLinks, secured: fc.boolean() })
  .map(({ orders, links, secured }) => {
    const world = (faults: Fault[]): Scenario => ({
      name: 'a queue that is read, or fills up',
      servers: [PROXY, { ...relay, quota: orders.length }],
      clients: [sender(0), recipient(0)],
      queues: [queue('queue 1', relay.name, 'alice', 'bob', { secured })],
      orders,
      ...links,
      faults,
      untilMillis: START_MILLIS + 60_000,
    });
    return [world([]), world([{ kind: 'crash', node: recipient(0).name, atMillis: START_MILLIS - 1 }])];
  });

/** What comes in the course of a long time: who keeps a secret at first may not do so later, or once something happened. */
interface Stage {
  readonly atMillis: number;
  readonly fault?: readonly [node: string, beforeMillis: number, forMillis: number];
  readonly scheduledMillis?: number;
}
const LATER: readonly Stage[] = [
  { atMillis: 2 * MINUTE, scheduledMillis: 5 * MINUTE },
  // Relay ids have expired.
  { atMillis: 15 * MINUTE },
  { atMillis: 20 * MINUTE, fault: [sender(0).name, 20_000, 5_000] },
  { atMillis: 22 * MINUTE, fault: [PROXY.name, 40_000, 5_000] },
  { atMillis: 24 * MINUTE, fault: [relay.name, 40_000, 5_000] },
  // Held, and tried again.
  { atMillis: 26 * MINUTE, fault: [relay.name, 1_000, 30_000] },
  // Under another key of the relay.
  { atMillis: 70 * MINUTE },
];
const AT_FIRST = 11;
const AT_EACH = 2;

/** One queue at each of two relays all the time, or two in turn; and over the hours this and that happens. */
export const overALongTime: Arbitrary<Worlds> = fc
  .record({
    links: steadyLinks,
    secured: fc.boolean(),
    stages: fc.subarray([...LATER], { minLength: 3, maxLength: 3 }),
    gapMillis: fc.integer({ min: 1, max: 300 }),
    long: fc.integer({ min: 0, max: 12_000 }),
  })
  .map(({ links, secured, stages, gapMillis, long }) => {
    const times = [
      ...Array.from({ length: AT_FIRST }, (_, i) => ({ atMillis: START_MILLIS + i * gapMillis })),
      ...stages.flatMap(({ atMillis, scheduledMillis }) =>
        Array.from({ length: AT_EACH }, (_, i) => ({
          atMillis: atMillis + i * gapMillis,
          ...(scheduledMillis && { scheduledMillis: atMillis + scheduledMillis + i * gapMillis }),
        })),
      ),
    ];
    const down = (node: string, atMillis: number, forMillis: number): Fault => ({
      kind: 'crash',
      node,
      atMillis,
      forMillis,
    });
    const world = (which: 0 | 1): Scenario => ({
      name: 'which queue, over a long time',
      servers: [PROXY, ...RELAYS],
      clients: [sender(0), recipient(0)],
      queues: [1, 2, 3, 4].map((i) =>
        queue(`queue ${i}`, (RELAYS[i > 2 ? 1 : 0] as Server).name, sender(0).name, recipient(0).name, { secured }),
      ),
      orders: times.map((when, i) => ({
        ...when,
        queue: `queue ${(i % 5 === 4 ? 3 : 1) + (i % 2) * which}`,
        text: words(i, i === AT_FIRST ? 'x'.repeat(long) : ''),
      })),
      // At first nobody reads, so that queues fill up.
      faults: [
        down(recipient(0).name, START_MILLIS - 1, MINUTE),
        ...stages.flatMap(({ atMillis, fault }) =>
          fault === undefined ? [] : [down(fault[0], atMillis - fault[1], fault[2])],
        ),
      ],
      ...links,
      untilMillis: (times.at(-1)?.atMillis ?? 0) + 10 * MINUTE,
    });
    return [world(0), world(1)];
  });

/** Texts that differ in words, and mostly in how long they are. */
const texts: Arbitrary<Worlds> = fc
  .tuple(
    traffic('which text', { relays: 1, senders: 2, queues: 2 }, soon, 4),
    fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 1_000, max: 12_000 }) },
    ),
  )
  .map(([[scenario], more]) => [
    scenario as Scenario,
    {
      ...(scenario as Scenario),
      orders: (scenario as Scenario).orders.map((line) => ({
        ...line,
        text: `quite another text, ${line.text}${'x'.repeat(more)}`,
      })),
    },
  ]);

export const LONG = 'two worlds: the same queue, or two in turn, over a long time';

/** Where what happens counts as much as the secret. */
export const troubleWorlds = {
  'two worlds: one text, or another': texts,
  'two worlds: the queue is read, or fills up to its last place': fillsUp,
} satisfies Record<string, Arbitrary<Worlds>>;
