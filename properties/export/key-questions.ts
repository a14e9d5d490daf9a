// What an active attacker between client and relay can read, forge and put in the place of keys (R4), for any number of
// sessions: as secrecy and as correspondences of events.
import type { Design } from '../../model/design.ts';
import {
  answers,
  forward,
  givesKey,
  keepsS2r,
  opensForward,
  REGISTRATION,
  RELAY_ARGUMENTS,
  RELAY_PARAMETERS,
  relayKeyCheck,
  senderExponent,
  transmission,
  withIdentity,
} from './parts.ts';
import { relay } from './proxy-questions.ts';
import { indented, isTrue, type Model, type Question, tuple, when } from './question.ts';

/** The client seals `body` for a queue of its own and hands it to the proxy. */
function sends(design: Design, body: string, queue = 'queue', signer = 'signer') {
  return forward(
    design,
    transmission(design, {
      sender: 'exp(g, x)',
      inner: 'inner',
      queue,
      signer,
      stream: 'stream',
      number: 'number',
      body,
    }),
  );
}
const keptKey = (design: Design): readonly string[] =>
  when(design.senderKey !== 'fresh per command', 'new kept: exponent;');
/** A client's own, and then for every command a relay key that it has checked. */
const registered = (design: Design): readonly string[] => [
  'new queue: bitstring;',
  'new signer: signingKey;',
  'new stream: bitstring;',
  ...keptKey(design),
  '!',
  REGISTRATION,
  ...relayKeyCheck(design),
];
const exponent = (design: Design): string => {
  const kept = senderExponent(design, { queue: 'kept', client: 'kept' });
  return kept === undefined ? 'new x: exponent;' : `let x = ${kept} in`;
};

/** A body that is sent again and again stays unknown. */
function secrecy(
  design: Design,
  extra: Partial<Model> & { readonly relay?: readonly string[]; readonly phase?: number },
): Model {
  const sent = sends(design, 'secretBody');
  return {
    declarations: [
      ...(extra.declarations ?? []),
      'free secretBody: bitstring [private].',
      `query attacker(secretBody)${extra.phase === undefined ? '' : ` phase ${extra.phase}`}.`,
    ],
    processes: [
      ...(extra.relay ?? relay(design)),
      'let Client(fingerprint: bitstring) =',
      ...indented([
        ...registered(design),
        'in(net, number: bitstring);',
        exponent(design),
        ...sent.fresh,
        `out(net, ${sent.sent}).`,
      ]),
      '',
      ...(extra.processes ?? withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`)),
    ],
  };
}

/** Long-term keys and all that is not erased leak in phase 1; keys of past epochs are erased before. */
function erased(design: Design): Model {
  const { fresh, parts } = answers(design, 'accepted');
  const stays = design.erasures === 'not flushed';
  return secrecy(design, {
    phase: 1,
    relay: [
      `let Relay(${RELAY_PARAMETERS}) =`,
      '  !',
      '  new y: exponent;',
      ...indented(givesKey()),
      '  ( (!',
      ...indented([...opensForward(design), ...fresh, `out(net, ${tuple('corrId', ...parts)}))`], 5),
      ...when(stays, '  | (phase 1; out(net, y))'),
      '  ).',
      '',
    ],
    processes: withIdentity(
      '( Relay(fingerprint, leaf, authority, leafSecret)',
      '| !Client(fingerprint)',
      '(* The key of the next epoch is still there. *)',
      '| (new next: exponent; phase 1; out(net, (authoritySecret, leafSecret, next))) )',
    ),
  });
}

/** Two ciphertexts under one key and nonce give both texts away; the relay must never make a second one. */
const nonceOnce = (design: Design): Model =>
  secrecy(design, {
    declarations: [
      'const sameText: bitstring.',
      'fun bothOf(bitstring, bitstring): bitstring',
      '  reduc forall k: key, n: nonce, m: bitstring; bothOf(seal(k, n, m), seal(k, n, m)) = sameText',
      '  otherwise forall k: key, n: nonce, m: bitstring, o: bitstring; bothOf(seal(k, n, m), seal(k, n, o)) = (m, o).',
    ],
  });
const repeatsNonce = ({ responseSecret, commandNonce }: Design): boolean =>
  responseSecret === "the command's key and nonce" ||
  // A proxy chooses the corr id of its hop.
  (responseSecret === "the command's key, a nonce of its own" && commandNonce === 'the corr id');

/** A secured queue takes only what its sender sent. */
function forgedCommands(design: Design): Model {
  const { fresh, parts } = answers(design, 'accepted');
  const sent = sends(design, 'body');
  const checked =
    design.senders === 'anybody' ? [] : ['if verify(senderKey, (X, inner, queue, command), signature) then'];
  return {
    declarations: [
      'table securedQueues(bitstring, verifyingKey).',
      'event sentBy(bitstring, bitstring).',
      'event takenFor(bitstring, bitstring).',
      'query q: bitstring, m: bitstring; event(takenFor(q, m)) ==> event(sentBy(q, m)).',
    ],
    processes: [
      ...relay(design, [
        'get securedQueues(=queue, senderKey) in',
        ...checked,
        `let (${design.numbering === 'none' ? '=send' : '=sendNumbered, stream: bitstring, number: bitstring'}, body: bitstring) = command in`,
        'event takenFor(queue, body);',
        ...fresh,
        `out(net, ${tuple('corrId', ...parts)}).`,
      ]),
      'let Client(fingerprint: bitstring) =',
      ...indented([
        'new queue: bitstring;',
        '(* Others may know the address of a queue. *)',
        'out(net, queue);',
        'new signer: signingKey;',
        'new stream: bitstring;',
        'insert securedQueues(queue, verifying(signer));',
        ...keptKey(design),
        '!',
        REGISTRATION,
        ...relayKeyCheck(design),
        'in(net, (number: bitstring, body: bitstring));',
        'event sentBy(queue, body);',
        exponent(design),
        ...sent.fresh,
        `out(net, ${sent.sent}).`,
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`),
    ],
  };
}

