// The grammar and the declarations of DeepSec files, written down from the tool's own grammar: what is declared before its use
// and with how many arguments. Throws a `Fault` for the first thing that is wrong.
import { Fault, faultAt, type Lexicon, Reader, tokens } from './tokens.ts';

const LEXICON: Lexicon = {
  keywords: new Set(
    `classic const eavesdrop else free fun if in let new obs_equiv out private query reduc semantics session_equiv
    session_incl set then trace_equiv`.split(/\s+/),
  ),
  signs: ['!^', '->', '>>', '::', ...'=/;.,|+()[]#'],
};

type Entry =
  | { readonly is: 'value' }
  | { readonly is: 'function'; readonly takes: number; readonly rewrites: boolean }
  | { readonly is: 'process'; readonly takes: number };
type Scope = ReadonlyMap<string, Entry>;
const VALUE: Entry = { is: 'value' };

/** How many processes a file declares and how many queries it makes. */
export function checkDeepsec(text: string): { readonly processes: number; readonly queries: number } {
  const reader = new Reader(tokens(text, LEXICON));
  const counts = { processes: 0, queries: 0 };
  let scope: Scope = new Map();
  const fault = (what: string): never => {
    throw new Fault(`line ${reader.line}: ${what}`);
  };
  const add = (name: string, entry: Entry): void => {
    if (scope.has(name)) fault(`${name} is declared already`);
    scope = new Map(scope).set(name, entry);
  };
  const isPrivate = (): void => {
    if (!reader.take('[')) return;
    reader.must('private');
    reader.must(']');
  };
  while (reader.next.kind !== 'end') {
    if (reader.take('free')) {
      for (const name of reader.list(() => reader.word())) add(name, VALUE);
      isPrivate();
    } else if (reader.take('fun')) {
      const name = reader.word();
      reader.must('/');
      add(name, { is: 'function', takes: reader.integer(), rewrites: false });
      isPrivate();
    } else if (reader.take('reduc')) {
      const rules = reader.list(() => rule(reader, scope), ';');
      const [name, takes] = rules[0] as readonly [string, number];
      if (rules.some(([other, count]) => other !== name || count !== takes)) fault(`rules of ${name} and another`);
      add(name, { is: 'function', takes, rewrites: true });
      isPrivate();
    } else if (reader.take('let')) {
      const name = reader.word();
      const takes = reader.is('(') ? reader.several(() => reader.word()) : [];
      reader.must('=');
      process(
        reader,
        takes.reduce((sofar, one) => bind(reader, sofar, one), scope),
      );
      add(name, { is: 'process', takes: takes.length });
      counts.processes++;
    } else {
      reader.must('query');
      if (!reader.take('obs_equiv')) reader.must('trace_equiv');
      reader.must('(');
      process(reader, scope);
      reader.must(',');
      process(reader, scope);
      reader.must(')');
      counts.queries++;
    }
    reader.must('.');
  }
  if (counts.queries === 0) fault('no query');
  return counts;
}

function bind(reader: Reader, scope: Scope, name: string): Scope {
  if (scope.has(name)) throw new Fault(`line ${reader.line}: ${name} is declared already`);
  return new Map(scope).set(name, VALUE);
}

/** A term, its identifiers declared; `unknown` is what becomes of one that is not. */
function term(reader: Reader, scope: Scope, unknown?: (name: string) => void): void {
  const fault = (what: string): never => {
    throw new Fault(`line ${reader.line}: ${what}`);
  };
  if (reader.take('(')) {
    reader.list(() => term(reader, scope, unknown));
    reader.must(')');
    return;
  }
  const name = reader.word('a term');
  const entry = scope.get(name);
  if (!reader.is('(')) {
    if (entry?.is === 'value' || (entry?.is === 'function' && entry.takes === 0)) return;
    if (entry === undefined && unknown !== undefined) unknown(name);
    else fault(`${name} is no variable, name or constant`);
    return;
  }
  if (entry?.is !== 'function') throw faultAt(reader.line, `no function ${name}`);
  if (entry.rewrites && unknown !== undefined) fault(`${name} rewrites, and may not stand in a rule`);
  const args = reader.several(() => term(reader, scope, unknown));
  if (args.length !== entry.takes) fault(`${name} takes ${entry.takes}, not ${args.length}`);
}

function rule(reader: Reader, scope: Scope): readonly [string, number] {
  const name = reader.word();
  const bound = new Set<string>();
  const args = reader.several(() => term(reader, scope, (variable) => void bound.add(variable)));
  reader.must('->');
  const free: string[] = [];
  term(reader, scope, (variable) => void (bound.has(variable) || free.push(variable)));
  if (free.length > 0) throw new Fault(`line ${reader.line}: ${free[0]} stands on the right alone`);
  return [name, args.length];
}

function pattern(reader: Reader, before: Scope, scope: Scope): Scope {
  if (reader.take('=')) {
    term(reader, before);
    return scope;
  }
  if (!reader.take('(')) return bind(reader, scope, reader.word('a pattern'));
  let bound = scope;
  const items = reader.list(() => {
    bound = pattern(reader, before, bound);
  });
  reader.must(')');
  if (items.length < 2) throw new Fault(`line ${reader.line}: a tuple of one`);
  return bound;
}

/** A bar binds less than what stands in front of it, so that each branch ends at it. */
function process(reader: Reader, scope: Scope): void {
  do step(reader, scope);
  while (reader.take('|') || reader.take('+'));
}

function step(reader: Reader, scope: Scope): void {
  const fault = (what: string): never => {
    throw new Fault(`line ${reader.line}: ${what}`);
  };
  const otherwise = (): void => {
    if (reader.take('else')) step(reader, scope);
  };
  if (reader.take('(')) {
    process(reader, scope);
    reader.must(')');
  } else if (reader.take('!^')) {
    if (reader.integer() < 1) fault('copies of nothing');
    step(reader, scope);
  } else if (reader.take('new')) {
    const bound = bind(reader, scope, reader.word());
    reader.must(';');
    step(reader, bound);
  } else if (reader.take('in')) {
    reader.must('(');
    term(reader, scope);
    reader.must(',');
    const bound = bind(reader, scope, reader.word());
    reader.must(')');
    if (reader.take(';')) step(reader, bound);
  } else if (reader.take('out')) {
    reader.must('(');
    term(reader, scope);
    reader.must(',');
    term(reader, scope);
    reader.must(')');
    if (reader.take(';')) step(reader, scope);
  } else if (reader.take('if')) {
    term(reader, scope);
    reader.must('=');
    term(reader, scope);
    reader.must('then');
    step(reader, scope);
    otherwise();
  } else if (reader.take('let')) {
    // The pattern is read before the term, which is of the scope before it.
    const bound = pattern(reader, scope, scope);
    reader.must('=');
    term(reader, scope);
    reader.must('in');
    step(reader, bound);
    otherwise();
  } else if (reader.next.kind === 'integer') {
    if (reader.integer() !== 0) fault('a number that is no process');
  } else {
    const name = reader.word('a process');
    const entry = scope.get(name);
    if (entry?.is !== 'process') throw faultAt(reader.line, `no process ${name}`);
    const args = reader.is('(') ? reader.several(() => term(reader, scope)) : [];
    if (args.length !== entry.takes) fault(`${name} takes ${entry.takes}, not ${args.length}`);
  }
}
