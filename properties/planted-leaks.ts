// Planted leaks: the sealed design with one decision turned wrong. Each names, from the requirements, who must notice;
// exactly those may. A checker that no planted leak breaks is not believed.
import { type Design, sealed } from '../model/design.ts';

export interface PlantedLeak {
  readonly name: string;
  readonly design: Design;
  /** What was turned wrong, in words. */
  readonly decision: string;
  readonly mustBeCaughtBy: readonly string[];
  /** What follows from it only where chance has it so: a crash at the right moment. */
  readonly mayBeCaughtBy: readonly string[];
}

type Decisions = Partial<Omit<Design, 'name'>>;

function leak(
  name: string,
  turned: Decisions,
  mustBeCaughtBy: readonly string[],
  mayBeCaughtBy: readonly string[] = [],
): PlantedLeak {
  const decision = Object.entries(turned).map(([field, value]) => `${field}: ${value}`);
  return { name, design: { ...sealed, name, ...turned }, decision: decision.join(', '), mustBeCaughtBy, mayBeCaughtBy };
}

/** What links destinations for the proxy shows in every form of the question, and inside TLS on its links as well. */
const destinations = [
  'R2.2-same-queue',
  'R2.2-network',
  'R2.3-how-many',
  'R5.4-withheld',
  'U1-destinations',
  'U1-worlds',
  'R2.2-active',
];

