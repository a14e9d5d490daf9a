// A design is data: one field is one decision that the specification leaves open, makes, or makes wrongly.
// Designs, planted leaks and what-if questions are values of this type, never patched code.

/** A field that a design adds to forwards or to responses, as a real protocol carries ids, tags and stamps. */
export interface ExtraField {
  /** As the grammar prints it. */
  readonly name: string;
  /** What carries it. */
  readonly on: 'forward' | 'response';
  /** Where it is seen; carried over, the next hop shows the same value. */
  readonly hop: 'between client and proxy' | 'between proxy and relay' | 'both, carried over';
  /** Under whatever layers the command has; or before them, on every block of both hops, random where it has no value. */
  readonly stands: 'in the command' | 'beside the corr id';
  /** Its length. */
  readonly octets: number;
  /** How its value comes about. */
  readonly value:
    | 'fresh'
    | 'constant'
    | 'counted'
    | 'the time'
    | 'kept per client'
    | 'kept per queue'
    /** The same at each try, whoever tries. */
    | 'kept per message';
}

/** All decisions, each a field; times are in milliseconds of the simulation's clock. What touches a requirement names it. */
export interface Design {
  /** As reports and design files call it. */
  readonly name: string;
  /** What it adds to forwards and responses, in the order in which they are written. */
  readonly fields: readonly ExtraField[];
  /** Nodes of a developer's own, by the name under which they are known; absent: the protocol's. */
  readonly nodes?: string;
  /** Octets of a corr id: 8 as the specification counts, or 24, so that it is the nonce of its layer (R3.1). */
  readonly corrIdOctets: 8 | 24;
  /** Whether proxy and relay name a forward as client and proxy do (R3.1); a mark of its queue tells which belong together (R2.2). */
  readonly corrId: 'fresh per hop' | 'carried over' | 'fresh, and marked where it is scheduled';
  /** Whether the corr id that a forward acknowledges goes on to the relay, to which it means nothing (G5). */
  readonly acknowledgement: 'stops at the proxy' | 'carried over';
  /** What stands in the relay id field between proxy and relay, where there is only one relay (R3.1). */
  readonly relayIdOnward: 'left empty' | 'carried over';
  /** `c2p`, around what registers a relay (R3.1). */
  readonly clientLayer: 'sealed' | 'absent';
  /** `p2r`, around every block between proxy and relay (R3.1). */
  readonly proxyLayer: 'sealed' | 'absent';
  /** Out of what the keys of `c2p` and `p2r` are derived (R3.1). */
  readonly sessionSecret: 'agreed afresh' | 'made of public keys';
  /** `s2r`, around one command or response between client and relay (R4.1). */
  readonly relayLayer: 'sealed' | 'absent';
  /** How long a client keeps the key that a forward shows to the relay (R2.2, G5). */
  readonly senderKey: 'fresh per command' | 'kept per queue' | 'kept per client';
  /** The nonce of a command in `s2r`, of which the text says nothing. */
  readonly commandNonce: 'random' | 'the corr id';
  /** What seals the response to a command in `s2r` (R4.6). */
  readonly responseSecret: "the command's key, a nonce of its own" | 'a key of its own' | "the command's key and nonce";
  /** Where a response names the queue (U1). */
  readonly destinationId:
    | 'inside s2r'
    | 'in clear in the response'
    | 'hashed in the response'
    | 'hashed with a secret of the relay';
  /** Whether all blocks have one length (R3.4). */
  readonly blocks: 'padded' | 'as long as the message';
  /** What fills a block, or stands behind it (R3.1, R3.3). */
  readonly padding: 'constant' | 'repeats the end of the plaintext' | 'ends in a hash of the corr ids';
  /** Whose forwards share a session of a proxy with a relay (G5). */
  readonly session: 'shared by all clients' | 'one per client';
  /** How long a proxy keeps what it passes on, either way; a batch leaves in random order (G4). */
  readonly delay: 'none' | 'exponential' | 'timed' | 'threshold' | 'pool';
  /** What a client sends when its user has nothing to say (G4). */
  readonly cover: 'none' | 'commands that do nothing';
  /** Whether a client keeps to one of the proxies that it may use, or takes turns. */
  readonly proxies: 'pinned' | 'rotated';
  /** How many forwards of a client are on their way (R2.2, R5.7). */
  readonly flow: 'one at a time per relay' | 'one at a time per queue' | 'several in flight';
  /** What a client checks before it seals to a relay's key (R4.2). */
  readonly relayKeyCheck:
    | 'whole chain, relay and dates'
    | 'fingerprint not compared'
    | 'leaf not checked'
    | 'signature not checked'
    | 'dates not checked';
  /** What the leaf's signature over a relay key covers (R4.2). */
  readonly keySignature: 'the whole statement' | 'not the identity' | 'not the epoch' | 'not the dates';
  /** What the leaf's signature over the key of a session covers (R4.2). */
  readonly helloSignature: 'session and key' | 'the key alone';
  /** Whether a relay takes a new key in each epoch and erases old ones (R4.3). */
  readonly keyRotation: 'rotated and erased' | 'never rotated';
  /** What a client shows to a relay as its own in its commands (G5). */
  readonly commandIds: 'random' | 'counted';
  /** Whose key signs the commands to a queue (G5). */
  readonly signers: 'one for each queue' | 'one for each client';
  /** In what the numbers of messages count (G5). */
  readonly streams: 'one for each queue' | 'one for each client';
  /** What a client or proxy checks of a server that it connects to (R4.2). */
  readonly serverCheck: 'chain and fingerprint' | 'nothing';
  /** What a proxy says to forwards for itself (R1.2). */
  readonly selfProxy: 'refused' | 'allowed';
  /** What a client does whose proxy fails (G1). */
  readonly fallback: 'never direct' | 'direct when the proxy fails';
  /** What a forward tells the relay of the client's IP address (G1). */
  readonly origin: 'withheld' | 'told to the relay' | 'told in a hash';
  /** What a relay does with a forward that it had before (R4.6). */
  readonly replays: 'answered from the cache' | 'answered anew' | 'executed again';
  /** How long a relay knows which forwards it had (R4.6). */
  readonly records: 'kept as long as their key' | 'forgotten after a minute';
  /** Who may send to a queue that is secured (R4.1). */
  readonly senders: 'who secured the queue' | 'anybody';
  /** How `e2e` covers the text and its length (T.P6). */
  readonly texts: 'padded' | 'as long as they are' | 'in clear' | 'padded, beside a hash of them';
  /** Whether a relay seals a message for the recipient's link (T.P14). */
  readonly delivery: 'sealed again' | 'as it was sent';
  /** For how long and for whom a relay id of a proxy is good (R4.5). */
  readonly relayIds: 'never reused' | 'reused after expiry' | 'good for ever' | 'open to every client';
  /** Whether a connection takes commands of its own role alone (R1.1). */
  readonly roles: 'enforced' | 'any command on any connection';
  /** What a proxy with a password does with it (B1). */
  readonly basicAuth: 'checked' | 'ignored';
  /** When a relay answers, whatever the answer is (R2.4). */
  readonly answers: 'after a constant time' | 'as soon as they are ready';
  /** Whether others than the client read why a command was refused (R2.4). */
  readonly refusals: 'inside s2r' | 'in clear';
  /** What of a relay a client gives its proxy to pin (R4.4). */
  readonly relayAddress: 'fingerprint alone' | 'with a second key';
  /** Where a proxy keeps what it accepted, and whether its client hears that it did (R5.2). */
  readonly holding: 'on disk, and then accepted' | 'in memory, and accepted' | 'in memory, and not told';
  /** What a proxy sends a relay that did not answer a forward (R3.2). */
  readonly retries: 'sealed afresh' | 'the same block again';
  /** What a client hands its proxy once more when a forward failed (R3.2). */
  readonly resends: 'sealed anew' | 'as they were';
  /** Which forwards wait for each other at a proxy (R5.1). */
  readonly line: 'one for each relay' | 'one for all relays';
  /** How a proxy waits between two tries to connect (R5.1). */
  readonly backOff: 'doubling, with jitter' | 'doubling' | 'fixed';
  /** How long a proxy keeps a response (R5.6). */
  readonly responses: 'kept until acknowledged' | 'gone with the session';
  /** What tells a proxy that a response has arrived (R5.6). */
  readonly acknowledging: 'by itself where nothing follows' | 'with the next forward';
  /** What a proxy drops when a response is acknowledged (R5.2). */
  readonly releases: 'answered forwards up to it' | 'all forwards up to it';
  /** Of whom a proxy limits what it holds (R5.5). */
  readonly limits: 'per client and in all' | 'in all' | 'none';
  /** Until when a forward counts against these limits (R5.5). */
  readonly counted: 'until the response is acknowledged' | 'until it is sent on';
  /** For whom a proxy connects to a relay; it stops when they are gone (R5.1). */
  readonly connecting: 'for whoever waits' | 'for who asked first';
  /** What a proxy does with answers to forwards that it gave up (R5.1). */
  readonly lateAnswers: 'dropped' | 'kept for nobody';
  /** What a node does about a session on which nothing comes back (R5.1). */
  readonly silence: 'ends the session' | 'is waited out';
  /** What a user is told by *sent* (R5.3). */
  readonly sentMeans: 'accepted by the relay' | 'accepted by the proxy';
  /** Who keeps a message until the time that its user asked for (R6.1). */
  readonly schedule: 'held by the proxy' | 'held by the proxy, in memory' | 'sent on at once' | 'held by the client';
  /** Until when a proxy lets a message be taken back; after a crash it remembers no try that it made (R5.3, R6.1). */
  readonly cancelling: 'not once it may have been tried' | 'unless a try is remembered';
  /** How long a forward may be held or scheduled: its key must still be there when it arrives (R4.3). */
  readonly holdLimit: 'as long as its key' | 'none';
  /** Where the stream and the number of a message stand (R5.4). */
  readonly numbering: 'inside s2r' | 'none';
  /** How exactly the expiry inside s2r follows the client's clock, which could tell one client from another (G5). */
  readonly expiry: 'rounded up' | 'to the millisecond';
  /** What a relay does with a number that comes before its turn (R5.4). */
  readonly gaps: 'buffered and answered at once' | 'buffered and answered when they close' | 'not waited for';
  /** How long a relay knows the numbers of a stream (R5.4). */
  readonly numbers: 'kept while their queue is' | 'forgotten after a minute';
  /** Who holds what is sent to a queue that is not secured yet (R6.2). */
  readonly unsecured: 'held by the relay' | 'held by the proxy, told by a mark' | 'held by the client';
  /** When what a relay writes lasts (R5.2). */
  readonly relayDisk: 'flushed before it answers' | 'flushed every five seconds';
  /** When what a client writes lasts (R5.2). */
  readonly clientDisk: 'flushed before it sends' | 'flushed every five seconds';
  /** Whether a crash can leave half of what was written (R5.2). */
  readonly writes: 'journalled' | 'in place';
  /** Whether what was erased is gone after a crash (R4.3). */
  readonly erasures: 'flushed' | 'not flushed';
  /** How long a relay id is good for. */
  readonly relayIdLifetimeMillis: number;
  /** How long a relay key is used. */
  readonly keyEpochMillis: number;
  /** How long after that it is kept for late forwards. */
  readonly keyGraceMillis: number;
  /** From the arrival of a forward to its answer, where answers take a constant time. */
  readonly answerMillis: number;
  /** How long a message is tried for; its client asks as long again what became of it. */
  readonly lifetimeMillis: number;
  /** How long a proxy holds a forward, and then its response. */
  readonly holdMillis: number;
  /** By how much clocks may differ. */
  readonly skewMillis: number;
  /** Forwards and responses that a proxy holds for one client. */
  readonly clientLimit: number;
  /** What a proxy holds in all. */
  readonly proxyLimit: number;
  /** Forwards in flight to one relay, where there may be several. */
  readonly window: number;
  /** Of an exponential delay the mean, of a timed one and a pool the period. */
  readonly delayMillis: number;
  /** Mean time between two covering commands to a relay. */
  readonly coverMillis: number;
  /** Of a threshold, how many leave together. */
  readonly batch: number;
  /** Of a pool, how many stay behind at the end of each period. */
  readonly pool: number;
}

