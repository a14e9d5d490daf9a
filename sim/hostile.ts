// Nodes that break the protocol: what a proxy may do to the blocks that pass through it, and a client to a server.
// Each uses only what its place gives it: its own keys, and what it is handed.
import { decode, encode, Malformed } from '../model/codec.ts';
import { type Crypto, TAG_OCTETS } from '../model/crypto.ts';
import type { Address } from '../model/grammar.ts';
import {
  type Forward,
  type KeyStatement,
  keyStatement,
  type ProxyCommand,
  type RelayKey,
  type Role,
  VERSION,
  wireOf,
} from '../model/grammar.ts';
import { type Identity, makeIdentity, makeRelayKey } from '../model/identity.ts';
import type { Context, Effect, Node, Stepped } from '../model/node.ts';
import { concat, type Octets, same } from '../model/octets.ts';
import type { Honesty } from '../model/proxy-state.ts';

const honest: Honesty = {
  keepsOldKeys: false,
  relayKey: (relayKey) => relayKey,
  forward: (forward) => [forward],
  answer: (answer) => answer,
  reply: () => undefined,
};

/** Changes one bit at a place that the node's own randomness chooses, near the start as often as anywhere. */
function flipped(octets: Octets, { crypto }: Context): Octets {
  const out = Uint8Array.from(octets);
  const [where, high, low, bit] = crypto.random(4) as unknown as readonly [number, number, number, number];
  const within = Math.min(out.length, where < 128 ? 256 : out.length);
  const at = ((high << 8) | low) % Math.max(1, within);
  if (out.length > 0) out[at] = (out[at] as number) ^ (1 << (bit & 7));
  return out;
}

const tampered = (answer: ProxyCommand, change: (block: Octets) => Octets): ProxyCommand =>
  answer.kind === 'response' ? { ...answer, encryptedBlock: change(answer.encryptedBlock) } : answer;

const soon = { notBefore: 0, notAfter: 86_400_000 * 3650 };

/** A key of the proxy's own in the relay's place: its statement as the relay's would be, the rest as given. */
function substitute(
  relayKey: RelayKey,
  { crypto }: Context,
  identity: (crypto: Crypto) => Identity,
  fingerprint?: Octets,
): RelayKey {
  const statement = decode(keyStatement, relayKey.statement);
  if (statement instanceof Malformed) return relayKey;
  const made = identity(crypto);
  const own = { ...statement, key: crypto.keyPair().public, ...(fingerprint && { fingerprint }) };
  return makeRelayKey(crypto, made, own);
}

/** A genuine relay key whose statement says something else than was signed. */
function altered(relayKey: RelayKey, change: (statement: KeyStatement) => KeyStatement): RelayKey {
  const statement = decode(keyStatement, relayKey.statement);
  return statement instanceof Malformed
    ? relayKey
    : { ...relayKey, statement: encode(keyStatement, change(statement)) };
}

const repeating = {
  'replays every forward': { ...honest, forward: (forward) => [forward, forward] },
  'replays earlier forwards with every new one': {
    ...honest,
    forward: (forward, _context, earlier) => [forward, ...earlier],
  },
} satisfies Record<string, Honesty>;

const changing = {
  'flips a bit of every forward': {
    ...honest,
    forward: (forward, context) => [{ ...forward, encryptedBlock: flipped(forward.encryptedBlock, context) }],
  },
  'flips a bit of every sender key': {
    ...honest,
    forward: (forward, context) => [{ ...forward, senderKey: flipped(forward.senderKey, context) }],
  },
  'truncates every forward': {
    ...honest,
    forward: (forward) => [
      { ...forward, encryptedBlock: forward.encryptedBlock.subarray(0, forward.encryptedBlock.length - 32) },
    ],
  },
  'flips a bit of every answer': {
    ...honest,
    answer: (answer, context) => tampered(answer, (block) => flipped(block, context)),
  },
  'truncates every answer': {
    ...honest,
    answer: (answer) => tampered(answer, (block) => block.subarray(0, block.length - 32)),
  },
} satisfies Record<string, Honesty>;

/** A response with a block of the hostile proxy's own making. */
const response = (encryptedBlock: Octets, { crypto, design }: Context): ProxyCommand => ({
  kind: 'response',
  destinationId: design.destinationId === 'inside s2r' ? undefined : crypto.random(24),
  responseKey: design.responseSecret === 'a key of its own' ? crypto.keyPair().public : undefined,
  encryptedBlock,
});

