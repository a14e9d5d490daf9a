// The summary of a job, in Markdown: which design meets what, what the gate says, and how to see it again.
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import { gateMarkdown } from '../gate/gate-words.ts';
import { measured } from '../markdown-measured.ts';
import { answers, matrix, plantedAnswer } from '../matrix.ts';
import { CAME_FROM, cameRows } from '../provenance/came-from.ts';
import { MARKS } from '../reading.ts';
import type { ToldWith } from '../told-with.ts';
import { forMarkdown } from '../untrusted.ts';

export function renderJobSummary(
  audit: Audit,
  gate: GateResult,
  { statements = new Map(), came }: ToldWith = {},
): string {
  const rows = matrix(audit).map(({ requirement, cells }) => [
    forMarkdown(requirement),
    forMarkdown(statements.get(requirement) ?? ''),
    ...cells.map(({ design, verdict, lines }) => {
      if (verdict === undefined) return 'not asked';
      const effects = lines.map(
        ({ property }) => gate.lines.find(({ subject, id }) => subject === design && id === property)?.effect,
      );
      const said = (['fails', 'undecided', 'waived'] as const).find((effect) => effects.includes(effect));
      return `${MARKS[verdict]} ${verdict}${said === undefined || said === verdict ? '' : `, **${said}**`}`;
    }),
  ]);
  const head = ['Row', 'Requirement', ...audit.designs.map(({ name }) => forMarkdown(name))];
  const shown = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    '## Relay privacy',
    '',
    ...gateMarkdown(gate),
    ...[...answers(audit), plantedAnswer(audit)].flatMap((one) => [forMarkdown(one), '']),
    shown(head),
    shown(head.map(() => '---')),
    ...rows.map(shown),
    '',
    `Profile ${forMarkdown(audit.profile)}, seed ${forMarkdown(audit.seed)}. A verdict speaks of these runs alone.`,
    ...(came === undefined ? [] : ['', ...measured(CAME_FROM, [], cameRows(came), '###')]),
  ].join('\n')}\n`;
}
