// Static equivalence of two frames: whether any recipe, or any test of two recipes, tells one from the other.
// The answer is a witness that evaluation alone can check, made as small as leaving parts out makes it.
import type { Algebra, TermId } from './algebra.ts';
import { type Application, evaluator, type Frame, type Recipe, sizeOf } from './recipe.ts';
import { type Saturation, saturate } from './saturation.ts';

/** A recipe that gives a message in one frame alone, an equation that holds in one alone, or a value of another length. */
export type Witness =
  | { readonly message: Recipe; readonly inLeft: boolean }
  | { readonly equality: readonly [Recipe, Recipe]; readonly inLeft: boolean }
  | { readonly length: Recipe; readonly octets: readonly [number | undefined, number | undefined] };

/** Octets that a value takes, where the frames have lengths at all. */
export type Measure = (term: TermId) => number | undefined;

export type Pair = readonly [Frame, Frame];

/** What tells two frames of equally many handles apart; nothing if no computation does. */
export function distinguish(algebra: Algebra, frames: Pair, measure?: Measure): Witness | undefined {
  if (frames[0].length !== frames[1].length) throw new RangeError('frames of different length');
  const both = [evaluator(algebra, frames[0]), evaluator(algebra, frames[1])] as const;
  const tests = frames.flatMap((frame, side) => {
    const inLeft = side === 0;
    return testsOf(saturate(algebra, frame), inLeft, measure !== undefined).filter((test) =>
      tells(test, both, measure),
    );
  });
  const sizes = new Map<Application, number>();
  const size = (test: Witness): number => partsOf(test).reduce<number>((sum, part) => sum + sizeOf(part, sizes), 0);
  const [least] = tests.map((test) => ({ test, size: size(test) })).sort((a, b) => a.size - b.size);
  return least === undefined ? undefined : shrink(least.test, both, measure);
}

type Both = readonly [(recipe: Recipe) => TermId | undefined, (recipe: Recipe) => TermId | undefined];

function testsOf({ successes, equations, direct }: Saturation, inLeft: boolean, measured: boolean): Witness[] {
  return [
    ...successes.map((message): Witness => ({ message, inLeft })),
    ...equations.map((equality): Witness => ({ equality, inLeft })),
    ...(measured ? [...direct.values()].map((length): Witness => ({ length, octets: [undefined, undefined] })) : []),
  ];
}

/** Whether a test comes out differently in the two frames, as it says. */
function tells(test: Witness, [left, right]: Both, measure: Measure | undefined): boolean {
  if ('message' in test) {
    const [l, r] = [left(test.message) !== undefined, right(test.message) !== undefined];
    return l !== r && l === test.inLeft;
  }
  if ('equality' in test) {
    const [a, b] = test.equality;
    const values = [left(a), left(b), right(a), right(b)];
    if (values.includes(undefined)) return false;
    const [l, r] = [values[0] === values[1], values[2] === values[3]];
    return l !== r && l === test.inLeft;
  }
  const [l, r] = [left(test.length), right(test.length)];
  return l !== undefined && r !== undefined && measure !== undefined && measure(l) !== measure(r);
}

/** Whether a witness is one: replayed by evaluating it on both frames. */
export function confirms(algebra: Algebra, frames: Pair, witness: Witness, measure?: Measure): boolean {
  return tells(witness, [evaluator(algebra, frames[0]), evaluator(algebra, frames[1])], measure);
}

const partsOf = (test: Witness): readonly Recipe[] =>
  'message' in test ? [test.message] : 'equality' in test ? test.equality : [test.length];

/** Leaves parts out, or puts smaller recipes in the place of larger ones, for as long as the rest still tells. */
function shrink(test: Witness, both: Both, measure: Measure | undefined): Witness {
  let least = withLengths(test, both, measure);
  for (let smaller: Witness | undefined = least; smaller !== undefined; ) {
    smaller = undefined;
    for (const candidate of smallerThan(least)) {
      if (!tells(candidate, both, measure)) continue;
      smaller = withLengths(candidate, both, measure);
      least = smaller;
      break;
    }
  }
  return least;
}

function withLengths(test: Witness, [left, right]: Both, measure: Measure | undefined): Witness {
  if (!('length' in test) || measure === undefined) return test;
  const [l, r] = [left(test.length), right(test.length)];
  return { ...test, octets: [l && measure(l), r && measure(r)] };
}

function* smallerThan(test: Witness): Generator<Witness> {
  const { inLeft } = 'inLeft' in test ? test : { inLeft: true };
  if ('message' in test) {
    for (const message of smaller(test.message)) yield { message, inLeft };
    return;
  }
  if ('length' in test) {
    for (const length of smaller(test.length)) yield { ...test, length };
    return;
  }
  const [a, b] = test.equality;
  // Of two applications of one function that are equal or not, two arguments may be what differs.
  if (Array.isArray(a) && Array.isArray(b) && a[0] === b[0])
    for (let i = 1; i < Math.min(a.length, b.length); i++) yield { equality: [a[i], b[i]], inLeft };
  for (const left of smaller(a)) yield { equality: [left, b], inLeft };
  for (const right of smaller(b)) yield { equality: [a, right], inLeft };
  // That both sides succeed in both frames is part of an equality; one that fails in a frame tells more simply.
  for (const message of [a, b]) for (const side of [true, false]) yield { message, inLeft: side };
}

/** A recipe with one application replaced by one of its parts. */
function* smaller(recipe: Recipe): Generator<Recipe> {
  if (!Array.isArray(recipe)) return;
  const [name, ...parts] = recipe as unknown as Application;
  yield* parts;
  for (const [i, part] of parts.entries())
    for (const less of smaller(part)) yield [name, ...parts.slice(0, i), less, ...parts.slice(i + 1)];
}
