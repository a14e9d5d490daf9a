// Honest clients, a proxy and a relay among an attacker's sessions and servers: one world to throw octets in.
import { client } from '../model/client.ts';
import type { Design } from '../model/design.ts';
import { type Address, NO_RELAY, type ProxyCommand, wireOf } from '../model/grammar.ts';
import { type Identity, makeIdentity } from '../model/identity.ts';
import { relayLayerKey } from '../model/layers.ts';
import type { News, Node, QueueAddress, Route } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import { server } from '../model/server.ts';
import { attacker, depthOf, type Seat } from './hostile-places.ts';
import { victims } from './hostile-victims.ts';
import { type Held, type Instant, instant } from './instant.ts';
import { type Mutation, mutation } from './mutation.ts';
import { random } from './random.ts';
import type { Asked } from './scenario.ts';
import type { Specimens } from './specimens.ts';

const VALIDITY = { notBefore: 0, notAfter: 86_400_000 * 3650 };
const DIRECT: Route = { kind: 'direct' };
/** How long a message may take of a client whose proxy deals with the attacker's servers as well. */
const DELAY_MILLIS = 600_000;

export interface HostileWorld {
  readonly net: Instant;
  readonly change: Mutation;
  /** One case from each place; whether the other end kept the session, so took the block for well-formed. */
  stranger(): boolean;
  clientToProxy(): boolean;
  clientToRelay(): boolean;
  proxyToRelay(): boolean;
  proxyToClient(): boolean;
  relayToProxy(): boolean;
  relayToClient(): boolean;
  /** Lets some time pass. */
  rest(): void;
  /** Inputs of honest clients that the attacker set off; the client that uses its servers is left out of `bystanders`. */
  reached(of: 'bystanders' | 'all'): number;
  /** Messages of honest clients by honest servers, and what was not as it should be. */
  roundTrip(): readonly string[];
}