/** Of a small model: a deployment would take days where these are hours; what counts is how they relate. */
const times = {
  relayIdLifetimeMillis: 600_000,
  keyEpochMillis: 3_600_000,
  keyGraceMillis: 3_600_000,
  answerMillis: 50,
  lifetimeMillis: 1_800_000,
  holdMillis: 1_800_000,
  skewMillis: 600_000,
  clientLimit: 64,
  proxyLimit: 4_096,
  window: 16,
  delayMillis: 1_000,
  coverMillis: 10_000,
  batch: 4,
  pool: 1,
} as const;

/** The specification to the letter, leaks included; what it leaves open is chosen as it most naturally reads. */
export const draft: Design = {
  name: 'draft',
  fields: [],
  corrIdOctets: 8,
  corrId: 'carried over',
  acknowledgement: 'carried over',
  relayIdOnward: 'carried over',
  clientLayer: 'absent',
  proxyLayer: 'absent',
  sessionSecret: 'agreed afresh',
  relayLayer: 'sealed',
  senderKey: 'fresh per command',
  commandNonce: 'the corr id',
  responseSecret: 'a key of its own',
  destinationId: 'in clear in the response',
  blocks: 'padded',
  padding: 'constant',
  session: 'shared by all clients',
  delay: 'none',
  cover: 'none',
  proxies: 'pinned',
  flow: 'several in flight',
  relayKeyCheck: 'whole chain, relay and dates',
  keySignature: 'the whole statement',
  helloSignature: 'session and key',
  keyRotation: 'rotated and erased',
  commandIds: 'random',
  signers: 'one for each queue',
  streams: 'one for each queue',
  serverCheck: 'chain and fingerprint',
  selfProxy: 'allowed',
  fallback: 'never direct',
  origin: 'withheld',
  replays: 'executed again',
  records: 'kept as long as their key',
  senders: 'who secured the queue',
  texts: 'padded',
  delivery: 'sealed again',
  relayIds: 'never reused',
  roles: 'enforced',
  basicAuth: 'checked',
  answers: 'as soon as they are ready',
  refusals: 'inside s2r',
  relayAddress: 'fingerprint alone',
  holding: 'in memory, and not told',
  retries: 'sealed afresh',
  resends: 'sealed anew',
  line: 'one for each relay',
  backOff: 'doubling, with jitter',
  responses: 'kept until acknowledged',
  acknowledging: 'with the next forward',
  releases: 'answered forwards up to it',
  limits: 'per client and in all',
  counted: 'until the response is acknowledged',
  connecting: 'for whoever waits',
  lateAnswers: 'dropped',
  silence: 'ends the session',
  sentMeans: 'accepted by the relay',
  schedule: 'held by the client',
  cancelling: 'not once it may have been tried',
  holdLimit: 'none',
  numbering: 'none',
  expiry: 'rounded up',
  gaps: 'not waited for',
  numbers: 'kept while their queue is',
  unsecured: 'held by the proxy, told by a mark',
  relayDisk: 'flushed before it answers',
  clientDisk: 'flushed before it sends',
  writes: 'journalled',
  erasures: 'flushed',
  ...times,
};

/** The design that meets every requirement. */
export const sealed: Design = {
  ...draft,
  name: 'sealed',
  corrIdOctets: 24,
  corrId: 'fresh per hop',
  acknowledgement: 'stops at the proxy',
  relayIdOnward: 'left empty',
  clientLayer: 'sealed',
  proxyLayer: 'sealed',
  commandNonce: 'random',
  responseSecret: "the command's key, a nonce of its own",
  destinationId: 'inside s2r',
  flow: 'one at a time per relay',
  selfProxy: 'refused',
  replays: 'answered from the cache',
  answers: 'after a constant time',
  holding: 'on disk, and then accepted',
  acknowledging: 'by itself where nothing follows',
  schedule: 'held by the proxy',
  holdLimit: 'as long as its key',
  numbering: 'inside s2r',
  gaps: 'buffered and answered at once',
  unsecured: 'held by the relay',
};

/** The two designs of every audit; the direct sending of today is a scenario without proxies. */
export const designs: readonly Design[] = [draft, sealed];
