// A small model of retries whose size is known from spin: the search is held against it, and measured with it.
import type { System } from '../sim/search.ts';

const CHANNEL = 4;
const MOST_TRIES = 2;

/**
 * A proxy holds what it accepted and sends each message at most twice over a channel that loses and keeps order; the
 * relay enqueues, once if it remembers, and answers over another; an answer releases the message and ticks it as sent.
 * One octet for each variable of the model.
 */
export function retries(messages: number, remembers: boolean): System<Uint8Array, number> {
  const [SENT, HELD, SEEN, TICKED, OUT_COUNT, BACK_COUNT, QUEUED] = [0, 1, 2, 3, 4, 5, 6];
  const TRIES = 7;
  const OUT = TRIES + messages;
  const BACK = OUT + CHANNEL;
  const QUEUE = BACK + CHANNEL;
  const COPIES = QUEUE + messages * MOST_TRIES;
  const get = (state: Uint8Array, at: number): number => state[at] as number;
  const shift = (state: Uint8Array, from: number, count: number): number => {
    const first = get(state, from);
    state.copyWithin(from, from + 1, from + get(state, count));
    state[count] = get(state, count) - 1;
    state[from + get(state, count)] = 0;
    return first;
  };
  const push = (state: Uint8Array, to: number, count: number, value: number): void => {
    state[to + get(state, count)] = value;
    state[count] = get(state, count) + 1;
  };
  const [ENQUEUE, LOSE, LOSE_ANSWER, TICK] = [2 * messages, 2 * messages + 1, 2 * messages + 2, 2 * messages + 3];
  return {
    initial: new Uint8Array(COPIES + messages),
    // Any of them may violate an assertion of the model: the state that it leads to is an end.
    moves: (state) => {
      const all: number[] = [];
      if (duplicated(state)) return all;
      for (let k = 0; k < messages; k++) if (!(get(state, SENT) & (1 << k))) all.push(k);
      for (let k = 0; k < messages; k++)
        if (get(state, HELD) & (1 << k) && get(state, TRIES + k) < MOST_TRIES && get(state, OUT_COUNT) < CHANNEL)
          all.push(messages + k);
      if (get(state, OUT_COUNT) > 0 && get(state, BACK_COUNT) < CHANNEL) all.push(ENQUEUE);
      if (get(state, OUT_COUNT) > 0) all.push(LOSE);
      if (get(state, BACK_COUNT) > 0) all.push(LOSE_ANSWER, TICK);
      return all;
    },
    after: (before, move) => {
      const state = before.slice();
      if (move < messages) {
        state[SENT] = get(state, SENT) | (1 << move);
        state[HELD] = get(state, HELD) | (1 << move);
      } else if (move < ENQUEUE) {
        const k = move - messages;
        state[TRIES + k] = get(state, TRIES + k) + 1;
        push(state, OUT, OUT_COUNT, k + 1);
      } else if (move === ENQUEUE) {
        const message = shift(state, OUT, OUT_COUNT);
        push(state, BACK, BACK_COUNT, message);
        const bit = 1 << (message - 1);
        if (!(remembers && get(state, SEEN) & bit)) {
          push(state, QUEUE, QUEUED, message);
          state[SEEN] = get(state, SEEN) | bit;
          state[COPIES + message - 1] = get(state, COPIES + message - 1) + 1;
        }
      } else if (move === LOSE) shift(state, OUT, OUT_COUNT);
      else if (move === LOSE_ANSWER) shift(state, BACK, BACK_COUNT);
      else {
        const bit = 1 << (shift(state, BACK, BACK_COUNT) - 1);
        state[HELD] = get(state, HELD) & ~bit;
        state[TICKED] = get(state, TICKED) | bit;
      }
      return state;
    },
    key: (state) => Buffer.from(state.buffer, state.byteOffset, state.length).toString('latin1'),
  };
  function duplicated(state: Uint8Array): boolean {
    for (let k = 0; k < messages; k++) if (get(state, COPIES + k) > 1) return true;
    return false;
  }
}

/** What spin's assertions find. */
export const wrong = (messages: number) => (state: Uint8Array) => {
  const copies = state.subarray(state.length - messages);
  if (copies.some((count) => count > 1)) return ['a duplicate'];
  return copies.some((count, k) => count === 0 && (state[3] as number) & (1 << k)) ? ['a tick for nothing'] : [];
};
