// What the network learns inside TLS, on both links at once, while clients, proxy and relay are honest: whether what enters
// a proxy and what leaves it have anything in common, derivable things included (R3). It listens and changes nothing.
import type { Design } from '../../model/design.ts';
import { agreedKey, response, s2r, senderExponent, sessionSecret, sumDeclared, transmission } from './parts.ts';
import { choice, indented, isTrue, type Model, type Question, tuple, when } from './question.ts';

type World = 'left' | 'right';
type Name = 'A' | 'B';
const NAMES = ['A', 'B'] as const;
const ofWorld = (world: World, name: Name): Name => (world === 'left' ? name : name === 'A' ? 'B' : 'A');

/** The hellos of proxy and relay are on the link, and their session's keys come out of them. */
const session = (design: Design): readonly string[] => [
  'new ofProxy: exponent;',
  'new ofRelay: exponent;',
  'out(net, (exp(g, ofProxy), exp(g, ofRelay)));',
  `let shared = ${sessionSecret(design, 'ofProxy', 'ofRelay')} in`,
  'let onwardKey = kdf(shared, fromOpener) in',
  'let backKey = kdf(shared, fromAcceptor) in',
];

/** Two clients' forwards, all drawn that they need. */
function drawn(design: Design, queues: 'one queue' | 'two queues'): readonly string[] {
  const queueOf = (name: Name): Name => (queues === 'one queue' ? 'A' : name);
  const kept = (name: Name) => senderExponent(design, { queue: `kept${queueOf(name)}`, client: 'keptA' });
  return [
    'new y: exponent;',
    'out(net, exp(g, y));',
    'in(net, (bodyA: bitstring, bodyB: bitstring));',
    ...when(design.senderKey !== 'fresh per command', 'new keptA: exponent;'),
    ...when(design.senderKey === 'kept per queue' && queues === 'two queues', 'new keptB: exponent;'),
    ...NAMES.flatMap((name) => [
      ...when(
        queueOf(name) === name,
        `new queue${name}: bitstring;`,
        `new signer${name}: signingKey;`,
        `new stream${name}: bitstring;`,
      ),
      ...once(design, name, '', kept(name)),
      ...sealedOnce(design, name, '', queueOf(name)),
    ]),
  ];
}
/** What one sending of a command draws. */
const once = (design: Design, name: Name, again: string, kept: string | undefined): readonly string[] => [
  kept === undefined ? `new x${name}${again}: exponent;` : `let x${name}${again} = ${kept} in`,
  `new corrId${name}${again}: nonce;`,
  ...when(design.commandNonce === 'random' && design.relayLayer === 'sealed', `new n${name}${again}: nonce;`),
  `new inner${name}${again}: nonce;`,
];
function sealedOnce(design: Design, name: Name, again: string, queue: Name): readonly string[] {
  const plain = transmission(design, {
    sender: `exp(g, x${name}${again})`,
    inner: `inner${name}${again}`,
    queue: `queue${queue}`,
    signer: `signer${queue}`,
    stream: `stream${queue}`,
    number: name === 'A' ? 'firstNumber' : 'secondNumber',
    body: `body${name}`,
  });
  const nonce = design.commandNonce === 'random' ? `n${name}${again}` : `corrId${name}${again}`;
  return [
    `let block${name}${again} = ${s2r(design, agreedKey('exp(g, y)', `x${name}${again}`), nonce, plain)} in`,
    `let forward${name}${again} = (exp(g, x${name}${again}), block${name}${again}) in`,
  ];
}

/** The corr id of the hop between proxy and relay, of the forward that comes first or second on it. */
const onwardId = (design: Design, place: Name, world: World, attempt = ''): string =>
  design.corrId === 'carried over' ? `corrId${ofWorld(world, place)}` : `onward${place}${attempt}`;

/** A block between proxy and relay: under p2r, with its corr id for a nonce, or in clear. */
function hop(design: Design, key: string, id: string, name: string, tail: string): string {
  const body = `(${name})`;
  const sealed = design.proxyLayer === 'sealed' ? `seal(${key}, ${id}, ${body})` : body;
  return design.padding === 'constant' || design.proxyLayer === 'absent'
    ? `(${id}, ${sealed})`
    : `(${id}, ${sealed}, tailOf(${tail}))`;
}
const tailDeclared = (design: Design): readonly string[] =>
  when(
    design.padding !== 'constant',
    '(* The last octets of a plaintext, which stand outside of the layer. *)',
    'fun tailOf(bitstring): bitstring.',
  );

const relayIdOf = ({ relayIdOnward }: Design, name: Name): string =>
  relayIdOnward === 'carried over' ? `relayId${name}` : 'noRelay';

/** The two forwards on their way to the relay, in one order in one world and in the other in the other. */
function onward(design: Design, attempt = ''): readonly string[] {
  const of = (place: Name, world: World): string => {
    const name = ofWorld(world, place);
    const id = onwardId(design, place, world, attempt);
    return hop(design, 'onwardKey', id, `${relayIdOf(design, name)}, forward${name}`, `block${name}`);
  };
  return NAMES.map((place) => `out(net, ${choice(of(place, 'left'), of(place, 'right'))})`);
}
const onwardDrawn = (design: Design, attempt = ''): readonly string[] =>
  when(design.corrId !== 'carried over', ...NAMES.map((place) => `new onward${place}${attempt}: nonce;`));

