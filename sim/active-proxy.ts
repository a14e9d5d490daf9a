// A proxy that follows a script: the protocol's own server, whose blocks it drops, delays, repeats, swaps, changes or adds to
// on their way out. It tells what it did, and what it gained that no proxy should.
import { Malformed } from '../model/codec.ts';
import type { Forward, ProxyCommand } from '../model/grammar.ts';
import { type End, openBlock, type ProxyTransmission, sealBlock } from '../model/layers.ts';
import type { Context, Effect, Handle, Input, Node, Stepped } from '../model/node.ts';
import { hex, type Octets, same } from '../model/octets.ts';
import { nameOf } from '../model/relay-links.ts';
import type { ServerState } from '../model/server.ts';
import { act, exchanged, fresh } from './active-acts.ts';
import { forwardName, heardFromClient, heardFromRelay, type Memory, opensWithOwn } from './active-memory.ts';
import { type Active, currentSession, nothingPassed, type Out, sessionOf } from './active-state.ts';
import { inWords, type Pass, type Script } from './script.ts';

export function activeProxy(server: Node<ServerState>, script: Script): Node<Active> {
  const through = (state: Active, input: Input, context: Context): Stepped<Active> => {
    const [next, effects] = server.step(state.server, input, context);
    const [passed, out] = passAll({ ...state, server: next }, effects, script, context);
    const [closing, ...rest] = passed.closing;
    if (closing === undefined) return [passed, out];
    const [closed, more] = through({ ...passed, closing: rest }, { kind: 'closed', session: closing }, context);
    return [closed, [...out, { kind: 'close', session: closing }, ...more]];
  };
  return {
    start: { ...nothingPassed, server: server.start },
    step: (state, input, context) => {
      if (input.kind === 'timer' && state.later[input.name] !== undefined) return resume(state, input.name, context);
      const [heard, gains] = input.kind === 'block' ? hear(state, input.session, input.block, context) : [state, []];
      const [next, effects] = through(heard, input, context);
      return [next, [...gains, ...effects]];
    },
  };
}

const tell = (kind: 'gained' | 'intervened', what: string): Effect => ({ kind: 'tell', news: { kind, what } });

/** Remembers what came in, and tells what it gains by it. */
function hear(state: Active, session: Handle, block: Octets, context: Context): Stepped<Active> {
  const from = sessionOf(state, session);
  if (from === undefined) return [state, []];
  const transmission = openBlock(context.crypto, context.design, from.keys, from.end, block);
  if (transmission instanceof Malformed) return [state, []];
  const { command, corrId, relayId } = transmission;
  if (from.end === 'opener') {
    const memory = heardFromRelay(state.memory, from.peer, transmission);
    const name = state.onward[hex(corrId)];
    if (command.kind !== 'response' || name === undefined) return [{ ...state, memory }, []];
    const before = state.answers[name];
    const second = before !== undefined && !same(before, command.encryptedBlock);
    const answers = { ...state.answers, [name]: before ?? command.encryptedBlock };
    return [{ ...state, memory, answers }, second ? [tell('gained', SECOND_ANSWER)] : []];
  }
  const registration = state.server.proxy.registrations[hex(relayId)];
  const relay = registration && nameOf(registration.relay);
  const memory = heardFromClient(state.memory, session, relay, transmission, context);
  const next = { ...state, memory };
  if (command.kind !== 'forward') return [next, []];
  if (memory.commands.length > state.memory.commands.length) return [next, [tell('gained', READABLE)]];
  if (opensWithOwn(memory, corrId, command, context)) return [next, [tell('gained', SEALED_TO_IT)]];
  return [next, state.deceived.includes(hex(relayId)) ? [tell('gained', WRONG_KEY)] : []];
}
export const READABLE = 'a command that it can read';
export const SECOND_ANSWER = 'a second sealed answer to one command';
export const SEALED_TO_IT = 'a command that is sealed to its own key';
export const WRONG_KEY = 'a command that is sealed to a key that is not the relay’s';

/** Does the script to all that is about to leave. */
function passAll(state: Active, effects: readonly Effect[], script: Script, context: Context): Stepped<Active> {
  let next = state;
  const out: Effect[] = [];
  for (const effect of effects) {
    if (effect.kind === 'flush') {
      const [after, then] = passAll(next, effect.then, script, context);
      next = after;
      out.push({ ...effect, then });
    } else if (effect.kind === 'send') {
      const [after, sent] = pass(next, effect.session, effect.block, script, context);
      next = after;
      out.push(...sent);
    } else out.push(effect);
  }
  return [next, out];
}

function kindOf(end: End, { kind }: ProxyCommand): Pass | undefined {
  if (end === 'opener') return kind === 'forward' ? 'forward' : undefined;
  if (kind === 'server_id') return 'relay key';
  if (kind === 'accepted') return 'accepted';
  return kind === 'response' || kind === 'error' ? 'answer' : undefined;
}

