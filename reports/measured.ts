// What was measured, in words and rows, the same in every form of the report: delivery under faults, and two ways to forward.
import type { Audit, Delivery, FlowResult } from '../properties/result.ts';
import { figure } from './html-tables.ts';
import { clean } from './untrusted.ts';
import { counted, grouped, listed } from './wrap.ts';

type Interval = Delivery['ratio'];
type Rows = readonly (readonly string[])[];

export const percent = (share: number): string => `${figure(Math.round(share * 1_000) / 10)}%`;
/** As precise as people take it. */
export const duration = (millis: number): string =>
  millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(millis < 100_000 ? 1 : 0)} s`;
const plain = (value: number): string => (Number.isInteger(value) ? grouped(value) : figure(value));

export const shown = (one: Interval | undefined, said: (value: number) => string): string => {
  if (one === undefined) return 'nothing arrived';
  return one.low === one.high
    ? `${said(one.value)} (every seed)`
    : `${said(one.value)} (${said(one.low)} to ${said(one.high)})`;
};

export const DELIVERY_HELP =
  'Three people write nine messages in a minute, and one thing goes wrong while the fifth is on its way: through a proxy as each design has it, and “direct”, with the clients of “draft” and no proxy. Each way has the same scenarios and seeds; each figure is a mean over seeds with its 95% interval over seeds. The delay is from order to reception; the 95th percentile of nine messages is the slowest of them.';

/** All figures of delivery: first row the head. */
export const deliveryRows = ({ delivery }: Audit): Rows => [
  ['Fault', 'Way', 'Delivered', 'Twice', 'Out of order', 'Median delay', '95th percentile', 'Seeds'],
  ...delivery.map((one) => [
    clean(one.fault),
    clean(one.way),
    shown(one.ratio, percent),
    shown(one.doubled, percent),
    shown(one.outOfOrder, percent),
    shown(one.medianMillis, duration),
    shown(one.p95Millis, duration),
    String(one.seeds),
  ]),
];

const waysOf = ({ delivery }: Audit): readonly string[] => [...new Set(delivery.map(({ way }) => way))];
const faultsOf = ({ delivery }: Audit): readonly string[] => [...new Set(delivery.map(({ fault }) => fault))];

/** The fault under which a figure of one way is least, or most. */
function extreme(audit: Audit, way: string, rank: (one: Delivery) => number): Delivery {
  const all = audit.delivery.filter((one) => one.way === way);
  return all.reduce((worst, one) => (rank(one) > rank(worst) ? one : worst));
}

/** N1: first whether messages arrive, then what it costs in time. Nothing where nothing was measured. */
export function deliverySentences(audit: Audit): readonly string[] {
  const faults = faultsOf(audit);
  if (faults.length === 0) return [];
  const arrive = waysOf(audit).map((way) => {
    const least = extreme(audit, way, ({ ratio }) => -ratio.value);
    const most = extreme(audit, way, ({ doubled }) => doubled.value);
    const under = least.ratio.value === 1 ? 'under every fault' : `at worst (${clean(least.fault)})`;
    const twice =
      most.doubled.value === 0
        ? 'none of them twice'
        : `up to ${percent(most.doubled.value)} of them twice (${clean(most.fault)})`;
    return `${clean(way)} delivers ${percent(least.ratio.value)} of the messages ${under}, ${twice}`;
  });
  const dear = dearest(audit);
  const slow = [faults[0], ...(dear === undefined || dear === faults[0] ? [] : [dear])].map((fault) => {
    const times = audit.delivery.flatMap(({ fault: its, way, p95Millis }) =>
      its === fault && p95Millis !== undefined ? [`${duration(p95Millis.value)} (${clean(way)})`] : [],
    );
    return `${fault === 'none' ? 'where nothing goes wrong' : `with “${clean(fault ?? '')}”`} the slowest message takes ${listed(times)}`;
  });
  return [
    `N1, whether a proxy makes delivery less stable: ${arrive.join('; ')}.`,
    `What it costs in time, least and most: ${slow.join('; ')}.`,
  ];
}

/** The fault under which a way through a proxy is latest behind the direct one. */
function dearest({ delivery }: Audit): string | undefined {
  const behind = delivery.flatMap(({ fault, way, p95Millis }) => {
    const direct = delivery.find((one) => one.fault === fault && one.way === 'direct')?.p95Millis;
    return way === 'direct' || direct === undefined || p95Millis === undefined
      ? []
      : [{ fault, millis: p95Millis.value - direct.value }];
  });
  return behind.toSorted((a, b) => b.millis - a.millis)[0]?.fault;
}

export const FLOWS_HELP =
  'The specification allows several forwards in flight to one relay, and one at a time. Both are measured on the sealed design: one client orders 24 messages at once to three queues of a relay; and to two relays, of which one is away for a minute. Figures are means over seeds, with their 95% intervals over seeds. What a flow leaks is asked of the lines about the proxy: of the flow that “sealed” has, by the trials that this audit made of it anyway; of the other, by trials that are made for this alone, and are fewer.';

const leaksOf = ({ leaks: { lines, trials, violated } }: FlowResult): string =>
  `${violated.length === 0 ? 'nothing that the lines about the proxy find' : listed(violated.map(clean))} (${counted(lines, 'line')}, ${counted(trials, 'trial')} of each experiment)`;

/** One column for each flow: first row the head. */
export function flowRows({ flows }: Audit): Rows {
  const row = (name: string, cell: (one: FlowResult) => string) => [name, ...flows.map(cell)];
  const [first] = flows;
  return [
    row('Figure', ({ flow }) => clean(flow)),
    ...(first?.rates ?? []).map(({ latencyMillis }, i) =>
      row(`Messages a second, links of ${latencyMillis} ms`, ({ rates }) => shown(rates[i]?.messagesASecond, plain)),
    ),
    row('Most octets that the proxy holds', ({ heldOctets }) => shown(heldOctets, plain)),
    row('Blocks on the client’s link for each message', ({ blocksAMessage }) => shown(blocksAMessage, plain)),
    row('Median delay to a relay while another is away', ({ otherRelayMillis }) => shown(otherRelayMillis, duration)),
    row('From the return of that relay to its last message', ({ afterReturnMillis }) =>
      shown(afterReturnMillis, duration),
    ),
    row('What it leaks', leaksOf),
  ];
}

/** R5.7, nothing where nothing was measured. */
export function flowSentences({ flows }: Audit): readonly string[] {
  const told = flows.map((one) => {
    const rates = one.rates.map(
      ({ latencyMillis, messagesASecond }) => `${plain(messagesASecond.value)} (links of ${latencyMillis} ms)`,
    );
    return `“${clean(one.flow)}” gets ${listed(rates)} messages a second of one client to their relay, while the proxy holds at most ${plain(one.heldOctets.value)} octets, and leaks ${one.leaks.violated.length === 0 ? 'nothing that the lines about the proxy find' : listed(one.leaks.violated.map(clean))}`;
  });
  return told.length === 0 ? [] : [`R5.7, the price of each flow: ${told.join('; ')}.`];
}

/** At most three short lines. */
export function measuredLines(audit: Audit): readonly string[] {
  const ways = waysOf(audit).map((way) => {
    const { ratio } = extreme(audit, way, (one) => -one.ratio.value);
    const { doubled } = extreme(audit, way, (one) => one.doubled.value);
    // Rounded to the worse side: no figure looks better than it is.
    const [delivered, twice] = [Math.floor(100 * ratio.value), Math.ceil(100 * doubled.value)];
    return { delivered: `${clean(way)} ${delivered}%`, twice: `${clean(way)} ${twice}%` };
  });
  const flows = audit.flows.flatMap(({ flow, rates: [near], leaks }) =>
    near === undefined
      ? []
      : [
          `${clean(flow)} ${plain(near.messagesASecond.value)}/s${leaks.violated.length === 0 ? '' : ` (leaks ${leaks.violated.length})`}`,
        ],
  );
  return [
    ...(ways.length === 0
      ? []
      : [
          `N1   delivered at worst: ${ways.map(({ delivered }) => delivered).join(', ')}`,
          `N1   delivered twice at worst: ${ways.map(({ twice }) => twice).join(', ')}`,
        ]),
    ...(flows.length === 0 ? [] : [`R5.7 ${flows.join('; ')}`]),
  ];
}
