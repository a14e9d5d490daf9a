// Frames as a file gives them: one pair of frames, or one question whether a term can be derived, on each line.
import { z } from 'zod';
import { Algebra, ARITY, type Constructor, type TermId } from './algebra.ts';
import { distinguish, type Witness } from './equivalence.ts';
import type { Frame, Recipe } from './recipe.ts';
import { saturate } from './saturation.ts';

/** A term as written: a lower-case initial is a private name, an upper-case one a public constant. */
export type Tree = string | readonly [string, ...Tree[]];

const tree: z.ZodType<Tree> = z.lazy(() =>
  z.union([z.string().regex(/^[A-Za-z]/, 'a name or a constant'), z.tuple([z.string()], tree)]),
);
const theory = z.enum(['std', 'dh']);
const pair = z.strictObject({
  id: z.string(),
  theory,
  left: z.array(tree),
  right: z.array(tree),
  equivalent: z.boolean(),
});
const question = z.strictObject({
  id: z.string(),
  theory,
  frame: z.array(tree),
  target: tree,
  deducible: z.boolean(),
});
export type FrameLine = z.infer<typeof pair> | z.infer<typeof question>;

/** A line as it was parsed, or what is wrong with it. */
export function frameLine(json: unknown): FrameLine | string {
  const asks = typeof json === 'object' && json !== null && 'target' in json;
  const read = asks ? question.safeParse(json) : pair.safeParse(json);
  return read.success ? read.data : z.prettifyError(read.error).split('\n').join(' ');
}

/** The term that a tree writes; throws a `SyntaxError` that names what is wrong. */
export function termOf(algebra: Algebra, written: Tree): TermId {
  if (typeof written === 'string') return /^[A-Z]/.test(written) ? algebra.constant(written) : algebra.name(written);
  const [name, ...parts] = written;
  if (name !== 'layout') {
    if (!Object.hasOwn(ARITY, name) || name === 'part') throw new SyntaxError(`no constructor “${name}”`);
    const arity = ARITY[name as keyof typeof ARITY];
    if (parts.length !== arity)
      throw new SyntaxError(`${name} takes ${arity} argument${arity === 1 ? '' : 's'}, found ${parts.length}`);
  }
  return algebra.apply(
    name as Constructor,
    parts.map((part) => termOf(algebra, part)),
  );
}

export interface Decided {
  /** Whether our verdict is the one that the line gives. */
  readonly agrees: boolean;
  readonly found: 'equivalent' | 'not equivalent' | 'deducible' | 'not deducible';
  /** What shows it: a witness or a recipe; nothing shows equivalence, or that there is no recipe. */
  readonly shown: Witness | { readonly recipe: Recipe } | undefined;
}

/** Decides one line. */
export function decideLine(line: FrameLine): Decided {
  const algebra = new Algebra();
  const frame = (trees: readonly Tree[]): Frame => trees.map((one) => termOf(algebra, one));
  if ('target' in line) {
    const target = termOf(algebra, line.target);
    const recipe = saturate(algebra, frame(line.frame), [target]).recipe(target);
    const found = recipe === undefined ? 'not deducible' : 'deducible';
    return {
      agrees: line.deducible === (recipe !== undefined),
      found,
      shown: recipe === undefined ? recipe : { recipe },
    };
  }
  if (line.left.length !== line.right.length) throw new SyntaxError('the two frames have different numbers of handles');
  const shown = distinguish(algebra, [frame(line.left), frame(line.right)]);
  const found = shown === undefined ? 'equivalent' : 'not equivalent';
  return { agrees: line.equivalent === (shown === undefined), found, shown };
}
