// What had no occasion is told apart from what went wrong, with whom it is due to.
import { expect, test } from 'vitest';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { UNTESTED, whyUntested } from '../reports/untested.ts';
import { audit, withLine } from './audit-fixture.ts';

const vacuous = {
  verdict: 'vacuous' as const,
  chances: 0,
  hits: 0,
  evidence: [],
  scope: 'no occasion in 6 seeded runs',
};
const none = withLine('draft', 'R4.1-read', { ...vacuous, property: 'R3.1-layers', expected: 'vacuous' });

test('a line without an occasion is no story of what went wrong', () => {
  for (const form of [renderHtml(none), renderMarkdown(none)]) {
    expect(form).toContain(UNTESTED);
    expect(form).not.toContain('draft: R3.1-layers is vacuous');
    expect(form.replaceAll('\\', '')).toContain('Nothing is missing in the audit. No occasion in 6 seeded runs.');
  }
  expect(renderHtml(none)).toContain('<li id="line-draft-R3.1-layers">');
  for (const form of [renderHtml(audit()), renderMarkdown(audit())]) expect(form).not.toContain(UNTESTED);
});

test('it says whether the design or the audit is short of something', () => {
  const [line] = audit().designs[0]?.lines ?? [];
  if (line === undefined) throw new Error('the fixture has a line');
  const of = (expected: 'holds' | 'vacuous', property: string) =>
    whyUntested({ design: 'draft', line: { ...line, ...vacuous, property, expected } });
  expect(of('vacuous', 'R4.3-refused-at-once')).toContain('no occasion: it schedules nothing at the proxy');
  expect(of('vacuous', 'R9')).toBe('The design declares that it gives no occasion. Nothing is missing in the audit');
  expect(of('holds', 'R9')).toContain('the audit is short of them');
});
