// A whole typed ProVerif file as a tree: declarations in their order, then the process.
import { type Process, process, type Term, term, typeName } from './grammar-proverif.ts';
import { Reader, tokens } from './tokens.ts';

export interface Variable {
  readonly name: string;
  readonly type: string;
}
/** One equality, with its variables. */
export interface Rule {
  readonly variables: readonly Variable[];
  readonly term: Term;
}
export type Declaration = { readonly line: number } & (
  | { readonly is: 'type'; readonly name: string }
  | {
      readonly is: 'function';
      readonly name: string;
      readonly takes: readonly string[];
      readonly gives: string;
      readonly options: readonly string[];
      /** Of a function that rewrites; cases in their order. */
      readonly rules: readonly Rule[] | undefined;
    }
  | { readonly is: 'reduc'; readonly rules: readonly Rule[] }
  | { readonly is: 'equation'; readonly rules: readonly Rule[] }
  | {
      readonly is: 'const' | 'free';
      readonly names: readonly string[];
      readonly type: string;
      readonly options: readonly string[];
    }
  | { readonly is: 'event' | 'table'; readonly name: string; readonly takes: readonly string[] }
  | { readonly is: 'process'; readonly name: string; readonly takes: readonly Variable[]; readonly body: Process }
  | { readonly is: 'query'; readonly variables: readonly Variable[]; readonly queries: readonly Query[] }
);
export interface Query {
  readonly term: Term;
  readonly phase: number | undefined;
}
export interface ProverifFile {
  readonly declarations: readonly Declaration[];
  readonly main: Process;
}

/** Reads a file; throws a `Fault` where it is not of the grammar. */
export function readProverif(text: string): ProverifFile {
  const reader = new Reader(tokens(text));
  const declarations: Declaration[] = [];
  while (!reader.take('process')) declarations.push(declaration(reader));
  const main = process(reader);
  if (reader.next.kind !== 'end') reader.fault('the end');
  return { declarations, main };
}

function options(reader: Reader): readonly string[] {
  if (!reader.take('[')) return [];
  const names = reader.list(() => reader.word('an option'));
  reader.must(']');
  return names;
}
function variables(reader: Reader): readonly Variable[] {
  return reader
    .list(() => {
      const names = [reader.word()];
      while (reader.take(',')) names.push(reader.word());
      reader.must(':');
      const type = typeName(reader);
      return names.map((name) => ({ name, type }));
    })
    .flat();
}
function rule(reader: Reader): Rule {
  if (!reader.take('forall')) return { variables: [], term: term(reader) };
  const bound = variables(reader);
  reader.must(';');
  return { variables: bound, term: term(reader) };
}

function declaration(reader: Reader): Declaration {
  const made = declared(reader);
  reader.must('.');
  return made;
}

function declared(reader: Reader): Declaration {
  const { line } = reader;
  if (reader.take('type')) return { is: 'type', name: reader.word(), line };
  if (reader.take('fun')) {
    const name = reader.word();
    const takes = reader.several(() => typeName(reader));
    reader.must(':');
    const gives = typeName(reader);
    const rules = reader.take('reduc') ? reader.list(() => rule(reader), 'otherwise') : undefined;
    return { is: 'function', name, takes, gives, rules, options: options(reader), line };
  }
  for (const is of ['reduc', 'equation'] as const)
    if (reader.take(is)) return { is, rules: reader.list(() => rule(reader), ';'), line };
  for (const is of ['const', 'free'] as const)
    if (reader.take(is)) {
      const names = reader.list(() => reader.word());
      reader.must(':');
      return { is, names, type: typeName(reader), options: options(reader), line };
    }
  if (reader.take('channel'))
    return { is: 'free', names: reader.list(() => reader.word()), type: 'channel', options: [], line };
  for (const is of ['event', 'table'] as const)
    if (reader.take(is)) {
      const name = reader.word();
      const takes = is === 'table' || reader.is('(') ? reader.several(() => typeName(reader)) : [];
      return { is, name, takes, line };
    }
  if (reader.take('let')) {
    const name = reader.word();
    let takes: readonly Variable[] = [];
    if (reader.take('(')) {
      if (!reader.is(')')) takes = variables(reader);
      reader.must(')');
    }
    reader.must('=');
    return { is: 'process', name, takes, body: process(reader), line };
  }
  if (reader.take('query')) return query(reader, line);
  return reader.fault('a declaration');
}

/** Variables stand in front where the first identifier is followed by a comma or colon. */
function query(reader: Reader, line: number): Declaration {
  const sign = reader.after(1)?.text;
  const bound = reader.next.kind === 'identifier' && (sign === ':' || sign === ',') ? variables(reader) : [];
  if (bound.length > 0) reader.must(';');
  const queries = reader.list(() => {
    const asked = term(reader);
    return { term: asked, phase: reader.take('phase') ? reader.integer() : undefined };
  }, ';');
  return { is: 'query', variables: bound, queries, line };
}