export const plantedLeaks: readonly PlantedLeak[] = [
  leak('corr-id-carried-over', { corrId: 'carried over' }, [
    'R3.3-permuted',
    'R3.1-onward',
    'R3.2-back',
    'R3.2-tries',
    'R3.2-ciphertext-once',
    'R3.1-drawn-once',
  ]),
  leak('relay-id-carried-over', { relayIdOnward: 'carried over' }, ['G5-worlds', 'R3.1-drawn-once']),
  leak('no-c2p-layer', { clientLayer: 'absent' }, ['R3.1-registration']),
  leak('no-p2r-layer', { proxyLayer: 'absent' }, [
    'R3.3-permuted',
    'R3.1-onward',
    'R3.2-back',
    'R3.2-tries',
    'R3.2-ciphertext-once',
  ]),
  leak(
    'no-s2r-layer',
    { relayLayer: 'absent' },
    [
      ...destinations,
      'R2.1-queue-address',
      'R2.4-outcome',
      'R4.1-read',
      'R4.1-altered',
      'R3.2-resends',
      'R2.4-active',
      'R4.1-active',
      'R5.3-active',
      'R2.2-drawn-once',
      'R3.1-drawn-once',
    ],
    ['R3.2-ciphertext-once'],
  ),
  leak('sender-key-per-queue', { senderKey: 'kept per queue' }, [
    ...destinations,
    'R2.2-key-once',
    'R2.2-drawn-once',
    'R3.1-drawn-once',
  ]),
  leak('sender-key-per-client', { senderKey: 'kept per client' }, [
    'G5-values',
    'G5-worlds',
    'R2.2-key-once',
    'R2.2-drawn-once',
    'R3.1-drawn-once',
  ]),
  leak(
    'destination-id-in-clear',
    { destinationId: 'in clear in the response' },
    [...destinations, 'R2.1-queue-address', 'R2.2-drawn-once', 'R3.1-drawn-once'],
    // A proxy that knows the id of a queue may write to it itself, and reads what the relay says to that.
    ['R2.4-active'],
  ),
  leak('destination-id-hashed', { destinationId: 'hashed in the response' }, [
    ...destinations,
    'R2.2-drawn-once',
    'R3.1-drawn-once',
  ]),
  leak('same-nonce-both-ways', { responseSecret: "the command's key and nonce" }, [
    'R4.6-nonce-once',
    'R2.2-drawn-once',
    'R3.1-drawn-once',
  ]),
  leak(
    'block-as-long-as-its-message',
    { blocks: 'as long as the message' },
    ['R3.4-one-length', 'I1-block-budget', 'R2.4-outcome', 'R2.4-active', 'R2.2-drawn-once'],
    ['R3.1-drawn-once'],
  ),
  leak('padding-repeats-plaintext', { padding: 'repeats the end of the plaintext' }, [
    'R3.3-permuted',
    'R3.1-onward',
    'R3.2-back',
    'R3.2-tries',
    'R3.1-drawn-once',
  ]),
  leak('one-session-per-client', { session: 'one per client' }, ['G5-sessions', 'G5-worlds', 'G5-one-session']),
  leak('one-at-a-time-per-queue', { flow: 'one at a time per queue' }, [
    'R2.2-same-queue',
    'R2.2-network',
    'R2.3-how-many',
    'R5.4-withheld',
    'U1-worlds',
    'R2.2-active',
  ]),
  leak('own-certificate-accepted', { relayKeyCheck: 'fingerprint not compared' }, [
    'R4.2-own-key',
    'R4.2-forged-keys',
    'R4.2-active',
  ]),
  leak('spliced-leaf-accepted', { relayKeyCheck: 'leaf not checked' }, [
    'R4.2-own-key',
    'R4.2-forged-keys',
    'R4.2-active',
  ]),
  leak('unsigned-relay-key-accepted', { relayKeyCheck: 'signature not checked' }, [
    'R4.2-own-key',
    'R4.2-forged-keys',
    'R4.2-active',
  ]),
  leak('expired-relay-key-accepted', { relayKeyCheck: 'dates not checked' }, ['R4.2-expired-key', 'R4.2-forged-keys']),
  // Numbers inside s2r still let a repeated forward in once only; without them nothing does.
  leak('no-replay-detection', { replays: 'executed again' }, ['R4.6-one-answer', 'R4.6-active', 'R4.6-however-late']),
  leak('nothing-against-repetition', { replays: 'executed again', numbering: 'none' }, [
    'R4.6-enqueued-once',
    'R4.6-one-answer',
    'R4.6-however-late',
    'R5.4-once',
    'R4.6-active',
  ]),
  leak('replay-answered-anew', { replays: 'answered anew' }, ['R4.6-one-answer', 'R4.6-active', 'R4.6-however-late']),
  leak('relay-id-reused-after-expiry', { relayIds: 'reused after expiry' }, ['R4.5-right-relay']),
  leak('proxy-may-be-the-relay', { selfProxy: 'allowed' }, ['R1.2-own-proxy']),
  leak(
    'falls-back-to-direct',
    { fallback: 'direct when the proxy fails' },
    ['G1-relay', 'G1-relay-recipient', 'G1-never-direct'],
    ['R5.3-told-truly'],
  ),
  leak('origin-told-to-the-relay', { origin: 'told to the relay' }, [
    'G1-relay',
    'G1-relay-recipient',
    'G1-worlds',
    'G5-worlds',
    'R3.1-drawn-once',
  ]),
  leak('any-role-served', { roles: 'any command on any connection' }, ['R1.1-other-role']),
  leak('password-ignored', { basicAuth: 'ignored' }, ['B1-password']),
  leak('answers-as-soon-as-ready', { answers: 'as soon as they are ready' }, [
    'R2.4-outcome',
    'R6.2-worlds',
    'R2.4-active',
  ]),
  leak(
    'refusals-in-clear',
    { refusals: 'in clear' },
    ['R2.4-outcome', 'R2.4-active', 'R2.4-in-its-layer'],
    ['R5.3-ends'],
  ),
  leak('second-key-in-the-address', { relayAddress: 'with a second key' }, ['R4.4-one-fingerprint']),
  leak(
    'replay-record-forgotten-early',
    { records: 'forgotten after a minute' },
    ['R4.6-one-answer', 'R4.6-however-late'],
    ['R4.6-active'],
  ),
  leak('anybody-may-send', { senders: 'anybody' }, ['R4.1-intruder', 'R4.1-forged-commands']),
  leak('text-as-long-as-it-is', { texts: 'as long as they are' }, ['T.P6-texts']),
  leak('delivered-as-it-was-sent', { delivery: 'as it was sent' }, ['T.P14-relay']),
  leak('server-not-checked', { serverCheck: 'nothing' }, ['R4.2-impostor', 'R4.2-forged-hellos']),
  leak('session-secret-of-public-keys', { sessionSecret: 'made of public keys' }, ['R3.3-permuted', 'R3.1-layers']),
  leak('texts-in-clear', { texts: 'in clear' }, ['T.P6-read', 'T.P6-texts', 'G5-drawn-once']),
  // A genuine key that is used for ever is still in use when a proxy gives others.
  leak('relay-ids-good-for-ever', { relayIds: 'good for ever' }, ['R4.5-expiry'], ['R4.2-own-key']),
  leak('response-gone-with-the-session', { responses: 'gone with the session' }, ['R5.6-kept']),
  leak('limit-counts-until-sent-on', { counted: 'until it is sent on' }, ['R5.5-bounded']),
  leak('no-limit', { limits: 'none' }, ['R5.5-bounded']),
  leak('no-limit-for-each-client', { limits: 'in all' }, ['R5.5-bounded']),
  leak('slot-lost-with-its-client', { connecting: 'for who asked first' }, ['R5.1-delivers']),
  leak('late-answers-stall-the-proxy', { lateAnswers: 'kept for nobody' }, ['R5.3-ends'], ['R5.1-delivers']),
  // With several in flight nobody waits for a relay that is silent.
  leak(
    'acknowledges-too-much',
    { flow: 'several in flight', releases: 'all forwards up to it' },
    ['R5.6-kept'],
    ['G5-silent'],
  ),
  leak('last-response-never-acknowledged', { acknowledging: 'with the next forward' }, ['R5.6-released']),
  leak('same-block-at-every-try', { retries: 'the same block again' }, ['R3.2-tries', 'R3.2-ciphertext-once']),
  leak('resent-as-it-was', { resends: 'as they were' }, ['R3.2-resends', 'R3.2-ciphertext-once', 'R2.2-key-once']),
  leak('fixed-back-off', { backOff: 'fixed' }, ['R5.1-backs-off']),
  leak('back-off-in-step', { backOff: 'doubling' }, ['R5.1-backs-off']),
  leak('one-line-for-all-relays', { line: 'one for all relays' }, ['R5.1-fair']),
  // Who waits for ever behind a forward that is lost shows which queue it was for.
  leak('silence-is-waited-out', { silence: 'is waited out' }, ['R5.1-delivers', 'R5.3-ends'], ['R2.2-same-queue']),
  leak('held-in-memory', { holding: 'in memory, and accepted' }, [
    'R5.2-survives-its-client',
    'R6.1-in-time',
    'R5.2-written-first',
  ]),
  leak('schedule-lost-in-a-crash', { schedule: 'held by the proxy, in memory' }, [
    'R6.1-in-time',
    'R5.2-written-first',
  ]),
  leak('schedule-not-waited-for', { schedule: 'sent on at once' }, ['R6.1-in-time', 'R6.1-cancelled']),
  leak('held-beyond-its-key', { holdLimit: 'none' }, ['R4.3-refused-at-once']),
  leak(
    'sent-is-told-too-early',
    { sentMeans: 'accepted by the proxy' },
    ['R5.3-told-truly', 'R5.3-not-early', 'R4.1-altered', 'R6.1-cancelled'],
    ['R5.3-ends', 'R4.1-active', 'R5.3-active'],
  ),
  leak(
    'relay-answers-before-its-disk',
    { relayDisk: 'flushed every five seconds' },
    ['R5.3-not-early', 'R5.3-told-truly', 'R5.1-delivers', 'R5.2-written-first'],
    ['R3.3-permuted', 'R5.2-survives-its-client', 'R5.4-once', 'R5.4-in-order', 'R5.3-ends', 'R6.2-held'],
  ),
  leak(
    'client-sends-before-its-disk',
    { clientDisk: 'flushed every five seconds' },
    ['R5.3-told-truly', 'R5.1-delivers', 'R5.2-written-first'],
    ['R5.4-once', 'R5.4-in-order', 'R5.3-ends', 'R6.1-cancelled'],
  ),
  leak(
    'records-written-in-place',
    { writes: 'in place' },
    ['R5.1-delivers'],
    [
      'R5.3-told-truly',
      'R5.3-ends',
      'R5.4-once',
      'R5.4-in-order',
      'R5.2-survives-its-client',
      'R6.1-cancelled',
      'R6.2-held',
    ],
  ),
  leak('erasure-not-flushed', { erasures: 'not flushed' }, ['R4.3-erased']),
  leak(
    'numbers-forgotten-early',
    { numbers: 'forgotten after a minute' },
    ['R5.3-told-truly'],
    ['R5.1-delivers', 'R5.3-ends', 'R5.4-once', 'R5.4-in-order', 'R4.1-active', 'R5.3-active'],
  ),
  leak('expiry-to-the-millisecond', { expiry: 'to the millisecond' }, ['G5-worlds', 'G5-drawn-once']),
  leak('gaps-not-waited-for', { flow: 'several in flight', gaps: 'not waited for' }, ['R5.4-in-order', 'R5.4-active']),
  leak(
    'gaps-answered-late',
    { flow: 'several in flight', gaps: 'buffered and answered when they close' },
    ['R5.4-withheld', 'R2.2-active'],
    ['R2.4-active'],
  ),
  leak('proxy-told-to-hold', { unsecured: 'held by the proxy, told by a mark' }, ['R6.2-worlds', 'R2.4-in-its-layer']),
  leak('client-holds-for-the-queue', { unsecured: 'held by the client' }, ['R6.2-worlds']),
  // What stands outside of the layer has no octet in common with what came in, and yet is made of it.
  leak('corr-id-hashed-outside', { padding: 'ends in a hash of the corr ids' }, ['R3.3-permuted', 'R3.1-drawn-once']),
  leak('relay-key-never-rotated', { keyRotation: 'never rotated' }, [
    'R4.2-expired-key',
    'R4.3-erased',
    'R4.3-forward',
  ]),
  leak('signature-without-the-identity', { keySignature: 'not the identity' }, ['R4.2-forged-keys']),
  leak('signature-without-the-epoch', { keySignature: 'not the epoch' }, ['R4.2-forged-keys', 'R4.2-own-key']),
  leak('signature-without-the-dates', { keySignature: 'not the dates' }, ['R4.2-forged-keys', 'R4.2-own-key']),
  leak('session-key-signed-alone', { helloSignature: 'the key alone' }, ['R4.2-forged-hellos']),
  leak('command-ids-counted', { commandIds: 'counted' }, ['G5-worlds', 'G5-drawn-once']),
  leak('one-signing-key-per-client', { signers: 'one for each client' }, ['G5-values', 'G5-drawn-once']),
  leak('one-stream-per-client', { streams: 'one for each client' }, ['G5-values', 'G5-worlds', 'G5-drawn-once']),
  leak('origin-hashed', { origin: 'told in a hash' }, ['G1-worlds', 'G5-values', 'G5-worlds', 'R3.1-drawn-once']),
  leak('destination-id-under-a-secret', { destinationId: 'hashed with a secret of the relay' }, [
    ...destinations,
    'R2.2-drawn-once',
    'R3.1-drawn-once',
  ]),
  leak('hash-beside-the-text', { texts: 'padded, beside a hash of them' }, ['T.P6-texts', 'G5-drawn-once']),
  leak('relay-ids-open-to-every-client', { relayIds: 'open to every client' }, ['R4.5-foreign-id']),
  leak(
    'scheduled-corr-id-marked',
    { corrId: 'fresh, and marked where it is scheduled' },
    ['R2.2-drawn-once'],
    // In the course of hours something is scheduled, or not.
    ['R2.2-same-queue'],
  ),
];
