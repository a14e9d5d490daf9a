// The worlds that DeepSec compares: the questions where trace equivalence of a few sessions says what ProVerif cannot, or says
// it another way. The two processes may take different ways, so that no branch need be hidden in a term.
import type { Design } from '../../model/design.ts';
import { answer, forwarded, opens, responded } from './deepsec-parts.ts';
import { checksKeys } from './parts.ts';
import { indented, tuple, when } from './question.ts';

export const SIDES = ['left', 'right'] as const;
type Side = (typeof SIDES)[number];
const NAMES = ['A', 'B'] as const;

export interface Bounded {
  readonly scope: string;
  definitions?(design: Design): readonly string[];
  world(design: Design, side: Side): readonly string[];
}

/** The relay gives its key; a client that does not check it takes any. */
const withKey = (design: Design): readonly string[] => [
  'new y;',
  'out(net, publicOf(y));',
  ...(checksKeys(design) ? ['let Y = publicOf(y) in'] : ['in(net, Y);']),
];
const newQueue = (name: string): readonly string[] => [`new queue${name};`, `new signer${name};`, `new stream${name};`];
const kept = ({ senderKey }: Design, perQueue: string): string | undefined =>
  ({ 'fresh per command': undefined, 'kept per queue': perQueue, 'kept per client': 'keptA' })[senderKey];
const drawKept = ({ senderKey }: Design): readonly string[] =>
  when(senderKey !== 'fresh per command', 'new keptA;', 'new keptB;');
const sender = (x: string, keeps: string | undefined): string =>
  keeps === undefined ? `new ${x};` : `let ${x} = ${keeps} in`;
const late = ({ gaps, numbering }: Design): boolean =>
  numbering === 'inside s2r' && gaps === 'buffered and answered when they close';

function twoForwards(withheld: boolean): Bounded {
  return {
    scope: 'One client sends two forwards, and the relay answers two.',
    definitions: (design) => {
      const { fresh, out } = answer(design, 'accepted');
      const waits = withheld && late(design);
      return [
        `let Relay(${waits ? 'y, arrived' : 'y'}) =`,
        ...indented([
          ...opens(design),
          ...fresh,
          ...(waits
            ? [
                'let (kind, stream, number, body) = command in',
                `if number = firstNumber then (${out} | out(arrived, stream))`,
                `else (in(arrived, before); if before = stream then ${out}).`,
              ]
            : [`${out}.`]),
        ]),
      ];
    },
    world: (design, side) => {
      const to = side === 'left' ? 'A' : 'B';
      const first = forwarded(design, {
        x: 'xFirst',
        suffix: 'First',
        queue: 'A',
        number: 'firstNumber',
        body: 'text',
      });
      const second = forwarded(design, {
        x: 'xSecond',
        suffix: 'Second',
        queue: to,
        number: side === 'left' ? 'secondNumber' : 'firstNumber',
        body: 'text',
      });
      const waits = {
        'several in flight': [],
        'one at a time per relay': ['in(net, before);'],
        'one at a time per queue': when(side === 'left', 'in(net, before);'),
      };
      const waitsForGaps = withheld && late(design);
      return [
        ...withKey(design),
        ...NAMES.flatMap(newQueue),
        ...drawKept(design),
        ...when(waitsForGaps, 'new arrived;'),
        '( (',
        ...indented(
          [
            'in(net, text);',
            sender('xFirst', kept(design, 'keptA')),
            ...first.fresh,
            `out(net, (corrIdFirst, ${first.sender}, ${first.block}));`,
            ...waits[design.flow],
            sender('xSecond', kept(design, `kept${to}`)),
            ...second.fresh,
            `out(net, (corrIdSecond, ${second.sender}, ${second.block}))`,
          ],
          4,
        ),
        `  ) | !^2 Relay(${waitsForGaps ? 'y, arrived' : 'y'}) )`,
      ];
    },
  };
}

const outcome: Bounded = {
  scope: 'One client sends one forward, and the relay answers two.',
  definitions: (design) => {
    const says = (word: string): string => {
      const { fresh, out } = answer(design, word);
      return `(${fresh.join(' ')} ${out})`.replace('( ', '(');
    };
    const refuses = design.refusals === 'in clear' ? '(out(net, (corrId, refusedInClear)))' : says('refused');
    return [
      'let Relay(y, known, takes) =',
      ...indented([
        ...opens(design),
        'if queue = known then (',
        ...(design.senders === 'anybody'
          ? [`  ${says('accepted')}`]
          : [
              '  let =genuine = verify(takes, (X, inner, queue, command), signature) in',
              `  ${says('accepted')}`,
              `  else ${refuses}`,
            ]),
        `) else ${refuses}.`,
      ]),
    ];
  },
  world: (design, side) => {
    const sent = forwarded(design, {
      x: 'x',
      suffix: '',
      queue: side === 'left' ? 'A' : 'Nowhere',
      number: 'firstNumber',
      body: 'text',
    });
    const lines = ['in(net, text);', 'new x;', ...sent.fresh, `out(net, (corrId, ${sent.sender}, ${sent.block}))`];
    const signer = side === 'left' ? [] : ['let signerNowhere = signerA in', 'let streamNowhere = streamA in'];
    return [
      ...withKey(design),
      ...newQueue('A'),
      ...when(side === 'right', 'new queueNowhere;'),
      ...signer,
      '( (',
      ...indented(lines, 4),
      '  ) | !^2 Relay(y, queueA, verifying(signerA)) )',
    ];
  },
};

