// What a malicious proxy learns from answers: whether the relay accepted or refused (R2.4), whether a queue is secured (R6.2).
// Which answer is given is decided inside a term, as the two worlds of an equivalence must take the same way.
import type { Design } from '../../model/design.ts';
import {
  answers,
  checksKeys,
  forward,
  keepsS2r,
  REGISTRATION,
  RELAY_ARGUMENTS,
  relayKeyCheck,
  transmission,
  withIdentity,
} from './parts.ts';
import { relay } from './proxy-questions.ts';
import { choice, type Expected, indented, isTrue, type Model, type Question, tuple, when } from './question.ts';

const SIGNED = '(X, inner, queue, command)';

/** A client sends to `queue`, signed with the key that a secured queue knows. */
function client(design: Design, queue: string, after: readonly string[] = []): readonly string[] {
  const plain = transmission(design, {
    sender: 'exp(g, x)',
    inner: 'inner',
    queue: 'queue',
    signer: 'signer',
    stream: 'stream',
    number: 'firstNumber',
    body: 'body',
  });
  const sent = forward(design, plain);
  return [
    'let Client(fingerprint: bitstring) =',
    '  !',
    ...indented([
      'new seed: seedOfQueue;',
      'new signer: signingKey;',
      'new stream: bitstring;',
      'new nowhere: bitstring;',
      `let queue = ${queue} in`,
      REGISTRATION,
      ...relayKeyCheck(design),
      'in(net, body: bitstring);',
      'new x: exponent;',
      ...sent.fresh,
      ...(after.length === 0 ? [`out(net, ${sent.sent}).`] : [`out(net, ${sent.sent});`, ...after]),
    ]),
    '',
  ];
}

/** A function that only the relay applies, by cases; the last one is for everything else. */
function byCases(name: string, extra: string, cases: readonly string[], otherwise: string): readonly string[] {
  const result = extra === '' ? '' : ', r: bitstring';
  const last = `forall q: bitstring, m: bitstring, s: bitstring${result}; ${name}(q, m, s${extra}) = ${otherwise}`;
  return [
    `fun ${name}(bitstring, bitstring, bitstring${extra === '' ? '' : ', bitstring'}): bitstring`,
    `  reduc ${[...cases, last].join('\n  otherwise ')} [private].`,
  ];
}
const caseOf = (name: string, args: string, extra: string, variables: string, result: string): string =>
  `forall ${variables}${extra === '' ? '' : ', r: bitstring'}; ${name}(${args}${extra}) = ${result}`;

const BY_KEY = 'i: seedOfQueue, k: signingKey, m: bitstring';
const BY_ANYBODY = 'i: seedOfQueue, k: signingKey, m: bitstring, s: bitstring';

/** A queue that is there, or an id that is of none. */
function acceptedOrRefused(design: Design): Model {
  const anybody = design.senders === 'anybody';
  const args = anybody ? 'queueId(i, verifying(k)), m, s' : 'queueId(i, verifying(k)), m, sign(k, m)';
  const variables = anybody ? BY_ANYBODY : BY_KEY;
  const inClear = design.refusals === 'in clear';
  const { fresh, parts } = answers(design, `answerTo(queue, ${SIGNED}, signature)`);
  const said = tuple(...parts);
  return {
    declarations: [
      'type seedOfQueue.',
      '(* Ids of queues that the relay has; it looks up whose signature each takes. *)',
      'fun queueId(seedOfQueue, verifyingKey): bitstring [private].',
      ...byCases('answerTo', '', [caseOf('answerTo', args, '', variables, 'accepted')], 'refused'),
      ...when(inClear, 'const refusedInClear: bitstring.'),
      ...(inClear ? byCases('shown', ', r', [caseOf('shown', args, ', r', variables, 'r')], 'refusedInClear') : []),
    ],
    processes: [
      ...relay(design, [
        ...fresh,
        inClear ? `out(net, (corrId, shown(queue, ${SIGNED}, signature, ${said}))).` : `out(net, (corrId, ${said})).`,
      ]),
      ...client(design, choice('queueId(seed, verifying(signer))', 'nowhere')),
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | Client(fingerprint))`),
    ],
  };
}

/** A queue that is secured with the sender's key, or one that is not secured yet. */
function securedOrNot(design: Design): Model {
  const { unsecured } = design;
  const byKey =
    design.senders === 'anybody' ? 'securedId(i, verifying(k)), m, s' : 'securedId(i, verifying(k)), m, sign(k, m)';
  const variables = design.senders === 'anybody' ? BY_ANYBODY : BY_KEY;
  const notYet = (name: string, extra: string, result: string): string =>
    caseOf(name, 'openId(i), m, s', extra, 'i: seedOfQueue, m: bitstring, s: bitstring', result);
  const mark = unsecured === 'held by the proxy, told by a mark';
  const again = unsecured === 'held by the client';
  const { fresh, parts } = answers(design, `answerTo(queue, ${SIGNED}, signature)`);
  const said = tuple(...parts);
  return {
    declarations: [
      'type seedOfQueue.',
      'fun securedId(seedOfQueue, verifyingKey): bitstring [private].',
      'fun openId(seedOfQueue): bitstring [private].',
      ...when(again, 'const unsecured: bitstring.'),
      ...byCases(
        'answerTo',
        '',
        [
          caseOf('answerTo', byKey, '', variables, 'accepted'),
          notYet('answerTo', '', again ? 'unsecured' : 'accepted'),
        ],
        'refused',
      ),
      ...when(mark, 'const holdMark: bitstring.'),
      ...(mark ? byCases('shown', ', r', [notYet('shown', ', r', 'holdMark')], 'r') : []),
    ],
    processes: [
      ...relay(design, [
        ...fresh,
        mark ? `out(net, (corrId, shown(queue, ${SIGNED}, signature, ${said}))).` : `out(net, (corrId, ${said})).`,
      ]),
      ...client(design, choice('securedId(seed, verifying(signer))', 'openId(seed)'), again ? sendsAgain(design) : []),
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | Client(fingerprint))`),
    ],
  };
}

