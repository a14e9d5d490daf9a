// What a malicious relay learns of clients behind an honest proxy (G1, G5), and what proxy and relay learn together of texts
// (T.P6). The relay opens everything that is sealed to it; the link between client and proxy is hidden from it.
import type { Design } from '../../model/design.ts';
import { agreedKey, s2r, transmission } from './parts.ts';
import { choice, indented, isTrue, type Model, type Question, tuple, when } from './question.ts';

const ackCarried = ({ acknowledgement }: Design): boolean => acknowledgement === 'carried over';
const carries = ({ corrId }: Design): boolean => corrId === 'carried over';

/** What of a client's forward the proxy sends on to the relay. */
function proxy(design: Design): readonly string[] {
  const shown = tuple(
    design.session === 'one per client' ? 'sessionOf(address)' : undefined,
    carries(design) ? 'corrId' : 'onward',
    design.relayIdOnward === 'carried over' ? 'relayId' : undefined,
    ackCarried(design) ? 'acknowledged' : undefined,
    design.origin === 'withheld' ? undefined : 'address',
    'X',
    'block',
  );
  return [
    'let Proxy =',
    '  !',
    ...indented([
      'in(leg, (address: bitstring, relayId: bitstring, corrId: nonce, acknowledged: nonce, X: point, block: bitstring));',
      ...when(!carries(design), 'new onward: nonce;'),
      `out(net, ${shown}).`,
    ]),
    '',
  ];
}

const declared = (design: Design): readonly string[] => [
  '(* The link between client and proxy. *)',
  'free leg: channel [private].',
  'const noCorrId: nonce.',
  '(* What the proxy and a client have for an IP address. *)',
  ...when(design.session === 'one per client', 'fun sessionOf(bitstring): bitstring [private].'),
  'fun relayIdOf(bitstring): bitstring [private].',
  ...when(design.senderKey === 'kept per client', 'fun keptBy(bitstring): exponent [private].'),
  ...when(design.numbering !== 'none', ...expiryDeclared(design)),
];
const expiryDeclared = ({ expiry }: Design): readonly string[] =>
  expiry === 'rounded up'
    ? ['fun rounded(bitstring): bitstring.']
    : [
        'fun clockOf(bitstring): bitstring [private].',
        '(* A time as the clock of a client has it. *)',
        'fun exactly(bitstring, bitstring): bitstring.',
      ];

/** A command of the client at `address` to a queue of its own; `y` is the exponent of the relay's key. */
function sendsFrom(design: Design, address: string, suffix: string, acknowledged: string): readonly string[] {
  const x = `x${suffix}`;
  const exponent = {
    'fresh per command': `new ${x}: exponent;`,
    'kept per queue': `new ${x}: exponent;`,
    'kept per client': `let ${x} = keptBy(${address}) in`,
  };
  const plain = transmission(design, {
    sender: `exp(g, ${x})`,
    inner: `inner${suffix}`,
    queue: `queue${suffix}`,
    signer: `signer${suffix}`,
    stream: `stream${suffix}`,
    number: 'firstNumber',
    expires: design.expiry === 'rounded up' ? 'rounded(now)' : `exactly(now, clockOf(${address}))`,
    body: 'body',
  });
  const random = design.commandNonce === 'random' && design.relayLayer === 'sealed';
  const block = s2r(
    design,
    agreedKey('exp(g, y)', x),
    design.commandNonce === 'random' ? `n${suffix}` : `corrId${suffix}`,
    plain,
  );
  return [
    `new queue${suffix}: bitstring;`,
    `new signer${suffix}: signingKey;`,
    `new stream${suffix}: bitstring;`,
    `new inner${suffix}: nonce;`,
    exponent[design.senderKey],
    ...when(random, `new n${suffix}: nonce;`),
    `out(leg, (${address}, relayIdOf(${address}), corrId${suffix}, ${acknowledged}, exp(g, ${x}), ${block}))`,
  ];
}
const branch = (lines: readonly string[], first: boolean): readonly string[] => [
  first ? '( (' : '| (',
  ...indented(lines, 4),
  '  )',
];

/** Two clients send once each, and then one of them a second time, to yet another queue: which one? */
const twoClients = (design: Design): Model => ({
  declarations: declared(design),
  processes: [
    ...proxy(design),
    'let Clients =',
    '  !',
    ...indented([
      'new addressA: bitstring;',
      'new addressB: bitstring;',
      '(* The relay knows the exponents of its keys. *)',
      'in(net, (y: exponent, now: bitstring, body: bitstring));',
      ...['A', 'B', 'C'].map((name) => `new corrId${name}: nonce;`),
      `let again = ${choice('addressA', 'addressB')} in`,
      ...branch(sendsFrom(design, 'addressA', 'A', 'noCorrId'), true),
      ...branch(sendsFrom(design, 'addressB', 'B', 'noCorrId'), false),
      ...branch(sendsFrom(design, 'again', 'C', ackCarried(design) ? choice('corrIdA', 'corrIdB') : 'noCorrId'), false),
      ').',
    ]),
    '',
    'process',
    '  (Proxy | Clients)',
  ],
});

