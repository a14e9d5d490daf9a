// What one audit says otherwise than another: verdicts, cells of the matrix, planted leaks and adversaries, in words. Figures have
// intervals, and are compared by the gate.
import type { Audit } from '../properties/result.ts';
import { controlName } from './gate/baseline.ts';
import { PLANTED } from './gate/compare-rest.ts';
import { clean } from './untrusted.ts';
import { wrap } from './wrap.ts';

const COMMAND = 'npx hopscope ';

/** What an audit says of one thing, and the command that shows it. */
interface Said {
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
        const about = `${name}, ${line.property}: ${line.observer} ${line.says} ${line.claim}`;
        return [about, { words: `${line.verdict}${declared}`, ...replays(line) }] as const;
      }),
    ),
    ...audit.matrix.flatMap(({ subject, cells }) =>
      cells.map(
        ({ observer, secret, exposure }) =>
          [`${subject}, matrix: ${secret}, to ${observer}`, { words: exposure }] as const,
      ),
    ),
    ...audit.plantedLeaks.map((leak) => {
      const by = leak.caughtBy.length === 0 ? 'nothing' : leak.caughtBy.join(', ');
      return [
        `${PLANTED}, ${leak.name}`,
        { words: `${leak.caught ? 'caught' : 'not exactly caught'}, by ${by}` },
      ] as const;
    }),
    ...audit.controls.map(
      (one) => [controlName(one), { words: one.asItMust ? 'as it must be' : 'not as it must be' }] as const,
    ),
  ]);
}

/** One line for each thing that is not the same, in the order of `now`; what is gone comes last. Commands are lines of their own. */
export function differences(before: Audit, now: Audit): readonly string[] {
  const [was, is] = [saidOf(before), saidOf(now)];
  return [
    ...[...is].flatMap(([about, { words, replay }]) => {
      const then = was.get(about)?.words;
      if (then === words) return [];
      return [
        `${about}: ${words}, ${then === undefined ? 'and was not there' : `was ${then}`}`,
        ...(replay ? [replay] : []),
      ];
    }),
    ...[...was].flatMap(([about, { words }]) => (is.has(about) ? [] : [`${about}: not there, was ${words}`])),
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
