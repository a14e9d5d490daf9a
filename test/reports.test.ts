// Reports of a handmade audit: they say what it says, stand alone, let nothing through, and are the same twice.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { requirements } from '../properties/requirements.ts';
import type { Audit } from '../properties/result.ts';
import { auditJson } from '../reports/canonical-json.ts';
import { FILTER_SCRIPT } from '../reports/filter-script.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { answers, claimOf } from '../reports/matrix.ts';
import { publishedSchemas } from '../reports/published-schemas.ts';
import { summaryText } from '../reports/summary-text.ts';
import { audit, evidence, measured } from './audit-fixture.ts';

const whole = audit();

/** The draft's first line as `over` has it, all else the same. */
function withLine(over: Partial<Audit['designs'][number]['lines'][number]>): Audit {
  const [draft, ...rest] = whole.designs;
  if (draft === undefined) throw new Error('the fixture has a draft');
  const lines = draft.lines.map((line, i) => (i === 0 ? { ...line, ...over } : line));
  return audit({ designs: [{ ...draft, lines }, ...rest] });
}

/** Element names left open or closed out of turn. */
function misnested(html: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name, , empty] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (empty === '/') continue;
    if (close === '') open.push(name as string);
    else if (open.pop() !== name) wrong.push(name as string);
  }
  return [...wrong, ...open];
}

test('the answer comes first, in a sentence for each design', () => {
  expect(answers(whole)).toEqual([
    'The design “draft” meets 1 of 2 requirements and violates R3.1.',
    'The design “sealed” meets all 2 requirements in everything that was run.',
  ]);
});

test('HTML tells story, verdict, replay command and how to read it', () => {
  const html = renderHtml(whole, { statements: new Map([['R3.1', 'nothing in common']]) });
  for (const text of [
    evidence.story,
    evidence.replay,
    'violated',
    'as declared',
    '4,700 hits in 4,800',
    'nothing in common',
  ])
    expect(html).toContain(text);
  for (const word of ['holds', 'violated', 'undecided', 'vacuous']) expect(html).toContain(`<dt>${word}</dt>`);
  expect(html.indexOf('The design “draft”')).toBeLessThan(html.indexOf('<table'));
});

test('how to read it is one step from the top, and has the words that a report uses', () => {
  const [html, markdown] = [renderHtml(whole), renderMarkdown(whole)];
  expect(html.indexOf('href="#reading"')).toBeLessThan(html.indexOf('</header>'));
  expect(markdown.indexOf('(#how-to-read-this)')).toBeLessThan(markdown.indexOf('\n## '));
  for (const word of [
    '!',
    'game',
    'advantage',
    'A1',
    'A13',
    'monitor',
    'gate',
    'waived',
    'inside TLS',
    'planted leak',
  ]) {
    expect(html).toMatch(new RegExp(`<dt>[^<]*${word}`));
    expect(markdown).toMatch(new RegExp(`\\n- \\*\\*[^*]*${word}`));
  }
});

test('a requirement in the answer leads to its row, and says what it asks', () => {
  const html = renderHtml(whole, { statements: new Map([['R3.1', 'nothing <in> common']]) });
  const link = '<a href="#row-R3.1" title="nothing &lt;in&gt; common">R3.1</a>';
  expect(html).toContain(`violates ${link}.`);
  expect(html).toContain(`network inside TLS (${link}).`);
  expect(html).toContain('<th scope="row" id="row-R3.1">');
});

test('a requirement stands alone, and a line with a comma in its observer reads as a sentence', () => {
  for (const { id, statement } of requirements) {
    expect(statement, id).not.toMatch(/^(Nor|The same|And|But|So|It|They|How)\b/);
    expect(statement, id).toMatch(/^[A-Z].*\.$/);
  }
  const line = { observer: 'the network on both links, inside TLS', says: 'cannot', claim: 'read a command' } as const;
  expect(claimOf(line)).toBe('the network on both links, inside TLS, cannot read a command');
  expect(claimOf({ ...line, observer: 'the proxy' })).toBe('the proxy cannot read a command');
});

