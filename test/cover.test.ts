// Cover traffic of a client and turns among proxies: commands that do nothing look like any other, at times that do not
// depend on what users write; recipients get nothing of them; and messages arrive whatever proxy they went through.
import { describe, expect, test } from 'vitest';
import { type Design, sealed } from '../model/design.ts';
import { ended, outcomes } from '../properties/outcomes.ts';
import { PROXY, queue, RELAYS, recipient, sender } from '../properties/traffic.ts';
import { carried, truthOf } from '../properties/truth.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';

const MEAN_MILLIS = 10_000;
const END_MILLIS = 3_600_000;
const covering = { cover: 'commands that do nothing', coverMillis: MEAN_MILLIS } as const;
const other = { name: 'other proxy', ip: '198.51.100.8' };
const third = { name: 'third proxy', ip: '198.51.100.9' };

function played(
  change: Partial<Design>,
  times: readonly number[],
  rest: Partial<Scenario> = {},
  seed = 'of the tests',
): Trace {
  const scenario: Scenario = {
    name: 'cover',
    servers: [PROXY, other, third, ...RELAYS],
    clients: [sender(0), recipient(0)],
    queues: [queue('a queue', 'relay', 'alice', 'bob', { secured: false })],
    orders: times.map((atMillis, i) => ({ atMillis, queue: 'a queue', text: `message ${i}` })),
    latencyMillis: 20,
    jitterMillis: 0,
    faults: [],
    untilMillis: END_MILLIS,
    ...rest,
  };
  const trace = run({
    scenario,
    design: { ...sealed, name: 'sealed, covered', ...change },
    seed,
    cryptography: 'ideal',
  });
  for (const event of trace.events) if (event.kind === 'broken') throw new Error(`${event.node}: ${event.why}`);
  return trace;
}

/** Forwards that go to the relay: of messages, and those that name no queue. */
function forwards(trace: Trace): { readonly covers: readonly number[]; readonly messages: readonly number[] } {
  const sent = carried(trace).filter(({ from, to }) => from === PROXY.name && to === 'relay');
  // The first is the handshake of their session, and the second asks for the relay’s key.
  const kinds = sent.slice(2).map(({ at, block }) => ({ at, isCover: truthOf(trace, block).queue === undefined }));
  const of = (isCover: boolean): readonly number[] => kinds.flatMap((one) => (one.isCover === isCover ? [one.at] : []));
  return { covers: of(true), messages: of(false) };
}
const everyMinute = Array.from({ length: 55 }, (_, i) => 60_000 * (i + 1));
const everySecond = Array.from({ length: 600 }, (_, i) => 60_000 + 1_500 * i);

