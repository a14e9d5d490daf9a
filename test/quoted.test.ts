// Texts in stories: quoted without what fills them up, and no longer than a label can be.
import { expect, test } from 'vitest';
import { quoted } from '../properties/quoted.ts';

test.each([
  ['message number 1 ', '“message number 1”'],
  ['', '“”'],
  ['x'.repeat(40), `“${'x'.repeat(40)}”`],
  [`message number 3 ${'long '.repeat(30)}`, '“message number 3 long long long long lo…”'],
])('%j is quoted as %s', (text, said) => {
  expect(quoted(text)).toBe(said);
});
