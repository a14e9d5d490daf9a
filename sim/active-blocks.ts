// Blocks that an active proxy changes or makes: well-formed by the codecs, out of pieces that it saw and its own.
import { encode } from '../model/codec.ts';
import { NONCE_OCTETS, SIGNATURE_OCTETS, TAG_OCTETS } from '../model/crypto.ts';
import { type Forward, keyStatement, NO_RELAY, type ProxyCommand, type RelayKey } from '../model/grammar.ts';
import { RELAY_KEY } from '../model/identity.ts';
import { nonceOf, type ProxyTransmission, relayLayerKey, sealForRelay, sealMessage } from '../model/layers.ts';
import type { Context } from '../model/node.ts';
import { concat, type Octets, same, text } from '../model/octets.ts';
import { type SmpCommand, STREAM_OCTETS } from '../model/smp.ts';
import { forwardName, type Memory, type Own, type SeenKey, withOwn } from './active-memory.ts';
import type { Forged, Part, Piece, Source } from './script.ts';

/** The text that it writes itself, where it can. */
export const ACTIVE_TEXT = 'an active proxy was here';

const seen = <T>(all: readonly T[], piece: Piece): T | undefined => (piece === 'own' ? undefined : all[piece - 1]);
/** The piece, its own, or nothing if it has not seen so many. */
const taken = <T>(all: readonly T[], piece: Piece, own: () => T): T | undefined =>
  piece === 'own' ? own() : all[piece - 1];

type Made<T> = readonly [Memory, T | undefined];

/** A message of its own to a queue, sealed to the newest relay key as any client would, for a hop of this corr id. */
function ownCommand(
  queueId: Octets,
  hop: Octets,
  { sender }: Own,
  memory: Memory,
  context: Context,
): Octets | undefined {
  const { crypto, design, now } = context;
  const relayKey = memory.relayKeys.at(-1);
  const key = relayKey && relayLayerKey(crypto, sender.secret, relayKey.statement.key);
  const body = sealMessage(crypto, design, sender.public, text(ACTIVE_TEXT));
  if (key === undefined || body === undefined) return undefined;
  const numbered = {
    stream: crypto.random(STREAM_OCTETS),
    number: 0,
    settled: 0,
    expires: Math.ceil(now + design.lifetimeMillis),
  };
  const command: SmpCommand =
    design.numbering === 'none' ? { kind: 'send', body } : { kind: 'sendNumbered', ...numbered, body };
  const transmission = { signature: undefined, corrId: crypto.random(24), queueId, command };
  const nonce = design.commandNonce === 'random' ? crypto.random(NONCE_OCTETS) : nonceOf(hop);
  return sealForRelay(crypto, design, key, nonce, 'command', transmission);
}

/** An answer of its own, “ok”, to a command as it reads it, under a key that its own secret gives. */
function ownAnswer(to: Octets, command: Piece, own: Own, memory: Memory, context: Context): Octets | undefined {
  const { crypto, design } = context;
  const forward = memory.forwards.find(({ corrId }) => same(corrId, to))?.forward;
  const key = relayLayerKey(crypto, own.sender.secret, forward?.senderKey ?? own.relayKey.public);
  const read = seen(memory.commands, command);
  if (key === undefined || (command !== 'own' && read === undefined)) return undefined;
  const nonce = design.commandNonce === 'random' ? crypto.random(NONCE_OCTETS) : nonceOf(to);
  const [corrId, queueId] = [read?.corrId ?? crypto.random(24), read?.queueId];
  const ok = { signature: undefined, corrId, queueId, command: { kind: 'ok' } } as const;
  const block = sealForRelay(crypto, design, key, nonce, 'answer', ok);
  return block.length < TAG_OCTETS ? concat(block, new Uint8Array(TAG_OCTETS)) : block;
}

/** A block of its own making; nothing where it does not know the pieces. */
export function forge(block: Forged, before: Memory, context: Context): Made<ProxyTransmission> {
  const { crypto, design, now } = context;
  const [memory, own] = withOwn(before, context);
  switch (block.kind) {
    case 'forward': {
      const corrId = crypto.random(design.corrIdOctets);
      const of = memory.forwards.map(({ forward }) => forward);
      const senderKey = taken(
        of.map((one) => one.senderKey),
        block.senderKey,
        () => own.sender.public,
      );
      const queueId = taken(memory.queueIds, block.queueId, () => crypto.random(24));
      const encryptedBlock =
        block.encryptedBlock === 'own'
          ? queueId && ownCommand(queueId, corrId, own, memory, context)
          : seen(of, block.encryptedBlock)?.encryptedBlock;
      if (senderKey === undefined || encryptedBlock === undefined) return [memory, undefined];
      const origin = design.origin === 'withheld' ? undefined : new Uint8Array(0);
      const command: Forward = {
        kind: 'forward',
        acknowledged: undefined,
        dueAt: undefined,
        senderKey,
        origin,
        encryptedBlock,
      };
      return [memory, { corrId, relayId: NO_RELAY, command }];
    }
    case 'answer': {
      const corrId = taken(
        memory.forwards.map((one) => one.corrId),
        block.corrId,
        () => crypto.random(design.corrIdOctets),
      );
      const whole = seen(memory.responses, block.encryptedBlock);
      const encryptedBlock =
        block.encryptedBlock === 'own'
          ? corrId && ownAnswer(corrId, block.command, own, memory, context)
          : whole?.encryptedBlock;
      if (corrId === undefined || encryptedBlock === undefined) return [memory, undefined];
      const command: ProxyCommand = {
        kind: 'response',
        destinationId:
          design.destinationId === 'inside s2r'
            ? undefined
            : (whole?.destinationId ?? seen(memory.commands, block.command)?.queueId ?? crypto.random(24)),
        responseKey:
          design.responseSecret === 'a key of its own' ? (whole?.responseKey ?? own.sender.public) : undefined,
        encryptedBlock,
      };
      return [memory, { corrId, relayId: NO_RELAY, command }];
    }
    case 'relay key': {
      const corrId = taken(
        memory.asked.map((one) => one.corrId),
        block.corrId,
        () => crypto.random(design.corrIdOctets),
      );
      const last = memory.relayKeys.at(-1);
      if (corrId === undefined || last === undefined) return [memory, undefined];
      const values = memory.relayKeys.map(({ value }) => value);
      const chain = taken(
        values.map((one) => one.chain),
        block.chain,
        () => own.identity.chain,
      );
      const statement = taken(
        values.map((one) => one.statement),
        block.statement,
        () => ownStatement(last, own),
      );
      if (chain === undefined || statement === undefined) return [memory, undefined];
      const signature = taken(
        values.map((one) => one.signature),
        block.signature,
        () => signed(statement, own, context),
      );
      if (signature === undefined) return [memory, undefined];
      const relayKey: RelayKey = { chain, statement, signature };
      const expiration = Math.floor(now + design.relayIdLifetimeMillis);
      const command: ProxyCommand = { kind: 'server_id', relayId: crypto.random(4), relayKey, expiration };
      return [memory, { corrId, relayId: NO_RELAY, command }];
    }
  }
}

