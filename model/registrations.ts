// Relay ids: good on one session, for a time, and never again for another relay (R4.5).
import { encode, number } from './codec.ts';
import { type Address, type Forward, NO_RELAY, type ProxyCommand, type RelayKey } from './grammar.ts';
import { type Context, type Effect, type Handle, type Millis, put, type Stepped } from './node.ts';
import { hex, type Octets, same } from './octets.ts';
import { type Around, type ProxyState, type Registration, toClient, withLink } from './proxy-state.ts';
import { type Asker, askKey, type Link, nameOf, newLink } from './relay-links.ts';
import { alarmed, open, refuseWaiting } from './tries.ts';

export function register(state: ProxyState, asker: Asker, address: Address, around: Around): Stepped<ProxyState> {
  const { design, now, honesty } = around;
  const name = design.session === 'shared by all clients' ? nameOf(address) : `${nameOf(address)} for ${asker.session}`;
  const link = state.links[name] ?? newLink(address);
  const waiting = { ...link, registering: [...link.registering, asker] };
  const next = withLink(state, name, waiting);
  if (link.relayKey !== undefined && (link.relayKey.notAfter > now || honesty?.keepsOldKeys === true))
    return grant(next, name, around);
  if (link.phase === 'ready') {
    const [asking, effects] = askKey(waiting, around);
    return alarmed([withLink(next, name, asking), effects], around);
  }
  if (link.phase !== 'resting') return alarmed([next, []], around);
  // While the link rests after a failure nobody is kept waiting for it.
  if (link.restUntil > now) return refuseWaiting(next, name, around);
  return alarmed(open(next, name, asker.session, around), around);
}

/** Gives every client that waits for this relay an id of its own and the relay's key. */
export function grant(state: ProxyState, name: string, around: Around): Stepped<ProxyState> {
  const { design, honesty, now, sessions } = around;
  const link = state.links[name] as Link;
  const { value, notAfter } = link.relayKey as { value: RelayKey; notAfter: Millis };
  let { registrations } = state;
  const effects: Effect[] = [];
  for (const { session, corrId } of link.registering) {
    const ready = sessions[session];
    if (ready?.phase !== 'ready') continue;
    const relayId = freshRelayId(registrations, around);
    const lifetime = Math.floor(now + design.relayIdLifetimeMillis);
    const expires = honesty?.keepsOldKeys === true ? lifetime : Math.min(lifetime, notAfter);
    registrations = put(registrations, hex(relayId), { session, relay: link.address, expires, notAfter });
    const relayKey = honesty === undefined ? value : honesty.relayKey(value, around);
    const command: ProxyCommand = { kind: 'server_id', relayId, relayKey, expiration: expires };
    effects.push(toClient(ready, session, { corrId, relayId: NO_RELAY, command }, around));
  }
  return [withLink({ ...state, registrations }, name, { ...link, registering: [] }), effects];
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

/** A relay id is good on the session alone that it was given to, and for a time. */
export function usable(
  registration: Registration | undefined,
  session: Handle,
  { design, now }: Context,
): Registration | undefined {
  if (registration === undefined) return undefined;
  if (registration.session !== session && design.relayIds !== 'open to every client') return undefined;
  return registration.expires <= now && design.relayIds !== 'good for ever' ? undefined : registration;
}

/** Until when a forward may be held: not beyond the key that it is sealed to (R4.3); nothing if it would be. */
export function latest({ notAfter }: Registration, { dueAt }: Forward, { design, now }: Context): Millis | undefined {
  const due = Math.max(now, dueAt ?? 0);
  const wanted = due + design.holdMillis;
  const keyGone = notAfter + design.keyGraceMillis - design.skewMillis;
  if (wanted < keyGone || design.holdLimit === 'none') return wanted;
  return due >= keyGone ? undefined : keyGone;
}
