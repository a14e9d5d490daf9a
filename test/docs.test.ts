// The pages of docs: what is made from the code is what stands there, and what is written by hand is followed as it is read.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { properties } from '../properties/catalogue.ts';
import { contests } from '../properties/games/contests.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { MARKS } from '../reports/reading.ts';
import { THREAT_MODEL_FILE, threatModel } from '../reports/threat-model.ts';
import { follow, pageOf } from './page.ts';

follow('how-to-read-a-result.md', ['console'], 3);
follow('recipes.md', ['ts', 'yaml', 'console'], 5);

test('the recipes name files and planted leaks that are there', () => {
  const page = pageOf('recipes.md');
  const files = [...page.matchAll(/`(?:npx vitest run )?((?:properties|test)\/[\w.-]+\.ts)/g)].map(([, name]) => name);
  expect(files.length).toBeGreaterThan(5);
  for (const name of files) expect(existsSync(new URL(`../${name}`, import.meta.url)), name).toBe(true);
  const [, leak] = /-t ([\w-]+)`/.exec(page) ?? [];
  expect(plantedLeaks.map(({ name }) => name)).toContain(leak);
});

test('how to read a result has every verdict, with its mark', () => {
  const page = pageOf('how-to-read-a-result.md');
  for (const [verdict, mark] of Object.entries(MARKS)) expect(page).toContain(`| ${mark} | ${verdict} |`);
});

describe('the threat model', () => {
  const page = threatModel();
  const said = (id: string): readonly string[] => page.split('\n').filter((line) => line.startsWith(`- **${id}**`));

  test('is the page that the properties make', () => {
    expect(readFileSync(new URL(`../${THREAT_MODEL_FILE}`, import.meta.url), 'utf8')).toBe(page);
  });

  test('has each line once, under its observer and its verb', () => {
    for (const { id, observer, says } of [...properties, ...contests]) {
      expect(said(id), id).toHaveLength(1);
      const before = page.slice(0, page.indexOf(`- **${id}**`));
      expect(/^## (.*)$/m.exec(before.slice(before.lastIndexOf('\n## ') + 1))?.[1]?.toLowerCase()).toBe(
        observer.toLowerCase(),
      );
      expect(before.slice(before.lastIndexOf('\n*') + 1)).toMatch(new RegExp(`^\\*${says}\\*`));
    }
  });

  test('names each planted leak at each line that must notice', () => {
    for (const { name, mustBeCaughtBy } of plantedLeaks)
      for (const id of mustBeCaughtBy) expect(said(id)[0], id).toContain(`\`${name}\``);
  });

  test('says which lines the draft is declared to violate', () => {
    expect(said('R2.1-queue-address')[0]).toContain('Declared violated of `draft`.');
    expect(said('R4.4-one-fingerprint')[0]).not.toContain('Declared');
  });
});