/** A block between proxy and relay. */
function hop(design: Design, key: string, id: string, body: string, tail: string): string {
  if (design.proxyLayer === 'absent') return `(${id}, (${body}))`;
  const sealed = `seal(${key}, ${id}, (${body}))`;
  return design.padding === 'constant' ? `(${id}, ${sealed})` : `(${id}, ${sealed}, tailOf(${tail}))`;
}

const permuted: Bounded = {
  scope: 'Two forwards pass, and their responses.',
  world: (design, side) => {
    const order = side === 'left' ? (['A', 'B'] as const) : (['B', 'A'] as const);
    const idOf = (name: string): string =>
      design.corrId === 'carried over' ? `corrId${name}` : `onward${NAMES[(order as readonly string[]).indexOf(name)]}`;
    const relayIdOf = (name: string): string =>
      design.relayIdOnward === 'carried over' ? `relayId${name}` : 'noRelay';
    const of = (name: string) => {
      const sent = forwarded(design, { x: `x${name}`, suffix: name, queue: name, number: 'firstNumber', body: 'text' });
      const random = design.commandNonce === 'random' && design.relayLayer === 'sealed';
      const back = responded(design, {
        secret: `x${name}`,
        commandNonce: random ? `n${name}` : idOf(name),
        corrId: idOf(name),
        queue: `queue${name}`,
        inner: `inner${name}`,
        answer: 'accepted',
        suffix: name,
      });
      return { sent, back };
    };
    const shared = design.sessionSecret === 'agreed afresh' ? 'fresh' : 'sumOf(publicOf(ofProxy), publicOf(ofRelay))';
    return [
      'new ofProxy;',
      'new ofRelay;',
      ...when(design.sessionSecret === 'agreed afresh', 'new fresh;'),
      'out(net, (publicOf(ofProxy), publicOf(ofRelay)));',
      `let onwardKey = kdf(${shared}, fromOpener) in`,
      `let backKey = kdf(${shared}, fromAcceptor) in`,
      'new y;',
      'let Y = publicOf(y) in',
      'out(net, Y);',
      'in(net, text);',
      ...drawKept(design),
      ...when(design.corrId !== 'carried over', 'new onwardA;', 'new onwardB;'),
      ...NAMES.flatMap((name) => [
        ...newQueue(name),
        `new relayId${name};`,
        sender(`x${name}`, kept(design, `kept${name}`)),
        ...of(name).sent.fresh,
        ...of(name).back.fresh,
        `out(net, (corrId${name}, relayId${name}, ${of(name).sent.sender}, ${of(name).sent.block}));`,
      ]),
      ...order.map((name) => {
        const { sender: key, block } = of(name).sent;
        return `out(net, ${hop(design, 'onwardKey', idOf(name), `${relayIdOf(name)}, ${key}, ${block}`, block)});`;
      }),
      ...order.map((name) => {
        const { parts } = of(name).back;
        return `out(net, ${hop(design, 'backKey', idOf(name), `noRelay, ${parts.join(', ')}`, parts.at(-1) as string)});`;
      }),
      `out(net, ${tuple('corrIdA', 'relayIdA', ...of('A').back.parts)});`,
      `out(net, ${tuple('corrIdB', 'relayIdB', ...of('B').back.parts)})`,
    ];
  },
};

const whichClient: Bounded = {
  scope: 'Two clients send once each, and one of them once more.',
  world: (design, side) => {
    const third = side === 'left' ? 'A' : 'B';
    const send = (suffix: string, client: string, acknowledged: string): readonly string[] => {
      const x = `x${suffix}`;
      const expires = design.expiry === 'rounded up' ? 'rounded(now)' : `exactly(now, clock${client})`;
      const {
        fresh,
        sender: key,
        block,
      } = forwarded(design, {
        x,
        suffix,
        queue: suffix,
        number: 'firstNumber',
        body: 'text',
        expires,
      });
      const shown = tuple(
        design.session === 'one per client' ? `session${client}` : undefined,
        design.corrId === 'carried over' ? `corrId${suffix}` : `onward${suffix}`,
        design.relayIdOnward === 'carried over' ? `relayId${client}` : undefined,
        design.acknowledgement === 'carried over' ? acknowledged : undefined,
        design.origin === 'withheld' ? undefined : `address${client}`,
        key,
        block,
      );
      return [
        ...newQueue(suffix),
        `new onward${suffix};`,
        sender(x, design.senderKey === 'kept per client' ? `kept${client}` : undefined),
        ...fresh,
        `out(net, ${shown})`,
      ];
    };
    const both = (what: string): readonly string[] => NAMES.map((name) => `new ${what}${name};`);
    return [
      ...['session', 'relayId', 'address', 'clock', 'kept'].flatMap(both),
      'in(net, request);',
      'let (Y, now, text) = request in',
      ...send('A', 'A', 'noCorrId').map((line, i, all) => (i === all.length - 1 ? `${line};` : line)),
      ...send('B', 'B', 'noCorrId').map((line, i, all) => (i === all.length - 1 ? `${line};` : line)),
      ...send('C', third, `corrId${third}`),
    ];
  },
};

/** By question. */
export const bounded: Readonly<Record<string, Bounded>> = {
  'R2.2-same-queue': twoForwards(false),
  'R5.4-withheld': twoForwards(true),
  'R2.4-outcome': outcome,
  'R3.3-permuted': permuted,
  'G5-worlds': whichClient,
};
