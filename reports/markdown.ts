// report.md: says the same as report.html, in Markdown that reads as plain text too; charts are Mermaid text.
import type { Audit, Evidence } from '../properties/result.ts';
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
import { controlRows, GAMES_HELP, gameRows, gameSentences, LOAD_HELP, loadRows } from './games.ts';
import type { GateResult } from './gate/gate-result.ts';
import { gateMarkdown } from './gate/gate-words.ts';
import { figure, type Statements } from './html-tables.ts';
import { answers, claimOf, compareIds, matrix, plantedAnswer, unexpected } from './matrix.ts';
import { DELIVERY_HELP, deliveryRows, deliverySentences, FLOWS_HELP, flowRows, flowSentences } from './measured.ts';
import { assumptionSentences, NOT_RUN, notRunRows } from './not-run.ts';
import {
  ASSUMPTIONS_HELP,
  assumptionRows,
  CLAIMS_HELP,
  claimRows,
  OPTIONS_HELP,
  optionRows,
  optionSentences,
  sightRows,
} from './options.ts';
import { beliefRows, costRows, PRICES_HELP, priceSentences } from './prices.ts';
import { disagreementLines, PROVED_HELP, provedRows, provedSentences } from './proved.ts';
import { MARKS, MEANINGS, TERMS } from './reading.ts';
import { summarise } from './scenario-summary.ts';
import { mermaid, moment } from './sequence.ts';
import { ENGINES_HELP, enginesRows, enginesSentences } from './two-engines.ts';
import { codeSpan, forMarkdown } from './untrusted.ts';
import { counted, grouped, sentence } from './wrap.ts';

type Line = readonly string[];

function table(head: Line, rows: readonly Line[]): readonly string[] {
  const shown = (cells: Line) => `| ${cells.join(' | ')} |`;
  return [shown(head), shown(head.map(() => '---')), ...rows.map(shown), ''];
}

/** The whole report; `statements` says in words what each requirement asks. */
export function renderMarkdown(audit: Audit, statements: Statements = new Map(), gate?: GateResult): string {
  return `${[
    '# Relay privacy audit of the first-step relay',
    '',
    ...[...answers(audit), plantedAnswer(audit)].flatMap((sentence) => [forMarkdown(sentence), '']),
    `Profile ${forMarkdown(audit.profile)}, seed ${forMarkdown(audit.seed)}, hopscope ${forMarkdown(audit.tool.version)}. A verdict speaks of these runs alone.`,
    '',
    ...(gate === undefined ? [] : ['## The gate', '', ...gateMarkdown(gate)]),
    ...surprises(audit),
    ...exposure(audit),
    ...requirements(audit, statements),
    ...stories(audit),
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
          `**${counted(cells.length, 'cell')} of the matrix not as declared:**`,
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
    `**${counted(found.length, 'verdict')} not as declared:**`,
    '',
    ...found.map(
      ({ design, line }) =>
        `- ${forMarkdown(design)}: ${forMarkdown(line.property)} is **${line.verdict}**, declared: ${line.expected}`,
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

function stories(audit: Audit): readonly string[] {
  const told = audit.designs.flatMap((design) =>
    [...design.lines]
      .filter((line) => line.verdict !== 'holds')
      .sort((a, b) => compareIds(a.requirement, b.requirement))
      .flatMap((line) => [
        `### ${forMarkdown(design.name)}: ${forMarkdown(line.property)} is ${line.verdict}`,
        '',
        `${forMarkdown(sentence(claimOf(line)))} Requirement ${forMarkdown(line.requirement)}; ${line.asExpected ? 'as the design declares' : `although the design declares: ${line.expected}`}. ${forMarkdown(sentence(line.scope))}`,
        '',
        ...line.evidence.flatMap(evidenceOf),
      ]),
  );
  return told.length > 0 ? ['## What went wrong, and how to see it again', '', ...told] : [];
}

