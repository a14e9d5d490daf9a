// What users order, and when: queues first; a sender joins when it was given the address, and writes at its time.
// What a user learns only from news, and takes to another out of band, is ordered after it.
import type { Address } from '../model/grammar.ts';
import type { Millis, News, Order, QueueAddress, Route } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import { INTRUDES } from './hostile.ts';
import type { Scenario } from './scenario.ts';

/** When an intruder writes, long after the queue was secured, and what. */
export const INTRUSION_MILLIS = 20_000;
export const INTRUSION = 'an intruder was here';

export interface Planned {
  readonly at: Millis;
  readonly node: string;
  readonly order: Order;
}

/** Users' orders: queues first; a sender joins when it was given the address, and writes at its time. */
export function plan(
  scenario: Scenario,
  addresses: ReadonlyMap<string, Address>,
  made: { readonly outOfDate: (senderId: Octets) => Octets; readonly mistaken: (fingerprint: Octets) => Octets },
) {
  const clientOf = (name: string) => scenario.clients.find((one) => one.name === name);
  const routeOf = (client: string, direct: boolean): Route => {
    const { proxy, password, otherProxies = [] } = clientOf(client) ?? {};
    if (proxy === undefined || direct) return { kind: 'direct' };
    const addressOf = (name: string): Address => addresses.get(name) as Address;
    return { kind: 'proxy', proxy: addressOf(proxy), password, others: otherProxies.map(addressOf) };
  };
  const first: Planned[] = scenario.queues.map((queue) => ({
    at: 0,
    node: queue.to,
    order: {
      kind: 'create',
      queue: queue.name,
      relay: addresses.get(queue.relay) as Address,
      route: { kind: 'direct' },
    },
  }));
  for (const one of scenario.clients)
    if (one.hostile !== undefined && one.hostile !== INTRUDES)
      first.push({ at: 0, node: one.name, order: { kind: 'send', id: 'visit', queue: '', text: '' } });
  const created = (queue: Scenario['queues'][number], address: QueueAddress): readonly Planned[] => {
    const { name } = queue;
    const route = routeOf(queue.from, queue.direct);
    const impostor = scenario.servers.some((one) => one.name === queue.relay && one.impostor === 'to senders');
    const relay = impostor
      ? { ...address.relay, fingerprint: made.mistaken(address.relay.fingerprint) }
      : address.relay;
    const senderId = queue.unknown ? made.outOfDate(address.senderId) : address.senderId;
    const known = { ...address, relay, senderId };
    const byRecipient = queue.securedByRecipientAtMillis !== undefined;
    const secured = byRecipient ? 'by the recipient' : queue.secured ? 'by the sender' : 'never';
    const join: Order = { kind: 'join', queue: name, address: known, route, secured };
    const writes = scenario.orders.flatMap((order, i): Planned[] => {
      if (order.queue !== name) return [];
      const { text, scheduledMillis, cancelledMillis } = order;
      const id = `message ${i + 1}`;
      const scheduled = scheduledMillis !== undefined && { at: scheduledMillis };
      const write: Planned = {
        at: order.atMillis,
        node: queue.from,
        order: { kind: 'send', id, queue: name, text, ...scheduled },
      };
      return cancelledMillis === undefined
        ? [write]
        : [write, { at: cancelledMillis, node: queue.from, order: { kind: 'cancel', id } }];
    });
    const intruders = scenario.clients.filter((one) => one.hostile === INTRUDES && queue.secured);
    const intrusions = intruders.flatMap(({ name: node }): Planned[] => [
      { at: INTRUSION_MILLIS, node, order: { ...join, route: routeOf(node, false), secured: 'never' } },
      { at: INTRUSION_MILLIS, node, order: { kind: 'send', id: 'intrusion', queue: name, text: INTRUSION } },
    ]);
    return [{ at: 0, node: queue.from, order: join }, ...writes, ...intrusions];
  };
  const done = new Set<string>();
  /** What a node's user is told leads to once, though a node that starts again may tell it again. */
  const after = (node: string, news: News): readonly Planned[] => {
    if (news.kind !== 'created' && news.kind !== 'joined') return [];
    const queue = scenario.queues.find((one) => one.name === news.queue);
    if (queue === undefined || done.has(`${news.kind} ${news.queue}`)) return [];
    if (news.kind === 'created') {
      done.add(`created ${news.queue}`);
      return created(queue, news.address);
    }
    // An intruder joins as well; nobody takes its key to the recipient.
    const at = queue.securedByRecipientAtMillis;
    if (at === undefined || node !== queue.from) return [];
    done.add(`joined ${news.queue}`);
    return [{ at, node: queue.to, order: { kind: 'secure', queue: queue.name, key: news.key } }];
  };
  return { first, after };
}
