// The scenarios that delivery is measured on: one conversation of three senders, one fault each, in the middle of a message.
// A way differs in its design and in whether senders have a proxy, and in nothing else.
import { type Design, draft } from '../model/design.ts';
import { random } from '../sim/random.ts';
import type { Fault, Scenario } from '../sim/scenario.ts';
import { MINUTE, PROXY, queue, RELAYS, recipient, SENDERS, type Server, sender } from './traffic.ts';

const SECOND = 1_000;
const MESSAGES = 9;
const GAP_MILLIS = MINUTE / MESSAGES;
/** Late enough for every queue to be there. */
const START_MILLIS = 5 * SECOND;
/** For a reader to notice twice that it is not subscribed any more; a message that is still tried for keeps the run going by itself. */
const AFTERWARDS_MILLIS = 10 * MINUTE;

const LEAST_LATENCY_MILLIS = 20;
/** Over two links at least; nothing arrives sooner. */
export const SOONEST_MILLIS = 2 * LEAST_LATENCY_MILLIS;

/** How messages go: as a design has it, by a proxy or without one. */
export interface Way {
  readonly name: string;
  readonly design: Design;
  readonly proxied: boolean;
}
/** As a design has it. */
export const wayOf = (design: Design): Way => ({ name: design.name, design, proxied: true });
/** Clients are those of the specification: what keeps the sealed design from doubling is not theirs. */
export const DIRECT: Way = { name: 'direct', design: draft, proxied: false };

const [relay] = RELAYS as readonly [Server];
const reader = recipient(0);
/** Every connection that brings messages to the relay; a way has some of them, and what it does not have cannot break. */
const connections: readonly [string, string][] = [
  ...SENDERS.map((name): [string, string] => [name, PROXY.name]),
  [PROXY.name, relay.name],
  ...SENDERS.map((name): [string, string] => [name, relay.name]),
];

interface Trouble {
  /** `atMillis` is a moment in the middle, while a message is on its way. */
  readonly faults: (atMillis: number) => readonly Fault[];
  readonly startMillis?: number;
  readonly quota?: number;
}
const onConnections = (fault: (between: [string, string], atMillis: number) => Fault): Trouble => ({
  faults: (atMillis) => connections.map((between) => fault(between, atMillis)),
});

const troubles = {
  none: { faults: () => [] },
  'relay restarts after 30 s': {
    faults: (atMillis) => [{ kind: 'crash', node: relay.name, atMillis, forMillis: 30 * SECOND }],
  },
  'proxy restarts after 30 s': {
    faults: (atMillis) => [{ kind: 'crash', node: PROXY.name, atMillis, forMillis: 30 * SECOND }],
  },
  'connections cut': onConnections((between, atMillis) => ({ kind: 'cut', between, atMillis })),
  'connections half-open': onConnections((between, atMillis) => ({ kind: 'half-open', between, atMillis })),
  'partition for 2 minutes': onConnections((between, atMillis) => ({
    kind: 'partition',
    between,
    atMillis,
    forMillis: 2 * MINUTE,
  })),
  // Slower than anybody waits for an answer at first.
  'slow relay': {
    faults: (atMillis) => [{ kind: 'slow', node: relay.name, atMillis, forMillis: 2 * MINUTE, byMillis: 12 * SECOND }],
  },
  'full queue': {
    quota: 2,
    faults: () => [{ kind: 'crash', node: reader.name, atMillis: START_MILLIS - SECOND, forMillis: 3 * MINUTE }],
  },
  'crash loop of the relay': {
    faults: (atMillis) => [
      { kind: 'crash loop', node: relay.name, atMillis, times: 5, upMillis: 8 * SECOND, downMillis: 8 * SECOND },
    ],
  },
  // The relay takes its next key in the middle of the conversation, ten minutes before the others think it good.
  'clocks 10 minutes apart': {
    startMillis: 49 * MINUTE + 30 * SECOND,
    faults: () => [{ kind: 'skew', node: relay.name, byMillis: 10 * MINUTE }],
  },
} satisfies Record<string, Trouble>;

export type Measured = keyof typeof troubles;
export const MEASURED = Object.keys(troubles) as readonly Measured[];

/** The conversation of one seed, for one way; the same draws for every way. */
export function conversation(fault: Measured, way: Way, seed: string): Scenario {
  const { faults, startMillis = START_MILLIS, quota }: Trouble = troubles[fault];
  const draw = random(seed, 'conversation');
  const latencyMillis = LEAST_LATENCY_MILLIS + Math.floor(60 * draw.next());
  const jitterMillis = Math.floor(20 * draw.next());
  const orders = Array.from({ length: MESSAGES }, (_, i) => ({
    atMillis: Math.floor(startMillis + GAP_MILLIS * (i + 0.9 * draw.next())),
    queue: `queue ${1 + (i % SENDERS.length)}`,
    text: `message number ${i + 1}`,
  }));
  const middle = (orders[Math.floor(MESSAGES / 2)] as { atMillis: number }).atMillis;
  const atMillis = middle + Math.floor(3 * latencyMillis * draw.next());
  return {
    name: fault,
    servers: [PROXY, quota === undefined ? relay : { ...relay, quota }],
    clients: [
      ...SENDERS.map((_, i) => {
        const { proxy, ...rest } = sender(i);
        return !way.proxied || proxy === undefined ? rest : { ...rest, proxy };
      }),
      reader,
    ],
    queues: SENDERS.map((name, i) => queue(`queue ${i + 1}`, relay.name, name, reader.name)),
    orders,
    faults: [...faults(atMillis)],
    latencyMillis,
    jitterMillis,
    untilMillis: (orders.at(-1) as { atMillis: number }).atMillis + AFTERWARDS_MILLIS,
  };
}
