// The search, held against spin 6.5.2: a model of retries has the very same states and transitions in both.
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { retries, wrong } from '../reports/retry-model.ts';
import { type System, search } from '../sim/search.ts';

describe('retry, acknowledge and hold', () => {
  test('has the states and transitions that spin counts, and no violation', () => {
    const searched = search(retries(3, true), { mostStates: 1e6, examine: wrong(3) });
    expect(searched).toMatchObject({ states: 19_450, transitions: 64_933, complete: true, found: [] });
  });

  // Five seconds and more: HOPSCOPE_LONG_TESTS=1 npx vitest run test/search.test.ts
  test.runIf(process.env['HOPSCOPE_LONG_TESTS'])('and so it has with four messages', () => {
    const searched = search(retries(4, true), { mostStates: 2e6, examine: wrong(4) });
    expect(searched).toMatchObject({ states: 1_006_968, transitions: 3_776_825, complete: true, found: [] });
  });

  test('enqueues twice without memory: after five moves at least, and in the step from depth 9 if the first is taken always, as spin does', () => {
    const system = retries(3, false);
    const { found, complete } = search(system, { mostStates: 1e6, examine: wrong(3) });
    expect(complete).toBe(false);
    expect(found).toEqual([{ what: 'a duplicate', path: [0, 3, 3, 6, 6] }]);
    let moves = 0;
    for (let state = system.initial; wrong(3)(state).length === 0; moves++)
      state = system.after(state, system.moves(state)[0] as number);
    expect(moves - 1).toBe(9);
  });
});

describe('a search', () => {
  /** Counts up to a number, by one or by two. */
  const stairs = (top: number): System<number, 1 | 2> => ({
    initial: 0,
    moves: (stair) => ([1, 2] as const).filter((step) => stair + step <= top),
    after: (stair, step) => stair + step,
    key: (stair) => stair,
  });

  test('stops at its bound and says so', () => {
    expect(search(stairs(100), { mostStates: 10 })).toMatchObject({ states: 10, complete: false });
    expect(search(stairs(100), { mostStates: 101 })).toMatchObject({ states: 101, complete: true, depth: 50, ends: 1 });
  });

  test('goes on after a find while it may, and gives a shortest path to each', () => {
    const examine = (stair: number, isEnd: boolean) => (stair === 5 || isEnd ? [stair] : []);
    const { found } = search(stairs(7), { mostStates: 100, examine, mostFound: 9 });
    expect(found.map(({ what, path }) => [what, path.length])).toEqual([
      [5, 3],
      [7, 4],
    ]);
  });

  test('takes no other moves than a reduction leaves', () => {
    const reduce = (_: number, moves: readonly (1 | 2)[]) => moves.slice(0, 1);
    expect(search(stairs(9), { mostStates: 100, reduce })).toMatchObject({ states: 10, transitions: 10, ends: 1 });
  });
});
