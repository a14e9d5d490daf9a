// A page of docs, followed as it is read: its files are written and its commands run, in its order, in one folder; each prints
// what the page says of it, and ends with the status that stands there. Files of this repository have what it shows of them.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hopscope } from './command.ts';

export const pageOf = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

interface Block {
  /** The language and, of a file, its name. */
  readonly info: string;
  readonly body: string;
}
const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```(\S+(?: \S+)?)\n([\s\S]*?)^```$/gm)].map(([, info = '', body = '']) => ({ info, body }));
/** The last line of a block, where a command does not end with 0. */
const STATUS_LINE = /^\(exit status (\d+)\)$/;

/** Has a page tested; it must have blocks of these languages, and no others. */
export function follow(name: string, languages: readonly string[], leastCommands: number): void {
  const blocks = blocksOf(pageOf(name));
  describe(name, () => {
    const before = process.cwd();
    beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), 'hopscope-'))));
    afterAll(() => process.chdir(before));

    test('has files and commands', () => {
      const kinds = blocks.map(({ info }) => info.split(' ')[0] as string);
      expect(kinds.filter((kind) => kind === 'console').length).toBeGreaterThanOrEqual(leastCommands);
      expect(new Set(kinds)).toEqual(new Set(languages));
    });

    for (const [i, { info, body }] of blocks.entries()) {
      const [language, file] = info.split(' ');
      if (file?.includes('/')) {
        test(`${i}: ${file} has what the page shows`, () =>
          expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(body));
        continue;
      }
      if (language !== 'console') {
        test(`${i}: ${file} is written`, () => writeFileSync(file as string, body));
        continue;
      }
      const [command = '', ...said] = body.trimEnd().split('\n');
      test(`${i}: ${command}`, async () => {
        const [prompt, npx, program, verb = '', ...given] = command.split(' ');
        expect([prompt, npx, program]).toEqual(['$', 'npx', 'hopscope']);
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
  });
}
