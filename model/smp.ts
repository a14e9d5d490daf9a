// The SMP commands that are forwarded (create, secure, send), those of the receiving side, and their responses.
import { choice, number, optional, rule, sequence, short, tagged, tail, type Value, word } from './codec.ts';

/** The length of queue, message and corr ids. */
export const ID_OCTETS = 24;
const id = short(ID_OCTETS, ID_OCTETS);
const publicKey = short(32, 32);

/** What a command may be refused for. `AUTH` covers an unknown queue and a wrong key alike. */
export const refusal = word('AUTH', 'QUOTA', 'PROHIBITED', 'SYNTAX', 'EXPIRED', 'UNSECURED');

/** The length of the name of a stream. */
export const STREAM_OCTETS = 16;
/** Which message this is, whoever repeats it (R5.4): the stream is a secret of one client and queue, numbers count in it. */
export const numbering = {
  stream: short(STREAM_OCTETS, STREAM_OCTETS),
  number: number(4),
  /** Below this, no number is on its way any more. */
  settled: number(4),
  /** When it is refused and no successor waits for it any longer; milliseconds of the relay's clock. */
  expires: number(8),
};

/** The largest body; the room in a block is what really limits it. */
export const MAX_BODY_OCTETS = 16_384;
/** What a relay takes must fit the block that delivers it: length, absent signature and corr id, `MSG ` and ids, tag. */
export const MAX_SENT_OCTETS = MAX_BODY_OCTETS - (2 + 2 + (1 + ID_OCTETS) + 4 + (1 + ID_OCTETS) + 16);

/** A command to a relay or a response of one; `kind` says which, the letters are the deployed protocol's. */
export const smpCommand = choice(
  tagged('create', '%s"NEW "', { recipientKey: publicKey, deliveryKey: publicKey }),
  tagged('secure', '%s"SKEY "', { senderKey: publicKey }),
  tagged('send', '%s"SEND "', { body: tail(0, MAX_SENT_OCTETS) }),
  tagged('sendNumbered', '%s"SENN "', { ...numbering, body: tail(0, MAX_SENT_OCTETS) }),
  tagged('authorise', '%s"KEY "', { senderKey: publicKey }),
  // Nothing but an answer is asked for: cover for what is.
  tagged('ping', '%s"PING"', {}),
  tagged('subscribe', '%s"SUB"', {}),
  tagged('acknowledge', '%s"ACK "', { messageId: id }),
  tagged('created', '%s"IDS "', { recipientId: id, senderId: id, deliveryKey: publicKey }),
  tagged('ok', '%s"OK"', {}),
  tagged('refused', '%s"ERR "', { why: refusal }),
  // To a session whose subscription another one took over.
  tagged('displaced', '%s"END"', {}),
  tagged('message', '%s"MSG "', { messageId: id, body: tail(0, MAX_BODY_OCTETS) }),
);
/** Keys are X25519 or Ed25519 of 32 octets, ids of 24. */
export type SmpCommand = Value<typeof smpCommand>;

/** The part of a transmission that its signature covers, behind the octets that bind it to its way. */
export const authorised = sequence({
  binding: short(32, 32),
  corrId: optional(id),
  queueId: optional(id),
  command: smpCommand,
});

/** One command or response. A push from the relay has no corr id, a response no signature. */
export const smpTransmission = rule(
  'smp_transmission',
  sequence({
    signature: optional(short(64, 64)),
    corrId: optional(id),
    queueId: optional(id),
    command: smpCommand,
  }),
);
/** With what it is about, and under which signature. */
export type SmpTransmission = Value<typeof smpTransmission>;

/** What the sender's user wrote, sealed for the recipient's user: fresh key, nonce, ciphertext. */
export const message = sequence({
  senderKey: publicKey,
  nonce: id,
  sealed: tail(16, MAX_BODY_OCTETS),
});
/** What a user wrote, in UTF-8. */
export const messageText = tail(0, MAX_BODY_OCTETS);
