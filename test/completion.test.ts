// Completion knows what `--help` knows: every verb, every option and every choice, in each shell. Bash is asked itself where it is
// there; of the others that are there, the syntax.
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { hopscope } from './command.ts';

const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;
const script = async (shell: string): Promise<string> => (await hopscope('completion', shell)).printed;

/** The words at the start of the lines of a help, in the part under a heading. */
async function told(heading: string, pattern: RegExp, ...given: readonly string[]): Promise<readonly string[]> {
  const { printed } = await hopscope(...given, '--help');
  const part = printed.split(`${heading}:\n`)[1]?.split(/\n\n/)[0] ?? '';
  return part.split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
}
const OPTION = /^ {2}(?:-\w, )?(--[\w-]+)/;
let verbs: readonly string[] = [];
const options = new Map<string, readonly string[]>();
beforeAll(async () => {
  verbs = await told('Verbs', /^ {2}(\w+) /);
  for (const verb of verbs) options.set(verb, await told('Options', OPTION, verb));
});

test('there is something to complete', () => {
  expect(verbs).toEqual(expect.arrayContaining(['audit', 'replay', 'init', 'completion']));
  expect(options.get('audit')?.length).toBeGreaterThan(10);
  for (const verb of verbs) expect(options.get(verb), verb).toContain('--help');
});

describe.skipIf(!isThere('bash'))('bash', () => {
  /** What it offers for the last of some words. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const ask = `
      COMP_WORDS=("$@"); COMP_CWORD=$(($#-1))
      _hopscope hopscope "$\{COMP_WORDS[COMP_CWORD]}" "$\{COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "$\{COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${await script('bash')}\n${ask}`, 'bash', ...words], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  test('offers all verbs, and all options of each', async () => {
    expect((await offered('hopscope', '')).filter((word) => !word.startsWith('-'))).toEqual(verbs);
    for (const verb of verbs)
      expect((await offered('hopscope', verb, '--')).toSorted(), verb).toEqual(options.get(verb)?.toSorted());
  });

  test('offers what goes on with what is written, and values after their option', async () => {
    expect(await offered('hopscope', 'comp')).toEqual(['completion']);
    expect(await offered('hopscope', 'audit', '--profile', '')).toEqual(['quick', 'pr', 'nightly', 'release']);
    expect(await offered('hopscope', 'completion', 'z')).toEqual(['zsh']);
    expect(await offered('hopscope', 'audit', '--out', '')).toEqual([]);
  });
});

test('zsh has all verbs, and all options of each under it', async () => {
  const printed = await script('zsh');
  for (const verb of verbs) {
    expect(printed).toContain(`\n    '${verb}:`);
    const own = printed.split(`\n    ${verb})\n`)[1]?.split('\n      ;;')[0] ?? '';
    const flags = [...own.matchAll(/'\*(--[\w-]+)\[/g)].map(([, flag]) => flag as string);
    expect(flags.toSorted(), verb).toEqual(options.get(verb)?.toSorted());
  }
  expect(printed).toContain(':profile:(quick pr nightly release)');
  expect(printed).toContain(':folder:_files');
});

test('fish has all verbs, and all options of each under it', async () => {
  const lines = (await script('fish')).split('\n');
  for (const verb of verbs) {
    expect(lines.filter((line) => line.includes(` -a ${verb} -d `))).toHaveLength(1);
    const own = lines.filter((line) => line.includes(`'__fish_seen_subcommand_from ${verb}'`));
    const flags = own.flatMap((line) => / -l ([\w-]+)/.exec(line)?.[1] ?? []).map((flag) => `--${flag}`);
    expect(flags.toSorted(), verb).toEqual(options.get(verb)?.toSorted());
  }
});

test.each(['bash', 'zsh', 'fish'].filter(isThere))('%s reads its own', async (shell) => {
  const { status, stderr } = spawnSync(shell, ['-n'], { input: await script(shell), encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('another shell gets one line', async () => {
  const { status, complained } = await hopscope('completion', 'tcsh');
  expect(status).toBe(2);
  expect(complained).toMatch(/^hopscope: .*bash, zsh, fish/);
});
