// Frames out of runs: the blocks that an observer sees, and the secrets of its own nodes, as terms. They come from the very
// octets that the nodes exchanged: what the cryptography made is known by its meaning, all else stands as it is.
import { buffer as bufferOf, hex, type Octets } from '../../model/octets.ts';
import type { Term, Terms } from '../../model/terms.ts';
import type { Trace } from '../../sim/trace.ts';
import { values } from '../knowledge.ts';
import { type Observer, type Sighting, view } from '../observer.ts';
import type { Algebra, TermId } from './algebra.ts';
import type { Frame } from './recipe.ts';

/** Octets in a row that cannot have come about by chance: a part of a value that is known by no other name. */
const PART_OCTETS = 16;

/** Longer pieces are text and filler, where four octets of a random value may turn up by chance. */
const MOST_AROUND_SHORT = 64;

/** What is written in octets that no cryptography made, and is nevertheless secret: a text, an IP address. */
export interface Written {
  readonly octets: Octets;
  readonly label: string;
}

/** The terms of one run. */
export interface Translation {
  of(octets: Octets): TermId;
  meaning(term: Term): TermId;
  /** Octets that a term takes; nothing for what never was in octets. */
  length(term: TermId): number | undefined;
  /** The octets that a layout was read from. */
  origin(term: TermId): Octets | undefined;
}

export function translation(algebra: Algebra, terms: Terms, secret: readonly Written[] = []): Translation {
  const known = new Map<Term, TermId>();
  const read = new WeakMap<Octets, TermId>();
  const lengths = new Map<TermId, number>();
  const origins = new Map<TermId, Octets>();
  const G = algebra.constant('G');
  const sized = (term: TermId, octets: Octets): TermId => {
    lengths.set(term, octets.length);
    return term;
  };
  const power = (secretOctets: Octets, base: TermId): TermId => algebra.apply('exp', [base, of(secretOctets)]);

  const build = (term: Term): TermId => {
    switch (term.is) {
      case 'fresh':
        return algebra.name(hex(term.octets));
      case 'public':
        return term.of === 'agreement' ? power(term.secret, G) : algebra.apply('pk', [of(term.secret)]);
      case 'agreed': {
        const theirs = terms.of(term.publics[1]);
        // A public key that nobody made out of a secret is a group element like any other.
        return power(term.secrets[0], theirs === undefined ? of(term.publics[1]) : meaning(theirs));
      }
      case 'derived':
        return algebra.apply('kdf', [algebra.apply('pair', [secretOf(term.from), algebra.constant(`L${term.label}`)])]);
      case 'sealed':
        return algebra.apply('senc', [of(term.body), of(term.nonce), of(term.key)]);
      case 'signed':
        return algebra.apply('sign', [of(term.body), of(term.secret)]);
      case 'hash':
        return algebra.apply('hash', [of(term.of)]);
    }
  };
  /** A secret that no cryptography made was worked out from what everybody sees, whatever its octets are. */
  const secretOf = (octets: Octets): TermId =>
    terms.of(octets) === undefined ? algebra.constant('Computed') : of(octets);
  const meaning = (term: Term): TermId => {
    const before = known.get(term);
    if (before !== undefined) return before;
    const made = sized(build(term), term.octets);
    known.set(term, made);
    return made;
  };

  const literal = (octets: Octets): readonly TermId[] => {
    for (const { octets: hidden, label } of secret) {
      const at = bufferOf(octets).indexOf(hidden);
      if (at < 0) continue;
      const name = sized(algebra.name(label), hidden);
      return [...plain(octets.subarray(0, at)), name, ...literal(octets.subarray(at + hidden.length))];
    }
    return plain(octets);
  };
  const shorts = [...terms.short()];
  /** Random values too short to be found by their meaning: names like the others, though where they stand is a guess. */
  const shortest = (octets: Octets): readonly TermId[] => {
    if (octets.length === 0) return [];
    const buffer = bufferOf(octets);
    let first: { readonly at: number; readonly value: Octets } | undefined;
    for (const value of octets.length < MOST_AROUND_SHORT ? shorts : []) {
      const at = buffer.indexOf(value);
      if (at >= 0 && (first === undefined || at < first.at)) first = { at, value };
    }
    if (first === undefined) return [sized(algebra.constant(constantName(octets)), octets)];
    const { at, value } = first;
    const before = octets.subarray(0, at);
    return [
      ...(at === 0 ? [] : [sized(algebra.constant(constantName(before)), before)]),
      sized(algebra.name(`short ${hex(value)}`), value),
      ...shortest(octets.subarray(at + value.length)),
    ];
  };
  const plain = (octets: Octets): readonly TermId[] => {
    if (octets.length === 0) return [];
    const part = octets.length < PART_OCTETS || isText(octets) ? undefined : partOfValue(terms, octets);
    if (part === undefined) return shortest(octets);
    const { term, from, length } = part;
    const piece = algebra.apply('part', [meaning(term)], `${from}+${length}`);
    return [sized(piece, octets.subarray(0, length)), ...plain(octets.subarray(length))];
  };
  const of = (octets: Octets): TermId => {
    const before = read.get(octets);
    if (before !== undefined) return before;
    const pieces: TermId[] = [];
    let from = 0;
    for (const { at, term } of values(terms, octets)) {
      pieces.push(...literal(octets.subarray(from, at)), meaning(term));
      from = at + term.octets.length;
    }
    pieces.push(...literal(octets.subarray(from)));
    const [only] = pieces;
    const made = pieces.length === 1 && only !== undefined ? only : sized(algebra.apply('layout', pieces), octets);
    if (pieces.length !== 1) origins.set(made, octets);
    read.set(octets, made);
    return made;
  };
  return { of, meaning, length: (term) => lengths.get(term), origin: (term) => origins.get(term) };
}