export function hostileWorld(
  design: Design,
  found: Specimens,
  seed: string,
  cryptography: Asked['cryptography'],
): HostileWorld {
  const net = instant(design, seed, cryptography);
  const change = mutation(random(seed, 'changes'), found.pool);
  const { crypto } = net;
  const me = attacker(design, net, found, change);
  const identityOf = (name: string): Identity => makeIdentity(net.cryptoAt(name, 'identity'), name, VALIDITY);
  const own = { proxy: identityOf('proxy'), relay: identityOf('relay') };
  const evil = { proxy: identityOf('evil proxy'), relay: identityOf('evil relay') };
  const addressOf = (host: string, { fingerprint }: Identity): Address => ({ host, fingerprint, secondKey: undefined });
  const relay = addressOf('relay.example', own.relay);
  const evilRelay = addressOf('evil-relay.example', evil.relay);
  const through = (proxy: Address): Route => ({ kind: 'proxy', proxy, password: undefined, others: [] });
  const byProxy = through(addressOf('proxy.example', own.proxy));
  const byEvilProxy = through(addressOf('evil-proxy.example', evil.proxy));
  for (const name of ['proxy', 'relay'] as const) {
    const host = `${name}.example`;
    net.enter(name, host, server({ host, identity: own[name], password: undefined, quota: undefined }) as Node);
    net.lurk(`evil-${name}.example`);
  }
  for (const name of ['alice', 'bob', 'carol']) net.enter(name, undefined, client as Node);

  me.makeQueue('relay');
  me.makeQueue('relay');

  const honest = [
    { queue: 'q1', from: 'alice', route: byProxy, secured: 'by the sender' },
    { queue: 'q2', from: 'alice', route: DIRECT, secured: 'by the sender' },
    { queue: 'q3', from: 'carol', route: byProxy, secured: 'never' },
  ] as const;
  for (const { queue } of honest) net.order('bob', { kind: 'create', queue, relay, route: DIRECT });
  const addresses = new Map(
    net.told.flatMap(({ news }) => (news.kind === 'created' ? [[news.queue, news.address]] : [])),
  );
  for (const { from, ...join } of honest)
    net.order(from, { kind: 'join', ...join, address: addresses.get(join.queue) as QueueAddress });
  let rounds = 0;
  let already = net.told.length;
  /** News of what honest users wrote, without the names that queues give messages. */
  const line = ({ node, news }: { readonly node: string; readonly news: News }): string => {
    const { message, ...rest } = { message: '', ...news };
    return `${node}: ${JSON.stringify(rest)}${news.kind === 'received' && !/^[0-9a-f]{48}$/.test(message) ? message : ''}`;
  };
  const isHonest = ({ node, news }: (typeof net.told)[number]): boolean =>
    node !== 'carol' || ('id' in news && news.id.startsWith('round'));
  const roundTrip = (): readonly string[] => {
    const accepts = design.holding !== 'in memory, and not told';
    const want = honest.flatMap(({ queue, from, route }) => {
      const text = `round ${rounds} on ${queue}`;
      net.order(from, { kind: 'send', id: text, queue, text });
      const told: (typeof net.told)[number][] = [
        { node: from, news: { kind: 'sent', id: text } },
        { node: 'bob', news: { kind: 'received', queue, text, message: '0'.repeat(48) } },
      ];
      if (accepts && route.kind === 'proxy') told.push({ node: from, news: { kind: 'accepted', id: text } });
      return told.map((one) => ({ at: from, line: line(one) }));
    });
    rounds++;
    const got = (): readonly string[] => net.told.slice(already).filter(isHonest).map(line);
    // Who has nothing to do with the attacker has no delay of it.
    const atOnce = want.filter(({ at }) => at !== 'carol').map((one) => one.line);
    const delayed = atOnce.filter((one) => !got().includes(one));
    net.wait(DELAY_MILLIS, () => got().length >= want.length);
    const all = got();
    already = net.told.length;
    const sorted = (lines: readonly string[]) => lines.toSorted().join();
    return [
      ...delayed.map((one) => `an honest round trip gave too late: ${one}`),
      ...(sorted(all) === sorted(want.map((one) => one.line))
        ? []
        : [`an honest round trip gave ${all.join(', ') || 'nothing'}`]),
    ];
  };

  const corrId = (): Octets => crypto.random(design.corrIdOctets);
  const scheduled = design.schedule !== 'held by the client';
  const further = wireOf(design).further.map(({ kind }) => kind);
  const seats = new Map<string, Seat>();
  /** A session of the attacker's with an honest server; one that was closed is opened again. */
  const seatOf = (node: 'proxy' | 'relay', role: Seat['role']): Seat => {
    const known = seats.get(`${node} ${role}`);
    if (known?.held.open) return known;
    const seat = me.sit(node, role);
    seats.set(`${node} ${role}`, seat);
    return seat;
  };
  const registrations = new WeakMap<Held, ReturnType<typeof me.register>>();
  const registered = (seat: Seat) => {
    const before = registrations.get(seat.held);
    const known = before !== undefined && before.expires > net.now() ? before : me.register(seat, relay);
    registrations.set(seat.held, known);
    if (known === undefined) net.defects.push(`no relay key for an honest ${seat.role}`);
    return known;
  };
  const lastIds = new WeakMap<Held, Octets>();
  /** As a client of the proxy, or as a proxy at the relay: the same blocks over other sessions. */
  const fromOpener = (node: 'proxy' | 'relay', role: 'proxy' | 'relay'): boolean => {
    const seat = seatOf(node, role);
    const registration = registered(seat);
    if (registration === undefined) return false;
    const relayId = role === 'proxy' ? registration.relayId : NO_RELAY;
    const depth = depthOf(change);
    const id = corrId();
    const last = lastIds.get(seat.held);
    const what = change.below(12);
    if (what < 4) {
      const specimen = change.pick(found.transmissions);
      me.strike(seat, { ...specimen, corrId: id, relayId: change.pick([relayId, specimen.relayId]) }, depth);
    } else if (what === 4 && last !== undefined) {
      // About a forward that is there, so that its response is not kept for ever.
      const about = ['check', ...further] as const;
      me.strike(seat, { corrId: last, relayId: NO_RELAY, command: { kind: change.pick(about) } }, depth);
    } else {
      const pair = crypto.keyPair();
      const key = relayLayerKey(crypto, pair.secret, registration.key) as Octets;
      const encryptedBlock = me.relayLayer(key, id, 'command', me.command(pair.public), depth);
      const later = scheduled && change.below(4) === 0;
      const command: ProxyCommand = {
        kind: 'forward',
        acknowledged: change.pick([undefined, last]),
        dueAt: later ? net.now() + change.pick([0, 1, 100_000, 100_000_000]) : undefined,
        senderKey: pair.public,
        origin: undefined,
        encryptedBlock,
      };
      me.strike(seat, { corrId: id, relayId, command }, depth);
      lastIds.set(seat.held, id);
    }
    seat.held.blocks.length = 0;
    return seat.held.open;
  };

  const besieged = victims({
    ...{ design, net, me, change, found, evil, relay, evilRelay, byProxy, byEvilProxy, direct: DIRECT },
    genuineKey: () => registered(seatOf('relay', 'relay')),
  });

  const bystanders = ['alice', 'bob'];
  return {
    net,
    change,
    roundTrip,
    rest: () => net.wait(change.pick([1_000, 60_000, 400_000])),
    reached: (of) =>
      [...bystanders, ...(of === 'all' ? ['carol'] : [])].reduce((sum, name) => sum + net.reached(name), 0),
    stranger: () => me.knock(change.pick(['proxy', 'relay'])),
    clientToProxy: () => fromOpener('proxy', 'proxy'),
    proxyToRelay: () => fromOpener('relay', 'relay'),
    clientToRelay: () => {
      const seat = seatOf(change.pick(['proxy', 'relay'] as const), 'smp');
      me.strikeDirect(seat, me.command(seat.held.name), depthOf(change));
      seat.held.blocks.length = 0;
      return seat.held.open;
    },
    ...besieged,
  };
}
