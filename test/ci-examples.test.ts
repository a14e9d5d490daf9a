// The action and the jobs of the README do what they say: their own shell steps are run, but for the one that needs a network.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BASELINE_FILE } from '../reports/gate/defaults.ts';
import { readGateFile } from '../reports/gate/gate-reader.ts';
import { TODAY } from './audit-fixture.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const readme = [...read('README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text as string));
const hopscope = join(root, 'dist/reports/hopscope.js');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
const action = parse(read('action.yml')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const needsNetwork = (line: string): boolean => /^npm ci\b/.test(line);
/** So that it takes a second. */
const LITTLE = { profile: 'quick', design: 'sealed', property: 'R4.4' } as const;

/** What GitHub and GitLab both do: a shell that stops at the first failure. */
function run(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, npm_config_offline: 'true', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** What the gate holds against, with `verdict` in the place of the one that was found. */
let baseline = '';
function workspace(verdict = 'holds'): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-ci-'));
  writeFileSync(join(folder, BASELINE_FILE), baseline.replace('"holds"', JSON.stringify(verdict)));
  return folder;
}

beforeAll(() => {
  const cwd = mkdtempSync(join(tmpdir(), 'hopscope-ci-'));
  const given = Object.entries(LITTLE).flatMap(([option, value]) => [`--${option}`, value]);
  execFileSync(process.execPath, [hopscope, 'audit', ...given, '--update-baseline', '--out', 'first'], { cwd });
  baseline = readFileSync(join(cwd, BASELINE_FILE), 'utf8');
}, 120_000);

describe('the action', () => {
  /** Runs its steps as GitHub does, with inputs put into the environment. */
  function act(inputs: Readonly<Record<string, string>>, cwd: string) {
    const given: Readonly<Record<string, string>> = {
      ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default])),
      ...inputs,
    };
    const [outputs, summary] = [join(cwd, 'outputs'), join(cwd, 'step-summary')];
    for (const file of [outputs, summary]) writeFileSync(file, '');
    const filled = (text: string): string =>
      text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => given[name] as string);
    const own = { GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary };
    const done = action.runs.steps
      .filter(({ run: script = '' }) => !needsNetwork(script))
      .map(({ run: script = '', env = {} }) =>
        run(script, cwd, {
          ...own,
          ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)])),
        }),
      );
    return { done, outputs: readFileSync(outputs, 'utf8'), summary: readFileSync(summary, 'utf8') };
  }

  test('installs, audits, annotates, and says where the SARIF file is', () => {
    expect(action.runs.steps.filter(({ run: script = '' }) => needsNetwork(script))).toHaveLength(1);
    const cwd = workspace();
    const { done, outputs, summary } = act({ ...LITTLE, baseline: BASELINE_FILE, out: 'a folder' }, cwd);
    // A log has no progress: what is at work is said once.
    expect(done.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, expect.stringMatching(/^At work on one design, in \S+ shards?; .*\n$/)],
    ]);
    expect(outputs).toBe('sarif=a folder/audit.sarif\n');
    expect(summary).toContain('against hopscope.baseline.json');
    expect(JSON.parse(readFileSync(join(cwd, 'a folder', 'audit.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(readFileSync(join(cwd, 'a folder', 'junit.xml'), 'utf8')).toContain('failures="0"');
  });

  test('passes inputs on as they are, and fails where the audit does', () => {
    const { done } = act({ ...LITTLE, design: '"; touch broken; echo $(touch broken)' }, workspace());
    expect(done[0]?.status).toBe(2);
    expect(done[0]?.stderr).toContain('no design “"; touch broken; echo $(touch broken)”');
  });

  test('never puts an expression of GitHub into a script', () => {
    for (const { run: script = '', shell } of action.runs.steps) {
      expect(script).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });

  test('is used in the README by inputs and outputs that it has', () => {
    const job = readme.find((one) => one.jobs?.audit !== undefined)?.jobs.audit as { readonly steps: readonly Step[] };
    const own = job.steps.find(({ uses }) => uses === './');
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(own?.with ?? { none: '' })));
    expect(JSON.stringify(job.steps)).toContain('steps.privacy.outputs.sarif');
    expect(Object.keys(action.outputs)).toEqual(['sarif']);
  });
});

describe('the GitLab job of the README', () => {
  const job = readme.find((one) => one['relay-privacy'] !== undefined)?.['relay-privacy'];

  test.each([
    ['passes', 'holds', 0],
    ['asks for better to be recorded', 'vacuous', 0],
  ])('%s where the baseline says %s', (_, verdict, status) => {
    const cwd = workspace(verdict);
    // The package as npm links it, asked for little.
    mkdirSync(join(cwd, 'node_modules', '.bin'), { recursive: true });
    const little = Object.entries(LITTLE).map(([option, value]) => `--${option} ${value}`);
    const bin = join(cwd, 'node_modules', '.bin', 'hopscope');
    writeFileSync(bin, `#!/bin/sh\nexec node ${hopscope} "$@" ${little.join(' ')}\n`, { mode: 0o755 });
    const script = (job.script as readonly string[]).filter((line) => !needsNetwork(line));
    expect(script).toHaveLength(1);
    expect(run(script.join('\n'), cwd, {}).status).toBe(status);
    const junit = readFileSync(join(cwd, job.artifacts.reports.junit), 'utf8');
    expect(junit).toContain('<testsuite name="sealed" tests="1" failures="0"');
  });
});

test('the gate file of the README is one', () => {
  const text = [...read('README.md').matchAll(/```yaml\n(budgets:[\s\S]*?)```/g)].map(([, one]) => one as string);
  expect(text).toHaveLength(1);
  const file = join(mkdtempSync(join(tmpdir(), 'hopscope-ci-')), 'gate.yaml');
  writeFileSync(file, text[0] as string);
  expect(readGateFile(file, TODAY)).toMatchObject({ budgets: [{ of: 'R2.2' }, {}, {}], waivers: [{ owner: 'Ann' }] });
});
