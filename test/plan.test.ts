// What users order: a key that one user takes to another, messages for later and messages taken back, each once.
import { expect, test } from 'vitest';
import type { News } from '../model/node.ts';
import { plan } from '../sim/plan.ts';
import { scenarioSchema } from '../sim/scenario.ts';

const octets = (fill: number) => new Uint8Array(32).fill(fill);
const relay = { host: 'relay.example', fingerprint: octets(1), secondKey: undefined };
const planned = (queue: object) =>
  plan(
    scenarioSchema.parse({
      name: 'a plan',
      servers: [{ name: 'relay', ip: '10.0.0.1' }],
      clients: [
        { name: 'alice', ip: '10.1.0.1' },
        { name: 'bob', ip: '10.1.0.2' },
      ],
      queues: [{ name: 'q', relay: 'relay', from: 'alice', to: 'bob', ...queue }],
      orders: [
        { atMillis: 1_000, queue: 'q', text: 'at once' },
        { atMillis: 2_000, queue: 'q', text: 'later', scheduledMillis: 9_000, cancelledMillis: 5_000 },
      ],
    }),
    new Map([['relay', relay]]),
    { outOfDate: (id) => id, mistaken: (fingerprint) => fingerprint },
  );
const created: News = { kind: 'created', queue: 'q', address: { relay, senderId: octets(2), userKey: octets(3) } };
const joined: News = { kind: 'joined', queue: 'q', key: octets(4) };

test('messages are scheduled and taken back, and a queue that is told of twice is joined once', () => {
  const { after } = planned({});
  const all = after('bob', created);
  expect(all.map(({ at, node, order }) => [at, node, order.kind])).toEqual([
    [0, 'alice', 'join'],
    [1_000, 'alice', 'send'],
    [2_000, 'alice', 'send'],
    [5_000, 'alice', 'cancel'],
  ]);
  expect(all.map(({ order }) => order)).toMatchObject([
    { secured: 'by the sender' },
    { id: 'message 1', text: 'at once' },
    { id: 'message 2', at: 9_000 },
    { id: 'message 2' },
  ]);
  // What is not scheduled has no time at all.
  expect(all[1]?.order).not.toHaveProperty('at');
  expect(after('bob', created)).toEqual([]);
  // The sender secured it: nobody takes a key anywhere.
  expect(after('alice', joined)).toEqual([]);
});

test('a recipient secures a queue with the key that its sender has, and no other, once', () => {
  const { after } = planned({ securedByRecipientAtMillis: 4_000 });
  expect(after('bob', created)[0]?.order).toMatchObject({ kind: 'join', secured: 'by the recipient' });
  expect(after('mallory', joined)).toEqual([]);
  expect(after('alice', joined)).toEqual([
    { at: 4_000, node: 'bob', order: { kind: 'secure', queue: 'q', key: octets(4) } },
  ]);
  expect(after('alice', joined)).toEqual([]);
});

test('a queue that is not secured stays so: nobody takes a key anywhere', () => {
  const { after } = planned({ secured: false });
  expect(after('bob', created)[0]?.order).toMatchObject({ kind: 'join', secured: 'never' });
  expect(after('alice', joined)).toEqual([]);
});
