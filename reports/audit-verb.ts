// `hopscope audit`: does the work, writes the reports, prints the summary.
import { join } from 'node:path';
import process from 'node:process';
import { designs } from '../model/design.ts';
import { assemble } from '../properties/audit.ts';
import { explain } from '../properties/explanation.ts';
import { filesToProve } from '../properties/export/proving.ts';
import type { AuditRequest, Profile } from '../properties/request.ts';
import type { Audit, ProverAnswer } from '../properties/result.ts';
import type { Worked } from '../properties/shard.ts';
import { stories } from '../properties/sums.ts';
import { shards } from '../properties/work.ts';
import { auditJson } from './canonical-json.ts';
import { type Crew, crewOf } from './crew.ts';
import { STATUS, type Status, statusOf } from './exit-status.ts';
import { type FormatOptions, formatted, readSources, type Sources } from './formats/formats.ts';
import { type GateFiles, type GateOptions, passThrough, readGate } from './gate/gate-options.ts';
import { gateText } from './gate/gate-words.ts';
import { renderHtml } from './html.ts';
import { together } from './interruptible.ts';
import { renderMarkdown } from './markdown.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { designsAsked, doubled, madeKnown, strange } from './own-designs.ts';
import { mergeParts, type Part, partName, partText, shareOf } from './part-file.ts';
import { chromiumIn, NO_CHROMIUM, printedBy } from './pdf.ts';
import { askProverif, proverTrouble } from './proverif.ts';
import { type ReadScenario, readScenario } from './scenario-file.ts';
import { summaryText } from './summary-text.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { listed, wrap } from './wrap.ts';

const WIDTH = 80;

export interface AuditOptions extends GateOptions, Omit<FormatOptions, 'scenario'> {
  readonly design?: readonly string[];
  readonly property?: readonly string[];
  readonly scenario?: string;
  readonly profile: Profile;
  readonly seed: string;
  readonly shard?: Part;
  readonly merge?: string;
  readonly out: string;
  readonly jobs: number;
  /** A ProVerif that the reviewer has, and how long it may take for a file. */
  readonly proverif?: string;
  readonly proverifSeconds: number;
}

/** Runs the verb to its exit status. */
export async function audit(options: AuditOptions, terminal: Terminal): Promise<Status> {
  const crew = crewOf(options.jobs);
  return await auditBy(crew, options, terminal).finally(() => crew.dismiss());
}

async function auditBy(crew: Crew, options: AuditOptions, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  if (options.merge !== undefined) {
    const merged = mergeParts(options.merge);
    if (typeof merged === 'string') return refuse(merged);
    const folder = makeFolder(options.out);
    if (folder !== undefined) return refuse(folder);
    const beside = besideOf(options, merged.request);
    if (typeof beside === 'string') return refuse(beside);
    const steady = await madeKnown(merged.request);
    if (steady !== undefined) return refuse(steady);
    const proved = await answersOf(merged.request, options, terminal);
    if (typeof proved === 'string') return refuse(proved);
    return told(merged.request, merged.worked, proved, { ...beside, crew }, options, terminal, refuse);
  }

  const request = await requestOf(options);
  if (typeof request === 'string') return refuse(request);
  const beside = besideOf(options, request);
  if (typeof beside === 'string') return refuse(beside);
  const folder = makeFolder(options.out);
  if (folder !== undefined) return refuse(folder);
  // A prover that does not answer shows before the long work.
  const proved = await answersOf(request, options, terminal);
  if (typeof proved === 'string') return refuse(proved);
  const all = shards(request);
  const mine = options.shard === undefined ? all : shareOf(all, options.shard);
  const worked = await together(mine, crew, terminal).catch((problem: unknown) => strange(request, problem));
  if (typeof worked === 'string' && worked !== 'interrupted') return refuse(worked);
  if (worked === 'interrupted') return interrupted(terminal);
  if (options.shard !== undefined) {
    const name = partName(options.shard);
    const trouble = writeAll(options.out, [{ name, text: partText(options.shard, request, worked) }]);
    if (trouble !== undefined) return refuse(trouble);
    terminal.print(`Part ${options.shard.index} of ${options.shard.of} is in ${join(options.out, name)}.`);
    terminal.print('When all parts are in one folder: hopscope audit --merge FOLDER');
    return STATUS.asDeclared;
  }
  return told(request, worked, proved, { ...beside, crew }, options, terminal, refuse);
}

/** What stands beside the audit: the files of the gate, and what locations point into. */
interface Beside {
  readonly gate: GateFiles;
  readonly sources: Sources;
  /** What prints the report, where a PDF was asked for. */
  readonly chromium: string | undefined;
}

