// A client's sessions with its proxies and, where it goes directly, with relays: one for each, opened again after a rest.
import { restMillis, silenceMillis } from './back-off.ts';
import { decode, encode, Malformed } from './codec.ts';
import { type Address, type Role, VERSION, wireOf } from './grammar.ts';
import { refuseSessionKey } from './identity.ts';
import { coverOf, type ProxyTransmission, type SessionKeys, sealBlock, sessionKeys } from './layers.ts';
import type { Context, Effect, Handle, Millis } from './node.ts';
import type { Octets } from './octets.ts';

export interface ClientLink {
  readonly address: Address;
  readonly role: Role;
  /** Nothing while it rests. */
  readonly session: Handle | undefined;
  readonly phase: 'resting' | 'opening' | 'greeting' | 'ready';
  readonly name: Octets | undefined;
  readonly keys: SessionKeys | 'no layer';
  readonly since: Millis;
  readonly heardAt: Millis;
  readonly failures: number;
  readonly restUntil: Millis;
}

export const newClientLink = (address: Address, role: Role): ClientLink => ({
  address,
  role,
  session: undefined,
  phase: 'resting',
  name: undefined,
  keys: 'no layer',
  since: 0,
  heardAt: 0,
  failures: 0,
  restUntil: 0,
});

/** The server's hello: the link is ready, or in words why this is not the server that was meant. */
export function greetedClient(
  link: ClientLink,
  block: Octets,
  context: Context,
): readonly [ClientLink, Effect] | string {
  const { crypto, design, now } = context;
  const hello = decode(wireOf(design).serverHello, block);
  if (hello instanceof Malformed || link.name === undefined || link.session === undefined) return 'no handshake';
  const { fingerprint } = link.address;
  const refused = refuseSessionKey(crypto, design, fingerprint, now, hello, link.name);
  if (refused !== undefined) return `server refused: ${refused}`;
  const pair = crypto.keyPair();
  const keys = sessionKeys(context, coverOf(design, link.role), pair, hello.sessionKey);
  if (keys === undefined) return 'session key unusable';
  const answer = encode(wireOf(design).clientHello, {
    version: VERSION,
    fingerprint,
    role: link.role,
    sessionKey: pair.public,
  });
  const ready: ClientLink = { ...link, phase: 'ready', keys, heardAt: now };
  return [ready, { kind: 'send', session: link.session, block: answer }];
}

/** A session that is gone or given up. */
export function restedClient(link: ClientLink, context: Context): ClientLink {
  const failures = link.failures + 1;
  const restUntil = context.now + restMillis(failures, context);
  return { ...newClientLink(link.address, link.role), failures, restUntil };
}

/** When a link whose handshake does not end is given up. */
export const greetedBy = ({ phase, since, failures }: ClientLink): Millis =>
  phase === 'opening' || phase === 'greeting' ? since + silenceMillis(failures) : Number.POSITIVE_INFINITY;

export function toProxy(link: ClientLink, transmission: ProxyTransmission, { crypto, design }: Context): Effect {
  const block = sealBlock(crypto, design, link.keys, 'opener', transmission);
  return { kind: 'send', session: link.session as Handle, block };
}
