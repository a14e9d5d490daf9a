// What may happen in a world of nodes, as data, and how a world is written down.
import type { Millis, Order } from '../model/node.ts';
import type { End } from './station.ts';

/**
 * The number of the time; one more than the number of the time up to which idle timers ring, once they do; how many
 * crashes and how many faults there may still be; the number of each station; then
 * for each session its number and those of what is on its way to its opener and to its acceptor, in order of sessions.
 */
export type World = readonly number[];
export const [TIME, UNTIL, CRASHES, FAULTS, STATIONS] = [0, 1, 2, 3, 4];

export const sessionsIn = (world: World, actors: number): readonly number[] =>
  world.slice(STATIONS + actors).filter((_, i) => i % 3 === 0);

export type Move =
  /** The end gets the first thing that is on its way to it. */
  | { readonly kind: 'deliver'; readonly end: End }
  | { readonly kind: 'order'; readonly actor: number; readonly order: Order }
  | { readonly kind: 'flush'; readonly actor: number }
  | Ring
  | Crash
  | { readonly kind: 'restart'; readonly actor: number }
  /** Of what is on its way, so many arrive still: at the opener, and at the acceptor. */
  | { readonly kind: 'cut'; readonly session: number; readonly kept: readonly [number, number] };

export interface Ring {
  readonly kind: 'timer';
  readonly actor: number;
  readonly name: string;
  /** Though not all that is due has happened, which is a fault. */
  readonly hasty: boolean;
  /** Of an idle one: up to when idle ones ring. */
  readonly until: Millis | undefined;
}
export interface Crash {
  readonly kind: 'crash';
  readonly actor: number;
  /** What it did before, which came to nothing but what its disk kept of it. */
  readonly before: readonly Move[];
  /** The number of its station then, before it starts again. */
  readonly station: number;
  readonly words: string;
  /** Whether it starts again in the same move. */
  readonly restarts: boolean;
}
