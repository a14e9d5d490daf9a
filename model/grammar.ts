// The SMP-proxy grammar: one declaration per rule of the specification, with what was chosen where the text is silent.
// A few rules follow decisions of the design; `wire` puts together the grammar of one design.
import {
  type Codec,
  choice,
  inside,
  large,
  list,
  nothing,
  number,
  octets,
  optional,
  padded,
  present,
  type Rule,
  rule,
  sequence,
  short,
  tagged,
  taggedRule,
  tail,
  unpadded,
  type Value,
  word,
} from './codec.ts';
import { KEY_OCTETS, NONCE_OCTETS, SIGNATURE_OCTETS, TAG_OCTETS } from './crypto.ts';
import type { Design, ExtraField } from './design.ts';
import { fieldsCodec, ruleOf } from './field-codec.ts';
import { hostName } from './host-name.ts';
import { type SmpTransmission, smpTransmission } from './smp.ts';

/** The length of every block of every connection, inside TLS. */
export const BLOCK_OCTETS = 16_384;
/** Octets of a block that `padding: 'repeats the end of the plaintext'` leaves outside its layer. */
export const REPEATED_OCTETS = 64;

/** The name that a proxy gives a relay for one client (R4.5). */
export const relayId = rule('relay_id', octets(4));
/** The relay id of what concerns no relay, or is not to name it. */
export const NO_RELAY = new Uint8Array(4);
/** The password of a proxy (B1), 1 to 255 octets. */
export const basicAuth = rule('basic_auth', short(255, 1));
/** Milliseconds of the proxy's clock; behind a length octet so that absence shows. */
export const expiration = rule('expiration', inside(number(8), 1));
/** When a proxy is to send a forward on (R6.1), as `expiration`. */
export const dueAt = rule('due_at', inside(number(8), 1));
/** X25519, 32 octets. */
export const publicKey = rule('random_dh_pub_key', short(KEY_OCTETS, KEY_OCTETS));
/** At most 32 octets, so that it has room for an id and for a hash. */
export const destinationId = rule('destination_id', short(32));
/** One octet, as ABNF has it in front of strings. */
export const length = rule('length', { ...number(1), abnf: 'OCTET' });

/** What a relay key is bound to: whose, which epoch, from when until when (R4.2). */
export const keyStatement = rule(
  'key_statement',
  sequence({
    fingerprint: short(32, 32),
    epoch: number(4),
    notBefore: number(8),
    notAfter: number(8),
    key: publicKey,
  }),
);
/** Times in milliseconds of the relay's clock; `epoch` counts keys from 0. */
export type KeyStatement = Value<typeof keyStatement>;

/** Certificates in DER: leaf, then authority. Two is what an address with one fingerprint can pin. */
export const chain = rule('certificate_chain', list(large(2_048, 1), 1, 4));

/** The text names no carrier for the signature: chain, statement, Ed25519 signature under the leaf's key. */
export const relayKey = rule(
  'relay_key',
  inside(
    sequence({
      chain,
      statement: { ...large(keyStatement.size.max), abnf: 'length length key_statement' },
      signature: octets(SIGNATURE_OCTETS),
    }),
    2,
  ),
);
/** With the statement as the octets that were signed. */
export type RelayKey = Value<typeof relayKey>;

/** `error = "E" error` derives nothing; one word out of these was chosen. */
export const problem = rule(
  'problem',
  word(
    'AUTH',
    'RELAY',
    'ROLE',
    'SYNTAX',
    'CONNECT',
    'CRYPTO',
    'PENDING',
    'REFUSED',
    'UNKNOWN',
    'LIMIT',
    'EXPIRED',
    'LATE',
    'HOLD',
    'CANCELLED',
  ),
);
/** Why a proxy or a relay did not do what it was asked to. */
export type Problem = Value<typeof problem>;

/** What a connection is for, agreed in the handshake (R1.1). */
export const role = rule('role', word('smp', 'proxy', 'relay'));
/** Of a connection: `smp` direct, `proxy` from a client, `relay` from a proxy. */
export type Role = Value<typeof role>;

