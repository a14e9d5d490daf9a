// The places an attacker may hold, as sessions with the keys that the place rightly gives, and what it sends from there.
// Every strike is one block, changed at one depth: outside, in its layer, or in the relay layer, then sealed again.
import { type Codec, decode, encode, Malformed, padded, tail } from '../model/codec.ts';
import type { Crypto, KeyPair } from '../model/crypto.ts';
import type { Design } from '../model/design.ts';
import {
  type Address,
  clientHello,
  keyStatement,
  NO_RELAY,
  type ProxyCommand,
  type RelayKey,
  type Role,
  serverHello,
  VERSION,
  VERSIONS,
  wireOf,
} from '../model/grammar.ts';
import { type Identity, signSessionKey } from '../model/identity.ts';
import {
  coverOf,
  type End,
  nonceOf,
  openBlock,
  type ProxyTransmission,
  type SessionKeys,
  sessionKeys,
} from '../model/layers.ts';
import type { Millis } from '../model/node.ts';
import { concat, type Octets } from '../model/octets.ts';
import { signedPart } from '../model/queues.ts';
import { type SmpCommand, type SmpTransmission, smpCommand, smpTransmission } from '../model/smp.ts';
import type { Held, Instant } from './instant.ts';
import type { Mutation } from './mutation.ts';
import type { Specimens } from './specimens.ts';

/** Where in a block the change is made. */
const depths = ['noise', 'block', 'layer', 'fields', 'relay layer', 'fields in the relay layer', 'nowhere'] as const;
export type Depth = (typeof depths)[number];

/** A depth, more often one that comes through to the code behind the decoder. */
export function depthOf(change: Mutation): Depth {
  return change.pick(
    change.below(2) === 0 ? depths : (['layer', 'fields', 'relay layer', 'fields in the relay layer'] as const),
  );
}

/** A session of the attacker, its role agreed. */
export interface Seat {
  readonly held: Held;
  readonly end: End;
  readonly role: Role;
  readonly keys: SessionKeys | 'no layer';
}

interface OwnQueue {
  readonly senderId: Octets;
  readonly recipientId: Octets;
}
interface Registration {
  readonly relayId: Octets;
  readonly relayKey: RelayKey;
  readonly key: Octets;
  readonly expires: Millis;
}
export interface Attacker {
  /** Sends a changed hello on a session that the attacker opened, then leaves; whether it was let in. */
  knock(node: string): boolean;
  /** Opens a session to a server and agrees a role. */
  sit(node: string, role: Role): Seat;
  /** Answers the hello of a node that opened a session to the attacker; nothing if the node left. */
  receive(held: Held, identity: Identity): Seat | undefined;
  /** The same with a changed hello. */
  mislead(held: Held, identity: Identity): void;
  /** What the other end sent last. */
  asked(seat: Seat): ProxyTransmission | undefined;
  askedDirectly(seat: Seat): SmpTransmission | undefined;
  /** The relay id that a proxy gives this client, or the key that a relay gives this proxy. */
  register(seat: Seat, relay: Address): Registration | undefined;
  strike(seat: Seat, transmission: ProxyTransmission, depth: Depth): void;
  strikeDirect(seat: Seat, transmission: SmpTransmission, depth: Depth): void;
  /** A command or an answer in its relay layer, changed at the two inner depths. */
  relayLayer(
    key: Octets,
    corrId: Octets,
    which: 'command' | 'answer',
    transmission: SmpTransmission,
    depth: Depth,
  ): Octets;
  /** Makes a queue of the attacker's own at a relay; its commands are about the first two. */
  makeQueue(node: string): void;
  /** A real command, signed as one of the attacker's own. */
  command(binding: Octets): SmpTransmission;
}

