// An audit made once more from its provenance, to be compared octet for octet. Files of the user's own are those that the
// caller names, known by their digests; no name in a folder that somebody else wrote is ever opened or run.
import { VERSION } from '../../properties/audit.ts';
import type { AuditRequest } from '../../properties/request.ts';
import type { Audit } from '../../properties/result.ts';
import { requestOf } from '../audit-request.ts';
import { auditOf, isDone, type Undone, workOf } from '../audit-work.ts';
import { auditJson } from '../canonical-json.ts';
import type { Crew } from '../crew.ts';
import type { Terminal } from '../terminal.ts';
import { listed } from '../wrap.ts';
import { textOf } from '../yaml-file.ts';
import { type Checkout, checkoutOf } from './checkout.ts';
import { sha256 } from './digest.ts';
import { type Input, inputsOf, NODE_MAJOR, type Provenance } from './provenance.ts';

export interface OwnFiles {
  readonly scenario?: string;
  readonly design?: readonly string[];
}

/** The request to be made again, or why this hopscope or these files cannot. */
export async function sameRequest(
  { tool, request: { inputs, ...asked } }: Provenance,
  audit: Audit | undefined,
  { scenario, design = [] }: OwnFiles,
): Promise<AuditRequest | string> {
  if (tool.version !== VERSION)
    return `it is an audit of hopscope ${tool.version}, and this is ${VERSION}; run that version's verify`;
  if (audit?.proverif !== undefined) return 'it has the answers of a prover, which are not asked for again';
  const given = [
    ...(scenario === undefined ? [] : [{ kind: 'scenario', file: scenario } as const]),
    ...design.map((file) => ({ kind: 'design', file }) as const),
  ];
  for (const { file } of given) {
    const read = textOf(file);
    if (typeof read === 'string') return `${file}: ${read}`;
  }
  const there = inputsOf(given);
  const like = (one: Input) => (other: Input) => other.kind === one.kind && other.sha256 === one.sha256;
  const paired = inputs.map((one) => ({ was: one, now: there.find(like(one)) }));
  const lost = paired.find(({ now }) => now === undefined)?.was;
  if (lost !== undefined)
    return `it read ${lost.file}, which is none of the files given; give it as it was: --${lost.kind} ${lost.file}`;
  const extra = there.find((one) => !inputs.some(like(one)));
  if (extra !== undefined) return `it did not read ${extra.file}`;

  const files = paired.flatMap(({ was, now }) => (was.kind === 'design' && now ? [now.file] : []));
  const { profile, seed, designs, properties } = asked;
  const read = await requestOf({ profile, seed, design: files, ...(scenario !== undefined && { scenario }) });
  if (typeof read === 'string') return read;
  const { designs: _, own = [], ...rest } = read.request;
  // Replay commands call files as the audit did; a module is loaded by its name, and keeps the one it has now.
  const calledAs = new Map(paired.map(({ was, now }) => [now?.file, was.file]));
  const scenarioName = inputs.find(({ kind }) => kind === 'scenario')?.file;
  return {
    ...rest,
    ...(designs && { designs }),
    ...(properties && { properties }),
    ...(own.length > 0 && {
      own: own.map((one) => {
        const file = one.file === undefined ? undefined : calledAs.get(one.file);
        return file === undefined || one.design.nodes !== undefined ? one : { ...one, file };
      }),
    }),
    ...(scenarioName !== undefined && { scenarioName }),
  };
}

/** The digest of audit.json as it comes out here. */
export async function madeAgain(
  request: AuditRequest,
  crew: Crew,
  terminal: Terminal,
): Promise<{ readonly sha256: string } | Undone> {
  const worked = await workOf(request, crew, terminal);
  const made = isDone(worked) ? await auditOf(request, worked, crew, terminal) : worked;
  return made === 'interrupted' || 'why' in made ? made : { sha256: sha256(auditJson(made)) };
}

/** What is not here as it was there, and may be why an audit comes out otherwise. */
export async function otherwise({ tool, node }: Provenance): Promise<string> {
  const now: Checkout = await checkoutOf();
  const unlike = [
    ...(tool.commit === now.commit ? [] : ['the commit']),
    ...(tool.dirty || now.dirty ? ['changes that are in no commit'] : []),
    ...(tool.lock === now.lock ? [] : ['the lock file']),
    ...(node === NODE_MAJOR ? [] : ['the version of Node']),
  ];
  return unlike.length === 0 ? 'and nothing else is known to differ' : `what else differs: ${listed(unlike)}`;
}
