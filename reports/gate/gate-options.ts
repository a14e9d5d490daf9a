// The gate as the command line asks for it: its files read before the long work, and written after it.
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { AuditRequest } from '../../properties/request.ts';
import type { Audit } from '../../properties/result.ts';
import { makeFolder, type OutputFile, writeAll } from '../output-folder.ts';
import { clean } from '../untrusted.ts';
import { counted } from '../wrap.ts';
import { type Baseline, baselineOf, baselineText, readBaseline, renewed } from './baseline.ts';
import { BASELINE_FILE } from './defaults.ts';
import type { GateFile } from './gate-file.ts';
import { readGateFile } from './gate-reader.ts';
import { type GateResult, gateSchema } from './gate-result.ts';
import { headOf } from './gate-words.ts';
import { judge } from './judge.ts';

export interface GateOptions {
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly gate?: string;
  /** YYYY-MM-DD, instead of the day that it is. */
  readonly today?: string;
}

export interface GateFiles {
  readonly request: AuditRequest;
  readonly today: string;
  /** Whether anything of a gate was asked: otherwise it only says what is not as declared. */
  readonly asked: boolean;
  readonly file: string | undefined;
  readonly update: boolean;
  readonly baseline: Baseline | undefined;
  readonly gateFile: { readonly file: string; readonly content: GateFile } | undefined;
}

/** Reads what the gate compares with, or says in one line what is wrong. */
export function readGate(options: GateOptions, request: AuditRequest): GateFiles | string {
  const update = options.updateBaseline === true;
  const file = options.baseline ?? (update ? BASELINE_FILE : undefined);
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const whole = request.designs === undefined && request.properties === undefined;
  let baseline: Baseline | undefined;
  if (file !== undefined && !existsSync(file) && !update)
    return `${file}: there is no such file; write it with: hopscope audit --baseline ${file} --update-baseline`;
  if (file !== undefined && existsSync(file)) {
    const read = readBaseline(file, request);
    // A whole audit of another profile may take its place; what cannot even be read is not thrown away.
    if (typeof read !== 'string') baseline = read;
    else if (!(update && whole && /^[^ ]+ (profile|scenario): /.test(read))) return read;
  }
  const content =
    options.gate === undefined
      ? undefined
      : readGateFile(options.gate, today, {
          designs: (request.own ?? []).map(({ design }) => design.name),
          baseline,
        });
  if (typeof content === 'string') return content;
  return {
    request,
    today,
    asked: file !== undefined || options.gate !== undefined,
    file,
    update,
    baseline,
    gateFile: content && { file: options.gate as string, content },
  };
}

export interface Gated {
  readonly gate: GateResult;
  /** What goes into the folder of the reports. */
  readonly files: readonly OutputFile[];
  /** What a renewed baseline has that the one before had not. */
  readonly recorded: readonly string[];
  /** Writes the renewed baseline, once all else is written; or says why it cannot be. */
  record(): string | undefined;
}

/** Judges an audit, by the baseline that there is or by the renewed one. */
export function passThrough(audit: Audit, given: GateFiles): Gated {
  const { request, today, file, baseline: before, update, gateFile } = given;
  const judged = (baseline: Baseline | undefined): Omit<Gated, 'recorded' | 'record'> => {
    const gate = judge(audit, {
      request,
      today,
      ...(file !== undefined && baseline && { baseline: { file, baseline, isFirst: before === undefined } }),
      ...(gateFile && { gateFile }),
    });
    return { gate, files: gateFiles(gate, given) };
  };
  if (!update || file === undefined) return { ...judged(before), recorded: [], record: () => undefined };
  const now = renewed(before, baselineOf(audit, request), request);
  const changes = before === undefined ? [] : judged(before).gate.lines.filter(({ outcome }) => CHANGES.has(outcome));
  const count = Object.values(now.designs).reduce((sum, lines) => sum + Object.keys(lines).length, 0);
  return {
    ...judged(now),
    recorded: [
      `Baseline of ${counted(count, 'line')} written to ${clean(file)}${before === undefined ? '' : `, ${counted(changes.length, 'change')}`}.`,
      ...changes.map((line) => `- ${headOf(line)}${line.before === undefined ? '' : clean(`, was ${line.before}`)}`),
    ],
    record: () =>
      makeFolder(dirname(file), '--baseline') ??
      writeAll(dirname(file), [{ name: basename(file), text: baselineText(now) }]),
  };
}

const CHANGES: ReadonlySet<string> = new Set(['worse', 'missing', 'leak lost', 'undecided', 'better', 'new']);

const gateFiles = (gate: GateResult, { asked }: GateFiles): readonly OutputFile[] =>
  asked ? [{ name: 'gate.json', text: `${JSON.stringify(gateSchema.parse(gate), null, 2)}\n` }] : [];
