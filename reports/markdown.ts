// report.md: says the same as report.html, in Markdown that reads as plain text too; charts are Mermaid text.
import type { Audit } from '../properties/result.ts';
import {
  EXPOSURE_MARKS,
  exposed,
  exposureSentences,
  placeWords,
  reasons,
  rowsOf,
  secretsOf,
  surpriseWords,
  surprisingCells,
} from './exposure.ts';
import { gateMarkdown } from './gate/gate-words.ts';
import { delivery, engines, flows, games, measured, measures, options, proved, table } from './markdown-measured.ts';
import { opening, worstInWords } from './markdown-opening.ts';
import { stories } from './markdown-stories.ts';
import { claimOf, compareIds, matrix, unexpected } from './matrix.ts';
import { assumptionSentences, NOT_RUN, notRunRows } from './not-run.ts';
import { disagreementLines } from './proved.ts';
import { CAME_FROM, cameRows } from './provenance/came-from.ts';
import { MARKS, MEANINGS, PREDICATES, TERMS } from './reading.ts';
import { rerunOf } from './rerun.ts';
import type { Statements, ToldWith } from './told-with.ts';
import { untestedMarkdown } from './untested.ts';
import { codeSpan, forMarkdown } from './untrusted.ts';
import { capital, counted, grouped } from './wrap.ts';

/** The whole report. */
export function renderMarkdown(audit: Audit, told: ToldWith = {}): string {
  const { statements = new Map(), gate, came, request } = told;
  return `${[
    '# Relay privacy audit of the first-step relay',
    '',
    ...opening(audit, told),
    `Profile ${forMarkdown(audit.profile)}, seed ${forMarkdown(audit.seed)}, hopscope ${forMarkdown(audit.tool.version)}. A verdict speaks of these runs alone. What the words mean: [How to read this](#how-to-read-this).`,
    '',
    ...(gate === undefined ? [] : ['## The gate', '', ...gateMarkdown(gate)]),
    ...surprises(audit),
    ...worstInWords(audit),
    ...exposure(audit),
    ...requirements(audit, statements),
    ...stories(audit, rerunOf({ ...request, profile: audit.profile, seed: audit.seed })),
    ...untestedMarkdown(audit),
    ...planted(audit),
    ...engines(audit),
    ...budget(audit),
    ...findings(audit),
    ...delivery(audit),
    ...flows(audit),
    ...games(audit),
    ...options(audit),
    ...proved(audit),
    ...measures(audit),
    ...lines(audit),
    ...measured(NOT_RUN, assumptionSentences(audit), notRunRows(audit)),
    ...(came === undefined ? [] : measured(CAME_FROM, [], cameRows(came))),
    '## How to read this',
    '',
    ...[...Object.entries(MEANINGS), ...TERMS].map(([term, meaning]) => `- **${term}**: ${forMarkdown(meaning)}`),
  ].join('\n')}\n`;
}

function surprises(audit: Audit): readonly string[] {
  const found = unexpected(audit);
  const cells = surprisingCells(audit);
  const ofMatrix =
    cells.length === 0
      ? []
      : [
          `**${capital(counted(cells.length, 'cell'))} of the matrix not as declared:**`,
          '',
          ...cells.map((one) => `- ${forMarkdown(surpriseWords(one))}`),
          '',
        ];
  const against = disagreementLines(audit).map((line) => `- **${forMarkdown(line)}**`);
  const answers = [...ofMatrix, ...(against.length === 0 ? [] : [...against, ''])];
  if (found.length === 0)
    return [...(cells.length === 0 ? ['Every verdict is as its design declares it.', ''] : []), ...answers];
  return [
    ...answers,
    `**${capital(counted(found.length, 'verdict'))} not as declared:**`,
    '',
    ...found.map(
      ({ design, line }) =>
        `- ${forMarkdown(design)}: ${forMarkdown(line.property)} **${PREDICATES[line.verdict]}**, declared: ${line.expected}`,
    ),
    '',
  ];
}

function exposure(audit: Audit): readonly string[] {
  if (audit.matrix.length === 0) return [];
  const grids = audit.matrix.flatMap((one) => [
    `### ${forMarkdown(one.subject)}`,
    '',
    ...table(
      ['Observer', ...secretsOf(one).map(forMarkdown)],
      rowsOf(one).map(({ observer, cells }) => [
        forMarkdown(observer),
        ...cells.map((cell) => {
          const said = EXPOSURE_MARKS[cell.exposure];
          return cell.asDeclared ? said : `**${said}** (declared: ${cell.declared})`;
        }),
      ]),
    ),
    `Out of scope: ${forMarkdown(reasons(one).join(' / '))}.`,
    '',
    ...exposed(one).map(
      (cell) =>
        `- ${forMarkdown(cell.observer)}, ${forMarkdown(cell.secret)}: ${forMarkdown(cell.words ?? '')} (${forMarkdown(placeWords(cell))})`,
    ),
    '',
  ]);
  return ['## Who learns what', '', ...exposureSentences(audit).flatMap((one) => [forMarkdown(one), '']), ...grids];
}

