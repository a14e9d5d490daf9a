// `hopscope audit`: does the work, writes the reports, prints the summary.
import { join } from 'node:path';
import process from 'node:process';
import { explain } from '../properties/explanation.ts';
import { filesToProve } from '../properties/export/proving.ts';
import { type AuditRequest, subjects } from '../properties/request.ts';
import type { Audit, ProverAnswer } from '../properties/result.ts';
import { shards } from '../properties/work.ts';
import { type Asked, type RequestOptions, requestOf } from './audit-request.ts';
import { auditOf, isDone, workOf } from './audit-work.ts';
import { auditJson } from './canonical-json.ts';
import { type Crew, crewOf } from './crew.ts';
import { STATUS, type Status, statusOf } from './exit-status.ts';
import { type FormatOptions, formatted, readSources, type Sources } from './formats/formats.ts';
import { type GateFiles, type GateOptions, passThrough, readGate } from './gate/gate-options.ts';
import { gateText } from './gate/gate-words.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { madeKnown } from './own-designs.ts';
import { mergeParts, type Part, partName, partText, shareOf } from './part-file.ts';
import { chromiumIn, NO_CHROMIUM, printedBy } from './pdf.ts';
import { attestationOf, dropStale, type Origin, originOf } from './provenance/attested.ts';
import { cameOf } from './provenance/provenance.ts';
import { askProverif, proverTrouble } from './proverif.ts';
import { summaryText } from './summary-text.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, wrap } from './wrap.ts';

const WIDTH = 80;

export interface AuditOptions extends GateOptions, RequestOptions, Omit<FormatOptions, 'scenario'> {
  readonly shard?: Part;
  readonly merge?: string;
  readonly out: string;
  readonly jobs: number;
  /** A ProVerif that the reviewer has, and how long it may take for a file. */
  readonly proverif?: string;
  readonly proverifSeconds: number;
  /** A private key for the statement about what is written. */
  readonly sign?: string;
}

/** Runs the verb to its exit status. */
export async function audit(
  options: AuditOptions,
  terminal: Terminal,
  crew: Crew = crewOf(options.jobs),
): Promise<Status> {
  return await auditBy(crew, options, terminal).finally(() => crew.dismiss());
}

async function auditBy(crew: Crew, options: AuditOptions, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const interrupted = (): Status => {
    terminal.complain('hopscope: interrupted; nothing was written');
    return STATUS.interrupted;
  };
  const merged = options.merge === undefined ? undefined : mergeParts(options.merge);
  if (typeof merged === 'string') return refuse(merged);
  const asked = merged ?? (await requestOf(options));
  if (typeof asked === 'string') return refuse(asked);
  const { request } = asked;
  const beside = await besideOf(options, asked);
  if (typeof beside === 'string') return refuse(beside);
  const folder = makeFolder(options.out);
  if (folder !== undefined) return refuse(folder);
  const steady = merged && (await madeKnown(request));
  if (steady !== undefined) return refuse(steady);
  // A prover that does not answer shows before the long work.
  const proved = await answersOf(request, options, terminal);
  if (typeof proved === 'string') return refuse(proved);
  const all = shards(request);
  const mine = options.shard === undefined ? all : shareOf(all, options.shard);
  if (merged === undefined) terminal.announce?.(workWords(request, mine.length));
  const worked = merged?.worked ?? (await workOf(request, crew, terminal, mine));
  if (worked === 'interrupted') return interrupted();
  if (!isDone(worked)) return refuse(worked.why);
  if (options.shard !== undefined) {
    const name = partName(options.shard);
    const trouble = writeAll(options.out, [{ name, text: partText(options.shard, asked, worked) }]);
    if (trouble !== undefined) return refuse(trouble);
    terminal.print(`Part ${options.shard.index} of ${options.shard.of} is in ${join(options.out, name)}.`);
    terminal.print('When all parts are in one folder: hopscope audit --merge FOLDER');
    return STATUS.asDeclared;
  }
  const made = await auditOf(request, worked, crew, terminal);
  if (made === 'interrupted') return interrupted();
  if ('why' in made) return refuse(made.why);
  return report(proved === undefined ? made : { ...made, proverif: [...proved] }, beside, options, terminal, refuse);
}

/** What is at work, before anything is known of it. */
function workWords(request: AuditRequest, shardCount: number): string {
  const all = subjects(request);
  const leaks = all.filter(({ leak }) => leak !== undefined).length;
  const planted = leaks === 0 ? '' : ` and ${counted(leaks, 'planted leak')}`;
  return `At work on ${counted(all.length - leaks, 'design')}${planted}, in ${counted(shardCount, 'shard')}; a whole audit takes minutes.`;
}