function pass(state: Active, session: Handle, block: Octets, script: Script, context: Context): Stepped<Active> {
  const to = sessionOf(state, session);
  const other: End = to?.end === 'opener' ? 'acceptor' : 'opener';
  const transmission = to && openBlock(context.crypto, context.design, to.keys, other, block);
  if (to === undefined || transmission === undefined || transmission instanceof Malformed)
    return [state, [{ kind: 'send', session, block }]];
  const mine = ({ peer, session: old }: Out): boolean => peer === to.peer && old !== session;
  const again = state.again.filter(mine).map((one) => fresh({ ...one, session }, context));
  const rest = { ...state, again: state.again.filter((one) => !mine(one)) };
  const out: Out = { session, peer: to.peer, end: to.end, transmission, block };
  const [next, effects] = intervene(rest, out, script, context);
  const [after, repeated] = emitAll(next, again, context);
  return [after, [...effects, ...repeated]];
}

function intervene(state: Active, out: Out, script: Script, context: Context): Stepped<Active> {
  const { command, corrId } = out.transmission;
  const kind = kindOf(out.end, command);
  if (kind === undefined) return emitAll(state, [out], context);
  const name = `${kind} ${command.kind === 'forward' ? forwardName(command) : hex(corrId)}`;
  if (state.stopped.includes(name)) return [state, []];
  const known = state.passed[kind];
  if (known.some((one) => one.name === name)) return emitAll(state, [out], context);

  let next: Active = { ...state, passed: { ...state.passed, [kind]: [...known, { name, out }] } };
  let outs: readonly Out[] = [out];
  const told: Effect[] = [];
  const partner = state.swapping.find(({ by }) => by.on === kind);
  if (partner !== undefined) {
    const freed = state.stopped.filter((one) => one !== partner.name);
    next = { ...next, swapping: state.swapping.filter((one) => one !== partner), stopped: freed };
    const what = partner.by.act.do === 'swap' ? partner.by.act.what : 'all but corr ids';
    outs = [exchanged(out, partner.out, what), exchanged(partner.out, out, what)];
    told.push(tell('intervened', inWords(partner.by)));
  }
  for (const one of script) {
    if (one.on !== kind || one.nth !== known.length + 1) continue;
    const [after, changed, effects] = act(next, one, name, out, outs, context);
    const happened = after !== next || changed !== outs;
    if (happened && one.act.do !== 'swap') told.push(tell('intervened', inWords(one)));
    told.push(...effects);
    next = after;
    outs = changed;
  }
  const [after, sent] = emitAll(next, outs, context);
  return [after, [...told, ...sent]];
}

/** What waited long enough goes its way. */
function resume(state: Active, timer: string, context: Context): Stepped<Active> {
  const { [timer]: due, ...later } = state.later;
  const name = due?.name ?? '';
  const next = {
    ...state,
    later,
    stopped: state.stopped.filter((one) => one !== name),
    swapping: state.swapping.filter((one) => one.name !== name),
  };
  // What was swapped meanwhile has gone.
  const gone = !state.stopped.includes(name);
  return gone ? [next, []] : emitAll(next, due?.outs ?? [], context);
}

function emitAll(state: Active, outs: readonly Out[], context: Context): Stepped<Active> {
  let next = state;
  const effects = outs.flatMap((out): Effect[] => {
    const { end, transmission } = out;
    const to = sessionOf(next, out.session) ?? currentSession(next, out);
    if (to === undefined) {
      next = { ...next, again: [...next.again, out] };
      return [];
    }
    const { command, corrId } = transmission;
    if (end === 'opener' && command.kind === 'forward')
      next = { ...next, onward: { ...next.onward, [hex(corrId)]: forwardName(command as Forward) } };
    if (command.kind === 'server_id') next = gave(next, to.session, transmission, context);
    const asItWas = to.session === out.session ? out.block : undefined;
    const block = asItWas ?? sealBlock(context.crypto, context.design, to.keys, end, transmission);
    return [{ kind: 'send', session: to.session, block }];
  });
  return [next, effects];
}

/** A client takes or refuses the first key that comes on its session under the corr id with which it asked, and no other. */
function gave(state: Active, session: Handle, transmission: ProxyTransmission, context: Context): Active {
  const { corrId, command } = transmission;
  const key = hex(corrId);
  const isAsked = state.memory.asked.some((one) => one.session === session && same(one.corrId, corrId));
  if (!isAsked || state.given.includes(key) || command.kind !== 'server_id') return state;
  const given = [...state.given, key];
  if (isGenuine(state.memory, transmission, context)) return { ...state, given };
  return { ...state, given, deceived: [...state.deceived, hex(command.relayId)] };
}

/** Whether the statement is one that the relay itself gave, and good now. */
function isGenuine({ asked, relayKeys }: Memory, { corrId, command }: ProxyTransmission, { now }: Context): boolean {
  const relay = asked.find((one) => same(one.corrId, corrId))?.relay;
  const statement = command.kind === 'server_id' ? command.relayKey?.statement : undefined;
  return relayKeys.some(
    (one) =>
      one.relay === relay &&
      statement !== undefined &&
      same(one.value.statement, statement) &&
      one.statement.notAfter > now,
  );
}
