// Fields that a design adds: they are on the wire for real, and an audit finds what each tells, as with planted leaks.
import { describe, expect, test } from 'vitest';
import { decode, encode, Malformed } from '../model/codec.ts';
import { type Design, draft, type ExtraField, sealed } from '../model/design.ts';
import { BLOCK_OCTETS, wireOf } from '../model/grammar.ts';
import { rules } from '../model/printed-grammar.ts';
import { budgets } from '../properties/budget.ts';
import { properties } from '../properties/catalogue.ts';
import type { OwnDesign } from '../properties/own-design.ts';
import { failed, nothing } from '../properties/property.ts';
import { summed } from '../properties/sums.ts';
import { drawn, type Place, runs } from '../properties/trial.ts';
import { carried } from '../properties/truth.ts';
import { shards, work } from '../properties/work.ts';
import { fingerprint } from '../sim/trace.ts';

const both = 'both, carried over';
const clientHop = 'between client and proxy';
const relayHop = 'between proxy and relay';
type Value = ExtraField['value'];

const field = (
  on: ExtraField['on'],
  hop: ExtraField['hop'],
  value: Value,
  more: Partial<ExtraField> = {},
): ExtraField => ({
  name: 'extra_tag',
  on,
  hop,
  stands: 'in the command',
  octets: 16,
  value,
  ...more,
});
const beside = { stands: 'beside the corr id' } as const;
const having = (fields: readonly ExtraField[], base: Design = sealed): Design => ({ ...base, name: 'own', fields });

const all = having([
  field('forward', both, 'fresh', { name: 'message_tag', octets: 12 }),
  field('forward', relayHop, 'counted', { name: 'hop_count', octets: 4, ...beside }),
  field('response', both, 'the time', { name: 'answer_stamp', octets: 8 }),
  field('response', clientHop, 'fresh', { name: 'proxy_stamp', octets: 64, ...beside }),
]);

describe.each([
  ['sealed', all],
  ['draft', { ...draft, name: 'own', fields: all.fields }],
] as const)('on the wire of %s', (_, design) => {
  const wire = wireOf(design);

  test('the grammar prints each with its length', () => {
    const printed = new Map(rules(wire).map(({ name, definition }) => [name, definition]));
    expect(printed.get('message_tag')).toBe('message_tag = length 12*12 OCTET');
    expect(printed.get('hop_count')).toBe('hop_count = 4*4 OCTET');
    expect(printed.get('forward')).toContain('[message_tag] encrypted_block');
    expect(printed.get('response')).toContain('[answer_stamp] encrypted_block');
    expect(printed.get('proxy_transmission')).toContain('corr_id hop_count proxy_stamp relay_id');
  });

  test('values are encoded and decoded, and may be absent in a command', () => {
    const forward = { kind: 'forward', acknowledged: undefined, dueAt: undefined, origin: undefined } as const;
    const rest = { senderKey: new Uint8Array(32), encryptedBlock: new Uint8Array(16).fill(7) };
    const given = { ...forward, ...rest, fields: { message_tag: new Uint8Array(12).fill(3) } };
    expect(decode(wire.forward, encode(wire.forward, given))).toEqual(given);
    const without = { ...forward, ...rest };
    expect(decode(wire.forward, encode(wire.forward, without))).toEqual({ ...without, fields: {} });
    expect(encode(wire.forward, given).length - encode(wire.forward, without).length).toBe(12);
    const wrong = { ...given, fields: { message_tag: new Uint8Array(11) } };
    expect(() => encode(wire.forward, wrong)).toThrow(RangeError);
  });

  test('blocks stay as long as they were, and the budget counts every octet', () => {
    for (const { message, parts } of budgets(design)) {
      expect(parts.reduce((sum, { octets }) => sum + octets, 0)).toBe(BLOCK_OCTETS);
      if (message === 'send, direct') continue;
      expect(parts).toContainEqual({ name: 'hop_count', octets: 4 });
      expect(parts.some(({ name }) => name === 'message_tag')).toBe(message.startsWith('forward'));
      expect(parts.some(({ name }) => name === 'answer_stamp')).toBe(message.startsWith('response'));
    }
    const place: Place = { seed: '1', experiment: 'ordinary traffic', number: 0 };
    for (const cryptography of ['ideal', 'real'] as const) {
      const traces = runs(drawn(place), design, place, cryptography);
      const lengths = new Set(traces.flatMap((trace) => carried(trace).map(({ block }) => block.length)));
      expect([...lengths]).toEqual([BLOCK_OCTETS]);
      expect(traces.map(fingerprint)).toEqual(runs(drawn(place), design, place, cryptography).map(fingerprint));
    }
  });

  test('blocks beside which nothing of theirs stands show as many octets there', () => {
    const place: Place = { seed: '1', experiment: 'ordinary traffic', number: 0 };
    const [trace] = runs(drawn(place), design, place, 'ideal');
    if (trace === undefined) throw new Error('a run was expected');
    const heads = carried(trace).flatMap(({ block }) => {
      const read = wire.sealsBlocks ? decode(wire.layeredBlock, block) : decode(wire.proxyBlock, block);
      return read instanceof Malformed ? [] : [read.beside];
    });
    expect(heads.length).toBeGreaterThan(3);
    for (const head of heads) expect(head).toMatchObject({ hop_count: { length: 4 }, proxy_stamp: { length: 64 } });
  });
});

