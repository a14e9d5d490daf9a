// report.pdf: printed by a browser that is there, one sentence where there is none or where it does not print.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { chromiumIn, printedBy } from '../reports/pdf.ts';
import { hopscope, small } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'hopscope-pdf-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** A program that does what the lines of a shell say. */
function program(name: string, ...lines: readonly string[]): string {
  const file = join(mkdtempSync(join(folder, 'bin-')), name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}
const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));
/** Of the arguments of a browser, where it is to print. */
const TO = 'for one in "$@"; do case "$one" in --print-to-pdf=*) to=$(echo "$one" | cut -d= -f2-);; esac; done';
const asked = ['audit', ...small, '--design', 'sealed', '--property', 'R3.4', '--format', 'pdf'];

test('a browser is found in PATH, Chromium before Chrome, and a file that cannot be run is none', () => {
  const [chrome, chromium] = [program('google-chrome'), program('chromium')];
  expect(chromiumIn([folderOf(chrome), folderOf(chromium)].join(delimiter))).toBe(chromium);
  expect(chromiumIn(folderOf(chrome))).toBe(chrome);
  chmodSync(chromium, 0o644);
  expect(chromiumIn(folderOf(chromium))).toBeUndefined();
  for (const none of [undefined, '', folder]) expect(chromiumIn(none)).toBeUndefined();
});

test('without one an audit that asks for PDF ends at once with one sentence, and one that does not needs none', async () => {
  vi.stubEnv('PATH', folder);
  const out = join(folder, 'without');
  const { status, complained } = await hopscope(...asked, '--out', out);
  expect({ status, lines: complained.split('\n').length }).toEqual({ status: 2, lines: 1 });
  expect(complained).toContain('--format pdf needs Chromium or Chrome, and there is none in PATH');
  expect(existsSync(out)).toBe(false);
  expect((await hopscope(...asked.slice(0, -2), '--out', out)).status).toBe(0);
});

test('what it prints stands beside the other reports', async () => {
  vi.stubEnv(
    'PATH',
    `${folderOf(program('chromium', TO, 'printf "%%PDF-1.4 printed" > "$to"'))}:${process.env['PATH']}`,
  );
  const out = join(folder, 'with');
  const { status, printed } = await hopscope(...asked, '--out', out);
  expect(status).toBe(0);
  expect(printed).toContain('report.pdf');
  expect(readFileSync(join(out, 'report.pdf'), 'latin1')).toBe('%PDF-1.4 printed');
});

test.each([
  ['fails', ['exit 3'], /cannot print report\.pdf: /],
  ['prints nothing', ['exit 0'], /cannot print report\.pdf: /],
  ['prints something else', [TO, 'echo hello > "$to"'], /what it printed is no PDF/],
])('a browser that %s is told, and no report is written', async (_, lines, words) => {
  vi.stubEnv('PATH', `${folderOf(program('chromium', ...lines))}:${process.env['PATH']}`);
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, complained } = await hopscope(...asked, '--out', out);
  expect(status).toBe(2);
  expect(complained).toMatch(words);
  expect(readdirSync(out)).toEqual([]);
});

const CHROMIUM = '/usr/bin/chromium';
test.skipIf(!existsSync(CHROMIUM))(`${CHROMIUM}, where there is one, prints pages`, { timeout: 120_000 }, () => {
  const pdf = printedBy(CHROMIUM, '<!DOCTYPE html><title>a page</title><p>printed</p>');
  expect(typeof pdf === 'string' ? pdf : Buffer.from(pdf).toString('latin1')).toMatch(/^%PDF-[\s\S]*\/Type \/Page\b/);
});
