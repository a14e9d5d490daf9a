// The threat model: who may look, and the one function that decides what anybody sees.
import type { Octets } from '../model/octets.ts';
import { entryOf, type Scenario } from '../sim/scenario.ts';
import { type Event, RECORD_OVERHEAD_OCTETS, type Trace } from '../sim/trace.ts';

export type Tap = 'nothing' | 'packets' | 'inside TLS';
/** Two links of forwarding, or all that reaches one host: a node, or one that a scenario implies. */
export type Link = 'of the client' | 'proxy and relay' | 'both' | `at ${string}`;

/** One party, or several that share what they see. */
export interface Observer {
  readonly name: string;
  /** Nodes whose sessions, keys and computations are theirs. */
  readonly owns: ReadonlySet<string>;
  readonly taps: Tap;
  readonly link: Link;
}

/** The kinds of observer that properties name, and whom each is in a scenario. */
export type Who =
  | 'the proxy'
  | 'the relay'
  | 'the proxy with the relay'
  | 'the recipient'
  | 'another client of the proxy'
  | 'the relay with the recipient'
  | 'the proxy with the recipients'
  | 'the proxy with the network, inside TLS'
  | 'the recipient with the network, inside TLS'
  | 'the network on the client’s link'
  | 'the network on the client’s link, inside TLS'
  | 'the network on the proxy-relay link'
  | 'the network on the proxy-relay link, inside TLS'
  | 'the network on both links'
  | 'the network on both links, inside TLS';

export type Sighting = { readonly at: number; readonly session: number } & (
  | { readonly kind: 'opened'; readonly fromIp: string; readonly toIp: string }
  | {
      readonly kind: 'packet';
      readonly from: string;
      readonly to: string;
      readonly wireOctets: number;
      /** The block, for who owns an end of the session or broke its TLS. */
      readonly block: Octets | undefined;
    }
  | { readonly kind: 'closed'; readonly from: string }
  | { readonly kind: 'unanswered'; readonly fromIp: string; readonly toIp: string }
);

/** Servers that somebody in the scenario uses as a proxy. */
export function proxies(scenario: Scenario): readonly string[] {
  return [...new Set(scenario.clients.filter(isProxied).flatMap(proxiesOf))];
}
const isProxied = (one: Scenario['clients'][number]): one is typeof one & { readonly proxy: string } =>
  one.proxy !== undefined && one.hostile === undefined;
const proxiesOf = ({ proxy, otherProxies = [] }: Scenario['clients'][number]): readonly string[] =>
  proxy === undefined ? [] : [proxy, ...otherProxies];
export function relays(scenario: Scenario): readonly string[] {
  return [...new Set(scenario.queues.map((queue) => queue.relay))];
}

/** The observers of one kind in a scenario: one for each server that could be it. */
export function observers(who: Who, scenario: Scenario): readonly Observer[] {
  const named = (owns: readonly string[], taps: Tap = 'nothing', link: Link = 'both'): Observer => ({
    name: who,
    owns: new Set(owns),
    taps,
    link,
  });
  const recipients = (relay: string) => scenario.queues.filter((one) => one.relay === relay).map((one) => one.to);
  const receiving = [...new Set(scenario.queues.map((one) => one.to))];
  switch (who) {
    case 'the proxy':
      return proxies(scenario).map((proxy) => named([proxy]));
    case 'the relay':
      return relays(scenario).map((relay) => named([relay]));
    case 'the proxy with the relay':
      return proxies(scenario).flatMap((proxy) =>
        relays(scenario)
          .filter((relay) => relay !== proxy)
          .map((relay) => named([proxy, relay])),
      );
    case 'the proxy with the recipients':
      return proxies(scenario).map((proxy) => named([proxy, ...receiving]));
    case 'the relay with the recipient':
      return relays(scenario).map((relay) => named([relay, ...recipients(relay)]));
    case 'the recipient':
      return receiving.map((one) => named([one]));
    case 'another client of the proxy':
      return scenario.clients.filter(isProxied).map((one) => named([one.name]));
    case 'the proxy with the network, inside TLS':
      return proxies(scenario).map((proxy) => named([proxy], 'inside TLS'));
    case 'the recipient with the network, inside TLS':
      return receiving.map((one) => named([one], 'inside TLS'));
    case 'the network on the client’s link':
      return [named([], 'packets', 'of the client')];
    case 'the network on the client’s link, inside TLS':
      return [named([], 'inside TLS', 'of the client')];
    case 'the network on the proxy-relay link':
      return [named([], 'packets', 'proxy and relay')];
    case 'the network on the proxy-relay link, inside TLS':
      return [named([], 'inside TLS', 'proxy and relay')];
    case 'the network on both links':
      return [named([], 'packets')];
    case 'the network on both links, inside TLS':
      return [named([], 'inside TLS')];
  }
}