/** What a client takes for the relay's answer is the relay's answer to that very command. */
function forgedAnswers(design: Design): Model {
  const { fresh, parts } = answers(design, 'accepted');
  const sent = sends(design, 'body');
  const own = design.responseSecret === 'a key of its own';
  const sealed = design.relayLayer === 'sealed';
  const inFront = sealed && design.commandNonce === 'random';
  const key = own ? 'kdf(exp(R, x), forS2r)' : 'kdf(exp(Y, x), forS2r)';
  const opened = !sealed ? 'block' : inFront ? `open(${key}, n, sealed)` : `open(${key}, corrId, block)`;
  const reads = `Reads(x, ${own ? 'R' : 'Y'}, corrId, inner)`;
  return {
    declarations: [
      ...when(own, '(* Keys that the relay made for its responses. *)', 'table responseKeys(point).'),
      'event answeredTo(nonce).',
      'event believed(nonce).',
      'query i: nonce; event(believed(i)) ==> event(answeredTo(i)).',
    ],
    processes: [
      ...relay(design, [
        'event answeredTo(inner);',
        ...fresh,
        ...when(own, 'insert responseKeys(exp(g, own));'),
        `out(net, ${tuple('corrId', ...parts)}).`,
      ]),
      `let Reads(x: exponent, ${own ? 'R' : 'Y'}: point, corrId: nonce, inner: nonce) =`,
      ...indented([
        'in(net, block: bitstring);',
        ...when(inFront, 'let (n: nonce, sealed: bitstring) = block in'),
        `let (=inner, queue: bitstring, answer: bitstring) = ${opened} in`,
        'event believed(inner).',
      ]),
      '',
      'let Client(fingerprint: bitstring) =',
      ...indented([
        ...registered(design),
        'in(net, (number: bitstring, body: bitstring));',
        exponent(design),
        ...sent.fresh,
        `out(net, ${sent.sent});`,
        ...(own
          ? [
              '(* The key of a response is one that the relay made, or one whose exponent the attacker has. *)',
              `( (get responseKeys(R) in ${reads})`,
              `| (in(net, ofAttacker: exponent); let R = exp(g, ofAttacker) in ${reads}) ).`,
            ]
          : [`${reads}.`]),
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`),
    ],
  };
}

const ATTACKER =
  'The attacker is the proxy, or stands in its place: it reads, alters, adds, repeats and withholds whatever it likes.';
const base = {
  attacker: ATTACKER,
  kind: 'query',
  limits: ['Malformed points are not in it: they are thrown at the code itself, octet by octet.'],
} as const;

export const keyQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R4.1-read',
    requirement: 'R4.1',
    claim: 'read the body of a command',
    limits: [...base.limits, 'What e2e covers besides is left off, so that s2r alone must hide it.'],
    lines: ['R4.1-read'],
    expected: (design) => isTrue(keepsS2r(design)),
    model: (design) => secrecy(design, {}),
  },
  {
    ...base,
    id: 'R4.1-forged-commands',
    requirement: 'R4.1',
    claim: 'have a secured queue take what its sender did not send',
    limits: [...base.limits, 'How often it is taken is not in it: repetition is checked on runs and by exploring.'],
    lines: ['R4.1-forged-commands', 'R4.1-intruder'],
    expected: ({ senders }) => isTrue(senders !== 'anybody'),
    model: forgedCommands,
  },
  {
    ...base,
    id: 'R4.1-forged-answers',
    requirement: 'R4.1',
    claim: 'have a client believe an answer that the relay did not give to its command',
    limits: [
      ...base.limits,
      'A command is not taken for an answer: padded, the two have different lengths, and here they have different shapes.',
    ],
    lines: ['R4.1-altered'],
    expected: (design) => isTrue(keepsS2r(design)),
    model: forgedAnswers,
  },
  {
    ...base,
    id: 'R4.3-erased',
    requirement: 'R4.3',
    attacker: `${ATTACKER} Later it gets every long-term key and every key that is not erased.`,
    claim: 'read later what was sent under a key that was erased',
    lines: ['R4.3-erased'],
    expected: (design) => isTrue(keepsS2r(design) && design.erasures === 'flushed'),
    model: erased,
  },
  {
    ...base,
    id: 'R4.6-nonce-once',
    requirement: 'R4.6',
    claim: 'read a body by two ciphertexts under one key and nonce',
    lines: ['R4.6-nonce-once'],
    expected: (design) => isTrue(keepsS2r(design) && !repeatsNonce(design)),
    model: nonceOnce,
  },
];
