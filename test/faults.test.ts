// What goes wrong in a run, kind by kind, with small nodes of the test's own; and that all of it can be repeated.
import { describe, expect, test } from 'vitest';
import { CONNECT_MILLIS } from '../sim/network.ts';
import type { Fault } from '../sim/scenario.ts';
import { type Event, fingerprint } from '../sim/trace.ts';
import {
  carried,
  chat,
  flush,
  LATENCY_MILLIS,
  listener,
  open,
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

const between: [string, string] = ['bob', 'alice'];

test('without faults everything arrives, one latency later', () => {
  const played = chat([], 100, 200);
  expect(played.said('bob')).toEqual(['opened', 'block 100', 'block 200']);
  expect(times(played, 'bob', 'block')).toEqual([110, 210]);
  expect(fingerprint(chat([], 100, 200))).toBe(fingerprint(played));
});

test('a cut ends the sessions of the two, with what is on its way, and both are told', () => {
  const played = play({
    nodes: { alice: talker('bob'), bob: listener, carol: talker('bob') },
    orders: [
      words('open', 0),
      { at: 0, node: 'carol', id: 'open' },
      words('in flight', 195),
      { at: 195, node: 'carol', id: 'hers' },
      words('later', 250),
      words('open', 300),
      words('again', 400),
    ],
    faults: [{ kind: 'cut', between, atMillis: 200 }],
  });
  expect(played.said('bob')).toEqual(['opened', 'opened', 'closed', 'block hers', 'opened', 'block again']);
  expect(times(played, 'bob', 'closed')).toEqual([200]);
  expect(times(played, 'alice', 'closed')).toEqual([200]);
  expect(times(played, 'carol', 'closed')).toEqual([]);
  expect(carried(played).map(({ arrives }) => arrives === undefined)).toEqual([true, false, false]);
});

test('half-open sessions swallow everything, closes too, and neither end is told; new ones work', () => {
  const react = (to: string): React => {
    const talk = talker(to);
    return (input, ...rest) =>
      input.kind === 'order' && input.order.kind === 'send' && input.order.id === 'close'
        ? [{ kind: 'close', session: 'out' }]
        : talk(input, ...rest);
  };
  const bob: React = (input) => (input.kind === 'order' ? [say('from bob', 'in 0')] : []);
  const played = play({
    nodes: { alice: react('bob'), bob, carol: talker('alice') },
    orders: [
      words('open', 0),
      // Of other nodes.
      { at: 1, node: 'carol', id: 'open' },
      { at: 210, node: 'carol', id: 'hers' },
      words('in flight', 195),
      words('lost', 210),
      { at: 210, node: 'bob', id: '' },
      words('close', 250),
      words('open', 300),
      words('again', 400),
    ],
    faults: [
      { kind: 'half-open', between, atMillis: 200 },
      // Not even the end of one end shows at the other.
      { kind: 'crash', node: 'bob', atMillis: 500, forMillis: 10 },
    ],
  });
  expect(played.said('bob')).toEqual(['opened', 'order ', 'opened', 'block again', 'restarted {}']);
  const alice = played.said('alice').filter((one) => !one.startsWith('order'));
  expect(alice).toEqual(['opened', 'opened', 'block hers', 'opened', 'closed']);
  const lost = carried(played).filter(({ arrives }) => arrives === undefined);
  expect([carried(played).length, lost.map(({ from }) => from)]).toEqual([5, ['alice', 'alice', 'bob']]);
  const crashOnly: Fault[] = [
    { kind: 'half-open', between, atMillis: 200 },
    { kind: 'crash', node: 'bob', atMillis: 250, forMillis: 10 },
  ];
  expect(chat(crashOnly, 300).said('alice')).toEqual(['order open', 'opened', 'order 300']);
});

describe('a partition', () => {
  const partition = (forMillis: number): Fault => ({ kind: 'partition', between, atMillis: 200, forMillis });
  test('holds blocks back until it heals, those on their way as well, in their order', () => {
    const played = chat([partition(1_000)], 100, 195, 300, 1_195, 1_300);
    expect(times(played, 'bob', 'block')).toEqual([110, 1_210, 1_210, 1_210, 1_310]);
    expect(played.said('bob')).toEqual(['opened', ...[100, 195, 300, 1_195, 1_300].map((one) => `block ${one}`)]);
  });
  test('hides a crash until it heals', () => {
    const crash: Fault = { kind: 'crash', node: 'bob', atMillis: 250, forMillis: 50 };
    const played = chat([partition(1_000), crash], 260, 900);
    expect(times(played, 'alice', 'closed')).toEqual([1_210]);
    expect(played.said('bob')).toEqual(['opened', 'restarted {}']);
    expect(carried(played).map(({ arrives }) => arrives)).toEqual([undefined, undefined]);
  });
  test('makes who connects wait, and give up after a time', () => {
    const opening = (forMillis: number) =>
      play({
        nodes: { alice: talker('bob'), bob: listener },
        orders: [words('open', 300)],
        faults: [partition(forMillis)],
      });
    const soon = opening(CONNECT_MILLIS);
    expect(times(soon, 'alice', 'opened')).toEqual([200 + CONNECT_MILLIS + 2 * LATENCY_MILLIS]);
    const late = opening(CONNECT_MILLIS + 200);
    expect(late.said('alice')).toEqual(['order open', 'closed']);
    expect(times(late, 'alice', 'closed')).toEqual([300 + CONNECT_MILLIS]);
    expect(late.said('bob')).toEqual([]);
    // Whoever watches the link sees that somebody tried.
    for (const tried of [soon, late])
      expect(tried.events.filter(({ kind }) => kind === 'unanswered')).toMatchObject([
        { at: 300.01, from: 'alice', to: 'bob', fromIp: '10.0.0.1', toIp: '10.0.0.2' },
      ]);
  });
  test('is of two nodes, and does not touch others', () => {
    const played = play({
      nodes: { alice: talker('bob'), bob: listener, carol: talker('bob') },
      orders: [
        { at: 0, node: 'carol', id: 'open' },
        { at: 300, node: 'carol', id: 'hers' },
      ],
      faults: [partition(1_000)],
    });
    expect(times(played, 'bob', 'block')).toEqual([310]);
  });
});

test('a slow node sends late, and in order', () => {
  const slow: Fault = { kind: 'slow', node: 'alice', atMillis: 200, forMillis: 100, byMillis: 500 };
  const played = chat([slow], 100, 210, 290, 310, 900);
  expect(played.said('bob')).toEqual(['opened', ...[100, 210, 290, 310, 900].map((one) => `block ${one}`)]);
  expect(times(played, 'bob', 'block')).toEqual([110, 720, 800, 810, 910]);
  expect(carried(played).map(({ at }) => Math.round(at))).toEqual([100, 710, 790, 800, 900]);
  const opening = play({
    nodes: { alice: talker('bob'), bob: listener },
    orders: [words('open', 250)],
    faults: [slow],
  });
  expect(times(opening, 'alice', 'opened')).toEqual([250 + 500 + 2 * LATENCY_MILLIS]);
});

test('a skewed clock is wrong in what the node reads, and in when its timers ring and its blocks leave', () => {
  for (const byMillis of [-5_000, 5_000]) {
    const alice: React = (input, now) => {
      if (input.kind === 'order') return [open('bob')];
      return input.kind === 'opened' ? [timer('a', now + 100), say('at once'), say('x', 'out', now + 200)] : [];
    };
    const skew: Fault = { kind: 'skew', node: 'alice', byMillis };
    const played = play({ nodes: { alice, bob: listener }, orders: [words('open', 1_000)], faults: [skew] });
    expect(times(played, 'alice', 'order')).toEqual([1_000 + byMillis]);
    expect(times(played, 'alice', 'timer')).toEqual([1_120 + byMillis]);
    expect(times(played, 'bob', 'block')).toEqual([1_030, 1_230]);
  }
});

test('the same seed gives the same octets with every kind of fault, and another seed does not', () => {
  const chatty: React = (input, now) => [
    ...(input.kind === 'order' ? [open('bob', `${now}`)] : []),
    ...(input.kind === 'opened' ? [write(`${now}`, 1), flush(say('hello', input.session), tell(input.session))] : []),
    ...(input.kind === 'restarted' ? [tell(JSON.stringify(input.disk))] : []),
    // Where nobody hears of an end, nobody tells of it.
    ...(input.kind === 'closed' ? [tell(`${input.session} closed`)] : []),
  ];
  const faults: Fault[] = [
    { kind: 'crash', node: 'alice', atMillis: 333, forMillis: 40 },
    { kind: 'crash at step', node: 'bob', step: 9, forMillis: 70 },
    { kind: 'crash loop', node: 'bob', atMillis: 900, times: 3, upMillis: 50, downMillis: 5 },
    { kind: 'cut', between, atMillis: 500 },
    { kind: 'half-open', between, atMillis: 600 },
    { kind: 'partition', between, atMillis: 700, forMillis: 100 },
    { kind: 'slow', node: 'alice', atMillis: 100, forMillis: 200, byMillis: 15 },
    { kind: 'skew', node: 'bob', byMillis: -50 },
  ];
  const orders = Array.from({ length: 60 }, (_, i) => words(`${i}`, 20 * i));
  const played = (seed: string, all: readonly Fault[]) =>
    play({ nodes: { alice: chatty, bob: chatty }, orders, faults: all, seed, jitterMillis: 5 });
  const of = (seed: string, all: readonly Fault[] = faults): readonly Event[] => played(seed, all).events;
  expect(fingerprint({ events: of('a') })).toBe(fingerprint({ events: of('a') }));
  expect(fingerprint({ events: of('a') })).not.toBe(fingerprint({ events: of('b') }));
  for (const [i, { kind }] of faults.entries())
    expect([kind, fingerprint({ events: of('a', faults.toSpliced(i, 1)) })]).not.toEqual([
      kind,
      fingerprint({ events: of('a') }),
    ]);
  // Nothing is drawn twice, in whatever life.
  const { places, events: all } = played('a', faults);
  expect(new Set(places).size).toBe(places.length);
  for (const { cause } of all) expect(cause ?? 0).toBeLessThan(all.length);
});
