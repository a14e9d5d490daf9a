// What the process ends with; the first that applies.
import type { GateResult } from './gate/gate-result.ts';

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
  130  interrupted; nothing was written, but by --watch, which ends so
  2    bad usage or input
  1    a verdict or a cell of the matrix is not as its design declares, a
       planted leak is not caught by exactly the properties it names, an
       adversary does not win where it must or wins where it must not, octets
       and terms disagree for no listed reason, a prover says what is not
       expected, something is worse than in the baseline or gone, a budget is
       broken, or a waiver expired
  3    some verdict or budget is undecided, or a prover gave no answer
  0    otherwise
  70   a defect of hopscope itself`;

/** Of an audit that was done to its end, by what its gate says. */
export const statusOf = ({ summary: { fails, undecided } }: GateResult): Status =>
  fails > 0 ? STATUS.notAsDeclared : undecided > 0 ? STATUS.undecided : STATUS.asDeclared;
