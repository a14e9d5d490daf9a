// A session that somebody opened to a server: greeted, then ready once its role is agreed.
import type { KeyPair } from './crypto.ts';
import type { Role } from './grammar.ts';
import type { SessionKeys } from './layers.ts';
import type { Octets } from './octets.ts';

export interface Greeted {
  readonly phase: 'greeted';
  readonly name: Octets;
  /** IP address of the other end. */
  readonly peer: string;
  readonly pair: KeyPair;
}
export interface Ready {
  readonly phase: 'ready';
  readonly name: Octets;
  readonly peer: string;
  readonly role: Role;
  readonly keys: SessionKeys | 'no layer';
}
