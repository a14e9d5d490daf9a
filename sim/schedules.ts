// Every schedule of a system, and what can be seen of each: a graph of states whose moves show something, or nothing.
// Schedules that agree in what was seen and in the state they lead to go on as one; so millions of them cost a few states.
import type { System } from './search.ts';

/** What a move shows, in its order, as numbers; and where it leads. */
export interface Shown<State> {
  readonly after: State;
  readonly seen: readonly number[];
}
export interface Scheduling<State, Move> {
  readonly mostStates: number;
  /** How many beginnings of views, each in all the states that it may leave, are gone through. */
  readonly mostBeginnings: number;
  show(state: State, move: Move): Shown<State>;
  /** Those of the moves that suffice for every end: taken where none of them shows anything, they suffice for every view. */
  reduce?(state: State, moves: readonly Move[]): readonly Move[];
}

/** All that is seen of a schedule from its start to an end. */
export type Seen = readonly number[];

export interface Schedules<Move> {
  readonly states: number;
  readonly transitions: number;
  /** Ways from the start to an end; nothing if they cannot be counted, as a state comes again or some are left out. */
  readonly count: bigint | undefined;
  /** What is seen of them, each once, in an order that depends on the system alone. */
  readonly views: readonly Seen[];
  /** Whether neither bound left anything out. */
  readonly complete: boolean;
  /** A schedule by as few moves as any that shows just this, and is at an end if it is to be whole. */
  wayTo(seen: Seen, whole: boolean): readonly Move[];
}

interface Edge<Move> {
  readonly to: number;
  readonly seen: readonly number[];
  readonly move: Move;
}
interface Graph<Move> {
  readonly edges: readonly (readonly Edge<Move>[])[];
  readonly ends: readonly boolean[];
  readonly complete: boolean;
}

export function schedules<State, Move>(
  system: System<State, Move>,
  scheduling: Scheduling<State, Move>,
): Schedules<Move> {
  const graph = graphOf(system, scheduling);
  const { views, complete } = viewsOf(graph, scheduling.mostBeginnings);
  return {
    states: graph.edges.length,
    transitions: graph.edges.reduce((sum, { length }) => sum + length, 0),
    count: graph.complete ? countOf(graph) : undefined,
    views,
    complete: graph.complete && complete,
    wayTo: (seen, whole) => wayTo(graph, seen, whole),
  };
}

/** Breadth first; states beyond the bound are left out, with the moves to them. */
function graphOf<State, Move>(
  system: System<State, Move>,
  { mostStates, show, reduce }: Scheduling<State, Move>,
): Graph<Move> {
  const numbers = new Map<string | number, number>();
  const states: State[] = [];
  const edges: Edge<Move>[][] = [];
  const ends: boolean[] = [];
  let complete = true;
  const numberOf = (state: State): number | undefined => {
    const key = system.key(state);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length >= mostStates) {
      complete = false;
      return undefined;
    }
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  numberOf(system.initial);
  for (let at = 0; at < states.length; at++) {
    const state = states[at] as State;
    const moves = system.moves(state);
    ends.push(system.isEnd === undefined ? moves.length === 0 : system.isEnd(state, moves));
    const chosen = reduce?.(state, moves) ?? moves;
    const shown = chosen.map((move) => ({ move, ...show(state, move) }));
    const suffices = chosen.length === moves.length || shown.every(({ seen }) => seen.length === 0);
    edges.push(
      (suffices ? shown : moves.map((move) => ({ move, ...show(state, move) }))).flatMap(({ move, after, seen }) => {
        const to = numberOf(after);
        return to === undefined ? [] : [{ to, seen, move }];
      }),
    );
  }
  return { edges, ends, complete };
}

