// report.html in headless Chromium, where there is one: no fault that axe calls serious, nothing wider than the window,
// and a script that its own policy lets run. Without Chromium this is skipped, and says so.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../reports/html.ts';
import { audit, evidence, judged, measured, withLine } from './audit-fixture.ts';

const CHROMIUM = '/usr/bin/chromium';
const ENOUGH_MILLIS = 120_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that a page may have: a long name that has no space, measures, a gate, a line of each verdict. */
const long = {
  ...evidence,
  id: `draft/R3.1-onward/1/${'0:'.repeat(120)}`,
  replay: `npx hopscope replay ${'0:'.repeat(120)}`,
};
const made = withLine(
  'draft',
  'R3.1-onward',
  { evidence: [long, evidence] },
  withLine(
    'draft',
    'R4.1-read',
    { verdict: 'vacuous', asExpected: false },
    withLine('sealed', 'R4.1-read', { verdict: 'undecided', asExpected: false }, audit(measured)),
  ),
);
const report = renderHtml(made, { statements: new Map([['R3.1', 'nothing in common']]), gate: judged(made) });

/** Opens a page and gives what its script wrote into `told`, once the page has nothing left to do. */
function told<T>(page: string): T {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-page-'));
  try {
    const file = join(folder, 'page.html');
    writeFileSync(file, page);
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    const run = [`--user-data-dir=${join(folder, 'profile')}`, '--window-size=1280,900', '--virtual-time-budget=60000'];
    const dom = execFileSync(CHROMIUM, [...quiet, ...run, '--dump-dom', pathToFileURL(file).href], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
      timeout: ENOUGH_MILLIS,
    });
    const [, text] = dom.match(/<pre id="told">([^<]+)<\/pre>/) ?? [];
    if (text === undefined) throw new Error('the page told nothing');
    return JSON.parse(decodeURIComponent(text)) as T;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const TELL = `const tell = (what) => {
  const pre = document.createElement('pre');
  pre.id = 'told';
  pre.textContent = encodeURIComponent(JSON.stringify(what));
  document.body.append(pre);
};`;

/** What axe finds that is serious or worse; its own script is not one that the page’s policy allows. */
function faults(html: string): readonly string[] {
  const free = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  const script = `<script>${axe}</script><script>${TELL}axe.run(document).then(tell, (error) => tell(String(error)))</script>`;
  const results = told<AxeResults | string>(free.replace('</body>', () => `${script}</body>`));
  if (typeof results === 'string') throw new Error(results);
  expect(results.passes.length).toBeGreaterThan(20);
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}

interface Seen {
  readonly window: number;
  readonly page: number;
  readonly counts: readonly string[];
}
/** The report as it is, in windows of these widths. */
function seen(html: string, widths: readonly number[]): readonly Seen[] {
  // Octet for octet, as the policy allows script and style by their hashes.
  const quoted = html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const frames = widths.map((one) => `<iframe width="${one}" height="800" srcdoc="${quoted}"></iframe>`).join('');
  const read = `addEventListener('load', () => tell([...document.querySelectorAll('iframe')].map(({ contentDocument: inside }) => ({
    window: inside.documentElement.clientWidth,
    page: inside.documentElement.scrollWidth,
    counts: [...inside.querySelectorAll('form.filters:not([hidden]) output')].map((one) => one.textContent),
  }))));`;
  return told(
    `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>iframe{border:0}</style><body>${frames}<script>${TELL}${read}</script></body></html>`,
  );
}

describe.skipIf(!existsSync(CHROMIUM))(`in ${CHROMIUM}, and skipped where there is none`, () => {
  test('axe finds nothing serious', { timeout: ENOUGH_MILLIS }, () => {
    expect(faults(report)).toEqual([]);
  });

  test('and would find it', { timeout: ENOUGH_MILLIS }, () => {
    const unnamed = report
      .replaceAll(/<label>\w+<select name="verdict">/g, '<label><select>')
      .replace('<html lang="en">', '<html>');
    expect(faults(unnamed).map((one) => one.split(':')[0])).toEqual(
      expect.arrayContaining(['html-has-lang', 'select-name']),
    );
  });

  test('nothing is wider than a desk or a phone, and the script runs under the page’s own policy', {
    timeout: ENOUGH_MILLIS,
  }, () => {
    const counts = ['2 of 2 stories shown', '1 of 1 planted leaks shown', '4 of 4 lines shown'];
    const fits = (width: number): Seen => ({ window: width, page: width, counts });
    const [desk, phone] = seen(report, [1_200, 390]);
    // A scroll bar takes some of the width.
    for (const [one, least] of [[desk, 1_150] as const, [phone, 350] as const]) {
      expect(one).toEqual(fits(one?.window ?? 0));
      expect(one?.window).toBeGreaterThan(least);
    }
    const unwrapped = report.replace('<p class="facts">', '<p class="facts"><svg width="3000" height="1"></svg>');
    const [wide] = seen(unwrapped, [390]);
    expect(wide?.page).toBeGreaterThan(wide?.window ?? Number.POSITIVE_INFINITY);
  });
});
