// What the network learns inside TLS of layers and of what a relay hands out: which relay a client registers (R3.1), what the
// layers of sessions cover (R3.1), and which delivered message is which that was sent (T.P14). It listens and changes nothing.
import type { Design } from '../../model/design.ts';
import { sessionSecret, sumDeclared } from './parts.ts';
import { choice, indented, isTrue, type Model, type Question, when } from './question.ts';

/** A client registers one of two relays; their chains are public, from their hellos. */
function registration(design: Design): Model {
  const sealed = design.clientLayer === 'sealed';
  const covered = (key: string, body: string): string => (sealed ? `seal(${key}, corrId, ${body})` : body);
  const relay = (name: string): readonly string[] => [
    `new fingerprint${name}: bitstring;`,
    `new y${name}: exponent;`,
    `new leafSecret${name}: signingKey;`,
    `let statement${name} = (fingerprint${name}, thisEpoch, exp(g, y${name})) in`,
    `let relayKey${name} = (verifying(leafSecret${name}), statement${name}, sign(leafSecret${name}, (relayKeyPurpose, statement${name}))) in`,
    `out(net, (fingerprint${name}, relayKey${name}));`,
  ];
  return {
    declarations: sumDeclared(design),
    processes: [
      'process',
      '  !',
      ...indented([
        ...relay('A'),
        ...relay('B'),
        'new ofClient: exponent;',
        'new ofProxy: exponent;',
        'out(net, (exp(g, ofClient), exp(g, ofProxy)));',
        `let shared = ${sessionSecret(design, 'ofClient', 'ofProxy')} in`,
        'let askKey = kdf(shared, fromOpener) in',
        'let answerKey = kdf(shared, fromAcceptor) in',
        `let asked = ${choice('fingerprintA', 'fingerprintB')} in`,
        `let given = ${choice('relayKeyA', 'relayKeyB')} in`,
        'new corrId: nonce;',
        'new relayId: bitstring;',
        `out(net, (corrId, noRelay, ${covered('askKey', 'asked')}));`,
        `out(net, (corrId, noRelay, ${covered('answerKey', '(relayId, given)')}))`,
      ]),
    ],
  };
}

/** What both layers of sessions should cover stays unknown to who sees the hellos. */
function layers(design: Design): Model {
  const block = (sealed: boolean, key: string): string =>
    sealed ? `(corrId, seal(${key}, corrId, coveredPart))` : '(corrId, coveredPart)';
  const link = (opener: string, acceptor: string, sealed: boolean): string =>
    [
      `(!new ${opener}: exponent; new ${acceptor}: exponent; out(net, (exp(g, ${opener}), exp(g, ${acceptor})));`,
      `let shared = ${sessionSecret(design, opener, acceptor)} in new corrId: nonce;`,
      `out(net, (${block(sealed, 'kdf(shared, fromOpener)')}, ${block(sealed, 'kdf(shared, fromAcceptor)')})))`,
    ].join('\n     ');
  return {
    declarations: [...sumDeclared(design), 'free coveredPart: bitstring [private].', 'query attacker(coveredPart).'],
    processes: [
      'process',
      `  ( ${link('ofClient', 'ofProxy', design.clientLayer === 'sealed')}`,
      `  | ${link('ofOtherProxy', 'ofRelay', design.proxyLayer === 'sealed')} )`,
    ],
  };
}

/** Two bodies come to a relay, and it hands them out in one order or in the other. */
function delivered(design: Design): Model {
  const handed = (place: string, name: string): string =>
    design.delivery === 'sealed again'
      ? `(messageId${place}, seal(deliveryKey${name}, messageId${place}, body${name}))`
      : `(messageId${place}, body${name})`;
  return {
    processes: [
      'process',
      '  !',
      ...indented([
        ...['A', 'B'].flatMap((name) => [
          `new ofRecipient${name}: exponent;`,
          `new ofQueue${name}: exponent;`,
          `out(net, (exp(g, ofRecipient${name}), exp(g, ofQueue${name})));`,
          ...when(
            design.delivery === 'sealed again',
            `let deliveryKey${name} = kdf(exp(exp(g, ofRecipient${name}), ofQueue${name}), forDelivery) in`,
          ),
        ]),
        'in(net, (bodyA: bitstring, bodyB: bitstring));',
        'new messageIdA: nonce;',
        'new messageIdB: nonce;',
        `out(net, ${choice(handed('A', 'A'), handed('A', 'B'))});`,
        `out(net, ${choice(handed('B', 'B'), handed('B', 'A'))})`,
      ]),
    ],
  };
}

const base = {
  attacker: 'The attacker hears all of the links inside TLS; it changes nothing.',
  limits: ['Lengths, times and the number of blocks are not in it.'],
} as const;

export const linkQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R3.1-registration',
    requirement: 'R3.1',
    claim: 'tell which of two relays a client registers',
    kind: 'equivalence',
    limits: [...base.limits, 'A relay key stands for its chain as well: leaf’s key, statement, signature.'],
    lines: ['R3.1-registration'],
    expected: (design) => isTrue(design.clientLayer === 'sealed' && design.sessionSecret === 'agreed afresh'),
    model: registration,
  },
  {
    ...base,
    id: 'R3.1-layers',
    requirement: 'R3.1',
    claim: 'read what the layers between client and proxy and between proxy and relay should cover',
    kind: 'query',
    lines: ['R3.1-layers'],
    expected: ({ clientLayer, proxyLayer, sessionSecret: made }) =>
      isTrue(clientLayer === 'sealed' && proxyLayer === 'sealed' && made === 'agreed afresh'),
    model: layers,
  },
  {
    ...base,
    id: 'T.P14-relay',
    requirement: 'T.P14',
    claim: 'tell which message that a relay hands out is which that it took in',
    kind: 'equivalence',
    lines: ['T.P14-relay'],
    expected: (design) => isTrue(design.delivery === 'sealed again'),
    model: delivered,
  },
];
