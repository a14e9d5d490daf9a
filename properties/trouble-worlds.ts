// Pairs of worlds with one secret, as elsewhere, in which something goes wrong as well: what is tried again, and what fills
// up, must not tell what the first try keeps to itself.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import {
  PROXY,
  queue,
  RELAYS,
  recipient,
  type Server,
  START_MILLIS,
  sender,
  some,
  steadyLinks,
  type Worlds,
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
export const fillsUp: Arbitrary<Worlds> = fc
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
