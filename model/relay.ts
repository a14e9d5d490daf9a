// The role of the destination relay: its keys by epoch, forwarded commands, and each answered once.
import { encode, Malformed } from './codec.ts';
import { type KeyPair, NONCE_OCTETS } from './crypto.ts';
import type { Tables } from './durable.ts';
import { filled, type Kept, madeBy, nothingKept } from './extra-fields.ts';
import { type Forward, NO_RELAY, type ProxyCommand, type RelayKey, wireOf } from './grammar.ts';
import { type Identity, makeRelayKey } from './identity.ts';
import { nonceOf, openFromRelay, type ProxyTransmission, relayLayerKey, sealBlock, sealForRelay } from './layers.ts';
import { type Context, type Effect, type Handle, type Millis, put, type Stepped } from './node.ts';
import { concat, hex, type Octets } from './octets.ts';
import { endSession, execute, keptQueues, nextChanges, noQueues, type Push, passTime, type Queues } from './queues.ts';
import type { Ready } from './session.ts';
import type { SmpCommand, SmpTransmission } from './smp.ts';

/** A relay key: used until `notAfter`, kept for late forwards until `erasedAt`, then gone for good (R4.3). */
interface EpochKey {
  readonly epoch: number;
  readonly pair: KeyPair;
  readonly relayKey: RelayKey;
  readonly notAfter: Millis;
  readonly erasedAt: Millis;
}
/** What a forward was answered with; kept as long as the key it was sealed to (R4.6). */
interface Answered {
  readonly command: ProxyCommand;
  readonly forgottenAt: Millis;
}
export interface RelayState {
  /** By epoch. */
  readonly keys: Readonly<Record<number, EpochKey>>;
  /** By SHA-256 of sender key and encrypted block, in hexadecimal. */
  readonly answered: Readonly<Record<string, Answered>>;
  readonly queues: Queues;
  /** Values of fields that a design adds. */
  readonly kept: Kept;
}
export const newRelay = (quota: number | undefined): RelayState => ({
  keys: {},
  answered: {},
  queues: { ...noQueues, quota: quota ?? noQueues.quota },
  kept: nothingKept,
});

/** What of a relay outlives a crash; a key that is erased here is erased on the disk (R4.3). */
export const relayTables = ({ keys, answered, queues }: RelayState): Tables => ({
  'relay key': keys,
  answer: answered,
  queue: queues.queues,
});

export function restartedRelay(tables: Tables, quota: number | undefined, context: Context): Stepped<RelayState> {
  const { queues, kept: none } = newRelay(quota);
  const kept: RelayState = {
    kept: none,
    keys: (tables['relay key'] ?? {}) as RelayState['keys'],
    answered: (tables['answer'] ?? {}) as RelayState['answered'],
    queues: keptQueues((tables['queue'] ?? {}) as Queues['queues'], queues.quota),
  };
  const alarms = Object.values(kept.keys).map(alarmOf);
  const [state, effects] = timePassed(kept, context);
  return [state, [...alarms, ...effects]];
}

/** A command that came over a session of the SMP role. */
export function direct(
  state: RelayState,
  session: Handle,
  name: Octets,
  transmission: SmpTransmission,
  context: Context,
): Stepped<RelayState> {
  const { design } = context;
  const { queues, answer, pushes } = execute(context, state.queues, transmission, {
    binding: name,
    session,
    forwarded: false,
  });
  const { corrId, queueId } = transmission;
  const block = (command: SmpCommand): Octets =>
    encode(wireOf(design).smpBlock, { signature: undefined, corrId, queueId, command });
  const answers: Effect[] = answer === undefined ? [] : [{ kind: 'send', session, block: block(answer) }];
  const next = { ...state, queues };
  return [next, [...answers, ...pushed(pushes, design), ...alarm(next, context)]];
}

function pushed(pushes: readonly Push[], design: Context['design']): Effect[] {
  return pushes.map(({ session, transmission }) => ({
    kind: 'send',
    session,
    block: encode(wireOf(design).smpBlock, transmission),
  }));
}

