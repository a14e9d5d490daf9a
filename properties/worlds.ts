// Two worlds: the views of two runs with the same seed that differ in one secret, written so that only what an observer
// can tell apart differs. Values it cannot open are named by their first occurrence; all else stands as it is.
import type { Octets } from '../model/octets.ts';
import { hex } from '../model/octets.ts';
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

/** How a run reads to an observer. Ends of sessions stand by IP address: that is what the observer sees. */
export function reading(observer: Observer, trace: Trace): readonly Line[] {
  const known = knowledge(observer, trace);
  const names = new Map<Term, number>();
  const sessions = new Map<number, number>();
  const number = <K>(of: Map<K, number>, key: K): number => {
    const given = of.get(key) ?? of.size + 1;
    of.set(key, given);
    return given;
  };
  const ipOf = new Map([...trace.scenario.servers, ...trace.scenario.clients].map((one) => [one.name, one.ip]));
  /** A piece of something sealed that was seen before is named as such; its octets mean no more than the whole. */
  const unnamed = (octets: Octets): string => {
    if (octets.length < PIECE_OCTETS || octets.every((octet) => octet === octets[0])) return literal(octets);
    const start = octets.subarray(0, PIECE_OCTETS);
    for (const [{ octets: whole, is }, name] of names) {
      const at = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).indexOf(start);
      if (at < 0) continue;
      let length = PIECE_OCTETS;
      while (length < octets.length && octets[length] === whole[at + length]) length++;
      return `⟨${length} octets of ${is} ${name} from ${at}⟩${literal(octets.subarray(length))}`;
    }
    return literal(octets);
  };
  const write = (octets: Octets): string => {
    let out = '';
    let from = 0;
    for (const { at, term } of values(trace.terms, octets)) {
      out += unnamed(octets.subarray(from, at));
      const body = known.opens(term);
      const name = `⟨${term.is} ${number(names, term)}, ${term.octets.length}`;
      out += body === undefined ? `${name}⟩` : `${name}: ${write(body)}⟩`;
      from = at + term.octets.length;
    }
    return out + unnamed(octets.subarray(from));
  };
  return view(observer, trace).map((one) => ({
    ...ends(one),
    ...written(one, write, (key) => number(sessions, key), ipOf),
  }));
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
): Pick<Line, 'outside' | 'inside'> {
  const head = `${one.at} ms, session ${session(one.session)}`;
  switch (one.kind) {
    case 'opened':
      return { outside: `${head}: opened ${one.fromIp} to ${one.toIp}`, inside: '' };
    case 'closed':
      return { outside: `${head}: closed by ${ipOf.get(one.from)}`, inside: '' };
    case 'packet':
      return {
        outside: `${head}: ${ipOf.get(one.from)} to ${ipOf.get(one.to)}, ${one.wireOctets} octets`,
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

/** The first thing by which an observer, given as it is in each world, tells them apart; or nothing. */
export function difference(
  [here, there]: readonly [Observer, Observer],
  worlds: readonly [Trace, Trace],
): Difference | undefined {
  const [left, right] = [reading(here, worlds[0]), reading(there, worlds[1])];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [a, b] = [left[at], right[at]];
    if (a !== undefined && b !== undefined && a.outside === b.outside && a.inside === b.inside) continue;
    return { at, lines: [a, b], words: inWords(at, a, b) };
  }
  return undefined;
}

function inWords(at: number, a: Line | undefined, b: Line | undefined): string {
  if (a === undefined || b === undefined)
    return `one world has ${at} sightings and ends, the other goes on with ${(a ?? b)?.outside}`;
  if (a.outside !== b.outside)
    return `sighting ${at + 1} is “${a.outside}” in one world and “${b.outside}” in the other`;
  const first = [...a.inside].findIndex((letter, i) => letter !== b.inside[i]);
  const around = (text: string): string => text.slice(Math.max(0, first - 24), first + 40);
  return `sighting ${at + 1} (${a.outside}) reads “…${around(a.inside)}…” in one world and “…${around(b.inside)}…” in the other`;
}
