// What an inspection does not count as found, because it stands there whoever speaks: filler, what many blocks have at one
// place, and what the relay itself said in opening a session before it was ever told. All that is masked is shown.
import { hex, type Octets } from '../../model/octets.ts';
import { type Piece, searcher } from '../matches.ts';
import type { Masked } from './inspection-result.ts';
import { grouped, type OpenBlock } from './recording.ts';
import { usualOctets } from './usual-octets.ts';

/** Constants and filler are runs of at least so many octets. */
const LEAST = 8;
/** As long as a nonce: what is so long and the same everywhere is no constant of an encoding, and stays in. */
const NONCE_OCTETS = 24;
/** Blocks of a kind from which on something is usual among them. */
const LEAST_BLOCKS = 4;
/** Own openings that are read: those of other sessions say the same. */
const OPENINGS = 8;
const SHOWN_OCTETS = 24;
const MOST_SHOWN = 1_000;

/** Octets of a block that are not masked, from an offset of it on. */
export interface Part {
  readonly block: OpenBlock;
  readonly from: number;
}

export class Ledger {
  readonly #entries = new Map<string, Masked & { blocks: number }>();
  /** Notes that a string of a block is masked, once for each block. */
  note(rule: Masked['rule'], { direction }: OpenBlock, offset: number, octets: Octets): void {
    const shown = hex(octets.subarray(0, SHOWN_OCTETS));
    const name = `${rule} ${direction} ${octets.length} ${shown}`;
    const known = this.#entries.get(name);
    if (known !== undefined) known.blocks++;
    else if (this.#entries.size < MOST_SHOWN)
      this.#entries.set(name, { rule, octets: shown, lengthOctets: octets.length, direction, offset, blocks: 1 });
  }
  entries(): readonly Masked[] {
    return [...this.#entries.values()].toSorted((a, b) => b.blocks - a.blocks);
  }
}

export interface Masking {
  /** What is left of the blocks, in pieces of eight octets or more. */
  readonly parts: ReadonlyMap<OpenBlock, readonly Piece<Part>[]>;
  readonly ledger: Ledger;
}

/** Masks what no check counts; one turn for each block. */
export function* masking(blocks: readonly OpenBlock[]): Generator<void, Masking> {
  const ledger = new Ledger();
  const own = ownOpenings(blocks);
  const parts = new Map<OpenBlock, readonly Piece<Part>[]>();
  // Who spoke first tells sessions that the relay was sought over from those that it opened itself.
  const first = new Map<string, string>();
  for (const { session, direction } of blocks) if (!first.has(session)) first.set(session, direction);
  const kinds = grouped(blocks, (one) => `${one.direction} ${first.get(one.session)}`);
  for (const kind of kinds.values()) {
    // Openings have no say in what is usual; but of a recording that begins later they are blocks like others.
    const later = kind.filter(({ opening }) => !opening);
    const usual = later.length < LEAST_BLOCKS ? undefined : usualOctets(later);
    for (const block of kind) {
      yield;
      const hidden = new Uint8Array(block.octets.length);
      const hide = (rule: Masked['rule'] | undefined, from: number, to: number): void => {
        hidden.fill(1, from, to);
        if (rule !== undefined) ledger.note(rule, block, from, block.octets.subarray(from, to));
      };
      for (const { from, to } of filler(block.octets)) hide(undefined, from, to);
      if (usual !== undefined)
        for (const { from, to } of runs(block.octets.length, (at) => hidden[at] === 0 && usual(at, block.octets)))
          if (to - from < NONCE_OCTETS) hide('the same place', from, to);
      for (const { from, to } of own(block)) hide('own openings', from, to);
      const left = runs(hidden.length, (at) => hidden[at] === 0);
      parts.set(
        block,
        left.map(({ from, to }) => ({ octets: block.octets.subarray(from, to), mark: { block, from } })),
      );
    }
  }
  return { parts, ledger };
}

/** What is left of openings of one party without what is usual among them: who it is, every time. */
export function unusualParts(openings: readonly OpenBlock[], { parts, ledger }: Masking): readonly Piece<Part>[] {
  const usual = usualOctets(openings);
  return openings.flatMap((block) =>
    (parts.get(block) ?? []).flatMap(({ octets: left, mark: { from: start } }) => {
      const isUsual = (at: number): boolean => usual(start + at, block.octets);
      const hidden = new Uint8Array(left.length);
      for (const { from, to } of runs(left.length, isUsual)) {
        hidden.fill(1, from, to);
        ledger.note('the opening of one peer', block, start + from, left.subarray(from, to));
      }
      return runs(left.length, (at) => hidden[at] === 0).map(({ from, to }) => ({
        octets: left.subarray(from, to),
        mark: { block, from: start + from },
      }));
    }),
  );
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** Runs of eight offsets or more at which something is so. */
function runs(length: number, so: (at: number) => boolean): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  for (let at = 0; at <= length; at++) {
    if (at < length && so(at)) continue;
    if (at - from >= LEAST) found.push({ from, to: at });
    from = at + 1;
  }
  return found;
}

/** Runs of one octet repeated. */
function filler(octets: Octets): readonly Run[] {
  const found: Run[] = [];
  let from = 0;
  for (let at = 1; at <= octets.length; at++) {
    if (at < octets.length && octets[at] === octets[from]) continue;
    if (at - from >= LEAST) found.push({ from, to: at });
    from = at;
  }
  return found;
}

function withoutFiller(octets: Octets): readonly Octets[] {
  const hidden = new Uint8Array(octets.length);
  for (const { from, to } of filler(octets)) hidden.fill(1, from, to);
  return runs(octets.length, (at) => hidden[at] === 0).map(({ from, to }) => octets.subarray(from, to));
}

/** Where a block that came in has what the relay had said before, in opening sessions of its own or answering for one. */
function ownOpenings(blocks: readonly OpenBlock[]): (block: OpenBlock) => readonly Run[] {
  const openings = blocks.filter((one) => one.opening && one.direction === 'out').slice(0, OPENINGS);
  const search = searcher(
    openings.flatMap((mark) => withoutFiller(mark.octets).map((octets) => ({ octets, mark }))),
    LEAST,
    (said, heard) => said.atMillis < heard.atMillis,
  );
  return (block) =>
    block.direction === 'out'
      ? []
      : search({ octets: block.octets, mark: block }).map(({ octets, offsets }) => ({
          from: offsets.other,
          to: offsets.other + octets.length,
        }));
}
