// The one server program (R1.1): it takes sessions, agrees the role of each in the handshake, and plays relay or proxy.
import { decode, encode, Malformed } from './codec.ts';
import { durable } from './durable.ts';
import { type Role, VERSIONS, wireOf } from './grammar.ts';
import { type Identity, signSessionKey } from './identity.ts';
import { coverOf, openBlock, sessionKeys } from './layers.ts';
import { type Context, drop, type Handle, type Input, type Node, put, type Stepped } from './node.ts';
import { type Octets, same } from './octets.ts';
import { endSession as endProxySession, fromClient, fromRelay, opened as openedLink, restartedProxy } from './proxy.ts';
import { type Around, type Honesty, linkOf, noProxy, type ProxyState, proxyTables } from './proxy-state.ts';
import {
  direct,
  endReader,
  fromProxy,
  newRelay,
  type RelayState,
  relayTables,
  restartedRelay,
  timePassed,
} from './relay.ts';
import type { Greeted, Ready } from './session.ts';
import { pump } from './tries.ts';

/** What whoever runs a server decides. */
export interface ServerConfig {
  /** Its name on the network. */
  readonly host: string;
  /** Its certificates, and the key that signs for it. */
  readonly identity: Identity;
  /** What a client must know to use this server as its proxy; nothing if anybody may. */
  readonly password: Octets | undefined;
  /** Messages that a queue holds; nothing for the usual number. */
  readonly quota: number | undefined;
}
/** What a server knows; its sessions are gone after a crash. */
export interface ServerState {
  /** As given. */
  readonly config: ServerConfig;
  /** Those that others opened, by their handles. */
  readonly sessions: Readonly<Record<Handle, Greeted | Ready>>;
  /** What it holds for clients. */
  readonly proxy: ProxyState;
  /** Its keys, queues and answers. */
  readonly relay: RelayState;
}

/** A server; `honesty` is what it does to blocks as a proxy, nothing for an honest one. */
export function server(config: ServerConfig, honesty?: Honesty): Node<ServerState> {
  const start: ServerState = { config, sessions: {}, proxy: noProxy, relay: newRelay(config.quota) };
  const { password } = config;
  const around = ({ sessions }: ServerState, { self, now, arrivedAt, design, crypto }: Context): Around => ({
    self,
    now,
    arrivedAt,
    design,
    crypto,
    sessions,
    password,
    honesty,
  });
  return durable({
    start,
    step: (state, input, context) => step(state, input, around(state, context)),
    tables: ({ proxy, relay }, design) => ({ ...proxyTables(proxy, design), ...relayTables(relay) }),
    restart: (tables, context) => {
      const [proxy, effects] = restartedProxy(tables, around(start, context));
      const [relay, more] = restartedRelay(tables, config.quota, context);
      return [{ ...start, proxy, relay }, [...effects, ...more]];
    },
    flushesFirst: (design) => design.relayDisk === 'flushed before it answers',
  });
}

function step(state: ServerState, input: Input, context: Around): Stepped<ServerState> {
  switch (input.kind) {
    case 'opened': {
      if (linkOf(state.proxy, input.session) === undefined)
        return greet(state, input.session, input.name, input.peer, context);
      return [{ ...state, proxy: openedLink(state.proxy, input.session, input.name, context) }, []];
    }
    case 'block': {
      if (linkOf(state.proxy, input.session) !== undefined) {
        const [proxy, effects] = fromRelay(state.proxy, input.session, input.block, context);
        return [{ ...state, proxy }, effects];
      }
      const session = state.sessions[input.session];
      if (session === undefined) return [state, []];
      return session.phase === 'greeted'
        ? agreeRole(state, input.session, session, input.block, context)
        : accept(state, input.session, session, input.block, context);
    }
    case 'closed':
      return forget(state, input.session, context);
    case 'timer': {
      if (input.name === 'proxy') {
        const [proxy, effects] = pump(state.proxy, context);
        return [{ ...state, proxy }, effects];
      }
      const [relay, effects] = timePassed(state.relay, context);
      return [{ ...state, relay }, effects];
    }
    default:
      return [state, []];
  }
}

