// Honest clients, a proxy and a relay among an attacker's sessions and servers: one world to throw octets in.
import { client } from '../model/client.ts';
import { Malformed } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import {
  type Address,
  type Forward,
  keyStatement,
  NO_RELAY,
  type ProxyCommand,
  type RelayKey,
} from '../model/grammar.ts';
import { type Identity, makeIdentity, makeRelayKey, RELAY_KEY } from '../model/identity.ts';
import { openFromRelay, relayLayerKey } from '../model/layers.ts';
import type { Node, QueueAddress, Route } from '../model/node.ts';
import { concat, type Octets } from '../model/octets.ts';
import { server } from '../model/server.ts';
import type { SmpTransmission } from '../model/smp.ts';
import { attacker, type Depth, depthOf, type Seat } from './hostile-places.ts';
import { type Held, type Instant, instant } from './instant.ts';
import { type Mutation, mutation } from './mutation.ts';
import { random } from './random.ts';
import type { Asked } from './scenario.ts';
import type { Specimens } from './specimens.ts';

const VALIDITY = { notBefore: 0, notAfter: 86_400_000 * 3650 };
const DIRECT: Route = { kind: 'direct' };
/** Strikes at one thing that a victim waits for, before the attacker gives it up. */
const STRIKES_AT_ONE = 8;

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
  /** Inputs that honest clients were given; the client that uses the attacker's servers is left out of `bystanders`. */
  inputs(of: 'bystanders' | 'all'): number;
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
  const through = (proxy: Address): Route => ({ kind: 'proxy', proxy, password: undefined });
  const byProxy = through(addressOf('proxy.example', own.proxy));
  const byEvilProxy = through(addressOf('evil-proxy.example', evil.proxy));
  for (const name of ['proxy', 'relay'] as const) {
    const host = `${name}.example`;
    net.enter(name, host, server({ host, identity: own[name], password: undefined }) as Node);
    net.lurk(`evil-${name}.example`);
  }
  for (const name of ['alice', 'bob', 'carol']) net.enter(name, undefined, client as Node);

  me.makeQueue('relay');
  me.makeQueue('relay');

  const honest = [
    { queue: 'q1', from: 'alice', route: byProxy, secure: true },
    { queue: 'q2', from: 'alice', route: DIRECT, secure: true },
    { queue: 'q3', from: 'carol', route: byProxy, secure: false },
  ];
  for (const { queue } of honest) net.order('bob', { kind: 'create', queue, relay, route: DIRECT });
  const addresses = new Map(
    net.told.flatMap(({ news }) => (news.kind === 'created' ? [[news.queue, news.address]] : [])),
  );
  for (const { from, ...join } of honest)
    net.order(from, { kind: 'join', ...join, address: addresses.get(join.queue) as QueueAddress });
  let rounds = 0;
  const roundTrip = (): readonly string[] => {
    const already = net.told.length;
    const want = honest.flatMap(({ queue, from }) => {
      const text = `round ${rounds} on ${queue}`;
      net.order(from, { kind: 'send', id: text, queue, text });
      return [
        { node: from, news: { kind: 'sent', id: text } },
        { node: 'bob', news: { kind: 'received', queue, text } },
      ];
    });
    rounds++;
    const lines = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).toSorted();
    const got = lines(net.told.slice(already));
    return got.join() === lines(want).join() ? [] : [`an honest round trip gave ${got.join(', ') || 'nothing'}`];
  };

  const corrId = (): Octets => crypto.random(design.corrIdOctets);
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
    const known = registrations.get(seat.held) ?? me.register(seat, relay);
    registrations.set(seat.held, known);
    if (known === undefined) net.defects.push(`no relay key for an honest ${seat.role}`);
    return known;
  };
  /** As a client of the proxy, or as a proxy at the relay: the same blocks over other sessions. */
  const fromOpener = (node: 'proxy' | 'relay', role: 'proxy' | 'relay'): boolean => {
    const seat = seatOf(node, role);
    const registration = registered(seat);
    if (registration === undefined) return false;
    const relayId = role === 'proxy' ? registration.relayId : NO_RELAY;
    const depth = depthOf(change);
    const id = corrId();
    if (change.below(3) === 0) {
      const specimen = change.pick(found.transmissions);
      me.strike(seat, { ...specimen, corrId: id, relayId: change.pick([relayId, specimen.relayId]) }, depth);
    } else {
      const pair = crypto.keyPair();
      const key = relayLayerKey(crypto, pair.secret, registration.key) as Octets;
      const encryptedBlock = me.relayLayer(key, id, 'command', me.command(pair.public), depth);
      const sent = { acknowledged: undefined, senderKey: pair.public, origin: undefined, encryptedBlock };
      me.strike(seat, { corrId: id, relayId, command: { kind: 'forward', ...sent } }, depth);
    }
    seat.held.blocks.length = 0;
    return seat.held.open;
  };

  /** The attacker's server and what a victim has open with it. */
  interface Siege {
    readonly queue: string;
    readonly node: 'proxy' | 'carol';
    readonly host: string;
    readonly identity: Identity;
    seat: Seat | undefined;
    strikes: number;
  }
  const besiege = (
    queue: string,
    node: Siege['node'],
    at: 'proxy' | 'relay',
    address: QueueAddress,
    route: Route,
  ): Siege => {
    net.order('carol', { kind: 'join', queue, address, route, secure: false });
    return { queue, node, host: `evil-${at}.example`, identity: evil[at], seat: undefined, strikes: 0 };
  };
  const user = crypto.keyPair();
  const somewhere = (at: Address): QueueAddress => ({ relay: at, senderId: crypto.random(24), userKey: user.public });
  const sieges = {
    proxyToClient: besiege('of evil proxy', 'carol', 'proxy', somewhere(relay), byEvilProxy),
    relayToProxy: besiege('of evil relay by proxy', 'proxy', 'relay', somewhere(evilRelay), byProxy),
    relayToClient: besiege('of evil relay', 'carol', 'relay', somewhere(evilRelay), DIRECT),
  };
  let orders = 0;
  /** A session with a victim that, as a rule, waits for something; none where the case was spent on a hello. */
  const victim = (siege: Siege): Seat | undefined => {
    if (siege.seat?.held.open && siege.strikes++ < STRIKES_AT_ONE && siege.seat.held.blocks.length > 0)
      return siege.seat;
    if (siege.seat?.held.open && siege.strikes > STRIKES_AT_ONE) net.close(siege.seat.held);
    const id = `${siege.queue} ${orders++}`;
    if (siege === sieges.relayToClient && change.below(3) === 0)
      net.order('carol', { kind: 'create', queue: id, relay: evilRelay, route: DIRECT });
    else net.order('carol', { kind: 'send', id, queue: siege.queue, text: 'to nobody' });
    if (siege.seat?.held.open) return siege.seat;
    siege.strikes = 0;
    siege.seat = undefined;
    const held = net.arrival(siege.node, siege.host);
    if (held === undefined) return undefined;
    if (change.below(4) === 0) {
      me.mislead(held, siege.identity);
      net.close(held);
      return undefined;
    }
    siege.seat = me.receive(held, siege.identity);
    return siege.seat;
  };
  const answered = (siege: Siege, answer: (seat: Seat) => void): boolean => {
    const seat = victim(siege);
    if (seat === undefined) return false;
    const [told, asked] = [net.told.length, seat.held.blocks.length];
    answer(seat);
    // What the user was told about is not waited for any more.
    if (net.told.length > told) seat.held.blocks.splice(0, asked);
    return seat.held.open;
  };
  const evilKey = crypto.keyPair();
  const evilStatement = {
    fingerprint: evil.relay.fingerprint,
    epoch: 0,
    notBefore: 0,
    notAfter: design.keyEpochMillis,
    key: evilKey.public,
  };
  const evilRelayKey = makeRelayKey(crypto, evil.relay, evilStatement);
  /** The attacker's own relay may sign whatever it likes. */
  const someRelayKey = (): RelayKey => {
    const statement = change.octets(evilRelayKey.statement).subarray(0, keyStatement.size.max);
    const signature = crypto.sign(evil.relay.leaf.secret, concat(RELAY_KEY, statement));
    return change.below(4) === 0 ? { ...evilRelayKey, statement, signature } : evilRelayKey;
  };
  const anything = (): ProxyCommand => change.pick(found.transmissions).command;
  const answers = found.commands.map(({ command }) => command);
  const created = answers.filter(({ kind }) => kind === 'created');
  const answerTo = (asked: SmpTransmission['command'] | undefined): SmpTransmission['command'] =>
    change.pick([{ kind: 'ok' }, change.pick(asked?.kind === 'create' ? created : answers)]);

  /** Answers what a client or a proxy waits for; `response` seals what answers a forward. */
  const answerProxied = (
    seat: Seat,
    relayKey: RelayKey,
    response: (forward: Forward, id: Octets, depth: Depth) => ProxyCommand,
  ): void => {
    const asked = me.asked(seat) ?? { corrId: corrId(), relayId: NO_RELAY, command: anything() };
    const depth = depthOf(change);
    const command = ((): ProxyCommand => {
      if (change.below(5) === 0) return anything();
      if (asked.command.kind === 'forward') return response(asked.command, asked.corrId, depth);
      return { kind: 'server_id', relayId: crypto.random(4), relayKey, expiration: design.keyEpochMillis };
    })();
    // A registration is granted often enough for forwards to come.
    const granted = asked.command.kind === 'server' && change.below(2) === 0;
    me.strike(seat, { ...asked, command }, granted ? 'nowhere' : depth);
  };
  const forged = (forward: Forward, id: Octets, depth: Depth): ProxyCommand => {
    const key = relayLayerKey(crypto, evilKey.secret, forward.senderKey) as Octets;
    const opened = openFromRelay(crypto, design, key, id, 'command', forward.encryptedBlock)?.transmission;
    if (opened === undefined || opened instanceof Malformed) return anything();
    const pair = design.responseSecret === 'a key of its own' ? crypto.keyPair() : undefined;
    const answerKey = pair === undefined ? key : (relayLayerKey(crypto, pair.secret, forward.senderKey) as Octets);
    const answer = { ...opened, signature: undefined, command: answerTo(opened.command) };
    return {
      kind: 'response',
      destinationId: design.destinationId === 'inside s2r' ? undefined : crypto.random(24),
      responseKey: pair?.public,
      encryptedBlock: me.relayLayer(answerKey, id, 'answer', answer, depth),
    };
  };

  const bystanders = ['alice', 'bob'];
  return {
    net,
    change,
    roundTrip,
    inputs: (of) =>
      [...bystanders, ...(of === 'all' ? ['carol'] : [])].reduce((sum, name) => sum + net.inputs(name), 0),
    stranger: () => me.knock(change.pick(['proxy', 'relay'])),
    clientToProxy: () => fromOpener('proxy', 'proxy'),
    proxyToRelay: () => fromOpener('relay', 'relay'),
    clientToRelay: () => {
      const seat = seatOf(change.pick(['proxy', 'relay'] as const), 'smp');
      me.strikeDirect(seat, me.command(seat.held.name), depthOf(change));
      seat.held.blocks.length = 0;
      return seat.held.open;
    },
    proxyToClient: () =>
      answered(sieges.proxyToClient, (seat) => {
        const genuine = registered(seatOf('relay', 'relay'));
        if (genuine !== undefined) answerProxied(seat, genuine.relayKey, anything);
      }),
    relayToProxy: () => answered(sieges.relayToProxy, (seat) => answerProxied(seat, someRelayKey(), forged)),
    relayToClient: () =>
      answered(sieges.relayToClient, (seat) => {
        const asked = me.askedDirectly(seat);
        const push = asked === undefined || change.below(4) === 0;
        const { corrId: id, queueId } = push
          ? { corrId: undefined, queueId: change.pick(found.pool).slice(0, 24) }
          : asked;
        const named = queueId?.length === 24 ? queueId : undefined;
        const answer = { signature: undefined, corrId: id, queueId: named, command: answerTo(asked?.command) };
        me.strikeDirect(seat, answer, depthOf(change));
      }),
  };
}