/** The client reads the answer; where its queue is not secured it sends again, and that shows. */
function sendsAgain(design: Design): readonly string[] {
  const own = design.responseSecret === 'a key of its own';
  const key = own ? 'kdf(exp(R, x), forS2r)' : 'kdf(exp(Y, x), forS2r)';
  const inClear = design.destinationId !== 'inside s2r';
  const pattern = tuple(...when(inClear, 'destination: bitstring'), ...when(own, 'R: point'), 'answerBlock: bitstring');
  const sealed = design.relayLayer === 'sealed';
  const inFront = sealed && design.commandNonce === 'random';
  const opened = !sealed
    ? 'answerBlock'
    : inFront
      ? `open(${key}, answerNonce, sealedAnswer)`
      : `open(${key}, corrId, answerBlock)`;
  const plain = transmission(design, {
    sender: 'exp(g, xAgain)',
    inner: 'innerAgain',
    queue: 'queue',
    signer: 'signer',
    stream: 'stream',
    number: 'firstNumber',
    body: 'body',
  });
  const sent = forward(design, plain, { x: 'xAgain', suffix: 'Again' });
  return [
    `in(net, (=corrId, ${pattern}));`,
    ...when(inFront, 'let (answerNonce: nonce, sealedAnswer: bitstring) = answerBlock in'),
    `let (=inner, answeredFor: bitstring, answer: bitstring) = ${opened} in`,
    'if answer = unsecured then',
    'new xAgain: exponent;',
    ...sent.fresh,
    `out(net, ${sent.sent}).`,
  ];
}

function outcomeHidden(design: Design): Expected {
  if (design.refusals === 'in clear' || design.relayLayer === 'absent') return 'not true';
  // Who is taken for the relay reads the command and cannot have it carried out: nobody worked out what a prover makes of it.
  if (!checksKeys(design)) return 'open';
  return isTrue(!(design.destinationId === 'in clear in the response' && design.senders === 'anybody'));
}
function securingHidden(design: Design): Expected {
  if (design.unsecured !== 'held by the relay') return 'not true';
  if (keepsS2r(design) && design.destinationId !== 'in clear in the response') return 'true';
  // Who knows a queue tries it with a signature of its own.
  return design.senders === 'anybody' ? 'open' : 'not true';
}

const base = {
  attacker: 'The attacker is the proxy: it owns both hops, holds the keys of p2r and c2p, and hands over relay keys.',
  kind: 'equivalence',
  limits: [
    'Lengths and times are not in it: that answers take a constant time and have one length is checked on runs.',
    'Quota is not in it: what a client’s later resend shows of it is measured.',
  ],
} as const;

export const answerQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R2.4-outcome',
    requirement: 'R2.4',
    claim: 'tell whether the relay accepted or refused a command',
    lines: ['R2.4-outcome'],
    expected: outcomeHidden,
    model: acceptedOrRefused,
  },
  {
    ...base,
    id: 'R6.2-worlds',
    requirement: 'R6.2',
    claim: 'tell whether a queue is secured or not yet',
    lines: ['R6.2-worlds'],
    expected: securingHidden,
    model: securedOrNot,
  },
];
