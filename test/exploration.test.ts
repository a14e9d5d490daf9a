// Exploration: small nodes whose faults are known are found out by exactly the crash that shows them, the reduction leaves
// every end that there is, and the real nodes are taken through every order of a small scenario.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import type { Node, Order } from '../model/node.ts';
import { TORN } from '../model/node.ts';
import {
  EXPLORABLE,
  type ExplorationRequest,
  type Explored,
  explore,
  mutualScenario,
} from '../properties/exploration.ts';
import type { PlantedLeak } from '../properties/planted-leak.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { wantedProperties } from '../properties/request.ts';
import { disksAfterCrash } from '../sim/crashes.ts';
import { blank, type Write } from '../sim/disk.ts';
import { Interned } from '../sim/intern.ts';
import type { Move, World } from '../sim/moves.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import type { Bounds, Reduction } from '../sim/schedule-space.ts';
import type { Participant as Actor } from '../sim/world.ts';
import type { Worlds } from '../sim/worlds.ts';
import { asker, askerAt, erratic, exploreNodes, type Kept, keeper, keeperAt, node, order } from './toy-nodes.ts';

/** Alice writes to a queue that Bob reads. */
const written = (messages: number, queue: { readonly secured?: boolean; readonly unknown?: boolean } = {}) =>
  scenarioSchema.parse({
    name: 'a queue',
    servers: [
      { name: 'proxy', ip: '10.0.0.1' },
      { name: 'relay', ip: '10.0.0.2' },
    ],
    clients: [
      { name: 'alice', ip: '10.1.0.1', proxy: 'proxy' },
      { name: 'bob', ip: '10.1.0.2' },
    ],
    queues: [{ name: 'q', relay: 'relay', from: 'alice', to: 'bob', ...queue }],
    orders: Array.from({ length: messages }, (_, i) => ({ atMillis: 0, queue: 'q', text: `message ${i + 1}` })),
  });
/** What a user was told is sent is kept, and once. */
function keptOnce(worlds: Worlds, world: World): readonly string[] {
  const { kept } = worlds.station(world, 0).state as Kept;
  const told = worlds.actors.flatMap((_, actor) => Object.values(worlds.station(world, actor).told).flat());
  return told.flatMap((news) => {
    const copies = news.kind === 'sent' ? kept.filter((id) => id === news.id).length : 1;
    return copies === 1 ? [] : [copies === 0 ? 'lost' : 'twice'];
  });
}

describe('a crash', () => {
  const one = [[], [order('m')]];
  const moves = (path: readonly Move[] | undefined) => path?.map(({ kind }) => kind);

  test('loses what was answered for before it was on the disk, in exactly the crash in between', () => {
    const actors = [keeperAt(keeper('before the flush')), askerAt(1, asker('gives up'))];
    expect(exploreNodes(actors, one, { crashes: 0, faults: 0 }, 'nothing', keptOnce)).toMatchObject({
      complete: true,
      found: [],
    });
    const { found } = exploreNodes(actors, one, { crashes: 1, faults: 0 }, 'nothing', keptOnce);
    expect(found[0]?.what).toBe('lost');
    // It is sent, then the keeper crashes before the flush and starts again, and the answer still arrives.
    const steps = moves(found[0]?.path);
    expect(steps?.indexOf('flush')).toBe(-1);
    expect(steps?.filter((kind) => kind !== 'deliver')).toEqual(['order', 'crash', 'restart']);
  });

  test('loses nothing of what was answered for after it was on the disk', () => {
    const actors = [keeperAt(keeper('after the flush')), askerAt(1, asker('gives up'))];
    for (const crashes of [0, 1, 2])
      expect(exploreNodes(actors, one, { crashes, faults: 0 }, 'nothing', keptOnce)).toMatchObject({
        complete: true,
        found: [],
      });
  });

  test('makes a keeper without memory keep twice what is sent again, and one with memory not', () => {
    const again = asker('tries again');
    const forgetful = [keeperAt(keeper('after the flush', false)), askerAt(1, again)];
    const mindful = [keeperAt(keeper('after the flush')), askerAt(1, again)];
    for (const bounds of [
      { crashes: 1, faults: 0 },
      { crashes: 0, faults: 1 },
    ]) {
      expect(exploreNodes(forgetful, one, bounds, 'nothing', keptOnce).found[0]?.what).toBe('twice');
      expect(exploreNodes(mindful, one, bounds, 'nothing', keptOnce)).toMatchObject({ complete: true, found: [] });
    }
  });

  test('leaves each write that waits kept or lost as a whole, and in place each record kept, lost or torn', () => {
    const write = (records: Write['records'], inPlace = false): Write => ({ records, inPlace });
    const disks = (...waiting: Write[]) =>
      disksAfterCrash({ ...blank, lasting: { old: 1 }, waiting }).map(({ disk }) => disk.lasting);
    expect(disks()).toEqual([{ old: 1 }]);
    expect(disks(write({ a: 1, b: 2 }))).toEqual([{ old: 1, a: 1, b: 2 }, { old: 1 }]);
    expect(disks(write({ a: 1 }, true))).toEqual([{ old: 1, a: 1 }, { old: 1 }, { old: 1, a: TORN }]);
    expect(disks(write({ old: undefined }, true))).toEqual([{}, { old: 1 }]);
    const many = (count: number) => Array.from({ length: count }, (_, i) => write({ [i]: i }));
    expect(disks(...many(8))).toHaveLength(256);
    expect(disks(...many(9))).toHaveLength(11);
  });
});

