// What a relay keeps for recipients: queues, who may send to and read them, and the messages that wait.
// The same code serves commands that came directly and forwarded ones; `forwarded` only says which are allowed.
import { encode } from './codec.ts';
import { type Context, drop, type Handle, type Millis, put } from './node.ts';
import { hex, type Octets } from './octets.ts';
import { authorised, ID_OCTETS, type SmpCommand, type SmpTransmission } from './smp.ts';
import { forgottenAt, noStream, passed, type Sent, type Stream, take, waitsUntil } from './streams.ts';

export const QUEUE_QUOTA = 128;

interface Waiting {
  readonly messageId: Octets;
  readonly body: Octets;
}
/** A signed message to a queue that is not secured yet: whose it is shows when the queue is (R6.2). */
interface Early {
  readonly signed: Octets;
  readonly signature: Octets;
  readonly sent: Sent;
}
export interface Queue {
  readonly recipientId: Octets;
  readonly recipientKey: Octets;
  /** Set once; from then on only its holder may send. */
  readonly senderKey: Octets | undefined;
  /** Seals what is delivered, so that nothing a recipient gets is in common with what was sent. */
  readonly delivery: Octets;
  readonly waiting: readonly Waiting[];
  readonly early: readonly Early[];
  /** By the secret that numbers count under, in hexadecimal (R5.4). */
  readonly streams: Readonly<Record<string, Stream>>;
}
export interface Queues {
  /** Messages that a queue holds. */
  readonly quota: number;
  /** By sender id, in hexadecimal. */
  readonly queues: Readonly<Record<string, Queue>>;
  /** Sender id by recipient id. */
  readonly senderIds: Readonly<Record<string, string>>;
  /** Sessions that read, by sender id. */
  readonly readers: Readonly<Record<string, Handle>>;
}
export const noQueues: Queues = { quota: QUEUE_QUOTA, queues: {}, senderIds: {}, readers: {} };

/** The queues that a disk kept; nobody reads them yet. */
export function keptQueues(queues: Queues['queues'], quota: number): Queues {
  const senderIds = Object.entries(queues).map(([senderId, { recipientId }]) => [hex(recipientId), senderId]);
  return { quota, queues, senderIds: Object.fromEntries(senderIds), readers: {} };
}

/** A message on its way to a recipient who reads. */
export interface Push {
  readonly session: Handle;
  readonly transmission: SmpTransmission;
}
export interface Executed {
  readonly queues: Queues;
  /** Nothing where the answer waits for something else. */
  readonly answer: SmpCommand | undefined;
  readonly pushes: readonly Push[];
}

/** Where a command came from: the octets that its signature binds it to, and the session it came over. */
export interface Origin {
  readonly binding: Octets;
  readonly session: Handle;
  readonly forwarded: boolean;
}

export function signedPart(binding: Octets, { corrId, queueId, command }: SmpTransmission): Octets {
  return encode(authorised, { binding, corrId, queueId, command });
}