/** A command that came over a session of the relay role, from a proxy. */
export function fromProxy(
  state: RelayState,
  { identity }: { readonly identity: Identity },
  session: Handle,
  ready: Ready,
  { corrId, command }: ProxyTransmission,
  context: Context,
): Stepped<RelayState> {
  const { crypto, design, arrivedAt } = context;
  const reply = (answer: ProxyCommand): Effect => ({
    kind: 'send',
    session,
    block: sealBlock(crypto, design, ready.keys, 'acceptor', { corrId, relayId: NO_RELAY, command: answer }),
    ...(design.answers === 'after a constant time' && { at: arrivedAt + design.answerMillis }),
  });
  switch (command.kind) {
    case 'server': {
      const [next, key, effects] = currentKey(state, identity, context);
      const { relayKey, notAfter } = key;
      return [next, [reply({ kind: 'server_id', relayId: NO_RELAY, relayKey, expiration: notAfter }), ...effects]];
    }
    case 'forward': {
      const [next, answer, pushes] = once(state, session, corrId, command, context);
      const answers = answer === undefined ? [] : [reply(answer)];
      return [next, [...answers, ...pushed(pushes, design), ...alarm(next, context)]];
    }
    default:
      return [state, [reply({ kind: 'error', problem: 'ROLE' })]];
  }
}

function currentKey(
  state: RelayState,
  identity: Identity,
  context: Context,
): [RelayState, EpochKey, readonly Effect[]] {
  const { crypto, design, now } = context;
  const lastsMillis = design.keyRotation === 'never rotated' ? NEVER_MILLIS : design.keyEpochMillis;
  const epoch = Math.floor(now / lastsMillis);
  const known = state.keys[epoch];
  if (known !== undefined) return [state, known, []];
  const pair = crypto.keyPair();
  const notAfter = (epoch + 1) * lastsMillis;
  const statement = {
    fingerprint: identity.fingerprint,
    epoch,
    notBefore: epoch * lastsMillis,
    notAfter,
    key: pair.public,
  };
  const relayKey = makeRelayKey(crypto, identity, statement, design.keySignature);
  const key: EpochKey = { epoch, pair, relayKey, notAfter, erasedAt: notAfter + design.keyGraceMillis };
  return [{ ...state, keys: { ...state.keys, [epoch]: key } }, key, [alarmOf(key)]];
}

/** As long as certificates are good for. */
const NEVER_MILLIS = 86_400_000 * 3650;

const alarmOf = ({ epoch, erasedAt }: EpochKey): Effect => ({
  kind: 'timer',
  name: `erase ${epoch}`,
  at: erasedAt,
  idle: true,
});

/** What time alone does: keys that are past theirs are erased, with the records of the forwards sealed to them; gaps are given up. */
export function timePassed(state: RelayState, context: Context): Stepped<RelayState> {
  const { design, now } = context;
  const still = <T>(records: Readonly<Record<string, T>>, ends: (one: T) => Millis): Readonly<Record<string, T>> => {
    const kept = Object.entries(records).filter(([, one]) => ends(one) > now);
    return kept.length === Object.keys(records).length ? records : Object.fromEntries(kept);
  };
  const { queues, pushes } = passTime(context, state.queues);
  const next: RelayState = {
    kept: state.kept,
    keys: still(state.keys, ({ erasedAt }) => erasedAt),
    answered: still(state.answered, ({ forgottenAt }) => forgottenAt),
    queues,
  };
  return [next, [...pushed(pushes, design), ...alarm(next, context)]];
}

/** Wakes the relay when a message has waited for its predecessors long enough; to forget streams it need not be woken. */
function alarm({ queues }: RelayState, { design }: Context): readonly Effect[] {
  const { waiting, kept } = nextChanges(queues, design);
  if (waiting < Number.POSITIVE_INFINITY) return [{ kind: 'timer', name: 'queues', at: waiting }];
  return kept < Number.POSITIVE_INFINITY ? [{ kind: 'timer', name: 'queues', at: kept, idle: true }] : [];
}

export function endReader(state: RelayState, session: Handle): RelayState {
  return { ...state, queues: endSession(state.queues, session) };
}

