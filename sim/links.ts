// The sessions of a world, and what is on its way over each of them: as parts of the tuple of numbers that a world is.
import type { Octets } from '../model/octets.ts';
import type { Interned } from './intern.ts';
import { STATIONS, type World } from './moves.ts';
import { ACCEPTOR, type End, type Station } from './station.ts';
import { CLOSED, EMPTY, type Item, OPENED, SHUT, Ways } from './ways.ts';

export interface Session {
  readonly opener: number;
  /** Negative if there is no such host. */
  readonly acceptor: number;
  readonly name: Octets;
  /** Who opened it when. */
  readonly place: string;
}

export class Links {
  readonly ways: Ways;
  readonly #interned: Interned;
  /** Where in a world the sessions begin. */
  readonly #first: number;
  readonly #nameOf: (place: string) => Octets;
  readonly #sessions: Session[] = [];
  readonly #places = new Map<string, number>();

  constructor(interned: Interned, actors: number, nameOf: (place: string) => Octets) {
    this.ways = new Ways(interned);
    this.#interned = interned;
    this.#first = STATIONS + actors;
    this.#nameOf = nameOf;
  }

  /** The number of a session of one opener and place. */
  number(opener: number, acceptor: number, place: string): number {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const number = this.#sessions.push({ opener, acceptor, name: this.#nameOf(place), place }) - 1;
    this.#places.set(place, number);
    return number;
  }
  session(session: number): Session {
    return this.#sessions[session] as Session;
  }
  /** Who is at an end of a session; negative for a host that is not there. */
  at(end: End): number {
    const { opener, acceptor } = this.session(end >> 1);
    return (end & 1) === ACCEPTOR ? acceptor : opener;
  }
  /** Where a world says what is on its way to an end; negative if the session is no more. */
  slot(world: World, end: End): number {
    for (let i = this.#first; i < world.length; i += 3) if (world[i] === end >> 1) return i + 1 + (end & 1);
    return -1;
  }
  /** Whether what comes next is a connection: whoever opened it knows then that it is up. */
  connects(world: World, end: End): boolean {
    const [item] = this.ways.items(world[this.slot(world, end)] as number);
    return item === OPENED && (end & 1) === ACCEPTOR;
  }

  /** The first thing that is on its way to an end is there. */
  arrive(next: number[], end: End): void {
    const slot = this.slot(next, end);
    const way = next[slot] as number;
    const item = this.ways.items(way)[0] as Item;
    next[slot] = item === CLOSED ? SHUT : this.ways.rest(way);
    // Who is connected to knows first, so what it sends finds the opener ready.
    if (item === OPENED && (end & 1) === ACCEPTOR) this.push(next, end ^ 1, OPENED);
  }

  /** Breaks: of what is on its way, so many arrive still. */
  cut(next: number[], session: number, kept: readonly [number, number]): void {
    for (const [side, count] of kept.entries()) {
      const slot = this.slot(next, 2 * session + side);
      next[slot] = this.ways.cut(next[slot] as number, count);
    }
  }

  /** All sessions of a node that is gone; gives the ends at which others are told. */
  leave(next: number[], actor: number): readonly End[] {
    const told: End[] = [];
    for (let i = next.length - 3; i >= this.#first; i -= 3)
      for (const end of [2 * (next[i] as number), 2 * (next[i] as number) + 1])
        if (this.at(end) === actor && this.close(next, end)) told.push(end);
    return told;
  }

  push(next: number[], end: End, item: Item): boolean {
    const slot = this.slot(next, end);
    if (slot < 0) return false;
    const before = next[slot] as number;
    next[slot] = this.ways.push(before, item);
    return next[slot] !== before;
  }

  /** Who ends its session hears no more of it, and the other end is told. */
  close(next: number[], end: End): boolean {
    const slot = this.slot(next, end);
    if (slot < 0) return false;
    next[slot] = SHUT;
    const told = this.push(next, end ^ 1, CLOSED);
    this.sweep(next);
    return told;
  }

  open(next: number[], end: End, to: number): boolean {
    const accepted = to >= 0 && (this.#interned.value(next[STATIONS + to] as number) as Station).up;
    const ways = accepted ? [EMPTY, this.ways.push(EMPTY, OPENED)] : [this.ways.push(EMPTY, CLOSED), SHUT];
    let at = this.#first;
    while (at < next.length && (next[at] as number) < end >> 1) at += 3;
    next.splice(at, 0, end >> 1, ...ways);
    return accepted;
  }

  /** Sessions over which nothing can come any more. */
  sweep(next: number[]): void {
    for (let i = next.length - 3; i >= this.#first; i -= 3)
      if (next[i + 1] === SHUT && next[i + 2] === SHUT) next.splice(i, 3);
  }
}
