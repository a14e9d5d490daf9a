// What a client knows: queues that it writes to and reads, and how its messages ended.
import type { KeyPair } from './crypto.ts';
import type { Address } from './grammar.ts';
import type { Job, Outcome } from './jobs.ts';
import { type Lanes, noLanes } from './lane-state.ts';
import type { Context, Effect, Millis, News, QueueAddress, Route } from './node.ts';
import { hex, type Octets } from './octets.ts';

/** A queue that this client sends to. */
export interface Outgoing {
  readonly address: QueueAddress;
  readonly route: Route;
  /** Signs what is sent, once the queue is secured with it. */
  readonly signer: KeyPair | undefined;
  readonly secures: boolean;
  /** The secret that its messages are numbered under, and the next number. */
  readonly stream: Octets;
  readonly next: number;
}

/** A queue that this client made and reads. */
export interface Incoming {
  readonly relay: Address;
  /** How it is made; it is read directly. */
  readonly route: Route;
  readonly signer: KeyPair;
  readonly delivery: KeyPair;
  readonly user: KeyPair;
  readonly recipientId: Octets | undefined;
  readonly deliveryKey: Octets | undefined;
  /** The sender's key that the recipient secures it with, until the relay has it. */
  readonly authorises: Octets | undefined;
  /** The message that came last: it is shown before it is acknowledged, and once. */
  readonly last: { readonly messageId: Octets; readonly text: string | undefined } | undefined;
}

export interface Told {
  readonly news: News;
  readonly at: Millis;
}

export interface ClientState {
  readonly lanes: Lanes;
  readonly outgoing: Readonly<Record<string, Outgoing>>;
  readonly incoming: Readonly<Record<string, Incoming>>;
  /** How messages ended, by id, for a while: a crash must not take it from the user. */
  readonly ended: Readonly<Record<string, Told>>;
  /** When it subscribes again. */
  readonly readsAt: Millis | undefined;
}

export const start: ClientState = { lanes: noLanes, outgoing: {}, incoming: {}, ended: {}, readsAt: undefined };

export const DIRECT: Route = { kind: 'direct' };

export const tell = (news: News): Effect[] => [{ kind: 'tell', news }];

export const failed = ({ purpose, queue }: Job, why: string): Effect[] =>
  tell({ kind: 'failed', id: `${purpose} ${queue}`, why });

export const shown = (queue: string, { messageId, text: words }: NonNullable<Incoming['last']>): readonly News[] =>
  words === undefined ? [] : [{ kind: 'received', queue, message: hex(messageId), text: words }];

export function messageNews(id: string, outcome: Outcome, early: boolean): News | undefined {
  switch (outcome.kind) {
    case 'accepted':
      return early ? { kind: 'sent', id } : { kind: 'accepted', id };
    case 'failed':
    case 'unknown':
      return { kind: outcome.kind, id, why: outcome.why };
    case 'answered': {
      const { answer } = outcome;
      if (answer.kind === 'ok') return { kind: 'sent', id };
      const why = answer.kind === 'refused' ? `the relay says ${answer.why}` : 'an answer out of place';
      return { kind: 'failed', id, why };
    }
  }
}

export const job = (
  purpose: Job['purpose'],
  to: Pick<Job, 'queue' | 'relay' | 'route' | 'queueId' | 'command' | 'signer'>,
  { now, design }: Context,
  rest: Partial<Job> = {},
): Job => {
  const expires = Math.ceil(now) + design.lifetimeMillis;
  const name = `${purpose} ${to.queue}`;
  return { id: name, purpose, dueAt: undefined, waitsAt: 'the proxy', expires, unknownAt: expires, ...to, ...rest };
};
