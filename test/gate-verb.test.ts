// `hopscope audit` as the gate of a job: one case for each exit status, a regression that turns it red and its mending
// that turns it green, and every format at once.
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commandLine } from '../reports/command-line.ts';
import { gateSchema } from '../reports/gate/gate-result.ts';
import { plain } from '../reports/summary-text.ts';
import { TODAY } from './audit-fixture.ts';
import { hopscope } from './command.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
const quick = ['--profile', 'quick', '--jobs', '1', '--today', TODAY];
const sealed = [...quick, '--design', 'sealed', '--property', 'R4.4'];

const audit = (...given: readonly string[]) => hopscope('audit', ...given);
function written(name: string, text: string): string {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
}
const gateOf = (out: string) => gateSchema.parse(JSON.parse(readFileSync(join(out, 'gate.json'), 'utf8')));

/** The example, with its one decision turned as it is given, or as in the sealed design. */
const example = readFileSync(new URL('../reports/examples/what-if.yaml', import.meta.url), 'utf8');
const friends = readFileSync(new URL('../reports/examples/two-friends.yaml', import.meta.url), 'utf8');
const turned = (value: string): string => example.replace(/senderKey: kept per queue/, `senderKey: ${value}`);

test('a regression turns the gate red with property, observer and replay command; mending it turns it green', async () => {
  const scenario = written('head.yaml', turned('fresh per command'));
  const [out, baseline] = [folder(), join(folder(), 'new', 'baseline.json')];
  const given = [
    ...quick,
    '--property',
    'R2.2-same-queue',
    '--scenario',
    scenario,
    '--baseline',
    baseline,
    '--out',
    out,
  ];
  const first = await audit(...given, '--update-baseline');
  expect(first).toMatchObject({ status: 0, complained: '' });
  expect(first.printed).toContain('There was no baseline to compare with');
  expect(first.printed).not.toContain('nothing got worse');
  expect(gateOf(out).firstBaseline).toBe(true);
  expect(readFileSync(baseline, 'utf8')).toContain('"R2.2-same-queue": "holds"');
  expect(await audit(...given)).toMatchObject({ status: 0, printed: expect.stringContaining('nothing got worse') });

  writeFileSync(scenario, turned('kept per queue'));
  const red = await audit(...given);
  expect(red.status).toBe(1);
  const [line] = gateOf(out).lines;
  expect(line).toMatchObject({ id: 'R2.2-same-queue', observer: 'the proxy', outcome: 'worse', effect: 'fails' });
  const text = red.printed.replaceAll(/\n +/g, ' ');
  for (const words of [
    'R2.2-same-queue',
    'The proxy cannot tell',
    'It held and is violated now',
    line?.replay ?? 'none',
  ])
    expect(text).toContain(words);
  const [, id = ''] = /hopscope replay (\S+)/.exec(line?.replay ?? '') ?? [];
  const replayed: string[] = [];
  const terminal = { print: (one: string) => void replayed.push(one), complain: () => undefined, paint: plain };
  const again = await commandLine(['replay', id, '--scenario', scenario], '0.0.0', {
    ...terminal,
    progress: undefined,
    quiet: () => undefined,
  });
  expect([again, replayed.join()]).toEqual([0, expect.stringContaining('octet for octet')]);

  writeFileSync(scenario, turned('fresh per command'));
  expect(await audit(...given)).toMatchObject({ status: 0, complained: '' });
});

afterEach(() => void vi.unstubAllEnvs());

