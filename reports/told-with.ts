// What a report tells beside the audit itself.
import type { GateResult } from './gate/gate-result.ts';
import type { Came } from './provenance/provenance.ts';

/** What a requirement says, by its id; a report without it still reads. */
export type Statements = ReadonlyMap<string, string>;

export interface ToldWith {
  readonly statements?: Statements;
  /** What the gate says, where there is one. */
  readonly gate?: GateResult;
  /** What the audit came of. */
  readonly came?: Came;
}
