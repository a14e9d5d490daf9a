// Ground frames as provers are given them: which functions, constants and names occur, and exponents in a normal order.
// The two frames of a pair have their own names; a name with an upper-case initial is a public constant of both.
import type { Tree } from '../symbolic/frame-file.ts';

export type Frame = readonly Tree[];

export interface FramePair {
  readonly left: Frame;
  readonly right: Frame;
}

const FIXED: Readonly<Record<string, number>> = { pair: 2, senc: 3, aenc: 3, sign: 2, hash: 1, kdf: 1, pk: 1 };
export const GENERATOR = 'G';

/** What of the functions a pair of frames needs. */
export interface Signature {
  /** Sizes of layouts, in order. */
  readonly layouts: readonly number[];
  /** Labels of parts, in order. */
  readonly parts: readonly string[];
  readonly constants: readonly string[];
  /** How many exponents a product may have that a test multiplies in another order; 0 without `exp`, else 2 or more. */
  readonly exponents: number;
}

export const isConstant = (name: string): boolean => /^[A-Z]/.test(name);
const PART = /^part(?: (.*))?$/s;
/** The label of a part, which says which octets it is; nothing for other functions. */
export const partLabel = (head: string): string | undefined => {
  const match = PART.exec(head);
  return match === null ? undefined : (match[1] ?? '');
};

/** What is wrong with a term, if anything. */
function fault(tree: Tree): string | undefined {
  if (typeof tree === 'string') return tree === '' ? 'a name without a letter' : undefined;
  const [head, ...args] = tree;
  const takes = partLabel(head) === undefined ? FIXED[head] : 1;
  const fits =
    takes !== undefined
      ? args.length === takes
      : head === 'layout'
        ? args.length > 0
        : head === 'exp' && args.length > 1;
  return fits ? undefined : `${head} with ${args.length} arguments`;
}

/** Every term within these, wholes before parts. */
function* within(trees: readonly Tree[]): Generator<Tree> {
  const stack = [...trees].reverse();
  while (stack.length > 0) {
    const tree = stack.pop() as Tree;
    yield tree;
    if (typeof tree !== 'string') for (const arg of (tree.slice(1) as Tree[]).reverse()) stack.push(arg);
  }
}

/** Base and exponents of a product; a term that is none is its own base. */
export function product(tree: Tree): { readonly base: Tree; readonly exponents: readonly Tree[] } {
  if (typeof tree === 'string' || tree[0] !== 'exp') return { base: tree, exponents: [] };
  const [, first, ...rest] = tree as readonly [string, Tree, ...Tree[]];
  const { base, exponents } = product(first);
  return { base, exponents: [...exponents, ...rest] };
}

/** Terms that stand where taking apart may reach them. What never does so stays unknown, so no test multiplies by it. */
function reachable(frame: Frame): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: Tree[] = [...frame];
  while (stack.length > 0) {
    const tree = stack.pop() as Tree;
    const text = JSON.stringify(tree);
    if (found.has(text)) continue;
    found.add(text);
    if (typeof tree === 'string') continue;
    const [head, ...args] = tree;
    if (head === 'pair' || head === 'layout') stack.push(...args);
    if (head === 'senc' || head === 'aenc') stack.push(args[0] as Tree);
  }
  return found;
}
/** Whether an observer may have it: it was reached, or it is made of more than a name. */
export const mayKnow = (frame: Frame): ((tree: Tree) => boolean) => {
  const found = reachable(frame);
  return (tree) => typeof tree !== 'string' || isConstant(tree) || found.has(JSON.stringify(tree));
};

/** Exponents of the largest product that can be made in two ways, out of two terms of a frame or out of the generator. */
function longestProduct(frame: Frame): number {
  const known = mayKnow(frame);
  const all = new Map<string, readonly string[]>();
  for (const tree of within(frame)) {
    const { exponents } = product(tree);
    const list = exponents.map((one) => JSON.stringify(one)).sort();
    if (exponents.length > 0) all.set(list.join(), list);
  }
  const unknown = new Set([...all.values()].flat().filter((one) => !known(JSON.parse(one) as Tree)));
  const lists = [...all.values()];
  let longest = Math.max(0, ...lists.map((list) => list.length));
  // What one lacks of the other must be known, to whoever makes both alike.
  for (const one of lists)
    for (const other of lists) {
      const lacking = without(other, one);
      const bothWays = [...lacking, ...without(one, other)];
      if (one.length + lacking.length > longest && !bothWays.some((exponent) => unknown.has(exponent)))
        longest = one.length + lacking.length;
    }
  return longest;
}
function without(list: readonly string[], gone: readonly string[]): readonly string[] {
  const left = [...gone];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What a pair of frames needs, or why it is no pair that can be asked about. */
export function signatureOf({ left, right }: FramePair): Signature | string {
  if (left.length !== right.length)
    return `frames of ${left.length} and ${right.length} handles: their number alone tells them apart`;
  const layouts = new Set<number>();
  const parts = new Set<string>();
  const constants = new Set<string>();
  let hasExponents = false;
  for (const tree of within([...left, ...right])) {
    const wrong = fault(tree);
    if (wrong !== undefined) return `not a term of frames: ${wrong}`;
    if (typeof tree === 'string') {
      if (isConstant(tree)) constants.add(tree);
      continue;
    }
    const [head] = tree;
    const label = partLabel(head);
    if (head === 'layout') layouts.add(tree.length - 1);
    if (label !== undefined) parts.add(label);
    hasExponents ||= head === 'exp';
  }
  constants.add('OK');
  if (hasExponents) constants.add(GENERATOR);
  return {
    layouts: [...layouts].sort((a, b) => a - b),
    parts: [...parts].sort(),
    constants: [...constants].sort(),
    exponents: hasExponents ? Math.max(2, longestProduct(left), longestProduct(right)) : 0,
  };
}

/** The private names of a frame, in the order in which they come. */
export function namesOf(frame: Frame): readonly string[] {
  const names = new Set<string>();
  for (const tree of within(frame)) if (typeof tree === 'string' && !isConstant(tree)) names.add(tree);
  return [...names];
}

/** Identifiers for arbitrary names: their own letters where those are plain, else a number. */
export function identifiers(prefix: string, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, i) => [name, `${prefix}_${/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : i}`]));
}
