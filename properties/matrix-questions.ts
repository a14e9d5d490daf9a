// The rows and columns of the matrix: who looks, at what secret, and on which worlds it is put to the test.
// What is an observer's own to know, or has no place in a subject, is no question to it.
import { type Design, draft, sealed } from '../model/design.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { ExperimentName } from './experiments.ts';
import { type Observer, observers, type Who } from './observer.ts';
import { ipv6, PROXY, queue, START_MILLIS, type Worlds, words } from './traffic.ts';

/** The rows, those of one party first. */
export const MATRIX_OBSERVERS = [
  'the network on the client’s link',
  'the network on the proxy-relay link',
  'the network on both links',
  'the network on the client’s link, inside TLS',
  'the network on the proxy-relay link, inside TLS',
  'the network on both links, inside TLS',
  'the proxy',
  'the relay',
  'the recipient',
  'another client of the proxy',
  'the proxy with the relay',
  'the proxy with the network, inside TLS',
  'the relay with the recipient',
  'the recipient with the network, inside TLS',
] as const satisfies readonly Who[];
export type MatrixObserver = (typeof MATRIX_OBSERVERS)[number];

/** The columns. */
export const SECRETS = [
  'the queue’s address',
  'whether two forwards go to one queue',
  'how many queues there are',
  'what the relay answered',
  'whether the queue is secured',
  'the sender’s IP address',
  'which of two clients wrote',
  'who writes to whom',
  'the text',
  'the length of the text',
  'that a message was sent',
] as const;
export type Secret = (typeof SECRETS)[number];

/** What can be derived, or what tells two worlds apart. */
type Question =
  | { readonly asks: 'derivable'; readonly of: 'address' | 'ip' | 'text'; readonly on: ExperimentName }
  | {
      readonly asks: 'two worlds';
      readonly on: ExperimentName;
      /** Which of two sessions something came first on is time; where senders are to be joined to queues it is left out. */
      readonly order?: 'within each session';
    };

const TRAFFIC = 'ordinary traffic';
export const QUESTIONS: Readonly<Record<Secret, Question>> = {
  'the queue’s address': { asks: 'derivable', of: 'address', on: TRAFFIC },
  'whether two forwards go to one queue': {
    asks: 'two worlds',
    on: 'two worlds: the same queue twice, or two queues',
  },
  'how many queues there are': { asks: 'two worlds', on: 'two worlds: one queue, or one for each message' },
  'what the relay answered': { asks: 'two worlds', on: 'two worlds: the relay accepts, or refuses' },
  'whether the queue is secured': { asks: 'two worlds', on: 'two worlds: the queue is secured, or not yet' },
  'the sender’s IP address': { asks: 'derivable', of: 'ip', on: TRAFFIC },
  'which of two clients wrote': {
    asks: 'two worlds',
    on: 'two worlds: one client writes to two queues, or two clients to one each',
  },
  'who writes to whom': {
    asks: 'two worlds',
    on: 'two worlds: who writes to whom, or the other way round',
    order: 'within each session',
  },
  'the text': { asks: 'derivable', of: 'text', on: TRAFFIC },
  'the length of the text': { asks: 'two worlds', on: 'two worlds: a short text, or a long one' },
  'that a message was sent': { asks: 'two worlds', on: 'two worlds: a message, or none' },
};

/** A design, with its proxy or without. */
export interface MatrixSubject {
  readonly name: string;
  readonly design: Design;
  readonly way: 'through the proxy' | 'direct';
}
/** `direct` is what clients do today: the draft’s commands, sent to the relay without a proxy. */
export const MATRIX_SUBJECTS: readonly MatrixSubject[] = [
  { name: 'draft', design: draft, way: 'through the proxy' },
  { name: 'sealed', design: sealed, way: 'through the proxy' },
  { name: 'direct', design: draft, way: 'direct' },
];

const QUEUES_OWN: readonly Secret[] = [
  'the queue’s address',
  'whether two forwards go to one queue',
  'how many queues there are',
  'what the relay answered',
  'whether the queue is secured',
];
const MESSAGES_OWN: readonly Secret[] = ['the text', 'the length of the text', 'that a message was sent'];
const NEEDS_PROXY: readonly MatrixObserver[] = [
  'the network on the proxy-relay link',
  'the network on the proxy-relay link, inside TLS',
  'the proxy',
  'another client of the proxy',
  'the proxy with the relay',
  'the proxy with the network, inside TLS',
];

/** Why a cell is no question; nothing where it is one. Of the proxy with the relay all is asked: it shows what can be found. */
export function outOfScope(observer: MatrixObserver, secret: Secret, way: MatrixSubject['way']): string | undefined {
  if (way === 'direct' && NEEDS_PROXY.includes(observer)) return 'nobody uses a proxy';
  if (observer.startsWith('the recipient') || observer === 'the relay with the recipient') {
    if (QUEUES_OWN.includes(secret)) return 'it is the recipient’s own queue';
    if (MESSAGES_OWN.includes(secret)) return 'the message is for the recipient';
  }
  if (observer === 'the relay' && QUEUES_OWN.includes(secret)) return 'the relay keeps the queues';
  return undefined;
}

/** Another client of the proxy, who takes no part in the secret; and to whom it writes. */
const BYSTANDER = 'grace';
const FRIEND = 'heidi';

/** A drawn world as the matrix runs it: with somebody else at the proxy, and direct if that is the question. */
export const placed = (worlds: Worlds, way: MatrixSubject['way']): Worlds =>
  worlds.map((scenario): Scenario => {
    const queues = [...scenario.queues, queue('queue of grace', 'relay', BYSTANDER, FRIEND, { secured: false })];
    return {
      ...scenario,
      clients: [
        ...scenario.clients,
        { name: BYSTANDER, ip: ipv6(0x1b, 8), proxy: PROXY.name },
        { name: FRIEND, ip: ipv6(0x2b, 9) },
      ],
      queues: queues.map((one) => (way === 'direct' ? { ...one, direct: true } : one)),
      orders: [
        ...scenario.orders,
        ...[100, 10_500].map((after, i) => ({
          atMillis: START_MILLIS + after,
          queue: 'queue of grace',
          text: words(97 + i, ''),
        })),
      ].toSorted((a, b) => a.atMillis - b.atMillis),
    };
  });

/** Who a row is in a scenario. Secrets are about the others, so nobody is asked who takes part in them as a client. */
export function who(row: MatrixObserver, scenario: Scenario): readonly Observer[] {
  const all = observers(row, scenario);
  if (row === 'another client of the proxy') return all.filter(({ owns }) => owns.has(BYSTANDER));
  return all.filter(({ owns }) => !owns.has(FRIEND) || owns.size > 1);
}

/** The queues that secrets are about. */
export const queuesAsked = (scenario: Scenario): Scenario['queues'] =>
  scenario.queues.filter(({ from }) => from !== BYSTANDER);
