// Breadth first through every state that a system can get into, each met once; so the first path to a state is a shortest.
// Two states are one only if their whole keys are equal: nothing is taken for visited on the word of a hash.

/** What can happen, as data. All four are pure, and `moves` gives the same moves in the same order for one state. */
export interface System<State, Move> {
  readonly initial: State;
  moves(state: State): readonly Move[];
  after(state: State, move: Move): State;
  /** Equal for two states only if they have the same future. */
  key(state: State): string | number;
  /** Whether nothing is left to do, though a fault might still happen; without it, whether there are no moves. */
  isEnd?(state: State, moves: readonly Move[]): boolean;
}

export interface Search<State, Move, Found> {
  readonly mostStates: number;
  /** Looks at each state once; `path` leads there by a shortest way. */
  examine?(state: State, isEnd: boolean, path: () => readonly Move[]): readonly Found[];
  /** Ends the search once so much was found; by default at the first. */
  readonly mostFound?: number;
  /** Those of the moves that suffice; see there why they do. */
  reduce?(state: State, moves: readonly Move[]): readonly Move[];
}

export interface Searched<Move, Found> {
  readonly states: number;
  /** How often a state was met, new or old, the initial one included: as spin counts. */
  readonly transitions: number;
  /** Moves on a shortest path to the states that are farthest. */
  readonly depth: number;
  /** Whether no state that can be reached was left out, but for what the reduction leaves out. */
  readonly complete: boolean;
  readonly ends: number;
  /** With a shortest path to each. */
  readonly found: readonly { readonly what: Found; readonly path: readonly Move[] }[];
}

/** A set of the engine holds no more. */
const MOST_STATES = 2 ** 24 - 1;

export function search<State, Move, Found = never>(
  system: System<State, Move>,
  { mostStates, examine, mostFound = 1, reduce }: Search<State, Move, Found>,
): Searched<Move, Found> {
  const most = Math.min(mostStates, MOST_STATES);
  const seen = new Set<string | number>();
  const origins = new Origins();
  const found: { what: Found; path: readonly Move[] }[] = [];
  let transitions = 0;
  let depth = 0;
  let ends = 0;
  let next: State[] = [];
  const chosen = (state: State) => {
    const moves = system.moves(state);
    return reduce === undefined ? moves : reduce(state, moves);
  };
  const wayTo = (index: number): readonly Move[] => {
    const steps: number[] = [];
    for (let at = index; origins.parent(at) >= 0; at = origins.parent(at)) steps.push(origins.move(at));
    let state = system.initial;
    return steps.reverse().map((step) => {
      const move = chosen(state)[step] as Move;
      state = system.after(state, move);
      return move;
    });
  };
  const result = (complete: boolean): Searched<Move, Found> => ({
    states: seen.size,
    transitions,
    depth,
    complete,
    ends,
    found,
  });
  /** False if the state is one too many. */
  const meet = (state: State, parent: number, move: number): boolean => {
    const key = system.key(state);
    const before = seen.size;
    if (before >= most && !seen.has(key)) return false;
    transitions++;
    seen.add(key);
    if (seen.size === before) return true;
    origins.add(parent, move);
    next.push(state);
    return true;
  };

  if (!meet(system.initial, -1, 0)) return result(false);
  for (let index = 0; ; depth++) {
    const level = next;
    next = [];
    for (const state of level) {
      const moves = system.moves(state);
      const isEnd = system.isEnd === undefined ? moves.length === 0 : system.isEnd(state, moves);
      if (isEnd) ends++;
      const here = index++;
      for (const what of examine?.(state, isEnd, () => wayTo(here)) ?? []) {
        found.push({ what, path: wayTo(here) });
        if (found.length >= mostFound) return result(false);
      }
      const taken = reduce === undefined ? moves : reduce(state, moves);
      for (let move = 0; move < taken.length; move++)
        if (!meet(system.after(state, taken[move] as Move), here, move)) return result(false);
    }
    if (next.length === 0) return result(true);
  }
}

/** For each state in the order in which they were met: from which one, and by which of its moves. */
class Origins {
  #parents = new Int32Array(1024);
  #moves = new Uint16Array(1024);
  #count = 0;

  add(parent: number, move: number): void {
    if (this.#count === this.#parents.length) {
      const [parents, moves] = [new Int32Array(2 * this.#count), new Uint16Array(2 * this.#count)];
      parents.set(this.#parents);
      moves.set(this.#moves);
      [this.#parents, this.#moves] = [parents, moves];
    }
    this.#parents[this.#count] = parent;
    this.#moves[this.#count++] = move;
  }
  /** Negative for the initial one. */
  parent(index: number): number {
    return this.#parents[index] as number;
  }
  move(index: number): number {
    return this.#moves[index] as number;
  }
}
