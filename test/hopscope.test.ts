// The command line as its user meets it: exit statuses, one line for each mistake, and files that are whole or not there.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { STATUS, STATUS_HELP } from '../reports/exit-status.ts';
import { hopscope, small } from './command.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));

const example = (name: string): string => new URL(`../reports/examples/${name}.yaml`, import.meta.url).pathname;

describe('exit status', () => {
  test('is 0 when every verdict is as declared, and its files are written', async () => {
    const out = folder();
    const { status, printed } = await hopscope('audit', ...small, '--property', 'R2.1', '--out', out);
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'attestation.json',
      'audit.json',
      'provenance.json',
      'report.html',
      'report.md',
    ]);
    expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('is 1 when a verdict is not as declared, with a command that replays it', async () => {
    const out = folder();
    const { status, printed } = await hopscope(
      'audit',
      ...small,
      '--scenario',
      example('what-if'),
      '--property',
      'U1',
      '--out',
      out,
    );
    expect(status).toBe(1);
    const [, id = ''] = /hopscope replay (\S+)/.exec(printed) ?? [];
    const again = await hopscope('replay', id, '--scenario', example('what-if'));
    expect(again).toMatchObject({ status: 0, complained: '' });
    expect(again.printed).toContain('octet for octet');
    expect(
      (
        await hopscope(
          'replay',
          id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
          '--scenario',
          example('what-if'),
        )
      ).status,
    ).toBe(1);
  });

  test.each([
    [['audti'], /unknown verb/],
    [['audit', '--profil', 'quick'], /unknown option/],
    [['audit', '--profile', 'fast'], /Allowed choices/],
    [['audit', '--design', 'nobody'], /no design/],
    [['audit', '--property', 'R99'], /no property or requirement/],
    [['audit', '--scenario', 'nowhere.yaml'], /no such file/],
    [['audit', '--jobs', '0'], /whole number/],
    [['audit', '--shard', '3/2'], /I\/N/],
    [['audit', '--out', '/proc/x'], /^hopscope: \/proc\/x: expected a folder .*; give another by --out$/],
    [['audit', '--out', join(example('what-if'), 'sub')], /sub: .* \S+what-if\.yaml is a file; give another by --out$/],
    [['audit', '--design', 'package.json.lock'], /no design “package\.json\.lock”; there are draft and sealed/],
    [['audit', '--design', 'LICENSE'], /LICENSE: expected a design file, which ends in \.yaml, .* or \.mts/],
    [['explore', '--design', 'LICENSE'], /LICENSE: expected a design file/],
    [['replay', 'nothing'], /id of a piece of evidence, .* “nothing”: it has one part of 6/],
    [
      ['replay', 'draft/R3.1-onward/1/0.0.ideal/0/ff', '--scenario', example('two-friends')],
      /the evidence is of no scenario file: leave --scenario out/,
    ],
    [['replay', 'draft/R9-no/1/0.0.ideal/0/ff'], /: there is no property “R9-no”/],
    [['replay', 'draft/R3.1-onward/1/999.0.ideal/0/ff'], /: no run is called “999\.0\.ideal”/],
    [['replay', 'draft/R3.1-onward/1/0.0.ideal/x/ff'], /: no scenario is called “x”/],
    [['explain', 'R99'], /no property or requirement “R99”/],
    [['explain', 'r2.2'], /no property or requirement “r2\.2”; did you mean R2\.2\? hopscope explain lists them/],
    [['explain', 'R2.2-same-queu'], /did you mean R2\.2-same-queue\?/],
    [['audit', '--property', 'R2'], /did you mean R2\.1 or R2\.2 or R2\.3 or R2\.4\?/],
  ])('is 2 and one line for %j', async (given, words) => {
    const { status, complained, printed } = await hopscope(...given);
    expect(status).toBe(2);
    expect(complained).toMatch(words);
    expect(complained.trim().split('\n')).toHaveLength(1);
    expect(printed).toBe('');
  });

  test('is 130 when interrupted, and nothing is written', async () => {
    const out = join(folder(), 'new');
    const running = hopscope('audit', ...small, '--out', out);
    while (process.listenerCount('SIGINT') === 0) await new Promise((resolve) => setImmediate(resolve));
    process.emit('SIGINT');
    expect(await running).toMatchObject({ status: 130, complained: 'hopscope: interrupted; nothing was written' });
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });
});

test.each([
  [['inspect', tmpdir()], /: expected a file, found a directory$/],
  [['frames', 'nowhere'], /^hopscope: nowhere: there is no such file$/],
  [['diff', join(example('what-if'), 'sub'), 'x'], /; a part of its path is a file, where a folder was expected$/],
  [['init', '--out', example('what-if')], /: a part of its path is a file, .*; give another folder by --out$/],
  [['audit', '--sign', tmpdir(), ...small], /: expected a file, found a directory$/],
])('what the system says is told in words for %j', async (given, words) => {
  const { status, complained } = await hopscope(...given);
  expect([status, complained]).toEqual([2, expect.stringMatching(words)]);
  expect(complained).not.toMatch(/\bE[A-Z]{4,}/);
});

test.skipIf(!existsSync('/dev/full'))('an output that takes no more is one line and status 2', () => {
  const full = openSync('/dev/full', 'w');
  const built = new URL('../dist/reports/hopscope.js', import.meta.url).pathname;
  const { status, stderr } = spawnSync(process.execPath, [built, 'explain'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  expect([status, String(stderr)]).toEqual([2, 'hopscope: standard output cannot be written: no space is left\n']);
});

test('each exit status is in the help and in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [table = ''] = /\| exit status \|[\s\S]*?\n\n/.exec(readme) ?? [];
  for (const status of Object.values(STATUS))
    for (const text of [STATUS_HELP, table]) expect(text).toMatch(new RegExp(`\\b${status}\\b`));
  for (const text of [STATUS_HELP, table])
    expect(text.replaceAll(/\s+/g, ' ')).toContain('octets and terms disagree for no listed reason');
});

test('audit.json has the same octets from one run and from parts put together', async () => {
  const [whole, parts, merged] = [folder(), folder(), folder()];
  const asked = [...small, '--property', 'R2.1', '--seed', 'of parts'];
  await hopscope('audit', ...asked, '--out', whole);
  for (const part of ['1/2', '2/2'])
    expect((await hopscope('audit', ...asked, '--shard', part, '--out', parts)).status).toBe(0);
  expect((await hopscope('audit', '--merge', parts, '--jobs', '1', '--out', merged)).status).toBe(0);
  const json = (out: string): string => readFileSync(join(out, 'audit.json'), 'utf8');
  expect(json(merged)).toBe(json(whole));
});

test.each(['R2.2', 'R4.1-read'])(
  'explain tells of %s what is asked and which planted leaks it must catch',
  async (id) => {
    const { status, printed } = await hopscope('explain', id);
    expect(status).toBe(0);
    expect(printed).toContain('Planted leaks that it must catch');
    expect(printed).toContain('no-s2r-layer');
  },
);
