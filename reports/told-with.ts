// What a report tells beside the audit itself.
import type { AuditRequest } from '../properties/request.ts';
import type { GateResult } from './gate/gate-result.ts';
import type { Came } from './provenance/provenance.ts';

/** What a requirement says, by its id; a report without it still reads. */
export type Statements = ReadonlyMap<string, string>;

export interface ToldWith {
  readonly statements?: Statements;
  /** What was asked, as far as the audit itself does not say. */
  readonly request?: Pick<AuditRequest, 'own' | 'scenarioName'>;
  /** What the gate says, where there is one. */
  readonly gate?: GateResult;
  /** What the audit came of. */
  readonly came?: Came;
}