test('a timer waits until nothing else can happen, or is early for a fault; an idle one keeps nothing going', () => {
  const late: Node = node({ heard: false }, (state, input) => {
    if (input.kind === 'order')
      return [
        state,
        [
          { kind: 'open', session: 's', host: 'keeper.example' },
          { kind: 'timer', name: 'late', at: 50 },
          { kind: 'timer', name: 'idle', at: 10, idle: true },
        ],
      ];
    if (input.kind === 'opened') return [{ heard: true }, []];
    if (input.kind !== 'timer') return [state, []];
    return [state, [{ kind: 'tell', news: { kind: 'gained', what: `${input.name} ${state.heard}` } }]];
  });
  const told = (faults: number, restMillis: number): readonly string[] => {
    const actors = [keeperAt(keeper('after the flush')), askerAt(1, late)];
    const { ends } = exploreNodes(actors, [[], [order('m')]], { crashes: 0, faults, restMillis });
    return [...ends].map((end) => [...end.matchAll(/(idle|late) (true|false)/g)].map(([all]) => all).join()).sort();
  };
  expect(told(0, 0)).toEqual(['late true']);
  expect(told(0, 5)).toEqual(['late true,idle true']);
  expect(new Set(told(1, 0))).toEqual(new Set(['late false', 'late true']));
});

describe('the reduction leaves every end', () => {
  const both = (actors: readonly Actor[], orders: readonly (readonly Order[])[], bounds: Bounds) => {
    const all = exploreNodes(actors, orders, bounds, 'nothing', () => [], 20_000);
    const reduced = exploreNodes(actors, orders, bounds, 'independent steps', () => [], 20_000);
    return { all, reduced };
  };

  test.each([0, 1, 2])('of askers and a keeper with %i crashes, and takes fewer states for it', (crashes) => {
    for (const keeps of [keeper('before the flush'), keeper('after the flush', false)]) {
      const actors = [keeperAt(keeps), askerAt(1, asker('tries again')), askerAt(2, asker('gives up'))];
      const { all, reduced } = both(actors, [[], [order('a')], [order('b')]], { crashes, faults: 0 });
      expect([all.complete, reduced.complete]).toEqual([true, true]);
      expect(reduced.ends).toEqual(all.ends);
      if (crashes === 0) expect(reduced.states).toBeLessThan(all.states);
    }
  });

  test('of nodes that do anything', () => {
    const reactions = fc.array(fc.nat({ max: 9 }), { minLength: 12, maxLength: 12 });
    const worldsOfNodes = fc.record({
      behaviours: fc.array(reactions, { minLength: 3, maxLength: 3 }),
      orders: fc.integer({ min: 1, max: 2 }),
      crashes: fc.integer({ min: 0, max: 2 }),
      faults: fc.constantFrom(0, 0, 0, 1),
    });
    let smaller = 0;
    fc.assert(
      fc.property(worldsOfNodes, ({ behaviours, orders, crashes, faults }) => {
        const actors = behaviours.map((behaviour, i) =>
          i === 0 ? keeperAt(erratic(behaviour)) : askerAt(i, erratic(behaviour)),
        );
        const given = [[], [order('a')], [order('b'), order('c')].slice(0, orders)];
        const { all, reduced } = both(actors, given, { crashes, faults });
        fc.pre(all.complete && reduced.complete);
        if (reduced.states < all.states) smaller++;
        expect(reduced.ends).toEqual(all.ends);
      }),
      { seed: 1, numRuns: 20 },
    );
    expect(smaller).toBeGreaterThan(5);
  });
});