/** A run of one octet is written short: most of a block is filler. */
function constantName(octets: Octets): string {
  const bytes = bufferOf(octets);
  // Whether the end is one octet from here on, halving: comparing with itself one further is all native.
  const isRunFrom = (at: number): boolean => bytes.compare(bytes, at + 1, undefined, at, bytes.length - 1) === 0;
  let [run, no] = [octets.length, 0];
  while (run - no > 1) {
    const middle = (run + no) >> 1;
    if (isRunFrom(middle - 1)) run = middle;
    else no = middle;
  }
  return `X${hex(octets.subarray(0, run))}${run < octets.length ? `×${octets.length - run + 1}` : ''}`;
}

/**
 * Letters, signs, numbers and filler: no part of a key or ciphertext. Of 16 octets drawn by chance more than half
 * repeat others less than once in a hundred million times, so what repeats more need not be looked for in all values.
 */
function isText(octets: Octets): boolean {
  const start = octets.subarray(0, PART_OCTETS);
  return start.every((octet) => octet < 0x80) || new Set(start).size < PART_OCTETS / 2;
}

/** The value of which these octets are a part, as far as they go. */
function partOfValue(terms: Terms, octets: Octets) {
  const start = octets.subarray(0, PART_OCTETS);
  for (const term of terms.all()) {
    const from = term.octets.length < PART_OCTETS ? -1 : bufferOf(term.octets).indexOf(start);
    if (from < 0) continue;
    let length = PART_OCTETS;
    while (length < octets.length && octets[length] === term.octets[from + length]) length++;
    return { term, from, length };
  }
  return undefined;
}

/** What a handle of a frame is: a block that the observer saw, or a secret that a node of its own drew. */
export type Handle =
  | { readonly kind: 'block'; readonly sighting: Extract<Sighting, { kind: 'packet' }> }
  | { readonly kind: 'own'; readonly node: string; readonly number: number };

export interface Framed {
  readonly frame: Frame;
  readonly handles: readonly Handle[];
  /** What shows of each sighting without looking inside; times are left out. */
  readonly outsides: readonly Outside[];
}
export interface Outside {
  readonly sighting: Sighting;
  readonly text: string;
}

/** Puts sightings, which come in the order of time, in the order in which they are compared. */
export type Arranged = (all: readonly Sighting[]) => readonly Sighting[];

/** What an observer has of a run: first its own secrets, then all blocks it sees, in the order of time or as arranged. */
export function framed(
  observer: Observer,
  trace: Trace,
  { of, meaning }: Translation,
  arranged: Arranged = (all) => all,
): Framed {
  const handles: Handle[] = [];
  const frame: TermId[] = [];
  const drawn = new Map<string, number>();
  if (observer.owns.size > 0)
    // Node by node: which of two nodes drew first is time.
    for (const term of [...trace.terms.all()].sort((a, b) => (a.by < b.by ? -1 : Number(a.by > b.by)))) {
      if (term.is !== 'fresh' || !observer.owns.has(term.by)) continue;
      const number = (drawn.get(term.by) ?? 0) + 1;
      drawn.set(term.by, number);
      handles.push({ kind: 'own', node: term.by, number });
      frame.push(meaning(term));
    }
  const ipOf = new Map([...trace.scenario.servers, ...trace.scenario.clients].map((one) => [one.name, one.ip]));
  const sessions = new Map<number, number>();
  const outsides = arranged(view(observer, trace)).map((sighting): Outside => {
    if (!sessions.has(sighting.session)) sessions.set(sighting.session, sessions.size + 1);
    if (sighting.kind === 'packet' && sighting.block !== undefined) {
      handles.push({ kind: 'block', sighting });
      frame.push(of(sighting.block));
    }
    return { sighting, text: outside(sighting, sessions.get(sighting.session) as number, ipOf) };
  });
  return { frame, handles, outsides };
}

function outside(one: Sighting, session: number, ipOf: ReadonlyMap<string, string>): string {
  switch (one.kind) {
    case 'opened':
      return `${one.fromIp} connects to ${one.toIp} (session ${session})`;
    case 'unanswered':
      return `${one.fromIp} tries in vain to connect to ${one.toIp}`;
    case 'closed':
      return `${ipOf.get(one.from)} closes session ${session}`;
    case 'packet':
      return `${one.wireOctets} octets from ${ipOf.get(one.from)} to ${ipOf.get(one.to)} on session ${session}`;
  }
}
