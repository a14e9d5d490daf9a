// A YAML or JSON file of a schema, and where in it everything stands. A wrong file gets one line that says where,
// what was expected and what is there.
import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { insteadOf } from './nearest.ts';
import { keysAt } from './schema-keys.ts';
import { systemTrouble } from './system-trouble.ts';
import { clean } from './untrusted.ts';
import { counted, cut, listed } from './wrap.ts';

const MOST_OCTETS = 1_000_000;

type Issue = z.core.$ZodIssue;

/** The text of a file, or why there is none. */
export function textOf(file: string): { readonly text: string } | string {
  let octets: Uint8Array;
  try {
    octets = readFileSync(file);
  } catch (error) {
    return systemTrouble(error);
  }
  if (octets.length > MOST_OCTETS) return `expected at most ${MOST_OCTETS} octets, found ${octets.length}`;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(octets) };
  } catch {
    return 'expected text in UTF-8, found other octets';
  }
}

/** A place in a text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}
export interface Placed<T> {
  readonly value: T;
  /** Where the value at a path stands, or the nearest one around it that is there. */
  placeOf(path: readonly PropertyKey[]): Place;
}

/** Reads a file of a schema, or says in one line what is wrong with it; `noun` is what was expected, with its article. */
export function readYaml<T>(file: string, schema: z.ZodType<T>, noun: string): Placed<T> | string {
  const read = textOf(file);
  return typeof read === 'string' ? `${clean(file)}: ${read}` : parseYaml(clean(file), read.text, schema, noun);
}

/** As `readYaml`, of text already read; `file` only names it in the error. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>, noun: string): Placed<T> | string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) return `${at(broken.pos[0])} expected YAML or JSON: ${clean(broken.message)}`;
  if (document.contents === null) return `${file}:1:1 expected ${noun}, found an empty file`;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return `${file}:1:1 expected YAML without runaway aliases: ${clean((error as Error).message)}`;
  }
  const issues = troubleIn(schema, value);
  if ('value' in issues) {
    const placeOf = (path: readonly PropertyKey[]): Place => {
      const { line, col } = lines.linePos(offsetOf(document, path, false));
      return { line, column: col };
    };
    return { value: issues.value, placeOf };
  }
  const [first, ...others] = issues
    .map((issue) => ({ issue, offset: offsetOf(document, pathOf(issue), issue.code === 'unrecognized_keys') }))
    .sort((a, b) => Number(isMissing(a.issue, value)) - Number(isMissing(b.issue, value)) || a.offset - b.offset);
  if (first === undefined) return `${file}:1:1 expected ${noun}`;
  const more = others.length > 0 ? ` (and ${others.length} more to mend)` : '';
  return `${at(first.offset)}${inWords(first.issue, value, schema)}${more}`;
}

/** Why a value that came from no file does not fit, in words, or the value in a box. */
export function misfit<T>(schema: z.ZodType<T>, value: unknown): Pick<Placed<T>, 'value'> | string {
  const issues = troubleIn(schema, value);
  if ('value' in issues) return issues;
  const [first] = issues.toSorted((a, b) => Number(isMissing(a, value)) - Number(isMissing(b, value)));
  return first === undefined ? 'expected something else' : inWords(first, value, schema).trim();
}

function troubleIn<T>(schema: z.ZodType<T>, value: unknown): Pick<Placed<T>, 'value'> | readonly Issue[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : parsed.error.issues;
}

/** Which entry it is, what was expected of it and what is there. */
function inWords(issue: Issue, root: unknown, schema: z.ZodType): string {
  const path = issue.code === 'unrecognized_keys' ? issue.path : pathOf(issue);
  const name = path.length > 0 ? ` ${clean(path.map(String).join('.'))}:` : '';
  return `${name} ${told(issue, root, schema)}`;
}

/** What is missing is told last: a key misspelt says more. */
const isMissing = (issue: Issue, root: unknown): boolean =>
  issue.code === 'invalid_type' && found(root, issue.path) === undefined;

/** Where the trouble is: at the key itself when the key is unknown. */
const pathOf = (issue: Issue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;

/** Offset of the node at `path`, or of the nearest one around it that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[], key: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length);
    if (key && length === path.length) {
      const around: unknown = length === 1 ? document.contents : document.getIn(steps.slice(0, -1), true);
      const pairs = (around as { items?: readonly { key: unknown }[] } | undefined)?.items ?? [];
      const named = pairs.find((pair) => isNode(pair.key) && String(pair.key) === String(steps.at(-1)))?.key;
      if (isNode(named) && named.range) return named.range[0];
    }
    const node: unknown = document.getIn(steps, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return cut(clean(JSON.stringify(value) ?? String(value)), 60);
};

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const found = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : value,
    root,
  );

const quoted = (values: readonly unknown[]): string => values.map((one) => JSON.stringify(one)).join(' or ');

/** What was expected and what is there. */
function told(issue: Issue, root: unknown, schema: z.ZodType): string {
  const here = shown(found(root, issue.path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return `expected a key of the schema, found ${listed(issue.keys.map((key) => cut(clean(JSON.stringify(key)), 60)))}${insteadOf(issue.keys[0] ?? '', keysAt(schema, issue.path))}`;
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}, found ${here}`;
    case 'invalid_value':
      return `expected ${quoted(issue.values)}, found ${here}`;
    case 'too_small':
    case 'too_big': {
      const least = issue.code === 'too_small';
      const bound = Number(least ? issue.minimum : issue.maximum);
      const there = issue.origin === 'array' ? String((found(root, issue.path) as unknown[]).length) : here;
      const what = { string: counted(bound, 'character'), array: counted(bound, 'entry', 'entries') };
      const limit = what[issue.origin as keyof typeof what] ?? String(bound);
      return `expected ${least ? 'at least' : 'at most'} ${limit}, found ${there}`;
    }
    case 'invalid_format':
      return `expected ${issue.format === 'regex' ? issue.message : issue.format}, found ${here}`;
    case 'invalid_union':
      return `expected ${'options' in issue && issue.options ? quoted(issue.options) : alternatives(issue)}, found ${here}`;
    default:
      return `expected ${clean(issue.message)}`;
  }
}

const formats: Readonly<Record<string, string>> = { ipv4: 'an IPv4 address', ipv6: 'an IPv6 address' };

const alternatives = (issue: Extract<Issue, { code: 'invalid_union' }>): string =>
  [
    ...new Set(
      issue.errors.flat().map((one) => {
        if (one.code === 'invalid_format') return formats[one.format] ?? one.format;
        return one.code === 'invalid_type' ? (kinds[one.expected] ?? one.expected) : clean(one.message);
      }),
    ),
  ].join(' or ');
