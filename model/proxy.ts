// The role of the proxy: registers relays for clients and forwards blocks that it cannot read.
// It keeps no queue, no text and no link between clients beyond what a forward in flight needs.
import { decode, encode, Malformed, number } from './codec.ts';
import {
  type Address,
  type Forward,
  NO_RELAY,
  type Problem,
  type ProxyCommand,
  type RelayKey,
  VERSION,
  wireOf,
} from './grammar.ts';
import { refuseSessionKey } from './identity.ts';
import { coverOf, openBlock, type ProxyTransmission, type SessionKeys, sealBlock, sessionKeys } from './layers.ts';
import { type Context, drop, type Effect, type Handle, type Millis, put, type Stepped } from './node.ts';
import { hex, type Octets, same, unhex } from './octets.ts';
import type { Greeted, Ready } from './session.ts';

/** Where an answer must go back to. */
interface Asker {
  readonly session: Handle;
  readonly corrId: Octets;
}
interface InFlight extends Asker {
  readonly relayId: string;
}
/** The session of this proxy with one relay, shared by all its clients. */
interface Link {
  readonly address: Address;
  readonly session: Handle;
  readonly phase: 'opening' | 'greeting' | 'ready';
  readonly name: Octets | undefined;
  readonly keys: SessionKeys | 'no layer';
  readonly relayKey: { readonly value: RelayKey; readonly notAfter: Millis } | undefined;
  readonly registering: readonly Asker[];
  /** By corr id of the onward hop. */
  readonly inFlight: Readonly<Record<string, InFlight>>;
}
/** A forward until its client acknowledges the response. */
interface Held {
  readonly corrId: Octets;
  readonly answer: ProxyCommand | undefined;
}
interface Registration {
  readonly session: Handle;
  readonly link: string;
  readonly expires: Millis;
  readonly held: readonly Held[];
}
export interface ProxyState {
  /** By relay, and by client as well where sessions are not shared. */
  readonly links: Readonly<Record<string, Link>>;
  /** By relay id. One that expired stays while its client does, so that its id is not given out again (R4.5). */
  readonly registrations: Readonly<Record<string, Registration>>;
  readonly opened: number;
  /** What a hostile proxy remembers; an honest one keeps no forward that is not in flight. */
  readonly passed: readonly Forward[];
}
export const noProxy: ProxyState = { links: {}, registrations: {}, opened: 0, passed: [] };

/** What a hostile proxy does to the blocks that pass through it; each may be replaced, doubled or dropped. */
export interface Honesty {
  /** Keeps the first relay key that it was given, whatever its dates. */
  readonly keepsOldKeys: boolean;
  relayKey(relayKey: RelayKey, context: Context): RelayKey;
  /** `earlier` are the forwards that passed through before, oldest first. */
  forward(forward: Forward, context: Context, earlier: readonly Forward[]): readonly Forward[];
  answer(answer: ProxyCommand, context: Context): ProxyCommand;
  /** What it answers to a forward by itself, without sending it on; nothing to do as asked. */
  reply(forward: Forward, context: Context): ProxyCommand | undefined;
}

type Sessions = Readonly<Record<Handle, Greeted | Ready>>;

export function linkOf(state: ProxyState, session: Handle): string | undefined {
  return Object.keys(state.links).find((name) => state.links[name]?.session === session);
}

export function opened(state: ProxyState, session: Handle, name: Octets): ProxyState {
  const key = linkOf(state, session) as string;
  const link = state.links[key] as Link;
  return { ...state, links: put(state.links, key, { ...link, phase: 'greeting', name }) };
}

