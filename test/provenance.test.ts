// What every audit says of where it comes from, and that it comes out again from that.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { CAME_FROM } from '../reports/provenance/came-from.ts';
import { checkoutOf } from '../reports/provenance/checkout.ts';
import { sha256 } from '../reports/provenance/digest.ts';
import { provenanceSchema } from '../reports/provenance/provenance.ts';
import { statementText } from '../reports/provenance/statement.ts';
import { asked, audited, copyOf, folder, json, known, plain, secret, signed, tampered } from './attested-folders.ts';
import { audit, came, judged, withLine } from './audit-fixture.ts';
import { hopscope, small } from './command.ts';

beforeAll(async () => void (await audited()));

test('provenance is the same in every folder and says out of what the audit came', () => {
  for (const name of ['audit.json', 'provenance.json', 'report.html', 'report.md'])
    expect(readFileSync(join(plain, name), 'utf8')).toBe(readFileSync(join(signed, name), 'utf8'));
  const provenance = provenanceSchema.parse(json(plain, 'provenance.json'));
  expect(provenance.request).toEqual({
    profile: 'quick',
    seed: '1',
    designs: ['sealed'],
    properties: ['R4.4-one-fingerprint'],
    inputs: [],
  });
  expect(provenance.tool.lock).toMatch(/^[0-9a-f]{64}$/);
  const envelope = json(signed, 'attestation.dsse.json');
  expect(atob(envelope.payload)).toBe(readFileSync(join(plain, 'attestation.json'), 'utf8'));
  expect(JSON.stringify([provenance, envelope])).not.toContain(tmpdir());
});

test('every report says where it comes from', async () => {
  const [out, scenario] = [folder(), new URL('../reports/examples/two-friends.yaml', import.meta.url).pathname];
  await hopscope('audit', ...asked, '--scenario', scenario, '--format', 'sarif,junit,github', '--out', out);
  const { tool, request, node } = provenanceSchema.parse(json(out, 'provenance.json'));
  expect(json(out, 'audit.sarif').runs[0].properties).toEqual({ cameFrom: { tool, request, node } });
  const [input] = request.inputs;
  const facts = [tool.version, tool.commit ?? 'none: it ran from no checkout', tool.lock, input?.sha256, 'quick'];
  for (const name of ['report.html', 'report.md', 'junit.xml', 'summary.md']) {
    const text = readFileSync(join(out, name), 'utf8');
    for (const fact of facts) expect(text, `${name}: ${fact}`).toContain(fact);
  }
});

test('a commit with other changes is told as that, and the name of a file stays text', () => {
  const [html, markdown] = [renderHtml(audit(), { came }), renderMarkdown(audit(), { came })];
  for (const report of [html, markdown]) {
    expect(report).toContain(`${came.tool.commit}, and changes that are in no commit`);
    expect(report).not.toMatch(/(?<!\\)<b>/);
  }
  expect(markdown).toContain('a \\<b\\> \\| c');
  expect(renderHtml(audit())).not.toContain(CAME_FROM);
});

test('an audit takes away what was attested there in the other form', async () => {
  const out = copyOf(signed);
  await hopscope('audit', ...asked, '--design', 'sealed', '--out', out);
  expect(readdirSync(out).filter((name) => name.startsWith('attestation'))).toEqual(['attestation.json']);
  await hopscope('audit', ...asked, '--design', 'sealed', '--sign', secret, '--out', out);
  expect(readdirSync(out).filter((name) => name.startsWith('attestation'))).toEqual(['attestation.dsse.json']);
});

/** A folder in which everything agrees with everything, but `name` is not what the audit wrote. */
function forged(name: string, turn: (text: string) => string, from = plain): string {
  const out = tampered(from, name, turn);
  const swap = (file: string, was: string, now: string): void =>
    writeFileSync(join(out, file), readFileSync(join(out, file), 'utf8').replaceAll(was, now));
  const digests = (one: string) => [from, out].map((at) => sha256(readFileSync(join(at, one)))) as [string, string];
  if (name !== 'provenance.json') swap('provenance.json', ...digests(name));
  for (const one of new Set([name, 'provenance.json'])) swap('attestation.json', ...digests(one));
  return out;
}

