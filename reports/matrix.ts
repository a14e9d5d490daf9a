// Designs by requirements: what the lines of an audit say together about each requirement.
// A requirement is only as good as its worst line, so nothing holds because something was left out.
import { properties } from '../properties/catalogue.ts';
import { contests } from '../properties/games/contests.ts';
import { inWords } from '../properties/property.ts';
import type { Audit, AuditLine, Verdict } from '../properties/result.ts';
import { PREDICATES } from './reading.ts';
import { clean } from './untrusted.ts';
import { counted, listed } from './wrap.ts';

export interface Cell {
  readonly design: string;
  readonly verdict: Verdict | undefined;
  /** The worst verdict that the design declares for the requirement. */
  readonly expected: Verdict | undefined;
  readonly asExpected: boolean;
  readonly lines: readonly AuditLine[];
}

export interface Row {
  readonly requirement: string;
  readonly cells: readonly Cell[];
}

/** Worst first. */
const ORDER: readonly Verdict[] = ['violated', 'undecided', 'vacuous', 'holds'];

const worst = (verdicts: readonly Verdict[]): Verdict | undefined => ORDER.find((one) => verdicts.includes(one));

/** R1.2 before R1.10 before G1: requirements of the design, claims of the text, the threat model, what any system owes. */
export function compareIds(a: string, b: string): number {
  const rank = (id: string) => {
    const at = 'RUGIONXTSDB'.indexOf(id.charAt(0));
    return at === -1 ? 99 : at;
  };
  const numbers = (id: string) => (id.match(/\d+/g) ?? []).map(Number);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++)
    if ((left[i] ?? -1) !== (right[i] ?? -1)) return (left[i] ?? -1) - (right[i] ?? -1);
  return a < b ? -1 : Number(a > b);
}

/** The matrix of an audit; one row for each requirement that has a line, one cell for each design. */
export function matrix(audit: Audit): readonly Row[] {
  const requirements = new Set(audit.designs.flatMap((design) => design.lines.map((line) => line.requirement)));
  return [...requirements].sort(compareIds).map((requirement) => ({
    requirement,
    cells: audit.designs.map((design): Cell => {
      const lines = design.lines.filter((line) => line.requirement === requirement);
      // What a checker could not show of what can be seen, a design does not violate; it is a surprise all the same.
      const asked = lines.filter(({ says }) => says !== 'can');
      const judged = asked.length > 0 ? asked : lines;
      return {
        design: design.name,
        verdict: worst(judged.map((line) => line.verdict)),
        expected: worst(judged.map((line) => line.expected)),
        asExpected: lines.every((line) => line.asExpected),
        lines,
      };
    }),
  }));
}

/** The lines that say the same of every design, read off the first design that has one. */
export const claimOf = (line: Pick<AuditLine, 'observer' | 'says' | 'claim'>): string => clean(inWords(line));

/** The verdict of a line in words that go on from its name. */
export const verdictWords = ({ says, verdict }: Pick<AuditLine, 'says' | 'verdict'>): string =>
  says === 'can' && verdict === 'violated' ? 'is not shown' : PREDICATES[verdict];

/** Requirements that lines are judged for, by what an audit may ask at most. */
const JUDGED: readonly string[] = [...new Set([...properties, ...contests].map(({ requirement }) => requirement))];
const MOST_NAMED = 3;

/** What an audit of most requirements did not ask of a design, to go on from its answer; who asks for few knows what the others are. */
function unasked(asked: readonly string[]): string {
  const others = JUDGED.filter((id) => !asked.includes(id)).sort(compareIds);
  if (others.length === 0 || others.length >= asked.length) return '';
  return others.length > MOST_NAMED
    ? `; ${others.length} others were not asked`
    : `; ${listed(others)} ${others.length === 1 ? 'was' : 'were'} not asked`;
}

