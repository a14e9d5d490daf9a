// Terms of the symbolic model: hash-consed, so that two terms are equal exactly if their numbers are.
// Exponents commute: `exp` is kept as a base and the sorted list of its exponents.

/** A term, as its number in an algebra. */
export type TermId = number;

/** Constructors that anybody may apply. A layout is several values side by side; a part is some octets of a value. */
export type Constructor = 'pair' | 'layout' | 'senc' | 'aenc' | 'sign' | 'hash' | 'kdf' | 'pk' | 'exp' | 'part';
export type Op = Constructor | 'name' | 'constant';

/** How many arguments; a layout takes any number. */
export const ARITY: Readonly<Record<Exclude<Constructor, 'layout'>, number>> = {
  pair: 2,
  senc: 3,
  aenc: 3,
  sign: 2,
  hash: 1,
  kdf: 1,
  pk: 1,
  exp: 2,
  part: 1,
};

/** What a successful check of a signature gives. */
export const OK = 'OK';

export class Algebra {
  readonly #ops: Op[] = [];
  readonly #labels: string[] = [];
  readonly #args: (readonly TermId[])[] = [];
  readonly #known = new Map<string, TermId>();

  /** A private name: fresh, and nobody can guess it. */
  name(label: string): TermId {
    return this.#make('name', label, []);
  }
  /** A public constant. */
  constant(label: string): TermId {
    return this.#make('constant', label, []);
  }
  /** `label` tells which octets a part is; the other constructors have none. */
  apply(op: Constructor, args: readonly TermId[], label = ''): TermId {
    if (op !== 'exp') return this.#make(op, label, args);
    const [base, ...exponents] = args as [TermId, ...TermId[]];
    const below = this.op(base) === 'exp' ? this.args(base) : [base];
    const [root, ...before] = below as [TermId, ...TermId[]];
    return this.#make('exp', '', [root, ...[...before, ...exponents].sort((a, b) => a - b)]);
  }

  op(term: TermId): Op {
    return this.#ops[term] as Op;
  }
  /** Of an `exp`: the base, then all exponents. */
  args(term: TermId): readonly TermId[] {
    return this.#args[term] as readonly TermId[];
  }
  label(term: TermId): string {
    return this.#labels[term] as string;
  }
  /** Terms made so far; their numbers are below it. */
  get size(): number {
    return this.#ops.length;
  }

  #make(op: Op, label: string, args: readonly TermId[]): TermId {
    const key = `${op} ${args.join(' ')} ${label}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const term = this.#ops.length;
    this.#ops.push(op);
    this.#labels.push(label);
    this.#args.push(args);
    this.#known.set(key, term);
    return term;
  }
}

/** Every term within these, each once, parts before wholes. */
export function subterms(algebra: Algebra, terms: Iterable<TermId>): readonly TermId[] {
  const seen = new Set<TermId>();
  const stack = [...terms].reverse();
  const out: TermId[] = [];
  while (stack.length > 0) {
    const term = stack.pop() as TermId;
    if (term < 0) {
      out.push(~term);
      continue;
    }
    if (seen.has(term)) continue;
    seen.add(term);
    stack.push(~term);
    for (const arg of algebra.args(term)) if (!seen.has(arg)) stack.push(arg);
  }
  return out;
}