/** A command of a client. */
export function fromClient(
  state: ProxyState,
  password: Octets | undefined,
  session: Handle,
  ready: Ready,
  transmission: ProxyTransmission,
  context: Context,
  honesty: Honesty | undefined,
): Stepped<ProxyState> {
  const { command, corrId } = transmission;
  const asker = { session, corrId };
  const fail = (problem: Problem): Stepped<ProxyState> => [
    state,
    [toClient(ready, session, { ...transmission, command: { kind: 'error', problem } }, context)],
  ];
  switch (command.kind) {
    case 'server': {
      const given = command.basicAuth;
      const allowed = password === undefined || (given !== undefined && same(given, password));
      if (!allowed && context.design.basicAuth === 'checked') return fail('AUTH');
      return register(state, asker, command.address, { [session]: ready }, context, honesty);
    }
    case 'forward': {
      const made = honesty?.reply(command, context);
      if (made !== undefined) return [state, [toClient(ready, session, { ...transmission, command: made }, context)]];
      return forward(state, asker, ready.peer, hex(transmission.relayId), command, context, honesty) ?? fail('RELAY');
    }
    case 'check': {
      const registration = state.registrations[hex(transmission.relayId)];
      if (registration === undefined || !owns(registration, session, context)) return fail('RELAY');
      const answer = registration.held[0]?.answer ?? { kind: 'error', problem: 'PENDING' };
      return [state, [toClient(ready, session, { ...transmission, command: answer }, context)]];
    }
    default:
      return fail('ROLE');
  }
}

function register(
  state: ProxyState,
  asker: Asker,
  address: Address,
  sessions: Sessions,
  context: Context,
  honesty: Honesty | undefined,
): Stepped<ProxyState> {
  const { design, crypto, now } = context;
  const relay = `${address.host} ${hex(address.fingerprint)}`;
  const name = design.session === 'shared by all clients' ? relay : `${relay} for ${asker.session}`;
  const link = state.links[name];
  if (link === undefined) {
    const session = `out ${state.opened}`;
    const fresh: Link = {
      address,
      session,
      phase: 'opening',
      name: undefined,
      keys: 'no layer',
      relayKey: undefined,
      registering: [asker],
      inFlight: {},
    };
    const next = { ...state, links: put(state.links, name, fresh), opened: state.opened + 1 };
    return [next, [{ kind: 'open', session, host: address.host }]];
  }
  const waiting = { ...link, registering: [...link.registering, asker] };
  const next = { ...state, links: put(state.links, name, waiting) };
  if (link.phase !== 'ready') return [next, []];
  const usable = link.relayKey !== undefined && (link.relayKey.notAfter > now || honesty?.keepsOldKeys === true);
  if (usable) return grant(next, name, sessions, context, honesty);
  const asked = link.registering.length > 0;
  return [next, asked ? [] : [onward(waiting, crypto.random(design.corrIdOctets), NO_RELAY, ask(address), context)]];
}

const ask = (address: Address): ProxyCommand => ({ kind: 'server', address, basicAuth: undefined });

/** Gives every client that waits for this relay an id of its own and the relay's key. */
function grant(
  state: ProxyState,
  name: string,
  sessions: Sessions,
  context: Context,
  honesty: Honesty | undefined,
): Stepped<ProxyState> {
  const link = state.links[name] as Link;
  const { value, notAfter } = link.relayKey as { value: RelayKey; notAfter: Millis };
  let { registrations } = state;
  const effects: Effect[] = [];
  for (const { session, corrId } of link.registering) {
    const ready = sessions[session];
    if (ready?.phase !== 'ready') continue;
    const relayId = freshRelayId(registrations, context);
    const lifetime = Math.floor(context.now + context.design.relayIdLifetimeMillis);
    const expires = honesty?.keepsOldKeys === true ? lifetime : Math.min(lifetime, notAfter);
    registrations = put(registrations, hex(relayId), { session, link: name, expires, held: [] });
    const relayKey = honesty === undefined ? value : honesty.relayKey(value, context);
    const command: ProxyCommand = { kind: 'server_id', relayId, relayKey, expiration: expires };
    effects.push(toClient(ready, session, { corrId, relayId: NO_RELAY, command }, context));
  }
  return [{ ...state, registrations, links: put(state.links, name, { ...link, registering: [] }) }, effects];
}

function freshRelayId(registrations: ProxyState['registrations'], { crypto, design, now }: Context): Octets {
  if (design.relayIds === 'reused after expiry')
    for (let n = 1; ; n++) {
      const id = encode(number(NO_RELAY.length), n);
      const known = registrations[hex(id)];
      if (known === undefined || known.expires <= now) return id;
    }
  for (;;) {
    const id = crypto.random(NO_RELAY.length);
    if (registrations[hex(id)] === undefined && !same(id, NO_RELAY)) return id;
  }
}