describe('cover', () => {
  const quiet = played(covering, [2_000]);
  const writing = played(covering, [2_000, ...everyMinute]);

  test('is there only where the design has it', () => {
    expect(forwards(played({}, [2_000])).covers).toEqual([]);
    expect(forwards(quiet)).toMatchObject({ messages: [expect.any(Number)] });
    expect(forwards(quiet).covers.length).toBeGreaterThan(200);
  });

  test('comes at times that follow nothing, as often as the design says', () => {
    const { covers } = forwards(quiet);
    const gaps = covers
      .slice(1)
      .map((at, i) => at - (covers[i] as number))
      .sort((a, b) => a - b);
    const farthest = Math.max(
      ...gaps.map((gap, i) => Math.abs(1 - Math.exp(-gap / MEAN_MILLIS) - (i + 0.5) / gaps.length)),
    );
    // Kolmogorov and Smirnov: farther once in a thousand.
    expect(farthest).toBeLessThan(1.95 / Math.sqrt(gaps.length));
  });

  test('does not come less or more often because somebody writes, nor before or after that they do', () => {
    const counts = [quiet, writing].map((trace) => forwards(trace).covers.length) as [number, number];
    expect(Math.abs(counts[0] - counts[1])).toBeLessThan(4 * Math.sqrt(counts[0] + counts[1]));
    const { covers } = forwards(writing);
    const span = MEAN_MILLIS / 2;
    const near = (from: number): number =>
      everyMinute.reduce(
        (sum, at) => sum + covers.filter((one) => one >= at + from && one < at + from + span).length,
        0,
      );
    const expected = (everyMinute.length * span) / MEAN_MILLIS;
    for (const from of [-span, 100, 100 + span])
      expect(Math.abs(near(from) - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  test('goes on while a message is on its way nearly all the time', () => {
    const trace = played(covering, [2_000, ...everySecond], { latencyMillis: 250 });
    const [first, last] = [everySecond[0], everySecond.at(-1)] as [number, number];
    const among = forwards(trace).covers.filter((at) => at > first && at < last).length;
    const expected = (last - first) / MEAN_MILLIS;
    expect(Math.abs(among - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  test('and a message look alike on every link, in size, in number and in what comes back', () => {
    const after = (at: number): readonly string[] =>
      carried(writing)
        .filter((one) => one.to !== 'bob' && one.from !== 'bob' && one.at >= at && one.at < at + 1_500)
        .map(({ from, to, block }) => `${from} ${to} ${block.length}`);
    const { covers, messages } = forwards(writing);
    const all = [...covers, ...messages].sort((a, b) => a - b);
    const alone = (at: number): boolean => all.every((one) => one === at || Math.abs(one - at) > 3_000);
    const [shapes, others] = [covers, messages.slice(1)].map(
      (some) => new Set(some.filter(alone).map((at) => after(at).join('; '))),
    );
    expect(shapes?.size).toBe(1);
    expect(others).toEqual(shapes);
  });

  test('reaches no recipient and tells no user anything', () => {
    // What a recipient gets without having asked is what somebody wrote.
    const links = carried(writing).filter(({ from, to }) => [from, to].includes('bob') && [from, to].includes('relay'));
    const unasked = links.filter(
      ({ at, from }) =>
        from === 'relay' && !links.some((one) => one.from === 'bob' && one.at < at && at - one.at < 200),
    );
    expect(unasked.length).toBeGreaterThan(everyMinute.length / 2);
    for (const { at } of unasked) {
      const written = [2_000, ...everyMinute].some((time) => time < at && at - time < 1_500);
      expect(at < 2_000 || written).toBe(true);
    }
    expect(outcomes(writing).map((one) => [one.received.length, ended(one)])).toEqual(
      outcomes(writing).map(() => [1, 'sent']),
    );
    const told = writing.events.flatMap((event) =>
      event.kind === 'told' && event.node === 'alice' ? [event.news.kind] : [],
    );
    expect(new Set(told)).toEqual(new Set(['accepted', 'sent']));
  });

  test('ends: with the relay’s registration, and where nothing else is left to happen', () => {
    const { untilMillis: _, ...idle } = { ...quiet.scenario };
    const trace = run({ ...quiet, scenario: idle });
    expect(Math.max(...trace.events.map(({ at }) => at))).toBeLessThan(120_000);
    const gone = played(covering, [2_000], { faults: [{ kind: 'crash', node: PROXY.name, atMillis: 600_000 }] });
    expect(forwards(gone).covers.length).toBeGreaterThan(20);
    const { state } = gone.ends.get('alice') as { state: { lanes: { tasks: object } } };
    expect(Object.keys(state.lanes.tasks)).toEqual([]);
  });

  test('of a client that goes directly is none', () => {
    const { proxy: _, ...alice } = sender(0);
    const trace = played(covering, [2_000], { clients: [alice, recipient(0)] });
    expect(carried(trace).filter(({ from, at }) => from === 'alice' && at > 10_000)).toEqual([]);
  });
});

describe('proxies that take turns', () => {
  const clients = [sender(0, { otherProxies: [other.name, third.name] }), recipient(0)];
  const through = (trace: Trace): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { from, to, block } of carried(trace))
      if (to === 'relay' && from !== 'bob' && truthOf(trace, block).queue !== undefined)
        counts[from] = (counts[from] ?? 0) + 1;
    return counts;
  };
  const times = Array.from({ length: 90 }, (_, i) => 2_000 + 3_000 * i);
  const rest = { clients, untilMillis: 600_000 };

  test('are asked as often as each other, and every message arrives once and in order', () => {
    const trace = played({ proxies: 'rotated' }, times, rest);
    const counts = through(trace);
    expect(Object.keys(counts).sort()).toEqual([PROXY.name, other.name, third.name].sort());
    const expected = times.length / 3;
    const spread = Object.values(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Chi-square of two degrees of freedom: more once in a thousand.
    expect(spread).toBeLessThan(13.82);
    const received = outcomes(trace).map((one) => one.received);
    expect(received.every(({ length }) => length === 1)).toBe(true);
    expect(received.flat()).toEqual(received.flat().toSorted((a, b) => a - b));
  });

  test('are one where they are pinned, and where there is no other', () => {
    expect(through(played({}, times, rest))).toEqual({ [PROXY.name]: times.length });
    expect(through(played({ proxies: 'rotated' }, times, { untilMillis: 600_000 }))).toEqual({
      [PROXY.name]: times.length,
    });
  });

  test('lose and double nothing when one of them is away for a while', () => {
    const faults = [{ kind: 'crash', node: other.name, atMillis: 60_000, forMillis: 60_000 } as const];
    const trace = played({ proxies: 'rotated' }, times, { ...rest, faults });
    expect(outcomes(trace).map((one) => [one.received.length, ended(one)])).toEqual(times.map(() => [1, 'sent']));
  });
});
