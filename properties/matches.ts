// Strings that two streams of octets have in common, of k octets or more, at every offset: none is missed.
// Windows of eight octets on a grid of one stream are looked up at every offset of the other, then extended both ways.
import type { Octets } from '../model/octets.ts';

const WINDOW = 8;

/** Octets of one side, and what the caller wants back when they match. */
export interface Piece<M> {
  readonly octets: Octets;
  readonly mark: M;
}
export interface Match<M> {
  readonly one: M;
  readonly other: M;
  readonly octets: Octets;
  /** Where the string begins in the piece of each side. */
  readonly offsets: { readonly one: number; readonly other: number };
}

/** How likely a string of `k` octets is shared by chance: windows of one side times windows of the other, over 256^k. */
export const falseAlarm = (octetsOnOneSide: number, octetsOnOther: number, k: number): number =>
  (octetsOnOneSide * octetsOnOther) / 256 ** k;

/** The shortest string that counts: long enough that chance matches are expected less than `limit` times. */
export function shortestMatch(octetsOnOneSide: number, octetsOnOther: number, limit: number): number {
  let k = WINDOW;
  while (falseAlarm(octetsOnOneSide, octetsOnOther, k) > limit) k++;
  return k;
}

/** All maximal common strings of at least `k` octets (8 or more) between a piece of one side and one of the other. */
export function matches<M>(
  one: readonly Piece<M>[],
  other: readonly Piece<M>[],
  k: number,
  wanted: (a: M, b: M) => boolean,
): readonly Match<M>[] {
  const search = searcher(one, k, wanted);
  const found: Match<M>[] = [];
  for (const piece of other) for (const match of search(piece)) found.push(match);
  return found;
}

/** Looks one side up for one piece of the other after another, for those who must stop on the way. */
export function searcher<M>(
  one: readonly Piece<M>[],
  k: number,
  wanted: (a: M, b: M) => boolean,
): (piece: Piece<M>) => readonly Match<M>[] {
  if (k < WINDOW) throw new RangeError(`matches shorter than ${WINDOW} octets are not looked for`);
  const index = grid(one, k - WINDOW + 1);
  return ({ octets, mark }) => {
    const found: Match<M>[] = [];
    const bits = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    /** Where the last match with a piece ended, so that one string is reported once. */
    const ends = new Map<number, number>();
    for (let at = 0; at + WINDOW <= octets.length; at++) {
      const low = bits.getUint32(at, true);
      const high = bits.getUint32(at + 4, true);
      if (low === high && uniform(low)) continue;
      const hash = hashOf(low, high) >>> index.shift;
      if (((index.filter[hash >>> 5] as number) & (1 << (hash & 31))) === 0) continue;
      for (
        let entry = index.heads[hash & (index.heads.length - 1)] as number;
        entry !== 0;
        entry = index.next[entry] as number
      ) {
        const piece = index.pieces[entry] as number;
        const { octets: theirs, mark: theirMark } = one[piece] as Piece<M>;
        if ((ends.get(piece) ?? -1) > at || !wanted(theirMark, mark)) continue;
        const { before, length } = extend(theirs, index.offsets[entry] as number, octets, at);
        if (length < k) continue;
        const start = at - before;
        ends.set(piece, start + length);
        const offsets = { one: (index.offsets[entry] as number) - before, other: start };
        found.push({ one: theirMark, other: mark, octets: octets.subarray(start, start + length), offsets });
      }
    }
    return found;
  };
}

interface Grid {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly pieces: Int32Array;
  readonly offsets: Int32Array;
  /** A bit for each hash, of as many bits as suit the number of entries: most look-ups end here. */
  readonly filter: Int32Array;
  readonly shift: number;
}

const BITS_AN_ENTRY = 16;
const [LEAST_BITS, MOST_BITS] = [14, 27];

function grid<M>(pieces: readonly Piece<M>[], stride: number): Grid {
  const most = pieces.reduce((total, { octets }) => total + Math.ceil(octets.length / stride), 1);
  const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, Math.ceil(Math.log2(most * BITS_AN_ENTRY))));
  const index: Grid = {
    heads: new Int32Array(2 ** (bits - 4)),
    next: new Int32Array(most + 1),
    pieces: new Int32Array(most + 1),
    offsets: new Int32Array(most + 1),
    filter: new Int32Array(2 ** bits / 32),
    shift: 32 - bits,
  };
  let entry = 1;
  for (const [piece, { octets }] of pieces.entries()) {
    const words = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    for (let at = 0; at + WINDOW <= octets.length; at += stride) {
      const low = words.getUint32(at, true);
      const high = words.getUint32(at + 4, true);
      if (low === high && uniform(low)) continue;
      const hash = hashOf(low, high) >>> index.shift;
      const head = hash & (index.heads.length - 1);
      index.filter[hash >>> 5] = (index.filter[hash >>> 5] as number) | (1 << (hash & 31));
      index.pieces[entry] = piece;
      index.offsets[entry] = at;
      index.next[entry] = index.heads[head] as number;
      index.heads[head] = entry++;
    }
  }
  return index;
}

const hashOf = (low: number, high: number): number => Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b);

/** One octet repeated: filler, which every block has and which tells nothing. */
const uniform = (word: number): boolean => word === Math.imul(word & 0xff, 0x01010101) >>> 0;

/** How far two pieces agree around an octet of each: octets before it, and all. */
function extend(a: Octets, atA: number, b: Octets, atB: number): { readonly before: number; readonly length: number } {
  let before = 0;
  while (atA > before && atB > before && a[atA - before - 1] === b[atB - before - 1]) before++;
  let after = 0;
  while (atA + after < a.length && atB + after < b.length && a[atA + after] === b[atB + after]) after++;
  return { before, length: before + after };
}