/** What links destinations for the proxy. */
const destinations = [
  'R2.2-active',
  'R2.2-network',
  'R2.2-same-queue',
  'R2.3-how-many',
  'R5.4-withheld',
  'U1-destinations',
  'U1-worlds',
];
/** What stops at the proxy is under p2r on the one link that has it, where the network does not see it. */
const onlyByProxy = destinations.filter((id) => id !== 'R2.2-network');
const LOOKED_AT = [
  ...destinations,
  'D1-delivered',
  'G5-values',
  'G5-worlds',
  'R2.4-outcome',
  'R3.1-onward',
  'R3.2-back',
  'R3.2-tries',
  'R3.3-permuted',
  'R3.4-one-length',
  'R5.1-delivers',
];

/** What catches a field in the sealed design within one trial of each experiment, of the lines that are about links. */
function caught(added: ExtraField): readonly string[] {
  const own: OwnDesign = { design: having([added]), base: 'sealed', expects: {}, exposes: {} };
  const request = { profile: 'quick', seed: '1', designs: ['own'], own: [own], properties: LOOKED_AT } as const;
  const sums = summed(shards(request).map((shard) => work(shard.kind === 'trials' ? { ...shard, to: 1 } : shard)));
  return properties.flatMap(({ id, says }) => {
    const found = sums.get(`own ${id}`);
    return found !== undefined && failed(says, { ...nothing, ...found }) ? [id] : [];
  });
}

/** Each value of each maker: who must notice, and who may besides. */
const cases: readonly (readonly [string, ExtraField, readonly string[], (readonly string[])?])[] = [
  ['fresh, to the proxy', field('forward', clientHop, 'fresh'), []],
  ['fresh, by the proxy', field('forward', relayHop, 'fresh', beside), []],
  ['fresh and carried over under the layers', field('forward', both, 'fresh'), []],
  [
    'fresh and carried over beside them',
    field('forward', both, 'fresh', beside),
    ['R3.1-onward', 'R3.2-tries', 'R3.3-permuted'],
  ],
  ['constant', field('forward', both, 'constant', beside), []],
  ['counted for the relay', field('forward', both, 'counted'), ['G5-worlds']],
  // A count has octets in common with the next one.
  ['counted by the proxy in clear', field('forward', relayHop, 'counted', beside), ['R3.3-permuted'], ['R3.2-tries']],
  ['a stamp for the relay', field('forward', both, 'the time'), ['G5-worlds']],
  ['a token of the client, for its proxy', field('forward', clientHop, 'kept per client'), []],
  ['a token of the client, for the relay', field('forward', both, 'kept per client'), ['G5-values', 'G5-worlds']],
  [
    'a token that the proxy gives its client',
    field('forward', relayHop, 'kept per client'),
    ['G5-values', 'G5-worlds'],
  ],
  ['a tag of the queue', field('forward', clientHop, 'kept per queue'), destinations],
  ['an id of the message, for the proxy', field('forward', clientHop, 'kept per message'), ['U1-destinations']],
  ['an id of the message, by the proxy', field('forward', relayHop, 'kept per message'), []],
  ['the same in clear', field('forward', relayHop, 'kept per message', beside), ['R3.2-tries']],
  ['a response with a fresh value', field('response', both, 'fresh'), []],
  ['the same in clear', field('response', both, 'fresh', beside), ['R3.2-back', 'R3.3-permuted']],
  ['a response with a tag of the queue', field('response', both, 'kept per queue'), destinations],
  ['a tag of the queue that stops at the proxy', field('response', relayHop, 'kept per queue'), onlyByProxy],
  ['a response with a token of the client', field('response', clientHop, 'kept per client'), []],
];

describe('what a field tells', () => {
  for (const [what, added, must, may = []] of cases)
    test(what, () => {
      expect(caught(added).filter((id) => !may.includes(id))).toEqual([...must].sort());
    });
});
