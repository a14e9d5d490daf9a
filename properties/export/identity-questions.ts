// Whether a key or a server can be put in the place of the relay's (R4.2): what a client takes for genuine, the relay made.
import type { Design } from '../../model/design.ts';
import { givesKey, REGISTRATION, RELAY_ARGUMENTS, RELAY_PARAMETERS, relayKeyCheck, withIdentity } from './parts.ts';
import { indented, isTrue, type Model, type Question, when } from './question.ts';

/** A client uses only keys that its relay made for this epoch. Those of a past epoch have come out. */
const ownKey = (design: Design): Model => ({
  declarations: [
    'event made(bitstring, point).',
    'event used(bitstring, point).',
    'query f: bitstring, K: point; event(used(f, K)) ==> event(made(f, K)).',
  ],
  processes: [
    `let Relay(${RELAY_PARAMETERS}) =`,
    '  ( (!',
    ...indented(['new y: exponent;', 'event made(fingerprint, exp(g, y));', ...givesKey()], 5).map((line, i, all) =>
      i === all.length - 1 ? `${line.slice(0, -1)})` : line,
    ),
    '  | (!',
    ...indented(['new old: exponent;', ...givesKey('old', 'pastEpoch', 'pastStatement'), 'out(net, old))'], 5),
    '  ).',
    '',
    'let Client(fingerprint: bitstring) =',
    ...indented([REGISTRATION, ...relayKeyCheck(design), 'event used(fingerprint, Y).']),
    '',
    ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`),
  ],
});

/** A client or proxy speaks only to the server that it meant: its hello is signed by the leaf of the pinned chain. */
const impostor = (design: Design): Model => ({
  declarations: [
    'event offered(bitstring, bitstring, point).',
    'event trusted(bitstring, bitstring, point).',
    'query f: bitstring, s: bitstring, K: point; event(trusted(f, s, K)) ==> event(offered(f, s, K)).',
  ],
  processes: [
    `let Server(${RELAY_PARAMETERS}) =`,
    ...indented([
      '!',
      'in(net, session: bitstring);',
      'new ofServer: exponent;',
      'event offered(fingerprint, session, exp(g, ofServer));',
      'out(net, (leaf, authority, session, exp(g, ofServer), sign(leafSecret, (sessionKeyPurpose, session, exp(g, ofServer))))).',
    ]),
    '',
    'let Opener(fingerprint: bitstring) =',
    ...indented([
      'new session: bitstring;',
      'out(net, session);',
      'in(net, (leaf: bitstring, authority: bitstring, =session, K: point, signature: bitstring));',
      ...when(
        design.serverCheck === 'chain and fingerprint',
        'let (=ofAuthority, authorityKey: verifyingKey, byItself: bitstring) = authority in',
        'let (=ofLeaf, leafKey: verifyingKey, byAuthority: bitstring) = leaf in',
        'if hash(authority) = fingerprint then',
        'if verify(authorityKey, (ofAuthority, authorityKey), byItself) then',
        'if verify(authorityKey, (ofLeaf, leafKey), byAuthority) then',
        'if verify(leafKey, (sessionKeyPurpose, session, K), signature) then',
      ),
      'event trusted(fingerprint, session, K).',
    ]),
    '',
    ...withIdentity(`(Server(${RELAY_ARGUMENTS}) | !Opener(fingerprint))`),
  ],
});

const base = {
  kind: 'query',
  limits: ['Names in certificates and their dates are left out; those of a relay key are its epoch.'],
} as const;

export const identityQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R4.2-own-key',
    requirement: 'R4.2',
    attacker:
      'The attacker is the proxy: it hands over chains, statements and signatures as it likes, genuine ones too.',
    claim: 'have a client seal to a key that its relay did not make for this epoch',
    lines: ['R4.2-own-key', 'R4.2-forged-keys', 'R4.2-expired-key'],
    expected: ({ relayKeyCheck: check }) => isTrue(check === 'whole chain, relay and dates'),
    model: ownKey,
  },
  {
    ...base,
    id: 'R4.2-impostor',
    requirement: 'R4.2',
    attacker: 'The attacker answers in the place of a server.',
    claim: 'have a client or proxy trust a session key that the server it meant did not offer',
    lines: ['R4.2-impostor', 'R4.2-forged-hellos'],
    expected: ({ serverCheck }) => isTrue(serverCheck === 'chain and fingerprint'),
    model: impostor,
  },
];