/** A relay id is good on the session alone that it was given to. */
const owns = (registration: Registration, session: Handle, { design }: Context): boolean =>
  registration.session === session || design.relayIds === 'open to every client';

/** Sends a forward on under a corr id of the onward hop; nothing if the relay id is not this client's or has expired. */
function forward(
  state: ProxyState,
  { session, corrId }: Asker,
  origin: string,
  relayId: string,
  command: Forward,
  context: Context,
  honesty: Honesty | undefined,
): Stepped<ProxyState> | undefined {
  const { crypto, design, now } = context;
  const registration = state.registrations[relayId];
  if (registration === undefined || !owns(registration, session, context)) return undefined;
  if (registration.expires <= now && design.relayIds !== 'good for ever') return undefined;
  let link = state.links[registration.link];
  if (link?.phase !== 'ready') return undefined;

  const released = registration.held.findIndex(
    (held) => command.acknowledged !== undefined && same(held.corrId, command.acknowledged),
  );
  const held = [...registration.held.slice(released + 1), { corrId, answer: undefined }];
  const carriedOver = design.corrId === 'carried over';
  const next: Forward = {
    ...command,
    acknowledged: context.design.acknowledgement === 'carried over' ? command.acknowledged : undefined,
    origin: design.origin === 'withheld' ? undefined : new TextEncoder().encode(origin),
  };
  const effects: Effect[] =
    honesty === undefined ? [] : [{ kind: 'tell', news: { kind: 'gained', what: 'a forward' } }];
  const all = honesty === undefined ? [next] : honesty.forward(next, context, state.passed);
  for (const [i, sent] of all.entries()) {
    // What a hostile proxy adds has ids of its own, unless it would not open under another.
    const keepsId = carriedOver && (i === 0 || design.commandNonce === 'the corr id');
    const onwardId = keepsId ? corrId : crypto.random(design.corrIdOctets);
    const onwardRelay = design.relayIdOnward === 'carried over' ? unhex(relayId) : NO_RELAY;
    effects.push(onward(link, onwardId, onwardRelay, sent, context));
    link = { ...link, inFlight: put(link.inFlight, hex(onwardId), { session, corrId, relayId }) };
  }
  return [
    {
      ...state,
      links: put(state.links, registration.link, link),
      registrations: put(state.registrations, relayId, { ...registration, held }),
      passed: honesty === undefined ? [] : [...state.passed, next],
    },
    effects,
  ];
}

/** A block from a relay: its hello, its key, or the answer to a forward. */
export function fromRelay(
  state: ProxyState,
  session: Handle,
  block: Octets,
  sessions: Sessions,
  context: Context,
  honesty: Honesty | undefined,
): Stepped<ProxyState> {
  const { crypto, design } = context;
  const name = linkOf(state, session) as string;
  const link = state.links[name] as Link;
  if (link.phase !== 'ready') return greeted(state, name, link, block, sessions, context);

  const transmission = openBlock(crypto, design, link.keys, 'opener', block);
  if (transmission instanceof Malformed) return lose(state, name, sessions, context);
  const { command, corrId } = transmission;
  if (command.kind === 'server_id') {
    if (command.relayKey === undefined || command.expiration === undefined) return lose(state, name, sessions, context);
    const known = { ...link, relayKey: { value: command.relayKey, notAfter: command.expiration } };
    return grant({ ...state, links: put(state.links, name, known) }, name, sessions, context, honesty);
  }
  const asker = link.inFlight[hex(corrId)];
  // A relay that answers with an error what was not forwarded will not give its key: nobody is left to wait for it.
  if (asker === undefined && command.kind === 'error' && link.registering.length > 0)
    return lose(state, name, sessions, context);
  if (asker === undefined || (command.kind !== 'response' && command.kind !== 'error')) return [state, []];
  const answer = honesty === undefined ? command : honesty.answer(command, context);
  const links = put(state.links, name, { ...link, inFlight: drop(link.inFlight, hex(corrId)) });
  return deliver({ ...state, links }, asker, answer, sessions, context);
}

