// The grammar of typed ProVerif files, as far as exported files may use it, written down from the tool's own grammar:
// recursive descent to a tree of terms, patterns and processes. What is not of the grammar throws a `Fault`.
import type { Reader } from './tokens.ts';

export type Term =
  | { readonly is: 'word'; readonly name: string; readonly line: number }
  | { readonly is: 'apply'; readonly name: string; readonly args: readonly Term[]; readonly line: number }
  | { readonly is: 'tuple'; readonly items: readonly Term[]; readonly line: number }
  | { readonly is: 'infix'; readonly sign: string; readonly left: Term; readonly right: Term; readonly line: number }
  | { readonly is: 'choice'; readonly left: Term; readonly right: Term; readonly line: number }
  | { readonly is: 'fail'; readonly line: number };

/** Infix signs from loosely to tightly binding; `=` and `<>` do not chain. */
const LEVELS = [['==>'], ['||'], ['&&'], ['=', '<>']] as const;

/** A term: of a process, of an equation, of a query. */
export function term(reader: Reader, level = 0): Term {
  const signs = LEVELS[level];
  if (signs === undefined) return primary(reader);
  const left = term(reader, level + 1);
  const { line } = reader;
  for (const sign of signs)
    if (reader.take(sign)) {
      const chains = sign === '||' || sign === '&&';
      return { is: 'infix', sign, left, right: term(reader, chains ? level : level + 1), line };
    }
  return left;
}

function primary(reader: Reader): Term {
  const { line } = reader;
  if (reader.take('fail')) return { is: 'fail', line };
  if (reader.take('(')) {
    const items = reader.list(() => term(reader));
    reader.must(')');
    return items.length === 1 ? (items[0] as Term) : { is: 'tuple', items, line };
  }
  if (reader.take('choice') || reader.take('diff')) {
    reader.must('[');
    const left = term(reader);
    reader.must(',');
    const right = term(reader);
    reader.must(']');
    return { is: 'choice', left, right, line };
  }
  if (reader.take('not')) return { is: 'apply', name: 'not', args: reader.several(() => term(reader)), line };
  if (reader.take('event') || reader.take('inj-event'))
    return { is: 'apply', name: 'event', args: reader.several(() => term(reader)), line };
  const name = reader.word('a term');
  return reader.is('(')
    ? { is: 'apply', name, args: reader.several(() => term(reader)), line }
    : { is: 'word', name, line };
}

export type Pattern =
  | { readonly is: 'variable'; readonly name: string; readonly type: string | undefined; readonly line: number }
  | { readonly is: 'equal'; readonly term: Term; readonly line: number }
  | { readonly is: 'tuple'; readonly items: readonly Pattern[]; readonly line: number }
  | { readonly is: 'apply'; readonly name: string; readonly items: readonly Pattern[]; readonly line: number };

export function typeName(reader: Reader): string {
  return reader.take('channel') ? 'channel' : reader.word('a type');
}

export function pattern(reader: Reader): Pattern {
  const { line } = reader;
  if (reader.take('=')) return { is: 'equal', term: term(reader), line };
  if (reader.is('(')) {
    const items = reader.several(() => pattern(reader));
    return items.length === 1 ? (items[0] as Pattern) : { is: 'tuple', items, line };
  }
  const name = reader.word('a pattern');
  if (reader.is('(')) return { is: 'apply', name, items: reader.several(() => pattern(reader)), line };
  return { is: 'variable', name, type: reader.take(':') ? typeName(reader) : undefined, line };
}

export type Process =
  | { readonly is: 'nil' }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Term[]; readonly line: number }
  | { readonly is: 'many'; readonly of: Process }
  | { readonly is: 'both'; readonly left: Process; readonly right: Process }
  | { readonly is: 'new'; readonly name: string; readonly type: string; readonly next: Process; readonly line: number }
  | { readonly is: 'in'; readonly on: Term; readonly pattern: Pattern; readonly next: Process }
  | { readonly is: 'out'; readonly on: Term; readonly term: Term; readonly next: Process }
  | { readonly is: 'if'; readonly condition: Term; readonly next: Process; readonly otherwise: Process }
  | {
      readonly is: 'let';
      readonly pattern: Pattern;
      readonly term: Term;
      readonly next: Process;
      readonly otherwise: Process;
    }
  | {
      readonly is: 'insert' | 'event';
      readonly name: string;
      readonly args: readonly Term[];
      readonly next: Process;
      readonly line: number;
    }
  | {
      readonly is: 'get';
      readonly name: string;
      readonly patterns: readonly Pattern[];
      readonly next: Process;
      readonly otherwise: Process;
      readonly line: number;
    }
  | { readonly is: 'phase'; readonly number: number; readonly next: Process; readonly line: number };

const NIL: Process = { is: 'nil' };

/** A bar binds least, and what follows a semicolon or `in` reaches as far as it can. */
export function process(reader: Reader): Process {
  let left = step(reader);
  while (reader.take('|')) left = { is: 'both', left, right: step(reader) };
  return left;
}
const after = (reader: Reader): Process => (reader.take(';') ? process(reader) : NIL);
const otherwise = (reader: Reader): Process => (reader.take('else') ? process(reader) : NIL);

function step(reader: Reader): Process {
  const { line } = reader;
  if (reader.take('(')) {
    const inside = process(reader);
    reader.must(')');
    return inside;
  }
  if (reader.take('!')) return { is: 'many', of: step(reader) };
  if (reader.take('new')) {
    const name = reader.word();
    reader.must(':');
    return { is: 'new', name, type: typeName(reader), next: after(reader), line };
  }
  if (reader.take('in') || reader.is('out')) return exchange(reader, !reader.take('out'));
  if (reader.take('if')) {
    const condition = term(reader);
    reader.must('then');
    return { is: 'if', condition, next: process(reader), otherwise: otherwise(reader) };
  }
  if (reader.take('let')) {
    const bound = pattern(reader);
    reader.must('=');
    const value = term(reader);
    if (!reader.take('in')) return { is: 'let', pattern: bound, term: value, next: NIL, otherwise: NIL };
    return { is: 'let', pattern: bound, term: value, next: process(reader), otherwise: otherwise(reader) };
  }
  if (reader.take('get')) {
    const name = reader.word('a table');
    const patterns = reader.several(() => pattern(reader));
    const next = reader.take('in') ? process(reader) : NIL;
    return { is: 'get', name, patterns, next, otherwise: otherwise(reader), line };
  }
  for (const is of ['insert', 'event'] as const)
    if (reader.take(is)) {
      const name = reader.word();
      const args = is === 'insert' || reader.is('(') ? reader.several(() => term(reader)) : [];
      return { is, name, args, next: after(reader), line };
    }
  if (reader.take('phase')) return { is: 'phase', number: reader.integer(), next: after(reader), line };
  if (reader.next.kind === 'integer')
    return reader.integer() === 0 ? NIL : reader.fault('0, the only process that is a number');
  const name = reader.word('a process');
  return { is: 'call', name, args: reader.is('(') ? reader.several(() => term(reader)) : [], line };
}

function exchange(reader: Reader, receives: boolean): Process {
  reader.must('(');
  const on = term(reader);
  reader.must(',');
  if (!receives) {
    const sent = term(reader);
    reader.must(')');
    return { is: 'out', on, term: sent, next: after(reader) };
  }
  const taken = pattern(reader);
  reader.must(')');
  return { is: 'in', on, pattern: taken, next: after(reader) };
}
