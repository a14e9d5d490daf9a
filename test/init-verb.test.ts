// `hopscope init`: what it writes is read by the readers of hopscope, its jobs run what is there, and nothing is written over.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expected } from '../properties/expected.ts';
import { contests } from '../properties/games/contests.ts';
import type { RequestOptions } from '../reports/audit-request.ts';
import { readGateFile } from '../reports/gate/gate-reader.ts';
import { init } from '../reports/init-verb.ts';
import { readScenario } from '../reports/scenario-file.ts';
import { TODAY } from './audit-fixture.ts';
import { hopscope, pipe } from './command.ts';

const before = process.cwd();
afterAll(() => process.chdir(before));
const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));

const WORKFLOW = join('.github', 'workflows', 'relay-privacy.yml');
const textsOf = (out: string): readonly (readonly [string, string])[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort()
    .map((path) => [path.slice(out.length + 1), readFileSync(path, 'utf8')]);

/** What a job runs, but for what needs a network. */
interface Job {
  readonly script?: readonly string[];
  readonly steps?: readonly { readonly run?: string; readonly with?: { readonly sarif_file?: string } }[];
}
const commandsOf = ({ script, steps = [] }: Job): readonly string[] =>
  (script ?? steps.flatMap(({ run }) => (run === undefined ? [] : [run]))).filter((line) => line !== 'npm ci');

describe.each([
  ['GitHub', [], WORKFLOW],
  ['GitLab', ['--gitlab'], '.gitlab-ci.yml'],
] as const)('for %s', (_, options, jobFile) => {
  const out = join(folder(), 'new');

  test('writes a scenario, a gate file and a job, and says what comes next', async () => {
    const { status, printed, complained } = await hopscope('init', '--no-baseline', '--out', out, ...options);
    expect([status, complained]).toEqual([0, '']);
    expect(textsOf(out).map(([name]) => name)).toEqual(
      [jobFile, 'hopscope.gate.yaml', 'hopscope.scenario.yaml'].toSorted(),
    );
    for (const [name] of textsOf(out)) expect(printed).toContain(join(out, name));
    expect(printed).toContain(`Next, in ${out}: npx --no-install hopscope audit --update-baseline\n`);
    // Nobody is told to run what a registry has under that name.
    for (const [, text] of textsOf(out)) expect(text).not.toMatch(/npx hopscope/);
  });

  test('the scenario is one, and the budgets are of games that the sealed design must not lose', () => {
    expect(readScenario(join(out, 'hopscope.scenario.yaml'))).toHaveProperty('scenario');
    const gate = readGateFile(join(out, 'hopscope.gate.yaml'), TODAY);
    if (typeof gate === 'string') throw new Error(gate);
    expect(gate.budgets.length).toBeGreaterThan(0);
    for (const { figure, design = '', of } of gate.budgets) {
      const games = contests.filter(({ requirement, says }) => requirement === of && says === 'cannot');
      expect([figure, games.length > 0]).toEqual(['advantage', true]);
      for (const { id } of games) expect(expected({ name: design }, id)).toBe('holds');
    }
  });

  test('the waiver that the gate file shows is one', () => {
    const text = readFileSync(join(out, 'hopscope.gate.yaml'), 'utf8');
    const shown = [...text.matchAll(/^# {3}(.*)$/gm)].map(([, line]) => line).join('\n');
    const file = join(folder(), 'gate.yaml');
    writeFileSync(file, `waivers:\n${shown.replace(/^/gm, '  ').replace('2027-01-31', TODAY)}\n`);
    expect(readGateFile(file, TODAY)).toMatchObject({ waivers: [{ owner: 'Ann', expires: TODAY }] });
  });

  test('the job runs: the scenario is as declared, and the gate reads what it is given', async () => {
    process.chdir(out);
    const little = ['--profile', 'quick', '--design', 'sealed', '--property', 'R4.4'];
    expect((await hopscope('audit', ...little, '--update-baseline', '--out', 'first')).status).toBe(0);
    const read = parse(readFileSync(jobFile, 'utf8'));
    const job: Job = read.jobs?.audit ?? read['relay-privacy'];
    const [ofScenario = '', ofGate = '', ...more] = commandsOf(job).map((line) =>
      line.replace(/^npx --no-install hopscope /, ''),
    );
    expect(more).toEqual([]);
    expect((await hopscope(...ofScenario.split(' '), '--jobs', '1')).status).toBe(0);
    // Of so little there are no games: the budgets alone are undecided.
    const { status, printed } = await hopscope(...ofGate.split(' '), ...little, '--jobs', '1');
    expect(status).toBe(3);
    expect(printed).toContain(': 4 lines undecided.');
    const sarif = job.steps?.find((step) => step.with !== undefined && 'sarif_file' in step.with)?.with?.sarif_file;
    if (sarif !== undefined) expect(JSON.parse(readFileSync(sarif, 'utf8')).version).toBe('2.1.0');
    expect(readFileSync('reports/out/junit.xml', 'utf8')).toContain('<testsuite');
  });
});

describe('the baseline', () => {
  const little: RequestOptions = { profile: 'quick', seed: '1', design: ['sealed'], property: ['R4.4'] };
  const { terminal, printed, complained } = pipe();

  test('comes out of an audit, and that audit is not worse than it', async () => {
    const out = folder();
    expect(await init({ out, baseline: true, jobs: 1 }, terminal, little)).toBe(0);
    const file = join(out, 'hopscope.baseline.json');
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).designs)).toEqual(['sealed']);
    expect(printed.at(-1)).toContain(file);
    const again = ['--profile', 'quick', '--design', 'sealed', '--property', 'R4.4', '--jobs', '1'];
    expect((await hopscope('audit', ...again, '--baseline', file, '--out', out)).printed).toContain(
      'nothing got worse',
    );
  });

  test('that is there is kept', async () => {
    const out = folder();
    writeFileSync(join(out, 'hopscope.baseline.json'), '{}');
    expect(await init({ out, baseline: true, jobs: 1 }, terminal, little)).toBe(2);
    expect(complained.at(-1)).toMatch(/hopscope\.baseline\.json is there already; --force/);
    expect(await init({ out, baseline: false, jobs: 1 }, terminal, little)).toBe(0);
  });

  test('that cannot be made leaves the rest, and says what is missing', async () => {
    const status = await init({ out: folder(), baseline: true, jobs: 1 }, terminal, { ...little, design: ['nobody'] });
    expect([status, complained.at(-1)]).toEqual([2, expect.stringContaining('there is no baseline yet')]);
  });
});

