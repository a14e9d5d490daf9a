// The code of hopscope itself, where it runs from a checkout: who changes it wants to see what that does.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { ownFolder } from '../provenance/checkout.ts';

const FOLDERS = ['model', 'sim', 'properties', 'reports'] as const;

/** Where its sources are; none where it came as a package. */
export const sourceFolders = (folder: string = ownFolder()): readonly string[] =>
  existsSync(join(folder, 'tsconfig.build.json')) ? FOLDERS.map((name) => join(folder, name)) : [];

/** Compiles it as `npm run build` does; what the compiler says where it cannot. */
export async function build(folder: string = ownFolder()): Promise<string | undefined> {
  const compiler = join(folder, 'node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: folder });
    return undefined;
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout || String(error);
  }
}
