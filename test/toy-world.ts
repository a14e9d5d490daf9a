// Small nodes of the tests' own, in a world with faults; what each was given, and when by its own clock.
import { idealCrypto } from '../model/crypto-ideal.ts';
import { sealed } from '../model/design.ts';
import type { Disk, Effect, Input, News, Node, Order } from '../model/node.ts';
import { text } from '../model/octets.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';
import type { Fault } from '../sim/scenario.ts';
import { simulate } from '../sim/simulate.ts';
import type { Trace } from '../sim/trace.ts';

/** What a toy does with an input; it keeps the count of its inputs since it started. */
export type React = (input: Input, now: number, count: number, arrivedAt: number) => readonly Effect[];

export interface Given {
  readonly node: string;
  readonly at: number;
  readonly input: Input;
}
export interface Played extends Pick<Trace, 'events' | 'ends'> {
  readonly given: readonly Given[];
  /** The places that steps drew from. */
  readonly places: readonly string[];
  /** In words: what a node was given, with the texts of blocks. */
  said(node: string): readonly string[];
}
export const LATENCY_MILLIS = 10;

export interface Play {
  readonly nodes: Readonly<Record<string, React>>;
  readonly faults?: readonly Fault[];
  readonly orders?: readonly { readonly at: number; readonly node: string; readonly id: string }[];
  readonly after?: (node: string, news: News) => readonly { at: number; node: string; order: Order }[];
  readonly untilMillis?: number;
  readonly jitterMillis?: number;
  readonly seed?: string;
}

export function play({ nodes, faults = [], orders = [], after, untilMillis, jitterMillis = 0, seed = 'toy' }: Play) {
  const given: Given[] = [];
  const places: string[] = [];
  const terms = new Terms();
  const toy = (name: string, react: React): Node => ({
    start: 0,
    step: (count, input, { now, arrivedAt }) => {
      given.push({ node: name, at: now, input });
      return [(count as number) + 1, react(input, now, count as number, arrivedAt)];
    },
  });
  const { events, ends } = simulate({
    latencyMillis: LATENCY_MILLIS,
    jitterMillis,
    faults: [...faults],
    untilMillis,
    participants: Object.entries(nodes).map(([name, react], i) => ({
      name,
      ip: `10.0.0.${i + 1}`,
      host: `${name}.example`,
      node: toy(name, react),
    })),
    design: sealed,
    seed,
    terms,
    cryptoAt: (node, step) => {
      places.push(`${node} ${step}`);
      return idealCrypto(random(seed, node, step).octets, terms, node);
    },
    first: orders.map(({ at, node, id }) => ({ at, node, order: order(id) })),
    after: after ?? (() => []),
  });
  return {
    events,
    ends,
    given,
    places,
    said: (node) => given.filter((one) => one.node === node).map(inWords),
  } satisfies Played;
}

/** An order that a toy may do anything with. */
export const order = (id: string): Order => ({ kind: 'send', id, queue: '', text: '' });

function inWords({ input }: Given): string {
  switch (input.kind) {
    case 'order':
      return input.order.kind === 'send' ? `order ${input.order.id}` : input.order.kind;
    case 'block':
      return `block ${new TextDecoder().decode(input.block)}`;
    case 'timer':
      return `timer ${input.name}`;
    case 'restarted':
      return `restarted ${JSON.stringify(input.disk)}`;
    default:
      return input.kind;
  }
}

export const open = (to: string, session = 'out'): Effect => ({ kind: 'open', session, host: `${to}.example` });
export const say = (words: string, session = 'out', at?: number): Effect => ({
  kind: 'send',
  session,
  block: text(words),
  ...(at !== undefined && { at }),
});
export const write = (key: string, value?: unknown): Effect => writeAll({ [key]: value });
/** Several records that share their fate. */
export const writeAll = (records: Disk): Effect => ({ kind: 'write', records });
export const writeInPlace = (records: Disk): Effect => ({ kind: 'write', records, inPlace: true });
export const flush = (...then: Effect[]): Effect => ({ kind: 'flush', then });
export const timer = (name: string, at: number, idle?: true): Effect => ({
  kind: 'timer',
  name,
  at,
  ...(idle && { idle }),
});
export const tell = (id: string): Effect => ({ kind: 'tell', news: { kind: 'sent', id } });

/** Opens a session to `to` on the order “open”; says the id of any other order on it. */
export const talker =
  (to: string): React =>
  (input) => {
    if (input.kind !== 'order' || input.order.kind !== 'send') return [];
    return [input.order.id === 'open' ? open(to) : say(input.order.id)];
  };
export const listener: React = () => [];

export const carried = ({ events }: Played) => events.filter((one) => one.kind === 'carried');
export const times = ({ given }: Played, node: string, kind: string): readonly number[] =>
  given.flatMap((one) => (one.node === node && one.input.kind === kind ? [Math.round(one.at)] : []));
export const words = (id: string, at: number) => ({ at, node: 'alice', id });
/** Alice opens a session to Bob at 0 and says a word at each of these times. */
export const chat = (faults: readonly Fault[], ...at: number[]): Played =>
  play({
    nodes: { alice: talker('bob'), bob: listener },
    orders: [words('open', 0), ...at.map((one) => words(`${one}`, one))],
    faults,
  });
