// A proxy's sessions with relays: opened when something is to be sent, greeted, given up when silent, opened again after a rest.
import { restMillis } from './back-off.ts';
import { decode, encode, Malformed } from './codec.ts';
import { type Address, NO_RELAY, type ProxyCommand, type RelayKey, VERSION, wireOf } from './grammar.ts';
import { refuseSessionKey } from './identity.ts';
import { coverOf, type SessionKeys, sealBlock, sessionKeys } from './layers.ts';
import type { Context, Effect, Handle, Millis } from './node.ts';
import { hex, type Octets } from './octets.ts';

/** Where an answer must go back to. */
export interface Asker {
  readonly session: Handle;
  readonly corrId: Octets;
  readonly at: Millis;
}
/** The session of this proxy with one relay, shared by all its clients. */
export interface Link {
  readonly address: Address;
  /** Nothing while it rests. */
  readonly session: Handle | undefined;
  readonly phase: 'resting' | 'opening' | 'greeting' | 'ready';
  readonly name: Octets | undefined;
  readonly keys: SessionKeys | 'no layer';
  /** Bound to the relay and its epoch, and not to the session, so that it outlives one (R4.2). */
  readonly relayKey: { readonly value: RelayKey; readonly notAfter: Millis } | undefined;
  readonly registering: readonly Asker[];
  readonly askedAt: Millis | undefined;
  /** Corr id of the client's hop by that of the onward hop, both in hexadecimal. */
  readonly inFlight: Readonly<Record<string, string>>;
  readonly since: Millis;
  readonly heardAt: Millis;
  readonly failures: number;
  readonly restUntil: Millis;
  /** The client's session that it was opened for. */
  readonly openedFor: Handle | undefined;
}

export const newLink = (address: Address): Link => ({
  address,
  session: undefined,
  phase: 'resting',
  name: undefined,
  keys: 'no layer',
  relayKey: undefined,
  registering: [],
  askedAt: undefined,
  inFlight: {},
  since: 0,
  heardAt: 0,
  failures: 0,
  restUntil: 0,
  openedFor: undefined,
});

export const nameOf = ({ host, fingerprint }: Address): string => `${host} ${hex(fingerprint)}`;

export function onward(
  link: Link,
  corrId: Octets,
  relayId: Octets,
  command: ProxyCommand,
  { crypto, design }: Context,
  inbound?: Octets,
): Octets {
  return sealBlock(crypto, design, link.keys, 'opener', { corrId, relayId, command, ...(inbound && { inbound }) });
}

/** Asks the relay for its key, if that was not done. */
export function askKey(link: Link, context: Context): readonly [Link, readonly Effect[]] {
  if (link.session === undefined || link.askedAt !== undefined) return [link, []];
  const command: ProxyCommand = { kind: 'server', address: link.address, basicAuth: undefined };
  const block = onward(link, context.crypto.random(context.design.corrIdOctets), NO_RELAY, command, context);
  return [{ ...link, askedAt: context.now }, [{ kind: 'send', session: link.session, block }]];
}

/** The relay's hello: the session is ready, or nothing if it is not the relay that was meant. */
export function greeted(link: Link, block: Octets, context: Context): readonly [Link, readonly Effect[]] | undefined {
  const { crypto, design, now } = context;
  const hello = decode(wireOf(design).serverHello, block);
  if (hello instanceof Malformed || link.name === undefined || link.session === undefined) return undefined;
  const { fingerprint } = link.address;
  if (refuseSessionKey(crypto, design, fingerprint, now, hello, link.name) !== undefined) return undefined;
  const pair = crypto.keyPair();
  const keys = sessionKeys(context, coverOf(design, 'relay'), pair, hello.sessionKey);
  if (keys === undefined) return undefined;
  const answer = encode(wireOf(design).clientHello, {
    version: VERSION,
    fingerprint,
    role: 'relay',
    sessionKey: pair.public,
  });
  const ready: Link = { ...link, phase: 'ready', keys, heardAt: now };
  const [asked, effects] = askKey(ready, context);
  return [asked, [{ kind: 'send', session: link.session, block: answer }, ...effects]];
}

/** A session that is gone or given up: the link rests before the next try. */
export function rested(link: Link, context: Context): Link {
  const failures = link.failures + 1;
  return {
    ...link,
    session: undefined,
    phase: 'resting',
    name: undefined,
    keys: 'no layer',
    registering: [],
    askedAt: undefined,
    inFlight: {},
    failures,
    restUntil: context.now + restMillis(failures, context),
  };
}