const answering = {
  'swallows every forward and answers PENDING': { ...honest, reply: () => ({ kind: 'error', problem: 'PENDING' }) },
  'swallows every forward and answers CONNECT': { ...honest, reply: () => ({ kind: 'error', problem: 'CONNECT' }) },
  'swallows every forward and answers CRYPTO': { ...honest, reply: () => ({ kind: 'error', problem: 'CRYPTO' }) },
  'swallows every forward and answers REFUSED': { ...honest, reply: () => ({ kind: 'error', problem: 'REFUSED' }) },
  'swallows every forward and answers at random': {
    ...honest,
    reply: (_forward, context) => response(context.crypto.random(wireOf(context.design).responseRoom), context),
  },
  'swallows every forward and answers ok, unsealed': {
    ...honest,
    reply: ({ encryptedBlock }, context) => {
      // Where it can read the command it answers to that very command; else it can only guess.
      const read = decode(wireOf(context.design).command, encryptedBlock);
      const { corrId, queueId } = read instanceof Malformed ? { corrId: undefined, queueId: undefined } : read;
      const ok = { signature: undefined, corrId, queueId, command: { kind: 'ok' } } as const;
      // Where blocks are as long as what they carry, a short one is no block at all.
      const block = encode(wireOf(context.design).answer, ok);
      return response(block.length < TAG_OCTETS ? concat(block, new Uint8Array(TAG_OCTETS)) : block, context);
    },
  },
} satisfies Record<string, Honesty>;

const onKeys = {
  'gives a key under its own certificate': {
    ...honest,
    relayKey: (relayKey, context) =>
      substitute(relayKey, context, (crypto) => makeIdentity(crypto, 'impostor.example', soon)),
  },
  "gives its own key under the relay's chain": {
    ...honest,
    relayKey: (relayKey, context) =>
      substitute(relayKey, context, (crypto) => ({
        ...makeIdentity(crypto, 'impostor.example', soon),
        chain: relayKey.chain,
      })),
  },
  "splices its own leaf to the relay's authority": {
    ...honest,
    relayKey: (relayKey, context) =>
      substitute(relayKey, context, (crypto) => {
        const own = makeIdentity(crypto, 'impostor.example', soon);
        return { ...own, chain: [own.chain[0] as Octets, relayKey.chain[1] as Octets] };
      }),
  },
  'gives the key of another relay': {
    ...honest,
    relayKey: (relayKey, context) => {
      const other = makeIdentity(context.crypto, 'another.example', soon);
      return substitute(relayKey, context, () => other, other.fingerprint);
    },
  },
  'alters the dates of the relay key': {
    ...honest,
    relayKey: (relayKey) => altered(relayKey, (one) => ({ ...one, notAfter: one.notAfter + 3_600_000 })),
  },
  'alters the epoch of the relay key': {
    ...honest,
    relayKey: (relayKey) => altered(relayKey, (one) => ({ ...one, epoch: one.epoch + 1 })),
  },
  'alters one bit of the relay key': {
    ...honest,
    relayKey: (relayKey, context) => altered(relayKey, (one) => ({ ...one, key: flipped(one.key, context) })),
  },
} satisfies Record<string, Honesty>;

const onDates = { 'keeps an expired relay key': { ...honest, keepsOldKeys: true } } satisfies Record<string, Honesty>;

/** One that is trusted by then: a genuine key comes first, and any of the others once that was used. */
export const TRUSTED = 'gives another key in the place of the relay’s later on';
const LATER_MILLIS = 300_000;
const onTrust = {
  [TRUSTED]: {
    ...honest,
    relayKey: (relayKey: RelayKey, context: Context) => {
      if (context.now < LATER_MILLIS) return relayKey;
      const attacks = Object.values(onKeys);
      const attack = attacks[(context.crypto.random(1)[0] as number) % attacks.length] as Honesty;
      return attack.relayKey(relayKey, context);
    },
  },
} satisfies Record<string, Honesty>;

const first = (forward: Forward, earlier: readonly Forward[]): boolean =>
  earlier[0] === undefined || same(earlier[0].encryptedBlock, forward.encryptedBlock);
