// What a malicious proxy learns, for any number of clients, sessions and forwards: queue addresses, whether two forwards go
// to one queue, how many queues there are, and what the relay answered. The proxy is the attacker and owns both hops.
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
import { choice, indented, isTrue, type Model, type Question, tuple, when } from './question.ts';

const LENGTHS = 'Lengths and times are not in it: padding, quick answers and volume are checked on runs.';
const ANSWERS =
  'The relay answers every forward that opens, as both worlds’ queues exist; what a client does after an answer is left out.';

/** The honest relay: any number of keys, any number of forwards under each, each answered at once. */
export const relay = (design: Design, answered: readonly string[] = answersAtOnce(design)): readonly string[] => [
  `let Relay(${RELAY_PARAMETERS}) =`,
  '  !',
  '  new y: exponent;',
  ...indented(givesKey()),
  '  !',
  ...indented(opensForward(design)),
  ...indented(answered),
  '',
];
function answersAtOnce(design: Design): readonly string[] {
  const { fresh, parts } = answers(design, 'accepted');
  return [...fresh, `out(net, ${tuple('corrId', ...parts)}).`];
}

/** The sender key of one command, drawn or kept. */
function sender(design: Design, kept: { readonly queue: string; readonly client: string }, x = 'x'): readonly string[] {
  const exponent = senderExponent(design, kept);
  return [exponent === undefined ? `new ${x}: exponent;` : `let ${x} = ${exponent} in`];
}
const hidesQueues = (design: Design): boolean =>
  keepsS2r(design) && design.destinationId === 'inside s2r' && design.senderKey !== 'kept per queue';

/** One client with two queues sends twice: to the same one, or to both. */
function twoForwards(design: Design, answered?: readonly string[]): Model {
  const { flow } = design;
  const first = forward(design, transmission(design, command('exp(g, xFirst)', 'First', 'Zero', 'firstNumber')), {
    x: 'xFirst',
    suffix: 'First',
  });
  const second = forward(
    design,
    choice(
      transmission(design, command('exp(g, xSecond)', 'Second', 'Zero', 'secondNumber')),
      transmission(design, command('exp(g, xSecond)', 'Second', 'One', 'firstNumber')),
    ),
    { x: 'xSecond', suffix: 'Second' },
  );
  const sends = `out(net, ${second.sent})`;
  const waits = `in(net, answer: bitstring); ${sends}`;
  const last = {
    'several in flight': [`${sends}.`],
    'one at a time per relay': [`${waits}.`],
    // The two worlds take different ways: that is the leak.
    'one at a time per queue': [`if ${choice('true', 'false')} then (${waits}) else ${sends}.`],
  };
  return {
    processes: [
      ...relay(design, answered),
      'let Client(fingerprint: bitstring) =',
      '  !',
      ...indented([
        ...['Zero', 'One'].flatMap(newQueue),
        ...when(design.senderKey === 'kept per queue', 'new keptZero: exponent;', 'new keptOne: exponent;'),
        ...when(design.senderKey === 'kept per client', 'new kept: exponent;'),
        REGISTRATION,
        ...relayKeyCheck(design),
        'in(net, body: bitstring);',
        ...sender(design, { queue: 'keptZero', client: 'kept' }, 'xFirst'),
        ...first.fresh,
        `out(net, ${first.sent});`,
        ...sender(design, { queue: choice('keptZero', 'keptOne'), client: 'kept' }, 'xSecond'),
        ...second.fresh,
        ...last[flow],
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | Client(fingerprint))`),
    ],
  };
}
const newQueue = (name: string): readonly string[] => [
  `new queue${name}: bitstring;`,
  `new signer${name}: signingKey;`,
  `new stream${name}: bitstring;`,
];
const command = (sent: string, which: string, queue: string, number: string) => ({
  sender: sent,
  inner: `inner${which}`,
  queue: `queue${queue}`,
  signer: `signer${queue}`,
  stream: `stream${queue}`,
  number,
  body: 'body',
});

/** A relay that answers a message only when those before it are there: what it waits for shows by its silence. */
function answersWhenGapsClose(design: Design): readonly string[] {
  const { fresh, parts } = answers(design, 'accepted');
  const out = `out(net, ${tuple('corrId', ...parts)})`;
  return [
    'let (=sendNumbered, stream: bitstring, number: bitstring, body: bitstring) = command in',
    ...fresh,
    `if number = firstNumber then (insert arrived(stream); ${out}) else`,
    `get arrived(=stream) in ${out}.`,
  ];
}
const waitsForGaps = ({ gaps, numbering }: Design): boolean =>
  numbering === 'inside s2r' && gaps === 'buffered and answered when they close';

/** All forwards to one queue, or each to a queue of its own: the strongest way to ask for their number. */
function oneOrMany(design: Design): Model {
  const of = (queue: string, number: string) => transmission(design, { ...command('exp(g, x)', '', queue, number) });
  const sent = forward(design, choice(of('Zero', 'number'), of('One', 'firstNumber')));
  return {
    processes: [
      ...relay(design),
      'let Client(fingerprint: bitstring) =',
      ...indented([
        ...newQueue('Zero'),
        ...when(design.senderKey === 'kept per queue', 'new keptZero: exponent;'),
        ...when(design.senderKey === 'kept per client', 'new kept: exponent;'),
        '!',
        ...newQueue('One'),
        ...when(design.senderKey === 'kept per queue', 'new keptOne: exponent;'),
        REGISTRATION,
        ...relayKeyCheck(design),
        'in(net, (number: bitstring, body: bitstring));',
        ...sender(design, { queue: choice('keptZero', 'keptOne'), client: 'kept' }),
        ...sent.fresh,
        `out(net, ${sent.sent}).`,
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`),
    ],
  };
}

