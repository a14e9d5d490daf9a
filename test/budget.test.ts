// I1 held against real blocks: what `budgets` says fits is sealed with real cryptography, and one octet more is refused.
import { describe, expect, test } from 'vitest';
import { decode, encode, Malformed } from '../model/codec.ts';
import { nobleCrypto } from '../model/crypto-noble.ts';
import { type Design, draft, sealed } from '../model/design.ts';
import { BLOCK_OCTETS, chain, NO_RELAY, type ProxyCommand, problem, type RelayKey, wireOf } from '../model/grammar.ts';
import { coverOf, openBlock, sealBlock, sealForRelay, sessionKeys } from '../model/layers.ts';
import type { SmpCommand, SmpTransmission } from '../model/smp.ts';
import { budgets } from '../properties/budget.ts';
import { random } from '../sim/random.ts';

const crypto = nobleCrypto(random('budget').octets);
const of = (octets: number): Uint8Array => new Uint8Array(octets).fill(0x41);
const id = of(24);
const key = of(32);
const address = { host: 'h'.repeat(64), fingerprint: key, secondKey: undefined };
const signed = { signature: of(64), corrId: id, queueId: id };

/** What the relay layer carries in a message whose payload is so many octets. */
const sendOf = (design: Design, octets: number): SmpCommand => {
  const body = of(octets);
  if (design.numbering === 'none') return { kind: 'send', body };
  return { kind: 'sendNumbered', stream: of(16), number: 2 ** 32 - 1, settled: 1, expires: 2 ** 53 - 1, body };
};
const carried: Readonly<Record<string, (octets: number, design: Design) => SmpTransmission>> = {
  'forward with send': (octets, design) => ({ ...signed, command: sendOf(design, octets) }),
  'forward with secure': (octets) => ({ ...signed, command: { kind: 'secure', senderKey: of(octets) } }),
  'forward with create': (octets) => ({
    ...signed,
    queueId: undefined,
    command: { kind: 'create', recipientKey: key, deliveryKey: of(octets - 32) },
  }),
  'response with created': (octets) => ({
    ...signed,
    signature: undefined,
    command: { kind: 'created', recipientId: id, senderId: id, deliveryKey: of(octets - 48) },
  }),
};
const certificates = (octets: number): RelayKey => {
  const whole = { chain: Array.from({ length: 4 }, () => of(2_048)), statement: of(86), signature: of(64) };
  const more = octets - encode(chain, whole.chain).length;
  return { ...whole, chain: [...whole.chain.slice(1), of(2_048 + more)] };
};

function commandOf(design: Design, message: string, octets: number): ProxyCommand {
  const inner = carried[message]?.(octets, design);
  if (inner !== undefined) {
    const kind = message.startsWith('forward') ? 'command' : 'answer';
    const encryptedBlock = sealForRelay(crypto, design, key, crypto.random(24), kind, inner);
    return kind === 'command'
      ? {
          kind: 'forward',
          acknowledged: of(design.corrIdOctets),
          // Set where the design has one at all: the largest forward is scheduled.
          dueAt: 2 ** 53 - 1,
          senderKey: key,
          origin: undefined,
          encryptedBlock,
        }
      : { kind: 'response', destinationId: of(32), responseKey: key, encryptedBlock };
  }
  if (message === 'server') return { kind: 'server', address, basicAuth: of(octets) };
  if (message === 'server_id')
    return { kind: 'server_id', relayId: of(4), relayKey: certificates(octets), expiration: 1 };
  if (message === 'error') return { kind: 'error', problem: 'CANCELLED' };
  return { kind: message as 'check' | 'accepted' | 'acknowledge' | 'cancel' };
}

/** The block of a message on its link, and how many octets of it the padding says are in use. */
function blockOf(design: Design, message: string, octets: number) {
  const cover = coverOf(design, message in carried ? 'relay' : 'proxy');
  const [ours, theirs] = [crypto.keyPair(), crypto.keyPair()];
  const keys = sessionKeys({ crypto, design }, cover, ours, theirs.public);
  if (keys === undefined) throw new Error('two good keys agree');
  const transmission = {
    corrId: of(design.corrIdOctets),
    relayId: of(4),
    command: commandOf(design, message, octets),
  };
  const block = sealBlock(crypto, design, keys, 'opener', transmission);
  const opened = openBlock(crypto, design, keys, 'acceptor', block);
  if (opened instanceof Malformed) throw new Error(opened.expected);
  const padded = cover === 'blocks' ? encode(wireOf(design).insideLayer, transmission) : block;
  const used = (padded[0] as number) * 256 + (padded[1] as number);
  return { block, filler: padded.length - 2 - used };
}

