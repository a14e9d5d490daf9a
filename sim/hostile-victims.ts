// Servers of the attacker's, and what waits for their answers: an honest client, and the honest proxy on its behalf.
// Whoever lost its session rests before it asks again, so the attacker waits for it.
import { Malformed } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import {
  type Address,
  type Forward,
  keyStatement,
  NO_RELAY,
  type Problem,
  type ProxyCommand,
  type RelayKey,
} from '../model/grammar.ts';
import { type Identity, makeRelayKey, RELAY_KEY } from '../model/identity.ts';
import { openFromRelay, relayLayerKey } from '../model/layers.ts';
import type { Millis, QueueAddress, Route } from '../model/node.ts';
import { concat, type Octets } from '../model/octets.ts';
import type { SmpTransmission } from '../model/smp.ts';
import { type Attacker, type Depth, depthOf, type Seat } from './hostile-places.ts';
import type { Instant } from './instant.ts';
import type { Mutation } from './mutation.ts';
import type { Specimens } from './specimens.ts';

/** Strikes at one thing that a victim waits for, before the attacker gives it up. */
const STRIKES_AT_ONE = 8;
/** Longer than anybody rests before the next try. */
const PATIENCE_MILLIS = 200_000;
const PROBLEMS: readonly Problem[] = [
  ...(['AUTH', 'RELAY', 'ROLE', 'SYNTAX', 'CONNECT', 'CRYPTO', 'PENDING', 'REFUSED'] as const),
  ...(['UNKNOWN', 'LIMIT', 'EXPIRED', 'LATE', 'HOLD', 'CANCELLED'] as const),
];

interface Siege {
  readonly queue: string;
  readonly node: 'proxy' | 'carol';
  readonly host: string;
  readonly identity: Identity;
  /** A session with the victim. */
  seat: Seat | undefined;
  strikes: number;
}
export interface Surroundings {
  readonly design: Design;
  readonly net: Instant;
  readonly me: Attacker;
  readonly change: Mutation;
  readonly found: Specimens;
  readonly evil: { readonly proxy: Identity; readonly relay: Identity };
  readonly relay: Address;
  readonly evilRelay: Address;
  readonly direct: Route;
  readonly byProxy: Route;
  readonly byEvilProxy: Route;
  /** The honest relay's key, and until when it is used. */
  genuineKey(): { readonly relayKey: RelayKey; readonly expires: Millis } | undefined;
}
/** One case from each place; whether the victim kept the session, so took the block for well-formed. */
export interface Victims {
  proxyToClient(): boolean;
  relayToProxy(): boolean;
  relayToClient(): boolean;
}

