// What a proxy knows: its links to relays, the relay ids that it gave, and what it holds; and what surrounds its steps.
import type { Design } from './design.ts';
import type { Tables } from './durable.ts';
import { type Kept, nothingKept } from './extra-fields.ts';
import type { Address, Forward, ProxyCommand, RelayKey } from './grammar.ts';
import { effortOf, type Held, type Holding, heldTable, nothingHeld } from './held.ts';
import { type ProxyTransmission, sealBlock } from './layers.ts';
import { type Context, type Effect, type Handle, type Millis, put } from './node.ts';
import type { Octets } from './octets.ts';
import { type Link, nameOf } from './relay-links.ts';
import type { Greeted, Ready } from './session.ts';

export interface Registration {
  readonly session: Handle;
  readonly relay: Address;
  readonly expires: Millis;
  /** Of the relay key that came with it. */
  readonly notAfter: Millis;
}

export interface ProxyState {
  /** By relay, and by client as well where sessions are not shared. */
  readonly links: Readonly<Record<string, Link>>;
  /** By relay id. One that expired stays while its client does, so that its id is not given out again (R4.5). */
  readonly registrations: Readonly<Record<string, Registration>>;
  readonly holding: Holding;
  readonly opened: number;
  /** Answers that nobody waits for, where a design keeps them. */
  readonly unread: number;
  /** What a hostile proxy remembers; an honest one keeps no forward that it does not hold. */
  readonly passed: readonly Forward[];
  /** Values of fields that a design adds. */
  readonly kept: Kept;
}

export const noProxy: ProxyState = {
  links: {},
  registrations: {},
  holding: nothingHeld,
  opened: 0,
  unread: 0,
  passed: [],
  kept: nothingKept,
};

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

/** What a step of this role needs beside its state. */
export interface Around extends Context {
  readonly sessions: Readonly<Record<Handle, Greeted | Ready>>;
  readonly password: Octets | undefined;
  readonly honesty: Honesty | undefined;
}

/** What outlives a crash: what was accepted, and nothing that names a client's session. */
export const proxyTables = ({ holding }: ProxyState, design: Pick<Design, 'holding' | 'schedule'>): Tables => ({
  held: heldTable(holding, design),
});

export function linkOf(state: ProxyState, session: Handle): string | undefined {
  return Object.keys(state.links).find((name) => state.links[name]?.session === session);
}

export const withLink = (state: ProxyState, name: string, link: Link): ProxyState => ({
  ...state,
  links: put(state.links, name, link),
});

/** The link that carries what a forward's client sends to its relay. */
export function linkFor(state: ProxyState, key: string, { relay }: Held, { design }: Context): string {
  if (design.session === 'shared by all clients') return nameOf(relay);
  return `${nameOf(relay)} for ${effortOf(state.holding, key).session}`;
}

export function toClient(
  ready: Ready,
  session: Handle,
  transmission: ProxyTransmission,
  { crypto, design }: Context,
): Effect {
  return { kind: 'send', session, block: sealBlock(crypto, design, ready.keys, 'acceptor', transmission) };
}

/** For whom a link was opened that nobody gives up: a planted leak's lost slot. */
export const LEFT = 'a client that left';