/** Forwards and responses of two clients, both hops of each; which is which on the second hop is the question. */
function permuted(design: Design): Model {
  const answer = (name: Name, world: World) => {
    const place = ofWorld(world, name);
    const nonce = design.commandNonce === 'random' && design.relayLayer === 'sealed';
    return response(design, {
      queue: `queue${name}`,
      inner: `inner${name}`,
      answer: 'accepted',
      layerKey: agreedKey('exp(g, y)', `x${name}`),
      sender: `exp(g, x${name})`,
      commandNonce: nonce ? `n${name}` : onwardId(design, place, world),
      corrId: onwardId(design, place, world),
      suffix: name,
    });
  };
  const back = (place: Name, world: World): string => {
    const name = ofWorld(world, place);
    const { parts } = answer(name, world);
    const last = parts.at(-1) as string;
    return hop(design, 'backKey', onwardId(design, place, world), `noRelay, ${parts.join(', ')}`, last);
  };
  const toClient = (name: Name, world: World): string =>
    tuple(`corrId${name}`, `relayId${name}`, ...answer(name, world).parts);
  return {
    declarations: [...sumDeclared(design), ...tailDeclared(design)],
    processes: [
      'process',
      '  !',
      ...indented([
        ...session(design),
        ...drawn(design, 'two queues'),
        ...NAMES.flatMap((name) => [`new relayId${name}: bitstring;`, ...answer(name, 'left').fresh]),
        ...NAMES.map((name) => `out(net, (corrId${name}, relayId${name}, forward${name}));`),
        ...onwardDrawn(design),
        ...onward(design).map((line) => `${line};`),
        ...NAMES.map((place) => `out(net, ${choice(back(place, 'left'), back(place, 'right'))});`),
        `out(net, ${choice(toClient('A', 'left'), toClient('A', 'right'))});`,
        `out(net, ${choice(toClient('B', 'left'), toClient('B', 'right'))})`,
      ]),
    ],
  };
}

/** Two held forwards are tried a second time, in the same order or in the other one. */
function tries(design: Design): Model {
  const again = design.retries === 'the same block again' ? '' : 'Again';
  return {
    declarations: [...sumDeclared(design), ...tailDeclared(design)],
    processes: [
      'process',
      '  !',
      ...indented([
        ...session(design),
        ...drawn(design, 'two queues'),
        ...NAMES.map((name) => `new relayId${name}: bitstring;`),
        ...onwardDrawn(design),
        ...when(again !== '', ...onwardDrawn(design, again)),
        '(* First as they came. *)',
        ...firstTries(design),
        ...(again === '' ? sameTries(design) : onward(design, again)).map((line, i) => `${line}${i === 0 ? ';' : ''}`),
      ]),
    ],
  };
}
function firstTries(design: Design): readonly string[] {
  return NAMES.map((name) => {
    const id = onwardId(design, name, 'left');
    return `out(net, ${hop(design, 'onwardKey', id, `${relayIdOf(design, name)}, forward${name}`, `block${name}`)});`;
  });
}
/** The very blocks of the first try. */
function sameTries(design: Design): readonly string[] {
  const block = (name: Name): string =>
    hop(
      design,
      'onwardKey',
      onwardId(design, name, 'left'),
      `${relayIdOf(design, name)}, forward${name}`,
      `block${name}`,
    );
  return [`out(net, ${choice(block('A'), block('B'))})`, `out(net, ${choice(block('B'), block('A'))})`];
}

/** Two messages to one queue are sent again by their client, in the same order or in the other one. */
function resends(design: Design): Model {
  const again = design.resends === 'as they were' ? '' : 'Again';
  const kept = senderExponent(design, { queue: 'keptA', client: 'keptA' });
  const sent = (place: Name, world: World): string => {
    const name = ofWorld(world, place);
    return `(newId${place}, relayId, forward${name}${again})`;
  };
  return {
    processes: [
      'process',
      '  !',
      ...indented([
        ...drawn(design, 'one queue'),
        'new relayId: bitstring;',
        ...NAMES.map((name) => `out(net, (corrId${name}, relayId, forward${name}));`),
        ...NAMES.map((name) => `new newId${name}: nonce;`),
        ...(again === ''
          ? []
          : NAMES.flatMap((name) => [...once(design, name, again, kept), ...sealedOnce(design, name, again, 'A')])),
        `out(net, ${choice(sent('A', 'left'), sent('A', 'right'))});`,
        `out(net, ${choice(sent('B', 'left'), sent('B', 'right'))})`,
      ]),
    ],
  };
}

const layersApart = ({ proxyLayer, sessionSecret: made, corrId, padding }: Design): boolean =>
  proxyLayer === 'sealed' && made === 'agreed afresh' && corrId !== 'carried over' && padding === 'constant';

const base = {
  attacker: 'The attacker hears all of both links inside TLS and chooses the texts; it changes nothing.',
  kind: 'equivalence',
  limits: ['Lengths, times and the number of blocks are not in it.'],
} as const;

export const networkQuestions: readonly Question[] = [
  {
    ...base,
    id: 'R3.3-permuted',
    requirement: 'R3.3',
    claim: 'tell which of two forwards that went in is which of two that went out, nor which response is whose',
    lines: ['R3.1-onward', 'R3.2-back', 'R3.3-permuted'],
    expected: (design) => isTrue(layersApart(design)),
    model: permuted,
  },
  {
    ...base,
    id: 'R3.2-tries',
    requirement: 'R3.2',
    claim: 'tell which try of a held forward belongs to which earlier one',
    lines: ['R3.2-tries'],
    expected: (design) => isTrue(layersApart(design) && design.retries === 'sealed afresh'),
    model: tries,
  },
  {
    ...base,
    id: 'R3.2-resends',
    requirement: 'R3.2',
    claim: 'tell which command of a client that sends again belongs to which earlier one',
    limits: [
      ...base.limits,
      'The corr ids of a resend are fresh in every design; the question is about what they stand in front of.',
    ],
    lines: ['R3.2-resends'],
    expected: (design) => isTrue(design.relayLayer === 'sealed' && design.resends === 'sealed anew'),
    model: resends,
  },
];
