// What can be derived from a frame, to a fixed point, with a recipe for each term; which applications succeed on the way;
// and which equations hold between recipes. Every rule fires once, when the last term it needs is there.
import { type Algebra, OK, type Op, subterms, type TermId } from './algebra.ts';
import { constructorName, type Frame, itemOf, type Recipe } from './recipe.ts';

export type Equation = readonly [Recipe, Recipe];

export interface Saturation {
  /** A recipe for a term within the frame, or within those asked about; nothing if there is none. */
  recipe(term: TermId): Recipe | undefined;
  /** Applications of destructors that succeed: that they do is observed, even where they give nothing new. */
  readonly successes: readonly Recipe[];
  readonly equations: readonly Equation[];
  /** What stands in the frame or was got by taking it apart, with its recipe: all that could be measured. */
  readonly direct: ReadonlyMap<TermId, Recipe>;
  /** How many rules fired, which is what saturating costs. */
  readonly fired: number;
}

interface Rule {
  missing: number;
  fire(): void;
}

/** Saturates a frame. `asked`: terms that need not be in it, whose recipes are wanted too. */
export function saturate(algebra: Algebra, frame: Frame, asked: Iterable<TermId> = []): Saturation {
  const universe = universeOf(algebra, [...frame, ...asked]);
  const direct = new Map<TermId, Recipe>();
  const constructed = new Map<TermId, Recipe>();
  const successes: Recipe[] = [];
  const equations: Equation[] = [];
  const waiting = new Map<TermId, Rule[]>();
  const agenda: (() => void)[] = [];

  const has = (term: TermId): boolean => direct.has(term) || constructed.has(term);
  const recipe = (term: TermId): Recipe | undefined => direct.get(term) ?? constructed.get(term);
  const got = (term: TermId): Recipe => recipe(term) as Recipe;
  const when = (needed: Iterable<TermId>, fire: () => void): void => {
    const rule = { missing: 0, fire };
    for (const term of new Set(needed)) {
      if (has(term)) continue;
      rule.missing++;
      const others = waiting.get(term);
      if (others === undefined) waiting.set(term, [rule]);
      else others.push(rule);
    }
    if (rule.missing === 0) agenda.push(fire);
  };
  const arrived = (term: TermId): void => {
    for (const rule of waiting.get(term) ?? []) if (--rule.missing === 0) agenda.push(rule.fire);
    waiting.delete(term);
  };

  const construct = (term: TermId, made: Recipe): void => {
    if (has(term)) return;
    constructed.set(term, made);
    arrived(term);
  };
  const take = (term: TermId, made: Recipe): void => {
    const before = direct.get(term);
    if (before !== undefined) {
      equations.push([before, made]);
      return;
    }
    const built = constructed.get(term);
    if (built !== undefined && !IMPLIED.has(algebra.op(term))) equations.push([built, made]);
    direct.set(term, made);
    if (built === undefined) arrived(term);
    takeApart(term, made);
  };
  const succeed = (application: Recipe, gives?: TermId): void => {
    successes.push(application);
    if (gives !== undefined) take(gives, application);
  };
  const takeApart = (term: TermId, made: Recipe): void => {
    const args = algebra.args(term);
    const [first, second, third] = args as [TermId, TermId, TermId];
    switch (algebra.op(term)) {
      case 'pair':
        succeed(['fst', made], first);
        succeed(['snd', made], second);
        return;
      case 'layout':
        for (const [i, arg] of args.entries()) succeed([itemOf(i + 1, args.length), made], arg);
        return;
      case 'senc':
        when([third], () => succeed(['sdec', made, got(third)], first));
        return;
      case 'aenc': {
        const [secret] = algebra.op(third) === 'pk' ? algebra.args(third) : [];
        if (secret !== undefined) when([secret], () => succeed(['adec', made, got(secret)], first));
        return;
      }
      case 'sign': {
        const key = algebra.apply('pk', [second]);
        when([first, key], () => succeed(['verify', made, got(first), got(key)]));
        return;
      }
      default:
    }
  };

  for (const term of universe) {
    const op = algebra.op(term);
    if (op === 'constant') direct.set(term, algebra.label(term));
  }
  const powers = powersOf(algebra, universe);
  for (const term of universe) {
    const op = algebra.op(term);
    const args = algebra.args(term);
    if (op === 'name' || op === 'constant') continue;
    if (op === 'exp') {
      for (const below of powers.below(term)) {
        const more = missingFrom(args.slice(1), below.exponents);
        when([below.term, ...more], () => construct(term, raised(got(below.term), more.map(got))));
      }
      continue;
    }
    when(args, () => {
      const built: Recipe = [constructorName(algebra, term), ...args.map(got)];
      const before = direct.get(term);
      if (before === undefined) construct(term, built);
      else if (!IMPLIED.has(op)) equations.push([built, before]);
    });
  }
  for (const [handle, term] of frame.entries()) take(term, handle);
  for (let next = 0; next < agenda.length; next++) (agenda[next] as () => void)();

  equations.push(...commuting(algebra, direct, has, got));
  return { recipe, successes, equations, direct, fired: agenda.length };
}

