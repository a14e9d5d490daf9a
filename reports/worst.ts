// What fails worst, in words: of each design a few lines that are violated, and the decisions that they hang on, as far as
// planted leaks show it.
import { sealed } from '../model/design.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import type { Audit, AuditLine } from '../properties/result.ts';
import { type Decisions, type Turned, turnedIn } from './designs-told.ts';
import { compareIds } from './matrix.ts';
import { clean } from './untrusted.ts';
import { sentence } from './wrap.ts';

export const WORST = 'What fails worst, in words';
const MOST = 5;

export interface Failure {
  readonly design: string;
  readonly line: AuditLine;
  readonly story: string;
  /** Turned as `sealed` has it; none where no planted leak tells. */
  readonly mended: readonly Turned[];
}

/**
 * The decisions of a design that a line hangs on: those that it makes otherwise than `sealed`, and that break the line in a
 * planted leak. Leaks that turn them the very same way go before those that turn them another way.
 */
export function mendedBy(decisions: Decisions, property: string): readonly Turned[] {
  const others = turnedIn(decisions, sealed);
  const known = plantedLeaks
    .filter(({ mustBeCaughtBy }) => mustBeCaughtBy.includes(property))
    .map(({ design: { name: _, fields: __, ...rest } }) => turnedIn(rest, sealed))
    .filter((turned) => turned.every(({ decision }) => others.some((one) => one.decision === decision)));
  const alike = known.filter((turned) => turned.every(({ decision, to }) => decisions[decision] === to));
  const names = new Set((alike.length > 0 ? alike : known).flat().map(({ decision }) => decision));
  return others
    .filter(({ decision }) => names.has(decision))
    .map(({ decision, from, to }) => ({ decision, from: to, to: from }));
}

const withoutEvidence = ({ evidence }: AuditLine): number => Number(evidence.length === 0);
const isOwed = ({ says }: AuditLine): number => Number(says === 'must');
/** The shortest there is; of a game what it came to. */
const storyOf = ({ evidence, scope }: AuditLine): string =>
  sentence(clean(evidence.map(({ story }) => story).toSorted((a, b) => a.length - b.length)[0] ?? scope));

/** By design: one line for each requirement, but none that hangs on decisions that were all told before. */
export const worst = (audit: Audit): readonly Failure[] =>
  audit.designs.flatMap(({ name, decisions, lines }) => {
    const violated = lines
      .filter(({ verdict, says }) => verdict === 'violated' && says !== 'can')
      .map(
        (line): Failure => ({ design: name, line, story: storyOf(line), mended: mendedBy(decisions, line.property) }),
      )
      .toSorted(
        (a, b) =>
          Number(a.line.asExpected) - Number(b.line.asExpected) ||
          compareIds(a.line.requirement, b.line.requirement) ||
          isOwed(a.line) - isOwed(b.line) ||
          withoutEvidence(a.line) - withoutEvidence(b.line) ||
          a.story.length - b.story.length,
      );
    const first = violated.filter(
      (one, i) => violated.findIndex(({ line }) => line.requirement === one.line.requirement) === i,
    );
    const known = new Set<string>();
    const told = first.filter(({ mended }) => {
      const isNew = mended.length === 0 || mended.some(({ decision }) => !known.has(decision));
      for (const { decision } of mended) known.add(decision);
      return isNew;
    });
    return told.slice(0, MOST);
  });

export const WORST_HELP = `At most ${MOST} violated lines of each design: first what is not as declared, then one for each requirement, in their order, what somebody cannot learn before what is owed, with the shortest story there is; what hangs on decisions told before is left out. “Mend” names what the design decides otherwise than “sealed” where a planted leak shows that the line hangs on it; where it names several, turn all.`;

export const mendingWords = ({ decision, from, to }: Turned): string => `${decision}, from “${from}” to “${to}”`;