/** The attacker names two queues for each forward; it goes to the one in one world, to the other in the other. */
function chosenDestinations(design: Design): Model {
  const plain = transmission(design, {
    ...command('exp(g, x)', '', '', 'number'),
    queue: 'queueOf(chosen)',
    signer: 'signerOf(chosen)',
    stream: 'streamOf(chosen)',
  });
  const sent = forward(design, plain);
  return {
    declarations: [
      '(* What a client has for the queue of a name; nobody else can tell it from the name. *)',
      'fun queueOf(bitstring): bitstring [private].',
      'fun signerOf(bitstring): signingKey [private].',
      'fun streamOf(bitstring): bitstring [private].',
      ...when(design.senderKey === 'kept per queue', 'fun keptFor(bitstring): exponent [private].'),
    ],
    processes: [
      ...relay(design),
      'let Client(fingerprint: bitstring) =',
      ...indented([
        ...when(design.senderKey === 'kept per client', 'new kept: exponent;'),
        '!',
        REGISTRATION,
        ...relayKeyCheck(design),
        'in(net, (one: bitstring, other: bitstring, number: bitstring, body: bitstring));',
        `let chosen = ${choice('one', 'other')} in`,
        ...sender(design, { queue: 'keptFor(chosen)', client: 'kept' }),
        ...sent.fresh,
        `out(net, ${sent.sent}).`,
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | Client(fingerprint))`),
    ],
  };
}

/** The address of a queue stays unknown. */
function queueAddress(design: Design): Model {
  const sent = forward(
    design,
    transmission(design, { ...command('exp(g, x)', '', '', 'number'), queue: 'secretQueue' }),
  );
  return {
    declarations: ['free secretQueue: bitstring [private].', 'query attacker(secretQueue).'],
    processes: [
      ...relay(design),
      'let Client(fingerprint: bitstring) =',
      ...indented([
        'new signer: signingKey;',
        'new stream: bitstring;',
        ...when(design.senderKey !== 'fresh per command', 'new kept: exponent;'),
        '!',
        REGISTRATION,
        ...relayKeyCheck(design),
        'in(net, (number: bitstring, body: bitstring));',
        ...sender(design, { queue: 'kept', client: 'kept' }),
        ...sent.fresh,
        `out(net, ${sent.sent}).`,
      ]),
      '',
      ...withIdentity(`(Relay(${RELAY_ARGUMENTS}) | !Client(fingerprint))`),
    ],
  };
}

const ATTACKER =
  'The attacker is the proxy: it owns both hops, holds the keys of p2r and c2p, and hands over relay keys.';
const base = { attacker: ATTACKER, kind: 'equivalence', limits: [LENGTHS, ANSWERS] } as const;

export const proxyQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R2.1-queue-address',
    requirement: 'R2.1',
    claim: 'learn the address of a queue',
    kind: 'query',
    lines: ['R2.1-queue-address'],
    expected: (design) => isTrue(keepsS2r(design) && design.destinationId !== 'in clear in the response'),
    model: queueAddress,
  },
  {
    ...base,
    id: 'R2.2-same-queue',
    requirement: 'R2.2',
    claim: 'tell whether two forwards of one client go to the same queue',
    lines: ['R2.2-same-queue'],
    expected: (design) => isTrue(hidesQueues(design) && design.flow !== 'one at a time per queue'),
    model: (design) => twoForwards(design),
  },
  {
    ...base,
    id: 'R2.3-how-many',
    requirement: 'R2.3',
    claim: 'tell whether any number of forwards go to one queue or each to a queue of its own',
    lines: ['R2.3-how-many'],
    expected: (design) => isTrue(hidesQueues(design)),
    model: oneOrMany,
  },
  {
    ...base,
    id: 'R5.4-withheld',
    requirement: 'R5.4',
    claim: 'learn by withholding a forward whether the next one goes to the same queue',
    lines: ['R5.4-withheld'],
    expected: (design) =>
      isTrue(hidesQueues(design) && design.flow !== 'one at a time per queue' && !waitsForGaps(design)),
    model: (design) =>
      waitsForGaps(design)
        ? { ...twoForwards(design, answersWhenGapsClose(design)), declarations: ['table arrived(bitstring).'] }
        : twoForwards(design),
  },
  {
    ...base,
    id: 'U1-worlds',
    requirement: 'U1',
    claim: 'tell one sequence of destinations that it names from another one that it names',
    lines: ['U1-worlds', 'U1-destinations'],
    expected: (design) => isTrue(hidesQueues(design)),
    model: chosenDestinations,
  },
];