/** Pushes an answer to its client and keeps it until the client acknowledges it. */
function deliver(
  state: ProxyState,
  asker: InFlight,
  answer: ProxyCommand,
  sessions: Sessions,
  context: Context,
): Stepped<ProxyState> {
  const registration = state.registrations[asker.relayId];
  const ready = sessions[asker.session];
  if (registration === undefined || ready?.phase !== 'ready') return [state, []];
  const pending = registration.held.find((held) => same(held.corrId, asker.corrId) && held.answer === undefined);
  if (pending === undefined) return [state, []];
  const held = registration.held.map((one) => (one === pending ? { ...one, answer } : one));
  const transmission = { corrId: asker.corrId, relayId: unhex(asker.relayId), command: answer };
  return [
    { ...state, registrations: put(state.registrations, asker.relayId, { ...registration, held }) },
    [toClient(ready, asker.session, transmission, context)],
  ];
}

function greeted(
  state: ProxyState,
  name: string,
  link: Link,
  block: Octets,
  sessions: Sessions,
  context: Context,
): Stepped<ProxyState> {
  const { crypto, design, now } = context;
  const hello = decode(wireOf(design).serverHello, block);
  if (hello instanceof Malformed || link.name === undefined) return lose(state, name, sessions, context);
  if (refuseSessionKey(crypto, design, link.address.fingerprint, now, hello, link.name) !== undefined)
    return lose(state, name, sessions, context);
  const pair = crypto.keyPair();
  const keys = sessionKeys(context, coverOf(design, 'relay'), pair, hello.sessionKey);
  if (keys === undefined) return lose(state, name, sessions, context);
  const ready: Link = { ...link, phase: 'ready', keys };
  const { fingerprint } = link.address;
  const answer = encode(wireOf(design).clientHello, {
    version: VERSION,
    fingerprint,
    role: 'relay',
    sessionKey: pair.public,
  });
  return [
    { ...state, links: put(state.links, name, ready) },
    [
      { kind: 'send', session: link.session, block: answer },
      onward(ready, crypto.random(design.corrIdOctets), NO_RELAY, ask(link.address), context),
    ],
  ];
}

/** Ends a session with a relay; everybody who waits for something from it is told. */
function lose(state: ProxyState, name: string, sessions: Sessions, context: Context): Stepped<ProxyState> {
  const link = state.links[name] as Link;
  let next: ProxyState = { ...state, links: drop(state.links, name) };
  const effects: Effect[] = [{ kind: 'close', session: link.session }];
  const lost: ProxyCommand = { kind: 'error', problem: 'CONNECT' };
  for (const asker of link.registering) {
    const ready = sessions[asker.session];
    if (ready?.phase === 'ready')
      effects.push(toClient(ready, asker.session, { ...asker, relayId: NO_RELAY, command: lost }, context));
  }
  for (const asker of Object.values(link.inFlight)) {
    const [after, told] = deliver(next, asker, lost, sessions, context);
    next = after;
    effects.push(...told);
  }
  return [next, effects];
}

/** A session ended: of a relay, or of a client, whose relay ids go with it. */
export function endClient(
  state: ProxyState,
  session: Handle,
  sessions: Sessions,
  context: Context,
): Stepped<ProxyState> {
  const name = linkOf(state, session);
  if (name !== undefined) return lose(state, name, sessions, context);
  const registrations = Object.fromEntries(
    Object.entries(state.registrations).filter(([, one]) => one.session !== session),
  );
  return [{ ...state, registrations }, []];
}

function onward(
  link: Link,
  corrId: Octets,
  relayId: Octets,
  command: ProxyCommand,
  { crypto, design }: Context,
): Effect {
  return {
    kind: 'send',
    session: link.session,
    block: sealBlock(crypto, design, link.keys, 'opener', { corrId, relayId, command }),
  };
}
function toClient(ready: Ready, session: Handle, transmission: ProxyTransmission, { crypto, design }: Context): Effect {
  return { kind: 'send', session, block: sealBlock(crypto, design, ready.keys, 'acceptor', transmission) };
}
