// Where reports are written: whole files or none, so that nobody reads half a report.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the folder, or says why it cannot be. */
export function makeFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    return undefined;
  } catch (error) {
    return `${folder}: expected a folder to write to: ${(error as Error).message}`;
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
    return `${folder}: cannot be written: ${(error as Error).message}`;
  }
}
