// Where reports are written: whole files or none, so that nobody reads half a report.
import { accessSync, constants, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemTrouble } from './system-trouble.ts';

/** Makes the folder, or says why it cannot be; `by` is the option that names it. */
export function makeFolder(folder: string, by = '--out'): string | undefined {
  const trouble = make(folder) ?? unwritable(folder);
  return trouble === undefined
    ? undefined
    : `${folder}: expected a folder to write to: ${trouble}; give another by ${by}`;
}

/** Parents first, each once: Node's recursive mkdir never returns where a system takes no folders, as in /proc. */
function make(folder: string): string | undefined {
  const above = dirname(folder) === folder ? undefined : make(dirname(folder));
  if (above !== undefined) return above;
  try {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else may have made it meanwhile.
    if (code !== 'EEXIST') return code === 'ENOENT' ? 'no folder can be made there' : systemTrouble(error);
  }
  return statSync(folder).isDirectory() ? undefined : `${folder} is a file`;
}

function unwritable(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return systemTrouble(error);
  }
}

export interface OutputFile {
  readonly name: string;
  readonly text: string | Uint8Array;
}

/** Writes all files beside their places, then moves each into its place; or says why it cannot. */
export function writeAll(folder: string, files: readonly OutputFile[]): string | undefined {
  const beside = (name: string) => join(folder, `.${name}.partial`);
  try {
    for (const { name, text } of files) writeFileSync(beside(name), text);
    for (const { name } of files) renameSync(beside(name), join(folder, name));
    return undefined;
  } catch (error) {
    for (const { name } of files) rmSync(beside(name), { force: true });
    return `${folder}: cannot be written to: ${systemTrouble(error)}`;
  }
}
