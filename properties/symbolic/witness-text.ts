// Recipes and witnesses as text: what is computed, and in which frame it works.
import type { Witness } from './equivalence.ts';
import type { Recipe } from './recipe.ts';

/** More letters than this are cut: a recipe that long is told by its beginning. */
const MOST_LETTERS = 400;

/** How a handle is called, given its place from 0. */
export type HandleName = (handle: number) => string;
const numbered: HandleName = (handle) => `w${handle}`;

/** A recipe in functional notation. */
export function recipeText(recipe: Recipe, nameOf: HandleName = numbered): string {
  let out = '';
  const write = (part: Recipe): void => {
    if (out.length > MOST_LETTERS) return;
    if (typeof part === 'number') out += nameOf(part);
    else if (typeof part === 'string') out += part;
    else {
      const [name, ...args] = part;
      out += `${name}(`;
      for (const [i, arg] of args.entries()) {
        if (i > 0) out += ', ';
        write(arg);
      }
      out += ')';
    }
  };
  write(recipe);
  return out.length > MOST_LETTERS ? `${out.slice(0, MOST_LETTERS)}…` : out;
}

/** What tells two frames apart, which are called left and right. */
export function witnessText(witness: Witness, nameOf: HandleName = numbered): string {
  if ('message' in witness)
    return `${recipeText(witness.message, nameOf)} succeeds on the ${side(witness.inLeft)} alone`;
  if ('equality' in witness) {
    const [a, b] = witness.equality;
    return `${recipeText(a, nameOf)} = ${recipeText(b, nameOf)} on the ${side(witness.inLeft)} alone`;
  }
  const [left, right] = witness.octets;
  return `${recipeText(witness.length, nameOf)} takes ${left} octets on the left and ${right} on the right`;
}

const side = (left: boolean): string => (left ? 'left' : 'right');