/** Ways from the first state to ends; nothing if there is a way back to where it came from. */
function countOf<Move>({ edges, ends }: Graph<Move>): bigint | undefined {
  const counts = new Map<number, bigint>();
  const onTheWay = new Set<number>();
  const from = (state: number): bigint | undefined => {
    const known = counts.get(state);
    if (known !== undefined) return known;
    if (onTheWay.has(state)) return undefined;
    onTheWay.add(state);
    let sum = ends[state] === true ? 1n : 0n;
    for (const { to } of edges[state] ?? []) {
      const more = from(to);
      if (more === undefined) return undefined;
      sum += more;
    }
    onTheWay.delete(state);
    counts.set(state, sum);
    return sum;
  };
  return from(0);
}

/** A state, and what the move into it still shows. */
interface Place {
  readonly state: number;
  readonly rest: readonly number[];
}
/** All the places that one beginning of a view may leave, each once. */
class Places {
  readonly all: Place[] = [];
  readonly #states = new Set<number>();
  readonly #others = new Set<string>();

  add(state: number, rest: readonly number[]): void {
    if (rest.length === 0) {
      if (this.#states.has(state)) return;
      this.#states.add(state);
    } else {
      const name = `${state} ${rest}`;
      if (this.#others.has(name)) return;
      this.#others.add(name);
    }
    this.all.push({ state, rest });
  }
}

/** Goes through all beginnings of views, shortest first; each stands for all schedules that look so until then. */
function viewsOf<Move>({ edges, ends }: Graph<Move>, mostBeginnings: number) {
  interface Beginning {
    readonly seen: Seen;
    readonly places: Places;
  }
  const views: Seen[] = [];
  const start = new Places();
  start.add(0, []);
  let level: readonly Beginning[] = [{ seen: [], places: start }];
  let left = mostBeginnings;
  while (level.length > 0) {
    left -= level.length;
    if (left < 0) return { views, complete: false };
    const longer: Beginning[] = [];
    for (const { seen, places } of level) {
      const next = new Map<number, Places>();
      let isWhole = false;
      // It grows while it is gone through, by moves that show nothing.
      for (const { state, rest } of places.all) {
        const [first, ...others] = rest;
        if (first !== undefined) {
          const after = next.get(first) ?? new Places();
          next.set(first, after);
          after.add(state, others);
          continue;
        }
        if (ends[state] === true) isWhole = true;
        for (const edge of edges[state] ?? []) places.add(edge.to, edge.seen);
      }
      if (isWhole) views.push(seen);
      for (const [first, after] of next) longer.push({ seen: [...seen, first], places: after });
    }
    level = longer;
  }
  return { views, complete: true };
}

/** Breadth first through states and how much of the view was seen. */
function wayTo<Move>({ edges, ends }: Graph<Move>, seen: Seen, whole: boolean): readonly Move[] {
  interface Stop {
    readonly state: number;
    readonly count: number;
    readonly before: Stop | undefined;
    readonly move: Move | undefined;
  }
  const isThere = ({ state, count }: Stop): boolean => count === seen.length && (!whole || ends[state] === true);
  const met = new Set<string>();
  let level: readonly Stop[] = [{ state: 0, count: 0, before: undefined, move: undefined }];
  while (level.length > 0) {
    const next: Stop[] = [];
    for (const stop of level) {
      if (isThere(stop)) {
        const moves: Move[] = [];
        for (let at: Stop | undefined = stop; at?.move !== undefined; at = at.before) moves.push(at.move);
        return moves.reverse();
      }
      for (const edge of edges[stop.state] ?? []) {
        // What is asked for may end within what one move shows; of a whole view it never does.
        const end = Math.min(seen.length, stop.count + edge.seen.length);
        if (whole && end < stop.count + edge.seen.length) continue;
        if (!seen.slice(stop.count, end).every((one, i) => one === edge.seen[i])) continue;
        const name = `${edge.to} ${end}`;
        if (met.has(name)) continue;
        met.add(name);
        next.push({ state: edge.to, count: end, before: stop, move: edge.move });
      }
    }
    level = next;
  }
  throw new Error('no schedule shows that');
}
