// The two flows of the specification, measured on the sealed design: several forwards in flight, and one at a time (R5.7).
// One client orders all at once: first with its relay there, then with one of two relays away.
import { type Design, sealed } from '../model/design.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';
import { outcomes } from './outcomes.ts';
import { median } from './quantiles.ts';
import { MINUTE, PROXY, queue, RELAYS, recipient, type Server, sender } from './traffic.ts';
import { carried } from './truth.ts';

export const FLOWS = ['one at a time per relay', 'several in flight'] as const;
export type Flow = (typeof FLOWS)[number];
export const designWith = (flow: Flow): Design => ({ ...sealed, flow });

const MESSAGES = 24;
const QUEUES = 3;
/** Late enough for every queue to be there and for the relay to be registered. */
const START_MILLIS = 10_000;
/** One relay is away when all is ordered, and comes back a minute later. */
const GONE_MILLIS = START_MILLIS - 1;
const RETURN_MILLIS = START_MILLIS + MINUTE;
export const NEAR_MILLIS = 20;
export const FAR_MILLIS = 200;

const [relay, second] = RELAYS as readonly [Server, Server];
const [alice, bob] = [sender(0), recipient(0)];

function crowd(latencyMillis: number, relays: readonly Server[], faults: Scenario['faults']): Scenario {
  const places = Array.from({ length: QUEUES * relays.length }, (_, i) => relays[i % relays.length] as Server);
  return {
    name: 'all at once',
    servers: [PROXY, ...relays],
    clients: [alice, bob],
    queues: places.map(({ name }, i) => queue(`queue ${i + 1}`, name, alice.name, bob.name)),
    orders: Array.from({ length: MESSAGES }, (_, i) => ({
      atMillis: START_MILLIS,
      queue: `queue ${1 + (i % places.length)}`,
      text: `message number ${i + 1}`,
    })),
    faults,
    latencyMillis,
    jitterMillis: latencyMillis / 10,
    untilMillis: START_MILLIS + 10 * MINUTE,
  };
}

/** What one seed gives. */
export interface FlowFigures {
  readonly nearRate: number;
  readonly farRate: number;
  readonly heldOctets: number;
  readonly blocks: number;
  /** Of the messages to the relay that is there while the other is away; nothing where not all arrived. */
  readonly othersMillis: number | undefined;
  /** From the return of the other relay to its last message. */
  readonly afterReturnMillis: number | undefined;
}

export function flowFigures(flow: Flow, seed: string): FlowFigures {
  const made = (scenario: Scenario): Trace => run({ scenario, design: designWith(flow), seed, cryptography: 'ideal' });
  const [near, far] = [NEAR_MILLIS, FAR_MILLIS].map((latency) => made(crowd(latency, [relay], []))) as [Trace, Trace];
  const away = made(
    crowd(
      NEAR_MILLIS,
      [relay, second],
      [{ kind: 'crash', node: second.name, atMillis: GONE_MILLIS, forMillis: RETURN_MILLIS - GONE_MILLIS }],
    ),
  );
  const after = (name: string, since: number, figure: (all: readonly number[]) => number): number | undefined => {
    const its = outcomes(away).filter(
      (one) => away.scenario.queues.find((each) => each.name === one.queue)?.relay === name,
    );
    const all = its.flatMap(({ received }) => received.slice(0, 1));
    return all.length < its.length ? undefined : figure(all) - since;
  };
  return {
    nearRate: rate(near),
    farRate: rate(far),
    heldOctets: mostHeld(near),
    blocks: blocksOfClient(near) / MESSAGES,
    othersMillis: after(relay.name, START_MILLIS, median),
    afterReturnMillis: after(second.name, RETURN_MILLIS, (all) => Math.max(...all)),
  };
}

/** Messages a second, from the first order to the last that is told as sent; 0 where one never is. */
function rate(trace: Trace): number {
  const sent = outcomes(trace).map(
    ({ endings }) => endings.find(({ kind }) => kind === 'sent')?.at ?? Number.POSITIVE_INFINITY,
  );
  const first = Math.min(...outcomes(trace).map(({ orderedAt }) => orderedAt));
  return (1_000 * sent.length) / (Math.max(...sent) - first);
}

/** Octets of the forwards and responses on the proxy's disk when they were most; it has them in memory as well. */
function mostHeld(trace: Trace): number {
  const held = new Map<string, number>();
  let most = 0;
  for (const event of trace.events) {
    if (event.kind !== 'flushed' || event.node !== PROXY.name) continue;
    for (const [i, key] of event.keys.entries()) if (key.startsWith('held/')) held.set(key, event.octets[i] ?? 0);
    most = Math.max(
      most,
      [...held.values()].reduce((sum, one) => sum + one, 0),
    );
  }
  return most;
}

/** Blocks on the link of client and proxy, both ways, for the messages: none of them before they are ordered. */
const blocksOfClient = (trace: Trace): number =>
  carried(trace).filter(
    ({ at, from, to }) =>
      at >= START_MILLIS && ((from === alice.name && to === PROXY.name) || (from === PROXY.name && to === alice.name)),
  ).length;
