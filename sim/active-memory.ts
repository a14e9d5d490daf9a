// What an active proxy knows: every value that it saw or made, by type and in the order in which it came to know it.
// It is all that its own place gives it: what its sessions carry, opened with its own keys, and keys that it draws.
import { decode, Malformed } from '../model/codec.ts';
import type { KeyPair } from '../model/crypto.ts';
import {
  type Forward,
  type KeyStatement,
  keyStatement,
  type ProxyCommand,
  type RelayKey,
  wireOf,
} from '../model/grammar.ts';
import { type Identity, makeIdentity } from '../model/identity.ts';
import { openFromRelay, type ProxyTransmission, relayLayerKey } from '../model/layers.ts';
import type { Context, Handle } from '../model/node.ts';
import { hex, type Octets, same } from '../model/octets.ts';
import { nameOf } from '../model/relay-links.ts';
import { ID_OCTETS, type SmpTransmission } from '../model/smp.ts';

type Response = Extract<ProxyCommand, { kind: 'response' }>;
export interface SeenForward {
  readonly session: Handle;
  readonly corrId: Octets;
  /** Where it goes, by the name of the link. */
  readonly relay: string | undefined;
  readonly forward: Forward;
}
export interface SeenKey {
  /** The relay that gave it, by the name of its link. */
  readonly relay: string;
  readonly value: RelayKey;
  readonly statement: KeyStatement;
}
/** Drawn once, when first needed. */
export interface Own {
  readonly identity: Identity;
  readonly relayKey: KeyPair;
  readonly sender: KeyPair;
}
export interface Memory {
  readonly own: Own | undefined;
  readonly forwards: readonly SeenForward[];
  readonly responses: readonly Response[];
  readonly relayKeys: readonly SeenKey[];
  /** Which relay a client asked for, by the corr id under which it did. */
  readonly asked: readonly { readonly session: Handle; readonly corrId: Octets; readonly relay: string }[];
  /** Commands for relays that it could read. */
  readonly commands: readonly SmpTransmission[];
  readonly queueIds: readonly Octets[];
}
export const nothingKnown: Memory = {
  own: undefined,
  forwards: [],
  responses: [],
  relayKeys: [],
  asked: [],
  commands: [],
  queueIds: [],
};

const soon = { notBefore: 0, notAfter: 86_400_000 * 3650 };
export function withOwn(memory: Memory, { crypto }: Context): readonly [Memory, Own] {
  const own = memory.own ?? {
    identity: makeIdentity(crypto, 'impostor.example', soon),
    relayKey: crypto.keyPair(),
    sender: crypto.keyPair(),
  };
  return [{ ...memory, own }, own];
}

/** One and the same forward, whatever carries it. */
export const forwardName = ({ senderKey, encryptedBlock }: Forward): string =>
  `${hex(senderKey)} ${hex(encryptedBlock.subarray(0, 128))}`;

const withQueueId = (memory: Memory, id: Octets | undefined): Memory =>
  id?.length !== ID_OCTETS || memory.queueIds.some((one) => same(one, id))
    ? memory
    : { ...memory, queueIds: [...memory.queueIds, id] };

/** A block of a client. */
export function heardFromClient(
  memory: Memory,
  session: Handle,
  relay: string | undefined,
  { corrId, command }: ProxyTransmission,
  { design }: Context,
): Memory {
  if (command.kind === 'server')
    return { ...memory, asked: [...memory.asked, { session, corrId, relay: nameOf(command.address) }] };
  if (command.kind !== 'forward') return memory;
  const name = forwardName(command);
  if (memory.forwards.some(({ forward }) => forwardName(forward) === name)) return memory;
  const next = { ...memory, forwards: [...memory.forwards, { session, corrId, relay, forward: command }] };
  const read = decode(wireOf(design).command, command.encryptedBlock);
  return read instanceof Malformed ? next : withQueueId({ ...next, commands: [...next.commands, read] }, read.queueId);
}

/** A block of a relay. */
export function heardFromRelay(memory: Memory, relay: string, { command }: ProxyTransmission): Memory {
  if (command.kind === 'response') {
    const known = memory.responses.some((one) => same(one.encryptedBlock, command.encryptedBlock));
    const next = known ? memory : { ...memory, responses: [...memory.responses, command] };
    return withQueueId(next, command.destinationId);
  }
  if (command.kind !== 'server_id' || command.relayKey === undefined) return memory;
  const value = command.relayKey;
  const statement = decode(keyStatement, value.statement);
  const known = memory.relayKeys.some((one) => same(one.value.statement, value.statement));
  if (known || statement instanceof Malformed) return memory;
  return { ...memory, relayKeys: [...memory.relayKeys, { relay, value, statement }] };
}

/** Whether it opens a client’s command with the key that it put in the relay’s place. */
export function opensWithOwn({ own }: Memory, corrId: Octets, forward: Forward, { crypto, design }: Context): boolean {
  if (own === undefined || design.relayLayer === 'absent') return false;
  const key = relayLayerKey(crypto, own.relayKey.secret, forward.senderKey);
  return (
    key !== undefined && openFromRelay(crypto, design, key, corrId, 'command', forward.encryptedBlock) !== undefined
  );
}
