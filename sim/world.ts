// What is simulated: who takes part with which code, on which links, with which faults, and what users order.
import type { Crypto } from '../model/crypto.ts';
import type { Design } from '../model/design.ts';
import type { News, Node } from '../model/node.ts';
import type { Terms } from '../model/terms.ts';
import type { Planned } from './plan.ts';
import type { Over, Scenario } from './scenario.ts';

export interface Participant {
  readonly name: string;
  readonly ip: string;
  /** Where others reach it, if they can. */
  readonly host?: string;
  readonly over?: Over | undefined;
  readonly node: Node;
}
export interface World
  extends Pick<Scenario, 'latencyMillis' | 'jitterMillis' | 'faults' | 'untilMillis' | 'endMillis'> {
  readonly participants: readonly Participant[];
  readonly design: Design;
  readonly seed: string;
  readonly terms: Terms;
  readonly cryptoAt: (node: string, step: number) => Crypto;
  /** What users order by themselves. */
  readonly first: readonly Planned[];
  /** What users order because a user was told something; each once. */
  readonly after: (node: string, news: News) => readonly Planned[];
}
