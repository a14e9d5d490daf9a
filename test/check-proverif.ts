// The check of a whole ProVerif file: grammar, then types of declarations, processes and queries in their order, and that it
// asks either for an equivalence or for queries. Throws a `Fault` for the first thing that is wrong.
import { type Declaration, type Query, type Rule, readProverif, type Variable } from './file-proverif.ts';
import type { Process, Term } from './grammar-proverif.ts';
import { faultAt } from './tokens.ts';
import {
  bind,
  bindAll,
  bindAllPatterns,
  bindPattern,
  builtIn,
  constant,
  drawnType,
  plainType,
  type Scope,
  same,
  typeNamed,
  typeOf,
  words,
  wrong,
} from './types-proverif.ts';

/** What a file asks for. */
export interface Checked {
  readonly asks: 'an equivalence' | 'queries';
  readonly queries: number;
  readonly phases: number;
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  function: ['data', 'private', 'typeConverter'],
  rewrites: ['private'],
  const: ['data'],
  free: ['private'],
};

export function checkProverif(text: string): Checked {
  const { declarations, main } = readProverif(text);
  const scope = declarations.reduce(declare, builtIn);
  checkProcess(scope, main, 0);
  const phases = Math.max(
    lastPhase(main),
    ...declarations.map((one) => (one.is === 'process' ? lastPhase(one.body) : 0)),
  );
  const asked = declarations.flatMap((one) => (one.is === 'query' ? [one] : []));
  for (const { variables, queries, line } of asked) checkQuery(scope, variables, queries, line, phases);
  const queries = asked.flatMap((one) => one.queries).length;
  const hasChoice = [main, ...declarations.flatMap((one) => (one.is === 'process' ? [one.body] : []))].some(chooses);
  if (hasChoice && queries > 0) wrong(1, 'choice in a file with queries');
  if (!hasChoice && queries === 0) wrong(1, 'neither a choice nor a query');
  return { asks: hasChoice ? 'an equivalence' : 'queries', queries, phases };
}

function declare(scope: Scope, one: Declaration): Scope {
  const { line } = one;
  const allow = (kind: string, options: readonly string[]): void => {
    for (const option of options) if (!OPTIONS[kind]?.includes(option)) wrong(line, `no option ${option} here`);
  };
  switch (one.is) {
    case 'type':
      return bind(scope, one.name, { is: 'type' }, line);
    case 'const':
    case 'free': {
      allow(one.is, one.options);
      const type = drawnType(scope, one.type, line);
      const entry = one.is === 'free' ? ({ is: 'value', type, name: true } as const) : constant(type);
      return one.names.reduce((sofar, name) => bind(sofar, name, entry, line), scope);
    }
    case 'event':
    case 'table':
      return bind(scope, one.name, { is: one.is, takes: one.takes.map((type) => typeNamed(scope, type, line)) }, line);
    case 'function': {
      const takes = one.takes.map((type) => typeNamed(scope, type, line));
      const rewrites = one.rules !== undefined;
      allow(rewrites ? 'rewrites' : 'function', one.options);
      const gives = rewrites ? typeNamed(scope, one.gives, line) : drawnType(scope, one.gives, line);
      if (one.options.includes('data') && one.options.includes('private')) wrong(line, 'data and private');
      if (one.options.includes('typeConverter') && takes.length !== 1) wrong(line, 'a type converter takes one');
      for (const rule of one.rules ?? []) {
        const [name, from, to] = checkRule(scope, rule, line);
        if (name !== one.name) wrong(line, `a rule of ${name} in ${one.name}`);
        same([...from, to], [...takes, gives], line, name);
      }
      const isData = one.options.includes('data') || one.options.includes('typeConverter');
      return bind(scope, one.name, { is: 'function', takes, gives, rewrites, isData }, line);
    }
    case 'reduc': {
      const [first, ...others] = one.rules.map((rule) => checkRule(scope, rule, line));
      const [name, takes, gives] = first as readonly [string, readonly string[], string];
      for (const [other, from, to] of others) {
        if (other !== name) wrong(line, `a rule of ${other} in ${name}`);
        same([...from, to], [...takes, gives], line, name);
      }
      return bind(scope, name, { is: 'function', takes, gives, rewrites: true, isData: false }, line);
    }
    case 'equation':
      for (const { variables, term } of one.rules) {
        if (term.is !== 'infix' || term.sign !== '=') return wrong(line, 'an equation without two sides');
        const inside = bindAll(scope, variables, line);
        const sides = [term.left, term.right].map((side) => plainType(inside, side, 'without names'));
        same(sides.slice(1), sides.slice(0, 1), line, 'equation');
      }
      return scope;
    case 'process':
      checkProcess(bindAll(scope, one.takes, line), one.body, 0);
      return bind(scope, one.name, { is: 'process', takes: one.takes }, line);
    case 'query':
      return scope;
  }
}

/** Name, types of arguments and of the result of one rewrite rule. */
function checkRule(
  scope: Scope,
  { variables, term }: Rule,
  line: number,
): readonly [string, readonly string[], string] {
  if (term.is !== 'infix' || term.sign !== '=' || term.left.is !== 'apply') return wrong(line, 'not a rewrite rule');
  const { name, args } = term.left;
  if (scope.has(name)) wrong(line, `${name} is declared already`);
  const inside = bindAll(scope, variables, line);
  const left = new Set(args.flatMap(words));
  const free = words(term.right).find((word) => variables.some((one) => one.name === word) && !left.has(word));
  if (free !== undefined) wrong(line, `${free} stands on the right alone`);
  const types = args.map((arg) => plainType(inside, arg, 'without names'));
  return [name, types, plainType(inside, term.right, 'without names')];
}

