// Lines of the threat model are counted once, however many designs they were asked of.
import { expect, test } from 'vitest';
import { everyLine, linesWords } from '../reports/filters-html.ts';
import { renderHtml } from '../reports/html.ts';
import { audit } from './audit-fixture.ts';

test('a line that is asked of two designs is one line', () => {
  const all = everyLine(audit());
  expect(all).toHaveLength(4);
  expect(linesWords(all)).toBe('2 lines of the threat model, of 2 designs');
  expect(linesWords(all.slice(0, 1))).toBe('one line of the threat model');
  expect(renderHtml(audit())).toContain('2 lines of the threat model, of 2 designs');
});