function requirements(audit: Audit, statements: Statements): readonly string[] {
  const rows = matrix(audit).map(({ requirement, cells }) => {
    const claims = [...new Set(cells.flatMap((cell) => cell.lines.map(claimOf)))];
    return [
      forMarkdown(requirement),
      ...cells.map((cell) => {
        if (cell.verdict === undefined) return 'not asked';
        const said = `${MARKS[cell.verdict]} ${cell.verdict}`;
        return cell.asExpected ? said : `**${said}** (declared: ${cell.expected})`;
      }),
      forMarkdown(statements.get(requirement) ?? claims.join('; ')),
    ];
  });
  return [
    '## Which design meets which requirement',
    '',
    ...table(['Row', ...audit.designs.map((design) => forMarkdown(design.name)), 'What it asks'], rows),
  ];
}

function planted(audit: Audit): readonly string[] {
  if (audit.plantedLeaks.length === 0) return [];
  const ids = (all: readonly string[]) =>
    all.length === 0 ? 'none' : all.toSorted(compareIds).map(codeSpan).join(' ');
  const rows = audit.plantedLeaks.map((leak) => [
    forMarkdown(leak.name),
    forMarkdown(leak.decision),
    leak.caught ? '✓ caught' : '**✗ not exactly**',
    ids(leak.mustBeCaughtBy),
    ids(leak.mayBeCaughtBy),
    ids(leak.caughtBy),
    leak.evidence[0] ? codeSpan(leak.evidence[0].replay) : '',
  ]);
  const may = 'May be caught by as well';
  const head = ['Planted leak', 'Decision turned', 'Caught', 'Must be caught by', may, 'Caught by', 'See it again'];
  return ['## Planted leaks: can the checks fail?', '', ...table(head, rows)];
}

function budget(audit: Audit): readonly string[] {
  if (audit.budgets.length === 0) return [];
  const rows = audit.budgets.map((one) => [
    forMarkdown(one.design),
    forMarkdown(one.message),
    grouped(one.overheadOctets),
    grouped(one.payloadOctets),
    one.parts.map((part) => `${forMarkdown(part.name)} ${grouped(part.octets)}`).join(', '),
  ]);
  const head = ['Design', 'Message', 'Overhead, octets', 'Largest payload, octets', 'Parts, octets'];
  return ['## Block budget', '', ...table(head, rows)];
}

function findings(audit: Audit): readonly string[] {
  if (audit.findings.length === 0) return [];
  const rows = audit.findings.map((one) => [forMarkdown(one.id), forMarkdown(one.text), forMarkdown(one.where)]);
  return ['## Findings of the specification', '', ...table(['Id', 'Finding', 'Where'], rows)];
}

function lines(audit: Audit): readonly string[] {
  const head = ['Property', 'Line of the threat model', 'Verdict', 'Method', 'Chances', 'Hits', 'Runs', 'Scope'];
  const told = audit.designs.flatMap((design) => [
    `### ${forMarkdown(design.name)}`,
    '',
    ...table(
      head,
      [...design.lines]
        .sort((a, b) => compareIds(a.requirement, b.requirement))
        .map((line) => [
          forMarkdown(line.property),
          forMarkdown(claimOf(line)),
          `${MARKS[line.verdict]} ${line.verdict}${line.asExpected ? '' : ` (declared: ${line.expected})`}`,
          line.method,
          grouped(line.chances),
          grouped(line.hits),
          grouped(line.runs),
          forMarkdown(line.scope),
        ]),
    ),
  ]);
  return ['## Every line, with its figures', '', ...told];
}
