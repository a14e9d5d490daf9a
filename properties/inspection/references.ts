// Strings that blocks of one session name again on purpose: an answer names what it answers, an acknowledgement what it has.
// Without the grammar they are told from a nonce that is used again by where they stand and by what stands beside them.
import { buffer, type Octets } from '../../model/octets.ts';
import type { Match } from '../matches.ts';
import type { Masking, Part } from './masks.ts';
import { grouped, type OpenBlock } from './recording.ts';

/** Ids are shorter; what is longer is text. */
const LONGEST = 64;
/** Whoever seals something under a nonce has so many octets beside it at least, the tag of what is sealed. */
const SEALED_OCTETS = 16;
/** Blocks of the other direction that are read for what is named. */
const LOOKED_BACK = 1_000;

/** Whether a string that two blocks of one direction share names something of their own session again. */
export function namedAgain(blocks: readonly OpenBlock[], { parts, ledger }: Masking): (match: Match<Part>) => boolean {
  const sessions = grouped(blocks, ({ session, direction }) => `${direction} ${session}`);
  const freeOctets = (block: OpenBlock): number =>
    (parts.get(block) ?? []).reduce((sum, { octets }) => sum + octets.length, 0);

  /** Whether the other end of the session said it, by then. */
  const saidBack = ({ session, direction }: OpenBlock, until: number, octets: Octets): boolean => {
    const back = sessions.get(`${direction === 'in' ? 'out' : 'in'} ${session}`) ?? [];
    const end = back.findLastIndex(({ atMillis }) => atMillis <= until) + 1;
    return back.slice(Math.max(0, end - LOOKED_BACK), end).some((one) => buffer(one.octets).includes(buffer(octets)));
  };

  return ({ one, other, octets, offsets }) => {
    const [first, second] = [one.block, other.block];
    if (first.session !== second.session || octets.length >= LONGEST) return false;
    const bare = [first, second].some((block) => freeOctets(block) - octets.length < SEALED_OCTETS);
    const moved = one.from + offsets.one !== other.from + offsets.other;
    // What the other end said first is its name, wherever it stands; one's own name stands elsewhere when it is named again.
    const named = bare || saidBack(second, moved ? second.atMillis : first.atMillis, octets);
    if (named) ledger.note('named again', second, other.from + offsets.other, octets);
    return named;
  };
}
