// The tables of report.html: the matrix, every line, planted leaks, findings, measures.
import type { Audit, AuditLine, PlantedLeakResult, Verdict } from '../properties/result.ts';
import { LEAK_CHOICES, LINE_CHOICES, marks } from './filters-html.ts';
import { claimOf, compareIds, matrix } from './matrix.ts';
import { MARKS } from './reading.ts';
import type { Statements } from './told-with.ts';
import { forHtml } from './untrusted.ts';
import { grouped } from './wrap.ts';

/** An id of the page for one line of one design. */
export const anchor = (design: string, property: string): string =>
  `line-${design}-${property}`.replaceAll(/[^A-Za-z0-9.-]+/g, '-');

/** An id of the page for the row of a requirement. */
const rowAnchor = (requirement: string): string => `row-${requirement.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`;

/** A sentence in which each requirement that has a row leads there, and says what it asks. */
export function linked(text: string, audit: Audit, statements: Statements): string {
  const rows = new Set(matrix(audit).map(({ requirement }) => requirement));
  return forHtml(text).replaceAll(/\b[A-Z](?:\.[A-Z])?\d+(?:\.\d+)?\b/g, (id) =>
    rows.has(id) ? `<a href="#${rowAnchor(id)}" title="${forHtml(statements.get(id) ?? id)}">${id}</a>` : id,
  );
}

/** A table in a frame that scrolls by itself, also by keyboard. */
export const scrolling = (label: string, inside: string): string =>
  `<div class="scroll" role="region" aria-label="${forHtml(label)}" tabindex="0">${inside}</div>`;

const row = (cells: readonly string[], extra = ''): string => `<tr${extra}>${cells.join('')}</tr>`;
const th = (text: string, extra = ''): string => `<th scope="col"${extra}>${forHtml(text)}</th>`;
const number = (value: number): string => `<td class="number">${grouped(value)}</td>`;
const words = (text: string): string => `<td class="words">${forHtml(text)}</td>`;

/** Nothing where there is no row. */
const table = (label: string, head: readonly string[], body: readonly string[]): string =>
  body.length === 0
    ? ''
    : scrolling(label, `<table><thead>${row(head)}</thead><tbody>${body.join('\n')}</tbody></table>`);

const mark = (verdict: Verdict): string => `<span aria-hidden="true">${MARKS[verdict]}</span> ${verdict}`;

function verdictCell(verdict: Verdict, expected: Verdict, asExpected: boolean, target?: string): string {
  const said = target === undefined ? mark(verdict) : `<a href="#${target}">${mark(verdict)}</a>`;
  const declared = asExpected ? 'as declared' : `not as declared: ${expected}`;
  return `<td class="verdict ${verdict}${asExpected ? '' : ' surprise'}">${said}<small>${declared}</small></td>`;
}

const GROUPS: Readonly<Record<string, string>> = {
  R: 'Design requirements',
  G: 'Claims of the text',
  U: 'Problems the text calls unsolved',
  I: 'Implementation notes of the text',
  T: 'Threat model of the published protocol',
  D: 'Delivery',
  B: 'Access',
};

/** Designs by requirements; a cell that is not all well leads to its story. */
export function matrixTable(audit: Audit, statements: Statements): string {
  const rows = matrix(audit);
  const body = rows.flatMap((one, i) => {
    const group = GROUPS[one.requirement.charAt(0)] ?? 'Others';
    const before = i === 0 ? undefined : (GROUPS[rows[i - 1]?.requirement.charAt(0) ?? ''] ?? 'Others');
    const cells = one.cells.map((cell) => {
      if (cell.verdict === undefined || cell.expected === undefined) return '<td>not asked</td>';
      const bad = cell.lines.find((line) => line.verdict !== 'holds');
      const target = bad && anchor(cell.design, bad.property);
      return verdictCell(cell.verdict, cell.expected, cell.asExpected, target);
    });
    const claims = [...new Set(one.cells.flatMap((cell) => cell.lines.map(claimOf)))];
    const said = statements.get(one.requirement) ?? claims.join('; ');
    const line = row([
      `<th scope="row" id="${rowAnchor(one.requirement)}">${forHtml(one.requirement)}</th>`,
      ...cells,
      words(said),
    ]);
    return group === before
      ? [line]
      : [`<tr class="group"><th colspan="${2 + one.cells.length}" scope="rowgroup">${group}</th></tr>`, line];
  });
  const head = [th('Row'), ...audit.designs.map((design) => th(design.name)), th('What it asks')];
  return table('Designs by requirements', head, body);
}

