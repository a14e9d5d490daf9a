// An oracle that is nothing but enumeration: every recipe up to a size, evaluated on both frames by rules of its own.
// It knows no saturation, so that it can be wrong only in other ways.

/** Terms as text, so that equality is equality of text; exponents are sorted. */
export type Term = string | readonly [string, ...Term[]];
type Value = string | undefined;

const written = (term: Term): string => JSON.stringify(term);

/** A term with its exponents in one order. */
export function normal(term: Term): Term {
  if (typeof term === 'string') return term;
  const [name, ...args] = term;
  const parts = args.map(normal);
  if (name !== 'exp') return [name, ...parts];
  const exponents: Term[] = [];
  let base: Term = ['exp', ...parts];
  while (typeof base !== 'string' && base[0] === 'exp') {
    exponents.push(base[2] as Term);
    base = base[1] as Term;
  }
  exponents.sort((a, b) => (written(a) < written(b) ? -1 : 1));
  return exponents.reduce((power, exponent): Term => ['exp', power, exponent], base);
}

const CONSTRUCTORS: readonly (readonly [string, number])[] = [
  ['pair', 2],
  ['senc', 3],
  ['aenc', 3],
  ['sign', 2],
  ['hash', 1],
  ['kdf', 1],
  ['pk', 1],
  ['exp', 2],
];
const DESTRUCTORS: readonly (readonly [string, number])[] = [
  ['fst', 1],
  ['snd', 1],
  ['sdec', 2],
  ['adec', 2],
  ['verify', 3],
];

function destruct(name: string, args: readonly Value[]): Value {
  const [first, second, third] = args as readonly string[];
  const term = JSON.parse(first as string) as Term;
  if (typeof term === 'string') return undefined;
  const [op, a, b, c] = term;
  if (name === 'fst') return op === 'pair' ? written(a as Term) : undefined;
  if (name === 'snd') return op === 'pair' ? written(b as Term) : undefined;
  if (name === 'sdec') return op === 'senc' && written(c as Term) === second ? written(a as Term) : undefined;
  if (name === 'adec')
    return op === 'aenc' && written(c as Term) === `["pk",${second}]` ? written(a as Term) : undefined;
  const verifies = op === 'sign' && written(a as Term) === second && `["pk",${written(b as Term)}]` === third;
  return verifies ? '"OK"' : undefined;
}

function construct(name: string, args: readonly string[]): string {
  const term = JSON.parse(`["${name}",${args.join(',')}]`) as Term;
  return name === 'exp' ? written(normal(term)) : written(term);
}

interface Class {
  readonly left: string;
  readonly right: string;
}

/**
 * Goes through all recipes up to a size; recipes with the same value in both frames stand for each other. Gives the size
 * of the smallest test that tells the frames apart, counting handles, constants and applications, or infinity.
 */
export function enumerate(left: readonly Term[], right: readonly Term[], constants: readonly string[], most: number) {
  const bySize: Class[][] = [[]];
  const rightOf = new Map<string, { readonly value: string; readonly size: number }>();
  const leftOf = new Map<string, { readonly value: string; readonly size: number }>();
  let least = Number.POSITIVE_INFINITY;
  const add = (l: Value, r: Value, size: number): void => {
    if (l === undefined && r === undefined) return;
    if (l === undefined || r === undefined) {
      least = Math.min(least, size);
      return;
    }
    const before = rightOf.get(l);
    const back = leftOf.get(r);
    if (before?.value === r) return;
    // Two recipes equal in one frame and not in the other.
    if (before !== undefined) least = Math.min(least, before.size + size);
    if (back !== undefined) least = Math.min(least, back.size + size);
    if (before === undefined) rightOf.set(l, { value: r, size });
    if (back === undefined) leftOf.set(r, { value: l, size });
    (bySize[size] as Class[]).push({ left: l, right: r });
  };
  const apply = (name: string, args: readonly Class[], size: number, destructor: boolean): void => {
    const [l, r] = [args.map((one) => one.left), args.map((one) => one.right)];
    if (destructor) add(destruct(name, l), destruct(name, r), size);
    else add(construct(name, l), construct(name, r), size);
  };
  for (let size = 1; size <= most; size++) {
    bySize[size] = [];
    if (size === 1) {
      for (const [i, term] of left.entries()) add(written(normal(term)), written(normal(right[i] as Term)), 1);
      for (const constant of constants) add(`"${constant}"`, `"${constant}"`, 1);
      continue;
    }
    for (const [functions, destructor] of [
      [CONSTRUCTORS, false],
      [DESTRUCTORS, true],
    ] as const)
      for (const [name, arity] of functions)
        for (const sizes of splits(size - 1, arity))
          for (const args of product(sizes.map((one) => bySize[one] as Class[]))) apply(name, args, size, destructor);
  }
  return { size: least };
}

/** The ways to write a number as so many positive ones, in order. */
function splits(total: number, parts: number): readonly (readonly number[])[] {
  if (parts === 1) return total >= 1 ? [[total]] : [];
  return Array.from({ length: Math.max(0, total - parts + 1) }, (_, i) => i + 1).flatMap((first) =>
    splits(total - first, parts - 1).map((rest) => [first, ...rest]),
  );
}

function* product<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of product(rest)) yield [one, ...others];
}
