// What each kind of intervention makes of a block that is about to leave an active proxy, and of the proxy itself.
import { encode } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import type { ProxyTransmission } from '../model/layers.ts';
import type { Context, Effect } from '../model/node.ts';
import { same } from '../model/octets.ts';
import { forge, substituted } from './active-blocks.ts';
import { forwardName } from './active-memory.ts';
import { type Active, type Out, type Place, sessionOf } from './active-state.ts';
import type { Intervention } from './script.ts';

/** How long it waits for another block to swap with. */
const SWAP_MILLIS = 60_000;

/** One intervention: what it makes of the blocks that are to leave, and of the proxy. */
export function act(
  state: Active,
  by: Intervention,
  name: string,
  out: Out,
  outs: readonly Out[],
  context: Context,
): readonly [Active, readonly Out[], readonly Effect[]] {
  const stopped = [...state.stopped, name];
  const timer = `script ${name}`;
  const waits = (outs: readonly Out[], byMillis: number): readonly [Active, readonly Effect[]] => [
    { ...state, stopped, later: { ...state.later, [timer]: { name, outs } } },
    [{ kind: 'timer', name: timer, at: context.now + byMillis }],
  ];
  switch (by.act.do) {
    case 'drop':
      return [{ ...state, stopped }, [], []];
    case 'delay': {
      const [next, effects] = waits(outs, by.act.byMillis);
      return [next, [], effects];
    }
    case 'duplicate':
      return [state, [...outs, ...outs.map((one) => fresh(one, context))], []];
    case 'replay': {
      const earlier = state.passed[by.on][by.act.of - 1]?.out;
      if (earlier === undefined || by.act.of >= by.nth) return [state, outs, []];
      const { session, peer, end } = out;
      return [state, [...outs, fresh({ ...earlier, session, peer, end }, context)], []];
    }
    case 'replay after a reconnect':
      return [{ ...state, again: [...state.again, out], closing: [...state.closing, out.session] }, outs, []];
    case 'swap': {
      const [next, effects] = waits(outs, SWAP_MILLIS);
      return [{ ...next, swapping: [...state.swapping, { by, name, out }] }, [], effects];
    }
    case 'substitute': {
      const { parts, by: source } = by.act;
      let { memory } = state;
      const changed = outs.map((one): Out => {
        const [known, made] = substituted(one.transmission, parts, source, memory, context);
        memory = known;
        if (made === undefined || sameCommand(made, one.transmission, context)) return one;
        return { ...one, transmission: made, block: undefined };
      });
      const isChanged = changed.some((one, i) => one !== outs[i]);
      return isChanged ? [{ ...state, memory }, changed, []] : [state, outs, []];
    }
    case 'inject': {
      const [memory, made] = forge(by.act.block, state.memory, context);
      if (made === undefined) return [state, outs, []];
      const place = placeFor(state, out, by.act.block.kind);
      if (place === undefined) return [state, outs, []];
      const relayId = made.command.kind === 'server_id' ? made.relayId : out.transmission.relayId;
      const forged: Out = { ...place, transmission: { ...made, relayId }, block: undefined };
      return by.act.instead
        ? [{ ...state, memory, stopped }, [forged], []]
        : [{ ...state, memory }, [...outs, forged], []];
    }
  }
}

/** Where a made block goes: on the session of the block that it follows, or, for a client, to whose forward that is. */
function placeFor(state: Active, out: Out, kind: 'forward' | 'answer' | 'relay key'): Place | undefined {
  const { session, peer, end } = out;
  if ((kind === 'forward') === (end === 'opener')) return { session, peer, end };
  if (end === 'acceptor') return undefined;
  const { command } = out.transmission;
  const name = command.kind === 'forward' ? forwardName(command) : '';
  const client = state.memory.forwards.find(({ forward }) => forwardName(forward) === name)?.session;
  const to = client === undefined ? undefined : sessionOf(state, client);
  return to && { session: to.session, peer: to.peer, end: to.end };
}

const sameCommand = (a: ProxyTransmission, b: ProxyTransmission, { design }: Context): boolean => {
  const { proxyCommand } = wireOf(design);
  return same(encode(proxyCommand, a.command), encode(proxyCommand, b.command));
};

/** The same on its way to a relay again: under a corr id of its own, unless it would not open under another. */
export function fresh(out: Out, { crypto, design }: Context): Out {
  if (out.end === 'acceptor' || design.commandNonce === 'the corr id') return { ...out, block: undefined };
  const transmission = { ...out.transmission, corrId: crypto.random(design.corrIdOctets) };
  return { ...out, transmission, block: undefined };
}

/** What one carries, under the corr id and on the session of the other. */
export function exchanged(outside: Out, within: Out, what: 'encrypted blocks' | 'all but corr ids'): Out {
  const [a, b] = [outside.transmission.command, within.transmission.command];
  const both = 'encryptedBlock' in a && 'encryptedBlock' in b;
  const command = what === 'encrypted blocks' && both ? { ...a, encryptedBlock: b.encryptedBlock } : b;
  return { ...outside, transmission: { ...outside.transmission, command }, block: undefined };
}
