// The work of an audit, from its request to what it found: for the audit itself, and for whoever makes it again.
import { assemble } from '../properties/audit.ts';
import type { AuditRequest } from '../properties/request.ts';
import type { Audit } from '../properties/result.ts';
import type { Shard, Worked } from '../properties/shard.ts';
import { stories } from '../properties/sums.ts';
import { shards } from '../properties/work.ts';
import type { Crew } from './crew.ts';
import { together } from './interruptible.ts';
import { strange } from './own-designs.ts';
import type { Terminal } from './terminal.ts';

/** Why there is nothing: it was interrupted, or the nodes of somebody's own do what cannot be judged. */
export type Undone = 'interrupted' | { readonly why: string };

/** The first half: all shards, or those of `mine`. */
export async function workOf(
  request: AuditRequest,
  crew: Crew,
  terminal: Terminal,
  mine: readonly Shard[] = shards(request),
): Promise<readonly Worked[] | Undone> {
  const worked = await together(mine, crew, terminal).catch((problem: unknown) => strange(request, problem));
  return typeof worked === 'string' && worked !== 'interrupted' ? { why: worked } : worked;
}

/** The second half: the stories of what failed, and all of it put together. */
export async function auditOf(
  request: AuditRequest,
  worked: readonly Worked[],
  crew: Crew,
  terminal: Terminal,
): Promise<Audit | Undone> {
  const stored = await workOf(request, crew, terminal, stories(request, worked));
  return isDone(stored) ? assemble(request, [...worked, ...stored]) : stored;
}

export const isDone = (worked: readonly Worked[] | Undone): worked is readonly Worked[] => Array.isArray(worked);
