// `hopscope audit --watch`: an audit after every change of what it reads, of which only what the change touches is done again.
import { readdirSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Audit } from '../../properties/result.ts';
import type { AuditOptions } from '../audit-verb.ts';
import { differences, differencesText } from '../differences.ts';
import { STATUS, type Status } from '../exit-status.ts';
import { interruptibly } from '../interruptible.ts';
import { isFile, isModule } from '../own-designs.ts';
import type { Terminal } from '../terminal.ts';
import { clean } from '../untrusted.ts';
import { counted, grouped, listed, wrap } from '../wrap.ts';
import { auditIn } from '../written-audit.ts';
import { type Changes, changesOf } from './changes.ts';
import type { Kept } from './kept.ts';
import { build, sourceFolders } from './own-code.ts';
import type { Done } from './round.ts';
import { started } from './running.ts';

const WIDTH = 80;

/** What the audit reads, of which none need be there yet. */
function filesOf({ scenario, design = [], gate, baseline, specification }: AuditOptions): readonly string[] {
  const designs = design.filter(isFile);
  // What a module imports stands beside it, as a rule.
  const beside = designs.filter(isModule).flatMap((file) => codeIn(dirname(file)));
  const named = [scenario, ...designs, gate, baseline, specification].filter((file) => file !== undefined);
  return [...new Set([...named, ...beside].map((file) => resolve(file)))];
}

function codeIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => (isModule(name) ? [join(folder, name)] : []));
  } catch {
    return []; // the audit says that there is no such file
  }
}

/** Runs until it is interrupted. */
export async function watch(options: AuditOptions, terminal: Terminal): Promise<Status> {
  const files = filesOf(options);
  const sources = sourceFolders();
  const isOurs = (path: string): boolean => sources.some((one) => resolve(path).startsWith(one + sep));
  if (files.length + sources.length === 0) {
    terminal.complain('hopscope: nothing to watch; give it --scenario, --design, --gate or --baseline with a file');
    return STATUS.badInput;
  }
  const isSkipped = (path: string): boolean =>
    isOurs(path) && !['', '.ts'].includes(extname(path)) && !files.includes(resolve(path));
  const changes = await changesOf([...files, ...sources], isSkipped);
  const names = [...files.map((file) => relative('', file)), ...(sources.length > 0 ? ['the code of hopscope'] : [])];
  try {
    return await interruptibly((signal) => rounds({ options, changes, isOurs, names, signal }, terminal));
  } finally {
    await changes.close();
  }
}

interface Watching {
  readonly options: AuditOptions;
  readonly changes: Changes;
  readonly isOurs: (path: string) => boolean;
  /** Of what is watched, as the user is told. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

async function rounds({ options, changes, isOurs, names, signal }: Watching, terminal: Terminal): Promise<Status> {
  const print = (text: string): void => terminal.print(['', ...wrap(clean(text), WIDTH)].join('\n'));
  const stopped = new Promise<'stopped'>((stop) => signal.addEventListener('abort', () => stop('stopped')));
  let kept: Kept = new Map();
  let last: Audit | undefined;
  let changed = changes.next();
  for (;;) {
    const { done, stop } = started({ options, kept });
    const first = await Promise.race([done, changed.then(() => 'changed' as const), stopped]);
    if (first === 'stopped' || first === 'changed') await stop();
    if (first === 'stopped') return STATUS.interrupted;
    if (first !== 'changed' && first !== 'gone') {
      kept = first.kept;
      const now = hasWritten(first) ? auditIn(options.out) : 'nothing was written';
      if (typeof now !== 'string') {
        if (last !== undefined) {
          print(`Done again: ${grouped(first.counts.done)} of ${counted(first.counts.asked, 'shard')}.`);
          terminal.print(differencesText(differences(last, now), 'the time before'));
        }
        last = now;
      }
    }
    if (first !== 'changed') print(`Watching ${listed(names)}. Ctrl-C ends it.`);
    const paths = await Promise.race([changed, stopped]);
    if (paths === 'stopped') return STATUS.interrupted;
    changed = changes.next();
    print(`Changed: ${paths.map((path) => relative('', path)).join(', ')}`);
    if (!paths.some(isOurs)) continue;
    kept = new Map();
    const trouble = await build();
    if (trouble !== undefined) terminal.complain(`hopscope: its code does not compile:\n${trouble}`);
  }
}

const hasWritten = ({ status }: Done): boolean => status !== STATUS.badInput && status !== STATUS.defect;
