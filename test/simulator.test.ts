// The simulator: the same seed gives the same octets, order and time are kept, and the two cryptographies run alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Design, designs, draft, sealed } from '../model/design.ts';
import { agenda } from '../sim/agenda.ts';
import { random } from '../sim/random.ts';
import { run } from '../sim/run.ts';
import { type Asked, type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { type Event, fingerprint, type Trace } from '../sim/trace.ts';

const servers = [
  { name: 'proxy', ip: '10.0.0.1' },
  { name: 'relay', ip: '10.0.0.2' },
];
const clients = [
  { name: 'alice', ip: '10.1.0.1', proxy: 'proxy' },
  { name: 'dave', ip: '10.1.0.2', proxy: 'proxy' },
  { name: 'bob', ip: '10.1.0.3' },
];
const scenario = (name: string, given: object): Scenario => scenarioSchema.parse({ name, servers, clients, ...given });
const toBob = (name: string, from: string, more: object = {}) => ({ name, relay: 'relay', from, to: 'bob', ...more });

const small = scenario('one message by proxy', {
  queues: [toBob('q1', 'alice')],
  orders: [{ atMillis: 1_000, queue: 'q1', text: 'hello' }],
});
const busy = scenario('two senders, several messages, jitter', {
  queues: [toBob('q1', 'alice'), toBob('q2', 'dave', { secured: false }), toBob('q3', 'dave', { direct: true })],
  orders: ['q1', 'q2', 'q3', 'q1', 'q2', 'q1'].map((queue, i) => ({
    atMillis: 1_000 + i,
    queue,
    text: `message ${i}`,
  })),
  jitterMillis: 30,
});
const refusals = scenario('a queue that the relay does not have, and a password', {
  servers: [{ ...servers[0], password: 'let me in' }, servers[1]],
  clients: [{ ...clients[0], password: 'let me in' }, clients[1], clients[2]],
  queues: [toBob('q1', 'alice', { unknown: true }), toBob('q2', 'dave')],
  orders: ['q1', 'q2'].map((queue) => ({ atMillis: 1_000, queue, text: 'hello' })),
});
const broken = scenario('what goes wrong', {
  queues: [toBob('q1', 'alice'), toBob('q2', 'dave')],
  orders: ['q1', 'q2', 'q1', 'q1'].map((queue, i) => ({ atMillis: 1_000 * (i + 1), queue, text: `message ${i}` })),
  jitterMillis: 30,
  faults: [
    { kind: 'crash', node: 'proxy', atMillis: 1_060, forMillis: 500 },
    { kind: 'crash', node: 'relay', atMillis: 2_100, forMillis: 500 },
    { kind: 'crash', node: 'alice', atMillis: 3_001, forMillis: 500 },
    { kind: 'cut', between: ['alice', 'proxy'], atMillis: 4_050 },
  ],
});
const scenarios = [small, busy, refusals, broken];
const asked = (
  of: Scenario,
  design: Design,
  cryptography: Asked['cryptography'] = 'ideal',
  seed = 'simulator',
): Asked => ({
  scenario: of,
  design,
  seed,
  cryptography,
});

describe('the same seed gives the same octets', () => {
  // A change of the protocol changes these: look at what changed, then let `vitest -u` write them anew.
  const printed = (design: Design, cryptography: Asked['cryptography']) =>
    fingerprint(run(asked(small, design, cryptography)));
  test('draft', () => {
    expect(printed(draft, 'ideal')).toMatchInlineSnapshot(
      `"a6ae8b9b045009e7a1a5df0f8f3a41dfb473f29f4f3bc27afc24fc59b0c88e10"`,
    );
    expect(printed(draft, 'real')).toMatchInlineSnapshot(
      `"bd194386b28bdda4dde294b453c78fb5aba5a97776793f9876a86f36fa70ba91"`,
    );
  });
  test('sealed', () => {
    expect(printed(sealed, 'ideal')).toMatchInlineSnapshot(
      `"f021c0decf4add0c7d04d3c767bd27ca93a1cea641b7f4908434106b67d5c681"`,
    );
    expect(printed(sealed, 'real')).toMatchInlineSnapshot(
      `"0409b6f9e6ce99471206df3355cf1d826e956c08a0cc8e131e6bec2ee89b3f2c"`,
    );
  });
  test('twice in one process, and not with another seed', () => {
    const of = (seed: string) => fingerprint(run(asked(busy, sealed, 'ideal', seed)));
    expect(of('a')).toBe(of('a'));
    expect(of('a')).not.toBe(of('b'));
  });
});

/** Events with the lengths of their octets in their place; what holds certificates has a length of its own. */
function shapes(events: readonly Event[]): readonly unknown[] {
  // A record that is named by a hash of what was sealed, by when it was first written.
  const hashed = new Map<string, string>();
  const named = (key: string): string => {
    if (!key.startsWith('answer/')) return key;
    hashed.set(key, hashed.get(key) ?? `answer/${hashed.size}`);
    return hashed.get(key) as string;
  };
  return events.map((event) => {
    const { body: _, ...rest } = event as Event & { body?: unknown };
    const plain = JSON.parse(
      JSON.stringify(rest, (_key, value) => (value instanceof Uint8Array ? value.length : value)),
    );
    if (event.kind !== 'flushed') return plain;
    const octets = event.octets.map((one, i) => (event.keys[i]?.startsWith('relay key/') ? 'its own' : one));
    return { ...plain, keys: event.keys.map(named), octets };
  });
}
describe.each(designs.map((design) => [design.name, design] as const))('%s', (_name, design) => {
  test.each(scenarios.map((one) => [one.name, one] as const))('ideal and real cryptography run alike: %s', (_, one) => {
    const [ideal, real] = (['ideal', 'real'] as const).map((kind) => shapes(run(asked(one, design, kind)).events));
    expect(ideal?.length).toBeGreaterThan(20);
    expect(real).toEqual(ideal);
  });
});

test('the agenda gives the earliest first, and what is due together in the order it was added', () => {
  const adding = fc.tuple(fc.constant('add' as const), fc.nat({ max: 9 }));
  const taking = fc.tuple(fc.constant('take' as const), fc.constant(0));
  fc.assert(
    fc.property(fc.array(fc.oneof(adding, adding, taking), { maxLength: 60 }), (steps) => {
      const due = agenda<number>();
      const model: { at: number; what: number }[] = [];
      const isNext = () => {
        const [next, expected] = [due.next(), model.shift()];
        expect(next && [next.at, next.what]).toEqual(expected && [expected.at, expected.what]);
      };
      for (const [i, [step, at]] of steps.entries()) {
        if (step === 'add') {
          due.add(at, i);
          model.push({ at, what: i });
          // A stable sort keeps the order of what is due together.
          model.sort((a, b) => a.at - b.at);
        } else isNext();
      }
      while (model.length > 0) isNext();
      isNext();
    }),
    { seed: 1, numRuns: 500 },
  );
});

describe('randomness is by place', () => {
  test('what is drawn depends on the seed and on every part of the place', () => {
    const draws = [['a'], ['b'], ['a', 1], ['a', 2], ['a', 1, 2], ['a', 12]].map((place) =>
      String(random('seed', ...place).octets(16)),
    );
    expect(new Set([...draws, String(random('another', 'a').octets(16))]).size).toBe(draws.length + 1);
    expect(random('seed', 'a').octets(5)).toEqual(random('seed', 'a').octets(16).subarray(0, 5));
    const numbers = Array.from({ length: 1_000 }, (_, i) => random('seed', i).next());
    expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
    expect(numbers.reduce((a, b) => a + b) / 1_000).toBeCloseTo(0.5, 1);
  });

  test('what another client does changes nothing of what a client draws', () => {
    const extra = { ...busy, orders: [{ atMillis: 900, queue: 'q3', text: 'one more' }, ...busy.orders] };
    for (const design of designs) {
      const drawn = (one: Scenario) =>
        run(asked(one, design)).events.flatMap((event) =>
          event.kind === 'sealed' && event.node === 'alice' ? [String(event.nonce)] : [],
        );
      expect(drawn(busy).length).toBeGreaterThan(5);
      expect(drawn(extra)).toEqual(drawn(busy));
    }
  });

  test('another text of one order changes what that order causes and nothing else', () => {
    // A second apart, so that none waits for another and is caused by its answer.
    const apart = { ...busy, orders: busy.orders.map((one, i) => ({ ...one, atMillis: 1_000 * (i + 1) })) };
    const orders = apart.orders.map((one, i) => (i === 3 ? { ...one, text: 'another text' } : one));
    for (const design of designs) {
      const [before, after] = [apart, { ...apart, orders }].map((one) => run(asked(one, design))) as [Trace, Trace];
      expect(after.events.length).toBe(before.events.length);
      const changed = before.events.filter((event, i) => fingerprint({ events: [event] }) !== fingerprintAt(after, i));
      // The order itself, what was carried because of it, and what Bob was told.
      expect(changed.length).toBeGreaterThan(3);
      for (const event of changed) expect(rootOf(before, event)).toMatchObject({ order: { id: 'message 4' } });
    }
  });
});
const fingerprintAt = ({ events }: Trace, i: number): string => fingerprint({ events: [events[i] as Event] });
function rootOf(trace: Trace, event: Event): Event {
  let root = event;
  while (root.cause !== undefined && root.kind !== 'ordered') root = trace.events[root.cause] as Event;
  return root;
}

type Carried = Extract<Event, { kind: 'carried' }>;
const carriedIn = ({ events }: Trace): readonly Carried[] =>
  events.filter((event): event is Carried => event.kind === 'carried');

test('TLS keeps the order of blocks, whatever the jitter', () => {
  const { latencyMillis } = busy;
  let hurried = 0;
  for (const seed of ['a', 'b', 'c', 'd']) {
    const trace = run(asked({ ...busy, jitterMillis: 500 }, draft, 'ideal', seed));
    const last = new Map<string, number>();
    for (const { session, to, at, arrives = Number.NaN } of carriedIn(trace)) {
      const way = `${session} ${to}`;
      expect(arrives).toBeGreaterThanOrEqual(last.get(way) ?? 0);
      expect(arrives).toBeGreaterThanOrEqual(at + latencyMillis);
      if (arrives === last.get(way)) hurried++;
      last.set(way, arrives);
    }
  }
  // Some block would have come before an earlier one, had TLS let it.
  expect(hurried).toBeGreaterThan(0);
});

describe('processing time shows', () => {
  /** From the arrival of the message's forward at the relay to the moment its answer leaves. */
  const answerMillis = (answers: Design['answers'], unknown: boolean): number => {
    const one = { ...small, queues: small.queues.map((queue) => ({ ...queue, unknown })) };
    const trace = run(asked(one, { ...sealed, answers }));
    const answer = carriedIn(trace).findLast(({ from, to }) => from === 'relay' && to === 'proxy') as Carried;
    const forward = trace.events[answer.cause as number] as Carried;
    expect([forward.kind, forward.from]).toEqual(['carried', 'proxy']);
    return answer.at - (forward.arrives as number);
  };
  test('a refusal that is cheaper to make leaves earlier', () => {
    const answers = 'as soon as they are ready';
    expect(answerMillis(answers, true)).toBeLessThan(answerMillis(answers, false));
  });
  test('unless answers take a constant time', () => {
    const answers = 'after a constant time';
    expect(answerMillis(answers, true)).toBe(answerMillis(answers, false));
  });
});

test('users are told what the protocol gives them', () => {
  for (const design of designs) {
    const told = (one: Scenario) =>
      run(asked(one, design)).events.flatMap((event) => (event.kind === 'told' ? [[event.node, event.news.kind]] : []));
    const count = (one: Scenario, node: string, kind: string) =>
      told(one).filter((news) => news[0] === node && news[1] === kind).length;
    expect(count(busy, 'bob', 'received')).toBe(6);
    expect(count(busy, 'alice', 'sent') + count(busy, 'dave', 'sent')).toBe(6);
    expect(count(refusals, 'bob', 'received')).toBe(0);
    // Alice's queue is unknown, and Dave does not have the password: neither can secure, neither can send. What the relay
    // refused is final; what the proxy refused is tried again with the next message.
    const failed = (node: string): readonly string[] =>
      run(asked(refusals, design)).events.flatMap((event) =>
        event.kind === 'told' && event.node === node && event.news.kind === 'failed' ? [event.news.id] : [],
      );
    expect([failed('alice'), failed('dave')]).toEqual([
      ['secure q1', 'message 1'],
      ['secure q2', 'secure q2', 'message 2'],
    ]);
  }
});
