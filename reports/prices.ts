// What anonymity costs, in words and rows, the same in every form of a report: what an observer of a proxy's links believes
// of who wrote what, for each setting, and what the setting costs.
import { CROWD } from '../properties/anonymity/crowd.ts';
import { DELTA, EPSILON } from '../properties/anonymity/posteriors.ts';
import { REPORTED } from '../properties/anonymity/price-list.ts';
import type { CrowdResult } from '../properties/result.ts';
import { figure } from './html-tables.ts';
import { duration, percent, shown } from './measured.ts';
import { clean } from './untrusted.ts';

type Rows = readonly (readonly string[])[];
type Prices = readonly CrowdResult[];

export const PRICES_HELP = `${CROWD} clients behind a proxy write at random, each to a queue of its own on one of four relays. Somebody watches the links on both sides, knows the design, and works out for each forward that leaves how likely each client sent it. The worst user comes first: the one of whom most is known in a run, for what is promised is promised to each. “Hides among” is two to the power of the entropy of what is believed; “named” is how often the likeliest client was the right one, which should be the probability that it was believed with; “advantage” is of telling the client from one other; delta is that of (${EPSILON}, delta). Each message is judged by itself: what many messages of one user tell together is asked by the games of A3, A4 and A5. Every setting has the same seeds; figures are means over seeds with their 95% intervals over seeds. With a delay, several forwards are in flight to one relay: one at a time would let a client write one message in two delays.`;

const setting = ({ setting: id }: CrowdResult): string => clean(id);
const number = (value: number): string => figure(value);

/** A column: its head, and its cell for each setting. */
type Column = readonly [head: string, cell: (one: CrowdResult) => string];
const SETTING: readonly Column[] = [
  ['Setting', setting],
  ['Messages a second', ({ messagesASecond }) => number(messagesASecond)],
];
const tableOf =
  (columns: readonly Column[]) =>
  (prices: Prices): Rows => [
    columns.map(([head]) => head),
    ...prices.map((one) => columns.map(([, cell]) => cell(one))),
  ];

/** What is believed. First row the head. */
export const beliefRows = tableOf([
  ...SETTING,
  ['Worst user hides among', ({ figures }) => shown(figures.worstSet, number)],
  ['All hide among', ({ figures }) => shown(figures.set, number)],
  ['Entropy, bits', ({ figures }) => shown(figures.bits, number)],
  ['Min-entropy, bits', ({ figures }) => shown(figures.minBits, number)],
  ['Likeliest client, believed', ({ figures }) => shown(figures.vulnerability, percent)],
  ['Named', ({ figures }) => shown(figures.named, percent)],
  ['Leakage, times blind', ({ figures }) => shown(figures.leakage, number)],
  ['Advantage, worst user', ({ figures }) => shown(figures.worstAdvantage, number)],
  ['Advantage, all', ({ figures }) => shown(figures.advantage, number)],
  [`Delta at epsilon ${EPSILON}, worst user`, ({ figures }) => shown(figures.worstDelta, number)],
  [
    `Epsilon at delta ${DELTA}`,
    ({ figures }) => (figures.epsilon === undefined ? 'none is enough' : shown(figures.epsilon, number)),
  ],
  ['Sure of', ({ figures }) => shown(figures.isolated, percent)],
]);

const kilobytes = (octets: number): string => `${(octets / 1_000).toFixed(octets < 100_000 ? 1 : 0)} kB`;

/** What it costs, and what others see. First row the head. */
export const costRows = tableOf([
  ...SETTING,
  ['Median delivery', ({ figures }) => shown(figures.medianMillis, duration)],
  ['95th percentile', ({ figures }) => shown(figures.p95Millis, duration)],
  ['Delivered', ({ figures }) => shown(figures.delivered, percent)],
  ['Client’s link, a message', ({ figures }) => shown(figures.octetsAMessage, kilobytes)],
  ['Forwards that leave, a message', ({ figures }) => shown(figures.forwardsAMessage, number)],
  ['Wake-ups of a radio, an hour', ({ figures }) => shown(figures.wakeUpsAnHour, number)],
  ['Relay tells by sessions that two are of one client', ({ figures }) => shown(figures.relayAdvantage, number)],
  ['Clients of one proxy', ({ figures }) => shown(figures.clientsOfAProxy, percent)],
  ['Messages of one proxy', ({ figures }) => shown(figures.messagesOfAProxy, percent)],
  ['Seeds', ({ seeds }) => String(seeds)],
]);

/** How far a user is hidden by each delay, and for how long a message waits for it. Nothing where nothing was run. */
export function priceSentences(prices: Prices): readonly string[] {
  const delays = prices.filter(({ axis, setting: id }) => axis === 'delay' && REPORTED.includes(id));
  if (delays.length === 0) return [];
  const told = delays.map(
    ({ setting: id, figures }) =>
      `${clean(id.replace(/^delay: /, ''))}: ${number(figures.worstSet.value)}, after ${duration(figures.medianMillis.value)}`,
  );
  return [
    `G4, among how many even suspects the worst-off of ${CROWD} users hides from somebody on both links of a proxy, by its delay, and how long the median message takes: ${told.join('; ')}.`,
  ];
}