test('HTML is well-formed and stands alone', () => {
  const html = renderHtml(whole).replace(`<script>${FILTER_SCRIPT}</script>`, '');
  expect(FILTER_SCRIPT).not.toMatch(/https?:|fetch|import|XMLHttp|innerHTML|eval|<\/?script/);
  expect(misnested(html.replaceAll(/<!DOCTYPE html>/g, ''))).toEqual([]);
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
    /https?:|@import|url\((?!#)|<script|<link| style=| on\w+=/,
  );
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

test('a line without a moment to show has the command that asks it again, as it was asked', () => {
  const game = withLine({ property: 'R2.2-A13', method: 'game', evidence: [] });
  const own = [
    { design: { ...sealed, name: 'draft' }, base: 'sealed', expects: {}, exposes: {}, file: 'my design.yaml' },
  ] as const;
  for (const render of [renderHtml, renderMarkdown]) {
    const command = 'npx hopscope audit --profile pr --seed 1 --design draft --property R2.2-A13';
    expect(render(game)).toContain(command);
    expect(render(whole)).not.toContain('hopscope audit --profile');
    const asked = render(game, { request: { own, scenarioName: 'x.yaml' } }).replaceAll('&#39;', "'");
    expect(asked).toContain("--scenario x.yaml --design 'my design.yaml' --property R2.2-A13");
  }
});

test('Markdown says the same', () => {
  const markdown = renderMarkdown(whole);
  for (const text of [evidence.replay, 'violates R3.1', '```mermaid', 'sequenceDiagram', '16,359'])
    expect(markdown).toContain(text);
  expect(markdown.match(/^\|/gm)?.length).toBeGreaterThan(10);
});

test('who may catch a planted leak as well is told beside who must, in one order', () => {
  const [leak] = whole.plantedLeaks;
  if (leak === undefined) throw new Error('the fixture has a planted leak');
  const lists = { mustBeCaughtBy: ['R5.3-told-truly', 'R5.1-delivers'], mayBeCaughtBy: ['R5.4-once', 'R5.3-ends'] };
  const may = audit({ plantedLeaks: [{ ...leak, ...lists, caughtBy: ['R5.4-once', ...lists.mustBeCaughtBy] }] });
  expect(renderMarkdown(may)).toContain(
    '| `R5.1-delivers` `R5.3-told-truly` | `R5.3-ends` `R5.4-once` | `R5.1-delivers` `R5.3-told-truly` `R5.4-once` |',
  );
  const code = (id: string): string => `<code>${id}</code>`;
  const html = renderHtml(may);
  expect(html).toContain(
    `may be caught by as well: <span class="ids">${code('R5.3-ends')} ${code('R5.4-once')}</span><br/>of these caught by <span class="ids">${code('R5.4-once')}</span>`,
  );
  expect(html).not.toContain('caught also by');
  for (const form of [html, renderMarkdown(may)]) expect(form).toContain('and by none but those that may');
});

test('the same audit gives the same octets', () => {
  expect(renderHtml(audit())).toBe(renderHtml(audit()));
  expect(renderMarkdown(audit())).toBe(renderMarkdown(audit()));
});

test('audit.json has the keys in the order of the schema, whatever order they came in', () => {
  const turned = Object.fromEntries(Object.entries(whole).reverse()) as Audit;
  expect(auditJson(turned)).toBe(auditJson(whole));
  expect(auditJson(whole)).toMatch(/^\{\n {2}"schema": "hopscope.audit\/1",[\s\S]*\}\n$/);
});

test('what is not as declared stands out', () => {
  const changed = withLine({ expected: 'holds', asExpected: false });
  expect(renderHtml(changed)).toContain('not as declared: holds');
  expect(renderHtml(changed)).toContain('One verdict not as declared');
  expect(renderMarkdown(changed)).toContain('**One verdict not as declared:**');
  expect(summaryText(changed, new Map())).toContain(evidence.replay);
  const held = withLine({ verdict: 'holds', expected: 'violated', asExpected: false });
  expect(summaryText(held, new Map())).toContain('draft: R3.1-onward holds, declared: violated.');
  expect(summaryText(changed, new Map())).toContain('One verdict not as declared (! above):');
  const [of] = answers(audit({ designs: changed.designs.map((one) => ({ ...one, lines: one.lines.slice(0, 1) })) }));
  expect(of).toBe('The design “draft” violates R3.1, the one requirement asked.');
});

test('undecided and vacuous are never a pass', () => {
  for (const verdict of ['undecided', 'vacuous'] as const) {
    const [first] = answers(withLine({ verdict }));
    expect(first).toContain('meets 1 of 2 requirements');
  }
});

test('text from a scenario file does not get out of its place', () => {
  const story = '<img src=x onerror=alert(1)>\u001b[31m | `x` [a](javascript:1)\n# head';
  const evil = withLine({ evidence: [{ ...evidence, story, scenario: { name: story }, steps: [] }] });
  expect(renderHtml(evil)).not.toContain('<img src=x');
  expect(renderMarkdown(evil)).not.toMatch(/(?<!\\)<img|^# head|[^\\]\[a\]\(|[^\\]`x`/m);
  for (const form of [renderHtml(evil), renderMarkdown(evil), summaryText(evil, new Map())])
    expect(form).not.toContain('\u001b');
});

test('the summary fits 80 columns', () => {
  const wide = summaryText(whole, new Map([['R3.1', 'a statement that goes on '.repeat(9)]]));
  expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(wide).toContain('R3.1');
});

const SECTIONS = ['Delivery under faults', 'Two ways to forward'];

test('measures are told with their intervals, in a sentence, a picture and a table', () => {
  const html = renderHtml(audit(measured));
  const markdown = renderMarkdown(audit(measured));
  for (const text of [
    ...SECTIONS,
    'relay restarts after 30 s',
    '87.5% (75% to 100%)',
    '100% (every seed)',
    '190 ms (170 ms to 210 ms)',
    'draft delivers 87.5% of the messages at worst (relay restarts after 30 s), none of them twice',
    'with “relay restarts after 30 s” the slowest message takes 40.2 s (draft), 30.2 s (sealed) and 20.2 s (direct)',
    '77 (76.5 to 77.5)',
    '262,336',
    'leaks R5.4-withheld',
  ])
    for (const form of [html, markdown.replaceAll('\\', '')]) expect(form.includes(text), text).toBe(true);
  expect(misnested(html.replace(FILTER_SCRIPT, '').replaceAll(/<!DOCTYPE html>/g, ''))).toEqual([]);
  expect(html).toMatch(/<img [^>]*alt="[^"]*relay restarts after 30 s, draft: delivered 87.5%, twice 0%/);
  expect(renderHtml(audit(measured))).toBe(html);
});

test('measures take two lines of the summary, and no section where there are none', () => {
  const lines = summaryText(audit(measured), new Map()).split('\n');
  expect(lines.filter((line) => /^(N1|R5\.7) /.test(line))).toEqual([
    'N1   delivered at worst: draft 87%, sealed 100%, direct 100%',
    'N1   delivered twice at worst: draft 0%, sealed 0%, direct 0%',
    'R5.7 one at a time per relay 7/s; several in flight 77/s (leaks 1)',
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  for (const form of [renderHtml(whole), renderMarkdown(whole), summaryText(whole, new Map())])
    for (const absent of [...SECTIONS, 'N1, ', 'R5.7, ']) expect(form.includes(absent), absent).toBe(false);
});

test('no table has a head and no row', () => {
  const agreed = audit({ engines: { chances: 72, disagreements: [] }, findings: [], budgets: [] });
  expect(renderMarkdown(agreed)).toContain('## Octets and terms');
  expect(renderMarkdown(agreed)).not.toMatch(/^\| --- .*\n(?!\|)/m);
  expect(renderHtml(agreed)).not.toContain('<tbody></tbody>');
});

test('the published schemas are those of the code', () => {
  for (const { name, text } of publishedSchemas())
    expect(readFileSync(new URL(`../reports/schemas/${name}`, import.meta.url), 'utf8')).toBe(text);
});
