// Forgeries, one by one: every certificate chain, relay key, hello and command that is not quite genuine is refused by the
// protocol's own code. Made afresh from each run's seed, so that no place of an alteration stays untried.
import type { Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { nativeCrypto } from '../model/crypto-native.ts';
import type { KeyStatement, RelayKey } from '../model/grammar.ts';
import {
  checkRelayKey,
  type Identity,
  makeIdentity,
  makeRelayKey,
  refuseSessionKey,
  signSessionKey,
} from '../model/identity.ts';
import type { Octets } from '../model/octets.ts';
import { execute, noQueues, type Queues, signedPart } from '../model/queues.ts';
import type { SmpCommand, SmpTransmission } from '../model/smp.ts';
import { Terms } from '../model/terms.ts';
import { type Random, random } from '../sim/random.ts';
import type { Trace } from '../sim/trace.ts';
import { each, proof } from './proof.ts';
import { chance, hit, type Property, sum, type Tally } from './property.ts';

const HOUR = 3_600_000;
const NOW = 10 * HOUR;
const validity = { notBefore: 0, notAfter: 1_000 * HOUR };

/** A case: what was forged, and whether the protocol's code takes it. */
type Case = readonly [what: string, accepted: boolean];

interface Bench {
  readonly crypto: Crypto;
  readonly chance: Random;
  readonly design: Trace['design'];
}
function bench({ seed, cryptography, design }: Trace): Bench {
  const chance = random(seed, 'forgeries');
  const crypto =
    cryptography === 'ideal' ? idealCrypto(chance.octets, new Terms(), 'forger') : nativeCrypto(chance.octets);
  return { crypto, chance, design };
}

const flipAt = (octets: Octets, at: number, chance: Random): Octets => {
  const out = Uint8Array.from(octets);
  out[at] = (out[at] as number) ^ (1 << Math.floor(chance.next() * 8));
  return out;
};
/** Places in a string: each under ideal cryptography, some and the ends under real, which is slower. */
const placesIn = (octets: Octets, few: boolean, chance: Random): readonly number[] =>
  few ? [0, 8, octets.length - 1, Math.floor(chance.next() * octets.length)] : Array.from(octets, (_, i) => i);

/** Chains that are not the one that the fingerprint of `genuine` pins, or not in order. */
function wrongChains({ crypto }: Bench, genuine: Identity): readonly (readonly [string, Identity])[] {
  const [leaf, authority] = genuine.chain as readonly [Octets, Octets];
  const other = makeIdentity(crypto, 'other.example', validity);
  const made = (what: { leaf?: object; authority?: object; signer?: object }): Identity => {
    const root = crypto.signingPair();
    const own = crypto.signingPair();
    const names = { subject: 'made.example authority', issuer: 'made.example authority' };
    const top = crypto.certify({
      ...names,
      ...validity,
      publicKey: root.public,
      isAuthority: true,
      signer: root,
      ...what.authority,
    });
    const bottom = crypto.certify({
      subject: 'made.example',
      issuer: 'made.example authority',
      ...validity,
      publicKey: own.public,
      isAuthority: false,
      signer: root,
      ...what.leaf,
    });
    return { chain: [bottom, top], leaf: own, fingerprint: crypto.hash(top) };
  };
  const stranger = crypto.signingPair();
  const same = (identity: Identity, chain: readonly Octets[]): Identity => ({ ...identity, chain });
  const chained = (what: string, identity: Identity) => [what, identity] as const;
  return [
    chained('a chain without its authority', same(genuine, [leaf])),
    chained('a chain with a third certificate', same(genuine, [leaf, authority, authority])),
    chained('a chain upside down', same(genuine, [authority, leaf])),
    chained('a leaf of another relay under the genuine authority', {
      ...other,
      chain: [other.chain[0] as Octets, authority],
    }),
    chained('another relay’s chain with the genuine authority behind it', {
      ...other,
      chain: [...other.chain, authority],
    }),
    chained('another relay’s whole chain', { ...other, fingerprint: genuine.fingerprint }),
    chained('an authority that is none', made({ authority: { isAuthority: false } })),
    chained('a leaf that is an authority', made({ leaf: { isAuthority: true } })),
    chained('an authority that another signed', made({ authority: { signer: stranger } })),
    chained('a leaf in the authority’s name that another signed', made({ leaf: { signer: stranger } })),
    chained('an expired leaf', made({ leaf: { notAfter: NOW - HOUR } })),
    chained('an expired authority', made({ authority: { notAfter: NOW - HOUR } })),
    chained('a leaf of the future', made({ leaf: { notBefore: NOW + HOUR } })),
    chained('an authority of the future', made({ authority: { notBefore: NOW + HOUR } })),
  ];
}

const pinned = (what: string, identity: Identity, genuine: Identity): Octets =>
  // A chain of the forger's own is checked against its own fingerprint: its fault is another.
  /genuine|another relay|chain/.test(what) ? genuine.fingerprint : identity.fingerprint;

function relayKeys(one: Bench, few: boolean): readonly Case[] {
  const { crypto, design, chance } = one;
  const genuine = makeIdentity(crypto, 'relay.example', validity);
  const statement: KeyStatement = {
    fingerprint: genuine.fingerprint,
    epoch: 10,
    notBefore: NOW - HOUR,
    notAfter: NOW + HOUR,
    key: crypto.keyPair().public,
  };
  const key = makeRelayKey(crypto, genuine, statement, design.keySignature);
  const takes = (relayKey: RelayKey, fingerprint = genuine.fingerprint): boolean =>
    typeof checkRelayKey(crypto, design, fingerprint, NOW, relayKey) !== 'string';
  if (!takes(key)) return [['the genuine relay key, which is refused', true]];
  const signed = (change: Partial<KeyStatement>) =>
    makeRelayKey(crypto, genuine, { ...statement, ...change }, design.keySignature);
  return [
    ...wrongChains(one, genuine).map(([what, identity]): Case => {
      const fingerprint = pinned(what, identity, genuine);
      return [
        what,
        takes(makeRelayKey(crypto, identity, { ...statement, fingerprint }, design.keySignature), fingerprint),
      ];
    }),
    ['a relay key that names another relay', takes(signed({ fingerprint: crypto.random(32) }))],
    ['a relay key that is out of date', takes(signed({ notAfter: NOW - 1 }))],
    ['a relay key of the future', takes(signed({ notBefore: NOW + 1 }))],
    ...placesIn(key.statement, few, chance).map(
      (at): Case => [
        `octet ${at + 1} of a key statement altered`,
        takes({ ...key, statement: flipAt(key.statement, at, chance) }),
      ],
    ),
    ...placesIn(key.signature, true, chance).map(
      (at): Case => [
        `octet ${at + 1} of a signature altered`,
        takes({ ...key, signature: flipAt(key.signature, at, chance) }),
      ],
    ),
    ...placesIn(genuine.fingerprint, few, chance).map(
      (at): Case => [`octet ${at + 1} of a fingerprint different`, takes(key, flipAt(genuine.fingerprint, at, chance))],
    ),
  ];
}

function hellos(one: Bench, few: boolean): readonly Case[] {
  const { crypto, design, chance } = one;
  const genuine = makeIdentity(crypto, 'server.example', validity);
  const [session, sessionKey] = [crypto.random(32), crypto.keyPair().public];
  const helloOf = (identity: Identity) => ({
    chain: identity.chain,
    session,
    sessionKey,
    signature: signSessionKey(crypto, identity.leaf, session, sessionKey, design.helloSignature),
  });
  const hello = helloOf(genuine);
  const takes = (said: typeof hello, fingerprint = genuine.fingerprint, name = session): boolean =>
    refuseSessionKey(crypto, design, fingerprint, NOW, said, name) === undefined;
  if (!takes(hello)) return [['the genuine hello, which is refused', true]];
  return [
    ...wrongChains(one, genuine).map(
      ([what, identity]): Case => [`a hello with ${what}`, takes(helloOf(identity), pinned(what, identity, genuine))],
    ),
    ['a hello of another session', takes(hello, genuine.fingerprint, crypto.random(32))],
    [
      'a hello of another session, renamed',
      takes(
        { ...hello, session: flipAt(session, 0, chance) },
        genuine.fingerprint,
        flipAt(session, 0, random('same', 'bit')),
      ),
    ],
    ...placesIn(sessionKey, few, chance).map(
      (at): Case => [
        `octet ${at + 1} of a session key altered`,
        takes({ ...hello, sessionKey: flipAt(sessionKey, at, chance) }),
      ],
    ),
    ...placesIn(genuine.fingerprint, true, chance).map(
      (at): Case => [
        `a hello where octet ${at + 1} of the fingerprint differs`,
        takes(hello, flipAt(genuine.fingerprint, at, chance)),
      ],
    ),
  ];
}

/** Commands that are not of whom they must be, against a relay with one secured queue and one message in it. */
function commands({ crypto, design, chance }: Bench): readonly Case[] {
  const context = { self: 'relay', now: NOW, arrivedAt: NOW, design, crypto };
  const [recipient, sender, stranger] = [crypto.signingPair(), crypto.signingPair(), crypto.signingPair()];
  const [binding, other] = [crypto.random(32), crypto.random(32)];
  const origin = { binding, session: 'in', forwarded: false };
  const plain = (queueId: Octets | undefined, command: SmpCommand): SmpTransmission => ({
    signature: undefined,
    corrId: crypto.random(24),
    queueId,
    command,
  });
  const by = (signer: typeof sender, bound: Octets, one: SmpTransmission): SmpTransmission => ({
    ...one,
    signature: crypto.sign(signer.secret, signedPart(bound, one)),
  });
  const done = (state: Queues, one: SmpTransmission, forwarded = false) =>
    execute(context, state, one, { ...origin, forwarded });

  const create = plain(undefined, {
    kind: 'create',
    recipientKey: recipient.public,
    deliveryKey: crypto.keyPair().public,
  });
  const made = done(noQueues, by(recipient, binding, create));
  if (made.answer?.kind !== 'created') return [['the making of a queue, which is refused', true]];
  const { senderId, recipientId } = made.answer;
  const secured = done(
    made.queues,
    by(sender, binding, plain(senderId, { kind: 'secure', senderKey: sender.public })),
  ).queues;
  const send = plain(senderId, { kind: 'send', body: crypto.random(100) });
  const sent = done(secured, by(sender, binding, send));
  const messageId = sent.pushes[0]?.transmission.command;
  if (sent.answer?.kind !== 'ok' || messageId?.kind !== 'message')
    return [['a genuine message, which is refused', true]];

  const takes = (one: SmpTransmission, forwarded = false, state = sent.queues): boolean =>
    done(state, one, forwarded).answer?.kind !== 'refused';
  const genuine = by(sender, binding, send);
  const subscribe = plain(recipientId, { kind: 'subscribe' });
  const acknowledge = plain(recipientId, { kind: 'acknowledge', messageId: messageId.messageId });
  const near = Uint8Array.from(senderId, (octet, i) => (i < 12 ? octet : octet ^ 1));
  return [
    ['an unsigned message to a secured queue', takes(send)],
    ['a message that a stranger signed', takes(by(stranger, binding, send))],
    ['a message signed for another way', takes(by(sender, other, send))],
    ['a signed message with another body', takes({ ...genuine, command: { kind: 'send', body: crypto.random(100) } })],
    ['a signed message with another corr id', takes({ ...genuine, corrId: crypto.random(24) })],
    [
      'a signature with an altered octet',
      takes({ ...genuine, signature: flipAt(genuine.signature as Octets, 40, chance) }),
    ],
    ['a message to a queue id that begins alike', takes(by(sender, binding, { ...send, queueId: near }))],
    ['a message to the recipient’s id', takes(by(sender, binding, { ...send, queueId: recipientId }))],
    [
      'a second key for a secured queue',
      takes(by(stranger, binding, plain(senderId, { kind: 'secure', senderKey: stranger.public }))),
    ],
    [
      'an unsigned key for a queue',
      takes(plain(senderId, { kind: 'secure', senderKey: stranger.public }), false, made.queues),
    ],
    ['an unsigned queue', takes(create, false, noQueues)],
    ['a queue in another’s name', takes(by(stranger, binding, create), false, noQueues)],
    ['a stranger’s subscription', takes(by(stranger, binding, subscribe))],
    ['an unsigned subscription', takes(subscribe)],
    ['a sender’s subscription', takes(by(sender, binding, { ...subscribe, queueId: senderId }))],
    ['a forwarded subscription', takes(by(recipient, binding, subscribe), true)],
    ['a stranger’s acknowledgement', takes(by(stranger, binding, acknowledge))],
    ['a forwarded acknowledgement', takes(by(recipient, binding, acknowledge), true)],
    [
      'an acknowledgement of another message',
      takes(by(recipient, binding, plain(recipientId, { kind: 'acknowledge', messageId: crypto.random(24) }))),
    ],
    ['a relay’s answer as a command', takes(by(sender, binding, plain(senderId, { kind: 'ok' })))],
  ];
}

const judged = (cases: readonly Case[]): Tally =>
  sum(cases.map(([what, accepted]) => (accepted ? hit(proof(0, `The protocol’s code takes ${what}.`)) : chance)));

const line = (
  id: string,
  requirement: string,
  claim: string,
  cases: (one: Bench, few: boolean) => readonly Case[],
): Property => ({
  id,
  requirement,
  observer: 'a hostile client',
  says: 'cannot',
  claim,
  method: 'exact',
  experiments: ['each the other’s relay'],
  cryptography: 'both',
  examine: each((trace) => judged(cases(bench(trace), trace.cryptography === 'real'))),
});

export const forgeries: readonly Property[] = [
  line('R4.2-forged-keys', 'R4.2', 'have a client take a relay key that is not genuine in every part', relayKeys),
  line('R4.2-forged-hellos', 'R4.2', 'have a client take a handshake that is not genuine in every part', hellos),
  line('R4.1-forged-commands', 'R4.1', 'have a relay carry out a command that is not of whom it must be', commands),
];
