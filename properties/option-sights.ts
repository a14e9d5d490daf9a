// Who sees whose IP address under an option, and what the host next to the device can read: from the run, by what each sees.
import { text } from '../model/octets.ts';
import { entryOf } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';
import type { Client } from './device-traffic.ts';
import { knows } from './learning.ts';
import { type Observer, proxies, sees } from './observer.ts';
import { CONTACTS_RELAYS, DEVICE_IP, OWN_RELAY, OWNER } from './options-traffic.ts';
import { addresses, ordered } from './truth.ts';

/** What one party sees: the kinds of hosts whose addresses are in its view. */
export interface Sight {
  readonly who: string;
  readonly device: boolean;
  readonly addresses: readonly string[];
}
/** Of the queues that a user writes to or reads, and of the texts, how many a party can read. */
export interface Reading {
  readonly who: string;
  readonly queues: number;
  readonly ofQueues: number;
  readonly texts: number;
  readonly ofTexts: number;
}

const THE_HOST = 'the host of the account';
/** What kind of host a name is: “exit 2 of alice” is an exit. */
function kindOf(name: string, { over }: Client): string {
  if (name === OWNER) return over === 'host' ? THE_HOST : 'the device';
  if (name === `device of ${OWNER}`) return 'the device';
  const implied = /^(vpn|guard|middle|exit) (\d+ )?of /.exec(name);
  if (implied !== null) return implied[1] === 'vpn' ? 'the VPN' : `the ${implied[1]}`;
  if (CONTACTS_RELAYS.some((one) => one.name === name)) return 'a contact’s relay';
  if (name === OWN_RELAY.name) return 'the user’s own relay';
  return name === 'proxy' ? 'the first-step relay' : 'a contact';
}

/** Names by IP address, of all hosts that a run has. */
function hostsOf(trace: Trace): ReadonlyMap<string, string> {
  const { servers, clients } = trace.scenario;
  const all = new Map([...servers, ...clients].map(({ name, ip }) => [ip, name]));
  for (const event of trace.events)
    if (event.kind === 'connected') all.set(event.fromIp, event.from).set(event.toIp, event.to);
  all.set(DEVICE_IP, `device of ${OWNER}`);
  return all;
}

/** Everybody whose sight of addresses is compared. */
function parties(trace: Trace, owner: Client): readonly (readonly [string, readonly Observer[]])[] {
  const observer = (name: string, part: Partial<Observer>): Observer => ({
    name,
    owns: new Set(),
    taps: 'nothing',
    link: 'both',
    ...part,
  });
  const owning = (names: readonly string[]) => names.map((name) => observer(name, { owns: new Set([name]) }));
  const listening = (names: readonly string[]) =>
    names.map((name) => observer(`at ${name}`, { taps: 'packets', link: `at ${name}` }));
  const relays = CONTACTS_RELAYS.map(({ name }) => name);
  const contacts = trace.scenario.clients.filter(({ name }) => name !== OWNER).map(({ name }) => name);
  const device = owner.over === 'host' ? (entryOf(owner) as string) : OWNER;
  const between = new Map<string, string[]>();
  for (const name of new Set([...hostsOf(trace).values()])) {
    const kind = kindOf(name, owner);
    if (/VPN|guard|middle|exit/.test(kind)) between.set(kind, [...(between.get(kind) ?? []), name]);
  }
  return [
    ['a contact', owning(contacts)],
    ['a contact’s relay', owning(relays)],
    ['the network at a contact’s relay', listening(relays)],
    ['the user’s own relay', owning([OWN_RELAY.name])],
    ['the network at the device', listening([device])],
    ...(proxies(trace.scenario).length > 0 ? [['the first-step relay', owning(proxies(trace.scenario))] as const] : []),
    ...(owner.over === 'host' ? [[THE_HOST, owning([OWNER])] as const] : []),
    ...[...between].map(([kind, names]) => [kind, owning(names)] as const),
  ];
}

export function sightsOf(trace: Trace, owner: Client): readonly Sight[] {
  const hosts = hostsOf(trace);
  return parties(trace, owner).map(([who, observers]) => {
    const ips = new Set<string>();
    for (const observer of observers)
      for (const event of trace.events) {
        const sighting = sees(observer, event, trace.scenario);
        if (sighting?.kind === 'opened') ips.add(sighting.fromIp).add(sighting.toIp);
      }
    const kinds = new Set([...ips].map((ip) => kindOf(hosts.get(ip) ?? '', { ...owner })));
    kinds.delete(who);
    if (who.startsWith('the network at a contact')) kinds.delete('a contact’s relay');
    return { who, device: ips.has(DEVICE_IP), addresses: [...kinds].sort() };
  });
}

/** What the hosts that the device trusts with its traffic can read, each by what it sees and what it made itself. */
export function readingsOf(trace: Trace, owner: Client): readonly Reading[] {
  const named = parties(trace, owner).filter(([who]) => /first-step|host of|VPN|guard|exit/.test(who));
  const queues = [...addresses(trace).values()];
  const texts = ordered(trace).flatMap(({ order }) => (order.kind === 'send' ? [text(order.text)] : []));
  return named.map(([who, observers]) => {
    const reads = (octets: Uint8Array): boolean =>
      observers.some((observer) => knows(observer, trace).knows(octets) || knows(observer, trace).reads(octets));
    return {
      who,
      queues: queues.filter(({ senderId }) => reads(senderId)).length,
      ofQueues: queues.length,
      texts: texts.filter(reads).length,
      ofTexts: texts.length,
    };
  });
}
