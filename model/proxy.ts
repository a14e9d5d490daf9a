// The role of the proxy: registers relays for clients, holds the forwards that it accepted, and sends each on until its
// relay answers. It reads no command, keeps no queue and no text.
import { silenceMillis } from './back-off.ts';
import { Malformed } from './codec.ts';
import type { Tables } from './durable.ts';
import { carriedOn, filled, madeBy } from './extra-fields.ts';
import type { Forward, Problem, ProxyCommand } from './grammar.ts';
import {
  acknowledged,
  effortOf,
  type Holding,
  hold,
  isFull,
  keptHolding,
  mayBeThere,
  mayLeave,
  release,
  sessionEnded,
  withEffort,
} from './held.ts';
import { openBlock, type ProxyTransmission } from './layers.ts';
import { drop, type Effect, type Handle, type Millis, type Stepped } from './node.ts';
import { hex, type Octets, same, text } from './octets.ts';
import {
  type Around,
  LEFT,
  linkOf,
  noProxy,
  type ProxyState,
  type Registration,
  toClient,
  withLink,
} from './proxy-state.ts';
import { grant, latest, register, usable } from './registrations.ts';
import { greeted, type Link } from './relay-links.ts';
import type { Ready } from './session.ts';
import { alarmed, lose, pump, push, settle } from './tries.ts';

export function restartedProxy(tables: Tables, around: Around): Stepped<ProxyState> {
  return pump({ ...noProxy, holding: keptHolding((tables['held'] ?? {}) as Holding['held']) }, around);
}

export function opened(state: ProxyState, session: Handle, name: Octets, { now }: Around): ProxyState {
  const key = linkOf(state, session) as string;
  return withLink(state, key, { ...(state.links[key] as Link), phase: 'greeting', name, since: now });
}

/** A command of a client. */
export function fromClient(
  state: ProxyState,
  session: Handle,
  ready: Ready,
  transmission: ProxyTransmission,
  around: Around,
): Stepped<ProxyState> {
  const { design, honesty, password } = around;
  const { command, corrId } = transmission;
  const relayId = hex(transmission.relayId);
  const reply = (answer: ProxyCommand): Effect =>
    toClient(ready, session, { ...transmission, command: answer }, around);
  const fail = (problem: Problem): Stepped<ProxyState> => [state, [reply({ kind: 'error', problem })]];
  switch (command.kind) {
    case 'server': {
      const given = command.basicAuth;
      const allowed = password === undefined || (given !== undefined && same(given, password));
      if (!allowed && design.basicAuth === 'checked') return fail('AUTH');
      return register(state, { session, corrId, at: around.now }, command.address, around);
    }
    case 'forward': {
      const made = honesty?.reply(command, around);
      if (made !== undefined) return [state, [reply(made)]];
      const registration = usable(state.registrations[relayId], session, around);
      if (registration === undefined) return fail('RELAY');
      const holding =
        command.acknowledged === undefined
          ? state.holding
          : acknowledged(state.holding, session, command.acknowledged, design);
      const after = { ...state, holding };
      const until = latest(registration, command, around);
      if (until === undefined) return [after, [reply({ kind: 'error', problem: 'LATE' })]];
      if (holding.held[hex(corrId)] !== undefined) return whatBecame(after, session, ready, transmission, around);
      if (isFull(holding, ready.peer, around)) return [after, [reply({ kind: 'error', problem: 'LIMIT' })]];
      const [next, effects] = accept(after, registration, session, ready, transmission, until, around);
      return [
        next,
        [...(design.holding === 'in memory, and not told' ? [] : [reply({ kind: 'accepted' })]), ...effects],
      ];
    }
    case 'check':
      return whatBecame(state, session, ready, transmission, around);
    case 'acknowledge':
      return [{ ...state, holding: acknowledged(state.holding, session, corrId, design) }, []];
    case 'cancel': {
      const one = state.holding.held[hex(corrId)];
      if (one?.forward === undefined || mayBeThere(state.holding, hex(corrId), around))
        return whatBecame(state, session, ready, transmission, around);
      const cancelled = { ...state, holding: release(state.holding, hex(corrId)) };
      return [cancelled, [reply({ kind: 'error', problem: 'CANCELLED' })]];
    }
    default:
      return fail('ROLE');
  }
}

/** What became of a forward: its response, again; or that it is held; or that it is not known here. */
function whatBecame(
  state: ProxyState,
  session: Handle,
  ready: Ready,
  transmission: ProxyTransmission,
  around: Around,
): Stepped<ProxyState> {
  const key = hex(transmission.corrId);
  const one = state.holding.held[key];
  const reply = (command: ProxyCommand): readonly Effect[] => [
    toClient(ready, session, { ...transmission, command }, around),
  ];
  if (one === undefined) return [state, reply({ kind: 'error', problem: 'UNKNOWN' })];
  const next = { ...state, holding: withEffort(state.holding, key, { session, pushed: undefined }) };
  if (one.answer !== undefined && mayLeave(next.holding, key, around)) return push(next, key, around);
  const told = around.design.holding !== 'in memory, and not told';
  return [next, reply(told ? { kind: 'accepted' } : { kind: 'error', problem: 'PENDING' })];
}