/** A client with one IP address or another. */
const whichAddress = (design: Design): Model => ({
  declarations: declared(design),
  processes: [
    ...proxy(design),
    'let Client =',
    '  !',
    ...indented([
      'new one: bitstring;',
      'new other: bitstring;',
      'out(net, (one, other));',
      `let address = ${choice('one', 'other')} in`,
      'in(net, (y: exponent, now: bitstring, body: bitstring));',
      'new corrId: nonce;',
      ...branch(sendsFrom(design, 'address', '', 'noCorrId'), true),
      ...when(
        design.fallback !== 'never direct',
        '(* When the proxy fails, the client connects to the relay itself. *)',
        '| (in(net, failed: bitstring); out(net, address))',
      ),
      ').',
    ]),
    '',
    'process',
    '  (Proxy | Client)',
  ],
});

/** A text for a user, under a key that the user alone has the other half of. */
function sealedText({ texts }: Design, text: string): string {
  return texts === 'in clear'
    ? `(exp(g, ofMessage), nonceOfText, ${text})`
    : `(exp(g, ofMessage), nonceOfText, seal(kdf(exp(exp(g, ofUser), ofMessage), forE2e), nonceOfText, ${text}))`;
}
const texting = (inside: readonly string[]): readonly string[] => [
  'process',
  ...indented([
    '!',
    'new ofUser: exponent;',
    'out(net, exp(g, ofUser));',
    '!',
    'new ofMessage: exponent;',
    'new nonceOfText: nonce;',
    ...inside,
  ]),
];

const relayAttacker = {
  attacker: 'The attacker is the relay: it has every key of its own and sees all that an honest proxy sends it.',
  kind: 'equivalence',
  limits: [
    'Keys of the relay come as their exponents: points that nobody has an exponent of are not in it.',
    'Times and volume are not in it, nor what many forwards at once tell.',
  ],
} as const;
const together = {
  requirement: 'T.P6',
  attacker: 'The attacker is proxy and relay together: s2r, p2r and c2p hide nothing from it.',
  limits: ['Lengths are not in it: that texts are padded is checked on runs.'],
} as const;

export const relayQuestions: readonly Question[] = [
  {
    ...relayAttacker,
    id: 'G1-worlds',
    requirement: 'G1',
    claim: 'tell one IP address of a client from another',
    lines: ['G1-worlds', 'G1-relay', 'G1-relay-recipient'],
    expected: (design) => isTrue(design.origin === 'withheld' && design.fallback === 'never direct'),
    model: whichAddress,
  },
  {
    ...relayAttacker,
    id: 'G5-worlds',
    requirement: 'G5',
    claim: 'tell which of two clients a further command comes from',
    lines: ['G5-worlds', 'G5-values', 'G5-sessions'],
    expected: (design) =>
      isTrue(design.origin === 'withheld' && !namesRecur(design) && !(ackCarried(design) && carries(design))),
    model: twoClients,
  },
  {
    ...together,
    id: 'T.P6-read',
    claim: 'read a text',
    kind: 'query',
    lines: ['T.P6-read'],
    expected: ({ texts }) => isTrue(texts !== 'in clear'),
    model: (design) => ({
      declarations: ['free secretText: bitstring [private].', 'query attacker(secretText).'],
      processes: texting([`out(net, ${sealedText(design, 'secretText')})`]),
    }),
  },
  {
    ...together,
    id: 'T.P6-texts',
    claim: 'tell which of two texts that it chose was sent',
    kind: 'equivalence',
    lines: ['T.P6-texts'],
    expected: ({ texts }) => isTrue(texts !== 'in clear'),
    model: (design) => ({
      processes: texting([
        'in(net, (one: bitstring, other: bitstring));',
        `out(net, ${sealedText(design, choice('one', 'other'))})`,
      ]),
    }),
  },
];

/** Whether something that a client keeps for all its commands reaches the relay. */
function namesRecur({ session, senderKey, relayIdOnward, numbering, expiry }: Design): boolean {
  return (
    session === 'one per client' ||
    senderKey === 'kept per client' ||
    relayIdOnward === 'carried over' ||
    (numbering !== 'none' && expiry !== 'rounded up')
  );
}
