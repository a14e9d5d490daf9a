// Which hopscope runs: the commit of its checkout and the digest of its lock file, each absent where there is none.
import { execFile } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sha256 } from './digest.ts';

export interface Checkout {
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly lock?: string;
}

const MOST_MILLIS = 10_000;
const run = promisify(execFile);

/** Above the sources, or above `dist` once compiled. */
export function ownFolder(): string {
  const above = fileURLToPath(new URL('../../', import.meta.url));
  return import.meta.url.endsWith('.ts') ? above : join(above, '..');
}

/** Of the folder that hopscope itself is in. A repository that only has it among its modules says nothing about it. */
export async function checkoutOf(folder: string = ownFolder()): Promise<Checkout> {
  const lock = lockOf(folder);
  return { ...(await commitOf(folder)), ...(lock !== undefined && { lock }) };
}

function lockOf(folder: string): string | undefined {
  try {
    return sha256(readFileSync(join(folder, 'package-lock.json')));
  } catch {
    return undefined; // a package that is installed has none
  }
}

async function commitOf(folder: string): Promise<Checkout> {
  // A hook of git sets variables that point to its own repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const git = async (...given: string[]): Promise<string> => {
    const options = { cwd: folder, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, timeout: MOST_MILLIS };
    return (await run('git', given, options)).stdout.trim();
  };
  try {
    if (realpathSync(await git('rev-parse', '--show-toplevel')) !== realpathSync(folder)) return {};
    const commit = await git('rev-parse', 'HEAD');
    return { commit, dirty: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    return {}; // no git, no checkout, or one without a commit
  }
}
