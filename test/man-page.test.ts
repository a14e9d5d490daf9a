// The manual page is the one that the code makes, is roff, and tells every verb, option and example that `--help` tells.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAN_FILE, manPage } from '../reports/man-page.ts';
import { hopscope } from './command.ts';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
/** As it is read, without fonts and escapes. */
const page = manPage()
  .replaceAll(/\\f[BIR]/g, '')
  .replaceAll('\\&', '')
  .replaceAll('\\-', '-')
  .replaceAll('\\e', '\\');

test('is what the code makes, and the package names it', () => {
  expect(read(MAN_FILE)).toBe(manPage());
  expect(JSON.parse(read('package.json')).man).toBe(MAN_FILE);
});

test('tells all verbs, each with its options and examples', async () => {
  const { printed } = await hopscope('--help');
  const verbs = [...(printed.split('Verbs:\n')[1] ?? '').matchAll(/^ {2}(\w+) /gm)].map(([, verb]) => verb as string);
  expect(verbs.length).toBeGreaterThan(8);
  for (const verb of verbs.filter((one) => /^[a-z]/.test(one))) {
    const own = page.split(new RegExp(`^\\.SS ${verb}\\b.*$`, 'm'))[1]?.split(/^\.S[SH] /m)[0] ?? '';
    const help = (await hopscope(verb, '--help')).printed;
    const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag as string);
    expect(flags.length, verb).toBeGreaterThan(0);
    for (const flag of flags) expect(own, verb).toMatch(new RegExp(`^(-\\w, )?${flag}( |$)`, 'm'));
    const examples = help.slice(help.search(/^Examples?:$/m));
    expect(examples, verb).toContain('hopscope');
    expect(own, verb).toContain(examples.trim());
  }
});

test('says nothing of this machine', async () => {
  expect((await hopscope('audit', '--help')).printed).toMatch(/as many as\s+processors/);
});

const isThere = spawnSync('groff', ['--version']).error === undefined;
test.skipIf(!isThere)('is roff without a warning', () => {
  const { status, stderr } = spawnSync('groff', ['-man', '-ww', '-z', '-K', 'utf8'], {
    input: manPage(),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});
