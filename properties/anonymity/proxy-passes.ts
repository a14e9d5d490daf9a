// What passes the mix of the real proxy, read off a run of the protocol's own code: forwards on their way to the relay, and
// responses on their way back, each a mix of its own. Which is which is ground truth, from inside all layers.
import { type Design, sealed } from '../../model/design.ts';
import { hex } from '../../model/octets.ts';
import { random } from '../../sim/random.ts';
import { run } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import type { Trace } from '../../sim/trace.ts';
import { exponential } from '../statistics/draws.ts';
import { PROXY, queue, RELAYS, recipient, type Server } from '../traffic.ts';
import { type Carried, carried, innerCommands } from '../truth.ts';
import type { Pass } from './mix-passes.ts';

export interface ProxyPasses {
  readonly forwards: readonly Pass[];
  readonly responses: readonly Pass[];
}

/** So long that latency, processing and flushes are next to nothing of it. */
const DELAY_MILLIS = 10_000;
const CLIENTS = 12;
/** Late enough for every queue to be there and for the relay to be registered. */
const START_MILLIS = 20_000;
const AFTERWARDS_MILLIS = 40 * DELAY_MILLIS;
const [relay] = RELAYS as readonly [Server];

const WEEK_MILLIS = 7 * 86_400_000;

/** Limits as wide as to let every forward wait its own time, and nothing that expires meanwhile. */
const design: Design = {
  ...sealed,
  name: 'sealed, exponential delay',
  delay: 'exponential',
  delayMillis: DELAY_MILLIS,
  flow: 'several in flight',
  window: 4_096,
  clientLimit: 4_096,
  relayIdLifetimeMillis: WEEK_MILLIS,
  keyEpochMillis: WEEK_MILLIS,
};

function clients(orders: Scenario['orders'], endMillis: number): Scenario {
  const senders = Array.from({ length: CLIENTS }, (_, i) => nameOf(i));
  const reader = recipient(0);
  return {
    name: 'clients of a proxy that mixes',
    servers: [PROXY, relay],
    clients: [...senders.map((name, i) => ({ name, ip: `203.0.113.${i + 1}`, proxy: PROXY.name })), reader],
    queues: senders.map((name) => queue(`of ${name}`, relay.name, name, reader.name, { secured: false })),
    orders,
    faults: [],
    latencyMillis: 20,
    jitterMillis: 2,
    endMillis,
  };
}
const nameOf = (i: number): string => `client ${i + 1}`;

/** Clients write as a Poisson process, `load` messages in a mean delay; times in mean delays since the first could come. */
export function proxyPasses(load: number, messages: number, seed: string): ProxyPasses {
  const stream = random(seed, 'traffic');
  let at = START_MILLIS;
  const orders = Array.from({ length: messages }, (_, i) => {
    at += exponential(stream, DELAY_MILLIS / load);
    return { atMillis: at, queue: `of ${nameOf(i % CLIENTS)}`, text: `message ${i + 1}` };
  });
  const trace = run({
    scenario: clients(orders, at + AFTERWARDS_MILLIS),
    design,
    seed,
    cryptography: 'ideal',
  });
  const isClient = (node: string): boolean => node !== relay.name && node !== PROXY.name;
  return {
    forwards: passes(trace, 'sendNumbered', (from) => isClient(from)),
    responses: passes(trace, 'ok', (from) => from === relay.name),
  };
}

/** Blocks at the proxy that have such a command or response inside: in from where `comes` says, out to anywhere else. */
function passes(trace: Trace, kind: 'sendNumbered' | 'ok', comes: (from: string) => boolean): readonly Pass[] {
  const names = new Map<string, number>();
  const passed: Pass[] = [];
  const note = (block: Carried, at: number, goes: Pass['goes']): void => {
    const inner = innerCommands(trace, block.block).find(({ command }) => command.kind === kind);
    if (inner?.corrId === undefined) return;
    const name = hex(inner.corrId);
    const message = names.get(name) ?? names.size;
    names.set(name, message);
    passed.push({ at: (at - START_MILLIS) / DELAY_MILLIS, message, goes });
  };
  for (const block of carried(trace)) {
    if (block.to === PROXY.name && comes(block.from) && block.arrives !== undefined) note(block, block.arrives, 'in');
    if (block.from === PROXY.name && !comes(block.to)) note(block, block.at, 'out');
  }
  return passed.sort((a, b) => a.at - b.at);
}
