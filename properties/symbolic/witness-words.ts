// A witness in a reviewer's words: which blocks, which of their fields, and what about them differs between two worlds.
import type { Design } from '../../model/design.ts';
import type { Algebra, TermId } from './algebra.ts';
import type { Witness } from './equivalence.ts';
import { fieldAt } from './fields.ts';
import type { Framed, Handle, Translation } from './framing.ts';
import { type Application, evaluator, type Recipe } from './recipe.ts';

/** One world, as an observer has it. */
export interface Side {
  readonly framed: Framed;
  readonly translation: Translation;
}

/** A value: what it is called, and the blocks or secrets that it was taken from. */
interface Phrase {
  readonly what: string;
  readonly where: string;
}

/** A sentence without its full stop, and the handles that it is about. */
export function witnessWords(
  algebra: Algebra,
  design: Design,
  witness: Witness,
  [left, right]: readonly [Side, Side],
): string {
  // Told from the world in which it can be evaluated further.
  const side = 'inLeft' in witness && !witness.inLeft ? right : left;
  const words = speaker(algebra, design, side);
  if ('message' in witness) return words.success(witness.message);
  if ('equality' in witness) return words.equality(...witness.equality);
  const [a, b] = witness.octets;
  return `${words.told(witness.length)} takes ${a} octets in one world and ${b} in the other`;
}

/** What a recipe gives, in the same words. */
export const recipeWords = (algebra: Algebra, design: Design, recipe: Recipe, side: Side): string =>
  speaker(algebra, design, side).told(recipe);

/** Handles that a recipe starts from, each once. */
export function handlesIn(recipe: Recipe): readonly number[] {
  if (typeof recipe === 'number') return [recipe];
  if (typeof recipe === 'string') return [];
  const [, ...parts] = recipe;
  return [...new Set(parts.flatMap(handlesIn))];
}

function speaker(algebra: Algebra, design: Design, { framed, translation }: Side) {
  const value = evaluator(algebra, framed.frame);
  const names = handleNames(framed.handles);

  const phrase = (recipe: Recipe): Phrase => {
    if (typeof recipe === 'number') return { what: '', where: names[recipe] as string };
    if (typeof recipe === 'string') return { what: constantWords(recipe), where: '' };
    const [name, first, ...rest] = recipe as readonly [string, Recipe, ...Recipe[]];
    if (name.startsWith('item ')) {
      const below = phrase(first);
      return { what: fieldOf(value(first), Number(name.split(' ')[1])), where: below.where };
    }
    if (name === 'sdec' || name === 'adec' || name === 'fst' || name === 'snd') {
      const { what, where } = phrase(first);
      return { what: what === '' ? 'plaintext' : what, where };
    }
    return { what: made(name, [first, ...rest]), where: '' };
  };
  const told = (recipe: Recipe): string => joined(phrase(recipe));
  const made = (name: string, parts: readonly Recipe[]): string => {
    const [a, b, c] = parts.map(told);
    switch (name) {
      case 'hash':
        return `hash of ${a}`;
      case 'kdf':
        return `key derived from ${a}`;
      case 'pk':
        return `public key of ${a}`;
      case 'exp':
        return `${a === 'G' ? 'the public key of' : `${a} raised to`} ${b}`.replace(/^the /, '');
      case 'senc':
        return `${a} sealed under ${c}`;
      case 'aenc':
        return `${a} encrypted to ${c}`;
      case 'sign':
        return `signature of ${b} over ${a}`;
      case 'verify':
        return `check of ${a} against ${b} and ${c}`;
      case 'layout':
      case 'pair':
        return parts.length > 4 ? `${parts.length} values side by side` : `${parts.map(told).join(' with ')}`;
      default:
        return `${name} of ${a}`;
    }
  };
  /** What the grammar calls a value of a layout, from 1. */
  const fieldOf = (layout: TermId | undefined, position: number): string => {
    const octets = layout === undefined ? undefined : translation.origin(layout);
    if (octets === undefined || layout === undefined) return `value ${position}`;
    const lengths = algebra.args(layout).map((arg) => translation.length(arg) ?? 0);
    const at = lengths.slice(0, position - 1).reduce((sum, length) => sum + length, 0);
    const length = lengths[position - 1] as number;
    return fieldAt(octets, at, length, design) ?? `octets ${at + 1} to ${at + length}`;
  };

  return {
    told,
    success: (recipe: Recipe): string => {
      if (!Array.isArray(recipe)) return `${told(recipe)} is there in one world alone`;
      const [name, first, ...rest] = recipe as unknown as Application;
      const subject = told(first as Recipe);
      if (name === 'sdec' || name === 'adec') {
        const key = told(rest[0] as Recipe);
        return `${subject} can be opened in one world alone, with ${key}`;
      }
      if (name === 'verify') return `${subject} is a valid signature in one world alone`;
      return `${subject} has values in places of its own in one world`;
    },
    equality: (a: Recipe, b: Recipe): string => {
      const [one, other] = [phrase(a), phrase(b)];
      if (one.what === other.what && one.where !== '' && other.where !== '' && one.where !== other.where)
        return `${one.where} and ${other.where} carry the same ${one.what || 'octets'} in one world, and not in the other`;
      return `${joined(one)} is ${joined(other)} in one world, and not in the other`;
    },
  };
}

const joined = ({ what, where }: Phrase): string => {
  if (what === '') return where;
  if (where !== '') return `the ${what} of ${where}`;
  return /^(“|octets |the )/.test(what) ? what : `the ${what}`;
};

/** A constant is octets that stand in clear. */
const constantWords = (label: string): string => {
  if (label.startsWith('L')) return `“${label.slice(1)}”`;
  if (!label.startsWith('X')) return label;
  const octets = Buffer.from(label.slice(1).replace(/×.*/, ''), 'hex');
  const shown = octets.every((octet) => octet >= 0x20 && octet < 0x7f) && octets.length > 2;
  return shown ? `“${octets.toString().slice(0, 40)}”` : `octets ${octets.toString('hex').slice(0, 24)}`;
};

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** Blocks by their number between two nodes, own secrets by their number at their node. */
function handleNames(handles: readonly Handle[]): readonly string[] {
  const counts = new Map<string, number>();
  return handles.map((handle) => {
    if (handle.kind === 'own') return `secret ${handle.number} of ${handle.node}`;
    const { from, to } = handle.sighting;
    const count = (counts.get(`${from} ${to}`) ?? 0) + 1;
    counts.set(`${from} ${to}`, count);
    return `the ${ORDINALS[count - 1] ?? `${count}th`} block from ${from} to ${to}`;
  });
}
