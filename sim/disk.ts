// One node's disk, as plain data that nothing changes. What is written waits in a buffer; only a flush that was completed
// makes it last. In a crash each write that waits has a fate of its own, so a later one may outlive an earlier one.
import { type Millis, type Disk as Records, TORN } from '../model/node.ts';

/** How long a flush takes, and how much longer at most. */
export const FLUSH_MILLIS = 2;
export const FLUSH_JITTER_MILLIS = 1;

/** Records that share a fate in a crash; no value erases one. */
export interface Write {
  readonly records: Records;
  /** Over an old record, so that a crash may leave neither. */
  readonly inPlace: boolean;
}
export interface Disk {
  /** What lasts: a crash leaves it as it is. */
  readonly lasting: Records;
  /** Written since, oldest first. */
  readonly waiting: readonly Write[];
  /** Writes that are not waiting any more, ever. */
  readonly settled: number;
}

export const blank: Disk = { lasting: {}, waiting: [], settled: 0 };

/** Without a journal each record is by itself. */
export function written(disk: Disk, { records, inPlace = false }: Pick<Write, 'records'> & Partial<Write>): Disk {
  const parts = inPlace ? Object.entries(records).map(([key, value]) => ({ [key]: value })) : [records];
  return { ...disk, waiting: [...disk.waiting, ...parts.map((part) => ({ records: part, inPlace }))] };
}

/** Whether a flush has nothing to do, and so takes no time. */
export const isClean = ({ waiting }: Disk): boolean => waiting.length === 0;

/** What a flush that begins now covers: the count of all writes so far. */
export const coverage = ({ settled, waiting }: Disk): number => settled + waiting.length;

/** The keys that a flush with this coverage makes last when it is completed, each once. */
export const covered = ({ settled, waiting }: Disk, coverage: number): readonly string[] => [
  ...new Set(waiting.slice(0, Math.max(0, coverage - settled)).flatMap(({ records }) => Object.keys(records))),
];

/** A flush with this coverage is completed. */
export function flushed({ lasting, waiting, settled }: Disk, coverage: number): Disk {
  const count = Math.max(0, coverage - settled);
  return {
    lasting: waiting.slice(0, count).reduce(applied, lasting),
    waiting: waiting.slice(count),
    settled: settled + count,
  };
}

/** What a crash may do to one write that waits. */
export type Fate = 'kept' | 'lost' | 'torn';

/** A journal lets nothing be torn: what is not whole is as good as lost. An erasure has nothing to tear. */
export const fates = ({ records, inPlace }: Write): readonly Fate[] =>
  inPlace && Object.values(records).some((value) => value !== undefined) ? ['kept', 'lost', 'torn'] : ['kept', 'lost'];

/** The disk after a crash in which the i-th write that waits met this fate. */
export function crashed(disk: Disk, fate: (i: number, write: Write) => Fate): Disk {
  const { lasting, waiting } = disk;
  const met = waiting.flatMap((write, i): Write[] => {
    const what = fate(i, write);
    if (what === 'lost') return [];
    const torn = () => Object.fromEntries(Object.keys(write.records).map((key) => [key, TORN]));
    return [what === 'torn' ? { ...write, records: torn() } : write];
  });
  return { lasting: met.reduce(applied, lasting), waiting: [], settled: coverage(disk) };
}

/** When a flush is completed that begins at `at`: flushes of one node complete in the order they began. */
export const completion = (at: Millis, earlier: Millis, chance: number): Millis =>
  Math.max(earlier, at + FLUSH_MILLIS + FLUSH_JITTER_MILLIS * chance);

function applied(disk: Records, { records }: Write): Records {
  const all: Record<string, unknown> = { ...disk, ...records };
  for (const key of Object.keys(records)) if (records[key] === undefined) delete all[key];
  return all;
}

/** Octets of all octet strings in a record. */
export function octetsIn(record: unknown): number {
  if (record instanceof Uint8Array) return record.length;
  if (typeof record !== 'object' || record === null) return 0;
  return Object.values(record).reduce((sum: number, one) => sum + octetsIn(one), 0);
}
