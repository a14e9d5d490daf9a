// Values of every wire rule of a design: any, the one of the fewest octets, and the one of the most.
import fc from 'fast-check';
import type { Codec } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import { BLOCK_OCTETS, keyStatement, wireOf } from '../model/grammar.ts';
import { rules } from '../model/printed-grammar.ts';
import { MAX_BODY_OCTETS, MAX_SENT_OCTETS, message, smpTransmission } from '../model/smp.ts';

export interface Values {
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
const time = whole(Number.MAX_SAFE_INTEGER);
const count = whole(2 ** 32 - 1);
const smpCommands = oneOf(
  kind('ok'),
  kind('create', { recipientKey: key, deliveryKey: key }),
  kind('secure', { senderKey: key }),
  kind('subscribe'),
  kind('acknowledge', { messageId: id }),
  kind('created', { recipientId: id, senderId: id, deliveryKey: key }),
  kind('refused', { why: words('AUTH', 'QUOTA', 'PROHIBITED', 'SYNTAX', 'EXPIRED', 'UNSECURED') }),
  kind('send', { body: letters(0, MAX_SENT_OCTETS) }),
  kind('sendNumbered', {
    stream: letters(16),
    number: count,
    settled: count,
    expires: time,
    body: letters(0, MAX_SENT_OCTETS),
  }),
  kind('authorise', { senderKey: key }),
  kind('displaced'),
  kind('message', { messageId: id, body: letters(0, MAX_BODY_OCTETS) }),
);
const transmissionOf = (command: Values): Values =>
  record({ signature: maybe(letters(64)), corrId: maybe(id), queueId: maybe(id), command });

/** Every rule of a design with its values, by name. */
export function rulesOf(design: Design): readonly (readonly [string, Codec<unknown>, Values])[] {
  const wire = wireOf(design);
  const corrId = letters(design.corrIdOctets);
  const [relayId, fingerprint] = [letters(4), key];
  const certificates = several(letters(1, 2_048), 1, 4);
  const statement = record({ fingerprint, epoch: count, notBefore: time, notAfter: time, key });
  const relayKey = record({
    chain: certificates,
    statement: letters(0, keyStatement.size.max),
    signature: letters(64),
  });
  const host = values(fc.stringMatching(/^[!-~]{1,64}$/), 'r', 'r'.repeat(64));
  const address = record({ host, fingerprint, secondKey: absent });
  const problem = words(
    ...['AUTH', 'RELAY', 'ROLE', 'SYNTAX', 'CONNECT', 'CRYPTO', 'PENDING', 'REFUSED'],
    ...['UNKNOWN', 'LIMIT', 'EXPIRED', 'LATE', 'HOLD', 'CANCELLED'],
  );
  const role = words('smp', 'proxy', 'relay');
  const inClear = design.name === 'draft';
  // No time in draft, whose clients wait themselves.
  const dueAtOctets = inClear ? 0 : 9;
  const encrypted = (of: Codec<unknown>, rest: number) => letters(16, of.size.max - rest);
  const commands = {
    server: kind('server', { address, basicAuth: maybe(letters(1, 255)) }),
    server_id: kind('server_id', { relayId, relayKey: maybe(relayKey), expiration: maybe(time) }),
    forward: kind('forward', {
      acknowledged: maybe(corrId),
      dueAt: inClear ? absent : maybe(time),
      senderKey: key,
      origin: absent,
      encryptedBlock: encrypted(wire.forward, 1 + (1 + design.corrIdOctets) + dueAtOctets + 33),
    }),
    response: kind('response', {
      destinationId: inClear ? letters(0, 32) : absent,
      responseKey: inClear ? key : absent,
      encryptedBlock: encrypted(wire.response, inClear ? 1 + 33 + 33 : 1),
    }),
    check: kind('check'),
    error: kind('error', { problem }),
    accepted: kind('accepted'),
    acknowledge: kind('acknowledge'),
    cancel: kind('cancel'),
    layered: kind('layered', { sealed: letters(16, 16 + wire.serverId.size.max) }),
  };
  const { server, server_id, forward, response, check, error, accepted, acknowledge, cancel, layered } = commands;
  const further = inClear ? [] : [accepted, acknowledge, cancel];
  const covered = design.clientLayer === 'sealed' ? [layered] : [];
  const plain = oneOf(check, server, server_id, error, ...further, forward, response);
  const command = oneOf(check, server, server_id, error, ...further, ...covered, forward, response);
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
    due_at: time,
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
    [
      'body of a layer',
      wire.insideLayer,
      record({ relayId, command: oneOf(check, server, error, ...further, server_id) }),
    ],
    ['command under a layer', wire.plainCommand, plain],
    ['block of a hello', wire.serverHello, record({ versions: letters(4), ...session })],
    [
      'block of an answered hello',
      wire.clientHello,
      record({ version: letters(2), fingerprint, role, sessionKey: key }),
    ],
  ];
}
