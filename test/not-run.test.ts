// What an audit did not run is told, and only that: each line that could be asked is a line of the audit or a row here.
import { expect, test } from 'vitest';
import { properties } from '../properties/catalogue.ts';
import { contests } from '../properties/games/contests.ts';
import type { Audit, AuditLine, Matrix } from '../properties/result.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { assumptionSentences, NOT_RUN, notRunRows } from '../reports/not-run.ts';
import { audit, withLine } from './audit-fixture.ts';

const [template] = audit().designs.flatMap(({ lines }) => lines);
if (template === undefined) throw new Error('the fixture has a line');

/** A line for each property and each game, but those named. */
const allBut = (...without: readonly string[]): AuditLine[] =>
  [...properties, ...contests.map((one) => ({ ...one, method: 'game' as const }))]
    .filter(({ id }) => !without.includes(id))
    .map(({ id, requirement, observer, says, claim, method }) => ({
      ...template,
      ...{ property: id, requirement, observer, says, claim, method },
    }));
const whole = (over: Partial<Audit> = {}, ...without: readonly string[]): Audit =>
  audit({
    designs: ['draft', 'sealed'].map((name) => ({ name, decisions: {}, lines: allBut(...without) })),
    proverif: [],
    ...over,
  });
const rows = (made: Audit): readonly string[] =>
  notRunRows(made)
    .slice(1)
    .map((cells) => cells.join(' | '));
const of = (made: Audit, word: string): readonly string[] => rows(made).filter((one) => one.includes(word));

test('every property and every game is a line or a row, for each design', () => {
  const made = audit();
  for (const { name, lines } of made.designs) {
    const asked = lines.map(({ property }) => property);
    const told = notRunRows(made).flatMap(([, what = '', where = '']) =>
      where.split(', ').includes(name) ? what.split(', ') : [],
    );
    for (const { id } of [...properties, ...contests])
      expect([id, asked.includes(id), told.includes(id)]).toEqual([id, asked.includes(id), !asked.includes(id)]);
  }
});

test('a line that is asked of all designs stands in no row, and one left out of both in one', () => {
  expect(of(whole(), 'R2.1-queue-address')).toEqual([]);
  expect(of(whole({}, 'R2.1-queue-address'), 'R2.1-queue-address')).toEqual([
    'the proxy | R2.1-queue-address | draft, sealed | not among what this audit was asked',
  ]);
});

test('why a game was not played follows from the profile and the design', () => {
  const games = contests.map(({ id }) => id);
  const why = (profile: string): readonly string[] => of(whole({ profile }, ...games), 'R2.3-A11');
  expect(why('quick')).toEqual([expect.stringContaining('| draft, sealed | the profile “quick” plays no game')]);
  expect(why('pr')).toEqual([
    expect.stringContaining('| draft | of “draft” the profile “pr” plays only games that show a declared leak'),
    expect.stringContaining('| sealed | not among what this audit was asked'),
  ]);
  expect(why('nightly')).toEqual([expect.stringContaining('| draft, sealed | not among what this audit was asked')]);
});

test('a line without an occasion was asked, and still not run', () => {
  const vacuous = withLine('sealed', 'R3.1-onward', { verdict: 'vacuous' });
  expect(of(vacuous, 'no run gave an occasion')).toEqual([
    'network inside TLS | R3.1-onward | sealed | asked, but no run gave an occasion',
  ]);
  expect(of(audit(), 'no run gave an occasion')).toEqual([]);
});

test('the matrix tells its cells that are no question, those of one reason together', () => {
  const cell = (observer: string, secret: string, words?: string): Matrix['cells'][number] => ({
    observer,
    secret,
    exposure: words === undefined ? 'hidden' : 'out of scope',
    declared: words === undefined ? 'hidden' : 'out of scope',
    asDeclared: true,
    ...(words !== undefined && { words }),
  });
  const cells = [
    cell('the relay', 'the text', 'it has it'),
    cell('the relay', 'the address', 'it has it'),
    cell('the recipient', 'the text', 'it has it'),
    cell('the recipient', 'the address', 'it has it'),
    cell('the proxy', 'the text'),
  ];
  const made = whole({ matrix: ['draft', 'sealed'].map((subject) => ({ subject, draws: 1, cells })) });
  expect(of(made, 'matrix')).toEqual([
    'the relay; the recipient | the text; the address | matrix, draft; matrix, sealed | it has it',
  ]);
  expect(of(whole(), 'matrix')).toEqual([expect.stringMatching(/^all 14 observers of the matrix /)]);
});

test('an active proxy and a network that chooses the order were run up to the bounds of the profile', () => {
  const bounds = (profile: string): readonly string[] =>
    rows(whole({ profile })).filter((one) => /^(an active proxy|a network that) /.test(one));
  expect(bounds('quick')).toEqual([
    expect.stringMatching(/every script of up to 2 interventions, [\d,]+ \|.*draws scripts/),
    expect.stringContaining('every schedule of small pairs of worlds'),
  ]);
  expect(bounds('pr')[1]).toContain('schedules of more than 2 messages, or with a fault');
  expect(bounds('release')).toEqual([
    expect.stringContaining('every script of more than 2 interventions'),
    expect.stringContaining('or with more than one fault'),
  ]);
  expect(bounds('a profile of another version')).toEqual([]);
});

test('adversaries, planted leaks and provers that were not tried are told', () => {
  expect(of(whole(), 'planted leak')).toHaveLength(1);
  expect(of(whole(), 'controls')).toEqual([expect.stringMatching(/^A1, A2, .*A13 \|/)]);
  expect(of(whole(), 'ProVerif')).toEqual([]);
  expect(of(audit(), 'ProVerif')).toEqual([expect.stringContaining('none was given with --proverif')]);
});

test('who is active is read off the lines', () => {
  expect(assumptionSentences(audit()).join(' ')).toContain('Every observer that was run is passive');
  expect(assumptionSentences(whole()).join(' ')).toMatch(/Active are .*an active proxy.* in \d+ lines/);
});

test('both reports have the section before they say how to read them', () => {
  for (const form of [renderHtml(audit()), renderMarkdown(audit())]) {
    expect(form.replaceAll('\\', '')).toContain('R2.1-queue-address');
    expect(form.lastIndexOf(NOT_RUN)).toBeLessThan(form.lastIndexOf('How to read this'));
    expect(form).toContain(NOT_RUN);
  }
});