function originOf(peer: string, { crypto, design }: Around): Octets | undefined {
  const octets = text(peer);
  if (design.origin === 'withheld') return undefined;
  return design.origin === 'told in a hash' ? crypto.hash(octets) : octets;
}

/** Takes a forward over, and sends it on as soon as it may. */
function accept(
  state: ProxyState,
  { relay }: Registration,
  session: Handle,
  ready: Ready,
  { corrId, relayId, command }: ProxyTransmission,
  expires: Millis,
  around: Around,
): Stepped<ProxyState> {
  const { design, now } = around;
  const given = command as Forward;
  const forward: Forward = {
    ...given,
    acknowledged: design.acknowledgement === 'carried over' ? given.acknowledged : undefined,
    origin: originOf(ready.peer, around),
  };
  // Those that every try has; the others are made at each.
  const lasting = madeBy(design, 'forward', 'proxy').filter(({ value }) => value === 'kept per message');
  const [, made] = filled(lasting, state.kept, {}, around);
  const fields = given.fields && carriedOn(design, given.fields);
  const dueAt = given.dueAt ?? now;
  const held: Forward =
    fields === undefined && made === undefined ? forward : { ...forward, fields: { ...fields, ...made } };
  const one = { corrId, account: ready.peer, relay, relayId, forward: held, answer: undefined, dueAt, expires };
  return pump({ ...state, holding: hold(state.holding, one, session) }, around);
}

/** A block from a relay: its hello, its key, or the answer to a forward. */
export function fromRelay(state: ProxyState, session: Handle, block: Octets, around: Around): Stepped<ProxyState> {
  const { crypto, design, honesty, now } = around;
  const name = linkOf(state, session) as string;
  const link = { ...(state.links[name] as Link), heardAt: now };
  if (link.phase !== 'ready') {
    const done = greeted(link, block, around);
    if (done === undefined) return lose(state, name, around);
    const [next, effects] = pump(withLink(state, name, done[0]), around);
    return [next, [...done[1], ...effects]];
  }
  if (state.unread >= MOST_UNREAD) return [state, []];

  const transmission = openBlock(crypto, design, link.keys, 'opener', block);
  if (transmission instanceof Malformed) return lose(state, name, around);
  const { command, corrId } = transmission;
  if (command.kind === 'server_id') {
    if (command.relayKey === undefined || command.expiration === undefined) return lose(state, name, around);
    const relayKey = { value: command.relayKey, notAfter: command.expiration };
    const known = { ...link, relayKey, askedAt: undefined, failures: 0 };
    return alarmed(grant(withLink(state, name, known), name, around), around);
  }
  const key = link.inFlight[hex(corrId)];
  // A relay that answers with an error what was not forwarded will not give its key: nobody is left to wait for it.
  if (key === undefined && command.kind === 'error' && link.registering.length > 0) return lose(state, name, around);
  if (command.kind !== 'response' && command.kind !== 'error') return [state, []];
  if (key === undefined || state.holding.held[key]?.forward === undefined) {
    const kept = design.lateAnswers === 'kept for nobody' ? state.unread + 1 : 0;
    return [withLink({ ...state, unread: kept }, name, withoutFlight(link, hex(corrId))), []];
  }
  if (command.kind === 'error' && command.problem === 'HOLD') {
    const resting = withEffort(state.holding, key, {
      sentAt: undefined,
      restUntil: now + silenceMillis(effortOf(state.holding, key).tries - 1),
    });
    return pump(withLink({ ...state, holding: resting }, name, withoutFlight(link, hex(corrId))), around);
  }
  const answer = honesty === undefined ? command : honesty.answer(command, around);
  const heard = { ...withoutFlight(link, hex(corrId)), failures: 0 };
  const [next, effects] = settle(withLink(state, name, heard), key, answer, around);
  return alarmed([next, effects], around);
}

const MOST_UNREAD = 1;

const withoutFlight = (link: Link, onwardId: string): Link => ({ ...link, inFlight: drop(link.inFlight, onwardId) });

/** A session ended: of a relay, or of a client, whose relay ids go with it and whose forwards stay. */
export function endSession(state: ProxyState, session: Handle, around: Around): Stepped<ProxyState> {
  const name = linkOf(state, session);
  if (name !== undefined) {
    const [next, effects] = lose(state, name, around);
    const [pumped, more] = pump(next, around);
    return [pumped, [...effects, ...more]];
  }
  const registrations = Object.fromEntries(
    Object.entries(state.registrations).filter(([, one]) => one.session !== session),
  );
  const links = Object.fromEntries(
    Object.entries(state.links).map(([key, link]) => {
      const registering = link.registering.filter((one) => one.session !== session);
      const lost =
        around.design.connecting === 'for who asked first' && link.openedFor === session && link.phase !== 'ready';
      return [
        key,
        lost
          ? { ...link, session: undefined, openedFor: LEFT, phase: 'opening' as const, registering }
          : { ...link, registering },
      ];
    }),
  );
  const holding = sessionEnded(state.holding, session, around.design);
  return [{ ...state, registrations, links, holding }, []];
}
