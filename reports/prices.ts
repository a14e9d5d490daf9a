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

/** What is believed. First row the head. */
export const beliefRows = (prices: Prices): Rows => [
  [
    'Setting',
    'Messages a second',
    'Worst user hides among',
    'All hide among',
    'Entropy, bits',
    'Min-entropy, bits',
    'Likeliest client, believed',
    'Named',
    'Leakage, times blind',
    'Advantage, worst user',
    'Advantage, all',
    `Delta at epsilon ${EPSILON}, worst user`,
    `Epsilon at delta ${DELTA}`,
    'Sure of',
  ],
  ...prices.map((one) => {
    const { figures } = one;
    return [
      setting(one),
      number(one.messagesASecond),
      shown(figures.worstSet, number),
      shown(figures.set, number),
      shown(figures.bits, number),
      shown(figures.minBits, number),
      shown(figures.vulnerability, percent),
      shown(figures.named, percent),
      shown(figures.leakage, number),
      shown(figures.worstAdvantage, number),
      shown(figures.advantage, number),
      shown(figures.worstDelta, number),
      figures.epsilon === undefined ? 'none is enough' : shown(figures.epsilon, number),
      shown(figures.isolated, percent),
    ];
  }),
];

const kilobytes = (octets: number): string => `${(octets / 1_000).toFixed(octets < 100_000 ? 1 : 0)} kB`;

/** What it costs, and what others see. First row the head. */
export const costRows = (prices: Prices): Rows => [
  [
    'Setting',
    'Messages a second',
    'Median delivery',
    '95th percentile',
    'Delivered',
    'Client’s link, a message',
    'Forwards that leave, a message',
    'Wake-ups of a radio, an hour',
    'Relay tells by sessions that two are of one client',
    'Clients of one proxy',
    'Messages of one proxy',
    'Seeds',
  ],
  ...prices.map((one) => {
    const { figures } = one;
    return [
      setting(one),
      number(one.messagesASecond),
      shown(figures.medianMillis, duration),
      shown(figures.p95Millis, duration),
      shown(figures.delivered, percent),
      shown(figures.octetsAMessage, kilobytes),
      shown(figures.forwardsAMessage, number),
      shown(figures.wakeUpsAnHour, number),
      shown(figures.relayAdvantage, number),
      shown(figures.clientsOfAProxy, percent),
      shown(figures.messagesOfAProxy, percent),
      String(one.seeds),
    ];
  }),
];

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
