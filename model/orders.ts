// What a user orders becomes jobs. A message is sealed and gets its number here, once and for all.
import { uniform } from './chance.ts';
import { type ClientState, DIRECT, type Incoming, job, type Outgoing, tell } from './client-state.ts';
import type { KeyPair } from './crypto.ts';
import { settle, submitted } from './endings.ts';
import type { Address } from './grammar.ts';
import { messageTasks } from './lane-state.ts';
import { cancel } from './lanes.ts';
import { sealMessage } from './layers.ts';
import { type Context, type Order, put, type Route, type Stepped } from './node.ts';
import { type Octets, same, text } from './octets.ts';
import { type SmpCommand, STREAM_OCTETS } from './smp.ts';

export function order(state: ClientState, wanted: Order, context: Context): Stepped<ClientState> {
  const { crypto, design } = context;
  switch (wanted.kind) {
    case 'create': {
      const incoming: Incoming = {
        relay: wanted.relay,
        route: wanted.route,
        signer: crypto.signingPair(),
        delivery: crypto.keyPair(),
        user: crypto.keyPair(),
        recipientId: undefined,
        deliveryKey: undefined,
        authorises: undefined,
        last: undefined,
      };
      const next = { ...state, incoming: put(state.incoming, wanted.queue, incoming) };
      return create(next, wanted.queue, incoming, context);
    }
    case 'join': {
      const { queue, address, route, secured } = wanted;
      const [other] = Object.values(state.outgoing);
      const shared = design.signers === 'one for each client' ? other?.signer : undefined;
      const signer = secured === 'never' ? undefined : (shared ?? crypto.signingPair());
      const kept = design.streams === 'one for each client' ? other?.stream : undefined;
      const stream = kept ?? crypto.random(STREAM_OCTETS);
      const outgoing: Outgoing = { address, route, signer, secures: secured === 'by the sender', stream, next: 0 };
      const next = { ...state, outgoing: put(state.outgoing, queue, outgoing) };
      if (secured === 'by the sender') return secure(next, queue, outgoing, context);
      return [next, signer === undefined ? [] : tell({ kind: 'joined', queue, key: signer.public })];
    }
    case 'secure': {
      const incoming = state.incoming[wanted.queue];
      if (incoming === undefined) return [state, []];
      const known = { ...incoming, authorises: wanted.key };
      return authorise({ ...state, incoming: put(state.incoming, wanted.queue, known) }, wanted.queue, known, context);
    }
    case 'send':
      return send(state, wanted, context);
    case 'cancel':
      return settle(state, cancel(state.lanes, wanted.id, context), context);
  }
}

export function create(
  state: ClientState,
  queue: string,
  { relay, route, signer, delivery }: Incoming,
  context: Context,
): Stepped<ClientState> {
  const command: SmpCommand = { kind: 'create', recipientKey: signer.public, deliveryKey: delivery.public };
  return submitted(
    state,
    job('create', { queue, relay, route, queueId: undefined, command, signer }, context),
    context,
  );
}

export function secure(
  state: ClientState,
  queue: string,
  { address, route, signer }: Outgoing,
  context: Context,
): Stepped<ClientState> {
  const command: SmpCommand = { kind: 'secure', senderKey: (signer as KeyPair).public };
  const to = { queue, relay: address.relay, route, queueId: address.senderId, command, signer };
  return submitted(state, job('secure', to, context), context);
}

export function authorise(
  state: ClientState,
  queue: string,
  { relay, recipientId, authorises, signer }: Incoming,
  context: Context,
): Stepped<ClientState> {
  const command: SmpCommand = { kind: 'authorise', senderKey: authorises as Octets };
  return submitted(
    state,
    job('authorise', { queue, relay, route: DIRECT, queueId: recipientId, command, signer }, context),
    context,
  );
}

/** A client that takes turns asks another proxy for each message, every one as likely as every other. */
function routeNow(route: Route, { crypto, design }: Context): Route {
  if (route.kind === 'direct' || route.others.length === 0 || design.proxies === 'pinned') return route;
  const all = [route.proxy, ...route.others];
  return { ...route, proxy: all[Math.floor(uniform(crypto) * all.length)] as Address };
}

/** A message gets its number, once and for all; a scheduled one a stream of its own, so that no other waits for it. */
function send(
  state: ClientState,
  { id, queue, text: words, at }: Extract<Order, { kind: 'send' }>,
  context: Context,
): Stepped<ClientState> {
  const { crypto, design, now } = context;
  const outgoing = state.outgoing[queue];
  const body = outgoing && sealMessage(crypto, design, outgoing.address.userKey, text(words));
  if (outgoing === undefined || body === undefined) return [state, tell({ kind: 'failed', id, why: 'no such queue' })];
  const { address, signer } = outgoing;
  const route = routeNow(outgoing.route, context);
  // No finer than clocks may differ: the relay must not know a client by the error of its clock.
  const grain = design.expiry === 'rounded up' ? design.skewMillis : 1;
  const expires = Math.ceil((Math.max(now, at ?? 0) + design.lifetimeMillis) / grain) * grain;
  const own = at !== undefined;
  const number = own ? 0 : outgoing.next;
  const stream = own ? crypto.random(STREAM_OCTETS) : outgoing.stream;
  const unsettled = Object.values(messageTasks(state.lanes)).flatMap(({ job: { command } }) =>
    command.kind === 'sendNumbered' && same(command.stream, stream) ? [command.number] : [],
  );
  const settled = Math.min(number, ...unsettled);
  const command: SmpCommand =
    design.numbering === 'none'
      ? { kind: 'send', body }
      : { kind: 'sendNumbered', stream, number, settled, expires, body };
  const to = { queue, relay: address.relay, route, queueId: address.senderId, command, signer };
  const proxyWaits = route.kind === 'proxy' && design.schedule !== 'held by the client';
  const wanted = job('send', to, context, {
    id,
    dueAt: at,
    waitsAt: proxyWaits ? 'the proxy' : 'the client',
    expires,
    unknownAt: expires + design.lifetimeMillis,
  });
  const next = own ? state : { ...state, outgoing: put(state.outgoing, queue, { ...outgoing, next: number + 1 }) };
  // An earlier try to secure the queue may have been given up; the lane sends nothing to it before that is done.
  const [ready, effects] = outgoing.secures ? secure(next, queue, outgoing, context) : [next, []];
  const [sent, more] = submitted(ready, wanted, context);
  return [sent, [...effects, ...more]];
}
