// Types of ProVerif terms and patterns, as the tool checks them and a little stricter: an identifier that is bound already is
// not bound again.
import type { Variable } from './file-proverif.ts';
import type { Pattern, Term } from './grammar-proverif.ts';
import { faultAt } from './tokens.ts';

export type Entry =
  | { readonly is: 'type' | 'reserved' }
  | { readonly is: 'value'; readonly type: string; readonly name: boolean }
  | {
      readonly is: 'function';
      readonly takes: readonly string[];
      readonly gives: string;
      readonly rewrites: boolean;
      readonly isData: boolean;
    }
  | { readonly is: 'event' | 'table'; readonly takes: readonly string[] }
  | { readonly is: 'process'; readonly takes: readonly Variable[] };
export type Scope = ReadonlyMap<string, Entry>;

export const wrong = (line: number, what: string): never => {
  throw faultAt(line, what);
};

export const constant = (gives: string): Entry => ({
  is: 'function',
  takes: [],
  gives,
  rewrites: false,
  isData: true,
});
export const builtIn: Scope = new Map<string, Entry>([
  ...['bitstring', 'bool', 'channel', 'nat'].map((name) => [name, { is: 'type' }] as const),
  ...['mess', 'attacker', 'subterm', 'any_type', 'time', 'sid', 'is_nat'].map(
    (name) => [name, { is: 'reserved' }] as const,
  ),
  ...['true', 'false'].map((name) => [name, constant('bool')] as const),
  ['not', { is: 'function', takes: ['bool'], gives: 'bool', rewrites: true, isData: false }],
]);

export function typeNamed(scope: Scope, name: string, line: number): string {
  return scope.get(name)?.is === 'type' ? name : wrong(line, `no type ${name}`);
}
/** A type of which names and constants may be. */
export const drawnType = (scope: Scope, name: string, line: number): string =>
  name === 'bool' || name === 'nat'
    ? wrong(line, `nothing can be drawn of type ${name}`)
    : typeNamed(scope, name, line);

export function bind(scope: Scope, name: string, entry: Entry, line: number): Scope {
  if (scope.has(name)) wrong(line, `${name} is declared already`);
  return new Map(scope).set(name, entry);
}
export const bindAll = (scope: Scope, variables: readonly Variable[], line: number): Scope =>
  variables.reduce(
    (sofar, { name, type }) =>
      bind(sofar, name, { is: 'value', type: typeNamed(scope, type, line), name: false }, line),
    scope,
  );

export function same(are: readonly string[], should: readonly string[], line: number, of: string): void {
  if (are.length !== should.length) wrong(line, `${of} takes ${should.length}, not ${are.length}`);
  are.forEach((type, i) => {
    if (type !== should[i]) wrong(line, `${of}: ${type} in the place of ${should[i]}`);
  });
}

export function typeOf(scope: Scope, term: Term): string {
  const { line } = term;
  const alike = (left: Term, right: Term, of: string): string => {
    const type = typeOf(scope, left);
    same([typeOf(scope, right)], [type], line, of);
    return type;
  };
  switch (term.is) {
    case 'fail':
      return wrong(line, 'fail in a term');
    case 'tuple':
      for (const item of term.items) typeOf(scope, item);
      return 'bitstring';
    case 'choice':
      return alike(term.left, term.right, 'choice');
    case 'infix': {
      if (term.sign === '==>') return wrong(line, '==> outside of a query');
      const type = alike(term.left, term.right, term.sign);
      if ((term.sign === '&&' || term.sign === '||') && type !== 'bool') wrong(line, `${term.sign} of ${type}`);
      return 'bool';
    }
    case 'word': {
      const entry = scope.get(term.name);
      if (entry?.is === 'value') return entry.type;
      if (entry?.is === 'function' && entry.takes.length === 0) return entry.gives;
      return wrong(line, `${term.name} is no variable, name or constant`);
    }
    case 'apply': {
      const entry = scope.get(term.name);
      if (entry?.is !== 'function') return wrong(line, `no function ${term.name}`);
      const types = term.args.map((arg) => typeOf(scope, arg));
      same(types, entry.takes, line, term.name);
      return entry.gives;
    }
  }
}

/** The type of a term that may hold no function that rewrites, and perhaps no name. */
export function plainType(scope: Scope, term: Term, names: 'and names' | 'without names'): string {
  for (const name of words(term)) {
    const entry = scope.get(name);
    if (entry?.is === 'function' && entry.rewrites) wrong(term.line, `${name} rewrites, and may not stand here`);
    if (entry?.is === 'value' && entry.name && names === 'without names')
      wrong(term.line, `${name} is a name, and may not stand here`);
  }
  return typeOf(scope, term);
}

/** What a pattern binds, and its type; terms in it are of the scope before it. */
export function bindPattern(
  before: Scope,
  scope: Scope,
  pattern: Pattern,
  type: string | undefined,
): readonly [Scope, string] {
  const { line } = pattern;
  const fits = (is: string): string =>
    type === undefined || type === is ? is : wrong(line, `${is} in the place of ${type}`);
  switch (pattern.is) {
    case 'variable': {
      const given = pattern.type === undefined ? type : fits(typeNamed(before, pattern.type, line));
      if (given === undefined) return wrong(line, `${pattern.name} needs a type`);
      return [bind(scope, pattern.name, { is: 'value', type: given, name: false }, line), given];
    }
    case 'equal':
      return [scope, fits(typeOf(before, pattern.term))];
    case 'tuple': {
      fits('bitstring');
      const bound = pattern.items.reduce((sofar, item) => bindPattern(before, sofar, item, undefined)[0], scope);
      return [bound, 'bitstring'];
    }
    case 'apply': {
      const entry = before.get(pattern.name);
      if (entry?.is !== 'function' || !entry.isData) return wrong(line, `${pattern.name} is not a data function`);
      return [bindAllPatterns(before, scope, pattern.items, entry.takes, line, pattern.name), fits(entry.gives)];
    }
  }
}
export function bindAllPatterns(
  before: Scope,
  scope: Scope,
  patterns: readonly Pattern[],
  takes: readonly string[],
  line: number,
  of: string,
): Scope {
  if (patterns.length !== takes.length) wrong(line, `${of} takes ${takes.length}, not ${patterns.length}`);
  return patterns.reduce((sofar, one, i) => bindPattern(before, sofar, one, takes[i])[0], scope);
}

/** All identifiers of a term. */
export function words(term: Term): readonly string[] {
  switch (term.is) {
    case 'word':
      return [term.name];
    case 'apply':
      return [term.name, ...term.args.flatMap(words)];
    case 'tuple':
      return term.items.flatMap(words);
    case 'infix':
    case 'choice':
      return [...words(term.left), ...words(term.right)];
    case 'fail':
      return [];
  }
}
