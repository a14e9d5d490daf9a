// A design is data: one field is one decision that the specification leaves open, makes, or makes wrongly.
// Designs, planted leaks and what-if questions are values of this type, never patched code.

/** A field that a design adds to forwards or to responses, as a real protocol carries ids, tags and stamps. */
export interface ExtraField {
  /** As the grammar prints it. */
  readonly name: string;
  readonly on: 'forward' | 'response';
  readonly hop: 'between client and proxy' | 'between proxy and relay' | 'both, carried over';
  /** Under whatever layers the command has; or before them, on every block of both hops, random where it has no value. */
  readonly stands: 'in the command' | 'beside the corr id';
  readonly octets: number;
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

export interface Design {
  readonly name: string;
  readonly fields: readonly ExtraField[];
  /** Nodes of a developer's own, by the name under which they are known; absent: the protocol's. */
  readonly nodes?: string;
  /** Octets of a corr id: 8 as the specification counts, or 24, so that it is the nonce of its layer (R3.1). */
  readonly corrIdOctets: 8 | 24;
  readonly corrId: 'fresh per hop' | 'carried over'; // R3.1
  /** Whether the corr id that a forward acknowledges goes on to the relay, to which it means nothing (G5). */
  readonly acknowledgement: 'stops at the proxy' | 'carried over';
  /** What stands in the relay id field between proxy and relay, where there is only one relay (R3.1). */
  readonly relayIdOnward: 'left empty' | 'carried over';
  readonly clientLayer: 'sealed' | 'absent'; // c2p, around what registers a relay, R3.1
  readonly proxyLayer: 'sealed' | 'absent'; // p2r, around every block, R3.1
  readonly sessionSecret: 'agreed afresh' | 'made of public keys'; // c2p and p2r, R3.1
  readonly relayLayer: 'sealed' | 'absent'; // s2r, R4.1
  readonly senderKey: 'fresh per command' | 'kept per queue' | 'kept per client'; // R2.2, G5
  readonly commandNonce: 'random' | 'the corr id'; // s2r, what the text does not say
  readonly responseSecret: "the command's key, a nonce of its own" | 'a key of its own' | "the command's key and nonce"; // R4.6
  readonly destinationId:
    | 'inside s2r'
    | 'in clear in the response'
    | 'hashed in the response'
    | 'hashed with a secret of the relay'; // U1
  readonly blocks: 'padded' | 'as long as the message'; // R3.4
  readonly padding: 'constant' | 'repeats the end of the plaintext' | 'ends in a hash of the corr ids'; // R3.1, R3.3
  readonly session: 'shared by all clients' | 'one per client'; // G5
  /** How long a proxy keeps what it passes on, either way; a batch leaves in random order (G4). */
  readonly delay: 'none' | 'exponential' | 'timed' | 'threshold' | 'pool';
  /** What a client sends when its user has nothing to say (G4), and through which of the proxies that it may use. */
  readonly cover: 'none' | 'commands that do nothing';
  readonly proxies: 'pinned' | 'rotated';
  readonly flow: 'one at a time per relay' | 'one at a time per queue' | 'several in flight'; // R2.2, R5.7
  readonly relayKeyCheck:
    | 'whole chain, relay and dates'
    | 'fingerprint not compared'
    | 'leaf not checked'
    | 'signature not checked'
    | 'dates not checked'; // R4.2
  /** What the leaf's signature over a relay key covers (R4.2), and that over the key of a session. */
  readonly keySignature: 'the whole statement' | 'not the identity' | 'not the epoch' | 'not the dates';
  readonly helloSignature: 'session and key' | 'the key alone'; // R4.2
  readonly keyRotation: 'rotated and erased' | 'never rotated'; // R4.3
  /** What a client shows to a relay as its own in its commands (G5). */
  readonly commandIds: 'random' | 'counted';
  readonly signers: 'one for each queue' | 'one for each client';
  readonly streams: 'one for each queue' | 'one for each client';
  /** What a client or proxy checks of a server that it connects to. */
  readonly serverCheck: 'chain and fingerprint' | 'nothing'; // R4.2
  readonly selfProxy: 'refused' | 'allowed'; // R1.2
  readonly fallback: 'never direct' | 'direct when the proxy fails'; // G1
  readonly origin: 'withheld' | 'told to the relay' | 'told in a hash'; // G1
  readonly replays: 'answered from the cache' | 'answered anew' | 'executed again'; // R4.6
  readonly records: 'kept as long as their key' | 'forgotten after a minute'; // R4.6
  readonly senders: 'who secured the queue' | 'anybody'; // R4.1
  readonly texts: 'padded' | 'as long as they are' | 'in clear' | 'padded, beside a hash of them'; // T.P6
  readonly delivery: 'sealed again' | 'as it was sent'; // T.P14
  readonly relayIds: 'never reused' | 'reused after expiry' | 'good for ever' | 'open to every client'; // R4.5
  readonly roles: 'enforced' | 'any command on any connection'; // R1.1
  readonly basicAuth: 'checked' | 'ignored';
  readonly answers: 'after a constant time' | 'as soon as they are ready'; // R2.4
  readonly refusals: 'inside s2r' | 'in clear'; // R2.4
  readonly relayAddress: 'fingerprint alone' | 'with a second key'; // R4.4
  /** Where a proxy keeps what it accepted, and whether its client hears that it did (R5.2). */
  readonly holding: 'on disk, and then accepted' | 'in memory, and accepted' | 'in memory, and not told';
  readonly retries: 'sealed afresh' | 'the same block again'; // R3.2
  readonly resends: 'sealed anew' | 'as they were'; // R3.2
  readonly line: 'one for each relay' | 'one for all relays'; // R5.1
  readonly backOff: 'doubling, with jitter' | 'doubling' | 'fixed'; // R5.1
  /** How long a proxy keeps a response (R5.6), and what acknowledges it. */
  readonly responses: 'kept until acknowledged' | 'gone with the session';
  readonly acknowledging: 'by itself where nothing follows' | 'with the next forward';
  readonly releases: 'answered forwards up to it' | 'all forwards up to it'; // R5.2
  readonly limits: 'per client and in all' | 'in all' | 'none'; // R5.5
  readonly counted: 'until the response is acknowledged' | 'until it is sent on'; // R5.5
  readonly connecting: 'for whoever waits' | 'for who asked first'; // R5.1
  readonly lateAnswers: 'dropped' | 'kept for nobody'; // R5.1
  /** What a node does about a session on which nothing comes back. */
  readonly silence: 'ends the session' | 'is waited out'; // R5.1
  readonly sentMeans: 'accepted by the relay' | 'accepted by the proxy'; // R5.3
  readonly schedule: 'held by the proxy' | 'held by the proxy, in memory' | 'sent on at once' | 'held by the client'; // R6.1
  /** How long a forward may be held or scheduled: its key must still be there when it arrives (R4.3). */
  readonly holdLimit: 'as long as its key' | 'none';
  readonly numbering: 'inside s2r' | 'none'; // R5.4
  /** How exactly the expiry inside s2r follows the client's clock, which could tell one client from another (G5). */
  readonly expiry: 'rounded up' | 'to the millisecond';
  readonly gaps: 'buffered and answered at once' | 'buffered and answered when they close' | 'not waited for'; // R5.4
  readonly numbers: 'kept while their queue is' | 'forgotten after a minute'; // R5.4
  /** Who holds what is sent to a queue that is not secured yet (R6.2). */
  readonly unsecured: 'held by the relay' | 'held by the proxy, told by a mark' | 'held by the client';
  readonly relayDisk: 'flushed before it answers' | 'flushed every five seconds'; // R5.2
  readonly clientDisk: 'flushed before it sends' | 'flushed every five seconds'; // R5.2
  readonly writes: 'journalled' | 'in place'; // R5.2
  readonly erasures: 'flushed' | 'not flushed'; // R4.3
  /** How long a relay id is good for, and how long a relay key is used and then kept for late forwards. */
  readonly relayIdLifetimeMillis: number;
  readonly keyEpochMillis: number;
  readonly keyGraceMillis: number;
  /** From the arrival of a forward to its answer, where answers take a constant time. */
  readonly answerMillis: number;
  /** How long a message is tried for; its client asks as long again what became of it. */
  readonly lifetimeMillis: number;
  /** How long a proxy holds a forward, and then its response. */
  readonly holdMillis: number;
  /** By how much clocks may differ. */
  readonly skewMillis: number;
  /** What a proxy holds for one client, and in all. */
  readonly clientLimit: number;
  readonly proxyLimit: number;
  /** Forwards in flight to one relay, where there may be several. */
  readonly window: number;
  /** Of an exponential delay the mean, of a timed one and a pool the period. */
  readonly delayMillis: number;
  /** Mean time between two covering commands to a relay. */
  readonly coverMillis: number;
  /** How many leave together, of a threshold; how many stay behind at the end of each period, of a pool. */
  readonly batch: number;
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

export const designs: readonly Design[] = [draft, sealed];
