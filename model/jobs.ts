// What a client wants of a relay, one command each, and how that ends.
import type { Crypto, KeyPair } from './crypto.ts';
import type { Fields } from './field-codec.ts';
import type { Address } from './grammar.ts';
import type { Millis, Route } from './node.ts';
import type { Octets } from './octets.ts';
import { signedPart } from './queues.ts';
import { ID_OCTETS, type SmpCommand, type SmpTransmission } from './smp.ts';

/** One command for a relay, and what it is for. */
export interface Job {
  /** Its name among all jobs of the client. */
  readonly id: string;
  readonly purpose: 'create' | 'subscribe' | 'secure' | 'authorise' | 'send' | 'acknowledge' | 'cover';
  readonly queue: string;
  readonly relay: Address;
  readonly route: Route;
  readonly queueId: Octets | undefined;
  readonly command: SmpCommand;
  readonly signer: KeyPair | undefined;
  /** Not before this time, and at whose end it waits for it (R6.1). */
  readonly dueAt: Millis | undefined;
  readonly waitsAt: 'the proxy' | 'the client';
  /** When it is not tried any more if nobody has it yet, and when nobody is asked any more what became of it. */
  readonly expires: Millis;
  readonly unknownAt: Millis;
}
/** A job until it ends. */
export interface Task {
  readonly job: Job;
  readonly turn: number;
  /** Whether somebody may have it: then only the relay can say that it failed. */
  readonly exposed: boolean;
  readonly cancelled: boolean;
  /** How often the relay could not open it. */
  readonly unopened: number;
  /** Of the fields that a design adds. */
  readonly fields?: Fields;
  /** What a planted leak sends again as it was. */
  readonly before?: {
    readonly sender: KeyPair;
    readonly innerId: Octets;
    readonly layerKey: Octets;
    readonly block: Octets;
  };
}

/** Why a job failed that is not a message: for as long as one is tried for, nobody answered. */
export const NO_ANSWER = 'no answer';

/** How a job ended, or that the proxy holds it. */
export type Outcome = { readonly job: Job } & (
  | { readonly kind: 'answered'; readonly answer: SmpCommand }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'accepted' }
);

export function transmissionOf(
  crypto: Crypto,
  { queueId, command, signer }: Job,
  binding: Octets,
  corrId = crypto.random(ID_OCTETS),
): SmpTransmission & { readonly corrId: Octets } {
  const unsigned = { signature: undefined, corrId, queueId, command };
  if (signer === undefined) return unsigned;
  return { ...unsigned, signature: crypto.sign(signer.secret, signedPart(binding, unsigned)) };
}
