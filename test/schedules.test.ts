// All schedules of two worlds: their number and views against plain enumeration, the sealed design without a distinguisher,
// planted leaks with one, and no false alarm where what happens follows the secret and nobody can see it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Design, sealed } from '../model/design.ts';
import { Terms } from '../model/terms.ts';
import { propertyOf } from '../properties/catalogue.ts';
import { type Apart, comparePair, type Distinguisher } from '../properties/distinguishers.ts';
import type { Who } from '../properties/observer.ts';
import type { Property } from '../properties/property.ts';
import { designNamed, wantedProperties } from '../properties/request.ts';
import {
  compareSchedules,
  grouped,
  pairsOf,
  type SchedulesRequest,
  scheduleCount,
  schedulesVerdict,
} from '../properties/schedule-evidence.ts';
import type { SchedulePair } from '../properties/schedule-pairs.ts';
import { encountering } from '../sim/encounters.ts';
import type { Move, World } from '../sim/moves.ts';
import { type Bounds, type Reduction, scheduleSpace } from '../sim/schedule-space.ts';
import { schedules } from '../sim/schedules.ts';
import type { System } from '../sim/search.ts';
import { Worlds } from '../sim/worlds.ts';
import { asker, askerAt, keeper, keeperAt, order } from './toy-nodes.ts';