describe('exit status', () => {
  test('is 130 when interrupted, and no baseline is written', async () => {
    const baseline = join(folder(), 'baseline.json');
    const running = audit(...quick, '--baseline', baseline, '--update-baseline', '--out', folder());
    while (process.listenerCount('SIGINT') === 0) await new Promise((resolve) => setImmediate(resolve));
    process.emit('SIGINT');
    expect((await running).status).toBe(130);
    expect(existsSync(baseline)).toBe(false);
  });

  test.each([
    [['--baseline', 'nowhere.json'], /nowhere\.json: there is no such file; write it with: hopscope audit --baseline/],
    [['--gate', 'nowhere.yaml'], /nowhere\.yaml: there is no such file/],
    [['--gate', written('g.yaml', 'budget: 1\n')], /g\.yaml:1:1 expected a key of the schema, found "budget"/],
    [['--format', 'sarif,docx'], /Expected sarif, junit, github, badge/],
    [['--today', '2027-02-30'], /Expected a day/],
    [['--specification', 'nowhere.md'], /nowhere\.md: there is no such file/],
    [['--baseline', written('b.json', '{}'), '--update-baseline'], /b\.json:1:1/],
  ])('is 2 and one line for %j', async (given, words) => {
    const { status, complained, printed } = await audit(...sealed, ...given, '--out', folder());
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.split('\n')).toHaveLength(1);
  });

  const waiver = (expires: string) =>
    `waivers: [{ id: U1-destinations, reason: r, owner: Ann, expires: ${expires} }]\n`;

  test('is 1 for a waiver that expired, before 3 for what is undecided', async () => {
    const gate = written('g.yaml', `${waiver('2027-01-14')}budgets: [{ figure: leaked bits, most: 1 }]\n`);
    const { status, printed } = await audit(...sealed, '--gate', gate, '--out', folder());
    expect(status).toBe(1);
    expect(printed).toContain('The waiver of Ann expired on 2027-01-14');
  });

  test('is 1 where something that was asked disappeared, and 0 where it was not asked', async () => {
    const [scenario, baseline] = [written('two.yaml', friends), join(folder(), 'b.json')];
    const given = [...quick, '--scenario', scenario, '--baseline', baseline, '--out', folder()];
    const asked = [...given, '--design', 'sealed', '--property', 'D1', '--property', 'R3.4'];
    expect((await audit(...asked, '--update-baseline')).status).toBe(0);
    writeFileSync(scenario, friends.replace(/orders:[\s\S]*/, 'orders: []\n'));
    const { status, printed } = await audit(...asked);
    expect(status).toBe(1);
    expect(printed).toContain('sealed, D1-messages-arrive: missing');
    expect((await audit(...given, '--design', 'sealed', '--property', 'R3.4')).status).toBe(0);
  });

  test('is 3 for a budget of which nothing was measured', async () => {
    const gate = written('g.yaml', 'budgets: [{ figure: leaked bits, most: 1 }]\n');
    expect((await audit(...sealed, '--gate', gate, '--out', folder())).status).toBe(3);
  });

  test('is 0 for what is waived, which every report says', async () => {
    const [scenario, out] = [written('head.yaml', turned('kept per queue')), folder()];
    const gate = written('g.yaml', waiver('2027-01-31').replace('U1-destinations', 'R2.2-same-queue'));
    const given = [...quick, '--property', 'R2.2-same-queue', '--scenario', scenario, '--out', out];
    expect((await audit(...given)).status).toBe(1);
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    const { status, printed } = await audit(
      ...given,
      '--gate',
      gate,
      '--format',
      'sarif,junit',
      '--format',
      'badge,github,csv',
    );
    expect(status).toBe(0);
    const waived = 'Waived by Ann until 2027-01-31: r';
    for (const name of ['report.html', 'audit.sarif', 'junit.xml', 'audit.csv'])
      expect(readFileSync(join(out, name), 'utf8')).toContain(waived);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain(waived);
    expect(readFileSync(join(out, 'summary.md'), 'utf8')).toContain('**waived**');
    expect(JSON.parse(readFileSync(join(out, 'badge.json'), 'utf8')).message).toContain('1 waived');
    expect(printed).toMatch(/^::notice file=.*head\.yaml,line=\d+,col=\d+,title=/m);
    expect(readdirSync(out).sort()).toEqual([
      'attestation.json',
      'audit.csv',
      'audit.json',
      'audit.sarif',
      'badge.json',
      'badge.svg',
      'gate.json',
      'junit.xml',
      'provenance.json',
      'report.html',
      'report.md',
      'summary.md',
    ]);
  });
});

describe('the summary of a job', () => {
  test('is appended to the file that GitHub gives, and audit.json knows nothing of any of it', async () => {
    const [summary, out, bare] = [written('summary.md', 'before\n'), folder(), folder()];
    vi.stubEnv('GITHUB_STEP_SUMMARY', summary);
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    const { printed } = await audit(...sealed, '--format', 'github', '--out', out);
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## Relay privacy\n/);
    expect(readdirSync(out)).not.toContain('summary.md');
    expect(printed).toMatch(/^::stop-commands::(\S+)\n[\s\S]*\n::\1::$/);
    vi.stubEnv('GITHUB_ACTIONS', '');
    expect((await audit(...sealed, '--format', 'github', '--out', bare)).printed).not.toContain('::');
    await audit(...sealed, '--out', bare);
    expect(readFileSync(join(out, 'audit.json'), 'utf8')).toBe(readFileSync(join(bare, 'audit.json'), 'utf8'));
  });
});
