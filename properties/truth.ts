// Ground truth about a run, to judge observers by: which queue and client a block is about, who was told what.

import { decode, Malformed } from '../model/codec.ts';
import { type Role, wireOf } from '../model/grammar.ts';
import type { News, Order, QueueAddress } from '../model/node.ts';
import { hex, type Octets } from '../model/octets.ts';
import type { SmpTransmission } from '../model/smp.ts';
import type { Term } from '../model/terms.ts';
import type { Event, Trace } from '../sim/trace.ts';
import { contents } from './knowledge.ts';

export type Carried = Extract<Event, { kind: 'carried' }>;

/** Something computed once for each run, however many properties ask. */
export function once<T>(compute: (trace: Trace) => T): (trace: Trace) => T {
  const known = new WeakMap<Trace, T>();
  return (trace) => {
    const done = known.get(trace);
    if (done !== undefined) return done;
    const made = compute(trace);
    known.set(trace, made);
    return made;
  };
}

export const carried = once((trace): readonly Carried[] =>
  trace.events.filter((event) => event.kind === 'carried').sort((a, b) => a.at - b.at),
);
export const opened = once((trace) => trace.events.filter((event) => event.kind === 'opened'));
export const isServer = (trace: Trace, node: string): boolean =>
  trace.scenario.servers.some((one) => one.name === node);

/** What users were told, in order of time. */
export const told = once((trace): readonly { readonly at: number; readonly node: string; readonly news: News }[] =>
  trace.events.filter((event) => event.kind === 'told').sort((a, b) => a.at - b.at),
);
export const ordered = once((trace): readonly { readonly at: number; readonly node: string; readonly order: Order }[] =>
  trace.events.filter((event) => event.kind === 'ordered'),
);

/** Queue addresses as senders were given them, by queue. */
export const addresses = once((trace): ReadonlyMap<string, QueueAddress> => {
  const all = new Map<string, QueueAddress>();
  for (const { order } of ordered(trace)) if (order.kind === 'join') all.set(order.queue, order.address);
  return all;
});

const queueByTerm = once((trace): ReadonlyMap<string, string> => {
  return new Map([...addresses(trace)].map(([queue, { senderId }]) => [hex(senderId), queue]));
});

/** What is inside a block in truth: all its values, the queue it is about, and the client who sends to that queue. */
export interface Truth {
  readonly terms: readonly Term[];
  readonly queue: string | undefined;
  readonly client: string | undefined;
}
const truths = new WeakMap<Octets, Truth>();

export function truthOf(trace: Trace, block: Octets): Truth {
  const known = truths.get(block);
  if (known !== undefined) return known;
  const terms = contents(trace.terms, block);
  const queue = terms.map((term) => queueByTerm(trace).get(hex(term.octets))).find((name) => name !== undefined);
  const client = trace.scenario.queues.find((one) => one.name === queue)?.from;
  const truth = { terms, queue, client };
  truths.set(block, truth);
  return truth;
}

/** The role that each session agreed, as its second block says; a session without one is not there. */
export const agreedRoles = once((trace): ReadonlyMap<number, Role> => {
  const { clientHello } = wireOf(trace.design);
  const roles = new Map<number, Role>();
  for (const { session, from } of opened(trace)) {
    const second = carried(trace).find((one) => one.session === session && one.from === from);
    const hello = second === undefined ? undefined : decode(clientHello, second.block);
    if (hello !== undefined && !(hello instanceof Malformed)) roles.set(session, hello.role);
  }
  return roles;
});

/** Whether what a client sends to this queue is meant to go through its proxy. */
export function proxyOf(trace: Trace, queue: string): string | undefined {
  const one = trace.scenario.queues.find(({ name }) => name === queue);
  if (one === undefined || one.direct) return undefined;
  return trace.scenario.clients.find(({ name }) => name === one.from)?.proxy;
}

export const isHostile = (trace: Trace, node: string): boolean =>
  trace.scenario.clients.some((one) => one.name === node && one.hostile !== undefined) ||
  trace.scenario.servers.some((one) => one.name === node && breaksProtocol(one));
/** Whether a server does as a proxy what the protocol does not say. */
export const breaksProtocol = ({ hostile, script }: Trace['scenario']['servers'][number]): boolean =>
  hostile !== undefined || script !== undefined;

const commandsIn = new WeakMap<Octets, readonly SmpTransmission[]>();

/** The commands and responses of queues inside a block, below all layers, in a layer or not. */
export function innerCommands(trace: Trace, block: Octets): readonly SmpTransmission[] {
  const known = commandsIn.get(block);
  if (known !== undefined) return known;
  const found = commandsOf(trace, block);
  commandsIn.set(block, found);
  return found;
}

function commandsOf(trace: Trace, block: Octets): readonly SmpTransmission[] {
  const wire = wireOf(trace.design);
  const bodies = [block, ...truthOf(trace, block).terms.flatMap((term) => (term.is === 'sealed' ? [term.body] : []))];
  const forwarded = bodies.flatMap((body) =>
    [wire.proxyBlock, wire.insideLayer].flatMap((codec) => {
      const read = decode(codec, body);
      return !(read instanceof Malformed) && 'encryptedBlock' in read.command ? [read.command.encryptedBlock] : [];
    }),
  );
  return [...bodies, ...forwarded].flatMap((body) => {
    const read = [wire.command, wire.answer, wire.smpBlock]
      .map((codec) => decode(codec, body))
      .find((one) => !(one instanceof Malformed));
    return read === undefined || read instanceof Malformed ? [] : [read];
  });
}
