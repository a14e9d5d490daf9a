// What octets mean under the ideal cryptography: every value that an operation made, and out of what.
// The simulator fills it; observers derive from it; nodes never read it.
import type { Octets } from './octets.ts';

export type Term = { readonly octets: Octets; readonly by: string } & (
  | { readonly is: 'fresh' }
  | { readonly is: 'public'; readonly secret: Octets; readonly of: 'agreement' | 'signing' }
  /** Public keys in the order of their secrets. */
  | { readonly is: 'agreed'; readonly secrets: readonly [Octets, Octets]; readonly publics: readonly [Octets, Octets] }
  | { readonly is: 'derived'; readonly from: Octets; readonly label: string }
  | { readonly is: 'sealed'; readonly key: Octets; readonly nonce: Octets; readonly body: Octets }
  | { readonly is: 'signed'; readonly secret: Octets; readonly body: Octets }
  | { readonly is: 'hash'; readonly of: Octets }
);

/** Octets at the start of a value that name it; shorter values cannot be told from chance. */
export const NAME_OCTETS = 8;
/** Nor from anything can still shorter ones. */
const LEAST_OCTETS = 4;

export class Terms {
  /** Longest first: where several runs share their memory, one may draw a longer value where another drew a shorter. */
  readonly #byName = new Map<string, Term[]>();
  readonly #short = new Map<string, Octets>();
  /** A bit for the first four octets, so that scanning a block touches the map only where a value may start. */
  readonly #starts = new Int32Array(2 ** START_BITS / 32);

  /** Remembers what a value means; the first meaning stays. */
  add(term: Term): void {
    const { length } = term.octets;
    if (length < NAME_OCTETS) {
      if (term.is === 'fresh' && length >= LEAST_OCTETS) this.#short.set(term.octets.join(), term.octets);
      return;
    }
    const name = nameAt(term.octets, 0);
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [term]);
    else if (known.every(({ octets }) => octets.length !== length)) {
      known.push(term);
      known.sort((a, b) => b.octets.length - a.octets.length);
    }
    const [a, b, c, d] = term.octets as unknown as readonly [number, number, number, number];
    const start = startOf((a << 24) | (b << 16) | (c << 8) | d);
    this.#starts[start >>> 5] = (this.#starts[start >>> 5] as number) | (1 << (start & 31));
  }

  /** Random values that are too short to be looked for where all depends on it, though long enough to be named. */
  short(): Iterable<Octets> {
    return this.#short.values();
  }

  /** The first value that begins at `from` or later, whole. */
  next(octets: Octets, from: number): { readonly at: number; readonly term: Term } | undefined {
    const starts = this.#starts;
    const last = octets.length - NAME_OCTETS;
    if (from > last) return undefined;
    let four = ((octets[from] as number) << 16) | ((octets[from + 1] as number) << 8) | (octets[from + 2] as number);
    for (let at = from; at <= last; at++) {
      four = (four << 8) | (octets[at + 3] as number);
      const start = startOf(four);
      if (((starts[start >>> 5] as number) & (1 << (start & 31))) === 0) continue;
      const term = this.#at(octets, at);
      if (term !== undefined) return { at, term };
    }
    return undefined;
  }

  #at(octets: Octets, at: number): Term | undefined {
    return this.#byName
      .get(nameAt(octets, at))
      ?.find(
        (term) =>
          at + term.octets.length <= octets.length &&
          Buffer.compare(term.octets, octets.subarray(at, at + term.octets.length)) === 0,
      );
  }

  /** The meaning of exactly these octets. */
  of(octets: Octets): Term | undefined {
    if (octets.length < NAME_OCTETS) return undefined;
    return this.#byName
      .get(nameAt(octets, 0))
      ?.find((term) => term.octets.length === octets.length && Buffer.compare(term.octets, octets) === 0);
  }

  *all(): Iterable<Term> {
    for (const terms of this.#byName.values()) yield* terms;
  }
}

const START_BITS = 18;
const startOf = (four: number): number => Math.imul(four, 0x9e3779b1) >>> (32 - START_BITS);

function nameAt(octets: Octets, at: number): string {
  const letter = (i: number): number => octets[at + i] as number;
  return String.fromCharCode(letter(0), letter(1), letter(2), letter(3), letter(4), letter(5), letter(6), letter(7));
}
