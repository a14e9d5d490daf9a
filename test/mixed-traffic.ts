// Many clients of one proxy, each with a queue of its own, so that what is inside a block says whose it is: when each
// message came to the proxy and left it, on both ways.
import { type Design, sealed } from '../model/design.ts';
import { PROXY, queue, RELAYS, recipient } from '../properties/traffic.ts';
import { carried, truthOf } from '../properties/truth.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';

export const CLIENTS = 8;
export const START_MILLIS = 60_000;
const clients = Array.from({ length: CLIENTS }, (_, i) => ({
  name: `client ${i + 1}`,
  ip: `203.0.113.${i + 1}`,
  proxy: PROXY.name,
}));
const bob = recipient(0);

/** What one client writes, and when after the start. */
export interface Written {
  readonly by: number;
  readonly after: number;
  readonly scheduledAfter?: number;
}

export function mixing(
  design: Partial<Design>,
  written: readonly Written[],
  rest: Partial<Scenario> = {},
  seed = 'of the tests',
): Trace {
  // Whoever writes for the first time registers a relay; all do it at the same time, well before the start.
  const first = clients.map((_, i) => ({ atMillis: 2_000, queue: `queue ${i + 1}`, text: 'for the first time' }));
  const scenario: Scenario = {
    name: 'a proxy that mixes',
    servers: [PROXY, ...RELAYS],
    clients: [...clients, bob],
    queues: clients.map(({ name }, i) =>
      queue(`queue ${i + 1}`, i % 2 === 0 ? 'relay' : 'second relay', name, bob.name, { secured: false }),
    ),
    orders: [
      ...first,
      ...written.map(({ by, after, scheduledAfter }, i) => ({
        atMillis: START_MILLIS + after,
        queue: `queue ${by}`,
        text: `message ${i}`,
        ...(scheduledAfter !== undefined && { scheduledMillis: START_MILLIS + scheduledAfter }),
      })),
    ],
    latencyMillis: 20,
    jitterMillis: 0,
    faults: [],
    untilMillis: START_MILLIS,
    ...rest,
  };
  const trace = run({ scenario, design: { ...sealed, name: 'sealed, mixed', ...design }, seed, cryptography: 'ideal' });
  for (const event of trace.events) if (event.kind === 'broken') throw new Error(`${event.node}: ${event.why}`);
  return trace;
}

/** One passage of a message, or of its response, through the proxy: when it was there, and when it went on. */
export interface Passage {
  readonly queue: string;
  readonly came: number;
  readonly left: number;
  /** Its place among all that leaves; what goes at the same time over one session keeps its order. */
  readonly turn: number;
}

/** In the order of arrival; what did not go on left at infinity. Of a run in which no try fails. */
export function passages(trace: Trace, way: 'onward' | 'back', fromMillis = START_MILLIS): readonly Passage[] {
  const isClient = (node: string): boolean => clients.some(({ name }) => name === node);
  const isRelay = (node: string): boolean => RELAYS.some(({ name }) => name === node);
  const [comes, leaves] = way === 'onward' ? [isClient, isRelay] : [isRelay, isClient];
  const all = carried(trace).flatMap((event) => {
    const { queue: about } = truthOf(trace, event.block);
    return event.at < fromMillis || about === undefined ? [] : [{ ...event, about }];
  });
  const came = all.filter(({ from, to }) => comes(from) && to === PROXY.name);
  const gone = all.filter(({ from, to }) => from === PROXY.name && leaves(to));
  const taken = new Map<string, number>();
  return came
    .toSorted((a, b) => (a.arrives ?? 0) - (b.arrives ?? 0))
    .map(({ about, arrives }) => {
      const nth = taken.get(about) ?? 0;
      taken.set(about, nth + 1);
      const next = gone.filter((one) => one.about === about)[nth];
      const [came, left] = [arrives, next?.at].map((at) => at ?? Number.POSITIVE_INFINITY) as [number, number];
      return { queue: about, came, left, turn: next === undefined ? gone.length : gone.indexOf(next) };
    });
}
