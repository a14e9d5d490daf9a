// The gate: everything that an audit says against what designs declare, a baseline and budgets, with waivers on top.
import type { AuditRequest } from '../../properties/request.ts';
import type { Audit } from '../../properties/result.ts';
import { rerunOf } from '../rerun.ts';
import { counted } from '../wrap.ts';
import type { Baseline } from './baseline.ts';
import { judgeBudgets, keptBudgets } from './budgets.ts';
import { type Compared, compareLines } from './compare.ts';
import { compareControls, compareFigures, compareLeaks, compareMatrix, compareWitnesses } from './compare-rest.ts';
import { figuresOf } from './figures.ts';
import type { GateFile, Waiver } from './gate-file.ts';
import { EFFECTS, type GateLine, type GateResult } from './gate-result.ts';
import { asked } from './scope.ts';

export interface Gate {
  readonly request: AuditRequest;
  /** YYYY-MM-DD; waivers count up to their day. */
  readonly today: string;
  /** `isFirst` where there was none, and it is what this audit found. */
  readonly baseline?: { readonly file: string; readonly baseline: Baseline; readonly isFirst?: boolean };
  readonly gateFile?: { readonly file: string; readonly content: GateFile };
}

/** What the gate says of an audit; what fails comes first. */
export function judge(audit: Audit, { request, today, baseline: given, gateFile }: Gate): GateResult {
  const scope = asked(request);
  const baseline = given?.baseline;
  const figures = figuresOf(audit);
  const rerun = rerunOf(request);
  const ofDesign = (design: string): string =>
    rerun(audit.designs.some(({ name }) => name === design) ? design : undefined);
  const budgets = gateFile?.content.budgets ?? [];
  const compared = [
    ...compareLines(audit, baseline, scope, rerun),
    ...compareLeaks(audit, baseline, scope, rerun()),
    ...compareControls(audit, baseline, scope, rerun()),
    ...compareMatrix(audit, baseline, scope, ofDesign),
    ...compareWitnesses(audit, rerun()),
    ...compareFigures(figures, baseline, scope, ofDesign),
    ...judgeBudgets(budgets, figures, ofDesign),
  ];
  const lines = waived(compared, gateFile?.content.waivers ?? [], today);
  const count = (effect: GateLine['effect']): number => lines.filter((one) => one.effect === effect).length;
  return {
    schema: 'hopscope.gate/1',
    tool: audit.tool,
    profile: audit.profile,
    seed: audit.seed,
    today,
    ...(given && { baseline: given.file }),
    ...(given?.isFirst && { firstBaseline: true as const }),
    ...(gateFile && { gateFile: gateFile.file }),
    lines: lines.toSorted((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect)),
    kept: [...keptBudgets(budgets, figures)],
    summary: {
      fails: count('fails'),
      undecided: count('undecided'),
      waived: count('waived'),
      toNote: count('to note'),
    },
  };
}

const isAbout = ({ id, design }: Waiver, line: Compared): boolean =>
  id === line.id && (design === undefined || design === line.subject);
const canBeWaived = ({ effect }: Compared): boolean => effect === 'fails' || effect === 'undecided';

/** Lines with waivers applied, and what is to be said of the waivers themselves. */
function waived(lines: readonly Compared[], waivers: readonly Waiver[], today: string): readonly GateLine[] {
  const good = waivers.filter(({ expires }) => expires >= today);
  const after = lines.map((line): GateLine => {
    const waiver = canBeWaived(line) ? good.find((one) => isAbout(one, line)) : undefined;
    if (waiver === undefined) return line;
    const { reason, owner, expires } = waiver;
    return { ...line, effect: 'waived', waiver: { reason, owner, expires } };
  });
  const ofWaivers = waivers.flatMap((waiver): GateLine[] => {
    const { id, design, reason, owner, expires } = waiver;
    const common = { subject: design ?? 'all designs', id, waiver: { reason, owner, expires } };
    const about = lines.filter((line) => canBeWaived(line) && isAbout(waiver, line)).length;
    if (expires < today)
      return [
        {
          ...common,
          outcome: 'waiver expired',
          effect: 'fails',
          words: `The waiver of ${owner} expired on ${expires}${about === 0 ? ', and there is nothing left to waive' : ''}: ${reason}`,
        },
      ];
    return about > 0
      ? []
      : [
          {
            ...common,
            outcome: 'waiver unused',
            effect: 'to note',
            words: `The waiver of ${owner} matches nothing that fails; take it out.`,
          },
        ];
  });
  return [...after, ...ofWaivers];
}

/** How the gate came out, in a sentence. */
export function gateSentence({ summary, baseline, firstBaseline, kept }: GateResult): string {
  const { fails, undecided, waived: left, toNote } = summary;
  const parts = [
    ...(fails > 0 ? [`${counted(fails, 'line')} ${fails === 1 ? 'fails' : 'fail'}`] : []),
    ...(undecided > 0 ? [`${counted(undecided, 'line')} undecided`] : []),
    ...(left > 0 ? [`${counted(left, 'line')} waived`] : []),
    ...(toNote > 0 ? [`${counted(toNote, 'line')} to note`] : []),
  ];
  const compared = baseline !== undefined && !firstBaseline;
  const against = compared ? `, against ${baseline}` : '';
  const said = parts.length > 0 ? parts : [compared ? 'nothing got worse' : 'nothing fails'];
  const all = [...said, ...(kept.length > 0 ? [`${counted(kept.length, 'budget')} kept`] : [])].join(', ');
  return `Gate${against}: ${all}.${firstBaseline ? ` There was no baseline to compare with; this audit is the first, in ${baseline}.` : ''}`;
}
