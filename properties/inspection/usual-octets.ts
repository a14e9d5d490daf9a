// What blocks of one kind have at one place whoever speaks: in more than a quarter of the blocks, and in more than half of
// the sessions in more than a quarter of theirs. So neither other kinds of blocks hide it, nor does one busy session make it.
import { grouped, type OpenBlock } from './recording.ts';

/** Fewer than four values can be in more than a quarter. */
const VALUES = 3;
const SHARE = 4;

/** Whether a block has at an offset what is usual there. */
export function usualOctets(kind: readonly OpenBlock[]): (at: number, octets: Uint8Array) => boolean {
  const longest = kind.reduce((most, { octets }) => Math.max(most, octets.length), 0);
  const values = frequentValues(kind, longest);
  const slotOf = (at: number, octet: number): number => {
    for (let slot = at * VALUES; slot < (at + 1) * VALUES; slot++) if (values[slot] === octet) return slot;
    return -1;
  };
  const blocks = new Int32Array(longest * VALUES);
  const sessions = new Int32Array(longest * VALUES);
  const inSession = new Int32Array(longest * VALUES);
  const all = [...grouped(kind, ({ session }) => session).values()];
  for (const some of all) {
    inSession.fill(0);
    for (const { octets } of some)
      for (let at = 0; at < octets.length; at++) {
        const slot = slotOf(at, octets[at] as number);
        if (slot >= 0) inSession[slot] = (inSession[slot] as number) + 1;
      }
    for (let slot = 0; slot < inSession.length; slot++) {
      const count = inSession[slot] as number;
      blocks[slot] = (blocks[slot] as number) + count;
      if (SHARE * count > some.length) sessions[slot] = (sessions[slot] as number) + 1;
    }
  }
  return (at, octets) => {
    const slot = slotOf(at, octets[at] as number);
    return slot >= 0 && SHARE * (blocks[slot] as number) > kind.length && 2 * (sessions[slot] as number) > all.length;
  };
}

/** Misra and Gries's summary: at each offset all values that more than a quarter of the blocks have, and perhaps others. */
function frequentValues(kind: readonly OpenBlock[], longest: number): Uint8Array {
  const values = new Uint8Array(longest * VALUES);
  const votes = new Int32Array(longest * VALUES);
  for (const { octets } of kind)
    for (let at = 0; at < octets.length; at++) {
      const [first, end] = [at * VALUES, (at + 1) * VALUES];
      const octet = octets[at] as number;
      let [slot, empty] = [-1, -1];
      for (let i = first; i < end; i++)
        if (votes[i] === 0) empty = i;
        else if (values[i] === octet) slot = i;
      if (slot < 0 && empty >= 0) values[empty] = octet;
      if (slot < 0) slot = empty;
      if (slot >= 0) votes[slot] = (votes[slot] as number) + 1;
      else for (let i = first; i < end; i++) votes[i] = (votes[i] as number) - 1;
    }
  return values;
}
