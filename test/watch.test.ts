// `audit --watch` in a copy of the checkout, as a developer has it: a regression in the protocol's code turns the gate red, with a
// line that says what to do, and mending it turns it green.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requirements } from '../properties/requirements.ts';
import type { Shard, Worked } from '../properties/shard.ts';
import { auditJson } from '../reports/canonical-json.ts';
import { crewOf } from '../reports/crew.ts';
import { differences } from '../reports/differences.ts';
import { type Came, provenanceOf, provenanceText } from '../reports/provenance/provenance.ts';
import { keeping } from '../reports/watch/kept.ts';
import { audit, came, evidence, withLine } from './audit-fixture.ts';
import { hopscope, small } from './command.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

describe('a regression in the code of the protocol', () => {
  const copy = mkdtempSync(join(tmpdir(), 'hopscope-'));
  const program = join(copy, 'dist/reports/hopscope.js');
  const file = join(copy, 'model/lanes.ts');
  /** Ids of commands that count tell a relay which come from one client. */
  const [well, wrong] = ["design.commandIds === 'counted' ? counted(task.turn) : undefined,", 'counted(task.turn),'];
  const edit = (from: string, to: string): void => {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };
  const given = ['--profile', 'quick', '--design', 'sealed', '--property', 'R1.2', '--property', 'G5', '--jobs', '1'];
  const gate = ['audit', ...given, '--baseline', 'base.json'];
  let printed = '';
  let complained = '';
  let child: ReturnType<typeof spawn> | undefined;
  let ended: Promise<number | null> | undefined;
  afterAll(() => void child?.kill('SIGKILL'));

  /** What it prints until it waits again. */
  async function waits(): Promise<string> {
    for (;;) {
      const [told, rest] = printed.split(/Watching .*\n?.*Ctrl-C ends it\./);
      if (rest !== undefined) {
        printed = printed.slice(printed.indexOf('ends it.') + 'ends it.'.length);
        return told as string;
      }
      expect(child?.exitCode, complained).toBe(null);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  beforeAll(() => {
    for (const name of [
      'model',
      'sim',
      'properties',
      'reports',
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ])
      cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.endsWith('/out') });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    expect(
      spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: copy }).status,
    ).toBe(0);
    expect(spawnSync(process.execPath, [program, ...gate, '--update-baseline'], { cwd: copy }).status).toBe(0);
  }, 120_000);

  test('is noticed as soon as it is saved, and that it is mended as well', { timeout: 240_000 }, async () => {
    child = spawn(process.execPath, [program, ...gate, '--watch'], { cwd: copy });
    child.stdout?.on('data', (text) => (printed += text));
    child.stderr?.on('data', (text) => (complained += text));
    ended = new Promise((resolve) => child?.once('exit', resolve));
    expect(await waits()).toContain('Gate, against base.json: nothing got worse.');

    edit(well, wrong);
    const red = await waits();
    expect(red).toMatch(/Changed: model\/lanes\.ts/);
    expect(red).toMatch(/Gate, against base\.json: \S+ lines? fails?/);
    expect(red).toMatch(/Fails: sealed, G5-\S+: worse\n {2}The relay cannot/);
    expect(red).toMatch(
      /Otherwise than the time before:\n[\s\S]*? {2}sealed, G5-\S+: the relay cannot [\s\S]*?violated/,
    );
    const [command = '', id = ''] = /npx hopscope replay (\S+)/.exec(red) ?? [];
    expect(command).not.toBe('');
    const again = spawnSync(process.execPath, [program, 'replay', id], { cwd: copy, encoding: 'utf8' });
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('octet for octet')]);
    expect(spawnSync(process.execPath, [program, ...gate], { cwd: copy }).status).toBe(1);

    edit(wrong, well);
    const green = await waits();
    expect(green).toContain('Gate, against base.json: nothing got worse.');
    expect(green).toMatch(/sealed, G5-\S+: the relay cannot [\s\S]*?holds,\s+was\s+violated/);
    expect(spawnSync(process.execPath, [program, ...gate], { cwd: copy }).status).toBe(0);

    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(complained).toBe('');
  });
});

describe('what a change does not touch', () => {
  const shard = (over: Partial<Extract<Shard, { kind: 'trials' }>> = {}): Shard => ({
    kind: 'trials',
    seed: '1',
    subject: 'sealed',
    cryptography: 'ideal',
    experiments: ['ordinary traffic'],
    from: 0,
    to: 1,
    properties: ['R2.1'],
    ...over,
  });
  const round = { signal: new AbortController().signal, done: () => undefined };
  const worked = async (shards: readonly Shard[], before: ReadonlyMap<string, Worked> = new Map()) => {
    const crew = keeping(crewOf(1), before);
    return { results: await crew.workAll(shards, round), kept: crew.kept, ...crew.counts() };
  };

  test('is not done again, comes out the same, and is forgotten once nobody asks for it', async () => {
    const [one, two] = [shard(), shard({ subject: 'draft' })];
    const first = await worked([one, two]);
    expect([first.asked, first.done]).toEqual([2, 2]);
    const second = await worked([two, shard({ seed: '2' }), one], first.kept);
    expect([second.asked, second.done]).toEqual([3, 1]);
    expect([second.results[2], second.results[0]]).toEqual(first.results);
    const third = await worked([shard({ seed: '2' })], second.kept);
    expect([third.done, third.kept.size]).toEqual([0, 1]);
    expect(await crewOf(1).workAll([shard({ seed: '2' })], round)).toEqual(third.results);
  });
});

