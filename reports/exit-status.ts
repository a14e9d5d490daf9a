// What the process ends with; the first that applies.
import { disagrees } from '../properties/export/prover-answers.ts';
import type { Audit } from '../properties/result.ts';

export const STATUS = {
  asDeclared: 0,
  notAsDeclared: 1,
  badInput: 2,
  undecided: 3,
  defect: 70,
  interrupted: 130,
} as const;

export type Status = (typeof STATUS)[keyof typeof STATUS];

/** As `--help` tells it. */
export const STATUS_HELP = `
Exit status, the first that applies:
  130  interrupted; nothing was written
  2    bad usage or input
  1    a verdict or a cell of the matrix is not as its design declares, a planted
       leak is not caught by exactly the properties it names, an adversary does
       not win where it must or wins where it must not, or a prover says what
       is not expected
  3    some verdict is undecided, or a prover gave no answer
  0    otherwise
  70   a defect of hopscope itself`;

/** Of an audit that was done to its end. */
export function statusOf(audit: Audit): Status {
  const lines = audit.designs.flatMap((design) => design.lines);
  if (lines.some((line) => !line.asExpected && line.verdict !== 'undecided')) return STATUS.notAsDeclared;
  if (audit.matrix.some(({ cells }) => cells.some((cell) => !cell.asDeclared))) return STATUS.notAsDeclared;
  if (audit.plantedLeaks.some((leak) => !leak.caught)) return STATUS.notAsDeclared;
  if (audit.controls.some((one) => !one.asItMust)) return STATUS.notAsDeclared;
  if (audit.engines.disagreements.some(({ why }) => why === undefined)) return STATUS.notAsDeclared;
  const proved = audit.proverif ?? [];
  if (proved.some(disagrees)) return STATUS.notAsDeclared;
  const silent = proved.some(({ verdict }) => verdict === 'no answer');
  return silent || lines.some((line) => line.verdict === 'undecided') ? STATUS.undecided : STATUS.asDeclared;
}
