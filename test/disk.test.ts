// A node's disk: what lasts, what a crash may do to the rest, and when a flush lets things happen.
import { describe, expect, test } from 'vitest';
import { TORN } from '../model/node.ts';
import {
  blank,
  coverage,
  covered,
  crashed,
  type Disk,
  type Fate,
  FLUSH_JITTER_MILLIS,
  FLUSH_MILLIS,
  fates,
  flushed,
  isClean,
  octetsIn,
  type Write,
  written,
} from '../sim/disk.ts';
import { flush, open, play, type React, say, tell, write, writeAll, writeInPlace } from './toy-world.ts';

const put = (key: string, value: unknown, inPlace = false): Write => ({ records: { [key]: value }, inPlace });
const erase = (key: string, inPlace = false): Write => put(key, undefined, inPlace);
const having = (...writes: Write[]): Disk => writes.reduce(written, blank);
const left = (disk: Disk, ...met: Fate[]) => crashed(disk, (i) => met[i] as Fate).lasting;

describe('a disk', () => {
  test('keeps what a completed flush covers, and only that', () => {
    const first = having(put('a', 1), put('b', 2));
    const covers = coverage(first);
    const more = [put('a', 3), erase('b')].reduce(written, first);
    expect(covered(more, covers)).toEqual(['a', 'b']);
    const done = flushed(more, covers);
    expect(done.lasting).toEqual({ a: 1, b: 2 });
    expect(left(done, 'lost', 'lost')).toEqual({ a: 1, b: 2 });
    expect(flushed(done, coverage(done)).lasting).toEqual({ a: 3 });
    // One that covers no more than an earlier one changes nothing.
    expect(flushed(done, covers)).toEqual(done);
  });
  test('may keep a later write and lose an earlier one', () => {
    const disk = having(put('a', 1), put('b', 2), put('a', 3));
    expect(left(disk, 'lost', 'kept', 'lost')).toEqual({ b: 2 });
    expect(left(disk, 'kept', 'lost', 'lost')).toEqual({ a: 1 });
    expect(left(disk, 'lost', 'lost', 'kept')).toEqual({ a: 3 });
    expect(left(disk, 'kept', 'kept', 'kept')).toEqual({ a: 3, b: 2 });
  });
  test('may have an erased record back, until the erasure was flushed', () => {
    const erasing = written(flushed(having(put('a', 1)), 1), erase('a'));
    expect(left(erasing, 'lost')).toEqual({ a: 1 });
    expect(left(erasing, 'kept')).toEqual({});
    const erased = flushed(erasing, coverage(erasing));
    expect(crashed(erased, () => 'lost').lasting).toEqual({});
  });
  test('may tear a value that is written in place, never an erasure', () => {
    expect(left(having(put('a', 1, true)), 'torn')).toEqual({ a: TORN });
    expect(left(having(put('a', 1, true), put('a', 2, true)), 'torn', 'kept')).toEqual({ a: 2 });
    expect(fates(put('a', 1, true))).toEqual(['kept', 'lost', 'torn']);
    expect(fates(erase('a', true))).toEqual(['kept', 'lost']);
  });
  test('tears what was there before, where it was written over', () => {
    const over = written(flushed(having(put('a', 1)), 1), put('a', 2, true));
    expect(left(over, 'lost')).toEqual({ a: 1 });
    expect(left(over, 'torn')).toEqual({ a: TORN });
  });
  test('with a journal keeps or loses the records of one write together, and tears none', () => {
    const both: Write = { records: { a: 1, b: undefined, c: 3 }, inPlace: false };
    const disk = written(flushed(having(put('b', 2)), 1), both);
    expect(disk.waiting).toHaveLength(1);
    expect(fates(both)).toEqual(['kept', 'lost']);
    expect(left(disk, 'kept')).toEqual({ a: 1, c: 3 });
    expect(left(disk, 'lost')).toEqual({ b: 2 });
    expect(covered(disk, coverage(disk))).toEqual(['a', 'b', 'c']);
    expect(flushed(disk, coverage(disk)).lasting).toEqual({ a: 1, c: 3 });
  });
  test('without one gives each record of a write a fate of its own', () => {
    const disk = having({ records: { a: 1, b: 2, c: 3 }, inPlace: true });
    expect(left(disk, 'kept', 'lost', 'torn')).toEqual({ a: 1, c: TORN });
    // A flush covers all of them.
    expect(coverage(disk)).toBe(3);
    expect(flushed(disk, coverage(disk)).lasting).toEqual({ a: 1, b: 2, c: 3 });
  });
  test('is clean where nothing waits', () => {
    expect(isClean(blank)).toBe(true);
    const disk = having(put('a', 1));
    expect(isClean(disk)).toBe(false);
    expect(isClean(flushed(disk, coverage(disk)))).toBe(true);
    expect(isClean(crashed(disk, () => 'kept'))).toBe(true);
    // What was written after the flush began still waits.
    expect(isClean(flushed(written(disk, put('b', 2)), coverage(disk)))).toBe(false);
  });
  test('has nothing waiting after a crash, and goes on counting', () => {
    const disk = crashed(having(put('a', 1)), () => 'lost');
    expect(disk.waiting).toEqual([]);
    const again = written(disk, put('b', 2));
    // What a flush from before the crash would have covered is not what was written after it.
    expect(flushed(again, 1).lasting).toEqual({});
    expect(flushed(again, coverage(again)).lasting).toEqual({ b: 2 });
  });
});

