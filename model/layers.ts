// The encryption layers: c2p around what registers a relay, p2r around a whole block, s2r around one command or response, e2e around a text.
import { decode, encode, FILLER, Malformed, padded, unpadded } from './codec.ts';
import { type Crypto, type KeyPair, NONCE_OCTETS } from './crypto.ts';
import type { Design } from './design.ts';
import { besideOf, withBeside } from './extra-fields.ts';
import { BLOCK_OCTETS, type ProxyCommand, REPEATED_OCTETS, type Role, wireOf } from './grammar.ts';
import type { Context } from './node.ts';
import { concat, type Octets } from './octets.ts';
import { message, messageText, type SmpCommand, type SmpTransmission, STREAM_OCTETS, smpTransmission } from './smp.ts';

/** What a session's layer covers: `p2r` every block, `c2p` what registers a relay and would else show on both links. */
export type Cover = 'blocks' | 'registrations' | 'nothing';

/** The keys of one session's layer, one for each direction, so that a corr id may serve as nonce in both. */
export interface SessionKeys {
  /** Which blocks it is around. */
  readonly covers: Exclude<Cover, 'nothing'>;
  /** For what the end that connected sends; 32 octets. */
  readonly fromOpener: Octets;
  /** For what the other end sends; 32 octets. */
  readonly fromAcceptor: Octets;
}
/** Who connected, and to whom. */
export type End = 'opener' | 'acceptor';

/** What one block between client and proxy, or proxy and relay, carries. */
export interface ProxyTransmission {
  /** Of `corrIdOctets` of the design; also the nonce of the layer. */
  readonly corrId: Octets;
  /** 4 octets; `NO_RELAY` where none is meant. */
  readonly relayId: Octets;
  /** Out of any layer. */
  readonly command: ProxyCommand;
  /** Of a forward on its way onward: its corr id on the hop that it came over. */
  readonly inbound?: Octets;
}

/** What the design has a connection of this role cover. */
export function coverOf(design: Design, role: Role): Cover {
  if (role === 'proxy' && design.clientLayer === 'sealed') return 'registrations';
  return role === 'relay' && design.proxyLayer === 'sealed' ? 'blocks' : 'nothing';
}

/** The keys of a session's layer out of one end's secret and the other's public key; nothing if they give none. */
export function sessionKeys(
  { crypto, design }: Pick<Context, 'crypto' | 'design'>,
  covers: Cover,
  ours: KeyPair,
  theirPublic: Octets,
): SessionKeys | 'no layer' | undefined {
  if (covers === 'nothing') return 'no layer';
  const agreed = crypto.agree(ours.secret, theirPublic);
  if (agreed === undefined) return undefined;
  const shared = design.sessionSecret === 'agreed afresh' ? agreed : sumOf(ours.public, theirPublic);
  return {
    covers,
    fromOpener: crypto.derive(shared, 'from opener'),
    fromAcceptor: crypto.derive(shared, 'from acceptor'),
  };
}

/** What a planted leak takes for a secret: the same at both ends, and anybody can add up two public keys. */
const sumOf = (a: Octets, b: Octets): Octets => a.map((octet, i) => octet ^ (b[i] as number));

const keyFrom = (keys: SessionKeys, end: End): Octets => (end === 'opener' ? keys.fromOpener : keys.fromAcceptor);
const other = (end: End): End => (end === 'opener' ? 'acceptor' : 'opener');
const registers = (command: ProxyCommand): boolean => command.kind === 'server' || command.kind === 'server_id';

