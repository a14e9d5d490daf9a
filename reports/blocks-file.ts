// A recording from a file of blocks, one JSON object on each line, read line by line and kept within bounds.
import { createReadStream } from 'node:fs';
import { blockOf } from '../properties/inspection/block-line.ts';
import type { RecordedBlock, Recording } from '../properties/inspection/recording.ts';
import { LongLine, linesOf } from './lines.ts';
import { systemTrouble } from './system-trouble.ts';
import { clean } from './untrusted.ts';
import { grouped } from './wrap.ts';

/** What is kept in memory at most. */
export const MOST_BLOCKS = 500_000;
export const MOST_OCTETS = 256 * 1024 * 1024;
const MOST_LINE_OCTETS = 200_000;

export const LIMITS_HELP = `${grouped(MOST_BLOCKS)} blocks and ${grouped(MOST_OCTETS / 1024 / 1024)} MiB of octets`;

/** Blocks as they are read, up to the limits: adds one, or says why it does not. */
export function gatherer(): {
  add(block: RecordedBlock): string | undefined;
  readonly blocks: readonly RecordedBlock[];
} {
  const blocks: RecordedBlock[] = [];
  let octets = 0;
  return {
    blocks,
    add: (block) => {
      octets += block.octets?.length ?? 0;
      if (blocks.length >= MOST_BLOCKS || octets > MOST_OCTETS)
        return `expected at most ${LIMITS_HELP}, found more; cut the recording into pieces of time`;
      blocks.push(block);
      return undefined;
    },
  };
}

/** In order of time; of one time in order of the file. */
export const inOrder = (blocks: readonly RecordedBlock[]): readonly RecordedBlock[] =>
  blocks.toSorted((a, b) => a.atMillis - b.atMillis);

/** Reads a file of blocks, or says in one line what is wrong and where. */
export async function readBlocks(file: string, signal: AbortSignal): Promise<Recording | string> {
  const { add, blocks } = gatherer();
  const at = (line: number, what: string): string => `${clean(file)}:${line}: ${clean(what)}`;
  let line = 0;
  try {
    for await (const text of linesOf(createReadStream(file, { signal }), MOST_LINE_OCTETS)) {
      line++;
      if (text.trim() === '') continue;
      const read = blockOf(text, line);
      const trouble = typeof read === 'string' ? read : add(read);
      if (trouble !== undefined) return at(line, trouble);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof LongLine) return at(line + 1, `expected a line of at most ${MOST_LINE_OCTETS} octets`);
    return `${clean(file)}: ${systemTrouble(error)}`;
  }
  if (blocks.length === 0) return `${clean(file)}:1: expected a block on each line, found none`;
  return { source: 'blocks', unit: 'line', blocks: inOrder(blocks), remarks: [] };
}
