// Before all tests, what a clean clone has from `npm ci` and a changed one from the last build: once, as files of tests run
// side by side and some run what is built. It takes half a second where nothing changed.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export default function setup(): void {
  const cwd = fileURLToPath(new URL('../', import.meta.url));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json', '--noCheck'], {
    cwd,
  });
}
