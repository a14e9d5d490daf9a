// The architecture, held by reading the sources: which way imports point, what pure code does not say, how files begin.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** From left to right; a part imports itself and what stands left of it. The tests see all. */
const PARTS = ['model', 'sim', 'properties', 'reports', 'test'];
/** The parts whose every result follows from their arguments. */
const PURE = ['model', 'sim', 'properties'];

const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bMath\.random\b/, 'draws come from the seed and a place, so that a run can be repeated'],
  [/\bDate\.now\b/, 'the time is the simulation’s, and stands in the context'],
  [/\bnew Date\(\s*\)/, 'the time is the simulation’s, and stands in the context'],
  [/\bperformance\.now\b/, 'what an operation costs is a figure of the model, not of this machine'],
  [/\bprocess\./, 'results depend on arguments, never on the environment'],
  [/['"](node:)?fs(\/promises)?['"]/, 'files are for the command line'],
  [/['"](node:)?net['"]/, 'the network is simulated'],
  [/['"](node:)?https?['"]/, 'the network is simulated'],
  [/['"](node:)?child_process['"]/, 'nothing outside of the program decides a result'],
  [/\bsetTimeout\b/, 'timers are effects, which the simulator performs'],
  [/\bsetInterval\b/, 'timers are effects, which the simulator performs'],
  [/\basync\b/, 'the order of steps is the agenda’s, not the event loop’s'],
  [/\bawait\b/, 'the order of steps is the agenda’s, not the event loop’s'],
  [/\bconsole\./, 'what is to be said is a value, which a report renders'],
];

/** Files that may be longer, and why. */
const LONG: Readonly<Record<string, string>> = {
  'model/codec.ts': 'the combinators of wire rules, each a few lines; apart, a rule would import many files',
  'model/design.ts': 'one field for each decision, each with what it decides; they are read and turned together',
};
const MOST_LINES = 300;

interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments, whose words are free. */
  readonly code: string;
  readonly imports: readonly string[];
}
const root = new URL('../', import.meta.url);
const sources: readonly Source[] = PARTS.flatMap((part) =>
  (readdirSync(new URL(part, root), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = `${part}/${name}`;
      const text = readFileSync(new URL(path, root), 'utf8');
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
      const named = [...code.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map((match) => match[1] as string);
      const imports = named
        .filter((one) => one.startsWith('.'))
        .map((one) => posix.normalize(posix.join(posix.dirname(path), one)));
      return { path, text, code, imports };
    }),
);
const partOf = (path: string): string => path.split('/')[0] as string;
const offences = (of: (source: Source) => readonly string[]): readonly string[] =>
  sources.flatMap((source) => of(source).map((what) => `${source.path}: ${what}`));

test('there is something to read', () => {
  expect(PARTS.filter((part) => sources.some(({ path }) => partOf(path) === part))).toEqual(PARTS);
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(50);
});

test('imports point left only', () => {
  const right = ({ path, imports }: Source) =>
    imports.filter(
      (one) => !(PARTS.indexOf(partOf(one)) <= PARTS.indexOf(partOf(path)) && PARTS.includes(partOf(one))),
    );
  const allowed = (one: string) => one === 'package.json';
  expect(offences((source) => right(source).filter((one) => !allowed(one)))).toEqual([]);
});

test('every import names a file that is there', () => {
  const paths = new Set(sources.map(({ path }) => path));
  expect(offences(({ imports }) => imports.filter((one) => one.endsWith('.ts') && !paths.has(one)))).toEqual([]);
});

test('imports make no cycle', () => {
  const known = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of known.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of known.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

describe.each(BANNED)('pure code does not say %s', (pattern, reason) => {
  test(`because ${reason}`, () => {
    const pure = sources.filter(({ path }) => PURE.includes(partOf(path)));
    expect(pure.filter(({ code }) => pattern.test(code)).map(({ path }) => path)).toEqual([]);
  });
});

test('every file opens with one to three lines that say what it is', () => {
  expect(offences(({ text }) => (/^(#!.*\n)?(\/\/ .+\n){1,3}(?!\/\/)/.test(text) ? [] : ['no such opening']))).toEqual(
    [],
  );
});

test('no file is long without a reason', () => {
  const lines = (text: string) => text.split('\n').length - 1;
  const long = sources.filter(({ text }) => lines(text) > MOST_LINES).map(({ path }) => path);
  expect(long.toSorted()).toEqual(Object.keys(LONG).toSorted());
});

test('the lock has every optional dependency of every platform, and no address', () => {
  interface Entry {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly resolved?: string;
    readonly link?: boolean;
  }
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
    packages: Record<string, Entry>;
  };
  const entries = Object.entries(lock.packages);
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  const present = new Set(
    entries.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  );
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !present.has(name))
      .map((name) => `${name} of ${path || 'the project'}`),
  );
  expect(missing).toEqual([]);
});
