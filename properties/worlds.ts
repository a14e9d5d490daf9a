// Two worlds: the views of two runs with the same seed that differ in one secret, written so that only what an observer
// can tell apart differs. Values it cannot open are named by their first occurrence; all else stands as it is.
import type { Octets } from '../model/octets.ts';
import { buffer as bufferOf, hex } from '../model/octets.ts';
import type { Term } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { knowledge, values } from './knowledge.ts';
import { type Observer, type Sighting, view } from './observer.ts';

/** One sighting as the observer reads it. */
export interface Line {
  readonly at: number;
  readonly session: number;
  readonly from: string;
  readonly to: string;
  /** Time, ends and size: what shows without looking inside. */
  readonly outside: string;
  readonly inside: string;
}

/** Shorter pieces cannot be told from chance. */
const PIECE_OCTETS = 16;

/** How a run reads to an observer, and in which sighting, from 1, it first met each value that has a name. */
export interface Reading {
  readonly lines: readonly Line[];
  readonly met: ReadonlyMap<string, number>;
}

/** Whether times are compared as well, or the order of what happens alone. */
export type Times = 'to the microsecond' | 'left out';

/** Ends of sessions stand by IP address: that is what the observer sees. */
export function reading(observer: Observer, trace: Trace, times: Times = 'to the microsecond'): Reading {
  const known = knowledge(observer, trace);
  const names = new Map<Term, number>();
  const met = new Map<string, number>();
  const shorts = [...trace.terms.short()].map((octets) => [hex(octets), octets] as const);
  const shortNames = new Map<string, number>();
  /** The same in their order, and in how many of them a piece was looked for and not found. */
  const named: Term[] = [];
  const searched = new Map<string, number>();
  const sessions = new Map<number, number>();
  let sighting = 0;
  const number = <K>(of: Map<K, number>, key: K): number => {
    const given = of.get(key) ?? of.size + 1;
    of.set(key, given);
    return given;
  };
  const meet = (name: string): string => {
    if (!met.has(name)) met.set(name, sighting);
    return name;
  };
  const nameOf = (term: Term): string => {
    const name = number(names, term);
    if (name > named.length) named.push(term);
    return meet(`${term.is} ${name}`);
  };
  const ipOf = new Map([...trace.scenario.servers, ...trace.scenario.clients].map((one) => [one.name, one.ip]));
  /** A piece of something sealed that was seen before is named as such; its octets mean no more than the whole. */
  const unnamed = (octets: Octets): string => {
    if (octets.length < PIECE_OCTETS) return shortened(octets);
    if (octets.every((octet) => octet === octets[0])) return literal(octets);
    const start = octets.subarray(0, PIECE_OCTETS);
    const key = String.fromCharCode(...start);
    const inVain = searched.get(key) ?? 0;
    for (const [i, { octets: whole, is }] of named.entries()) {
      if (i < inVain) continue;
      const name = i + 1;
      const at = bufferOf(whole).indexOf(start);
      if (at < 0) continue;
      let length = PIECE_OCTETS;
      while (length < octets.length && octets[length] === whole[at + length]) length++;
      return `⟨${length} octets of ${is} ${name} from ${at}⟩${shortened(octets.subarray(length))}`;
    }
    searched.set(key, named.length);
    return shortened(octets);
  };
  /** Random values too short to be found by their meaning are named as well: their octets say no more than others. */
  const shortened = (octets: Octets): string => {
    const buffer = bufferOf(octets);
    let first: { readonly at: number; readonly name: string; readonly length: number } | undefined;
    for (const [name, short] of shorts) {
      const at = buffer.indexOf(short);
      if (at >= 0 && (first === undefined || at < first.at)) first = { at, name, length: short.length };
    }
    if (first === undefined) return literal(octets);
    const { at, name, length } = first;
    return `${literal(octets.subarray(0, at))}⟨${meet(`short ${number(shortNames, name)}`)}, ${length}⟩${shortened(octets.subarray(at + length))}`;
  };
  const write = (octets: Octets): string => {
    let out = '';
    let from = 0;
    for (const { at, term } of values(trace.terms, octets)) {
      out += unnamed(octets.subarray(from, at));
      const body = known.opens(term);
      const name = `⟨${nameOf(term)}, ${term.octets.length}`;
      out += body === undefined ? `${name}⟩` : `${name}: ${write(body)}⟩`;
      from = at + term.octets.length;
    }
    return out + unnamed(octets.subarray(from));
  };
  const lines = view(observer, trace).map((one) => {
    sighting++;
    return { ...ends(one), ...written(one, write, (key) => number(sessions, key), ipOf, times) };
  });
  return { lines, met };
}

