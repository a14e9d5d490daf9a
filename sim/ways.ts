// What is on its way to one end of a session, first in first out as TCP has it, by number: equal contents, equal number.
import type { Octets } from '../model/octets.ts';
import type { Interned } from './intern.ts';

/** The number of a thing on its way: that the session is up, that it is closed, or a block. */
export type Item = number;
export const OPENED: Item = 0;
export const CLOSED: Item = 1;

/** The number of all that is on one way. */
export type Way = number;
export const EMPTY: Way = 0;
/** Nothing arrives any more: whoever would take it has closed the session, is told that it is closed, or crashed. */
export const SHUT: Way = 1;

interface Content {
  readonly items: readonly Item[];
  readonly rest: Way;
}

export class Ways {
  readonly #interned: Interned;
  readonly #contents: Content[] = [
    { items: [], rest: EMPTY },
    { items: [], rest: SHUT },
  ];
  readonly #longer = new Map<number, Way>();
  readonly #blocks: Octets[] = [];
  readonly #items = new Map<number, Item>();

  constructor(interned: Interned) {
    this.#interned = interned;
  }

  item(block: Octets): Item {
    const id = this.#interned.id(block);
    const known = this.#items.get(id);
    if (known !== undefined) return known;
    const item = this.#blocks.push(this.#interned.value(id) as Octets) - 1 + FIRST_BLOCK;
    this.#items.set(id, item);
    return item;
  }
  isBlock(item: Item): boolean {
    return item >= FIRST_BLOCK;
  }
  block(item: Item): Octets {
    return this.#blocks[item - FIRST_BLOCK] as Octets;
  }

  items(way: Way): readonly Item[] {
    return (this.#contents[way] as Content).items;
  }
  /** All but the first. */
  rest(way: Way): Way {
    return (this.#contents[way] as Content).rest;
  }
  /** With one more at the end; nothing follows a close, and nothing enters what is shut. */
  push(way: Way, item: Item): Way {
    if (way === SHUT) return SHUT;
    const key = way * MOST_ITEMS + item;
    const known = this.#longer.get(key);
    if (known !== undefined) return known;
    const { items, rest } = this.#contents[way] as Content;
    const longer = items.at(-1) === CLOSED ? way : this.#add([...items, item], way, rest, item);
    this.#longer.set(key, longer);
    return longer;
  }
  /** The first so many, then a close. */
  cut(way: Way, kept: number): Way {
    if (way === SHUT) return SHUT;
    const items = this.items(way).slice(0, kept);
    return this.push(
      items.reduce((sofar: Way, item) => this.push(sofar, item), EMPTY),
      CLOSED,
    );
  }

  #add(items: readonly Item[], before: Way, rest: Way, item: Item): Way {
    const shorter = before === EMPTY ? EMPTY : this.push(rest, item);
    return this.#contents.push({ items, rest: shorter }) - 1;
  }
}

const FIRST_BLOCK = 2;
const MOST_ITEMS = 2 ** 24;
