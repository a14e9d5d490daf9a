// What an observer can derive from its view: every value it sees, every layer it can open, to a fixed point.
// It looks for values at every offset of every octet string, so that no field of the grammar is taken on trust.
import { buffer, type Octets } from '../model/octets.ts';
import type { Term, Terms } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { type Observer, view } from './observer.ts';

export interface Knowledge {
  /** Whether this value is among what can be derived. */
  knows(octets: Octets): boolean;
  /** Whether these octets stand anywhere in what can be read. */
  reads(octets: Octets): boolean;
  /** The body of a sealed value, if its key is known. */
  opens(term: Term): Octets | undefined;
  /** Values in a block that can be reached by opening what can be opened. */
  within(block: Octets): readonly Term[];
}

export interface Found {
  readonly at: number;
  readonly term: Term;
}

/** What other values one needs: any of the groups, each whole. A key or secret that is no value is a constant, and public. */
interface Made {
  readonly term: Term;
  readonly from: readonly (readonly Term[])[];
}
/** The values of one run as a graph, resolved once: who opens what, and what is made of what. */
interface Graph {
  readonly sealedUnder: ReadonlyMap<Term, readonly Term[]>;
  readonly keyOf: ReadonlyMap<Term, Term | undefined>;
  readonly madeFrom: ReadonlyMap<Term, readonly Made[]>;
  readonly madeOfConstants: readonly Term[];
  readonly by: ReadonlyMap<string, readonly Term[]>;
  readonly found: WeakMap<Octets, readonly Found[]>;
}

const graphs = new WeakMap<Terms, Graph>();

function graphOf(terms: Terms): Graph {
  const known = graphs.get(terms);
  if (known !== undefined) return known;
  const sealedUnder = new Map<Term, Term[]>();
  const keyOf = new Map<Term, Term | undefined>();
  const madeFrom = new Map<Term, Made[]>();
  const madeOfConstants: Term[] = [];
  const by = new Map<string, Term[]>();
  const append = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  for (const term of terms.all()) {
    append(by, term.by, term);
    if (term.is === 'sealed') {
      const key = terms.of(term.key);
      keyOf.set(term, key);
      if (key !== undefined) append(sealedUnder, key, term);
      continue;
    }
    const from =
      term.is === 'hash'
        ? [termsIn(terms, term.of)]
        : recipes(term).map((group) => group.flatMap((octets) => terms.of(octets) ?? []));
    if (from.some((group) => group.length === 0)) madeOfConstants.push(term);
    for (const part of new Set(from.flat())) append(madeFrom, part, { term, from });
  }
  const graph = { sealedUnder, keyOf, madeFrom, madeOfConstants, by, found: new WeakMap<Octets, readonly Found[]>() };
  graphs.set(terms, graph);
  return graph;
}

/** What stands in a hashed string; who knows all of it can hash it as well. */
function termsIn(terms: Terms, octets: Octets): readonly Term[] {
  const found: Term[] = [];
  for (let one = terms.next(octets, 0); one !== undefined; one = terms.next(octets, one.at + one.term.octets.length))
    found.push(one.term);
  return found;
}

/** The groups of values out of which anybody can compute a term. */
function recipes(term: Term): readonly (readonly Octets[])[] {
  switch (term.is) {
    case 'public':
      return [[term.secret]];
    case 'derived':
      return [[term.from]];
    case 'agreed':
      return [
        [term.secrets[0], term.publics[1]],
        [term.secrets[1], term.publics[0]],
      ];
    default:
      return [];
  }
}

/** Values that begin anywhere in `octets`; what lies within a found value is not searched again. */
export function values(terms: Terms, octets: Octets): readonly Found[] {
  const { found } = graphOf(terms);
  const known = found.get(octets);
  if (known !== undefined) return known;
  const all: Found[] = [];
  for (let one = terms.next(octets, 0); one !== undefined; one = terms.next(octets, one.at + one.term.octets.length))
    all.push(one);
  found.set(octets, all);
  return all;
}

/** The closure of `seen` and of all that the owned nodes made themselves. */
export function derive(terms: Terms, owns: ReadonlySet<string>, seen: readonly Octets[]): Knowledge {
  const graph = graphOf(terms);
  const known = new Set<Term>();
  const texts = new Set<Octets>();
  const agenda: Term[] = [];
  const know = (term: Term | undefined): void => {
    if (term === undefined || known.has(term)) return;
    known.add(term);
    agenda.push(term);
  };
  const learn = (octets: Octets): void => {
    if (texts.has(octets)) return;
    texts.add(octets);
    for (const { term } of values(terms, octets)) know(term);
  };
  const opens = (term: Term): Octets | undefined => {
    if (term.is !== 'sealed') return undefined;
    const key = graph.keyOf.get(term);
    return key === undefined || known.has(key) ? term.body : undefined;
  };

  for (const octets of seen) learn(octets);
  for (const node of owns) for (const term of graph.by.get(node) ?? []) know(term);
  for (const term of graph.madeOfConstants) know(term);
  for (let term = agenda.pop(); term !== undefined; term = agenda.pop()) {
    const body = opens(term);
    if (body !== undefined) learn(body);
    for (const sealed of graph.sealedUnder.get(term) ?? [])
      if (known.has(sealed) && sealed.is === 'sealed') learn(sealed.body);
    for (const { term: made, from } of graph.madeFrom.get(term) ?? [])
      if (from.some((group) => group.every((part) => known.has(part)))) know(made);
  }

  const within = (block: Octets): readonly Term[] =>
    values(terms, block).flatMap(({ term }) => {
      const body = opens(term);
      return body === undefined ? [term] : [term, ...within(body)];
    });
  return {
    knows: (octets) => {
      const term = terms.of(octets);
      return term !== undefined && known.has(term);
    },
    reads: (octets) => {
      const needle = buffer(octets);
      for (const one of texts) if (buffer(one).includes(needle)) return true;
      return false;
    },
    opens,
    within,
  };
}

/** What the observer of a run can derive. */
export function knowledge(observer: Observer, trace: Trace): Knowledge {
  const blocks = view(observer, trace).flatMap((one) =>
    one.kind === 'packet' && one.block !== undefined ? [one.block] : [],
  );
  return derive(trace.terms, observer.owns, blocks);
}

/** Ground truth: every value inside a block, whatever seals it. Used to judge, never to derive. */
export function contents(terms: Terms, block: Octets): readonly Term[] {
  return values(terms, block).flatMap(({ term }) =>
    term.is === 'sealed' ? [term, ...contents(terms, term.body)] : [term],
  );
}