/** Carries out one command. Unknown queues and wrong keys are answered alike. */
export function execute(context: Context, state: Queues, transmission: SmpTransmission, origin: Origin): Executed {
  const { crypto, design } = context;
  const done = (queues: Queues, answer: SmpCommand | undefined, pushes: readonly Push[] = []): Executed => ({
    queues,
    answer,
    pushes,
  });
  const refuse = (why: Extract<SmpCommand, { kind: 'refused' }>['why']): Executed =>
    done(state, { kind: 'refused', why });
  const signedBy = (key: Octets): boolean =>
    transmission.signature !== undefined &&
    crypto.verify(key, signedPart(origin.binding, transmission), transmission.signature);
  const { command, queueId, signature } = transmission;
  const name = queueId === undefined ? '' : hex(queueId);

  switch (command.kind) {
    case 'create': {
      if (!signedBy(command.recipientKey)) return refuse('AUTH');
      const pair = crypto.keyPair();
      const shared = crypto.agree(pair.secret, command.deliveryKey);
      if (shared === undefined) return refuse('SYNTAX');
      const recipientId = crypto.random(ID_OCTETS);
      const senderId = crypto.random(ID_OCTETS);
      const queue: Queue = {
        recipientId,
        recipientKey: command.recipientKey,
        senderKey: undefined,
        delivery: crypto.derive(shared, 'delivery'),
        waiting: [],
        early: [],
        streams: {},
      };
      const queues = {
        ...state,
        queues: put(state.queues, hex(senderId), queue),
        senderIds: put(state.senderIds, hex(recipientId), hex(senderId)),
        readers: origin.forwarded ? state.readers : put(state.readers, hex(senderId), origin.session),
      };
      return done(queues, { kind: 'created', recipientId, senderId, deliveryKey: pair.public });
    }
    case 'secure': {
      const queue = state.queues[name];
      if (queue === undefined || !signedBy(command.senderKey)) return refuse('AUTH');
      return secured(context, state, name, queue, command.senderKey) ?? refuse('AUTH');
    }
    case 'authorise': {
      if (origin.forwarded) return refuse('PROHIBITED');
      const [senderId, queue] = ofRecipient(state, name);
      if (queue === undefined || !signedBy(queue.recipientKey)) return refuse('AUTH');
      return secured(context, state, senderId, queue, command.senderKey) ?? refuse('AUTH');
    }
    case 'send':
    case 'sendNumbered': {
      const queue = state.queues[name];
      if (queue === undefined) return refuse('AUTH');
      if (queue.senderKey === undefined && signature !== undefined) {
        if (design.unsecured !== 'held by the relay') return refuse('UNSECURED');
        if (queue.waiting.length + queue.early.length >= state.quota) return refuse('QUOTA');
        const held = { signed: signedPart(origin.binding, transmission), signature, sent: command };
        const known = queue.early.some((one) => isSame(one.sent, command));
        const next = known ? queue : { ...queue, early: [...queue.early, held] };
        return done(withQueue(state, name, next), { kind: 'ok' });
      }
      const signed = queue.senderKey === undefined || signedBy(queue.senderKey);
      if (!signed && design.senders !== 'anybody') return refuse('AUTH');
      const { queue: next, answer } = arrive(context, state.quota, queue, command);
      return done(withQueue(state, name, next), answer, pushesAfter(state, name, queue, next));
    }
    case 'ping':
      return done(state, { kind: 'ok' });
    case 'subscribe': {
      if (origin.forwarded) return refuse('PROHIBITED');
      const [senderId, queue] = ofRecipient(state, name);
      if (queue === undefined || !signedBy(queue.recipientKey)) return refuse('AUTH');
      const next = { ...state, readers: put(state.readers, senderId, origin.session) };
      const before = state.readers[senderId];
      const displaced = before === undefined || before === origin.session ? [] : [displace(queue, before)];
      return done(next, { kind: 'ok' }, [...displaced, ...deliver(queue, origin.session)]);
    }
    case 'acknowledge': {
      if (origin.forwarded) return refuse('PROHIBITED');
      const [senderId, queue] = ofRecipient(state, name);
      if (queue === undefined || !signedBy(queue.recipientKey)) return refuse('AUTH');
      const [first, ...rest] = queue.waiting;
      if (first === undefined || hex(first.messageId) !== hex(command.messageId)) return refuse('SYNTAX');
      const next = { ...queue, waiting: rest };
      return done(withQueue(state, senderId, next), { kind: 'ok' }, deliver(next, state.readers[senderId]));
    }
    default:
      return refuse('PROHIBITED');
  }
}

const isSame = (one: Sent, other: Sent): boolean =>
  one.kind === 'sendNumbered' &&
  other.kind === 'sendNumbered' &&
  hex(one.stream) === hex(other.stream) &&
  one.number === other.number;

/** Sets the sender's key, once, and looks again at what came before: what it signed is let in, the rest is dropped. */
function secured(context: Context, state: Queues, name: string, queue: Queue, senderKey: Octets): Executed | undefined {
  if (queue.senderKey !== undefined && hex(queue.senderKey) !== hex(senderKey)) return undefined;
  const genuine = queue.early.filter(({ signed, signature }) => context.crypto.verify(senderKey, signed, signature));
  const next = genuine.reduce((sofar, { sent }) => arrive(context, state.quota, sofar, sent).queue, {
    ...queue,
    senderKey,
    early: [],
  } as Queue);
  return {
    queues: withQueue(state, name, next),
    answer: { kind: 'ok' },
    pushes: pushesAfter(state, name, queue, next),
  };
}

