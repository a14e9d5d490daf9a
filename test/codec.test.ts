// Every wire rule of both designs: what is encoded is decoded again, and nothing but what an encoder writes is accepted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Codec, decode, encode, Malformed } from '../model/codec.ts';
import { type Design, designs } from '../model/design.ts';
import { BLOCK_OCTETS, chain, keyStatement, wireOf } from '../model/grammar.ts';
import { concat, same } from '../model/octets.ts';
import { rules } from '../model/printed-grammar.ts';
import { MAX_BODY_OCTETS, MAX_SENT_OCTETS, message, smpTransmission } from '../model/smp.ts';

/** Values of a rule: any, the one of the fewest octets, and the one of the most. */
interface Values {
  readonly any: fc.Arbitrary<unknown>;
  readonly least: unknown;
  readonly most: unknown;
}
const values = (any: fc.Arbitrary<unknown>, least: unknown, most: unknown): Values => ({ any, least, most });
const absent = values(fc.constant(undefined), undefined, undefined);
const maybe = ({ any, most }: Values): Values => values(fc.option(any, { nil: undefined }), undefined, most);
const whole = (max: number): Values => values(fc.nat({ max }), 0, max);
function letters(min: number, max = min): Values {
  const any = fc.uint8Array({ minLength: min, maxLength: Math.min(max, min + 200) });
  return values(any, new Uint8Array(min), new Uint8Array(max).fill(7));
}
function words(...all: readonly string[]): Values {
  const sorted = all.toSorted((a, b) => a.length - b.length);
  return values(fc.constantFrom(...all), sorted[0], sorted.at(-1));
}
function record(fields: Readonly<Record<string, Values>>): Values {
  const each = <K extends keyof Values>(which: K) =>
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field[which]] as const));
  return values(fc.record(each('any')), each('least'), each('most'));
}
const kind = (name: string, fields: Readonly<Record<string, Values>> = {}): Values =>
  record({ kind: values(fc.constant(name), name, name), ...fields });
/** One of several, of which the first has the fewest octets and the last the most. */
const oneOf = (...all: readonly Values[]): Values =>
  values(fc.oneof(...all.map(({ any }) => any)), all[0]?.least, all.at(-1)?.most);
const several = (one: Values, min: number, max: number): Values =>
  values(fc.array(one.any, { minLength: min, maxLength: max }), Array(min).fill(one.least), Array(max).fill(one.most));

const id = letters(24);
const key = letters(32);
const smpCommands = oneOf(
  kind('ok'),
  kind('create', { recipientKey: key, deliveryKey: key }),
  kind('secure', { senderKey: key }),
  kind('subscribe'),
  kind('acknowledge', { messageId: id }),
  kind('created', { recipientId: id, senderId: id, deliveryKey: key }),
  kind('refused', { why: words('AUTH', 'QUOTA', 'PROHIBITED', 'SYNTAX') }),
  kind('send', { body: letters(0, MAX_SENT_OCTETS) }),
  kind('message', { messageId: id, body: letters(0, MAX_BODY_OCTETS) }),
);
const transmissionOf = (command: Values): Values =>
  record({ signature: maybe(letters(64)), corrId: maybe(id), queueId: maybe(id), command });

