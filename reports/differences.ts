// What one audit says otherwise than another: verdicts, cells of the matrix, planted leaks and adversaries, in words. Figures have
// intervals, and are compared by the gate.
import { inWords } from '../properties/property.ts';
import type { Audit } from '../properties/result.ts';
import { controlName } from './gate/baseline.ts';
import { CONTROLS, PLANTED } from './gate/compare-rest.ts';
import { clean } from './untrusted.ts';
import { counted, wrap } from './wrap.ts';

const COMMAND = 'npx hopscope ';

/** What an audit says of one thing, and the command that shows it. */
interface Said {
  /** A design, or what else it is about. */
  readonly subject: string;
  readonly words: string;
  readonly replay?: string;
}

function saidOf(audit: Audit): ReadonlyMap<string, Said> {
  const replays = ({ evidence: [first] }: { readonly evidence: readonly { readonly replay: string }[] }) =>
    first === undefined ? {} : { replay: first.replay };
  return new Map<string, Said>([
    ...audit.designs.flatMap(({ name, lines }) =>
      lines.map((line) => {
        const declared = line.asExpected ? '' : ` (declared: ${line.expected})`;
        const about = `${name}, ${line.property}: ${inWords(line)}`;
        return [about, { subject: name, words: `${line.verdict}${declared}`, ...replays(line) }] as const;
      }),
    ),
    ...audit.matrix.flatMap(({ subject, cells }) =>
      cells.map(
        ({ observer, secret, exposure }) =>
          [`${subject}, matrix: ${secret}, to ${observer}`, { subject, words: exposure }] as const,
      ),
    ),
    ...audit.plantedLeaks.map((leak) => {
      const by = leak.caughtBy.length === 0 ? 'nothing' : leak.caughtBy.join(', ');
      return [
        `${PLANTED}, ${leak.name}`,
        { subject: PLANTED, words: `${leak.caught ? 'caught' : 'not exactly caught'}, by ${by}` },
      ] as const;
    }),
    ...audit.controls.map(
      (one) =>
        [controlName(one), { subject: CONTROLS, words: one.asItMust ? 'as it must be' : 'not as it must be' }] as const,
    ),
  ]);
}

/** More than so many of a subject that one audit alone has are counted, not listed: it was not asked of them. */
const MOST_ALONE = 12;

/** What of a subject one audit alone has: each by itself, or, of much or of all that it has, how much. */
function alone(
  some: ReadonlyMap<string, Said>,
  others: ReadonlyMap<string, Said>,
  where: string,
  tell: (about: string, said: Said) => readonly string[],
): readonly string[] {
  const there = new Set([...others.values()].map(({ subject }) => subject));
  const mine = [...some].filter(([about]) => !others.has(about));
  return [...new Set(mine.map(([, { subject }]) => subject))].flatMap((subject) => {
    const ofIt = mine.filter(([, said]) => said.subject === subject);
    if (there.has(subject) && ofIt.length <= MOST_ALONE) return ofIt.flatMap(([about, said]) => tell(about, said));
    return [
      `${subject}: ${there.has(subject) ? `${counted(ofIt.length, 'line')} not` : 'not'} in the ${where} audit${there.has(subject) ? '' : ` (${counted(ofIt.length, 'line')})`}`,
    ];
  });
}

/** One line for each thing that is not the same, in the order of `now`; what is gone comes last. Commands are lines of their own. */
export function differences(before: Audit, now: Audit): readonly string[] {
  const [was, is] = [saidOf(before), saidOf(now)];
  const shown = ({ replay }: Said): readonly string[] => (replay ? [replay] : []);
  return [
    ...[...is].flatMap(([about, said]) => {
      const then = was.get(about)?.words;
      return then === undefined || then === said.words ? [] : [`${about}: ${said.words}, was ${then}`, ...shown(said)];
    }),
    ...alone(is, was, 'earlier', (about, said) => [`${about}: ${said.words}, and was not there`, ...shown(said)]),
    ...alone(was, is, 'later', (about, { words }) => [`${about}: not there, was ${words}`]),
  ];
}

const WIDTH = 80;

/** For a terminal, at most 80 columns wide but for commands; `before` is what the earlier one is called. */
export function differencesText(found: readonly string[], before: string): string {
  if (found.length === 0) return `Nothing came out otherwise than ${before}.`;
  const indented = (line: string): readonly string[] =>
    line.startsWith(COMMAND) ? [`    ${line}`] : wrap(line, WIDTH - 2).map((part) => `  ${part}`);
  return [`Otherwise than ${before}:`, ...found.map(clean).flatMap(indented)].join('\n');
}
