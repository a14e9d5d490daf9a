// A participant is a pure step: state and input in, state and effects out. No node knows what runs it.
import type { Crypto } from './crypto.ts';
import type { Design } from './design.ts';
import type { Address } from './grammar.ts';
import type { Octets } from './octets.ts';

export type Millis = number;
/** How one node names one of its sessions; the other end has a name of its own for it. */
export type Handle = string;

/** How commands for a relay travel: decided per command from the client's configuration (I3). */
export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: Address; readonly password: string | undefined };

/** What a recipient gives a sender out of band: where to send, and the key of the recipient's user. */
export interface QueueAddress {
  readonly relay: Address;
  readonly senderId: Octets;
  readonly userKey: Octets;
}

/** What a user asks their client to do. */
export type Order =
  | { readonly kind: 'create'; readonly queue: string; readonly relay: Address; readonly route: Route }
  | {
      readonly kind: 'join';
      readonly queue: string;
      readonly address: QueueAddress;
      readonly route: Route;
      readonly secure: boolean;
    }
  | { readonly kind: 'send'; readonly id: string; readonly queue: string; readonly text: string };

/** What the user is shown. */
export type News =
  | { readonly kind: 'created'; readonly queue: string; readonly address: QueueAddress }
  | { readonly kind: 'sent'; readonly id: string }
  | { readonly kind: 'failed'; readonly id: string; readonly why: string }
  | { readonly kind: 'received'; readonly queue: string; readonly text: string }
  /** Of a hostile node alone: something that an honest one should not have let it have. */
  | { readonly kind: 'gained'; readonly what: string };

export type Input =
  | { readonly kind: 'order'; readonly order: Order }
  /** A session is up; `name` is what TLS calls it at both ends, `peer` the other end's IP address. */
  | { readonly kind: 'opened'; readonly session: Handle; readonly name: Octets; readonly peer: string }
  | { readonly kind: 'block'; readonly session: Handle; readonly block: Octets }
  | { readonly kind: 'closed'; readonly session: Handle }
  | { readonly kind: 'timer'; readonly name: string };

export type Effect =
  | { readonly kind: 'open'; readonly session: Handle; readonly host: string }
  /** Leaves when the step's processing is done, and not before `at`. */
  | { readonly kind: 'send'; readonly session: Handle; readonly block: Octets; readonly at?: Millis }
  | { readonly kind: 'close'; readonly session: Handle }
  | { readonly kind: 'timer'; readonly name: string; readonly at: Millis }
  | { readonly kind: 'tell'; readonly news: News };

export interface Context {
  readonly self: string;
  readonly now: Millis;
  readonly design: Design;
  readonly crypto: Crypto;
}

export type Stepped<State> = readonly [State, readonly Effect[]];

export interface Node<State = unknown> {
  readonly start: State;
  step(state: State, input: Input, context: Context): Stepped<State>;
}

/** Immutable updates of plain-data records. */
export function put<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  return { ...record, [key]: value };
}
export function drop<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}
