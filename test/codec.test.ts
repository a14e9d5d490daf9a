// Every wire rule of both designs: what is encoded is decoded again, and nothing but what an encoder writes is accepted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Codec, decode, encode, Malformed } from '../model/codec.ts';
import { designs } from '../model/design.ts';
import { BLOCK_OCTETS, chain, type Wire, wireOf } from '../model/grammar.ts';
import { concat, same } from '../model/octets.ts';
import { rules } from '../model/printed-grammar.ts';
import { MAX_SENT_OCTETS, smpTransmission } from '../model/smp.ts';
import { rulesOf, type Values } from './rule-values.ts';

/** Octets near to what an encoder writes: cut, extended, with some octets changed, inserted or removed. */
const near = (one: Codec<unknown>, { any }: Values): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(any, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(4)), { minLength: 1, maxLength: 4 }))
    .map(([value, changes]) => {
      const octets = [...encode(one, value)];
      for (const [place, octet, change] of changes) {
        const at = place % (octets.length + 1);
        if (change === 0) octets[at] = octet;
        if (change === 1) octets.splice(at, 0, octet);
        if (change === 2) octets.splice(at, 1);
        if (change === 4 && at < octets.length) octets[at] = (octets[at] as number) ^ (1 << (octet & 7));
        // Lengths stand in front, so the first octets are the ones worth changing.
        if (change === 3) octets[at % 8] = octet;
      }
      return Uint8Array.from(octets);
    });

describe.each(designs.map((design) => [design.name, design] as const))('%s', (_name, design) => {
  const wire = wireOf(design);

  describe.each(rulesOf(design))('%s', (_rule, one, { any, least, most }) => {
    const isBlock = one.size.min === one.size.max && one.size.max > 1_000;
    const numRuns = isBlock ? 20 : 100;

    test('what is encoded is decoded again, within the bounds', () => {
      fc.assert(
        fc.property(any, (value) => {
          const octets = encode(one, value);
          expect(octets.length).toBeGreaterThanOrEqual(one.size.min);
          expect(octets.length).toBeLessThanOrEqual(one.size.max);
          expect(decode(one, octets)).toEqual(value);
        }),
        { seed: 1, numRuns },
      );
    });

    test('both bounds are reached', () => {
      expect(encode(one, least).length).toBe(one.size.min);
      if (!isBlock) expect(encode(one, most).length).toBe(one.size.max);
      for (const value of isBlock ? [least] : [least, most]) expect(decode(one, encode(one, value))).toEqual(value);
    });

    test('accepts what an encoder writes and nothing else', () => {
      const exact = (octets: Uint8Array) => {
        const value = decode(one, octets);
        if (!(value instanceof Malformed)) expect(same(encode(one, value), octets)).toBe(true);
      };
      fc.assert(fc.property(near(one, { any, least, most }), exact), { seed: 2, numRuns: numRuns * 3 });
      fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), exact), { seed: 3, numRuns: numRuns * 3 });
    });

    test('one octet less or more than its bounds is malformed', () => {
      const smallest = encode(one, least);
      if (one.size.min > 0) expect(decode(one, smallest.subarray(0, -1))).toBeInstanceOf(Malformed);
      const largest = encode(one, isBlock ? least : most);
      expect(decode(one, concat(largest, Uint8Array.of(0x23)))).toBeInstanceOf(Malformed);
    });
  });

  test('every rule of the grammar has a name of its own', () => {
    const names = rules(wire).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('the largest forward and the largest response fill a block and no more', () => {
    const layered = design.proxyLayer === 'sealed';
    const body = (command: object) => ({
      corrId: new Uint8Array(design.corrIdOctets),
      relayId: new Uint8Array(4),
      command,
    });
    const scheduled = design.schedule === 'held by the proxy';
    for (const octets of [0, 1]) {
      const forward = {
        kind: 'forward',
        acknowledged: new Uint8Array(design.corrIdOctets),
        dueAt: scheduled ? 1 : undefined,
        senderKey: new Uint8Array(32),
        origin: undefined,
        encryptedBlock: new Uint8Array(
          wire.forward.size.max - (35 + design.corrIdOctets + (scheduled ? 9 : 0)) + octets,
        ),
      };
      const write = () => encode((layered ? wire.insideLayer : wire.proxyBlock) as Codec<unknown>, body(forward));
      if (octets === 0) expect(write().length).toBe(layered ? BLOCK_OCTETS - 24 - 1 - 16 : BLOCK_OCTETS);
      else expect(write).toThrow(RangeError);
    }
  });

  test('a block is padded with one filler, and no other is accepted', () => {
    const block = encode(wire.smpBlock, {
      signature: undefined,
      corrId: undefined,
      queueId: undefined,
      command: { kind: 'ok' },
    });
    expect(block.length).toBe(BLOCK_OCTETS);
    // Wherever it stands: filler is looked at several octets at a time.
    for (const at of [20, 21, 22, 23, ...[4, 3, 2, 1].map((before) => BLOCK_OCTETS - before)]) {
      const other = Uint8Array.from(block);
      other[at] = 0;
      expect(decode(wire.smpBlock, other)).toBeInstanceOf(Malformed);
    }
  });

  test('the largest body that a relay takes fits the block that delivers it', () => {
    const command = {
      kind: 'message',
      messageId: new Uint8Array(24),
      body: new Uint8Array(MAX_SENT_OCTETS + 16),
    } as const;
    const delivery = { signature: undefined, corrId: undefined, queueId: new Uint8Array(24), command };
    expect(encode(smpTransmission, delivery).length + 2).toBe(BLOCK_OCTETS);
  });
});

test('a design without a word for it refuses what another says', () => {
  const [open, full] = designs.map(wireOf) as [Wire, Wire];
  for (const kind of ['accepted', 'acknowledge', 'cancel'] as const) {
    const octets = encode(full.plainCommand, { kind });
    expect(decode(full.plainCommand, octets)).toEqual({ kind });
    expect(decode(open.plainCommand, octets)).toBeInstanceOf(Malformed);
    expect(() => encode(open.plainCommand, { kind })).toThrow(RangeError);
  }
});

test('a list of fewer or more elements than its rule allows is malformed', () => {
  const certificate = Uint8Array.of(0, 1, 0x30);
  const listed = (count: number) => concat(Uint8Array.of(count), ...Array(count).fill(certificate));
  for (const count of [1, 4]) expect(decode(chain, listed(count))).toHaveLength(count);
  for (const count of [0, 5]) expect(decode(chain, listed(count))).toBeInstanceOf(Malformed);
});

test('a value outside the bounds of its rule is our own mistake, and throws', () => {
  const [wire] = designs.map(wireOf);
  const address = { host: 'r', fingerprint: new Uint8Array(32), secondKey: undefined };
  const write = (value: object) => () => encode(wire?.address as Codec<unknown>, { ...address, ...value });
  expect(write({})).not.toThrow();
  for (const wrong of [{ host: '' }, { host: 'r'.repeat(65) }, { host: 'ré' }, { fingerprint: new Uint8Array(31) }])
    expect(write(wrong)).toThrow(RangeError);
});
