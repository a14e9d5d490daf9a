// `hopscope measure` as its user meets it: files, a table of 80 columns, one line for each mistake.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureSchema } from '../properties/result.ts';
import { checkoutOf } from '../reports/provenance/checkout.ts';
import { hopscope } from './command.ts';

const measure = (...given: readonly string[]) => hopscope('measure', '--jobs', '1', ...given);

test('writes a page, figures and a table', async () => {
  const out = mkdtempSync(join(tmpdir(), 'hopscope-'));
  const { status, printed, complained } = await measure('--over', 'session', '--seeds', '2', '--out', out);
  expect({ status, complained }).toEqual({ status: 0, complained: '' });
  expect(printed).toMatch(/^session: one per client +1\.0\/1\.0 +100% /m);
  expect(printed.split('\n').filter((line) => line.length > 80 && !line.includes(out))).toEqual([]);
  const { anonymity } = measureSchema.parse(JSON.parse(readFileSync(join(out, 'measure.json'), 'utf8')));
  expect(anonymity.map(({ setting, seeds }) => [setting, seeds])).toEqual([
    ['session: shared by all clients', 2],
    ['session: one per client', 2],
  ]);
  const html = readFileSync(join(out, 'measure.html'), 'utf8');
  const { lock } = await checkoutOf();
  for (const fact of ['Relay tells by sessions', `SHA-256 ${lock}`]) expect(html).toContain(fact);
});

test('says in one line what it does not take', async () => {
  for (const [given, words] of [
    [['--over', 'weather'], /nothing named “weather” is varied; there are delay, load/],
    [['--design', 'nobody'], /no design or planted leak “nobody”; there are draft and sealed/],
    [['--seeds', '1'], /from 2 to/],
  ] as const) {
    const { status, printed, complained } = await measure(...given);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.split('\n').length).toBe(1);
  }
});
