// `hopscope init`: the files to start with, in a folder of the reviewer's. What is there already is not written over unless asked.
import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { RequestOptions } from './audit-request.ts';
import { audit } from './audit-verb.ts';
import { STATUS, type Status } from './exit-status.ts';
import { BASELINE_FILE } from './gate/defaults.ts';
import { INSTALLED, initFiles } from './init-files.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { systemTrouble } from './system-trouble.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { listed } from './wrap.ts';

export interface InitOptions {
  readonly out: string;
  readonly gitlab?: true;
  readonly force?: true;
  /** Whether an audit is made for the baseline. */
  readonly baseline: boolean;
  readonly jobs: number;
}

const WHOLE: RequestOptions = { profile: 'pr', seed: '1' };
const NEXT = `${INSTALLED} audit --update-baseline`;
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Runs the verb to its exit status; `asked` is what the gate's audits will be asked. */
export async function init(
  { out, gitlab, force, baseline, jobs }: InitOptions,
  terminal: Terminal,
  asked: RequestOptions = WHOLE,
): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const files = initFiles(gitlab ? 'GitLab' : 'GitHub').map(({ path, text }) => ({ path: join(out, path), text }));
  const baselineFile = join(out, BASELINE_FILE);
  try {
    const names = [...files.map(({ path }) => path), ...(baseline ? [baselineFile] : [])].filter(isThere);
    if (names.length > 0 && !force)
      return refuse(
        `${listed(names)} ${names.length === 1 ? 'is' : 'are'} there already; --force writes over what is there`,
      );
  } catch (error) {
    return refuse(`${out}: cannot be looked into: ${systemTrouble(error)}; give another folder by --out`);
  }
  for (const { path, text } of files) {
    const folder = dirname(path);
    const wrong = makeFolder(folder) ?? writeAll(folder, [{ name: basename(path), text }]);
    if (wrong !== undefined) return refuse(wrong);
  }
  terminal.print(['Written:', ...files.map(({ path }) => `  ${clean(path)}`), ''].join('\n'));
  if (!baseline) {
    terminal.print(`Next${relative('', out) === '' ? '' : `, in ${clean(out)}`}: ${NEXT}\nThen commit what it writes.`);
    return STATUS.asDeclared;
  }
  terminal.print('The baseline comes out of an audit, which takes a minute or two:\n');
  const written = { baseline: baselineFile, updateBaseline: true, out: join(out, 'reports/out') } as const;
  const status = await audit({ ...asked, ...written, jobs, proverifSeconds: 0 }, terminal);
  if (status === STATUS.interrupted || status === STATUS.badInput)
    terminal.complain(`hopscope: there is no baseline yet; write it with: ${NEXT}`);
  else
    terminal.print(`\nNext: commit ${files.length + 1} files, ${clean(baselineFile)} among them, and not reports/out`);
  return status;
}