/** Read before the long work, so that a mistake in a file shows at once. */
function besideOf(options: AuditOptions, request: AuditRequest): Beside | string {
  const gate = readGate(options, request);
  if (typeof gate === 'string') return gate;
  const sources = readSources({ ...options, ...(request.scenarioName && { scenario: request.scenarioName }) });
  if (typeof sources === 'string') return sources;
  const isPrinted = options.shard === undefined && options.format?.includes('pdf') === true;
  const chromium = isPrinted ? chromiumIn(process.env['PATH']) : undefined;
  return isPrinted && chromium === undefined ? NO_CHROMIUM : { gate, sources, chromium };
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

/** The second half: the stories of what failed, then the reports. */
async function told(
  request: AuditRequest,
  worked: readonly Worked[],
  proved: readonly ProverAnswer[] | undefined,
  beside: Beside & { readonly crew: Crew },
  options: AuditOptions,
  terminal: Terminal,
  refuse: (why: string) => Status,
): Promise<Status> {
  const stored = await together(stories(request, worked), beside.crew, terminal).catch((problem: unknown) =>
    strange(request, problem),
  );
  if (typeof stored === 'string' && stored !== 'interrupted') return refuse(stored);
  if (stored === 'interrupted') return interrupted(terminal);
  const made = assemble(request, [...worked, ...stored]);
  const answered = proved === undefined ? made : { ...made, proverif: [...proved] };
  return report(answered, beside, options, terminal, refuse);
}

function interrupted(terminal: Terminal): Status {
  terminal.complain('hopscope: interrupted; nothing was written');
  return STATUS.interrupted;
}

/** The request, its names checked, or what is wrong with it. */
async function requestOf(options: AuditOptions): Promise<AuditRequest | string> {
  let scenario: ReadScenario | undefined;
  if (options.scenario !== undefined) {
    const read = readScenario(options.scenario);
    if (typeof read === 'string') return read;
    scenario = read;
  }
  const { design: given = [], property: ids = [] } = options;
  const read = await designsAsked(given);
  if (typeof read === 'string') return read;
  const { names: asked } = read;
  const own = [...read.own, ...(scenario?.own ? [scenario.own] : [])];
  const twice = doubled(own);
  if (twice !== undefined) return twice;
  const names = [...designs, ...own.map(({ design }) => design)].map((design) => design.name);
  for (const name of asked) if (!names.includes(name)) return `no design “${name}”; there are ${listed(names)}`;
  const properties: string[] = [];
  for (const id of ids) {
    const explained = explain(id);
    if (explained === undefined) return `no property or requirement “${id}”; ids stand in every report, such as R2.2`;
    properties.push(...explained.properties.map((one) => one.id));
  }
  return {
    profile: options.profile,
    seed: options.seed,
    ...(asked.length > 0 && { designs: [...new Set(asked)] }),
    ...(properties.length > 0 && { properties: [...new Set(properties)] }),
    ...(own.length > 0 && { own }),
    ...(scenario && { scenario: { scenario: scenario.scenario }, scenarioName: options.scenario as string }),
  };
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
  { gate: gateFiles, sources, chromium }: Beside,
  { out, format = [] }: AuditOptions,
  terminal: Terminal,
  refuse: (why: string) => Status,
): Status {
  const statements = statementsOf(made);
  const gated = passThrough(made, gateFiles);
  const { gate, recorded } = gated;
  const exitCode = statusOf(gate);
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'] || undefined;
  const more = formatted(made, gate, statements, sources, { format, exitCode, summaryFile });
  const files = [...gated.files, ...more.files];
  const shown = gateFiles.asked ? gate : undefined;
  const html = renderHtml(made, statements, shown);
  const pdf = chromium === undefined ? undefined : printedBy(chromium, html);
  if (typeof pdf === 'string') return refuse(pdf);
  const reports = [
    { name: 'audit.json', text: auditJson(made) },
    { name: 'report.html', text: html },
    { name: 'report.md', text: renderMarkdown(made, statements, shown) },
    ...(pdf === undefined ? [] : [{ name: 'report.pdf', text: pdf }]),
    ...files,
  ];
  const trouble = writeAll(out, reports) ?? more.append() ?? gated.record();
  if (trouble !== undefined) return refuse(trouble);
  const names = reports.map(({ name }) => name).join(', ');
  const text = [
    summaryText(made, statements, terminal.paint),
    ...(shown ? ['', gateText(shown, terminal.paint)] : []),
    ...(recorded.length > 0 ? ['', ...recorded] : []),
    '',
    ...wrap(`Written to ${clean(out)}: ${names}`, WIDTH),
  ].join('\n');
  for (const part of more.print(text)) terminal.print(part);
  return exitCode;
}