/** What stands beside the audit: the files of the gate, what locations point into, and where it comes from. */
interface Beside {
  readonly gate: GateFiles;
  readonly sources: Sources;
  /** What prints the report, where a PDF was asked for. */
  readonly chromium: string | undefined;
  readonly origin: Origin;
  readonly asked: Asked;
}

/** Read before the long work, so that a mistake in a file shows at once. */
async function besideOf(options: AuditOptions, asked: Asked): Promise<Beside | string> {
  const { request } = asked;
  const gate = readGate(options, request);
  if (typeof gate === 'string') return gate;
  const sources = readSources({ ...options, ...(request.scenarioName && { scenario: request.scenarioName }) });
  if (typeof sources === 'string') return sources;
  const isPrinted = options.shard === undefined && options.format?.includes('pdf') === true;
  const chromium = isPrinted ? chromiumIn(process.env['PATH']) : undefined;
  if (isPrinted && chromium === undefined) return NO_CHROMIUM;
  const origin = await originOf(options.sign);
  return typeof origin === 'string' ? origin : { gate, sources, chromium, origin, asked };
}

/** What the reviewer's prover says, if there is one; or why it says nothing. */
async function answersOf(
  request: AuditRequest,
  { proverif, proverifSeconds, jobs }: AuditOptions,
  terminal: Terminal,
): Promise<readonly ProverAnswer[] | undefined | string> {
  if (proverif === undefined) return undefined;
  const trouble = proverTrouble(proverif);
  if (trouble !== undefined) return trouble;
  const done = (ready: number, of: number): void => terminal.status?.(() => `ProVerif: ${ready} of ${of} files`);
  const answers = await askProverif(filesToProve(request), {
    path: proverif,
    secondsAFile: proverifSeconds,
    jobs,
    done,
  });
  terminal.quiet();
  return answers;
}

/** What each requirement of an audit says. */
function statementsOf(made: Audit): ReadonlyMap<string, string> {
  const ids = new Set(made.designs.flatMap((design) => design.lines.map((line) => line.requirement)));
  return new Map(
    [...ids].flatMap((id) => {
      const explained = explain(id);
      return explained ? [[id, explained.statement] as const] : [];
    }),
  );
}

function report(
  made: Audit,
  { gate: gateFiles, sources, chromium, origin, asked }: Beside,
  { out, format = [] }: AuditOptions,
  terminal: Terminal,
  refuse: (why: string) => Status,
): Status {
  const statements = statementsOf(made);
  const gated = passThrough(made, gateFiles);
  const { gate, recorded } = gated;
  const exitCode = statusOf(gate);
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'] || undefined;
  const onGitHub = process.env['GITHUB_ACTIONS'] === 'true';
  const came = cameOf(asked.request, { inputs: asked.inputs, checkout: origin.checkout });
  const told = { statements, came, request: asked.request, ...(gateFiles.asked && { gate }) };
  const more = formatted(made, gate, told, sources, { format, exitCode, summaryFile, onGitHub });
  const html = renderHtml(made, told);
  const pdf = chromium === undefined ? undefined : printedBy(chromium, html);
  if (typeof pdf === 'string') return refuse(pdf);
  const reports = [
    { name: 'audit.json', text: auditJson(made) },
    { name: 'report.html', text: html },
    { name: 'report.md', text: renderMarkdown(made, told) },
    ...(pdf === undefined ? [] : [{ name: 'report.pdf', text: pdf }]),
    ...gated.files,
    ...more.files,
  ];
  const files = [...reports, ...attestationOf(made, gate, came, reports, origin.signing)];
  const trouble = writeAll(out, files) ?? dropStale(out, origin) ?? more.append() ?? gated.record();
  if (trouble !== undefined) return refuse(trouble);
  const names = files.map(({ name }) => name).join(', ');
  const text = [
    summaryText(made, statements, terminal.paint),
    ...(gateFiles.asked ? ['', gateText(gate, terminal.paint)] : []),
    ...(recorded.length > 0 ? ['', ...recorded] : []),
    '',
    ...wrap(`Written to ${clean(out)}: ${names}`, WIDTH),
    ...(origin.signing ? [`Signed by key ${origin.signing.id}`] : []),
  ].join('\n');
  for (const part of more.print(text)) terminal.print(part);
  return exitCode;
}
