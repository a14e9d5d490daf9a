// report.pdf: report.html as a Chromium of the reviewer prints it. No browser is part of the project, and one is looked for
// only where a PDF is asked for. It is run without a shell, in a folder of its own, and has nothing to fetch.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

export const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MOST_MILLIS = 180_000;

export const NO_CHROMIUM =
  '--format pdf needs Chromium or Chrome, and there is none in PATH: install it (on Debian: apt-get install chromium), or print report.html from any browser';

/** The first browser that can print in the folders of a PATH. */
export const chromiumIn = (path = ''): string | undefined => programIn(path, BROWSERS);

/** The first of some programs that is in the folders of a PATH. */
export function programIn(path: string, names: readonly string[]): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The pages of an HTML text as PDF; or why there are none. */
export function printedBy(chromium: string, html: string): Uint8Array | string {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-pdf-'));
  try {
    const [page, pdf] = [join(folder, 'report.html'), join(folder, 'report.pdf')];
    writeFileSync(page, html);
    // Chromium does not start as root with its sandbox; what it opens is a page whose policy lets nothing in.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const quiet = ['--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', ...sandbox];
    const given = [`--user-data-dir=${join(folder, 'profile')}`, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`];
    execFileSync(chromium, [...quiet, ...given, pathToFileURL(page).href], { stdio: 'ignore', timeout: MOST_MILLIS });
    const octets = readFileSync(pdf);
    return octets.subarray(0, 5).toString('latin1') === '%PDF-' ? octets : `${chromium}: what it printed is no PDF`;
  } catch (error) {
    return `${chromium}: cannot print report.pdf: ${(error as Error).message}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