function checkProcess(scope: Scope, process: Process, phase: number): void {
  const go = (inside: Scope, next: Process, at = phase): void => checkProcess(inside, next, at);
  const typesOf = (args: readonly Term[]): readonly string[] => args.map((arg) => typeOf(scope, arg));
  switch (process.is) {
    case 'nil':
      break;
    case 'many':
      go(scope, process.of);
      break;
    case 'both':
      go(scope, process.left);
      go(scope, process.right);
      break;
    case 'call': {
      const entry = scope.get(process.name);
      if (entry?.is !== 'process') throw faultAt(process.line, `no process ${process.name}`);
      const takes = entry.takes.map(({ type }) => type);
      same(typesOf(process.args), takes, process.line, process.name);
      break;
    }
    case 'new': {
      const entry = { is: 'value', type: drawnType(scope, process.type, process.line), name: true } as const;
      go(bind(scope, process.name, entry, process.line), process.next);
      break;
    }
    case 'in':
    case 'out': {
      if (typeOf(scope, process.on) !== 'channel') wrong(process.on.line, 'not a channel');
      if (process.is === 'out') typeOf(scope, process.term);
      go(process.is === 'out' ? scope : bindPattern(scope, scope, process.pattern, undefined)[0], process.next);
      break;
    }
    case 'if':
      if (typeOf(scope, process.condition) !== 'bool') wrong(process.condition.line, 'a condition that is no bool');
      go(scope, process.next);
      go(scope, process.otherwise);
      break;
    case 'let':
      go(bindPattern(scope, scope, process.pattern, typeOf(scope, process.term))[0], process.next);
      go(scope, process.otherwise);
      break;
    case 'insert':
    case 'event': {
      const entry = scope.get(process.name);
      if (entry?.is !== (process.is === 'insert' ? 'table' : 'event'))
        throw faultAt(process.line, `${process.is} of ${process.name}`);
      same(typesOf(process.args), (entry as { takes: readonly string[] }).takes, process.line, process.name);
      go(scope, process.next);
      break;
    }
    case 'get': {
      const { name, patterns, line } = process;
      const entry = scope.get(name);
      if (entry?.is !== 'table') throw faultAt(line, `no table ${name}`);
      go(bindAllPatterns(scope, scope, patterns, entry.takes, line, name), process.next);
      go(scope, process.otherwise);
      break;
    }
    case 'phase':
      if (process.number <= phase) wrong(process.line, `phase ${process.number} after phase ${phase}`);
      go(scope, process.next, process.number);
  }
}

/** All processes within one, itself too. */
function* within(process: Process): Generator<Process> {
  yield process;
  if (process.is === 'many') yield* within(process.of);
  if (process.is === 'both') for (const side of [process.left, process.right]) yield* within(side);
  if ('next' in process) yield* within(process.next);
  if ('otherwise' in process) yield* within(process.otherwise);
}
const lastPhase = (process: Process): number =>
  Math.max(0, ...[...within(process)].map((one) => (one.is === 'phase' ? one.number : 0)));

function chooses(process: Process): boolean {
  const inTerm = (term: Term): boolean =>
    term.is === 'choice' ||
    (term.is === 'infix' && (inTerm(term.left) || inTerm(term.right))) ||
    (term.is === 'tuple' && term.items.some(inTerm)) ||
    (term.is === 'apply' && term.args.some(inTerm));
  return [...within(process)].some((one) => {
    const terms = [
      ...('term' in one ? [one.term] : []),
      ...('condition' in one ? [one.condition] : []),
      ...('args' in one ? one.args : []),
    ];
    return terms.some(inTerm);
  });
}

function checkQuery(
  global: Scope,
  variables: readonly Variable[],
  queries: readonly Query[],
  line: number,
  phases: number,
): void {
  const scope = bindAll(global, variables, line);
  for (const { term, phase } of queries) {
    if (phase !== undefined && phase > phases) wrong(line, `no phase ${phase}`);
    checkFact(scope, term);
  }
}
function checkFact(scope: Scope, term: Term): void {
  const { line } = term;
  if (term.is === 'infix' && ['==>', '&&', '||'].includes(term.sign)) {
    checkFact(scope, term.left);
    checkFact(scope, term.right);
    return;
  }
  const [inside] = term.is === 'apply' && term.args.length === 1 ? term.args : [];
  if (term.is !== 'apply' || inside === undefined) throw faultAt(line, 'not a fact');
  if (term.name === 'attacker') {
    plainType(scope, inside, 'and names');
    return;
  }
  if (term.name !== 'event' || (inside.is !== 'apply' && inside.is !== 'word')) throw faultAt(line, 'not a fact');
  const entry = scope.get(inside.name);
  if (entry?.is !== 'event') throw faultAt(line, `no event ${inside.name}`);
  const types = (inside.is === 'apply' ? inside.args : []).map((arg) => plainType(scope, arg, 'and names'));
  same(types, entry.takes, line, inside.name);
}