describe('what is there already', () => {
  test('is left as it is, with everything else, and named in one sentence', async () => {
    const out = folder();
    writeFileSync(join(out, 'hopscope.gate.yaml'), 'budgets: []\n');
    const { status, printed, complained } = await hopscope('init', '--out', out);
    expect([status, printed]).toEqual([2, '']);
    expect(complained).toBe(
      `hopscope: ${join(out, 'hopscope.gate.yaml')} is there already; --force writes over what is there`,
    );
    expect(textsOf(out)).toEqual([['hopscope.gate.yaml', 'budgets: []\n']]);
  });

  test('is written over where that is asked', async () => {
    const [out, fresh] = [folder(), folder()];
    writeFileSync(join(out, 'hopscope.gate.yaml'), 'budgets: []\n');
    expect((await hopscope('init', '--no-baseline', '--out', out, '--force')).status).toBe(0);
    expect((await hopscope('init', '--no-baseline', '--out', fresh)).status).toBe(0);
    expect(textsOf(out)).toEqual(textsOf(fresh));
  });

  test('may be no folder, which gets one line', async () => {
    const out = folder();
    writeFileSync(join(out, 'file'), '');
    mkdirSync(join(out, 'hopscope.gate.yaml'));
    for (const given of [
      ['--out', join(out, 'file')],
      ['--out', out, '--force'],
    ]) {
      const { status, complained } = await hopscope('init', ...given);
      expect(status).toBe(2);
      expect(complained).toMatch(/^hopscope: .+$/);
    }
  });
});
