// `hopscope export` and `audit --proverif` as their user meets them; the prover is a script that the test writes.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verdictIn } from '../properties/export/prover-answers.ts';
import { filesToProve } from '../properties/export/proving.ts';
import { questions } from '../properties/export/questions.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { type Audit, auditSchema } from '../properties/result.ts';
import { checkProverif } from './check-proverif.ts';
import { hopscope } from './command.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));

describe('export', () => {
  test('writes what was asked for', async () => {
    const out = folder();
    const { status, printed } = await hopscope('export', '--design', 'sealed', '--property', 'R2.2', '--out', out);
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['sealed.R2.2-same-queue.dps', 'sealed.R2.2-same-queue.pv']);
    expect(printed).toContain('one file for ProVerif, one file for DeepSec');
    expect(printed).toContain('none was run');
    expect(() => checkProverif(readFileSync(join(out, 'sealed.R2.2-same-queue.pv'), 'utf8'))).not.toThrow();
  });

  test('writes every design and every question unless asked for less, and the trace of a scenario', async () => {
    const out = folder();
    const example = new URL('../reports/examples/two-friends.yaml', import.meta.url).pathname;
    expect((await hopscope('export', '--scenario', example, '--out', out)).status).toBe(0);
    const names = readdirSync(out);
    expect(names.filter((name) => name.endsWith('.pv'))).toHaveLength(2 * questions.length);
    const itf = JSON.parse(readFileSync(join(out, 'draft.itf.json'), 'utf8'));
    expect(itf['#meta'].format).toBe('ITF');
  });

  test('takes planted leaks by their names, and lines of the catalogue for questions', async () => {
    const out = folder();
    const given = ['--design', 'no-p2r-layer', '--property', 'R3.2-back', '--out', out];
    expect((await hopscope('export', ...given)).status).toBe(0);
    expect(readdirSync(out)).toContain('no-p2r-layer.R3.3-permuted.pv');
  });

  test('makes models of designs in files, but none of fields and nodes that no model has', async () => {
    const out = folder();
    const kept = join(out, 'kept.yaml');
    writeFileSync(kept, 'name: kept\nbase: sealed\nsenderKey: kept per queue\n');
    const tags = new URL('../reports/examples/queue-tags.design.yaml', import.meta.url).pathname;
    const given = ['--design', kept, '--design', tags, '--property', 'R2.2', '--out', out];
    const { status, printed } = await hopscope('export', ...given);
    expect(status).toBe(0);
    expect(printed).toMatch(/No model of queue-tags: models follow decisions/);
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const names = readdirSync(out).filter((name) => name.endsWith('.pv'));
    expect(names).toEqual(['kept.R2.2-same-queue.pv']);
    expect(readFileSync(join(out, 'kept.R2.2-same-queue.pv'), 'utf8')).toContain('Expected of a prover: not true.');
    expect(await hopscope('export', '--design', tags, '--out', out)).toMatchObject({
      status: 2,
      complained: expect.stringContaining('export --scenario FILE writes a trace of it'),
    });
  });

  test.each([
    [['--design', 'nobody'], /no design or planted leak “nobody”/],
    [['--property', 'R99'], /no property or requirement “R99” that provers are asked; there are .*R2\.2-same-queue/],
    [['--scenario', 'nowhere.yaml'], /no such file/],
    [['--out', '/dev/null/here'], /expected a folder/],
  ])('is 2 and one line for %j', async (given, words) => {
    const { status, complained, printed } = await hopscope('export', ...given);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.trim().split('\n')).toHaveLength(1);
  });
});