const evidenceOf = (evidence: Evidence): readonly string[] => [
  `> ${forMarkdown(evidence.story)}`,
  '',
  ...(evidence.steps.length > 0 ? ['```mermaid', mermaid(evidence.steps), '```', ''] : []),
  ...summarise(evidence.scenario).map((line) => `- ${forMarkdown(line)}`),
  '',
  `See it again: ${codeSpan(evidence.replay)} (seed ${forMarkdown(evidence.seed)}, at ${moment(evidence.atMillis)}, fingerprint ${codeSpan(evidence.fingerprint.slice(0, 16))})`,
  '',
];

function planted(audit: Audit): readonly string[] {
  if (audit.plantedLeaks.length === 0) return [];
  const ids = (all: readonly string[]) => (all.length === 0 ? 'none' : all.map(codeSpan).join(' '));
  const rows = audit.plantedLeaks.map((leak) => [
    forMarkdown(leak.name),
    forMarkdown(leak.decision),
    leak.caught ? '✓ caught' : '**✗ not exactly**',
    ids(leak.mustBeCaughtBy),
    ids(leak.caughtBy),
    leak.evidence[0] ? codeSpan(leak.evidence[0].replay) : '',
  ]);
  const head = ['Planted leak', 'Decision turned', 'Caught', 'Must be caught by', 'Caught by', 'See it again'];
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

function measured(title: string, told: readonly string[], rows: readonly Line[], level = '##'): readonly string[] {
  const [head = [], ...body] = rows.map((cells) => cells.map(forMarkdown));
  return [`${level} ${title}`, '', ...told.flatMap((one) => [forMarkdown(one), '']), ...table(head, body)];
}
const engines = (audit: Audit): readonly string[] =>
  audit.engines.chances === 0
    ? []
    : measured('Octets and terms', [...enginesSentences(audit), ENGINES_HELP], enginesRows(audit));
const delivery = (audit: Audit): readonly string[] =>
  audit.delivery.length === 0
    ? []
    : measured('Delivery under faults', [...deliverySentences(audit), DELIVERY_HELP], deliveryRows(audit));
const flows = (audit: Audit): readonly string[] =>
  audit.flows.length === 0
    ? []
    : measured('Two ways to forward', [...flowSentences(audit), FLOWS_HELP], flowRows(audit));

function games(audit: Audit): readonly string[] {
  const told = gameSentences(audit);
  if (told.length === 0) return [];
  return [
    ...measured('What traffic still tells', [...told, GAMES_HELP], gameRows(audit)),
    ...(audit.load.length === 0 ? [] : measured('Delays of the proxy', [LOAD_HELP], loadRows(audit))),
    ...prices(audit.anonymity),
    ...(audit.controls.length === 0 ? [] : measured('Adversaries put to the test', [], controlRows(audit))),
  ];
}

const prices = (all: Audit['anonymity']): readonly string[] =>
  all.length === 0
    ? []
    : [
        ...measured('What anonymity costs', [...priceSentences(all), PRICES_HELP], beliefRows(all), '###'),
        ...measured('What it costs, and what others see', [], costRows(all), '###'),
      ];

function options(audit: Audit): readonly string[] {
  if (audit.options.length === 0) return [];
  return [
    ...measured('The options compared', [...optionSentences(audit), OPTIONS_HELP], optionRows(audit)),
    ...measured('Whose IP address each party sees', [], sightRows(audit), '###'),
    ...measured('Pros and cons of the specification', [CLAIMS_HELP], claimRows(audit), '###'),
    ...measured('Figures from elsewhere', [ASSUMPTIONS_HELP], assumptionRows(audit), '###'),
  ];
}

const proved = (audit: Audit): readonly string[] =>
  audit.proverif === undefined
    ? []
    : measured('What ProVerif said', [...provedSentences(audit), PROVED_HELP], provedRows(audit));

function measures(audit: Audit): readonly string[] {
  if (audit.measures.length === 0) return [];
  const rows = audit.measures.map((one) => [
    forMarkdown(one.id),
    forMarkdown(one.claim),
    `${figure(one.value)} ${forMarkdown(one.unit)}`,
    `${figure(one.low)} to ${figure(one.high)}`,
  ]);
  return ['## Measures', '', ...table(['Id', 'What', 'Value', 'From, to'], rows)];
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