/** A block from `end` of a session, under the session's layer. */
export function sealBlock(
  crypto: Crypto,
  design: Design,
  keys: SessionKeys | 'no layer',
  end: End,
  { corrId, relayId, command, inbound }: ProxyTransmission,
): Octets {
  const wire = wireOf(design);
  const head = { corrId, beside: besideOf(design, command, crypto) };
  if (keys === 'no layer') return encode(wire.proxyBlock, { ...head, relayId, command });
  const key = keyFrom(keys, end);
  if (keys.covers === 'registrations') {
    if (!registers(command)) return encode(wire.proxyBlock, { ...head, relayId, command });
    const sealed = crypto.seal(key, nonceOf(corrId), encode(wire.plainCommand, command));
    return encode(wire.proxyBlock, { ...head, relayId, command: { kind: 'layered', sealed } });
  }
  const body = encode(wire.insideLayer, { relayId, command });
  const block = encode(wire.layeredBlock, { ...head, sealed: crypto.seal(key, nonceOf(corrId), body) });
  switch (design.padding) {
    case 'constant':
      return block;
    case 'repeats the end of the plaintext':
      return concat(block, body.subarray(body.length - REPEATED_OCTETS));
    case 'ends in a hash of the corr ids': {
      const mark = crypto.hash(concat(inbound ?? corrId, corrId));
      return concat(block, new Uint8Array(REPEATED_OCTETS - mark.length).fill(FILLER), mark);
    }
  }
}

/** A block that came to `end`, opened. What the layer should cover and does not is refused. */
export function openBlock(
  crypto: Crypto,
  design: Design,
  keys: SessionKeys | 'no layer',
  end: End,
  block: Octets,
): ProxyTransmission | Malformed {
  const wire = wireOf(design);
  const inClear = (): ProxyTransmission | Malformed => {
    const read = decode(wire.proxyBlock, block);
    if (read instanceof Malformed) return read;
    const { beside, ...transmission } = read;
    return { ...transmission, command: withBeside(design, transmission.command, beside) };
  };
  if (keys === 'no layer') return inClear();
  const key = keyFrom(keys, other(end));
  if (keys.covers === 'registrations') {
    const transmission = inClear();
    if (transmission instanceof Malformed) return transmission;
    const { corrId, command } = transmission;
    if (registers(command)) return new Malformed(0, 'a layer around what registers a relay');
    if (command.kind !== 'layered') return transmission;
    const body = crypto.open(key, nonceOf(corrId), command.sealed);
    const inner =
      body === undefined ? new Malformed(0, 'a command sealed for this session') : decode(wire.plainCommand, body);
    if (inner instanceof Malformed) return inner;
    return registers(inner) ? { ...transmission, command: inner } : new Malformed(0, 'what registers a relay');
  }
  if (block.length > BLOCK_OCTETS) return new Malformed(BLOCK_OCTETS, 'the end');
  const layer = design.padding === 'constant' ? block : block.subarray(0, Math.max(0, block.length - REPEATED_OCTETS));
  const outer = decode(wire.layeredBlock, layer);
  if (outer instanceof Malformed) return outer;
  const body = crypto.open(key, nonceOf(outer.corrId), outer.sealed);
  if (body === undefined) return new Malformed(0, 'a block sealed for this session');
  const inner = decode(wire.insideLayer, body);
  if (inner instanceof Malformed) return inner;
  return { corrId: outer.corrId, relayId: inner.relayId, command: withBeside(design, inner.command, outer.beside) };
}

/** A corr id of 24 octets is a nonce; a shorter one is filled with zeros. */
export function nonceOf(corrId: Octets): Octets {
  if (corrId.length === NONCE_OCTETS) return corrId;
  const nonce = new Uint8Array(NONCE_OCTETS);
  nonce.set(corrId);
  return nonce;
}

/** The relay layer's key out of one side's secret and the other's public key. */
export function relayLayerKey(crypto: Crypto, secret: Octets, theirPublic: Octets): Octets | undefined {
  const shared = crypto.agree(secret, theirPublic);
  return shared === undefined ? undefined : crypto.derive(shared, 's2r');
}

/** A command or response in its relay layer: the nonce in front, unless the design takes it from the corr id. */
export function sealForRelay(
  crypto: Crypto,
  design: Design,
  key: Octets,
  nonce: Octets,
  which: 'command' | 'answer',
  transmission: SmpTransmission,
): Octets {
  const body = encode(wireOf(design)[which], transmission);
  if (design.relayLayer === 'absent') return body;
  const sealed = crypto.seal(key, nonce, body);
  return design.commandNonce === 'random' ? concat(nonce, sealed) : sealed;
}