describe('of the real nodes', () => {
  const properties = wantedProperties({ properties: EXPLORABLE });
  const usual = {
    design: sealed,
    crashes: 0,
    faults: 0,
    mostStates: 100_000,
    seed: 'explored',
    readers: 'are there',
    reduction: 'independent steps of servers and clients',
    properties,
  } as const;
  const explored = (asked: Partial<ExplorationRequest> & Pick<ExplorationRequest, 'scenario'>): Explored => {
    const found = explore({ ...usual, ...asked });
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  const violated = ({ lines }: Explored): readonly string[] =>
    lines.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property);

  test('one message arrives in every order, once and in order', () => {
    const good = wantedProperties({ properties: ['D1-messages-arrive'] });
    const found = explored({ scenario: written(1), properties: good });
    expect(found).toMatchObject({ complete: true, outcomes: 1, lines: [{ verdict: 'holds' }] });
  });

  test.each([
    ['a message with a crash', written(1), { crashes: 1 }],
    ['a message to a queue that is not secured, with a crash', written(1, { secured: false }), { crashes: 1 }],
    ['a message with a fault', written(1), { faults: 1 }],
    ['messages to each other', mutualScenario(1), {}],
  ] as const)('the reduction leaves every end and outcome of %s', (_, scenario, bounds) => {
    const of = (reduction: Reduction) => explored({ ...bounds, scenario, reduction });
    const [all, reduced] = [of('nothing'), of('independent steps of servers and clients')];
    expect([all.complete, reduced.complete]).toEqual([true, true]);
    expect([reduced.ends, reduced.outcomes]).toEqual([all.ends, all.outcomes]);
    expect([violated(all), violated(reduced)]).toEqual([[], []]);
    expect(2 * reduced.states).toBeLessThan(all.states);
  });

  const honest = new Map<string, { complete: boolean; violated: readonly string[] }>();
  const survived = (scenario: Scenario) => {
    const name = JSON.stringify(scenario);
    const known = honest.get(name);
    if (known !== undefined) return known;
    const found = explored({ scenario, crashes: 1 });
    const what = { complete: found.complete, violated: violated(found) };
    honest.set(name, what);
    return what;
  };

  test.each([
    ['relay-answers-before-its-disk', written(2), ['R5.1-delivers', 'R5.3-told-truly']],
    ['client-sends-before-its-disk', written(2), ['R5.1-delivers', 'R5.3-told-truly']],
    ['records-written-in-place', written(2), ['R5.1-delivers', 'R5.3-ends', 'R5.3-told-truly']],
    ['gaps-not-waited-for', written(2), ['R5.4-in-order']],
    ['nothing-against-repetition', written(1), ['R5.4-once']],
    ['slot-lost-with-its-client', written(1, { secured: false }), ['R5.1-delivers']],
    ['sent-is-told-too-early', written(1, { secured: false, unknown: true }), ['R5.3-ends', 'R5.3-told-truly']],
  ] as const)('%s is found out by one crash, which the sealed design survives', (name, scenario, properties) => {
    const { design } = plantedLeaks.find((leak) => leak.name === name) as PlantedLeak;
    const found = explored({ scenario, design, crashes: 1 });
    expect(found.complete).toBe(true);
    expect(violated(found)).toEqual(properties);
    expect(survived(scenario)).toEqual({ complete: true, violated: [] });
  });

  test('readers who come when all is quiet read the same', () => {
    const found = explored({ scenario: mutualScenario(1), crashes: 1, readers: 'come when all is quiet' });
    expect(found.complete).toBe(true);
    expect(violated(found)).toEqual([]);
    expect(found.outcomes).toBeGreaterThan(1);
  });

  test('what is left undone is said: a bound on states leaves a verdict undecided', () => {
    const few = explored({ scenario: written(1), mostStates: 5 });
    expect(few).toMatchObject({ complete: false, states: 5 });
    expect(few.lines.map(({ verdict }) => verdict)).toEqual(few.lines.map(() => 'undecided'));
  });

  test('a scenario with faults of its own is refused', () => {
    const faults = [{ kind: 'crash', node: 'relay', atMillis: 5 }] as const;
    expect(explore({ ...usual, scenario: { ...written(1), faults: [...faults] } })).toMatch(/bounds give them/);
  });
});

describe('interned data', () => {
  test('has one number for equal values and different ones for all others', () => {
    const interned = new Interned();
    const block = new Uint8Array(16_384);
    const values = [
      ...[0, -0, 1, '1', '', true, null, undefined, Number.NaN, [], {}, [1], ['1'], [[1]], [undefined], { a: 1 }],
      ...[{ a: '1' }, { a: undefined }, { a: 1, b: 2 }, { a: 2, b: 1 }, { 1: 1 }, new Uint8Array(0), Uint8Array.of(1)],
      ...[block, block.with(16_383, 1), block.subarray(1)],
    ];
    const ids = values.map((value) => interned.id(value));
    expect(new Set(ids).size).toBe(values.length);
    expect(values.map((value) => interned.id(structuredClone(value)))).toEqual(ids);
    expect(ids.map((id) => interned.value(id))).toEqual(values);
    const [filled, other] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ].map((record) => interned.id(record));
    expect(filled).toBe(other);
    expect(() => interned.id(() => 0)).toThrow(/plain data/);
    expect(() => interned.id(new Map())).toThrow(/plain data/);
  });
});
