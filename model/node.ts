// A participant is a pure step: state and input in, state and effects out. No node knows what runs it.
import type { Crypto } from './crypto.ts';
import type { Design } from './design.ts';
import type { Address } from './grammar.ts';
import type { Octets } from './octets.ts';

/** Milliseconds, of a node's own clock or between two moments. */
export type Millis = number;
/** How one node names one of its sessions; the other end has a name of its own for it. */
export type Handle = string;

/** How commands for a relay travel: decided per command from the client's configuration (I3). */
export type Route =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'proxy';
      readonly proxy: Address;
      readonly password: string | undefined;
      /** Others that may forward as well, where a design takes turns. */
      readonly others: readonly Address[];
    };

/** What a recipient gives a sender out of band: where to send, and the key of the recipient's user. */
export interface QueueAddress {
  /** Where it is kept. */
  readonly relay: Address;
  /** Its name for who sends to it, 24 octets. */
  readonly senderId: Octets;
  /** X25519, 32 octets: what messages are sealed for. */
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
      /** Who sets the key that the sender signs with. */
      readonly secured: 'by the sender' | 'by the recipient' | 'never';
    }
  /** `at` schedules it: the proxy sends it then, whether its client is there or not (R6.1). */
  | { readonly kind: 'send'; readonly id: string; readonly queue: string; readonly text: string; readonly at?: Millis }
  /** Takes a message back that was scheduled and has not been sent on. */
  | { readonly kind: 'cancel'; readonly id: string }
  /** Of the recipient: from now on only the holder of this key may send to the queue. */
  | { readonly kind: 'secure'; readonly queue: string; readonly key: Octets };

/** What the user is shown. */
export type News =
  | { readonly kind: 'created'; readonly queue: string; readonly address: QueueAddress }
  /** The key that a sender will sign with, for a recipient who secures the queue. */
  | { readonly kind: 'joined'; readonly queue: string; readonly key: Octets }
  /** The proxy holds the message and will not lose it. */
  | { readonly kind: 'accepted'; readonly id: string }
  /** The relay of the queue has it. */
  | { readonly kind: 'sent'; readonly id: string }
  /** It is not in the queue and will not be. */
  | { readonly kind: 'failed'; readonly id: string; readonly why: string }
  /** Nobody who could know is there any more. */
  | { readonly kind: 'unknown'; readonly id: string; readonly why: string }
  /** `message` is its name in its queue: one that is told again after a crash is the same one. */
  | { readonly kind: 'received'; readonly queue: string; readonly message: string; readonly text: string }
  /** Of a hostile node alone: something that an honest one should not have let it have. */
  | { readonly kind: 'gained'; readonly what: string }
  /** Of a hostile node alone: what it did to a block, as its script has it. */
  | { readonly kind: 'intervened'; readonly what: string };

/** What happens to a node: one of these at a time. */
export type Input =
  | { readonly kind: 'order'; readonly order: Order }
  /** A session is up; `name` is what TLS calls it at both ends, `peer` the other end's IP address. */
  | { readonly kind: 'opened'; readonly session: Handle; readonly name: Octets; readonly peer: string }
  | { readonly kind: 'block'; readonly session: Handle; readonly block: Octets }
  | { readonly kind: 'closed'; readonly session: Handle }
  | { readonly kind: 'timer'; readonly name: string }
  /** The first input after a crash: what the disk kept, to a state that is the start again. */
  | { readonly kind: 'restarted'; readonly disk: Disk };

/** What a node finds on its disk, by key; a record whose writing a crash cut short is `TORN`. */
export type Disk = Readonly<Record<string, unknown>>;
/** What a crash left of a record that was being written. */
export const TORN = 'torn';

/** What a node asks of whoever runs it, in this order. */
export type Effect =
  | { readonly kind: 'open'; readonly session: Handle; readonly host: string }
  /** Leaves when the step's processing is done, and not before `at`. */
  | { readonly kind: 'send'; readonly session: Handle; readonly block: Octets; readonly at?: Millis }
  | { readonly kind: 'close'; readonly session: Handle }
  /** Replaces the timer of the same name, if there is one; none at infinity. An idle one alone does not keep a run going. */
  | { readonly kind: 'timer'; readonly name: string; readonly at: Millis; readonly idle?: true }
  /** Plain data for the disk, by key; no value erases a record. A journal keeps it together: a crash leaves all of it
   * or none. Written `inPlace`, record by record over the old ones, any may be lost or torn. Flushed, it lasts. */
  | { readonly kind: 'write'; readonly records: Disk; readonly inPlace?: true }
  /** Takes time if there is something to write; what it holds back happens once all that was written before is on the disk, or never in a crash. */
  | { readonly kind: 'flush'; readonly then: readonly Effect[] }
  | { readonly kind: 'tell'; readonly news: News };

/** All that a step depends on beside state and input. */
export interface Context {
  /** The node's name in the scenario; of a server its host. */
  readonly self: string;
  /** When the node gets to its input: one that is busy keeps it waiting. */
  readonly now: Millis;
  /** When the input was there. */
  readonly arrivedAt: Millis;
  /** The decisions that it follows. */
  readonly design: Design;
  /** Ideal or real, and all the chance that there is: the same call in the same step gives the same octets. */
  readonly crypto: Crypto;
}

/** The state after a step, and what it asks for. */
export type Stepped<State> = readonly [State, readonly Effect[]];

/** A participant. States are plain data, so that whoever runs it can copy, hash and compare them. */
export interface Node<State = unknown> {
  /** Before its first input, and again after a crash. */
  readonly start: State;
  /** Pure: equal arguments give equal results, and none is changed. What it throws breaks this node alone. */
  step(state: State, input: Input, context: Context): Stepped<State>;
}

/** The record with `value` at `key`; the given one is left as it is. */
export function put<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  return { ...record, [key]: value };
}
/** The record without `key`; the given one is left as it is. */
export function drop<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}