/** What came out of a relay layer. */
export interface Opened {
  /** Under which it was sealed, 24 octets. */
  readonly nonce: Octets;
  /** Or what is wrong with the octets that it sealed. */
  readonly transmission: SmpTransmission | Malformed;
}

/** The inverse; nothing where the layer does not open. `corrId` is that of the hop it came over. */
export function openFromRelay(
  crypto: Crypto,
  design: Design,
  key: Octets,
  corrId: Octets,
  which: 'command' | 'answer',
  encryptedBlock: Octets,
): Opened | undefined {
  const codec = wireOf(design)[which];
  if (design.relayLayer === 'absent') return { nonce: nonceOf(corrId), transmission: decode(codec, encryptedBlock) };
  const carried = design.commandNonce === 'random';
  if (carried && encryptedBlock.length < NONCE_OCTETS) return undefined;
  const nonce = carried ? encryptedBlock.subarray(0, NONCE_OCTETS) : nonceOf(corrId);
  const body = crypto.open(key, nonce, carried ? encryptedBlock.subarray(NONCE_OCTETS) : encryptedBlock);
  return body === undefined ? undefined : { nonce, transmission: decode(codec, body) };
}

/** Octets of the largest body that a forwarded `send` carries in this design, signed and with all optional fields. */
export function bodyOctets(design: Design): number {
  const body = new Uint8Array(0);
  const numbered = { stream: new Uint8Array(STREAM_OCTETS), number: 0, settled: 0, expires: 0 };
  const command: SmpCommand =
    design.numbering === 'none' ? { kind: 'send', body } : { kind: 'sendNumbered', ...numbered, body };
  const empty = {
    signature: new Uint8Array(64),
    corrId: new Uint8Array(24),
    queueId: new Uint8Array(24),
    command,
  };
  return wireOf(design).commandRoom - encode(smpTransmission, empty).length;
}

const HASH_OCTETS = 32;
/** The text padded so that every message of a design has one length, direct or forwarded. */
function textCodec(design: Design) {
  const fill = design.texts === 'as long as they are' ? unpadded : padded;
  const beside = design.texts === 'padded, beside a hash of them' ? HASH_OCTETS : 0;
  return fill(messageText, bodyOctets(design) - message.size.min - beside);
}

/** A user's text, padded and sealed for another's X25519 key; nothing for a key that gives no secret. */
export function sealMessage(crypto: Crypto, design: Design, userKey: Octets, text: Octets): Octets | undefined {
  const pair = crypto.keyPair();
  const shared = crypto.agree(pair.secret, userKey);
  if (shared === undefined) return undefined;
  const nonce = crypto.random(NONCE_OCTETS);
  const body = encode(textCodec(design), text);
  const layer = design.texts === 'in clear' ? body : crypto.seal(crypto.derive(shared, 'e2e'), nonce, body);
  const sealed = design.texts === 'padded, beside a hash of them' ? concat(crypto.hash(text), layer) : layer;
  return encode(message, { senderKey: pair.public, nonce, sealed });
}

/** The text of a sealed message; nothing if it is malformed, or sealed for another key. */
export function openMessage(crypto: Crypto, design: Design, userSecret: Octets, octets: Octets): Octets | undefined {
  const outer = decode(message, octets);
  if (outer instanceof Malformed) return undefined;
  const shared = crypto.agree(userSecret, outer.senderKey);
  if (shared === undefined) return undefined;
  const inClear = design.texts === 'in clear';
  const layer = design.texts === 'padded, beside a hash of them' ? outer.sealed.subarray(HASH_OCTETS) : outer.sealed;
  const body = inClear ? layer : crypto.open(crypto.derive(shared, 'e2e'), outer.nonce, layer);
  const text = body === undefined ? undefined : decode(textCodec(design), body);
  return text instanceof Malformed ? undefined : text;
}
