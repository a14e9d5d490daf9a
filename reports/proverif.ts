// Runs the ProVerif that a reviewer has on exported files, one process for each, with a limit of time. The tool is not part of
// the project: nothing else needs it, and what it says is told as its word alone.
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verdictIn } from '../properties/export/prover-answers.ts';
import type { ExportedFile } from '../properties/export/questions.ts';
import type { ProverAnswer } from '../properties/result.ts';

export interface Prover {
  readonly path: string;
  readonly secondsAFile: number;
  readonly jobs: number;
  readonly done: (done: number, of: number) => void;
}

const MOST_OUTPUT_OCTETS = 64 * 1024 * 1024;

/** Why a path is no program that can be run, if it is none. */
export function proverTrouble(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? undefined : `${path}: expected ProVerif, found no file`;
  } catch {
    return `${path}: expected ProVerif, found nothing that can be run`;
  }
}

/** What it says of each file, in the order of the files; or why it says nothing at all. */
export async function askProverif(
  files: readonly ExportedFile[],
  prover: Prover,
): Promise<readonly ProverAnswer[] | string> {
  // A folder of its own: ProVerif reads a library that lies in the folder in which it runs.
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-proverif-'));
  try {
    const answers: ProverAnswer[] = new Array(files.length);
    let next = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < files.length; at = next++) {
        const { name, property, design, expected, text } = files[at] as ExportedFile;
        writeFileSync(join(folder, name), text);
        const verdict = verdictIn(await outputOf(prover, name, folder));
        answers[at] = { file: name, property, design, verdict, expected };
        prover.done(++done, files.length);
      }
    };
    await Promise.all(Array.from({ length: Math.min(prover.jobs, files.length) }, work));
    const silent = files.length > 0 && answers.every(({ verdict }) => verdict === 'no answer');
    return silent ? `${prover.path}: no answer to any of ${files.length} files; is it ProVerif?` : answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All that it printed until it ended or its time was up. */
function outputOf({ path, secondsAFile }: Prover, name: string, cwd: string): Promise<string> {
  return new Promise((settle) => {
    execFile(
      resolve(path),
      [name],
      { cwd, timeout: secondsAFile * 1_000, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT_OCTETS },
      (_error, stdout) => settle(stdout),
    ).stdin?.end();
  });
}