describe('what one audit says otherwise than another', () => {
  test('is told with what it was, and the command that shows it', () => {
    expect(differences(audit(), audit())).toEqual([]);
    const worse = withLine('sealed', 'R3.1-onward', { verdict: 'violated', asExpected: false, evidence: [evidence] });
    const about =
      'sealed, R3.1-onward: network inside TLS cannot find octets that enter the proxy among those that leave it';
    expect(differences(audit(), worse)).toEqual([`${about}: violated (declared: holds), was holds`, evidence.replay]);
    expect(differences(worse, audit())).toEqual([`${about}: holds, was violated (declared: holds)`]);
    const [draft] = audit().designs as [ReturnType<typeof audit>['designs'][number]];
    expect(differences(audit(), audit({ designs: [draft] }))).toEqual(['sealed: not in the later audit (2 lines)']);
    expect(differences(audit({ designs: [draft] }), audit())).toEqual(['sealed: not in the earlier audit (2 lines)']);
    const less = audit({ designs: audit().designs.map((one) => ({ ...one, lines: one.lines.slice(0, 1) })) });
    expect(differences(audit(), less)).toEqual([
      'draft, R4.1-read: proxy cannot read a command: not there, was holds',
      'sealed, R4.1-read: proxy cannot read a command: not there, was holds',
    ]);
    const many = draft.lines.concat(
      Array.from({ length: 20 }, (_, i) => ({ ...draft.lines[1], property: `X-${i}` }) as never),
    );
    const more = audit({
      designs: audit().designs.map((one) => (one.name === 'draft' ? { ...one, lines: many } : one)),
    });
    expect(differences(more, audit())).toEqual(['draft: 20 lines not in the later audit']);
    expect(
      differences(
        audit(),
        audit({ plantedLeaks: audit().plantedLeaks.map((one) => ({ ...one, caught: false, caughtBy: [] })) }),
      ),
    ).toEqual(['planted leaks, corr-id-carried-over: not exactly caught, by nothing, was caught, by R3.1-onward']);
  });
});

describe('hopscope diff', () => {
  const written = (name: string, made: ReturnType<typeof audit>): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'hopscope-')), name);
    writeFileSync(path, auditJson(made));
    return path;
  };
  const before = written('audit.json', audit());
  const worse = withLine('sealed', 'R3.1-onward', { verdict: 'violated', asExpected: false, evidence: [evidence] });

  test('compares files and folders, and ends with 1 where they differ', async () => {
    expect(await hopscope('diff', dirname(before), before)).toMatchObject({
      status: 0,
      printed: `Nothing came out otherwise than ${dirname(before)}.`,
    });
    const { status, printed } = await hopscope('diff', before, written('b.json', worse));
    expect(status).toBe(1);
    expect(printed.split('\n').at(-1)).toBe(`    ${evidence.replay}`);
    expect(printed).toMatch(/sealed, R3\.1-onward: [\s\S]* violated \(declared:\s+holds\), was\s+holds/);
  });

  test('says first where they were not asked the same', async () => {
    const other = written('audit.json', { ...audit(), seed: '7' });
    const [input] = came.request.inputs as [(typeof came.request.inputs)[number]];
    const beside = (path: string, request: Partial<Came['request']>): void =>
      writeFileSync(
        join(dirname(path), 'provenance.json'),
        provenanceText(provenanceOf({ ...came, request: { ...came.request, ...request } }, [])),
      );
    const said = async () => (await hopscope('diff', before, other)).printed.replaceAll('\n', ' ');
    expect(await said()).toMatch(/^Not the same question: seed 1, then seed 7\. Nothing came out otherwise/);
    beside(before, {});
    beside(other, { inputs: [{ ...input, sha256: 'ef'.repeat(32) }], properties: ['R3.1-onward'] });
    expect(await said()).toContain(
      'scenario a <b> | c.yaml, then one of that name with another text; all properties, then 1 of the properties.',
    );
    beside(other, { inputs: [] });
    expect(await said()).toContain('seed 7; scenario a <b> | c.yaml, then no scenario.');
  });

  test('says what it cannot read, and what to do', async () => {
    const other = written('c.json', audit());
    writeFileSync(other, '{}');
    for (const [path, why] of [
      [tmpdir(), 'there is none: write it with hopscope audit --out FOLDER'],
      [other, 'expected what audit of this version writes'],
    ] as const)
      expect(await hopscope('diff', before, path)).toMatchObject({
        status: 2,
        complained: expect.stringContaining(why),
      });
  });
});

test('hopscope explain alone lists every requirement', async () => {
  const { status, printed } = await hopscope('explain');
  expect(status).toBe(0);
  for (const { id } of requirements) expect(printed).toContain(`\n${id} `.slice(id === requirements[0]?.id ? 1 : 0));
  expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('--watch goes with nothing that does a part, or writes what it watches', async () => {
  for (const other of [['--update-baseline'], ['--shard', '1/2'], ['--merge', 'parts']])
    expect(await hopscope('audit', ...small, '--watch', ...other)).toMatchObject({
      status: 2,
      complained: expect.stringContaining("'--watch' cannot be used with option"),
    });
});
