// Crashes, and how a run ends: what a node loses, what it keeps, what waits for it, and which timers ring.
import { describe, expect, test } from 'vitest';
import type { Order } from '../model/node.ts';
import type { Fault } from '../sim/scenario.ts';
import { OUT_OF_BAND_MILLIS } from '../sim/simulate.ts';
import {
  carried,
  chat,
  flush,
  LATENCY_MILLIS,
  listener,
  type Play,
  play,
  type React,
  say,
  talker,
  tell,
  timer,
  times,
  words,
  write,
} from './toy-world.ts';

describe('a crash', () => {
  const crash: Fault = { kind: 'crash', node: 'bob', atMillis: 205, forMillis: 100 };
  test('ends sessions: the other end hears of it, and what is on its way to the node is lost', () => {
    const played = chat([crash], 100, 200, 210, 250);
    expect(played.said('bob')).toEqual(['opened', 'block 100', 'restarted {}']);
    expect(times(played, 'bob', 'restarted')).toEqual([305]);
    expect(times(played, 'alice', 'closed')).toEqual([205 + LATENCY_MILLIS]);
    // Alice sends one more before she hears of it; the network carries both, to nobody.
    expect(carried(played).map(({ at, arrives }) => [Math.round(at), arrives && Math.round(arrives)])).toEqual([
      [100, 110],
      [200, undefined],
      [210, undefined],
    ]);
    expect(played.events.filter((one) => one.kind === 'crashed' || one.kind === 'restarted')).toMatchObject([
      { kind: 'crashed', node: 'bob', at: 205 },
      { kind: 'restarted', node: 'bob', at: 305 },
    ]);
    expect(played.events.filter((one) => one.kind === 'closed')).toMatchObject([{ from: 'bob', to: 'alice', at: 205 }]);
  });

  test('loses the state, the timers and what the node was still to do', () => {
    const seen: number[] = [];
    const bob: React = (input, now, count) => {
      seen.push(count);
      return input.kind === 'order' ? [timer('soon', now + 10), timer('late', now + 1_000)] : [];
    };
    const { said } = play({ nodes: { bob }, orders: [{ at: 190, node: 'bob', id: 'a' }], faults: [crash] });
    expect(said('bob')).toEqual(['order a', 'timer soon', 'restarted {}']);
    expect(seen).toEqual([0, 1, 0]);
  });

  test('takes timers with it, so that they do not keep the run going', () => {
    const bob: React = (input, now) => (input.kind === 'order' ? [timer('late', now + 1_000)] : []);
    const alice: React = (input, now) => (input.kind === 'order' ? [timer('idle', now + 500, true)] : []);
    const orders = [words('', 190), { at: 190, node: 'bob', id: '' }];
    const rings = (faults: readonly Fault[]) =>
      times(play({ nodes: { alice, bob }, orders, faults }), 'alice', 'timer');
    expect(rings([])).toEqual([690]);
    expect(rings([crash])).toEqual([]);
  });

  test('is found by whoever connects meanwhile, one latency later', () => {
    const played = play({
      nodes: { alice: talker('bob'), bob: listener },
      orders: [words('open', 250), words('open', 400)],
      faults: [crash],
    });
    expect(played.said('alice')).toEqual(['order open', 'closed', 'order open', 'opened']);
    expect(times(played, 'alice', 'closed')).toEqual([250 + LATENCY_MILLIS]);
    expect(played.events.filter((one) => one.kind === 'opened')).toHaveLength(1);
    expect(played.events.filter(({ kind }) => kind === 'unanswered')).toMatchObject([
      { at: 250.01, from: 'alice', to: 'bob', fromIp: '10.0.0.1', toIp: '10.0.0.2' },
    ]);
  });

  test('makes orders wait, in their order and after the restart; those to a node gone for good are dropped', () => {
    const orders = ['a', 'b', 'c'].map((id, i) => ({ at: 210 + i, node: 'bob', id }));
    const { forMillis: _, ...forGood } = crash as Extract<Fault, { kind: 'crash' }>;
    const nodes = { bob: listener };
    const back = play({ nodes, orders, faults: [crash] });
    expect(back.said('bob')).toEqual(['restarted {}', 'order a', 'order b', 'order c']);
    expect(times(back, 'bob', 'order')).toEqual([305, 305, 305]);
    expect(play({ nodes, orders, faults: [forGood] }).said('bob')).toEqual([]);
  });

  test('in the middle of a step undoes the step, and an order is given again', () => {
    // A step takes 0.01 ms: this crash comes before its end.
    const mid: Fault = { kind: 'crash', node: 'bob', atMillis: 100.005, forMillis: 50 };
    const nodes = { bob: (() => [tell('done')]) satisfies React };
    const played = play({ nodes, orders: [{ at: 100, node: 'bob', id: 'a' }], faults: [mid] });
    const told = played.events.filter((one) => one.kind === 'told');
    expect(told.map(({ at }) => Math.round(at))).toEqual([150, 150]);
    expect(played.events.filter((one) => one.kind === 'ordered')).toHaveLength(1);
  });

  test('lets arrive what had left, before the close, and nothing that had not left', () => {
    const bob: React = (input, now) =>
      input.kind === 'block'
        ? [
            say('now', input.session),
            say('in time', input.session, now + 20),
            say('too late', input.session, now + 200),
          ]
        : [];
    const played = play({
      nodes: { alice: talker('bob'), bob },
      orders: [words('open', 0), words('hello', 170)],
      faults: [crash],
    });
    expect(played.said('alice').slice(2)).toEqual(['order hello', 'block now', 'block in time', 'closed']);
    expect(times(played, 'alice', 'closed')).toEqual([205 + LATENCY_MILLIS]);
    // The block that never left is no event, and causes still name the events they named.
    expect(carried(played).filter(({ from }) => from === 'bob')).toHaveLength(2);
    for (const { cause } of carried(played).filter(({ from }) => from === 'bob'))
      expect(played.events[cause as number]).toMatchObject({ kind: 'carried', from: 'alice' });
    for (const one of played.events.filter(({ kind }) => kind === 'restarted' || kind === 'closed'))
      expect(one.cause === undefined || played.events[one.cause]?.kind === 'crashed').toBe(true);
  });

  test('while it is down can only keep it down longer', () => {
    const also = (atMillis: number, forMillis?: number): Fault => ({
      kind: 'crash',
      node: 'bob',
      atMillis,
      ...(forMillis !== undefined && { forMillis }),
    });
    expect(times(chat([crash, also(250, 10)]), 'bob', 'restarted')).toEqual([305]);
    expect(times(chat([crash, also(250, 500)]), 'bob', 'restarted')).toEqual([750]);
    expect(times(chat([crash, also(250)]), 'bob', 'restarted')).toEqual([]);
  });
});

