// A scenario in a few short lines, for people who read evidence. Where two worlds are compared there are two.
import { type Fault, type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { inWords } from '../sim/script.ts';
import { moment } from './sequence.ts';
import { clean } from './untrusted.ts';
import { counted, cut, listed } from './wrap.ts';

/** Lines of plain text; of something that is no scenario, its JSON cut short. */
export function summarise(asked: unknown): readonly string[] {
  const worlds = Array.isArray(asked) ? asked : [asked];
  const parsed = worlds.map((world) => scenarioSchema.safeParse(world));
  if (worlds.length === 0 || !parsed.every((one) => one.success)) return [cut(clean(JSON.stringify(asked) ?? ''), 300)];
  const scenarios = parsed.map((one) => one.data as Scenario);
  const [first, ...others] = scenarios.map(linesOf) as [readonly string[], ...(readonly string[])[]];
  if (others.length === 0) return first;
  const differing = (lines: readonly string[], from: readonly string[]) => lines.filter((line) => !from.includes(line));
  const second = others[0] as readonly string[];
  const [here, there] = [differing(first, second), differing(second, first)];
  return [
    ...first.filter((line) => second.includes(line)),
    ...here.map((line) => `World 1: ${line}`),
    ...there.map((line) => `World 2: ${line}`),
  ];
}

const MOST_ORDERS = 8;
const OVER_WORDS = { vpn: 'over a VPN', tor: 'over Tor', host: 'on a host' } as const;

function linesOf(scenario: Scenario): readonly string[] {
  const { servers, clients, queues, orders } = scenario;
  const serverNames = servers.map((one) => {
    const extra = [
      one.password !== undefined && 'with a password',
      one.quota !== undefined && `${counted(one.quota, 'message')} a queue`,
      one.hostile,
      one.script !== undefined && (one.script.map(inWords).join('; ') || 'an empty script'),
    ].filter((it) => typeof it === 'string');
    return extra.length > 0 ? `${one.name} (${extra.join(', ')})` : one.name;
  });
  const clientNames = clients.map((one) => {
    const extra = [
      one.proxy !== undefined && `through ${one.proxy}`,
      one.over !== undefined && OVER_WORDS[one.over],
      one.hostile,
    ].filter((it) => typeof it === 'string');
    return extra.length > 0 ? `${one.name} (${extra.join(', ')})` : one.name;
  });
  const queueLines = queues.map((one) => {
    const byRecipient = one.securedByRecipientAtMillis;
    const extra = [
      byRecipient === undefined ? !one.secured && 'not secured' : `secured by ${one.to} at ${moment(byRecipient)}`,
      one.direct && 'direct',
      one.unknown && 'not there',
    ].filter((it) => typeof it === 'string');
    return `${one.name}: ${one.from} to ${one.to} at ${one.relay}${extra.length > 0 ? ` (${extra.join(', ')})` : ''}`;
  });
  const orderLines = orders.map((one) => {
    const scheduled = one.scheduledMillis === undefined ? '' : `, for ${moment(one.scheduledMillis)}`;
    const cancelled = one.cancelledMillis === undefined ? '' : `, cancelled at ${moment(one.cancelledMillis)}`;
    return `${moment(one.atMillis)}: “${cut(clean(one.text), 40)}” into ${one.queue}${scheduled}${cancelled}`;
  });
  const rest = orderLines.length - MOST_ORDERS;
  const jitter = scenario.jitterMillis > 0 ? ` and up to ${scenario.jitterMillis} ms more` : '';
  return [
    `Servers: ${listed(serverNames)}`,
    `Clients: ${listed(clientNames)}`,
    ...queueLines.map((line) => `Queue ${line}`),
    ...orderLines.slice(0, MOST_ORDERS).map((line) => `Order at ${line}`),
    ...(rest > 0 ? [`And ${counted(rest, 'more order')}`] : []),
    `Each link takes ${scenario.latencyMillis} ms${jitter}`,
    ...scenario.faults.map((one) => `Fault ${faultInWords(one)}`),
    ...(scenario.untilMillis === undefined ? [] : [`Goes on until ${moment(scenario.untilMillis)} at least`]),
  ].map(clean);
}

function faultInWords(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return `at ${moment(fault.atMillis)}: ${fault.node} crashes, ${backInWords(fault.forMillis)}`;
    case 'crash at step':
      return `after step ${fault.step} of ${fault.node}: it crashes, ${backInWords(fault.forMillis)}`;
    case 'crash loop':
      return `at ${moment(fault.atMillis)}: ${fault.node} crashes ${counted(fault.times, 'time')}, each for ${moment(fault.downMillis)}, with ${moment(fault.upMillis)} between`;
    case 'cut':
      return `at ${moment(fault.atMillis)}: the sessions between ${listed(fault.between)} end`;
    case 'half-open':
      return `at ${moment(fault.atMillis)}: the sessions between ${listed(fault.between)} begin to swallow everything`;
    case 'partition':
      return `at ${moment(fault.atMillis)}: nothing gets through between ${listed(fault.between)} for ${moment(fault.forMillis)}`;
    case 'slow':
      return `at ${moment(fault.atMillis)}: what leaves ${fault.node} leaves ${moment(fault.byMillis)} late, for ${moment(fault.forMillis)}`;
    case 'skew':
      return `throughout: the clock of ${fault.node} is ${moment(Math.abs(fault.byMillis))} ${fault.byMillis < 0 ? 'behind' : 'ahead'}`;
  }
}
const backInWords = (forMillis: number | undefined): string =>
  forMillis === undefined ? 'for good' : `for ${moment(forMillis)}`;