/** Which design meets which requirement, one sentence for each design. */
export function answers(audit: Audit): readonly string[] {
  const rows = matrix(audit);
  return audit.designs.map(({ name }) => {
    const cells = rows.flatMap((row) =>
      row.cells.filter((cell) => cell.design === name && cell.verdict !== undefined).map((cell) => ({ row, cell })),
    );
    const withVerdict = (verdict: Verdict) =>
      cells.filter(({ cell }) => cell.verdict === verdict).map(({ row }) => row.requirement);
    const held = withVerdict('holds');
    const design = `The design “${clean(name)}”`;
    if (cells.length === 0) return `${design} was asked nothing.`;
    const rest = unasked(cells.map(({ row }) => row.requirement));
    if (held.length === cells.length)
      return `${design} meets ${cells.length === 1 ? `the one requirement asked, ${held[0]}` : `all ${cells.length} requirements`} in everything that was run${rest}.`;
    const parts = (
      [
        ['violates', withVerdict('violated')],
        ['leaves undecided', withVerdict('undecided')],
        ['gives no occasion to test', withVerdict('vacuous')],
      ] as const
    ).filter(([, ids]) => ids.length > 0);
    const said = listed(parts.map(([verb, ids]) => `${verb} ${listed(ids)}`));
    return cells.length === 1
      ? `${design} ${said}, the one requirement asked${rest}.`
      : `${design} meets ${held.length} of ${counted(cells.length, 'requirement')} and ${said}${rest}.`;
  });
}

/** Who sees all that others see, and more: what is told to those is told to them. */
const WEAKER: Readonly<Record<string, readonly string[]>> = {
  'the network on both links': ['the network on the client’s link', 'the network on the proxy-relay link'],
  'the network on both links, inside TLS': ['the network on both links'],
  'an active proxy': ['the proxy'],
  'a hostile proxy': ['the proxy'],
  'the proxy with the relay': ['the proxy', 'the relay'],
  'the relay with the recipient': ['the relay'],
};
const weakerThan = (observer: string): readonly string[] =>
  (WEAKER[observer] ?? []).flatMap((one) => [one, ...weakerThan(one)]);

/** Against whom each design fails, and of whom all that was asked holds; nothing of a design of which nothing was asked. */
export const opponents = (audit: Audit): readonly string[] =>
  audit.designs.flatMap(({ name, lines }) => {
    const asked = lines.filter(({ says, verdict }) => says !== 'can' && verdict !== 'vacuous');
    const broken = asked.filter(({ verdict }) => verdict !== 'holds');
    const rowsOf = (some: readonly AuditLine[]): string =>
      listed([...new Set(some.map(({ requirement }) => requirement))].sort(compareIds));
    const observers = (some: readonly AuditLine[]): readonly string[] => [
      ...new Set(some.filter(({ says }) => says === 'cannot').map(({ observer }) => clean(observer))),
    ];
    const against = observers(broken);
    const others = observers(asked).filter((one) => ![one, ...weakerThan(one)].some((who) => against.includes(who)));
    const owed = broken.filter(({ says }) => says === 'must');
    const parts = [
      ...(against.length === 0
        ? []
        : [
            `“${clean(name)}” fails against ${against.map((observer) => `${observer} (${rowsOf(broken.filter((one) => clean(one.observer) === observer && one.says === 'cannot'))})`).join('; ')}.`,
          ]),
      ...(owed.length === 0 ? [] : [`“${clean(name)}” does not do what it must in ${rowsOf(owed)}.`]),
      ...(others.length === 0 ? [] : [`All that “${clean(name)}” was asked about ${others.join('; ')} holds.`]),
    ];
    return parts.length === 0 ? [] : [parts.join(' ')];
  });

/** How far the checks themselves were tested, in a sentence. */
export function plantedAnswer(audit: Audit): string {
  const { plantedLeaks, caught } = audit.summary;
  if (plantedLeaks === 0) return 'No planted leak was run, so nothing here shows that the checks can fail.';
  return caught === plantedLeaks
    ? `All ${plantedLeaks} planted leaks were caught by all properties that must catch them, and by none but those that may, so the checks can fail.`
    : `Only ${caught} of ${plantedLeaks} planted leaks were caught by all properties that must catch them, and by none but those that may; what a property says that missed its leak is not to be relied on.`;
}

/** The lines whose verdict is not what their design declares. */
export const unexpected = (audit: Audit): readonly { readonly design: string; readonly line: AuditLine }[] =>
  audit.designs.flatMap((design) =>
    design.lines.filter((line) => !line.asExpected).map((line) => ({ design: design.name, line })),
  );