export function victims(around: Surroundings): Victims {
  const { design, net, me, change, found, evil, relay, evilRelay, direct, byProxy, byEvilProxy } = around;
  const { crypto } = net;
  const besiege = (
    queue: string,
    node: Siege['node'],
    at: 'proxy' | 'relay',
    address: QueueAddress,
    route: Route,
  ): Siege => {
    net.order('carol', { kind: 'join', queue, address, route, secured: 'never' });
    return { queue, node, host: `evil-${at}.example`, identity: evil[at], seat: undefined, strikes: 0 };
  };
  const user = crypto.keyPair();
  const somewhere = (at: Address): QueueAddress => ({ relay: at, senderId: crypto.random(24), userKey: user.public });
  const sieges = {
    proxyToClient: besiege('of evil proxy', 'carol', 'proxy', somewhere(relay), byEvilProxy),
    relayToProxy: besiege('of evil relay by proxy', 'proxy', 'relay', somewhere(evilRelay), byProxy),
    relayToClient: besiege('of evil relay', 'carol', 'relay', somewhere(evilRelay), direct),
  };
  let orders = 0;
  const ordered = (siege: Siege): void => {
    const id = `${siege.queue} ${orders++}`;
    const { queue } = siege;
    const text = 'to nobody';
    if (siege === sieges.relayToClient && change.below(3) === 0)
      net.order('carol', { kind: 'create', queue: id, relay: evilRelay, route: direct });
    else if (design.schedule === 'held by the proxy' && change.below(8) === 0)
      net.order('carol', { kind: 'send', id, queue, text, at: net.now() + change.pick([0, 1_000, 100_000_000]) });
    else net.order('carol', { kind: 'send', id, queue, text });
    if (change.below(16) === 0) net.order('carol', { kind: 'cancel', id });
  };
  const waits = (siege: Siege): boolean => siege.seat?.held.open === true && siege.seat.held.blocks.length > 0;
  /** A session with a victim that, as a rule, waits for something; none where the case was spent on a hello. */
  const victim = (siege: Siege): Seat | undefined => {
    if (waits(siege) && siege.strikes++ < STRIKES_AT_ONE) return siege.seat;
    if (siege.seat?.held.open && siege.strikes > STRIKES_AT_ONE) net.close(siege.seat.held);
    ordered(siege);
    let held = net.arrival(siege.node, siege.host);
    net.wait(PATIENCE_MILLIS, () => {
      held ??= net.arrival(siege.node, siege.host);
      return waits(siege) || held !== undefined;
    });
    if (held === undefined) return siege.seat?.held.open ? siege.seat : undefined;
    siege.strikes = 0;
    siege.seat = undefined;
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
  const epochOf = (at: Millis): number => Math.floor(at / design.keyEpochMillis);
  const endOf = (epoch: number): Millis => (epoch + 1) * design.keyEpochMillis;
  /** The attacker's own relay may sign whatever it likes. */
  const someRelayKey = (): { readonly relayKey: RelayKey; readonly expires: Millis } => {
    const epoch = epochOf(net.now());
    const expires = endOf(epoch);
    const dates = { epoch, notBefore: epoch * design.keyEpochMillis, notAfter: expires };
    const own = { fingerprint: evil.relay.fingerprint, ...dates, key: evilKey.public };
    const relayKey = makeRelayKey(crypto, evil.relay, own);
    if (change.below(4) > 0) return { relayKey, expires };
    const statement = change.octets(relayKey.statement).subarray(0, keyStatement.size.max);
    const signature = crypto.sign(evil.relay.leaf.secret, concat(RELAY_KEY, statement));
    return { relayKey: { ...relayKey, statement, signature }, expires };
  };
  const anything = (): ProxyCommand => change.pick(found.transmissions).command;
  /** What a proxy says of a forward that it has no response to. */
  const status = (): ProxyCommand => {
    const told = design.holding !== 'in memory, and not told' && change.below(3) === 0;
    return told ? { kind: 'accepted' } : { kind: 'error', problem: change.pick(PROBLEMS) };
  };
  const answers = found.commands.map(({ command }) => command);
  const created = answers.filter(({ kind }) => kind === 'created');
  const answerTo = (asked: SmpTransmission['command'] | undefined): SmpTransmission['command'] =>
    change.pick([{ kind: 'ok' }, change.pick(asked?.kind === 'create' ? created : answers)]);

  /** Answers what a client or a proxy waits for; `response` seals what answers a forward. */
  const answerProxied = (
    seat: Seat,
    { relayKey, expires }: { readonly relayKey: RelayKey; readonly expires: Millis },
    response: (forward: Forward, id: Octets, depth: Depth) => ProxyCommand,
  ): void => {
    const corrId = crypto.random(design.corrIdOctets);
    const asked = me.asked(seat) ?? { corrId, relayId: NO_RELAY, command: anything() };
    const depth = depthOf(change);
    const command = ((): ProxyCommand => {
      if (change.below(5) === 0) return anything();
      if (asked.command.kind === 'forward')
        return change.below(4) === 0 ? status() : response(asked.command, asked.corrId, depth);
      if (asked.command.kind !== 'server') return change.below(4) === 0 ? anything() : status();
      return { kind: 'server_id', relayId: crypto.random(4), relayKey, expiration: expires };
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

  return {
    proxyToClient: () =>
      answered(sieges.proxyToClient, (seat) => {
        const genuine = around.genuineKey();
        if (genuine !== undefined) answerProxied(seat, genuine, anything);
      }),
    relayToProxy: () => answered(sieges.relayToProxy, (seat) => answerProxied(seat, someRelayKey(), forged)),
    relayToClient: () =>
      answered(sieges.relayToClient, (seat) => {
        const asked = me.askedDirectly(seat);
        const push = asked === undefined || change.below(4) === 0;
        const { corrId, queueId } = push ? { corrId: undefined, queueId: change.pick(found.pool).slice(0, 24) } : asked;
        const named = queueId?.length === 24 ? queueId : undefined;
        const answer = { signature: undefined, corrId, queueId: named, command: answerTo(asked?.command) };
        me.strikeDirect(seat, answer, depthOf(change));
      }),
  };
}
