// What an active proxy keeps beside the state of the protocol's own server: what passed, what it holds back, what it gave.
import type { End, ProxyTransmission, SessionKeys } from '../model/layers.ts';
import type { Handle } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import { linkOf } from '../model/proxy-state.ts';
import { nameOf } from '../model/relay-links.ts';
import type { ServerState } from '../model/server.ts';
import { type Memory, nothingKnown } from './active-memory.ts';
import type { Intervention, Pass } from './script.ts';

/** A session: its other end, a relay by name and a client by IP address, and which end of it the proxy is. */
export interface Place {
  readonly session: Handle;
  readonly peer: string;
  readonly end: End;
}
/** A block that it is about to send. */
export interface Out extends Place {
  readonly transmission: ProxyTransmission;
  /** As the protocol's own code sealed it, while nothing in it was changed. */
  readonly block: Octets | undefined;
}
export interface Active {
  readonly server: ServerState;
  readonly memory: Memory;
  /** The blocks of each kind that passed, by name and in order; tries of one and the same count once. */
  readonly passed: Readonly<Record<Pass, readonly { readonly name: string; readonly out: Out }[]>>;
  /** Names of what is not sent, whoever tries. */
  readonly stopped: readonly string[];
  /** What waits for the next of its kind, or for a timer. */
  readonly swapping: readonly { readonly by: Intervention; readonly name: string; readonly out: Out }[];
  readonly later: Readonly<Record<string, { readonly name: string; readonly outs: readonly Out[] }>>;
  /** What is sent again in the next session with its peer. */
  readonly again: readonly Out[];
  readonly closing: readonly Handle[];
  /** The forward that went under a corr id, and what it was first answered with. */
  readonly onward: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, Octets>>;
  /** What was asked for and given, by corr id, and the relay ids of those given with a key that is not the relay's. */
  readonly given: readonly string[];
  readonly deceived: readonly string[];
}

export const nothingPassed: Omit<Active, 'server'> = {
  memory: nothingKnown,
  passed: { forward: [], accepted: [], answer: [], 'relay key': [] },
  stopped: [],
  swapping: [],
  later: {},
  again: [],
  closing: [],
  onward: {},
  answers: {},
  given: [],
  deceived: [],
};

/** A session that carries commands, and its keys. */
export function sessionOf(
  { server: { sessions, proxy } }: Active,
  session: Handle,
): (Place & { readonly keys: SessionKeys | 'no layer' }) | undefined {
  const name = linkOf(proxy, session);
  const link = name === undefined ? undefined : proxy.links[name];
  if (link !== undefined)
    return link.phase === 'ready' ? { session, peer: nameOf(link.address), keys: link.keys, end: 'opener' } : undefined;
  const ready = sessions[session];
  if (ready?.phase !== 'ready' || ready.role !== 'proxy') return undefined;
  return { session, peer: ready.peer, keys: ready.keys, end: 'acceptor' };
}

/** The session that there is now with the same node, for what was kept longer than its own lasted. */
export function currentSession(state: Active, { peer, end }: Out): ReturnType<typeof sessionOf> {
  const { proxy, sessions } = state.server;
  const all =
    end === 'opener' ? Object.values(proxy.links).flatMap((link) => link.session ?? []) : Object.keys(sessions);
  return all.map((session) => sessionOf(state, session)).find((one) => one?.peer === peer && one.end === end);
}