describe.each([draft, sealed])('$name', (design) => {
  const all = budgets(design);
  const payloadOf = (message: string) => all.find((one) => one.message === message)?.payloadOctets ?? -1;

  test('every message of the protocol has its budget, and its parts are the block', () => {
    expect(all.map(({ message }) => message)).toEqual([
      'server',
      'server_id',
      'forward with send',
      'forward with secure',
      'forward with create',
      'response with created',
      'check',
      'error',
      ...(design.name === 'sealed' ? ['accepted', 'acknowledge', 'cancel'] : []),
      'send, direct',
    ]);
    for (const { parts, overheadOctets, payloadOctets } of all) {
      expect(parts.reduce((sum, { octets }) => sum + octets, 0)).toBe(BLOCK_OCTETS);
      expect(overheadOctets + payloadOctets).toBe(BLOCK_OCTETS);
      for (const { octets } of parts) expect(octets).toBeGreaterThan(0);
    }
  });

  test.each(all.map(({ message, parts }) => ({ message, parts })).filter(({ message }) => message !== 'send, direct'))(
    '$message at its largest is one block with that much filler',
    ({ message, parts }) => {
      const { block, filler } = blockOf(design, message, payloadOf(message));
      expect(block.length).toBe(BLOCK_OCTETS);
      expect(filler).toBe(parts.find(({ name }) => name === 'filler')?.octets ?? 0);
    },
  );

  test.each(['server', 'server_id', ...Object.keys(carried)])('one octet more than %s has does not fit', (message) => {
    expect(() => blockOf(design, message, payloadOf(message) + 1)).toThrow(RangeError);
  });

  test('what is one letter has no payload, and nothing behind the letter', () => {
    const { plainCommand, check, further } = wireOf(design);
    for (const one of [check, ...further]) {
      const { kind } = one;
      expect(decode(plainCommand, encode(plainCommand, { kind }))).toEqual({ kind });
      expect(decode(plainCommand, Uint8Array.of(one.letters[0] as number, 0))).toBeInstanceOf(Malformed);
      expect(payloadOf(kind)).toBe(0);
    }
  });

  test('no word of an error is longer than the largest', () => {
    const words = [...problem.definition.matchAll(/"([A-Z]+)"/g)].map(([, word = '']) => word.length);
    expect(payloadOf('error')).toBe(Math.max(...words));
  });

  test('a send that goes direct fills its block with the largest body, and no larger one fits', () => {
    const direct = (octets: number) => encode(wireOf(design).smpBlock, { ...signed, command: sendOf(design, octets) });
    const block = direct(payloadOf('send, direct'));
    expect(block.length).toBe(BLOCK_OCTETS);
    expect(block.at(-1)).toBe(0x41); // the body's last octet: no filler
    expect(() => direct(payloadOf('send, direct') + 1)).toThrow(RangeError);
  });
});

test.each<[Design, readonly (readonly [string, number])[]]>([
  [
    draft,
    [
      ['corr_id', 9],
      ['length of what is padded', 2],
      ['relay_id before the command', 4],
      ['letters', 1],
      ['acknowledge_corr_id', 9],
      ['random_dh_pub_key', 33],
      ['tag of s2r', 16],
      ['length of what s2r pads', 2],
      ['signature', 65],
      ['corr id of the command', 25],
      ['queue id', 25],
      ['letters and lengths of send', 5],
      ['body', 16_188],
    ],
  ],
  [
    sealed,
    [
      ['corr_id', 25],
      ['tag of p2r', 16],
      ['length of what is padded', 2],
      ['relay_id before the command', 4],
      ['letters', 1],
      ['acknowledge_corr_id', 25],
      ['due_at', 9],
      ['random_dh_pub_key', 33],
      ['nonce of s2r', 24],
      ['tag of s2r', 16],
      ['length of what s2r pads', 2],
      ['signature', 65],
      ['corr id of the command', 25],
      ['queue id', 25],
      ['stream', 17],
      ['number', 4],
      ['settled', 4],
      ['expires', 8],
      ['letters and lengths of send', 5],
      ['body', 16_074],
    ],
  ],
])('where the octets of a forwarded send go ($name)', (design, spent) => {
  const send = budgets(design).find(({ message }) => message === 'forward with send');
  expect(send?.parts.map(({ name, octets }) => [name, octets])).toEqual(spent);
});

test('a design that pads nothing spends what its messages take', () => {
  const bare: Design = { ...draft, name: 'bare', blocks: 'as long as the message' };
  const check = budgets(bare).find(({ message }) => message === 'check');
  const transmission = { corrId: of(8), relayId: NO_RELAY, command: { kind: 'check' } } as const;
  expect(check?.overheadOctets).toBe(encode(wireOf(bare).proxyBlock, transmission).length);
});

test.each<[string, Partial<Design>, string, number]>([
  ['an address of the client', { origin: 'told to the relay' }, 'address of the client', 65],
  ['a second key of the relay', { relayAddress: 'with a second key' }, 'address: second key', 33],
  ['octets behind the layer', { padding: 'repeats the end of the plaintext' }, 'repeated behind p2r', 64],
])('%s has its line, and what is left still fits', (_what, turned, name, octets) => {
  const lines = budgets({ ...sealed, ...turned, name: 'turned' });
  const found = lines.filter(({ parts }) => parts.some((part) => part.name === name && part.octets === octets));
  expect(found.length).toBeGreaterThan(0);
  for (const { parts } of lines) expect(parts.reduce((sum, part) => sum + part.octets, 0)).toBe(BLOCK_OCTETS);
  for (const { parts } of lines) for (const part of parts) expect(part.octets).toBeGreaterThan(0);
});
