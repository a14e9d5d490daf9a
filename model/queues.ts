// What a relay keeps for recipients: queues, who may send to and read them, and the messages that wait.
// The same code serves commands that came directly and forwarded ones; `forwarded` only says which are allowed.
import { encode } from './codec.ts';
import { type Context, type Handle, put } from './node.ts';
import { hex, type Octets } from './octets.ts';
import { authorised, ID_OCTETS, type SmpCommand, type SmpTransmission } from './smp.ts';

export const QUEUE_QUOTA = 128;

interface Waiting {
  readonly messageId: Octets;
  readonly body: Octets;
}
interface Queue {
  readonly recipientId: Octets;
  readonly recipientKey: Octets;
  /** Set once; from then on only its holder may send. */
  readonly senderKey: Octets | undefined;
  /** Seals what is delivered, so that nothing a recipient gets is in common with what was sent. */
  readonly delivery: Octets;
  readonly reader: Handle | undefined;
  readonly waiting: readonly Waiting[];
}
export interface Queues {
  /** By sender id, in hexadecimal. */
  readonly queues: Readonly<Record<string, Queue>>;
  /** Sender id by recipient id. */
  readonly senderIds: Readonly<Record<string, string>>;
}
export const noQueues: Queues = { queues: {}, senderIds: {} };

/** A message on its way to a recipient who reads. */
export interface Push {
  readonly session: Handle;
  readonly transmission: SmpTransmission;
}
export interface Executed {
  readonly queues: Queues;
  readonly answer: SmpCommand;
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
export function execute(
  { crypto, design }: Context,
  state: Queues,
  transmission: SmpTransmission,
  origin: Origin,
): Executed {
  const refuse = (why: 'AUTH' | 'QUOTA' | 'PROHIBITED' | 'SYNTAX'): Executed => ({
    queues: state,
    answer: { kind: 'refused', why },
    pushes: [],
  });
  const signedBy = (key: Octets): boolean =>
    transmission.signature !== undefined &&
    crypto.verify(key, signedPart(origin.binding, transmission), transmission.signature);
  const { command, queueId } = transmission;
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
        reader: origin.forwarded ? undefined : origin.session,
        waiting: [],
      };
      return {
        queues: {
          queues: put(state.queues, hex(senderId), queue),
          senderIds: put(state.senderIds, hex(recipientId), hex(senderId)),
        },
        answer: { kind: 'created', recipientId, senderId, deliveryKey: pair.public },
        pushes: [],
      };
    }
    case 'secure': {
      const queue = state.queues[name];
      if (queue === undefined || !signedBy(command.senderKey)) return refuse('AUTH');
      if (queue.senderKey !== undefined && hex(queue.senderKey) !== hex(command.senderKey)) return refuse('AUTH');
      return {
        queues: withQueue(state, name, { ...queue, senderKey: command.senderKey }),
        answer: { kind: 'ok' },
        pushes: [],
      };
    }
    case 'send': {
      const queue = state.queues[name];
      if (queue === undefined) return refuse('AUTH');
      const signed = queue.senderKey === undefined ? transmission.signature === undefined : signedBy(queue.senderKey);
      if (!signed && design.senders !== 'anybody') return refuse('AUTH');
      if (queue.waiting.length >= QUEUE_QUOTA) return refuse('QUOTA');
      const messageId = crypto.random(ID_OCTETS);
      const sealed = design.delivery === 'sealed again';
      const body = sealed ? crypto.seal(queue.delivery, messageId, command.body) : command.body;
      const next = { ...queue, waiting: [...queue.waiting, { messageId, body }] };
      const pushes = queue.waiting.length === 0 ? deliver(next) : [];
      return { queues: withQueue(state, name, next), answer: { kind: 'ok' }, pushes };
    }
    case 'subscribe': {
      if (origin.forwarded) return refuse('PROHIBITED');
      const [senderId, queue] = ofRecipient(state, name);
      if (queue === undefined || !signedBy(queue.recipientKey)) return refuse('AUTH');
      const next = { ...queue, reader: origin.session };
      return { queues: withQueue(state, senderId, next), answer: { kind: 'ok' }, pushes: deliver(next) };
    }
    case 'acknowledge': {
      if (origin.forwarded) return refuse('PROHIBITED');
      const [senderId, queue] = ofRecipient(state, name);
      if (queue === undefined || !signedBy(queue.recipientKey)) return refuse('AUTH');
      const [first, ...rest] = queue.waiting;
      if (first === undefined || hex(first.messageId) !== hex(command.messageId)) return refuse('SYNTAX');
      const next = { ...queue, waiting: rest };
      return { queues: withQueue(state, senderId, next), answer: { kind: 'ok' }, pushes: deliver(next) };
    }
    default:
      return refuse('PROHIBITED');
  }
}

/** Forgets the sessions that end: their queues have no reader until somebody subscribes. */
export function endSession(state: Queues, session: Handle): Queues {
  const queues = Object.entries(state.queues).map(([name, queue]) =>
    queue.reader === session ? [name, { ...queue, reader: undefined }] : [name, queue],
  );
  return { ...state, queues: Object.fromEntries(queues) };
}

function withQueue(state: Queues, name: string, queue: Queue): Queues {
  return { ...state, queues: put(state.queues, name, queue) };
}
function ofRecipient(state: Queues, name: string): readonly [string, Queue | undefined] {
  const senderId = state.senderIds[name] ?? '';
  return [senderId, state.queues[senderId]];
}
/** The oldest message, one at a time: the next goes out when it is acknowledged. */
function deliver(queue: Queue): readonly Push[] {
  const [first] = queue.waiting;
  if (first === undefined || queue.reader === undefined) return [];
  const command = { kind: 'message', messageId: first.messageId, body: first.body } as const;
  return [
    {
      session: queue.reader,
      transmission: { signature: undefined, corrId: undefined, queueId: queue.recipientId, command },
    },
  ];
}
