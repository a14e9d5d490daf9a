// Every command that README, ARCHITECTURE and docs tell is run: here, as it stands or for less, or by the test that is named.
// One that nothing runs fails, and so does one whose options are no longer understood. Jobs of CI are `ci-examples.test.ts`'s.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programOn } from '../reports/command-line.ts';
import { refused } from '../reports/usage.ts';
import { validation } from '../reports/validation.ts';
import { hopscope, pipe } from './command.ts';
import { type Answer, PLAN } from './command-plan.ts';
import { commandsOf, optionsNamedIn } from './document-commands.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const told = documents.flatMap(commandsOf);
/** In prose, a verb and no more: what `audit` does, not that it be run. */
const NAME = /^(?:npx )?hopscope(?: (\w+))?$/;
const names = told.filter(({ inProse, command }) => inProse && NAME.test(command)).map(({ command }) => command);
const alone = new Set(
  told.flatMap(({ withOutput, inProse, command }) => (withOutput || (inProse && NAME.test(command)) ? [] : [command])),
);
const quiet = pipe().terminal;

test('each command is in the plan, and nothing else is', () => {
  expect([...alone].toSorted()).toEqual(Object.keys(PLAN).toSorted());
});

test('each page whose commands have their output beneath is followed by a test', () => {
  const tests = readdirSync(join(root, 'test')).filter((name) => name.endsWith('.test.ts'));
  const followed = tests.flatMap((name) =>
    [...read(`test/${name}`).matchAll(/^follow\('([^']+)'/gm)].map(([, one]) => one),
  );
  for (const { document } of told.filter(({ withOutput }) => withOutput))
    expect(followed).toContain(document.replace('docs/', ''));
});

test('each verb and each option that prose names is there', async () => {
  const { program } = programOn('0.0.0', quiet);
  const verbs = program.commands.map((one) => one.name());
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(['', ...verbs]).toContain(NAME.exec(name)?.[1] ?? '');
  const help: string[] = [];
  await validation(['--help'], { ...quiet, print: (text) => void help.push(text) });
  const known = program.commands.flatMap(({ options }) => options).map(({ long }) => long);
  const all = [...known, ...[...help.join('').matchAll(/ (--\w+)/g)].map(([, name]) => name)];
  const named = documents.flatMap(optionsNamedIn);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !all.includes(name))).toEqual([]);
});

/** Words as a shell takes them; none of these commands quotes. */
const wordsOf = (command: string): readonly string[] => command.split(/ +/);

/** What npm makes of it, without the build, which was made before all tests. */
function unwrapped(command: string): readonly string[] {
  const [program, ...rest] = wordsOf(command);
  // Where hopscope is taken from is for npx alone.
  if (program === 'npx') return rest.slice(rest[0] === '--prefix' ? 2 : rest[0] === '--no-install' ? 1 : 0);
  if (program !== 'npm') return wordsOf(command);
  const [run, name = '', ...given] = rest.filter((one) => one !== '-s');
  expect(run).toBe('run');
  const script = (JSON.parse(read('package.json')).scripts as Readonly<Record<string, string>>)[name] as string;
  const built = script.replace('npm run -s build && ', '').replace('node dist/reports/hopscope.js', 'hopscope');
  return [...wordsOf(built), ...given.filter((one) => one !== '--')];
}

/** Whether the command line understands all words of a command of its own; nothing is done. */
async function isUnderstood(command: string): Promise<boolean> {
  const [name, ...given] = unwrapped(command);
  if (name !== 'hopscope') return true;
  const { program } = programOn('0.0.0', quiet);
  for (const verb of program.commands) verb.action(() => undefined);
  return (await refused(program, given)) === undefined;
}

/** The command line in this process; other programs in theirs, scripts out of what was built. */
async function run(command: string): Promise<{ status: number | null; printed: string; complained: string }> {
  const [program = '', ...given] = unwrapped(command);
  if (program === 'hopscope') return hopscope(...given);
  const [name, from, inside] =
    program === 'node'
      ? [process.execPath, process.cwd(), [join(root, given[0] as string), ...given.slice(1)]]
      : program === 'vitest'
        ? [join(root, 'node_modules/.bin/vitest'), root, given]
        : [program, process.cwd(), given];
  const env = { ...process.env, MANPAGER: 'cat' };
  const { status, stdout, stderr } = spawnSync(name, inside, { cwd: from, env, encoding: 'utf8' });
  return { status, printed: stdout, complained: stderr };
}

/** Node has npm; of what else there is, a machine may have none. */
const isThere = (command: string): boolean => {
  const [program = ''] = wordsOf(command);
  return ['npm', 'npx', 'node'].includes(program) || spawnSync(program, ['--version']).error === undefined;
};

describe('run', () => {
  const before = process.cwd();
  const done = new Map<string, ReturnType<typeof run>>();
  const once = (command: string) => {
    const known = done.get(command) ?? run(command);
    done.set(command, known);
    return known;
  };

  // What the commands name: files of this repository at their places, and files of whoever reads.
  beforeAll(() => {
    process.chdir(mkdtempSync(join(tmpdir(), 'hopscope-commands-')));
    for (const folder of ['reports/examples', 'reports/schemas', 'man', 'docs'])
      cpSync(join(root, folder), folder, { recursive: true });
    writeFileSync(
      'pairs.jsonl',
      gunzipSync(readFileSync(join(root, 'test/frames/pairs.jsonl.gz')))
        .toString()
        .split('\n')
        .slice(0, 20)
        .join('\n'),
    );
    copyFileSync(join(root, 'test/captures/relay.pcapng'), 'relay.pcapng');
    copyFileSync(join(root, 'test/captures/relay.keys'), 'keys.log');
    writeFileSync('gate.yaml', /```yaml\n(budgets:[\s\S]*?)```/.exec(read('README.md'))?.[1] as string);
    writeFileSync('prover', '#!/bin/sh\necho "RESULT not attacker(secretQueue[]) is true."\n');
    chmodSync('prover', 0o755);
    // Those of openssl take their place where it is there.
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync('private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync('public.pem', publicKey.export({ type: 'spki', format: 'pem' }));
  });
  afterAll(() => process.chdir(before));

  for (const [command, answer] of Object.entries<Answer>(PLAN)) {
    if ('by' in answer) {
      test(`${command}: by ${answer.by}`, () => expect(read(answer.by)).toContain(answer.says));
      continue;
    }
    test.skipIf(!isThere(command))(command, async () => {
      expect(await isUnderstood(command)).toBe(true);
      const less = 'adds' in answer ? `${command} ${answer.adds}` : 'instead' in answer ? answer.instead : command;
      for (const first of answer.after ?? []) await once(first);
      const { status, printed, complained } = await once(less);
      expect(answer.status ?? [0], `${less}\n${printed}\n${complained}`).toContain(status);
      expect(`${printed}${complained}`).toMatch(answer.says);
    });
  }
});
