// The config file of a folder: what it says is asked, the command line goes before it, and a mistake gets one line.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { provenanceSchema } from '../reports/provenance/provenance.ts';
import { hopscope } from './command.ts';

const before = process.cwd();
afterAll(() => process.chdir(before));
beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'hopscope-'))));

const write = (text: string, file = 'hopscope.config.yaml'): void => writeFileSync(file, text);
const asked = (out: string) =>
  provenanceSchema.parse(JSON.parse(readFileSync(join(out, 'provenance.json'), 'utf8'))).request;
const LITTLE = 'profile: quick\nproperty: [R4.4]\njobs: 1\n';

describe('what the file says', () => {
  test('is what an audit is asked, and the command line goes before it', async () => {
    write(`${LITTLE}design: [sealed]\nseed: "7"\nformat: [junit]\nout: here\n`);
    expect((await hopscope('audit')).status).toBe(0);
    expect(asked('here')).toMatchObject({ profile: 'quick', seed: '7', designs: ['sealed'] });
    expect(readFileSync('here/junit.xml', 'utf8')).toContain('<testsuite');
    expect((await hopscope('audit', '--seed', '8', '--design', 'draft', '--out', 'there')).status).toBe(0);
    expect(asked('there')).toMatchObject({ profile: 'quick', seed: '8', designs: ['draft'] });
  });

  test('speaks of files from its own folder, and of designs by name or file', async () => {
    mkdirSync('ours');
    write('name: mine\nbase: sealed\n', 'ours/mine.yaml');
    write(`${LITTLE}design: [mine.yaml, sealed]\n`, 'ours/other.yaml');
    expect((await hopscope('audit', '--config', 'ours/other.yaml', '--out', 'out')).status).toBe(0);
    expect(asked('out')).toMatchObject({ designs: ['mine', 'sealed'], inputs: [{ file: join('ours', 'mine.yaml') }] });
  });

  test('is passed over where that is asked, and of a part holds it against nothing', async () => {
    write('profile: quick\nproperty: [R4.4]\nseed: "7"\nbaseline: nowhere.json\n');
    const small = ['--profile', 'quick', '--design', 'sealed', '--property', 'R4.4', '--jobs', '1'];
    expect((await hopscope('audit', ...small, '--no-config', '--out', 'out')).status).toBe(0);
    expect(asked('out')).toMatchObject({ seed: '1' });
    expect((await hopscope('audit', ...small, '--out', 'out')).complained).toMatch(
      /^hopscope: nowhere\.json: there is no such file/,
    );
    expect((await hopscope('audit', ...small, '--shard', '1/2', '--out', 'part')).status).toBe(0);
  });
});

test.each([
  ['profil: quick', /hopscope\.config\.yaml:1:1 expected a key of the schema, found "profil"/],
  ['design: []', /design: expected at least one entry/],
  ['format: [word]', /format\.0: expected "sarif" or/],
  ['jobs: 0', /jobs: expected at least 1/],
  ['seed: 7', /seed: expected text, found 7/],
  ['', /found an empty file/],
])('“%s” gets one line, with its place', async (text, words) => {
  write(text);
  const { status, printed, complained } = await hopscope('audit');
  expect([status, printed]).toEqual([2, '']);
  expect(complained).toMatch(words);
  expect(complained.split('\n')).toHaveLength(1);
  expect((await hopscope('doctor')).status).toBe(1);
});

test('doctor says what is there, what it is for, and where the config file says what', async () => {
  const path = process.env['PATH'];
  mkdirSync('bin');
  writeFileSync('bin/tshark', '', { mode: 0o755 });
  process.env['PATH'] = 'bin';
  try {
    write('# mine\nprofile: quick\n');
    const { status, printed } = await hopscope('doctor');
    expect(status).toBe(0);
    expect(printed).toContain(`✓ Node ${process.versions.node}`);
    expect(printed).toContain('✓ tshark: bin/tshark. hopscope inspect reads captures by it');
    expect(printed).toMatch(
      /– chromium: not there\. audit --format pdf prints by it; on Debian: apt-get\s+install chromium/,
    );
    expect(printed).toContain('✓ hopscope.config.yaml:2 profile: quick');
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
  } finally {
    process.env['PATH'] = path;
  }
});

describe('doctor reads the files that the config file names', () => {
  const doctor = async () => {
    const { status, printed } = await hopscope('doctor');
    return { status, printed: printed.replaceAll(/\n +/g, ' ') };
  };

  test.each([
    ['gate: gate.yaml', /✗ gate\.yaml:1:\d+ budgets\.0\.figure: expected "advantage"/],
    ['baseline: gate.yaml', /✗ gate\.yaml:1:1 /],
    ['scenario: nowhere.yaml', /✗ nowhere\.yaml: there is no such file/],
    ['specification: nowhere.md', /✗ nowhere\.md: there is no such file/],
    ['design: [seald]', /✗ no design “seald”/],
  ])('%s', async (line, words) => {
    write('budgets: [{ figure: advantges, most: 0.1 }]\n', 'gate.yaml');
    write(`profile: quick\n${line}\n`);
    const { status, printed } = await doctor();
    expect([status, printed]).toEqual([1, expect.stringMatching(words)]);
    expect(printed).toContain('An audit cannot be made');
  });

  test('without running their code, and names those of init that nothing reads', async () => {
    write('throw new Error("run")\n', 'mine.mjs');
    expect((await hopscope('init', '--no-baseline')).status).toBe(0);
    write('profile: quick\ndesign: [mine.mjs]\ngate: hopscope.gate.yaml\n');
    const { status, printed } = await doctor();
    expect([status, printed]).toEqual([0, expect.stringContaining('Ready')]);
    expect(printed).toContain('– hopscope.scenario.yaml: here, and read only where it is asked for');
    expect(printed).not.toContain('– hopscope.gate.yaml');
  });
});
