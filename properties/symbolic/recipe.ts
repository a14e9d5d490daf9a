// Recipes: what an observer computes from the handles of a frame. A recipe contains no private name, so that the same one
// can be evaluated in another frame; where it gives a message in one and fails in the other, it tells them apart.
import { type Algebra, ARITY, type Constructor, OK, type TermId } from './algebra.ts';

/** A number is a handle, a string a public constant, anything else an application. */
export type Recipe = number | string | Application;
export type Application = readonly [string, ...Recipe[]];

/** What an observer has been shown, in order. */
export type Frame = readonly TermId[];

const PART = /^part (\d+)\+(\d+)$/;
const ITEM = /^item (\d+) of (\d+)$/;
/** The recipe name of one value of a layout; positions count from 1. */
export const itemOf = (position: number, count: number): string => `item ${position} of ${count}`;

/** How many arguments a function of recipes takes; any number for a layout; nothing for what is no function. */
export function arityOf(name: string): number | 'any' | undefined {
  if (name === 'layout') return 'any';
  if (name === 'fst' || name === 'snd' || PART.test(name) || ITEM.test(name)) return 1;
  if (name === 'sdec' || name === 'adec') return 2;
  if (name === 'verify') return 3;
  return Object.hasOwn(ARITY, name) && name !== 'part' ? ARITY[name as keyof typeof ARITY] : undefined;
}

/** The function that a term's own constructor is called in recipes. */
export const constructorName = (algebra: Algebra, term: TermId): string =>
  algebra.op(term) === 'part' ? `part ${algebra.label(term)}` : algebra.op(term);

function apply(algebra: Algebra, name: string, args: readonly TermId[]): TermId | undefined {
  const [first, second, third] = args as [TermId, TermId, TermId];
  const is = (op: string): boolean => algebra.op(first) === op;
  switch (name) {
    case 'fst':
      return is('pair') ? algebra.args(first)[0] : undefined;
    case 'snd':
      return is('pair') ? algebra.args(first)[1] : undefined;
    case 'sdec':
      return is('senc') && algebra.args(first)[2] === second ? algebra.args(first)[0] : undefined;
    case 'adec': {
      const opens = is('aenc') && algebra.args(first)[2] === algebra.apply('pk', [second]);
      return opens ? algebra.args(first)[0] : undefined;
    }
    case 'verify': {
      const [message, key] = is('sign') ? algebra.args(first) : [];
      const verifies = message === second && key !== undefined && algebra.apply('pk', [key]) === third;
      return verifies ? algebra.constant(OK) : undefined;
    }
    default:
  }
  const item = ITEM.exec(name);
  if (item !== null)
    return is('layout') && algebra.args(first).length === Number(item[2])
      ? algebra.args(first)[Number(item[1]) - 1]
      : undefined;
  if (PART.test(name)) return algebra.apply('part', [first], name.slice('part '.length));
  if (arityOf(name) === undefined) throw new RangeError(`no function ${name}`);
  return algebra.apply(name as Constructor, args);
}

/** Evaluates recipes on one frame; shared parts are evaluated once. Nothing where a recipe fails. */
export function evaluator(algebra: Algebra, frame: Frame): (recipe: Recipe) => TermId | undefined {
  const known = new Map<Application, TermId | undefined>();
  const value = (recipe: Recipe): TermId | undefined => {
    if (typeof recipe === 'number') return frame[recipe];
    if (typeof recipe === 'string') return algebra.constant(recipe);
    if (known.has(recipe)) return known.get(recipe);
    const [name, ...parts] = recipe;
    const args: TermId[] = [];
    for (const part of parts) {
      const arg = value(part);
      if (arg === undefined) break;
      args.push(arg);
    }
    const made = args.length === parts.length ? apply(algebra, name, args) : undefined;
    known.set(recipe, made);
    return made;
  };
  return value;
}

/** Handles, constants and applications in a recipe, counted as often as they stand there. */
export function sizeOf(recipe: Recipe, known = new Map<Application, number>()): number {
  if (!Array.isArray(recipe)) return 1;
  const application = recipe as Application;
  const before = known.get(application);
  if (before !== undefined) return before;
  const [, ...parts] = application;
  const size = parts.reduce<number>((sum, part) => sum + sizeOf(part, known), 1);
  known.set(application, size);
  return size;
}