/** Every line of one design with its figures. */
export function linesTable(design: Audit['designs'][number]): string {
  const sorted = [...design.lines].sort((a, b) => compareIds(a.requirement, b.requirement));
  const body = sorted.map((line: AuditLine) =>
    row(
      [
        `<th scope="row">${forHtml(line.property)}<small>${forHtml(line.method)}</small></th>`,
        words(claimOf(line)),
        verdictCell(
          line.verdict,
          line.expected,
          line.asExpected,
          line.verdict === 'holds' ? undefined : anchor(design.name, line.property),
        ),
        number(line.chances),
        number(line.hits),
        number(line.runs),
        `<td class="scope">${forHtml(line.scope)}</td>`,
      ],
      ` ${marks(LINE_CHOICES, { design: design.name, line })}`,
    ),
  );
  const right = ' class="number"';
  const head = [
    th('Property, method'),
    th('Line of the threat model'),
    th('Verdict'),
    th('Chances', right),
    th('Hits', right),
    th('Runs', right),
    th('Scope'),
  ];
  return table(`Every line of ${design.name}`, head, body);
}

const ids = (all: readonly string[]): string =>
  `<span class="ids">${all
    .toSorted(compareIds)
    .map((one) => `<code>${forHtml(one)}</code>`)
    .join(' ')}</span>`;

/** Who must catch a planted leak, and who else did or did not. */
function catchers({ mustBeCaughtBy, mayBeCaughtBy, caughtBy }: PlantedLeakResult): string {
  const missed = mustBeCaughtBy.filter((one) => !caughtBy.includes(one));
  const others = caughtBy.filter((one) => !mustBeCaughtBy.includes(one) && !mayBeCaughtBy.includes(one));
  const mayAndDid = mayBeCaughtBy.filter((one) => caughtBy.includes(one));
  return [
    ids(mustBeCaughtBy),
    ...(mayBeCaughtBy.length > 0 ? [`may be caught by as well: ${ids(mayBeCaughtBy)}`] : []),
    ...(mayAndDid.length > 0 ? [`of these caught by ${ids(mayAndDid)}`] : []),
    ...(missed.length > 0 ? [`<strong>missed by</strong> ${ids(missed)}`] : []),
    ...(others.length > 0 ? [`<strong>caught also by</strong> ${ids(others)}`] : []),
  ].join('<br/>');
}

export function plantedTable(audit: Audit): string {
  const body = audit.plantedLeaks.map((leak) => {
    const state = leak.caught ? 'holds' : 'violated';
    const [first] = leak.evidence;
    const cells = [
      `<th scope="row" class="words">${forHtml(leak.name)}<small>${forHtml(leak.decision)}</small></th>`,
      `<td class="verdict ${state}">${leak.caught ? '✓ caught' : '✗ not exactly'}</td>`,
      `<td class="words">${catchers(leak)}</td>`,
      `<td class="words">${first ? `${forHtml(first.story)}<br/><code class="command">${forHtml(first.replay)}</code>` : ''}</td>`,
    ];
    return row(cells, ` ${marks(LEAK_CHOICES, leak)}`);
  });
  const head = ['Planted leak', 'Caught', 'Must be caught by', 'First evidence'].map((one) => th(one));
  return table('Planted leaks', head, body);
}

export function findingsTable(audit: Audit): string {
  const body = [...audit.findings].map((finding) =>
    row([`<th scope="row">${forHtml(finding.id)}</th>`, words(finding.text), `<td>${forHtml(finding.where)}</td>`]),
  );
  return table('Findings of the specification', [th('Id'), th('Finding'), th('Where')], body);
}

/** A figure of at most four decimals, the same in every locale. */
export const figure = (value: number): string => String(Number(value.toFixed(4)));

export function measuresTable(audit: Audit): string {
  const body = audit.measures.map((one) =>
    row([
      `<th scope="row">${forHtml(one.id)}</th>`,
      words(one.claim),
      `<td class="number">${forHtml(`${figure(one.value)} ${one.unit}`)}</td>`,
      `<td class="number">${figure(one.low)} to ${figure(one.high)}</td>`,
    ]),
  );
  const right = ' class="number"';
  return table('Measures', [th('Id'), th('What'), th('Value', right), th('From, to', right)], body);
}

/** The figures behind a picture. */
export function figuresTable(label: string, rows: readonly (readonly (string | number)[])[]): string {
  const [head = [], ...body] = rows;
  return table(
    label,
    head.map((one, i) => th(String(one), i === 0 ? '' : ' class="number"')),
    body.map((cells) =>
      row(
        cells.map((cell, i) =>
          i === 0
            ? `<th scope="row">${forHtml(String(cell))}</th>`
            : `<td class="number">${typeof cell === 'number' ? grouped(cell) : forHtml(cell)}</td>`,
        ),
      ),
    ),
  );
}

/** A table whose cells are words; `extra` has attributes of each row but the first. */
export function wordsTable(label: string, rows: readonly (readonly string[])[], extra: readonly string[] = []): string {
  const [head = [], ...body] = rows;
  return table(
    label,
    head.map((one) => th(one)),
    body.map(([name = '', ...cells], i) =>
      row([`<th scope="row" class="words">${forHtml(name)}</th>`, ...cells.map(words)], extra[i] && ` ${extra[i]}`),
    ),
  );
}