/** Which of the links of forwarding joins two nodes; what recipients exchange with their relay is on neither. */
function linkBetween(scenario: Scenario, from: string, to: string): Link | undefined {
  const isServer = (node: string) => scenario.servers.some((one) => one.name === node);
  if (isServer(from) && isServer(to)) return 'proxy and relay';
  const joins = (one: string, other: string): boolean =>
    (one === from && other === to) || (one === to && other === from);
  const ofClient =
    scenario.clients.some((one) => proxiesOf(one).some((proxy) => joins(one.name, proxy))) ||
    scenario.queues.some((one) => isDirect(scenario, one) && joins(one.from, one.relay));
  return ofClient ? 'of the client' : undefined;
}

/** Whether a queue's sender goes to its relay without a proxy in between: then that is the sender's link. */
const isDirect = (scenario: Scenario, queue: Scenario['queues'][number]): boolean =>
  queue.direct || scenario.clients.find(({ name }) => name === queue.from)?.proxy === undefined;

const NO_SESSION = -1;

/** Whether an observer listens where an event passes. What goes through an overlay is on its last hop what it is to its end. */
function listens({ taps, link }: Observer, event: OnNetwork, scenario: Scenario): boolean {
  const { from, to } = event;
  if (taps === 'nothing') return false;
  const below = event.kind === 'connected' || event.kind === 'conveyed';
  const client = scenario.clients.find((one) => one.over !== undefined && (one.name === from || one.name === to));
  if (link.startsWith('at ')) {
    const place = link.slice('at '.length);
    // The client’s own end of a session through an overlay is inside what it exchanges with the first host.
    const hidden = !below && client !== undefined && client.over !== 'host' && place === client.name;
    const last = 'via' in event ? event.via?.at(-1) : undefined;
    return !hidden && (from === place || to === place || last === place);
  }
  if (client === undefined) {
    const its = linkBetween(scenario, from, to);
    return its !== undefined && (link === 'both' || link === its);
  }
  const entry = entryOf(client);
  const sends = scenario.queues.some((one) => one.from === client.name);
  return (
    below && sends && link !== 'proxy and relay' && (from === entry || to === entry) && [from, to].includes(client.name)
  );
}
type OnNetwork = Extract<Event, { readonly from: string }>;

/** What an observer sees of an event, if anything. This alone decides; ground truth never passes. */
export function sees(observer: Observer, event: Event, scenario: Scenario): Sighting | undefined {
  if (!('from' in event)) return undefined;
  const { at, from, to } = event;
  // Where nothing answers, nobody hears the question but the network.
  const owns = observer.owns.has(from) || (observer.owns.has(to) && event.kind !== 'unanswered');
  // The last host in between has the connection, and what is inside TLS is not for it.
  const last = 'via' in event ? event.via?.at(-1) : undefined;
  const hosts = last !== undefined && observer.owns.has(last);
  if (!owns && !hosts && !listens(observer, event, scenario)) return undefined;
  switch (event.kind) {
    case 'opened':
    case 'connected':
      return { kind: 'opened', at, session: event.session, fromIp: event.fromIp, toIp: event.toIp };
    case 'unanswered':
      return { kind: 'unanswered', at, session: NO_SESSION, fromIp: event.fromIp, toIp: event.toIp };
    case 'conveyed':
      return { kind: 'packet', at, session: event.session, from, to, wireOctets: event.octets, block: undefined };
    case 'carried': {
      const inside = owns || (observer.taps === 'inside TLS' && !hosts);
      const wireOctets = event.block.length + RECORD_OVERHEAD_OCTETS;
      return {
        kind: 'packet',
        at,
        session: event.session,
        from,
        to,
        wireOctets,
        block: inside ? event.block : undefined,
      };
    }
    case 'closed':
      return { kind: 'closed', at, session: event.session, from };
  }
}

/** All that an observer sees of a run, in the order of time. */
export function view(observer: Observer, trace: Trace): readonly Sighting[] {
  return trace.events
    .flatMap((event) => sees(observer, event, trace.scenario) ?? [])
    .sort((a, b) => a.at - b.at || a.session - b.session);
}