/** The statement of a relay with the proxy’s key in the place of the relay’s. */
const ownStatement = ({ statement }: Pick<SeenKey, 'statement'>, own: Own): Octets =>
  encode(keyStatement, { ...statement, key: own.relayKey.public });
const signed = (statement: Octets, { identity }: Own, { crypto }: Context): Octets =>
  crypto.sign(identity.leaf.secret, concat(RELAY_KEY, statement));

/** The block with parts from elsewhere in it; nothing where it has none, or they are the same. */
export function substituted(
  transmission: ProxyTransmission,
  parts: readonly Part[],
  by: Source,
  before: Memory,
  context: Context,
): Made<ProxyTransmission> {
  const [memory, own] = withOwn(before, context);
  const { command } = transmission;
  const made = (changed: ProxyCommand | undefined): Made<ProxyTransmission> => [
    memory,
    changed && { ...transmission, command: changed },
  ];
  switch (command.kind) {
    case 'forward': {
      const mine = memory.forwards.findIndex(({ forward }) => forwardName(forward) === forwardName(command));
      const other = memory.forwards
        .slice(0, Math.max(0, mine))
        .findLast(({ relay }) => by === 'an earlier one' || relay !== memory.forwards[mine]?.relay)?.forward;
      const ownBlock =
        by === 'its own' ? ownCommand(queueOf(memory, context), transmission.corrId, own, memory, context) : undefined;
      const from = by !== 'its own' ? other : ownBlock && { senderKey: own.sender.public, encryptedBlock: ownBlock };
      return made(
        from && {
          ...command,
          ...(parts.includes('sender key') && { senderKey: from.senderKey }),
          ...(parts.includes('encrypted block') && { encryptedBlock: from.encryptedBlock }),
        },
      );
    }
    case 'response': {
      const forward = memory.forwards.find(({ corrId }) => same(corrId, transmission.corrId));
      const ownBlock = by === 'its own' ? ownAnswer(transmission.corrId, 'own', own, memory, context) : undefined;
      const older = memory.responses.findLast((one) => !same(one.encryptedBlock, command.encryptedBlock));
      const from =
        by === 'its own'
          ? forward &&
            ownBlock && {
              responseKey: own.sender.public,
              destinationId: context.crypto.random(24),
              encryptedBlock: ownBlock,
            }
          : older;
      return made(
        from && {
          ...command,
          ...(parts.includes('response key') && command.responseKey && { responseKey: from.responseKey }),
          ...(parts.includes('destination id') && command.destinationId && { destinationId: from.destinationId }),
          ...(parts.includes('encrypted block') && { encryptedBlock: from.encryptedBlock }),
        },
      );
    }
    case 'server_id': {
      const { relayKey } = command;
      const asked = memory.asked.find(({ corrId }) => same(corrId, transmission.corrId))?.relay;
      const mine = memory.relayKeys.findLast(({ relay }) => relay === asked);
      if (relayKey === undefined || mine === undefined) return made(undefined);
      const other = memory.relayKeys.findLast((one) =>
        by === 'an earlier one' ? one.relay === asked && one !== mine : one.relay !== asked,
      )?.value;
      const from =
        by === 'its own'
          ? {
              chain: own.identity.chain,
              statement: ownStatement(mine, own),
              signature: new Uint8Array(SIGNATURE_OCTETS),
            }
          : other;
      if (from === undefined) return made(undefined);
      const statement = parts.includes('statement') ? from.statement : relayKey.statement;
      const ofFrom = by === 'its own' ? signed(statement, own, context) : from.signature;
      const at = (i: number, part: Part): Octets => (parts.includes(part) ? from : relayKey).chain[i] as Octets;
      const chain = [at(0, 'leaf'), at(1, 'authority')];
      const signature = parts.includes('signature') ? ofFrom : relayKey.signature;
      return made({ ...command, relayKey: { chain, statement, signature } });
    }
    default:
      return made(undefined);
  }
}

const queueOf = ({ queueIds }: Memory, { crypto }: Context): Octets => queueIds.at(-1) ?? crypto.random(24);
