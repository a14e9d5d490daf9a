// One audit of `audit --watch`, as a process of its own: what it loads is as it is on disk now, code included. It is told what to do
// by its parent, and tells it back what came of it.
import process from 'node:process';
import { type AuditOptions, audit } from '../audit-verb.ts';
import { crewOf } from '../crew.ts';
import type { Status } from '../exit-status.ts';
import { orDefect } from '../or-defect.ts';
import { ownTerminal } from '../terminal.ts';
import { type Kept, keeping } from './kept.ts';

export interface Asked {
  readonly options: AuditOptions;
  readonly kept: Kept;
}
export interface Done {
  readonly status: Status;
  readonly kept: Kept;
  readonly counts: { readonly asked: number; readonly done: number };
}

process.once('message', async ({ options, kept }: Asked) => {
  // Between rounds it is said what is watched.
  const terminal = { ...ownTerminal(), announce: undefined };
  const crew = keeping(crewOf(options.jobs), kept);
  const status = await orDefect(terminal, () => audit(options, terminal, crew));
  const done: Done = { status, kept: crew.kept, counts: crew.counts() };
  process.send?.(done, () => process.disconnect());
});
process.send?.('ready');