/** The relay's side of the handshake: its chain and a key for the session's layer, signed with the session's name. */
export const serverHello = rule(
  'server_hello',
  sequence({
    versions: octets(4),
    session: short(32, 32),
    chain,
    sessionKey: publicKey,
    signature: octets(SIGNATURE_OCTETS),
  }),
);
/** The other side: whom it expects, which role the connection has, and its key for the layer. */
export const clientHello = rule(
  'client_hello',
  sequence({ version: octets(2), fingerprint: short(32, 32), role, sessionKey: publicKey }),
);
/** The lowest and the highest version of the protocol that a server speaks. */
export const VERSIONS = Uint8Array.of(0, 1, 0, 1);
/** The one that is spoken. */
export const VERSION = VERSIONS.subarray(2);

/** Where a relay is and who it is, as its queue addresses give it. */
export interface Address {
  /** Printable ASCII, 1 to 64 characters. */
  readonly host: string;
  /** SHA-256 of its authority's certificate, 32 octets. */
  readonly fingerprint: Uint8Array;
  /** What a planted leak adds to it (R4.4). */
  readonly secondKey: Uint8Array | undefined;
}

/** The rules as one design has them, with the octets that each leaves to what it carries. */
export function wire(design: Design) {
  const id = short(design.corrIdOctets, design.corrIdOctets);
  const corrId = rule('corr_id', { ...id, abnf: `length *${design.corrIdOctets} OCTET` });
  const acknowledgeCorrId = rule('acknowledge_corr_id', { ...id, abnf: corrId.definition.slice('corr_id = '.length) });
  const pinned = { host: hostName, fingerprint: short(32, 32) };
  const address: Rule<Address> = rule(
    'address',
    design.relayAddress === 'with a second key'
      ? sequence({ ...pinned, secondKey: optional(publicKey) })
      : withoutSecondKey(sequence(pinned)),
  );

  const schedules = design.schedule !== 'held by the client';
  const server = taggedRule('server', tagged('server', '"S"', { address, basicAuth: optional(basicAuth) }));
  const serverId = taggedRule(
    'server_id',
    tagged('server_id', '"I"', { relayId, relayKey: optional(relayKey, 2), expiration: optional(expiration) }),
  );
  const beside = fieldsCodec(design.fields, 'beside the corr id');
  const headOctets = corrId.size.max + beside.size.max;
  const layerOctets = BLOCK_OCTETS - headOctets - TAG_OCTETS - (design.padding === 'constant' ? 0 : REPEATED_OCTETS);
  /** What the narrower hop leaves to a command, so that none fits one hop and not the next. */
  const hopOctets = (design.proxyLayer === 'sealed' ? layerOctets : BLOCK_OCTETS - headOctets) - 2 - relayId.size.max;
  const of = (on: ExtraField['on']) => design.fields.filter((one) => one.on === on);
  const forwardFields = {
    acknowledged: optional(acknowledgeCorrId),
    /** When the proxy sends it on; milliseconds of the proxy's clock (R6.1). */
    dueAt: schedules ? optional(dueAt) : nothing<number>(),
    senderKey: publicKey,
    origin: design.origin === 'withheld' ? nothing<Uint8Array>() : present(short(64)),
    fields: fieldsCodec(of('forward'), 'in the command'),
  };
  const responseFields = {
    destinationId: design.destinationId === 'inside s2r' ? nothing<Uint8Array>() : present(destinationId),
    responseKey: design.responseSecret === 'a key of its own' ? present(publicKey) : nothing<Uint8Array>(),
    fields: fieldsCodec(of('response'), 'in the command'),
  };
  const forwardRoom = hopOctets - tagged('forward', '%s"F"', forwardFields).size.max;
  const responseRoom = hopOctets - tagged('response', '%s"R"', responseFields).size.max;
  const encryptedBlock = rule('encrypted_block', tail(TAG_OCTETS, Math.max(forwardRoom, responseRoom)));
  const encryptedUpTo = (octets: number) => ({ ...tail(TAG_OCTETS, octets), abnf: encryptedBlock.abnf });
  const forward = taggedRule(
    'forward',
    tagged('forward', '%s"F"', { ...forwardFields, encryptedBlock: encryptedUpTo(forwardRoom) }),
  );
  const response = taggedRule(
    'response',
    tagged('response', '%s"R"', { ...responseFields, encryptedBlock: encryptedUpTo(responseRoom) }),
  );
  const check = taggedRule('check', tagged('check', '%s"C"', {}));
  const error = taggedRule('error', tagged('error', '%s"E"', { problem }));
  const accepted = taggedRule('accepted', tagged('accepted', '%s"A"', {}));
  const acknowledge = taggedRule('acknowledge', tagged('acknowledge', '%s"K"', {}));
  const cancel = taggedRule('cancel', tagged('cancel', '%s"X"', {}));
  /** What the text has no word for: that the proxy holds a forward, the last acknowledgement, and taking back. */
  const further = [
    ...(design.holding === 'in memory, and not told' ? [] : [accepted]),
    ...(design.acknowledging === 'with the next forward' ? [] : [acknowledge]),
    ...(schedules ? [cancel] : []),
  ];
  const plainCommand = choice(server, serverId, forward, response, check, error, ...further);
  /** A command of a registration behind the layer between client and proxy; its corr id is the nonce. */
  const layered = taggedRule(
    'layered',
    tagged('layered', '%s"L"', { sealed: tail(TAG_OCTETS, TAG_OCTETS + serverId.size.max) }),
  );
  const proxyCommand = rule(
    'proxy_command',
    choice(
      server,
      serverId,
      forward,
      response,
      check,
      error,
      ...further,
      ...(design.clientLayer === 'sealed' ? [layered] : []),
    ),
  );

  /** Behind `p2r` the corr id stands outside, as its nonce; without it all is in the clear of TLS. */
  const sealedPart = rule('sealed_part', sequence({ relayId, command: proxyCommand }));
  const proxyTransmission = rule('proxy_transmission', sequence({ corrId, beside, relayId, command: proxyCommand }));
  const fill = design.blocks === 'padded' ? padded : unpadded;
  const proxyBlock = rule('proxy_block', fill(proxyTransmission, BLOCK_OCTETS));
  const insideLayer = fill(sealedPart, layerOctets);
  const layeredBlock = rule('layered_block', sequence({ corrId, beside, sealed: tail(TAG_OCTETS, BLOCK_OCTETS) }));

  const nonceOctets = design.commandNonce === 'random' ? NONCE_OCTETS : 0;
  const sealing = design.relayLayer === 'sealed' ? TAG_OCTETS + nonceOctets : 0;
  const commandOctets = forwardRoom - sealing;
  const responseOctets = responseRoom - sealing;

  return {
    /** Whether the proxy and the relay exchange `layered_block`s. */
    sealsBlocks: design.proxyLayer === 'sealed',
    corrId,
    acknowledgeCorrId,
    address,
    server,
    serverId,
    forward,
    response,
    check,
    error,
    layered,
    accepted,
    acknowledge,
    cancel,
    /** Those of the three above that the design has. */
    further,
    /** Of the fields that the design adds. */
    extra: design.fields.map(ruleOf),
    plainCommand,
    proxyCommand,
    proxyTransmission,
    proxyBlock,
    sealedPart,
    insideLayer,
    layeredBlock,
    encryptedBlock,
    /** What the relay layer seals: a command of the client, a response of the relay, each of constant length. */
    command: fill<SmpTransmission>(smpTransmission, commandOctets),
    answer: fill<SmpTransmission>(smpTransmission, responseOctets),
    /** Octets before padding that a forwarded command or response may take. */
    commandRoom: commandOctets - 2,
    responseRoom: responseOctets - 2,
    /** A block of the SMP role: handshakes and direct commands. */
    smpBlock: fill<SmpTransmission>(smpTransmission, BLOCK_OCTETS),
    serverHello: padded(serverHello, BLOCK_OCTETS),
    clientHello: padded(clientHello, BLOCK_OCTETS),
  };
}
/** The grammar of one design: its rules by name. */
export type Wire = ReturnType<typeof wire>;
/** What goes between client, proxy and relay, either way. */
export type ProxyCommand = Value<Wire['proxyCommand']>;
/** A command for a relay on its way, opaque to the proxy. */
export type Forward = Extract<ProxyCommand, { kind: 'forward' }>;
/** The answer to a registration: the relay's id, and its key. */
export type ServerId = Extract<ProxyCommand, { kind: 'server_id' }>;

const wires = new WeakMap<Design, Wire>();
/** The grammar of a design, put together once. */
export function wireOf(design: Design): Wire {
  const known = wires.get(design);
  if (known !== undefined) return known;
  const made = wire(design);
  wires.set(design, made);
  return made;
}

function withoutSecondKey(codec: Codec<{ host: string; fingerprint: Uint8Array }>): Codec<Address> {
  return { ...codec, read: (input) => ({ ...codec.read(input), secondKey: undefined }) };
}