function ends(one: Sighting): Pick<Line, 'at' | 'session' | 'from' | 'to'> {
  const { at, session } = one;
  return one.kind === 'packet' ? { at, session, from: one.from, to: one.to } : { at, session, from: '', to: '' };
}

function written(
  one: Sighting,
  write: (octets: Octets) => string,
  session: (key: number) => number,
  ipOf: ReadonlyMap<string, string>,
  times: Times,
): Pick<Line, 'outside' | 'inside'> {
  const time = times === 'left out' ? '' : `at ${one.at} ms `;
  const head = `${time}on session ${session(one.session)}`;
  switch (one.kind) {
    case 'opened':
      return { outside: `${head}: ${one.fromIp} connects to ${one.toIp}`, inside: '' };
    case 'unanswered':
      return { outside: `${time}over no session: ${one.fromIp} tries in vain to connect to ${one.toIp}`, inside: '' };
    case 'closed':
      return { outside: `${head}: ${ipOf.get(one.from)} closes it`, inside: '' };
    case 'packet':
      return {
        outside: `${head}: ${one.wireOctets} octets from ${ipOf.get(one.from)} to ${ipOf.get(one.to)}`,
        inside: one.block === undefined ? '' : write(one.block),
      };
  }
}

/** Octets that are no value: runs of one octet shortened, the rest as they are. */
function literal(octets: Octets): string {
  return hex(octets).replace(
    /((..)\2{15,})/g,
    (run: string, _all: string, octet: string) => `${octet}×${run.length / 2}`,
  );
}

export interface Difference {
  /** Number of the line, from 0, and the line of each world, if it has one. */
  readonly at: number;
  readonly lines: readonly [Line | undefined, Line | undefined];
  readonly words: string;
}

/** The first thing by which an observer, given how each world reads to it, tells them apart; or nothing. */
export function difference(left: Reading, right: Reading): Difference | undefined {
  for (let at = 0; at < Math.max(left.lines.length, right.lines.length); at++) {
    const [a, b] = [left.lines[at], right.lines[at]];
    if (a !== undefined && b !== undefined && a.outside === b.outside && a.inside === b.inside) continue;
    return { at, lines: [a, b], words: inWords(at, [a, left], [b, right]) };
  }
  return undefined;
}

type Side = readonly [Line | undefined, Reading];

function inWords(at: number, [a, left]: Side, [b, right]: Side): string {
  if (a === undefined || b === undefined)
    return `in one world it sees ${at} things and no more, in the other it also sees, ${(a ?? b)?.outside}`;
  if (a.outside !== b.outside) return `in one world it sees, ${a.outside}; in the other, ${b.outside}`;
  const first = [...a.inside].findIndex((letter, i) => letter !== b.inside[i]);
  const [here, there] = [told(a.inside, first, at + 1, left), told(b.inside, first, at + 1, right)];
  return `what it sees ${a.outside} holds ${here} in one world and ${there} in the other`;
}

const KINDS: Readonly<Record<string, string>> = {
  fresh: 'a random value',
  short: 'a random value',
  public: 'a public key',
  sealed: 'something sealed',
  signed: 'a signature',
  hash: 'a hash',
  derived: 'a derived key',
  agreed: 'an agreed key',
};

/** What stands at a letter of a reading: a value, as it is known to the observer, or plain octets. */
function told(inside: string, letter: number, sighting: number, { met }: Reading): string {
  const open = inside.lastIndexOf('⟨', letter);
  const [head = '', kind = '', name = '', size = ''] = /^⟨(\w+) (\d+), (\d+)/.exec(inside.slice(open)) ?? [];
  // Behind the head of a value stands what it opens to, or something else again.
  if (open < 0 || letter > open + head.length) return `the octets “${inside.slice(letter, letter + 24)}”`;
  const before = met.get(`${kind} ${name}`) ?? sighting;
  const when = before < sighting ? `that it saw before, in sighting ${before}` : 'that it never saw before';
  return `${KINDS[kind] ?? kind} of ${size} octets ${when}`;
}
