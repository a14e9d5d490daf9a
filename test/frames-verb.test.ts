// `hopscope frames` as its user meets it: what it prints, where it refuses, and the files that it writes for provers.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../reports/command-line.ts';
import { plain } from '../reports/summary-text.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
const pair = (id: string, right: string, equivalent: boolean): string =>
  JSON.stringify({ id, theory: 'std', left: ['a', 'a'], right: ['a', right], equivalent });
const question = JSON.stringify({ id: 'q', theory: 'std', frame: ['a'], target: ['hash', 'a'], deducible: true });

async function frames(lines: readonly string[], ...more: readonly string[]) {
  const file = join(folder(), 'frames.jsonl');
  writeFileSync(file, lines.join('\n'));
  const [printed, complained]: [string[], string[]] = [[], []];
  const status = await commandLine(['frames', file, ...more], '0.0.0', {
    print: (text) => void printed.push(text),
    complain: (text) => void complained.push(text),
    paint: plain,
    progress: undefined,
    quiet: () => undefined,
  });
  return { status, printed, complained: complained.join('\n') };
}

test('verdicts that agree are counted', async () => {
  const { status, printed } = await frames([pair('same', 'a', true), pair('other', 'b', false), question]);
  expect([status, printed]).toEqual([0, ['3 agree, 0 disagree']]);
});

test('each disagreement is told with its witness', async () => {
  const { status, printed } = await frames([pair('other', 'b', true), pair('same', 'a', false)]);
  expect(status).toBe(1);
  expect(printed).toEqual([
    expect.stringMatching(/^other: not equivalent: w0 = w1 on the left alone; \{"equality":\[0,1\]/),
    'same: equivalent: no recipe tells otherwise',
    '0 agree, 2 disagree',
  ]);
});

test.each([
  ['no JSON', '{', /line 2: expected JSON: /],
  [
    'no such constructor',
    JSON.stringify({ ...JSON.parse(question), target: ['f', 'a'] }),
    /line 2: no constructor “f”/,
  ],
  ['too few arguments', JSON.stringify({ ...JSON.parse(question), target: ['pair', 'a'] }), /line 2: pair takes 2/],
  ['a field too many', JSON.stringify({ ...JSON.parse(question), more: 1 }), /line 2: .*more/],
])('a line with %s is named', async (_, line, words) => {
  const { status, complained } = await frames([question, line]);
  expect([status, complained]).toEqual([2, expect.stringMatching(words)]);
});

test('pairs are written for provers where that is asked', async () => {
  const models = join(folder(), 'models');
  const { status } = await frames([pair('other', 'b', false), question], '--models', models);
  expect([status, readdirSync(models).toSorted()]).toEqual([0, ['other.dps', 'other.pv']]);
});
