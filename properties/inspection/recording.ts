// What a real relay received and sent, as an inspection takes it: blocks in the order of time, whatever file they came from.
// Nobody says what is inside of them; only ends, times, lengths and octets are known.
import type { Octets } from '../../model/octets.ts';

export type Direction = 'in' | 'out';

export interface RecordedBlock {
  /** Line of the file, or frame of the capture. */
  readonly place: number;
  readonly atMillis: number;
  readonly session: string;
  /** Seen from the relay: what it received came in. */
  readonly direction: Direction;
  /** Who is at the other end of the session, if the recording says so. */
  readonly peer: string | undefined;
  readonly lengthOctets: number;
  /** Absent where only the length is known. */
  readonly octets: Octets | undefined;
}

export interface Recording {
  readonly source: 'blocks' | 'capture';
  /** What `place` counts. */
  readonly unit: 'line' | 'frame';
  /** Ascending in time. */
  readonly blocks: readonly RecordedBlock[];
  /** What the reader of the file has to say about what is not in the blocks. */
  readonly remarks: readonly string[];
}

/** A block whose octets are known. */
export interface OpenBlock extends RecordedBlock {
  readonly octets: Octets;
  /** The first block of its direction in its session, where both ends say who they are. */
  readonly opening: boolean;
}

/** Blocks whose octets are known, and which of them are openings. */
export function openBlocks({ blocks }: Recording): readonly OpenBlock[] {
  const begun = new Set<string>();
  const open: OpenBlock[] = [];
  for (const block of blocks) {
    const way = `${block.direction} ${block.session}`;
    const opening = !begun.has(way);
    begun.add(way);
    if (block.octets !== undefined) open.push({ ...block, octets: block.octets, opening });
  }
  return open;
}

/** The end of the session that a block belongs to, as far as the recording tells one from another. */
export const linkOf = ({ peer, session }: RecordedBlock): string => peer ?? `session ${session}`;

/** Blocks under the names that `name` gives them, in order of first sight. */
export function grouped<B extends RecordedBlock>(
  blocks: readonly B[],
  name: (block: B) => string,
): ReadonlyMap<string, readonly B[]> {
  const groups = new Map<string, B[]>();
  for (const block of blocks) {
    const one = name(block);
    const group = groups.get(one);
    if (group === undefined) groups.set(one, [block]);
    else group.push(block);
  }
  return groups;
}