describe('all schedules of a system', () => {
  /** Where the moves of each state lead, always further on, and what they show. */
  type Steps = readonly (readonly { readonly by: number; readonly seen: readonly number[] }[])[];
  const systemOf = (steps: Steps): System<number, number> => ({
    initial: 0,
    moves: (state) => (steps[state] ?? []).map((_, i) => i),
    after: (state, move) => Math.min(steps.length, state + (steps[state]?.[move]?.by ?? 1)),
    key: (state) => state,
  });
  const shown = (steps: Steps) => (state: number, move: number) => ({
    after: systemOf(steps).after(state, move),
    seen: steps[state]?.[move]?.seen ?? [],
  });
  const usual = { mostStates: 1_000, mostBeginnings: 10_000 };

  test('are as many, and look, as if they were gone through one by one', () => {
    const step = fc.record({
      by: fc.integer({ min: 1, max: 3 }),
      seen: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }), (steps) => {
        const all: number[][] = [];
        const go = (state: number, seen: readonly number[]): void => {
          if (state >= steps.length) all.push([...seen]);
          for (const move of systemOf(steps).moves(state)) {
            const { after, seen: more } = shown(steps)(state, move);
            go(after, [...seen, ...more]);
          }
        };
        go(0, []);
        const found = schedules(systemOf(steps), { ...usual, show: shown(steps) });
        expect(found).toMatchObject({ complete: true, count: BigInt(all.length) });
        expect(found.views.map(String).toSorted()).toEqual([...new Set(all.map(String))].toSorted());
        for (const view of found.views) {
          let state = 0;
          const seen = found.wayTo(view, true).flatMap((move) => {
            const { after, seen: more } = shown(steps)(state, move);
            state = after;
            return more;
          });
          expect([seen, state]).toEqual([view, steps.length]);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('look the same in two worlds that make the same choices in another order: no schedule is held against its like', () => {
    // In one world the first choice is what is seen, in the other the second.
    const either = [1, 2].map((seen) => ({ by: 1, seen: [seen] }));
    const hidden = [1, 2].map(() => ({ by: 1, seen: [] }));
    const [left, right] = [
      [either, hidden],
      [hidden, either],
    ].map((steps) => ({ steps, all: schedules(systemOf(steps), { ...usual, show: shown(steps) }) }));
    expect(left?.all.views.map(String)).toEqual(right?.all.views.map(String));
    const lockstep = (steps: Steps) => [0, 1].flatMap((state) => shown(steps)(state, state).seen);
    expect(lockstep(left?.steps ?? [])).not.toEqual(lockstep(right?.steps ?? []));
  });

  test('that are too many are said to be so, and those that never end are not counted', () => {
    const steps = Array.from({ length: 9 }, () => [1, 2].map((seen) => ({ by: 1, seen: [seen] })));
    expect(schedules(systemOf(steps), { ...usual, show: shown(steps) })).toMatchObject({ complete: true, count: 512n });
    const few = schedules(systemOf(steps), { ...usual, mostStates: 5, show: shown(steps) });
    expect(few).toMatchObject({ complete: false, states: 5, count: undefined });
    expect(schedules(systemOf(steps), { ...usual, mostBeginnings: 99, show: shown(steps) }).complete).toBe(false);
    const round = { ...systemOf(steps), after: (state: number) => (state + 1) % 3 };
    const around = schedules(round, { ...usual, show: (state) => ({ after: round.after(state), seen: [] }) });
    expect(around).toMatchObject({ states: 3, count: undefined });
  });

  test.each([
    ['no crash', { crashes: 0, faults: 0 }],
    ['a crash', { crashes: 1, faults: 0 }],
  ])('of small nodes show the same with %s, whether or not what nobody sees is put first', (_, bounds: Bounds) => {
    const actors = [keeperAt(keeper('after the flush')), askerAt(1, asker('gives up')), askerAt(2, asker('gives up'))];
    for (const seer of ['keeper', 'asker 1']) {
      const of = (reduction: Reduction) => {
        const worlds = new Worlds(actors, sealed, 'toy', new Terms(), 'within the step');
        const space = scheduleSpace(worlds, worlds.genesis(), [[], [order('a')], [order('b')]], bounds, reduction);
        const encounter = encountering(worlds);
        const names: string[] = [];
        const numberOf = (name: string): number => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
        const { reduce } = space;
        const all = schedules<World, Move>(space, {
          mostStates: 50_000,
          mostBeginnings: 100_000,
          show: (world, move) => {
            const { after, encounters } = encounter(world, move);
            const mine = encounters.filter(({ where, event }) => event[where === 'leaves' ? 'from' : 'to'] === seer);
            return { after, seen: mine.map((one) => numberOf(JSON.stringify(one))) };
          },
          ...(reduce && { reduce }),
        });
        return { all, views: all.views.map((view) => view.map((one) => names[one]).join('\n')).toSorted() };
      };
      const [whole, reduced] = [of('nothing'), of('independent steps')];
      expect([whole.all.complete, reduced.all.complete]).toEqual([true, true]);
      expect(reduced.views).toEqual(whole.views);
      expect(reduced.all.states).toBeLessThan(whole.all.states);
    }
  });
});

const usual = {
  design: sealed,
  seed: 'of the tests',
  readers: 'are there',
  crashes: 0,
  faults: 0,
  mostStates: 100_000,
  mostBeginnings: 100_000,
} as const;
const property = (id: string): Property => propertyOf(id) as Property;
const compared = (id: string, over: Partial<SchedulesRequest> = {}, apart?: Apart) => {
  const all = compareSchedules(property(id), { ...usual, messages: 2, ...over }, apart);
  if (typeof all === 'string') throw new Error(all);
  return all;
};
const leaking = (name: string) => ({ design: designNamed(name) as Design });

describe('of two worlds of the real nodes', () => {
  test.each([
    'R2.2-same-queue',
    'R2.2-network',
    'R2.3-how-many',
    'R2.4-outcome',
    'R5.4-withheld',
    'G1-worlds',
    'G5-worlds',
  ])('%s has no distinguisher in the sealed design, in all of them', (id) => {
    const all = compared(id);
    expect(schedulesVerdict(all)).toBe('holds');
    expect(scheduleCount(all)).toBeGreaterThan(1_000_000n);
    // A world has several views where the order of events is not always the same, and the other has as many.
    for (const { worlds } of all) expect(worlds[0].views).toBe(worlds[1].views);
    expect(Math.max(...all.flatMap(({ worlds }) => worlds.map(({ views }) => views)))).toBeGreaterThan(1);
  });

  test.each([
    ['sender-key-per-queue', 'R2.2-same-queue', /a public key of 32 octets that it saw before/],
    ['destination-id-in-clear', 'R2.2-same-queue', /a random value of 24 octets that it saw before/],
    ['destination-id-hashed', 'R2.2-same-queue', /a hash of 32 octets that it saw before/],
    ['one-at-a-time-per-queue', 'R2.2-same-queue', /in one world it sees, .* octets from 2001:.*; in the other/],
    ['refusals-in-clear', 'R2.4-outcome', /holds the octets/],
    ['one-session-per-client', 'G5-worlds', /on session 2: .*; in the other, on session 3: /],
    ['relay-id-carried-over', 'G5-worlds', /a random value of 4 octets that it saw before/],
    ['sender-key-per-client', 'G5-worlds', /a public key of 32 octets that it saw before/],
  ])('%s has one for %s', (name, id, words) => {
    const all = compared(id, leaking(name));
    expect(schedulesVerdict(all)).toBe('violated');
    const told = all.flatMap(({ distinguisher }) => distinguisher ?? []);
    const [first] = told as [Distinguisher];
    expect(first.words).toMatch(words);
    expect(first.steps.at(-1)?.marked).toBe(true);
  });

  test('a distinguisher is found again step by step', () => {
    const find = () =>
      compared('R2.3-how-many', leaking('destination-id-in-clear')).map(({ distinguisher }) => distinguisher);
    expect(find()).toEqual(find());
  });

  test('shapes are matched before contents, and contents by whatever is given to compare them', () => {
    const blind: Apart = () => undefined;
    expect(schedulesVerdict(compared('R2.3-how-many', leaking('sender-key-per-queue'), blind))).toBe('holds');
    expect(schedulesVerdict(compared('R2.3-how-many', leaking('one-at-a-time-per-queue'), blind))).toBe('violated');
    const sharp: Apart = () => 'everything';
    expect(schedulesVerdict(compared('R2.3-how-many', {}, sharp))).toBe('violated');
  });

  test('holds with a fault anywhere: short values that are drawn anew have a name as long ones have', () => {
    const [all] = pairsOf(property('R2.4-outcome'), 1).map((pair) =>
      comparePair({ ...usual, faults: 1, users: pair.users }, pair, 'the proxy'),
    );
    expect(all).toMatchObject([{ complete: true, distinguisher: undefined }]);
  });

  test('a bound leaves the verdict undecided', () => {
    expect(schedulesVerdict(compared('R2.2-same-queue', { mostStates: 50 }))).toBe('undecided');
    expect(schedulesVerdict([])).toBe('undecided');
  });
});

describe('what is no secret raises no alarm', () => {
  const [pair] = pairsOf(property('G5-worlds'), 2) as [SchedulePair];
  const distinguisher = (over: Partial<SchedulePair>, who: Who) => {
    const asked = { ...pair, ...over };
    const found = comparePair({ ...usual, users: asked.users }, asked, who);
    if (typeof found === 'string') throw new Error(found);
    expect(found.map(({ complete }) => complete)).toEqual([true]);
    return found[0]?.distinguisher;
  };
  const [[oneFirst, otherFirst], [two]] = pair.worlds;
  if (oneFirst === undefined || otherFirst === undefined || two === undefined)
    throw new Error('expected three scenarios');

  test('such as which of two equal orders comes first: the proxy cannot see it, and the relay can', () => {
    const worlds = [[oneFirst], [otherFirst]] as const;
    expect(distinguisher({ worlds }, 'the proxy')).toBeUndefined();
    expect(distinguisher({ worlds }, 'the relay')?.words).toMatch(/octets|random value/);
  });

  test('nor which of two clients is asked first, whatever comes of it', () => {
    const turned = { ...two, orders: two.orders.map((line, i) => ({ ...line, atMillis: 1 - i })) };
    for (const users of ['may wait', 'wait until all is at rest'] as const)
      expect(distinguisher({ worlds: [[two], [turned]], users }, 'the relay')).toBeUndefined();
  });

  test('but an order that one world always has is one, and so are two forwards at once', () => {
    expect(distinguisher({ worlds: [[oneFirst], [two]] }, 'the relay')?.world).toBe(1);
    const atOnce = distinguisher({ users: 'may wait' }, 'the relay');
    expect(atOnce).toMatchObject({ world: 1, sightings: 2 });
  });
});

test('a proxy that withholds the command that secures a queue sees whether its messages follow', () => {
  const [pair] = pairsOf(property('R5.4-withheld'), 2) as [SchedulePair];
  const [left, right] = pair.worlds.map((world) =>
    world.map((one) => ({ ...one, queues: one.queues.map((queue) => ({ ...queue, secured: true })) })),
  );
  const worlds = [left ?? [], right ?? []] as const;
  const found = comparePair({ ...usual, users: pair.users }, { ...pair, worlds }, 'the proxy');
  expect(found).toMatchObject([
    { complete: true, distinguisher: { words: expect.stringMatching(/holds the octets/) } },
  ]);
});

test('there are pairs for whatever compares two worlds, but where the secret is a time or the proxy follows a script', () => {
  const without = wantedProperties({}).filter(({ id }) => pairsOf(property(id), 2).length === 0);
  expect(without.filter(({ method }) => method === 'two worlds').map(({ id }) => id)).toEqual([
    'R2.2-active',
    'R2.4-active',
    // One run, held against itself with two forwards exchanged.
    'R3.3-permuted',
    'R6.2-worlds',
    // Silence is a matter of time.
    'G5-silent',
  ]);
});

test('numbers are written as people read them', () => {
  expect([0n, 999n, 1_000n, 123_456_789n, 10n ** 20n].map(grouped)).toEqual([
    '0',
    '999',
    '1,000',
    '123,456,789',
    '1.00 × 10^20',
  ]);
});