/** A pair is equal to the pair of what was taken out of it: that both succeed says as much. */
const IMPLIED: ReadonlySet<Op> = new Set<Op>(['pair', 'layout', 'exp']);

/** All that a derivation may pass through: the subterms, and the public keys that check their signatures. */
function universeOf(algebra: Algebra, terms: Iterable<TermId>): readonly TermId[] {
  const inside = subterms(algebra, [algebra.constant(OK), ...terms]);
  const keys = inside.flatMap((term) =>
    algebra.op(term) === 'sign' ? [algebra.apply('pk', [algebra.args(term)[1] as TermId])] : [],
  );
  return subterms(algebra, [...inside, ...keys]);
}

interface Power {
  readonly term: TermId;
  readonly exponents: readonly TermId[];
}

/** For each power the lower ones of the same base, and the base, out of which it may be made. */
function powersOf(algebra: Algebra, universe: readonly TermId[]) {
  const containing = new Map<string, Power[]>();
  for (const term of universe) {
    if (algebra.op(term) !== 'exp') continue;
    const [base, ...exponents] = algebra.args(term) as [TermId, ...TermId[]];
    // A lower power has its first exponent in the higher one as well: one list for each is enough.
    const key = `${base} ${exponents[0]}`;
    const list = containing.get(key);
    if (list === undefined) containing.set(key, [{ term, exponents }]);
    else list.push({ term, exponents });
  }
  return {
    below: (term: TermId): readonly Power[] => {
      const [base, ...exponents] = algebra.args(term) as [TermId, ...TermId[]];
      const lower = [...new Set(exponents)].flatMap((first) => containing.get(`${base} ${first}`) ?? []);
      const within = lower.filter(
        (one) => one.exponents.length < exponents.length && missingFrom(one.exponents, exponents).length === 0,
      );
      return [{ term: base, exponents: [] }, ...within];
    },
  };
}

/** The elements of one sorted list that are not in another, each as often as it is there more often. */
function missingFrom(list: readonly TermId[], other: readonly TermId[]): readonly TermId[] {
  const out: TermId[] = [];
  let at = 0;
  for (const one of list) {
    while (at < other.length && (other[at] as TermId) < one) at++;
    if (other[at] === one) at++;
    else out.push(one);
  }
  return out;
}

const raised = (base: Recipe, exponents: readonly Recipe[]): Recipe =>
  exponents.reduce<Recipe>((power, exponent) => ['exp', power, exponent], base);

/**
 * Two known powers of one base can be raised to the same term exactly if what cannot be derived of their exponents is
 * the same; then raising both to it is an equation. One equation with the first of such a group gives all the others,
 * as exponents cancel.
 */
function commuting(
  algebra: Algebra,
  direct: ReadonlyMap<TermId, Recipe>,
  has: (term: TermId) => boolean,
  got: (term: TermId) => Recipe,
): readonly Equation[] {
  const groups = new Map<string, Power[]>();
  const bases = new Set<TermId>();
  const group = (base: TermId, power: Power): void => {
    const key = [base, ...power.exponents.filter((one) => !has(one))].join(' ');
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [power]);
    else list.push(power);
  };
  const powers = [...direct.keys()].filter((term) => algebra.op(term) === 'exp');
  for (const term of powers) {
    const [base] = algebra.args(term) as [TermId];
    if (!bases.has(base) && has(base)) group(base, { term: base, exponents: [] });
    bases.add(base);
  }
  for (const term of powers) {
    const [base, ...exponents] = algebra.args(term) as [TermId, ...TermId[]];
    group(base, { term, exponents });
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    others.map((other): Equation => {
      const { exponents, term } = first as Power;
      return [
        raised(got(term), missingFrom(other.exponents, exponents).map(got)),
        raised(got(other.term), missingFrom(exponents, other.exponents).map(got)),
      ];
    }),
  );
}
