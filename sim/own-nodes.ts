// Nodes of a developer's own: what a module gives to make them, and where a run finds it. Functions cannot go from one thread
// to another, so each thread makes them known, under the name that the design carries.
import type { ClientState } from '../model/client-state.ts';
import type { Effect, Node } from '../model/node.ts';
import type { Honesty } from '../model/proxy-state.ts';
import type { ServerConfig, ServerState } from '../model/server.ts';

/** A client, and the protocol's own node for it. */
export interface MadeClient {
  /** As the scenario calls it. */
  readonly name: string;
  /** To call, or to leave. */
  readonly node: Node<ClientState>;
}
/** A server, and the protocol's own node for it; `honesty` is what it does as a proxy against the protocol, if it does. */
export interface MadeServer {
  /** As the scenario calls it. */
  readonly name: string;
  /** What whoever runs it decided. */
  readonly config: ServerConfig;
  /** Nothing for an honest one. */
  readonly honesty: Honesty | undefined;
  /** To call, or to leave. */
  readonly node: Node<ServerState>;
}

/**
 * What takes the place of the protocol's own nodes. A node may add to the state that it is given and must keep what is
 * there, as properties look at it; all its chance, time and memory come from its context and its state.
 */
export interface OwnNodes {
  /** In the place of the protocol's client; absent: that one. */
  client?(made: MadeClient): Node<ClientState>;
  /** In the place of the protocol's server; absent: that one. */
  server?(made: MadeServer): Node<ServerState>;
}

const known = new Map<string, OwnNodes>();

export const makeKnown = (name: string, nodes: OwnNodes): void => void known.set(name, nodes);
export const isKnown = (name: string): boolean => known.has(name);

/** Those of a design; the protocol's own where it names none. */
export function nodesOf({ nodes: name }: { readonly nodes?: string }): OwnNodes {
  if (name === undefined) return {};
  const found = known.get(name);
  if (found === undefined) throw new Error(`nobody made the nodes of ${name} known`);
  const { client, server } = found;
  return {
    ...(client && { client: (made) => guarded(made.name, client(made)) }),
    ...(server && { server: (made) => guarded(made.name, server(made)) }),
  };
}

const EFFECTS: ReadonlySet<string> = new Set<Effect['kind']>([
  'open',
  'send',
  'close',
  'timer',
  'write',
  'flush',
  'tell',
]);

/** Whatever foreign code throws is thrown as an error, which breaks its node and nothing else. */
function made<T>(step: () => T): T {
  try {
    return step();
  } catch (problem) {
    throw problem instanceof Error ? problem : new Error(String(problem));
  }
}

/** A step of foreign code that gives something else than a step must: then the node is broken, and the run goes on. */
function guarded<State>(name: string, node: Node<State>): Node<State> {
  const { start, step } = (node ?? {}) as Partial<Node<State>>;
  if (start === undefined || typeof step !== 'function') throw new TypeError(`what is made for ${name} is no node`);
  return {
    start: node.start,
    step: (state, input, context) => {
      const stepped: unknown = made(() => node.step(state, input, context));
      if (!Array.isArray(stepped) || stepped.length !== 2) throw new TypeError('a step gave no [state, effects]');
      check(stepped[1]);
      return stepped as [State, readonly Effect[]];
    },
  };
}

function check(effects: unknown): void {
  if (!Array.isArray(effects)) throw new TypeError('the effects of a step are no list');
  for (const effect of effects) {
    const { kind, block, then } = (effect ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof kind !== 'string' || !EFFECTS.has(kind)) throw new TypeError(`there is no effect ${String(kind)}`);
    if (kind === 'send' && !(block instanceof Uint8Array)) throw new TypeError('a block that is sent is no octets');
    if (kind === 'flush') check(then);
  }
}