/** Carries out a forward the first time; a repeated one gets the very answer that the first one got (R4.6). */
function once(
  state: RelayState,
  session: Handle,
  corrId: Octets,
  forward: Forward,
  context: Context,
): [RelayState, ProxyCommand | undefined, readonly Push[]] {
  const { crypto, design, now } = context;
  const record = hex(crypto.hash(concat(forward.senderKey, forward.encryptedBlock)));
  const kept = state.answered[record];
  const known = kept !== undefined && kept.forgottenAt > now ? kept : undefined;
  if (known !== undefined && design.replays === 'answered from the cache') return [state, known.command, []];

  for (const key of Object.values(state.keys)) {
    const layerKey = relayLayerKey(crypto, key.pair.secret, forward.senderKey);
    const opened = layerKey && openFromRelay(crypto, design, layerKey, corrId, 'command', forward.encryptedBlock);
    if (opened === undefined) continue;
    const transmission: SmpTransmission =
      opened.transmission instanceof Malformed
        ? { signature: undefined, corrId: undefined, queueId: undefined, command: { kind: 'refused', why: 'SYNTAX' } }
        : opened.transmission;
    const repeated = known !== undefined && design.replays === 'answered anew';
    const origin = { binding: forward.senderKey, session, forwarded: true };
    const done = repeated
      ? { queues: state.queues, answer: { kind: 'ok' } as const, pushes: [] }
      : execute(context, state.queues, transmission, origin);
    if (done.answer === undefined) return [{ ...state, queues: done.queues }, undefined, done.pushes];
    // A proxy that is told to hold a forward sends it again, and then it is not a repetition.
    const marked = isUnsecured(done.answer) && design.unsecured === 'held by the proxy, told by a mark';
    if (marked) return [state, { kind: 'error', problem: 'HOLD' }, []];
    const answer = { ...transmission, signature: undefined, command: done.answer };
    const response = sealAnswer(context, forward, corrId, layerKey as Octets, opened.nonce, answer, key.pair.secret);
    const queue = answer.queueId === undefined ? 'none' : hex(answer.queueId);
    const [remembered, fields] = filled(madeBy(design, 'response', 'relay'), state.kept, { queue }, context);
    const command = fields === undefined || response.kind !== 'response' ? response : { ...response, fields };
    const forgottenAt = design.records === 'kept as long as their key' ? key.erasedAt : now + 60_000;
    const answered = put(state.answered, record, { command, forgottenAt });
    return [{ ...state, queues: done.queues, answered, kept: remembered }, command, done.pushes];
  }
  return [state, { kind: 'error', problem: 'CRYPTO' }, []];
}

const isUnsecured = (answer: SmpCommand): boolean => answer.kind === 'refused' && answer.why === 'UNSECURED';

function sealAnswer(
  { crypto, design }: Context,
  { senderKey }: Forward,
  corrId: Octets,
  layerKey: Octets,
  commandNonce: Octets,
  answer: SmpTransmission,
  relaySecret: Octets,
): ProxyCommand {
  if (answer.command.kind === 'refused' && design.refusals === 'in clear') return { kind: 'error', problem: 'REFUSED' };
  const own = design.responseSecret === 'a key of its own' ? crypto.keyPair() : undefined;
  const key = own === undefined ? layerKey : relayLayerKey(crypto, own.secret, senderKey);
  const nonce =
    design.responseSecret === "the command's key and nonce"
      ? commandNonce
      : design.commandNonce === 'random'
        ? crypto.random(NONCE_OCTETS)
        : nonceOf(corrId);
  const queueId = answer.queueId ?? new Uint8Array(0);
  const hashed = design.destinationId === 'hashed with a secret of the relay' ? concat(relaySecret, queueId) : queueId;
  const inHash = crypto.hash(hashed);
  const destination = {
    'inside s2r': undefined,
    'in clear in the response': queueId,
    'hashed in the response': inHash,
    'hashed with a secret of the relay': inHash,
  };
  return {
    kind: 'response',
    destinationId: destination[design.destinationId],
    responseKey: own?.public,
    encryptedBlock: sealForRelay(crypto, design, key as Octets, nonce, 'answer', answer),
  };
}