/** A message that may be sent, once: its stream says whether it was here before and whether its turn has come. */
function arrive(
  context: Context,
  quota: number,
  queue: Queue,
  sent: Sent,
): { readonly queue: Queue; readonly answer: SmpCommand | undefined } {
  const room = quota - queue.waiting.length - buffered(queue);
  if (sent.kind === 'send')
    return room > 0
      ? { queue: enqueue(context, queue, [sent.body]), answer: { kind: 'ok' } }
      : { queue, answer: { kind: 'refused', why: 'QUOTA' } };
  const name = hex(sent.stream);
  const { stream, bodies, answer } = take(context, queue.streams[name] ?? noStream(sent.settled), sent, room);
  return { queue: { ...enqueue(context, queue, bodies), streams: put(queue.streams, name, stream) }, answer };
}

const buffered = ({ streams }: Queue): number =>
  Object.values(streams).reduce((sum, { early }) => sum + Object.keys(early).length, 0);

function enqueue({ crypto, design }: Context, queue: Queue, bodies: readonly Octets[]): Queue {
  const added = bodies.map((body) => {
    const messageId = crypto.random(ID_OCTETS);
    return {
      messageId,
      body: design.delivery === 'sealed again' ? crypto.seal(queue.delivery, messageId, body) : body,
    };
  });
  return added.length === 0 ? queue : { ...queue, waiting: [...queue.waiting, ...added] };
}

/** When a message need not wait for its predecessors any longer, and when a stream may be forgotten. */
export function nextChanges({ queues }: Queues, design: Context['design']): Record<'waiting' | 'kept', Millis> {
  const streams = Object.values(queues).flatMap((queue) => Object.values(queue.streams));
  return {
    waiting: Math.min(...streams.map((stream) => waitsUntil(stream) ?? Number.POSITIVE_INFINITY)),
    kept: Math.min(...streams.map((stream) => forgottenAt(stream, design))),
  };
}

/** What time alone changes. */
export function passTime(context: Context, state: Queues): Pick<Executed, 'queues' | 'pushes'> {
  let next = state;
  const pushes: Push[] = [];
  for (const [name, queue] of Object.entries(state.queues)) {
    let changed = queue;
    for (const [key, stream] of Object.entries(queue.streams)) {
      const now = passed(context, stream);
      if (now === 'forgotten') changed = { ...changed, streams: drop(changed.streams, key) };
      else if (now.stream !== stream)
        changed = { ...enqueue(context, changed, now.bodies), streams: put(changed.streams, key, now.stream) };
    }
    if (changed === queue) continue;
    pushes.push(...pushesAfter(state, name, queue, changed));
    next = withQueue(next, name, changed);
  }
  return { queues: next, pushes };
}

/** Forgets a session that ended: its queues have no reader until somebody subscribes. */
export function endSession(state: Queues, session: Handle): Queues {
  const readers = Object.entries(state.readers).filter(([, reader]) => reader !== session);
  return { ...state, readers: Object.fromEntries(readers) };
}

function withQueue(state: Queues, name: string, queue: Queue): Queues {
  return state.queues[name] === queue ? state : { ...state, queues: put(state.queues, name, queue) };
}
function ofRecipient(state: Queues, name: string): readonly [string, Queue | undefined] {
  const senderId = state.senderIds[name] ?? '';
  return [senderId, state.queues[senderId]];
}

/** A queue that was empty hands out its first message; one that was not is waiting for an acknowledgement. */
function pushesAfter({ readers }: Queues, name: string, before: Queue, after: Queue): readonly Push[] {
  return before.waiting.length === 0 ? deliver(after, readers[name]) : [];
}
/** Tells a session that another one reads now: if it is the live one of the two, it subscribes again. */
function displace({ recipientId }: Queue, session: Handle): Push {
  return {
    session,
    transmission: { signature: undefined, corrId: undefined, queueId: recipientId, command: { kind: 'displaced' } },
  };
}
/** The oldest message, one at a time: the next goes out when it is acknowledged. */
function deliver(queue: Queue, reader: Handle | undefined): readonly Push[] {
  const [first] = queue.waiting;
  if (first === undefined || reader === undefined) return [];
  const command = { kind: 'message', messageId: first.messageId, body: first.body } as const;
  const transmission = { signature: undefined, corrId: undefined, queueId: queue.recipientId, command };
  return [{ session: reader, transmission }];
}
