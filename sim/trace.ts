// The record of one run. `cause` is ground truth, to judge guesses by: no observer ever sees it.
import { createHash } from 'node:crypto';
import type { Disk, Millis, News, Order } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import type { Terms } from '../model/terms.ts';
import type { Asked } from './scenario.ts';

/** Octets that TLS 1.3 adds to a block: record header, content type, tag. */
export const RECORD_OVERHEAD_OCTETS = 22;

export interface Ends {
  readonly session: number;
  readonly from: string;
  readonly to: string;
}
/** Hosts that a session passes through, from its client on; absent where there are none. */
export interface Via {
  readonly via?: readonly string[];
}

export type Event = { readonly at: Millis; readonly cause: number | undefined } & (
  | { readonly kind: 'ordered'; readonly node: string; readonly order: Order }
  /** A TCP and TLS connection: both ends see the other's IP address, which is that of the last host in between if there is one. */
  | ({ readonly kind: 'opened'; readonly fromIp: string; readonly toIp: string } & Ends & Via)
  /** A block that left, and when it was there, if it ever was. */
  | ({ readonly kind: 'carried'; readonly block: Octets; readonly arrives: Millis | undefined } & Ends & Via)
  | ({ readonly kind: 'closed' } & Ends & Via)
  /** A connection below sessions: of neighbours in an overlay, or of a device and the host that its client runs on. */
  | ({ readonly kind: 'connected'; readonly fromIp: string; readonly toIp: string } & Ends)
  /** What passed over such a connection at once: its octets on the wire. */
  | ({ readonly kind: 'conveyed'; readonly octets: number; readonly arrives: Millis | undefined } & Ends)
  /** A connection that was tried and did not come about. */
  | ({
      readonly kind: 'unanswered';
      readonly from: string;
      readonly to: string;
      readonly fromIp: string;
      readonly toIp: string;
    } & Via)
  | { readonly kind: 'told'; readonly node: string; readonly news: News }
  | { readonly kind: 'crashed' | 'restarted'; readonly node: string }
  /** What a node wrote under these keys lasts from now on: how many octets of octet strings each has, 0 where it is erased. */
  | {
      readonly kind: 'flushed';
      readonly node: string;
      readonly keys: readonly string[];
      readonly octets: readonly number[];
    }
  /** A node's code threw, or the run would not end: a defect of the protocol code, and the end of that node. */
  | { readonly kind: 'broken'; readonly node: string; readonly why: string }
  /** A sealing key was used; octets of the body are there to tell two uses apart. */
  | {
      readonly kind: 'sealed';
      readonly node: string;
      readonly key: Octets;
      readonly nonce: Octets;
      readonly body: Octets;
    }
);

export interface Trace extends Asked {
  readonly events: readonly Event[];
  /** What every octet string means; empty under real cryptography. */
  readonly terms: Terms;
  /** By node: its state when the run ended, and what its disk keeps. */
  readonly ends: ReadonlyMap<string, End>;
}
export interface End {
  readonly state: unknown;
  readonly disk: Disk;
}

/** SHA-256 over all that happened on the network, to users and to whole nodes, in hexadecimal: same seed, same fingerprint. */
export function fingerprint({ events }: Pick<Trace, 'events'>): string {
  const hash = createHash('sha256');
  for (const event of events) {
    if (event.kind === 'sealed' || event.kind === 'flushed') continue;
    const { block, ...rest } = event.kind === 'carried' ? event : { ...event, block: undefined };
    hash.update(JSON.stringify(rest, plain));
    if (block !== undefined) hash.update(block);
  }
  return hash.digest('hex');
}

const plain = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
