// `hopscope init`: the files to start with, in a folder of the reviewer's. What is there already is not written over unless asked.
import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { STATUS, type Status } from './exit-status.ts';
import { initFiles } from './init-files.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { listed } from './wrap.ts';

export interface InitOptions {
  readonly out: string;
  readonly gitlab?: true;
  readonly force?: true;
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Runs the verb to its exit status. */
export function init({ out, gitlab, force }: InitOptions, terminal: Terminal): Status {
  const files = initFiles(gitlab ? 'GitLab' : 'GitHub').map(({ path, text }) => ({ path: join(out, path), text }));
  try {
    const there = files.filter(({ path }) => isThere(path));
    if (there.length > 0 && !force) {
      const names = listed(there.map(({ path }) => path));
      terminal.complain(
        `hopscope: ${clean(names)} ${there.length === 1 ? 'is' : 'are'} there already; --force writes over what is there`,
      );
      return STATUS.badInput;
    }
  } catch (error) {
    terminal.complain(`hopscope: ${clean(out)}: cannot be looked into: ${clean((error as Error).message)}`);
    return STATUS.badInput;
  }
  for (const { path, text } of files) {
    const folder = dirname(path);
    const wrong = makeFolder(folder) ?? writeAll(folder, [{ name: basename(path), text }]);
    if (wrong === undefined) continue;
    terminal.complain(`hopscope: ${clean(wrong)}`);
    return STATUS.badInput;
  }
  terminal.print(
    [
      'Written:',
      ...files.map(({ path }) => `  ${clean(path)}`),
      '',
      'Next: npx hopscope audit --update-baseline   in that folder; commit what it writes',
    ].join('\n'),
  );
  return STATUS.asDeclared;
}
