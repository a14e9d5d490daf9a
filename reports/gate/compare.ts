// What each line of an audit means to a gate: by what its design declares and, where there is a baseline, by what it was.
// Nothing holds because it is not there: a line that is gone, or had no occasion, is worse than one that held.

import { explain } from '../../properties/explanation.ts';
import { inWords } from '../../properties/property.ts';
import type { Audit, AuditLine, Verdict } from '../../properties/result.ts';
import { claimOf } from '../matrix.ts';
import { PREDICATES } from '../reading.ts';
import { sentence } from '../wrap.ts';
import type { Baseline } from './baseline.ts';
import type { Effect, GateLine, Outcome } from './gate-result.ts';
import type { Scope } from './scope.ts';

const PAST: Readonly<Record<Verdict, string>> = {
  holds: 'held',
  violated: 'was violated',
  undecided: 'was undecided',
  vacuous: 'was vacuous',
};

/** What a comparison says before waivers have their say. */
export type Compared = Omit<GateLine, 'waiver'>;
type Move = readonly [Outcome, Effect];

/**
 * From verdict to verdict. What is undecided or vacuous says less than before, even of what was violated, and fails;
 * only from vacuous to undecided is a step forward.
 */
export function moved(before: Verdict, now: Verdict): Move {
  if (now === 'holds') return ['better', 'to note'];
  if (before === 'vacuous' && now === 'undecided') return ['better', 'undecided'];
  return [now === 'undecided' ? 'undecided' : 'worse', 'fails'];
}

/** Of a line that the baseline does not have, or where there is none. */
function declared({ verdict, asExpected }: AuditLine): Move | undefined {
  if (verdict === 'undecided') return ['undecided', 'undecided'];
  return asExpected ? undefined : ['not as declared', 'fails'];
}

function moveOf(line: AuditLine, before: Verdict | undefined, compared: boolean): Move | undefined {
  const { verdict, asExpected } = line;
  if (before === undefined) return declared(line) ?? (compared ? ['new', 'to note'] : undefined);
  if (before === verdict) {
    if (verdict === 'undecided') return ['undecided', 'undecided'];
    return asExpected ? undefined : ['known', 'to note'];
  }
  const move = moved(before, verdict);
  // A declared leak that is no longer found: mended and to be declared so, or the check has gone blind.
  return move[0] === 'better' && verdict === 'holds' && !asExpected ? ['not as declared', 'fails'] : move;
}

/** The lines of the threat model; `rerun` is the command that asks for one again. */
export function compareLines(
  { designs }: Audit,
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: (design: string, property: string) => string,
): readonly Compared[] {
  const found = designs.flatMap(({ name, lines }) =>
    lines.flatMap((line): Compared[] => {
      const before = baseline?.designs[name]?.[line.property];
      const move = moveOf(line, before, baseline !== undefined);
      if (move === undefined) return [];
      const [first] = line.evidence;
      return [
        {
          subject: name,
          id: line.property,
          observer: line.observer,
          outcome: move[0],
          effect: move[1],
          ...(before !== undefined && { before }),
          now: line.verdict,
          words: `${sentence(claimOf(line))} ${change(before, line)} ${sentence(first?.story ?? line.scope)}`,
          replay: first?.replay ?? rerun(name, line.property),
        },
      ];
    }),
  );
  return [...found, ...gone(designs, baseline, scope, rerun)];
}

function change(before: Verdict | undefined, { verdict, expected, asExpected }: AuditLine): string {
  const was = before === undefined ? 'It' : before === verdict ? 'As in the baseline, it' : `It ${PAST[before]} and`;
  return `${was} ${PREDICATES[verdict]}${before === undefined || before === verdict ? '' : ' now'}${asExpected ? '' : `; declared: ${expected}`}.`;
}

/** What the baseline has and this audit has not, although it was asked. */
function gone(
  designs: Audit['designs'],
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: (design: string, property: string) => string,
): readonly Compared[] {
  const there = new Set(designs.flatMap(({ name, lines }) => lines.map(({ property }) => `${name} ${property}`)));
  return Object.entries(baseline?.designs ?? {}).flatMap(([design, lines]) =>
    Object.entries(lines)
      .filter(([id]) => scope.line(design, id) && !there.has(`${design} ${id}`))
      .map(([id, before]): Compared => {
        const known = explain(id)?.properties.find((one) => one.id === id);
        return {
          subject: design,
          id,
          ...(known && { observer: known.observer }),
          outcome: 'missing',
          effect: 'fails',
          before,
          words: `${known ? `${sentence(inWords(known))} ` : ''}It ${PAST[before]} and is gone: nothing tells now whether it holds.`,
          replay: rerun(design, id),
        };
      }),
  );
}
