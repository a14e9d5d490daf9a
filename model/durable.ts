// What of a node outlives a crash: the node says which part of its state must, and here it is written down and read back.
// What changed is written in the step that changed it, and nobody hears of it before it is on the disk (R5.2).
import type { Design } from './design.ts';
import { type Context, type Disk, type Effect, type Input, type Node, type Stepped, TORN } from './node.ts';

/** Records by table and key. What did not change in a step must be the same object after it. */
export type Tables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A node that says what of it must outlive a crash. */
export interface Durable<State> extends Node<State> {
  /** What must be on the disk while the node is in this state. */
  tables(state: State, design: Design): Tables;
  /** The first step after a crash, from what the disk kept. */
  restart(tables: Tables, context: Context): Stepped<State>;
  /** Whether what a step does waits until its writes are on the disk. */
  flushesFirst(design: Design): boolean;
}

/** The node with its disk. */
export function durable<State>(node: Durable<State>): Node<State> {
  return {
    start: node.start,
    step: (state, input, context) => {
      if (input.kind === 'timer' && input.name === LAZY) return [state, [flush([])]];
      const [next, effects] =
        input.kind === 'restarted' ? node.restart(tablesOf(input.disk), context) : node.step(state, input, context);
      const kept = input.kind === 'restarted' ? tablesOf(input.disk) : node.tables(state, context.design);
      const records = changes(kept, node.tables(next, context.design));
      return [next, inOrder(records, effects, node.flushesFirst(context.design), context, input)];
    },
  };
}

/** What a planted leak does with a disk: writes last some time after others have heard of them. */
const LAZY = 'disk';
const LAZY_MILLIS = 5_000;

function inOrder(
  records: Disk,
  effects: readonly Effect[],
  flushesFirst: boolean,
  { design, now }: Context,
  input: Input,
): readonly Effect[] {
  const values = Object.values(records);
  if (values.length === 0) return effects.length === 0 || !flushesFirst ? effects : [flush(effects)];
  const write: Effect = { kind: 'write', records, ...(design.writes === 'in place' && { inPlace: true }) };
  const erases = input.kind === 'timer' && values.every((value) => value === undefined);
  if (erases && design.erasures === 'not flushed') return [write, ...effects];
  if (flushesFirst) return [write, flush(effects)];
  return [...effects, write, { kind: 'timer', name: LAZY, at: now + LAZY_MILLIS }];
}

const flush = (then: readonly Effect[]): Effect => ({ kind: 'flush', then });

/** Table and key as one key of the disk; no table has a slash in its name. */
const place = (table: string, key: string): string => `${table}/${key}`;

function changes(before: Tables, after: Tables): Disk {
  const records: Record<string, unknown> = {};
  for (const table of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[table] ?? {}, after[table] ?? {}];
    if (old === now) continue;
    for (const key of Object.keys(now)) if (old[key] !== now[key]) records[place(table, key)] = now[key];
    for (const key of Object.keys(old)) if (!(key in now)) records[place(table, key)] = undefined;
  }
  return records;
}

/** What can be read; nobody was told of a record that a crash tore. */
function tablesOf(disk: Disk): Tables {
  const tables: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(disk)) {
    if (value === TORN) continue;
    const slash = name.indexOf('/');
    const table = name.slice(0, slash);
    tables[table] = { ...tables[table], [name.slice(slash + 1)]: value };
  }
  return tables;
}
