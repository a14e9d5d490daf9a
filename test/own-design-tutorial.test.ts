// The tutorial on own designs: its files are written and its commands run, in its order, in one folder; each prints what it says.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishedModules } from '../reports/published-modules.ts';
import { hopscope } from './command.ts';

const page = readFileSync(new URL('../docs/own-design.md', import.meta.url), 'utf8');

interface Block {
  /** The language and, of a file, its name. */
  readonly info: string;
  readonly body: string;
}
const blocks = [...page.matchAll(/^```(\S+(?: \S+)?)\n([\s\S]*?)^```$/gm)].map(
  ([, info = '', body = '']): Block => ({ info, body }),
);
/** The last line of a block, where a command does not end with 0. */
const STATUS_LINE = /^\(exit status (\d+)\)$/;

describe('the tutorial', () => {
  const before = process.cwd();
  beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), 'hopscope-'))));
  afterAll(() => process.chdir(before));

  test('has files and commands', () => {
    const kinds = blocks.map(({ info }) => info.split(' ')[0]);
    expect(kinds.filter((kind) => kind === 'console').length).toBeGreaterThan(5);
    expect(new Set(kinds)).toEqual(new Set(['yaml', 'console', 'js', 'ts']));
  });

  for (const [i, { info, body }] of blocks.entries()) {
    const [language, file] = info.split(' ');
    if (language !== 'console') {
      test(`${i}: ${file} is written`, () => writeFileSync(file as string, body));
      continue;
    }
    const [command = '', ...said] = body.trimEnd().split('\n');
    test(`${i}: ${command}`, async () => {
      const [prompt, npx, name, verb = '', ...given] = command.split(' ');
      expect([prompt, npx, name]).toEqual(['$', 'npx', 'hopscope']);
      const { status, printed, complained } = await hopscope(
        verb,
        ...given,
        ...(verb === 'audit' ? ['--jobs', '1'] : []),
      );
      expect(complained).toBe('');
      const lines = said.filter((line) => !STATUS_LINE.test(line));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(printed).toContain(line);
      expect(status).toBe(Number(STATUS_LINE.exec(said.at(-1) ?? '')?.[1] ?? 0));
    });
  }

  test('names every module that is published', () => {
    const said = page.slice(page.indexOf('What a module may import'));
    for (const name of Object.keys(publishedModules))
      expect(said).toContain(`\`${name === 'hopscope/design-module' ? name : name.replace('hopscope/model/', '')}\``);
  });
});