test('a record has as many octets as its octet strings together', () => {
  expect(octetsIn(undefined)).toBe(0);
  expect(octetsIn(TORN)).toBe(0);
  expect(octetsIn(new Uint8Array(5))).toBe(5);
  expect(octetsIn({ a: new Uint8Array(5), b: [new Uint8Array(2), { c: new Uint8Array(1), d: 7, e: null }] })).toBe(8);
});

const onOrder =
  (effects: (id: string, now: number) => ReturnType<React>): React =>
  (input, now) =>
    input.kind === 'order' && input.order.kind === 'send' ? effects(input.order.id, now) : [];

describe('a flush in a run', () => {
  test('takes its time, completes in order, and lets its effects happen then', () => {
    const keeper = onOrder((id) => [
      write(id, 1),
      flush(tell(`${id} 1`)),
      write(`${id} more`, 2),
      flush(tell(`${id} 2`)),
    ]);
    const orders = Array.from({ length: 20 }, (_, i) => ({ at: 10 * i, node: 'keeper', id: `${i}` }));
    const { events } = play({ nodes: { keeper }, orders, jitterMillis: 1 });
    const told = events.flatMap(({ at, ...one }) =>
      one.kind === 'told' && 'id' in one.news ? [{ at, id: one.news.id }] : [],
    );
    expect(told.map(({ id }) => id)).toEqual(orders.flatMap(({ id }) => [`${id} 1`, `${id} 2`]));
    const begun = events.flatMap((one) => (one.kind === 'ordered' ? [one.at] : []));
    const took = told.map(({ at }, i) => at - (begun[i >> 1] as number));
    for (const one of took) expect(one).toBeGreaterThanOrEqual(FLUSH_MILLIS);
    for (const one of took) expect(one).toBeLessThan(FLUSH_MILLIS + FLUSH_JITTER_MILLIS + 0.1);
    expect(new Set(took).size).toBeGreaterThan(5);
    const flushes = events.flatMap((one) => (one.kind === 'flushed' ? [one.keys] : []));
    expect(flushes.slice(0, 2)).toEqual([['0'], ['0 more']]);
  });

  const toldAt = (react: (id: string, now: number) => ReturnType<React>, ...ats: number[]) =>
    play({
      nodes: { keeper: onOrder(react) },
      orders: ats.map((at) => ({ at, node: 'keeper', id: `${at}` })),
    }).events.flatMap((one) => (one.kind === 'told' && 'id' in one.news ? [[one.news.id, one.at] as const] : []));

  test('takes the same time each time where links are steady', () => {
    const ats = [0, 10, 20, 30];
    const took = toldAt((id) => [write(id, 1), flush(tell(id))], ...ats).map(([, at], i) => at - (ats[i] as number));
    expect(took).toHaveLength(4);
    // A step takes 0.01 ms.
    for (const one of took) expect(one).toBeCloseTo(FLUSH_MILLIS + 0.01, 5);
  });

  test('takes no time if there is nothing to write, and is no event', () => {
    const keeper = onOrder((id) => [flush(tell(id))]);
    const { events } = play({ nodes: { keeper }, orders: [{ at: 10, node: 'keeper', id: 'a' }] });
    expect(events.map(({ kind, at }) => [kind, Math.round(at)])).toEqual([
      ['ordered', 10],
      ['told', 10],
    ]);
    // Nor does a second one, when the first is completed.
    const again = toldAt((id) => (id === '0' ? [write('a', 1), flush(tell(id))] : [flush(tell(id))]), 0, 10);
    expect(again.map(([id, at]) => [id, Math.round(at)])).toEqual([
      ['0', FLUSH_MILLIS],
      ['10', 10],
    ]);
  });

  test('has to wait for what was written before, by itself or not', () => {
    const [first, second] = toldAt((id) => (id === '0' ? [write('a', 1), flush(tell(id))] : [flush(tell(id))]), 0, 1);
    expect([first?.[0], second?.[0]]).toEqual(['0', '1']);
    expect(second?.[1]).toBeCloseTo(1 + FLUSH_MILLIS + 0.01, 5);
  });

  test('that a crash comes before never happens, nor does what waited for it', () => {
    const keeper = onOrder((id) => [write(id, 1), flush(tell(id), say(id))]);
    const orders = [
      { at: 100, node: 'keeper', id: 'early' },
      { at: 199.5, node: 'keeper', id: 'late' },
    ];
    const faults = [{ kind: 'crash', node: 'keeper', atMillis: 200, forMillis: 50 }] as const;
    const { events, given } = play({ nodes: { keeper }, orders, faults });
    expect(events.flatMap((one) => (one.kind === 'told' ? [one.news] : []))).toEqual([{ kind: 'sent', id: 'early' }]);
    expect(events.flatMap((one) => (one.kind === 'flushed' ? [one.keys] : []))).toEqual([['early']]);
    const disk = given.flatMap(({ input }) => (input.kind === 'restarted' ? [input.disk] : []));
    expect(disk).toHaveLength(1);
    expect(disk[0]).toMatchObject({ early: 1 });
  });

  /** What a crash leaves over many seeds of what these effects wrote after `old` had been flushed. */
  const leftBy = (...effects: ReturnType<React>) => {
    const keeper = onOrder((id) => (id === 'first' ? [write('old', 0), flush()] : effects));
    const found: Record<string, number> = {};
    for (let seed = 0; seed < 1_000; seed++) {
      const { said } = play({
        nodes: { keeper },
        orders: [
          { at: 0, node: 'keeper', id: 'first' },
          { at: 100, node: 'keeper', id: 'second' },
        ],
        faults: [{ kind: 'crash', node: 'keeper', atMillis: 150, forMillis: 1 }],
        seed: `${seed}`,
      });
      const [, , restarted] = said('keeper');
      const { a = 'lost', b = 'lost', old = 'erased' } = JSON.parse((restarted as string).slice('restarted '.length));
      const left = `${a} ${b} ${old}`;
      found[left] = (found[left] ?? 0) + 1;
    }
    return found;
  };

  test('over many seeds each write that waits meets every fate it may, whatever becomes of the others', () => {
    // In place: three fates of each value, two of the erasure.
    const inPlace = leftBy(writeInPlace({ a: 1, b: 2 }), writeInPlace({ old: undefined }));
    expect(Object.keys(inPlace)).toHaveLength(3 * 3 * 2);
    // Two of each in a journal.
    expect(Object.keys(leftBy(write('a', 1), write('b', 2), write('old')))).toHaveLength(2 * 2 * 2);
    expect(Object.keys(leftBy(write('a', 1), writeInPlace({ b: 2 }), write('old')))).toHaveLength(2 * 3 * 2);
  });

  test('that a crash comes before leaves all of what a journal holds together, or nothing', () => {
    expect(Object.keys(leftBy(writeAll({ a: 1, b: 2, old: undefined }))).toSorted()).toEqual([
      '1 2 erased',
      'lost lost 0',
    ]);
  });

  test('that a crash comes before most often leaves what nodes expect least', () => {
    const torn = Object.entries(leftBy(writeInPlace({ a: 1 })));
    const share = (what: string) =>
      torn.reduce((sum, [left, n]) => sum + (left.startsWith(`${what} `) ? n : 0), 0) / 1_000;
    expect(share(TORN)).toBeGreaterThan(0.5);
    for (const other of ['1', 'lost']) expect(share(other)).toBeGreaterThan(0.05);
  });

  test('says what it made last, and how much of it', () => {
    const keeper = onOrder((id) =>
      id === 'a' ? [writeAll({ a: new Uint8Array(5), b: [new Uint8Array(2)] }), flush()] : [write('a'), flush()],
    );
    const orders = ['a', 'b'].map((id, i) => ({ at: 10 * i, node: 'keeper', id }));
    const flushes = play({ nodes: { keeper }, orders }).events.filter(({ kind }) => kind === 'flushed');
    expect(flushes).toMatchObject([
      { keys: ['a', 'b'], octets: [5, 2] },
      { keys: ['a'], octets: [0] },
    ]);
  });

  test('may hold back anything, a block as well', () => {
    const server: React = (input) => (input.kind === 'block' ? [write('x', 1), flush(say('kept', input.session))] : []);
    const client: React = (input) => {
      if (input.kind === 'order') return [open('server')];
      return input.kind === 'opened' ? [say('keep this')] : [];
    };
    const { said } = play({ nodes: { client, server }, orders: [{ at: 0, node: 'client', id: '' }] });
    expect(said('server')).toEqual(['opened', 'block keep this']);
    expect(said('client')).toEqual(['order ', 'opened', 'block kept']);
  });
});
