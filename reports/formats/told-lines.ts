// The lines of an audit beside what the gate says of each, as every format for machines tells them.
import type { Audit, AuditLine } from '../../properties/result.ts';
import type { GateLine, GateResult } from '../gate/gate-result.ts';

export interface ToldLine {
  readonly design: string;
  readonly line: AuditLine;
  /** What the gate says; nothing where the line is as declared and as it was. */
  readonly gate: GateLine | undefined;
}

const isOfWaiver = ({ outcome }: GateLine): boolean => outcome === 'waiver expired' || outcome === 'waiver unused';

/** Every line of every design. */
export const toldLines = (audit: Audit, gate: GateResult): readonly ToldLine[] =>
  audit.designs.flatMap(({ name: design, lines }) =>
    lines.map((line) => ({
      design,
      line,
      gate: gate.lines.find((one) => one.subject === design && one.id === line.property && !isOfWaiver(one)),
    })),
  );

/** What the gate says of other things than those lines, but for what is only to be noted. */
export function otherLines(audit: Audit, gate: GateResult): readonly GateLine[] {
  const told = new Set(toldLines(audit, gate).map(({ gate: one }) => one));
  return gate.lines.filter((one) => one.effect !== 'to note' && !told.has(one));
}