test('a crash at a step comes right after it: its sends are on their way, its flushes are not completed', () => {
  const bob: React = (input) =>
    input.kind === 'block' ? [write('a', 1), flush(say('flushed', input.session)), say('at once', input.session)] : [];
  const at = (step: number, forMillis?: number): Fault => ({
    kind: 'crash at step',
    node: 'bob',
    step,
    ...(forMillis !== undefined && { forMillis }),
  });
  const with_ = (...faults: Fault[]) =>
    play({
      nodes: { alice: talker('bob'), bob },
      // The second block is there when the step that takes the first ends.
      orders: [words('open', 0), words('x', 100), words('x', 100), words('open', 300), words('y', 400)],
      faults,
    });
  expect(
    with_()
      .said('alice')
      .filter((one) => one.startsWith('block')),
  ).toHaveLength(6);
  // Its steps are: opened, block x, restarted, opened, block y.
  const played = with_(at(2, 50), at(5));
  expect(played.said('alice')).toEqual([
    ...['order open', 'opened', 'order x', 'order x', 'block at once', 'closed'],
    ...['order open', 'opened', 'order y', 'block at once', 'closed'],
  ]);
  expect(played.events.filter((one) => one.kind === 'flushed')).toEqual([]);
  expect(played.events.filter((one) => one.kind === 'restarted')).toHaveLength(1);
});

test('a crash loop crashes again and again', () => {
  const loop: Fault = { kind: 'crash loop', node: 'bob', atMillis: 100, times: 3, upMillis: 30, downMillis: 20 };
  const played = chat([loop]);
  expect(times(played, 'bob', 'restarted')).toEqual([120, 170, 220]);
  expect(played.events.flatMap((one) => (one.kind === 'crashed' ? [one.at] : []))).toEqual([100, 150, 200]);
});