describe('run again', () => {
  test('an audit comes out the same, with its signature', async () => {
    const { status, printed } = await hopscope('verify', signed, '--key', known, '--rerun', '--jobs', '1');
    expect([status, printed]).toEqual([0, expect.stringContaining('audit.json: run again, the same octet for octet')]);
  });

  test('a finding that nobody made comes to light, though every digest is right', async () => {
    const out = forged('audit.json', (text) => text.replace(/"chances": \d+/, '"chances": 7'));
    expect((await hopscope('verify', out)).status).toBe(0);
    const { status, printed } = await hopscope('verify', out, '--rerun', '--jobs', '1');
    expect([status, printed]).toEqual([1, expect.stringContaining('it came out otherwise')]);
  });

  test('an audit of another version is checked, whatever it holds, and not made again', async () => {
    const later = forged('audit.json', (text) => text.replace('{', '{ "later": 1,'));
    expect(await hopscope('verify', later)).toMatchObject({ status: 1 });
    const out = forged('provenance.json', (text) => text.replace('"version": "', '"version": "9'), later);
    expect(await hopscope('verify', out)).toMatchObject({ status: 0 });
    const { status, complained } = await hopscope('verify', out, '--rerun');
    expect([status, complained]).toEqual([
      2,
      expect.stringMatching(/cannot be run again: it is an audit of hopscope 9/),
    ]);
  });

  test('an audit of nodes of a developer comes out the same', async () => {
    const [module, out] = [new URL('../reports/examples/own-pace.mjs', import.meta.url).pathname, folder()];
    await hopscope('audit', ...asked, '--design', module, '--out', out);
    const { status, printed } = await hopscope('verify', out, '--rerun', '--jobs', '1', '--design', module);
    expect([status, printed]).toEqual([0, expect.stringContaining('the same octet for octet')]);
    expect((await hopscope('verify', out, '--rerun')).complained).toContain('give it as it was: --design');
  });

  test('an audit of files asks for the same files, wherever they are now', async () => {
    const [then, now, out] = [folder(), folder(), folder()];
    const examples = new URL('../reports/examples/', import.meta.url);
    for (const at of [then, now])
      for (const name of ['what-if.yaml', 'queue-tags.design.yaml']) cpSync(new URL(name, examples), join(at, name));
    const files = (at: string) => [
      '--scenario',
      join(at, 'what-if.yaml'),
      '--design',
      join(at, 'queue-tags.design.yaml'),
    ];
    const given = [...small, '--property', 'R2.2-same-queue', '--design', 'kept-keys'];
    await hopscope('audit', ...given, ...files(then), '--out', out);
    expect(readFileSync(join(out, 'audit.json'), 'utf8')).toContain(then);
    const rerun = ['verify', out, '--rerun', '--jobs', '1'];
    expect(await hopscope(...rerun, ...files(now))).toMatchObject({ status: 0, complained: '' });
    expect((await hopscope(...rerun)).complained).toMatch(/it read \S+what-if\.yaml, which is none of the files given/);
    expect((await hopscope(...rerun, ...files(now), '--design', known)).complained).toMatch(/it did not read/);
    expect((await hopscope(...rerun, '--scenario', 'nowhere.yaml')).complained).toContain('there is no such file');
    writeFileSync(join(now, 'queue-tags.design.yaml'), '# changed\n', { flag: 'a' });
    const changed = await hopscope(...rerun, ...files(now));
    expect([changed.status, changed.complained]).toEqual([2, expect.stringContaining('it read')]);
  });
});

test('parts that were put together attest the same as one run', async () => {
  const [whole, parts, merged] = [folder(), folder(), folder()];
  const scenario = new URL('../reports/examples/two-friends.yaml', import.meta.url).pathname;
  const given = [...asked, '--scenario', scenario];
  await hopscope('audit', ...given, '--out', whole);
  for (const part of ['1/2', '2/2']) await hopscope('audit', ...given, '--shard', part, '--out', parts);
  await hopscope('audit', '--merge', parts, '--jobs', '1', '--out', merged);
  for (const name of ['provenance.json', 'attestation.json'])
    expect(readFileSync(join(merged, name), 'utf8')).toBe(readFileSync(join(whole, name), 'utf8'));
  expect(json(merged, 'provenance.json').request.inputs).toMatchObject([{ kind: 'scenario', file: scenario }]);
});

test('what is not as declared failed, what is undecided or had no occasion is warned of, and neither passed', () => {
  const made = withLine(
    'sealed',
    'R3.1-onward',
    { verdict: 'violated', asExpected: false },
    withLine('draft', 'R4.1-read', { verdict: 'vacuous', expected: 'vacuous' }),
  );
  const provenance = provenanceSchema.parse(json(plain, 'provenance.json'));
  const of = (one: typeof made) => JSON.parse(statementText(one, judged(one), provenance, [])).predicate;
  expect(of(audit())).toMatchObject({ result: 'PASSED', warnedTests: [], failedTests: [] });
  const { result, passedTests, warnedTests, failedTests } = of(made);
  expect(result).toBe('FAILED');
  expect(failedTests).toEqual(['sealed: R3.1-onward']);
  expect(warnedTests).toEqual(['draft: R4.1-read']);
  expect(passedTests).toEqual(['draft: R3.1-onward', 'sealed: R4.1-read', 'planted leaks: corr-id-carried-over']);
});

test('the commit is that of a checkout of its own, dirty once a file that git knows differs', async () => {
  const at = folder();
  expect(await checkoutOf(at)).toEqual({});
  const git = (...given: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...given], {
      cwd: at,
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  expect(await checkoutOf(at)).toEqual({});
  writeFileSync(join(at, 'package-lock.json'), '{}');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');
  writeFileSync(join(at, 'unknown'), '');
  expect(await checkoutOf(at)).toEqual({ commit, dirty: false, lock: expect.stringMatching(/^[0-9a-f]{64}$/) });
  writeFileSync(join(at, 'package-lock.json'), '{ }');
  expect(await checkoutOf(at)).toMatchObject({ commit, dirty: true });
  cpSync(plain, join(at, 'inside'), { recursive: true });
  expect(await checkoutOf(join(at, 'inside'))).toEqual({});
});