export function attacker(design: Design, net: Instant, found: Specimens, change: Mutation): Attacker {
  const wire = wireOf(design);
  const crypto: Crypto = net.crypto;
  const signer: KeyPair = crypto.signingPair();
  const delivery: KeyPair = crypto.keyPair();
  const queues: OwnQueue[] = [];
  const padding = new Map<number, Codec<Octets>>();
  const repadded = (body: Octets, total: number): Octets => {
    const codec = padding.get(total) ?? padded(tail(0, total - 2), total);
    padding.set(total, codec);
    return encode(codec, body.subarray(0, total - 2));
  };
  /** The octets of a value, changed in its fields or in its octets. */
  const changed = <T>(codec: Codec<T>, value: T, depth: Depth): Octets => {
    const other = depth === 'fields' ? attempt(() => encode(codec, change.value(value))) : undefined;
    if (other !== undefined) return other;
    const body = encode(codec, value);
    return depth === 'layer' || depth === 'fields' ? change.octets(body) : body;
  };
  /** The same in a padded body, cut where it is too long for it; at times it is the padding that changes. */
  const bodyOf = <T>(codec: Codec<T>, value: T, total: number, depth: Depth): Octets => {
    const how = depth === 'layer' ? change.below(4) : undefined;
    if (how === 0) return change.octets(repadded(encode(codec, value), total)).subarray(0, total);
    // As long as fits this way, which may be too long for the next.
    if (how === 1) return repadded(concat(encode(codec, value), crypto.random(total)), total);
    return repadded(changed(codec, value, depth), total);
  };
  const send = ({ held }: { readonly held: Held }, block: Octets, depth: Depth): void => {
    if (depth === 'noise')
      net.send(held, change.below(8) === 0 ? change.octets(change.pick(found.blocks)) : change.noise());
    else net.send(held, depth === 'block' ? change.octets(block) : block);
  };
  const ownKey = ({ end }: Seat, keys: SessionKeys): Octets => (end === 'opener' ? keys.fromOpener : keys.fromAcceptor);
  const helloOf = ({ name }: Held, { chain, leaf }: Identity, pair: KeyPair) => ({
    versions: VERSIONS,
    session: name,
    chain,
    sessionKey: pair.public,
    signature: signSessionKey(crypto, leaf, name, pair.public),
  });
  const asked = ({ held, keys, end }: Seat): ProxyTransmission | undefined => {
    const block = held.blocks.at(-1);
    return block && wellFormed(openBlock(crypto, design, keys, end, block));
  };

  /** Numbers as no honest client gives them, on a few streams: gaps, repetitions, and what is out of date. */
  const renumbered = (command: SmpCommand): SmpCommand =>
    command.kind !== 'sendNumbered' || change.below(4) === 0
      ? command
      : {
          ...command,
          number: change.pick([change.below(24), change.below(24), 2 ** 32 - 1]),
          settled: change.pick([0, 0, change.below(24), 2 ** 32 - 1]),
          expires: Math.ceil(net.now()) + change.pick([0, 1_000, 100_000, 10_000_000, 2 ** 50]),
        };

  const self: Attacker = {
    knock(node) {
      const held = net.open(node);
      const { chain } = expected(decode(wire.serverHello, held.blocks[0] as Octets));
      const hello = { ...change.pick(found.clientHellos), fingerprint: crypto.hash(chain[1] as Octets) };
      const depth = change.pick(['noise', 'block', 'fields', 'layer'] as const);
      send({ held }, bodyOf(clientHello, hello, wire.clientHello.size.max, depth), depth);
      const letIn = held.open;
      net.close(held);
      return letIn;
    },
    sit(node, role) {
      const held = net.open(node);
      const hello = expected(decode(wire.serverHello, held.blocks.shift() as Octets));
      const pair = crypto.keyPair();
      const keys = sessionKeys({ crypto, design }, coverOf(design, role), pair, hello.sessionKey) as
        | SessionKeys
        | 'no layer';
      const fingerprint = crypto.hash(hello.chain[1] as Octets);
      net.send(held, encode(wire.clientHello, { version: VERSION, fingerprint, role, sessionKey: pair.public }));
      return { held, end: 'opener', role, keys };
    },
    receive(held, identity) {
      const pair = crypto.keyPair();
      net.send(held, encode(wire.serverHello, helloOf(held, identity, pair)));
      const first = held.blocks.shift();
      const hello = first && decode(wire.clientHello, first);
      if (hello === undefined || hello instanceof Malformed) return undefined;
      const keys = sessionKeys({ crypto, design }, coverOf(design, hello.role), pair, hello.sessionKey);
      return keys && { held, end: 'acceptor', role: hello.role, keys };
    },
    mislead(held, identity) {
      const hello = helloOf(held, identity, crypto.keyPair());
      const depth = change.pick(['noise', 'block', 'fields', 'layer'] as const);
      send({ held }, bodyOf(serverHello, hello, wire.serverHello.size.max, depth), depth);
    },
    asked,
    askedDirectly({ held }) {
      const block = held.blocks.at(-1);
      return block && wellFormed(decode(wire.smpBlock, block));
    },
    register(seat, relay) {
      const command = { kind: 'server', address: relay, basicAuth: undefined } as const;
      self.strike(seat, { corrId: crypto.random(design.corrIdOctets), relayId: NO_RELAY, command }, 'nowhere');
      const answer = asked(seat)?.command;
      seat.held.blocks.length = 0;
      if (answer?.kind !== 'server_id') return undefined;
      const { relayId, relayKey, expiration } = answer;
      if (relayKey === undefined || expiration === undefined) return undefined;
      return { relayId, relayKey, key: expected(decode(keyStatement, relayKey.statement)).key, expires: expiration };
    },
    strike(seat, transmission, depth) {
      const { corrId, relayId, command } = transmission;
      const { keys } = seat;
      const nonce = nonceOf(corrId);
      if (keys !== 'no layer' && keys.covers === 'blocks') {
        const body = bodyOf(wire.sealedPart, { relayId, command }, wire.insideLayer.size.max, depth);
        const sealed = crypto.seal(ownKey(seat, keys), nonce, body);
        send(seat, encode(wire.layeredBlock, { corrId, sealed }), depth);
        return;
      }
      const registers = command.kind === 'server' || command.kind === 'server_id';
      // Half of what registers a relay is changed under its layer, and half around it.
      const inside = keys !== 'no layer' && registers && change.below(2) === 0;
      const body = inside ? changed(wire.plainCommand, command, depth) : encode(wire.proxyCommand, command);
      const covered: ProxyCommand =
        keys === 'no layer' || !registers
          ? command
          : {
              kind: 'layered',
              sealed: crypto.seal(ownKey(seat, keys), nonce, body.subarray(0, wire.serverId.size.max)),
            };
      const outside = inside && (depth === 'layer' || depth === 'fields') ? 'nowhere' : depth;
      const whole = { corrId, relayId, command: covered };
      send(seat, bodyOf(wire.proxyTransmission, whole, wire.proxyBlock.size.max, outside), depth);
    },
    strikeDirect(seat, transmission, depth) {
      const total = wire.smpBlock.size.max;
      const inside = depth === 'fields in the relay layer' ? 'fields' : depth === 'relay layer' ? 'layer' : depth;
      send(seat, bodyOf(smpTransmission, transmission, total, inside), depth);
    },
    relayLayer(key, corrId, which, transmission, depth) {
      const inside = depth === 'fields in the relay layer' ? 'fields' : depth === 'relay layer' ? 'layer' : 'nowhere';
      const body = bodyOf(smpTransmission, transmission, wire[which].size.max, inside);
      const nonce = design.commandNonce === 'random' ? crypto.random(24) : nonceOf(corrId);
      const sealed = crypto.seal(key, nonce, body);
      return design.commandNonce === 'random' ? concat(nonce, sealed) : sealed;
    },
    makeQueue(node) {
      const seat = self.sit(node, 'smp');
      const command = { kind: 'create', recipientKey: signer.public, deliveryKey: delivery.public } as const;
      const unsigned = { signature: undefined, corrId: crypto.random(24), queueId: undefined, command };
      const signature = crypto.sign(signer.secret, signedPart(seat.held.name, unsigned));
      self.strikeDirect(seat, { ...unsigned, signature }, 'nowhere');
      const answer = self.askedDirectly(seat)?.command;
      if (answer?.kind === 'created') queues.push(answer);
    },
    command(binding) {
      const [secured, open] = queues as unknown as readonly [OwnQueue, OwnQueue];
      const specimen = change.pick(found.commands);
      // The open queue is never secured, so that it takes whatever is sent unsigned.
      if ((specimen.command.kind === 'send' || specimen.command.kind === 'sendNumbered') && change.below(2) === 0)
        return {
          signature: undefined,
          corrId: change.pick([undefined, crypto.random(24)]),
          queueId: open.senderId,
          command: renumbered(specimen.command),
        };
      const keys = { recipientKey: signer.public, deliveryKey: delivery.public, senderKey: signer.public };
      const own = Object.fromEntries(Object.entries(keys).filter(([name]) => name in specimen.command));
      const real = { ...specimen.command, ...own } as SmpTransmission['command'];
      const other = change.below(4) === 0 ? change.value(real) : real;
      const command = attempt(() => encode(smpCommand, other)) === undefined ? real : other;
      const queueId = change.pick([specimen.queueId, secured.senderId, secured.recipientId]);
      const unsigned = { ...specimen, queueId, command };
      if (change.below(8) === 0) return { ...unsigned, signature: undefined };
      return { ...unsigned, signature: crypto.sign(signer.secret, signedPart(binding, unsigned)) };
    },
  };
  return self;
}

const wellFormed = <T>(value: T | Malformed): T | undefined => (value instanceof Malformed ? undefined : value);

function expected<T>(value: T | Malformed): T {
  if (value instanceof Malformed) throw new Error(`an honest node sent what it should not: ${value.expected}`);
  return value;
}
/** What an encoder gives, or nothing for a value outside the bounds of its rule. */
function attempt(write: () => Octets): Octets | undefined {
  try {
    return write();
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof TypeError) return undefined;
    throw problem;
  }
}