/** A program in the place of ProVerif; `$1` is the file. */
function prover(script: string): string {
  const path = join(folder(), 'prover');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
const AS_EXPECTED = `
if grep -q 'Expected of a prover: not true' "$1"
then echo 'RESULT Observational equivalence cannot be proved.'
else echo 'RESULT not attacker(secretQueue[]) is true.'
fi`;
const small = ['--profile', 'quick', '--jobs', '1', '--property', 'R2.1'];

describe('audit with a prover', () => {
  test('adds its answers to the audit and to every report', async () => {
    const out = folder();
    const { status, printed } = await hopscope('audit', ...small, '--proverif', prover(AS_EXPECTED), '--out', out);
    expect(status).toBe(0);
    const audit: Audit = auditSchema.parse(JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8')));
    expect(audit.proverif).toEqual([
      {
        file: 'draft.R2.1-queue-address.pv',
        property: 'R2.1-queue-address',
        design: 'draft',
        verdict: 'cannot be proved',
        expected: 'not true',
      },
      {
        file: 'sealed.R2.1-queue-address.pv',
        property: 'R2.1-queue-address',
        design: 'sealed',
        verdict: 'true',
        expected: 'true',
      },
    ]);
    for (const text of [printed, ...['report.html', 'report.md'].map((name) => readFileSync(join(out, name), 'utf8'))])
      expect(text.replaceAll(/\s+/g, ' ')).toContain('ProVerif answered 2 of 2 exported files as expected');
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('is absent where none was run', async () => {
    const out = folder();
    const { printed } = await hopscope('audit', ...small, '--design', 'sealed', '--out', out);
    expect(printed).not.toContain('ProVerif');
    expect(readFileSync(join(out, 'audit.json'), 'utf8')).not.toContain('proverif');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toContain('ProVerif said');
  });

  test('is 1 where it disagrees, and says so everywhere', async () => {
    const out = folder();
    const contrary = prover("echo 'RESULT not attacker(secretQueue[]) is false.'");
    const given = [...small, '--design', 'sealed', '--proverif', contrary, '--out', out];
    const { status, printed } = await hopscope('audit', ...given);
    expect(status).toBe(1);
    expect(printed).toContain('ProVerif says of sealed.R2.1-queue-address.pv: false; expected: true');
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/\*\*ProVerif says of sealed/);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('One answer of ProVerif not as expected');
  });

  test('is 3 where a file gets no answer within its time', async () => {
    const out = folder();
    const slow = prover(`case "$1" in draft*) sleep 30;; esac; echo 'RESULT not attacker(secretQueue[]) is true.'`);
    const given = [...small, '--proverif', slow, '--proverif-seconds', '1', '--out', out];
    const { status, printed } = await hopscope('audit', ...given);
    expect(status).toBe(3);
    expect(printed.replaceAll(/\s+/g, ' ')).toContain(
      '1 of 2 exported files as expected; to one file it gave no answer',
    );
  });

  test.each([
    ['nothing there', () => join(folder(), 'proverif'), /found nothing that can be run/],
    ['a folder', () => folder(), /found no file/],
    [
      'no program',
      () => {
        const path = join(folder(), 'text');
        writeFileSync(path, 'text');
        chmodSync(path, 0o644);
        return path;
      },
      /found nothing that can be run/,
    ],
    ['another program', () => prover('echo hello'), /no answer to any of 2 files; is it ProVerif\?/],
    ['a program that fails', () => prover('echo trouble >&2; exit 2'), /no answer to any/],
  ])('is 2 and one line for %s', async (_, path, words) => {
    const out = folder();
    const { status, complained, printed } = await hopscope('audit', ...small, '--proverif', path(), '--out', out);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(out, 'audit.json'))).toBe(false);
  });

  test('is for whole audits', async () => {
    const given = ['audit', '--shard', '1/2', '--proverif', 'x'];
    expect(await hopscope(...given)).toMatchObject({ status: 2, complained: expect.stringContaining('--proverif') });
    expect((await hopscope('audit', '--proverif-seconds', '0')).status).toBe(2);
  });
});

test('of planted leaks it is asked what they change, where leaks are run at all', () => {
  const asked = filesToProve({ profile: 'pr' });
  expect(asked.filter(({ design }) => design === 'no-c2p-layer').map(({ property }) => property)).toEqual([
    'R3.1-layers',
    'R3.1-registration',
  ]);
  const names = new Set(plantedLeaks.map(({ name }) => name));
  expect(filesToProve({ profile: 'quick' }).filter(({ design }) => names.has(design))).toEqual([]);
  expect(new Set(asked.map(({ name }) => name)).size).toBe(asked.length);
});

test.each([
  ['RESULT not attacker(s[]) is true.\n', 'true'],
  ['...\nRESULT not attacker_p1(s[]) is false.\n', 'false'],
  ['RESULT event(used(f,K_1)) ==>\nevent(made(f,K_1)) is true.\n', 'true'],
  ['RESULT Observational equivalence cannot be proved (bad derivable).\n', 'cannot be proved'],
  ['RESULT a is true.\nRESULT b cannot be proved.\nRESULT c is true.\n', 'cannot be proved'],
  ['RESULT a is true.\nRESULT b is false.\n', 'false'],
  ['Error: syntax error; this is true.\n', 'no answer'],
  ['', 'no answer'],
])('reads %j as %s', (output, verdict) => {
  expect(verdictIn(output)).toBe(verdict);
});