describe('timers', () => {
  const once =
    (...effects: ReturnType<React>): React =>
    (input) =>
      input.kind === 'order' ? effects : [];
  const rung = (react: React, untilMillis?: number) =>
    play({
      nodes: { alice: react },
      orders: [words('', 0)],
      ...(untilMillis !== undefined && { untilMillis }),
    })
      .given.filter(({ input }) => input.kind === 'timer')
      .map(({ at, input }) => `${input.kind === 'timer' && input.name} ${Math.round(at)}`);
  test('replace the earlier one of their name', () => {
    expect(rung(once(timer('a', 100), timer('b', 50), timer('a', 200)))).toEqual(['b 50', 'a 200']);
    expect(rung(once(timer('a', 200), timer('a', 100)))).toEqual(['a 100']);
  });
  test('at infinity never ring, and cancel the earlier one of their name', () => {
    expect(rung(once(timer('a', Number.POSITIVE_INFINITY)))).toEqual([]);
    expect(rung(once(timer('a', 100), timer('b', 50), timer('a', Number.POSITIVE_INFINITY)))).toEqual(['b 50']);
    expect(rung(once(timer('a', Number.POSITIVE_INFINITY), timer('a', 100)))).toEqual(['a 100']);
    // One that is cancelled does not keep a run going.
    expect(rung(once(timer('a', 100), timer('idle', 50, true), timer('a', Number.POSITIVE_INFINITY)))).toEqual([]);
  });
  test('that are idle do not keep a run going, but ring while something else does', () => {
    expect(rung(once(timer('idle', 50, true), timer('a', 100), timer('idle too', 150, true)))).toEqual([
      'idle 50',
      'a 100',
    ]);
    expect(rung(once(timer('a', 100), timer('a', 50, true)))).toEqual([]);
  });
  test('that are idle ring until the time that a run is to go on', () => {
    const beat: React = (_input, now) => [timer('beat', now + 100, true)];
    expect(rung(beat, 350)).toEqual(['beat 100', 'beat 200', 'beat 300']);
    // What is not idle runs to its end all the same.
    expect(rung(once(timer('a', 500), timer('idle', 400, true), timer('idle too', 600, true)), 350)).toEqual([
      'idle 400',
      'a 500',
    ]);
  });
});

test('a run with faults may take ten times the steps, and one without end is still ended', () => {
  const endless: React = (_input, now) => [timer('on', now + 1)];
  const steps = (given: Partial<Play>) => {
    const { events, given: all } = play({ nodes: { alice: endless }, orders: [words('', 0)], ...given });
    expect(events.at(-1)).toMatchObject({ kind: 'broken', why: `no end after ${all.length} steps` });
    return all.length;
  };
  expect(steps({})).toBe(5_000);
  expect(steps({ untilMillis: 1 })).toBe(50_000);
});

test('what a user is told may lead to an order, no sooner than it is there', () => {
  const after = (node: string): { at: number; node: string; order: Order }[] =>
    node === 'alice' ? [{ at: 0, node: 'bob', order: { kind: 'cancel', id: 'x' } }] : [];
  const nodes = { alice: (() => [tell('x')]) satisfies React, bob: listener };
  const played = play({ nodes, orders: [words('', 500)], after });
  expect(times(played, 'bob', 'order')).toEqual([500 + OUT_OF_BAND_MILLIS]);
});

test('a run ends with the state of every node and what its disk keeps', () => {
  const keeper: React = (input) => {
    if (input.kind !== 'order' || input.order.kind !== 'send') return [];
    return [write(input.order.id, 1), ...(input.order.id === 'last' ? [] : [flush()])];
  };
  const orders = ['a', 'b', 'last'].map((id, i) => ({ at: 100 * i, node: 'bob', id }));
  const { ends } = play({ nodes: { alice: listener, bob: keeper }, orders });
  // Toys count their inputs; what was written and not flushed is not on the disk.
  expect([...ends]).toEqual([
    ['alice', { state: 0, disk: {} }],
    ['bob', { state: 3, disk: { a: 1, b: 1 } }],
  ]);
});

test('a node knows when its input was there, though it was busy', () => {
  const seen: (readonly [number, number])[] = [];
  const bob: React = (_input, now, _count, arrivedAt) => {
    seen.push([now, arrivedAt]);
    return [];
  };
  const orders = [100, 100, 200].map((at, i) => ({ at, node: 'bob', id: `${i}` }));
  play({ nodes: { bob }, orders, faults: [{ kind: 'skew', node: 'bob', byMillis: 1_000 }] });
  // A step takes 0.01 ms.
  expect(seen).toEqual([
    [1_100, 1_100],
    [1_100.01, 1_100],
    [1_200, 1_200],
  ]);
});