const withholding = {
  'withholds the first forward': {
    ...honest,
    forward: (forward, _context, earlier) => (first(forward, earlier) ? [] : [forward]),
  },
  'holds back the first forward for a while': {
    ...honest,
    forward: (forward, _context, earlier) => (earlier.length === 0 ? [] : [forward]),
  },
} satisfies Record<string, Honesty>;

const behaviours = { ...withholding, ...repeating, ...changing, ...answering, ...onKeys, ...onDates, ...onTrust };
export type HostileProxy = keyof typeof behaviours;
export const hostileProxies = Object.keys(behaviours) as [HostileProxy, ...HostileProxy[]];
/** Those that repeat blocks, that change them, and that put another key in the place of the relay's. */
export const repeats = Object.keys(repeating) as (keyof typeof repeating)[];
export const changes = Object.keys(changing) as (keyof typeof changing)[];
export const answers = Object.keys(answering) as (keyof typeof answering)[];
export const keyAttacks = Object.keys(onKeys) as (keyof typeof onKeys)[];
export const honestyOf = (behaviour: HostileProxy): Honesty => behaviours[behaviour];

/** What a client does that ignores the role its connection agreed. */
export const hostileVisits = [
  'sends SMP commands on a proxy connection',
  'sends proxy commands on an SMP connection',
  'sends SMP commands on a relay connection',
  'changes the role of its connection',
] as const;

/** What an honest program does in dishonest hands: it was given the address of a queue that another client secured. */
export const INTRUDES = 'writes to a queue that another client secured';
export type HostileVisit = (typeof hostileVisits)[number];

const ROLES: Readonly<Record<HostileVisit, Role>> = {
  'sends SMP commands on a proxy connection': 'proxy',
  'sends proxy commands on an SMP connection': 'smp',
  'sends SMP commands on a relay connection': 'relay',
  'changes the role of its connection': 'proxy',
};

interface Visit {
  readonly name: Octets | undefined;
  readonly answered: boolean;
}

/** A client that agrees one role with `target` and then speaks the other; it tells when it is served. */
export function visitor(visit: HostileVisit, target: Address): Node<Visit> {
  const role = ROLES[visit];
  const session = 'visit';
  return {
    start: { name: undefined, answered: false },
    step: (state, input, context): Stepped<Visit> => {
      if (input.kind === 'order') return [state, [{ kind: 'open', session, host: target.host }]];
      if (input.kind === 'opened') return [{ ...state, name: input.name }, []];
      if (input.kind !== 'block' || state.name === undefined) return [state, []];
      if (state.answered) return [state, served(input.block, context)];
      const { crypto, design } = context;
      const sessionKey = crypto.keyPair().public;
      const say = (block: Octets): Effect => ({ kind: 'send', session, block });
      const agree = (wanted: Role): Effect =>
        say(
          encode(wireOf(design).clientHello, {
            version: VERSION,
            fingerprint: target.fingerprint,
            role: wanted,
            sessionKey,
          }),
        );
      const again = visit === 'changes the role of its connection' ? [agree('smp')] : [];
      const effects = [agree(role), ...again, say(wrongBlock(visit, target, context))];
      return [{ ...state, answered: true }, effects];
    },
  };
}

function wrongBlock(visit: HostileVisit, target: Address, { crypto, design }: Context): Octets {
  const wire = wireOf(design);
  if (visit !== 'sends proxy commands on an SMP connection') {
    const command = {
      kind: 'create',
      recipientKey: crypto.signingPair().public,
      deliveryKey: crypto.keyPair().public,
    } as const;
    return encode(wire.smpBlock, { signature: undefined, corrId: crypto.random(24), queueId: undefined, command });
  }
  const command = { kind: 'server', address: target, basicAuth: undefined } as const;
  return encode(wire.proxyBlock, { corrId: crypto.random(design.corrIdOctets), relayId: new Uint8Array(4), command });
}

/** Any answer but a role refused is a service that the connection's role does not give. */
function served(block: Octets, { design }: Context): Effect[] {
  const answer = decode(wireOf(design).proxyBlock, block);
  const refused =
    !(answer instanceof Malformed) && answer.command.kind === 'error' && answer.command.problem === 'ROLE';
  return refused ? [] : [{ kind: 'tell', news: { kind: 'gained', what: 'an answer in the other role' } }];
}