/** The first block of a session: who this server is, and its key for the session's layer. */
function greet(
  state: ServerState,
  session: Handle,
  name: Octets,
  peer: string,
  context: Context,
): Stepped<ServerState> {
  const { crypto, design } = context;
  const { identity } = state.config;
  const pair = crypto.keyPair();
  const hello = encode(wireOf(design).serverHello, {
    versions: VERSIONS,
    session: name,
    chain: identity.chain,
    sessionKey: pair.public,
    signature: signSessionKey(crypto, identity.leaf, name, pair.public, context.design.helloSignature),
  });
  const greeted: Greeted = { phase: 'greeted', name, peer, pair };
  return [{ ...state, sessions: put(state.sessions, session, greeted) }, [{ kind: 'send', session, block: hello }]];
}

/** The second block: the other end names the server it expects and the role of the connection. */
function agreeRole(
  state: ServerState,
  session: Handle,
  { name, peer, pair }: Greeted,
  block: Octets,
  context: Around,
): Stepped<ServerState> {
  const { design } = context;
  const hello = decode(wireOf(design).clientHello, block);
  if (hello instanceof Malformed || !same(hello.fingerprint, state.config.identity.fingerprint))
    return close(state, session, context);
  const keys = sessionKeys(context, coverOf(design, hello.role), pair, hello.sessionKey);
  if (keys === undefined) return close(state, session, context);
  const ready: Ready = { phase: 'ready', name, peer, role: hello.role, keys };
  return [{ ...state, sessions: put(state.sessions, session, ready) }, []];
}

/** A block of an agreed role. One that is malformed, or of the other role, ends the session. */
function accept(
  state: ServerState,
  session: Handle,
  ready: Ready,
  block: Octets,
  context: Around,
): Stepped<ServerState> {
  const { crypto, design } = context;
  const asSmp = (): Stepped<ServerState> | undefined => {
    const transmission = decode(wireOf(design).smpBlock, block);
    if (transmission instanceof Malformed) return undefined;
    const [relay, effects] = direct(state.relay, session, ready.name, transmission, context);
    return [{ ...state, relay }, effects];
  };
  const asProxyCommand = (keys: Ready['keys'], role: Role): Stepped<ServerState> | undefined => {
    const transmission = openBlock(crypto, design, keys, 'acceptor', block);
    if (transmission instanceof Malformed) return undefined;
    if (role === 'relay') {
      const [relay, effects] = fromProxy(state.relay, state.config, session, { ...ready, keys }, transmission, context);
      return [{ ...state, relay }, effects];
    }
    const client = { ...ready, keys };
    const [proxy, effects] = fromClient(state.proxy, session, client, transmission, context);
    return [{ ...state, proxy }, effects];
  };
  const own = ready.role === 'smp' ? asSmp() : asProxyCommand(ready.keys, ready.role);
  if (own !== undefined) return own;
  const other =
    design.roles === 'enforced' ? undefined : ready.role === 'smp' ? asProxyCommand('no layer', 'proxy') : asSmp();
  return other ?? close(state, session, context);
}

/** What a session leaves behind when it ends, whoever ends it: relay ids, and queues that it read. */
function forget(state: ServerState, session: Handle, context: Around): Stepped<ServerState> {
  const [proxy, effects] = endProxySession(state.proxy, session, context);
  const relay = endReader(state.relay, session);
  return [{ ...state, sessions: drop(state.sessions, session), proxy, relay }, effects];
}

function close(state: ServerState, session: Handle, context: Around): Stepped<ServerState> {
  const [forgotten, effects] = forget(state, session, context);
  return [forgotten, [...effects, { kind: 'close', session }]];
}