/** Every rule of a design with its values, by name. */
function rulesOf(design: Design): readonly (readonly [string, Codec<unknown>, Values])[] {
  const wire = wireOf(design);
  const corrId = letters(design.corrIdOctets);
  const fields = { relayId: letters(4), time: whole(Number.MAX_SAFE_INTEGER), fingerprint: key };
  const { relayId, time, fingerprint } = fields;
  const certificates = several(letters(1, 2_048), 1, 4);
  const statement = record({ fingerprint, epoch: whole(2 ** 32 - 1), notBefore: time, notAfter: time, key });
  const relayKey = record({
    chain: certificates,
    statement: letters(0, keyStatement.size.max),
    signature: letters(64),
  });
  const host = values(fc.stringMatching(/^[!-~]{1,64}$/), 'r', 'r'.repeat(64));
  const address = record({ host, fingerprint, secondKey: absent });
  const problem = words('AUTH', 'RELAY', 'ROLE', 'SYNTAX', 'CONNECT', 'CRYPTO', 'PENDING', 'REFUSED');
  const role = words('smp', 'proxy', 'relay');
  const inClear = design.name === 'draft';
  const encrypted = (of: Codec<unknown>, rest: number) => letters(16, of.size.max - rest);
  const commands = {
    server: kind('server', { address, basicAuth: maybe(letters(1, 255)) }),
    server_id: kind('server_id', { relayId, relayKey: maybe(relayKey), expiration: maybe(time) }),
    forward: kind('forward', {
      acknowledged: maybe(corrId),
      senderKey: key,
      origin: absent,
      encryptedBlock: encrypted(wire.forward, 1 + (1 + design.corrIdOctets) + 33),
    }),
    response: kind('response', {
      destinationId: inClear ? letters(0, 32) : absent,
      responseKey: inClear ? key : absent,
      encryptedBlock: encrypted(wire.response, inClear ? 1 + 33 + 33 : 1),
    }),
    check: kind('check'),
    error: kind('error', { problem }),
    layered: kind('layered', { sealed: letters(16, 16 + wire.serverId.size.max) }),
  };
  const { server, server_id, forward, response, check, error, layered } = commands;
  const covered = design.clientLayer === 'sealed' ? [layered] : [];
  const command = oneOf(check, server, server_id, error, ...covered, forward, response);
  const session = { session: key, chain: certificates, sessionKey: key, signature: letters(64) };
  const known: Readonly<Record<string, Values>> = {
    ...commands,
    length: whole(255),
    proxy_command: command,
    corr_id: corrId,
    acknowledge_corr_id: corrId,
    relay_id: relayId,
    sealed_part: record({ relayId, command }),
    proxy_transmission: record({ corrId, relayId, command }),
    proxy_block: record({ corrId, relayId, command }),
    layered_block: record({ corrId, sealed: letters(16, BLOCK_OCTETS) }),
    destination_id: letters(0, 32),
    address,
    basic_auth: letters(1, 255),
    relay_key: relayKey,
    key_statement: statement,
    certificate_chain: certificates,
    expiration: time,
    random_dh_pub_key: key,
    encrypted_block: encrypted(wire.encryptedBlock, 0),
    problem,
    server_hello: record({ versions: letters(4), ...session }),
    client_hello: record({ version: letters(2), fingerprint, role, sessionKey: key }),
    role,
  };
  const named = rules(wire).map((one) => [one.name, one, known[one.name] as Values] as const);
  const small = smpCommands.least as object;
  const fitting = transmissionOf(values(smpCommands.any, small, { kind: 'send', body: new Uint8Array(9_000) }));
  return [
    ...named,
    ['smp_transmission', smpTransmission, transmissionOf(smpCommands)],
    ['message', message, record({ senderKey: key, nonce: id, sealed: letters(16, MAX_BODY_OCTETS) })],
    ['block of the SMP role', wire.smpBlock, fitting],
    ['forwarded command', wire.command, fitting],
    ['forwarded answer', wire.answer, fitting],
    ['body of a layer', wire.insideLayer, record({ relayId, command: oneOf(check, server, error, server_id) })],
    ['command under a layer', wire.plainCommand, oneOf(check, server, server_id, error, forward, response)],
    ['block of a hello', wire.serverHello, record({ versions: letters(4), ...session })],
    [
      'block of an answered hello',
      wire.clientHello,
      record({ version: letters(2), fingerprint, role, sessionKey: key }),
    ],
  ];
}

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
    for (const octets of [0, 1]) {
      const forward = {
        kind: 'forward',
        acknowledged: new Uint8Array(design.corrIdOctets),
        senderKey: new Uint8Array(32),
        origin: undefined,
        encryptedBlock: new Uint8Array(wire.forward.size.max - (35 + design.corrIdOctets) + octets),
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
    for (const at of [20, BLOCK_OCTETS - 1]) {
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
