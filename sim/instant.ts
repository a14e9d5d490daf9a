// A network without latency, where honest nodes run their own code and an attacker holds its sessions by hand.
// What one input sets off is played to its end before the next, and time passes when the attacker waits; a node that
// throws or never rests is a defect.
import type { Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { nativeCrypto } from '../model/crypto-native.ts';
import type { Design } from '../model/design.ts';
import type { Effect, Handle, Input, Millis, News, Node, Order } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import { Terms } from '../model/terms.ts';
import { random } from './random.ts';
import type { Asked } from './scenario.ts';

/** Inputs that one input may set off, effects of one step, and timers that ring in one wait: more, and something never rests. */
export const MOST_INPUTS = 100;
export const MOST_EFFECTS = 100;
const MOST_RINGS = 1_000;

/** A session as the attacker sees it. */
export interface Held {
  readonly handle: Handle;
  readonly name: Octets;
  /** The node at the other end, and the host that it asked for if it opened the session. */
  readonly with: string;
  readonly host: string | undefined;
  readonly blocks: Octets[];
  open: boolean;
}
export interface Instant {
  readonly crypto: Crypto;
  /** All that users were told so far. */
  readonly told: { readonly node: string; readonly news: News }[];
  readonly defects: string[];
  enter(name: string, host: string | undefined, node: Node): void;
  /** Sessions to this host reach the attacker. */
  lurk(host: string): void;
  cryptoAt(node: string, step: string | number): Crypto;
  now(): Millis;
  /** Lets time pass, timer by timer, until it is enough, and no longer than this. */
  wait(millis: Millis, enough?: () => boolean): void;
  /** How many inputs a node was given that the attacker set off, at once or by a timer. */
  reached(node: string): number;
  state(node: string): unknown;
  order(node: string, order: Order): void;
  open(node: string): Held;
  /** A session that a node opened to a host of the attacker's, each once. */
  arrival(node: string, host: string): Held | undefined;
  send(held: Held, block: Octets): void;
  close(held: Held): void;
}

/** Who set something off: what honest users order, and what follows of it, is not the attacker's doing. */
type By = 'attacker' | 'users';
interface Running {
  readonly node: Node;
  readonly timers: Map<string, { readonly at: Millis; readonly by: By }>;
  state: unknown;
  steps: number;
  reached: number;
}
interface End {
  readonly node: string | undefined;
  readonly handle: Handle;
}

export function instant(design: Design, seed: string, cryptography: Asked['cryptography']): Instant {
  const terms = new Terms();
  const cryptoAt = (node: string, step: string | number): Crypto => {
    const { octets } = random(seed, node, step);
    return cryptography === 'ideal' ? idealCrypto(octets, terms, node) : nativeCrypto(octets);
  };
  const running = new Map<string, Running>();
  const hosts = new Map<string, string | undefined>();
  /** The other end of every session, by node and handle; of the attacker's, by handle alone. */
  const others = new Map<string, End>();
  const held = new Map<Handle, Held>();
  const told: Instant['told'] = [];
  const defects: string[] = [];
  const waiting: { readonly end: End; readonly input: Input; readonly by: By }[] = [];
  let sessions = 0;
  const arrivals: Held[] = [];
  let now = 0;
  const keyOf = ({ node, handle }: End): string => `${node ?? ''} ${handle}`;

  const connect = (from: End, to: string | undefined, host: string | undefined, by: By): void => {
    const there: End = { node: to, handle: `in ${sessions}` };
    const name = random(seed, 'session', sessions++).octets(32);
    others.set(keyOf(from), there);
    others.set(keyOf(there), from);
    for (const [end, other] of [
      [from, there],
      [there, from],
    ] as const) {
      if (end.node !== undefined)
        waiting.push({
          end,
          input: { kind: 'opened', session: end.handle, name, peer: `of ${other.node ?? 'attacker'}` },
          by,
        });
      else {
        const mine: Held = { handle: end.handle, name, with: other.node as string, host, blocks: [], open: true };
        held.set(end.handle, mine);
        if (host !== undefined) arrivals.push(mine);
      }
    }
  };
  const disconnect = (end: End, by: By): void => {
    const other = others.get(keyOf(end));
    if (other === undefined) return;
    others.delete(keyOf(end));
    others.delete(keyOf(other));
    for (const { node, handle } of [end, other]) if (node === undefined) (held.get(handle) as Held).open = false;
    if (other.node !== undefined) waiting.push({ end: other, input: { kind: 'closed', session: other.handle }, by });
  };
  const perform = (self: string, effect: Effect, by: By): void => {
    if (effect.kind === 'tell') told.push({ node: self, news: effect.news });
    // A flush is completed at once, and as nothing crashes here, nobody reads a disk.
    if (effect.kind === 'flush') for (const one of effect.then) perform(self, one, by);
    if (effect.kind === 'timer') {
      const { timers } = running.get(self) as Running;
      if (effect.at === Number.POSITIVE_INFINITY) timers.delete(effect.name);
      // One alarm is for all that a node waits for: set again because of the attacker, it is still due to whoever set it before.
      else timers.set(effect.name, { at: effect.at, by: timers.get(effect.name)?.by === 'users' ? 'users' : by });
    }
    if (effect.kind === 'timer' || effect.kind === 'tell' || effect.kind === 'write' || effect.kind === 'flush') return;
    const end: End = { node: self, handle: effect.session };
    if (effect.kind === 'close') {
      disconnect(end, by);
      return;
    }
    if (effect.kind === 'open') {
      if (hosts.has(effect.host)) connect(end, hosts.get(effect.host), effect.host, by);
      else waiting.push({ end, input: { kind: 'closed', session: effect.session }, by });
      return;
    }
    const other = others.get(keyOf(end));
    if (other === undefined) return;
    if (other.node === undefined) held.get(other.handle)?.blocks.push(effect.block);
    else waiting.push({ end: other, input: { kind: 'block', session: other.handle, block: effect.block }, by });
  };
  const earliest = ():
    | { readonly self: string; readonly name: string; readonly at: Millis; readonly by: By }
    | undefined =>
    [...running]
      .flatMap(([self, { timers }]) => [...timers].map(([name, timer]) => ({ self, name, ...timer })))
      .reduce<ReturnType<typeof earliest>>((first, one) => (first && first.at <= one.at ? first : one), undefined);
  /** Plays everything that waits, and what follows from it. */
  const settle = (): void => {
    for (let inputs = 0; waiting.length > 0; inputs++) {
      const { end, input, by } = waiting.shift() as (typeof waiting)[number];
      if (inputs >= MOST_INPUTS) {
        defects.push(`no rest after ${MOST_INPUTS} inputs, at a ${input.kind} for ${end.node}`);
        waiting.length = 0;
        return;
      }
      const self = end.node as string;
      const me = running.get(self) as Running;
      if (by === 'attacker') me.reached++;
      try {
        const context = { self, now: ++now, arrivedAt: now, design, crypto: cryptoAt(self, me.steps++) };
        const [state, effects] = me.node.step(me.state, input, context);
        me.state = state;
        const many = count(effects);
        if (many > MOST_EFFECTS) defects.push(`${self}: ${many} effects of one ${input.kind}`);
        for (const effect of effects) perform(self, effect, by);
      } catch (problem) {
        const [what, where] =
          problem instanceof Error ? (problem.stack ?? problem.message).split('\n') : [String(problem)];
        defects.push(`${self} throws ${what}${where?.replace(/.*\/(\w+\/[^/]+)$/, ' at $1')}`);
      }
    }
  };

  return {
    crypto: cryptoAt('attacker', 'own'),
    told,
    defects,
    cryptoAt,
    enter(name, host, node) {
      running.set(name, { node, timers: new Map(), state: node.start, steps: 0, reached: 0 });
      if (host !== undefined) hosts.set(host, name);
    },
    lurk: (host) => hosts.set(host, undefined),
    now: () => now,
    wait(millis, enough = () => false) {
      const until = now + millis;
      for (let rings = 0; !enough(); rings++) {
        const first = earliest();
        if (rings >= MOST_RINGS)
          defects.push(`no rest after ${MOST_RINGS} timers, at ${first?.name} of ${first?.self}`);
        if (rings >= MOST_RINGS || first === undefined || first.at > until) {
          now = Math.max(now, until);
          return;
        }
        now = Math.max(now, first.at);
        const { self, name, by } = first;
        running.get(self)?.timers.delete(name);
        waiting.push({ end: { node: self, handle: '' }, input: { kind: 'timer', name }, by });
        settle();
      }
    },
    reached: (node) => running.get(node)?.reached ?? 0,
    state: (node) => running.get(node)?.state,
    order(node, order) {
      waiting.push({ end: { node, handle: '' }, input: { kind: 'order', order }, by: 'users' });
      settle();
    },
    open(node) {
      const handle = `attacker ${sessions}`;
      connect({ node: undefined, handle }, node, undefined, 'attacker');
      settle();
      return held.get(handle) as Held;
    },
    arrival(node, host) {
      const at = arrivals.findIndex((one) => one.with === node && one.host === host);
      return at < 0 ? undefined : arrivals.splice(at, 1)[0];
    },
    send({ handle }, block) {
      const other = others.get(keyOf({ node: undefined, handle }));
      if (other?.node === undefined) return;
      waiting.push({ end: other, input: { kind: 'block', session: other.handle, block }, by: 'attacker' });
      settle();
    },
    close({ handle }) {
      disconnect({ node: undefined, handle }, 'attacker');
      settle();
    },
  };
}

/** All effects of a step, with those that wait for a flush. */
const count = (effects: readonly Effect[]): number =>
  effects.reduce((sum, one) => sum + 1 + (one.kind === 'flush' ? count(one.then) : 0), 0);
