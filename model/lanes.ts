// How a client's commands travel to a relay, directly or through a proxy: a transport concern, the same commands either way (I3).
// Here they leave: what a lane's flow allows is sealed and sent, and the proxy is asked what became of it.
import { type ClientLink, toProxy } from './client-links.ts';
import { encode } from './codec.ts';
import { type KeyPair, NONCE_OCTETS } from './crypto.ts';
import { filled, madeBy } from './extra-fields.ts';
import { type Address, type Forward, NO_RELAY, type ProxyCommand, wireOf } from './grammar.ts';
import { type Job, type Task, transmissionOf } from './jobs.ts';
import {
  ended,
  type Flight,
  join,
  type Lane,
  type Lanes,
  laneOf,
  type Moved,
  moved,
  queued,
  type Sealed,
  taskOf,
  withLane,
  withLink,
} from './lane-state.ts';
import { nonceOf, relayLayerKey, sealForRelay } from './layers.ts';
import { type Context, type Effect, type Handle, put } from './node.ts';
import { concat, hex, type Octets, same, text } from './octets.ts';
import { ID_OCTETS } from './smp.ts';

const isTheRelay = (proxy: Address, relay: Address): boolean =>
  proxy.host === relay.host || same(proxy.fingerprint, relay.fingerprint);

/** Takes a job on and sends what may be sent. */
export function submit(lanes: Lanes, job: Job, context: Context): Moved {
  const { relay, route } = job;
  if (route.kind === 'proxy' && isTheRelay(route.proxy, relay) && context.design.selfProxy === 'refused')
    return moved(lanes, { outcomes: [{ job, kind: 'failed', why: 'the proxy is the relay itself' }] });
  const [known, name] = laneOf(lanes, job);
  const task: Task = { job, turn: known.submitted, exposed: false, cancelled: false, unopened: 0 };
  return pump(queued({ ...known, submitted: known.submitted + 1 }, name, task), name, context);
}

/** Does what a lane can do now: opens its link, asks about what was under way, and sends what its flow allows. */
export function pump(lanes: Lanes, name: string, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const link = lanes.links[lane.link] as ClientLink;
  const { now } = context;
  const lost = Object.entries(lane.inFlight).find(([, flight]) => flight.lost);
  const chosen = lane.waiting.find((id) => maySend(lanes, lane, taskOf(lanes, id), context));
  if (lost === undefined && (chosen === undefined || lane.restUntil > now)) return moved(lanes);
  if (link.phase === 'resting') return link.restUntil > now ? moved(lanes) : open(lanes, lane.link, context);
  if (link.phase !== 'ready') return moved(lanes);
  if (lost !== undefined) return join(probe(lanes, name, lost[0], context), (after) => pump(after, name, context));
  const task = taskOf(lanes, chosen as string);
  return lane.route.kind === 'direct'
    ? sendDirectly(lanes, name, link, task, context)
    : sendByProxy(lanes, name, link, task, context);
}

export function open(lanes: Lanes, name: string, { now }: Context): Moved {
  const session = `out ${lanes.opened}`;
  const link = lanes.links[name] as ClientLink;
  const opening: ClientLink = { ...link, session, phase: 'opening', since: now };
  return moved(withLink({ ...lanes, opened: lanes.opened + 1 }, name, opening), {
    effects: [{ kind: 'open', session, host: link.address.host }],
  });
}

/** Messages to one queue keep their order in every flow: a lane sends the oldest first, and none before its queue is secured. */
function maySend(lanes: Lanes, lane: Lane, { job }: Task, { design, now }: Context): boolean {
  if (job.waitsAt === 'the client' && job.dueAt !== undefined && job.dueAt > now) return false;
  const unfinished = [...lane.waiting, ...Object.values(lane.inFlight).map(({ task }) => task)];
  const securing = unfinished.some((id) => {
    const other = taskOf(lanes, id);
    return other.job.purpose === 'secure' && other.job.queue === job.queue && other.job.id !== job.id;
  });
  if (securing) return false;
  // What the proxy holds for later does not stand in the way.
  const flying = Object.values(lane.inFlight).filter(
    ({ task, accepted }) => !(accepted && taskOf(lanes, task).job.dueAt !== undefined),
  );
  switch (design.flow) {
    case 'one at a time per relay':
      return flying.length === 0;
    case 'one at a time per queue':
      return flying.every(({ task }) => taskOf(lanes, task).job.queue !== job.queue);
    case 'several in flight':
      return flying.length < design.window;
  }
}

/** A task is on its way: from now on somebody may have it. */
function takeOff(lanes: Lanes, name: string, task: Task, sealed: Sealed, { now }: Context): Lanes {
  const lane = lanes.lanes[name] as Lane;
  const flight: Flight = {
    task: task.job.id,
    sealed,
    accepted: false,
    lost: false,
    at: now,
    unanswered: true,
    probes: 0,
  };
  const exposed = { ...lanes, tasks: put(lanes.tasks, task.job.id, { ...task, exposed: true }) };
  return withLane(exposed, name, {
    waiting: lane.waiting.filter((id) => id !== task.job.id),
    inFlight: put(lane.inFlight, hex(sealed.corrId), flight),
  });
}

function sendDirectly(lanes: Lanes, name: string, link: ClientLink, task: Task, context: Context): Moved {
  const transmission = transmissionOf(context.crypto, task.job, link.name as Octets);
  const { corrId } = transmission;
  const block = encode(wireOf(context.design).smpBlock, transmission);
  const next = takeOff(lanes, name, task, { corrId, innerId: corrId, sender: undefined, layerKey: corrId }, context);
  const effects: Effect[] = [{ kind: 'send', session: link.session as Handle, block }];
  return join(moved(next, { effects }), (after) => pump(after, name, context));
}

function sendByProxy(lanes: Lanes, name: string, link: ClientLink, task: Task, context: Context): Moved {
  const { crypto, design, now } = context;
  const lane = lanes.lanes[name] as Lane;
  const { registration, route } = lane;
  const { job } = task;
  const expires = design.relayKeyCheck !== 'dates not checked';
  if (registration === undefined || (expires && !('asked' in registration) && registration.notAfter <= now)) {
    const corrId = crypto.random(design.corrIdOctets);
    const password = route.kind === 'direct' || route.password === undefined ? undefined : text(route.password);
    const command: ProxyCommand = { kind: 'server', address: lane.relay, basicAuth: password };
    const next = withLane(lanes, name, { registration: { asked: hex(corrId), at: now } });
    return moved(next, { effects: [toProxy(link, { corrId, relayId: NO_RELAY, command }, context)] });
  }
  if ('asked' in registration) return moved(lanes);

  const again = design.resends === 'as they were' ? task.before : undefined;
  const [keyed, sender] = again === undefined ? senderKey(lanes, job.queue, context) : [lanes, again.sender];
  const layerKey = again?.layerKey ?? relayLayerKey(crypto, sender.secret, registration.key);
  if (layerKey === undefined)
    return join(ended(lanes, name, job.id, { kind: 'failed', why: 'relay key unusable' }), (after) =>
      pump(after, name, context),
    );
  const corrId = corrIdOf(job, context);
  const nonce = design.commandNonce === 'random' ? crypto.random(NONCE_OCTETS) : nonceOf(corrId);
  const transmission = transmissionOf(
    crypto,
    job,
    sender.public,
    design.commandIds === 'counted' ? counted(task.turn) : undefined,
  );
  const scope = { queue: job.queue, before: task.fields };
  const [kept, fields] = filled(madeBy(design, 'forward', 'client'), keyed.kept, scope, context);
  const command: Forward = {
    kind: 'forward',
    acknowledged: lane.received?.corrId,
    dueAt: job.waitsAt === 'the proxy' && job.dueAt !== undefined && job.dueAt > now ? job.dueAt : undefined,
    senderKey: sender.public,
    origin: design.origin === 'withheld' ? undefined : new Uint8Array(0),
    ...(fields && { fields }),
    encryptedBlock: again?.block ?? sealForRelay(crypto, design, layerKey, nonce, 'command', transmission),
  };
  const innerId = again?.innerId ?? transmission.corrId;
  const before = { sender, innerId, layerKey, block: command.encryptedBlock };
  const tried: Task = fields === undefined ? task : { ...task, fields };
  const handed: Task = design.resends === 'as they were' ? { ...tried, before } : tried;
  const flown = takeOff({ ...keyed, kept }, name, handed, { corrId, innerId, sender, layerKey }, context);
  const next = withLane(flown, name, { received: undefined });
  const effects = [toProxy(link, { corrId, relayId: registration.relayId, command }, context)];
  return join(moved(next, { effects }), (after) => pump(after, name, context));
}

/** A planted leak marks that of a scheduled message with four octets out of its queue's id. */
function corrIdOf({ queueId, dueAt }: Job, { crypto, design }: Context): Octets {
  const corrId = crypto.random(design.corrIdOctets);
  if (design.corrId !== 'fresh, and marked where it is scheduled' || !queueId || dueAt === undefined) return corrId;
  return concat(corrId.subarray(4), crypto.hash(queueId).subarray(0, 4));
}

/** A number as an id: what a planted leak has in the place of a random one. */
function counted(turn: number): Octets {
  const id = new Uint8Array(ID_OCTETS);
  new DataView(id.buffer).setUint32(ID_OCTETS - 4, turn);
  return id;
}

function senderKey(lanes: Lanes, queue: string, { crypto, design }: Context): [Lanes, KeyPair] {
  if (design.senderKey === 'fresh per command') return [lanes, crypto.keyPair()];
  const scope = design.senderKey === 'kept per queue' ? queue : 'all';
  const kept = lanes.keptKeys[scope] ?? crypto.keyPair();
  return [{ ...lanes, keptKeys: put(lanes.keptKeys, scope, kept) }, kept];
}

/** Asks the proxy what became of a forward, or takes it back. */
export function probe(lanes: Lanes, name: string, key: string, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const flight = lane.inFlight[key] as Flight;
  const link = lanes.links[lane.link] as ClientLink;
  const { job, cancelled } = taskOf(lanes, flight.task);
  const takesBack = cancelled && job.dueAt !== undefined && job.waitsAt === 'the proxy';
  const command: ProxyCommand = takesBack ? { kind: 'cancel' } : { kind: 'check' };
  const asked: Flight = { ...flight, lost: false, unanswered: true, at: context.now, probes: flight.probes + 1 };
  const next = withLane(lanes, name, { inFlight: put(lane.inFlight, key, asked) });
  return moved(next, {
    effects: [toProxy(link, { corrId: flight.sealed.corrId, relayId: NO_RELAY, command }, context)],
  });
}

const holds = ({ waiting, inFlight }: Lane, id: string): boolean =>
  waiting.includes(id) || Object.values(inFlight).some(({ task }) => task === id);

/** Takes a message back if that is still possible; nothing happens to one that is on its way already. */
export function cancel(lanes: Lanes, id: string, context: Context): Moved {
  const task = lanes.tasks[id];
  const name = Object.keys(lanes.lanes).find((one) => holds(lanes.lanes[one] as Lane, id));
  if (task === undefined || name === undefined) return moved(lanes);
  const lane = lanes.lanes[name] as Lane;
  if (lane.waiting.includes(id) && !task.exposed) return ended(lanes, name, id, { kind: 'failed', why: 'cancelled' });
  const marked = { ...lanes, tasks: put(lanes.tasks, id, { ...task, cancelled: true }) };
  const [key] = Object.entries(lane.inFlight).find(([, flight]) => flight.task === id) ?? [];
  const ready =
    lanes.links[lane.link]?.phase === 'ready' && lane.route.kind === 'proxy' && task.job.waitsAt === 'the proxy';
  return key === undefined || !ready ? moved(marked) : probe(marked, name, key, context);
}

export const pumpAll = (first: Moved, names: readonly string[], context: Context): Moved =>
  names.reduce((sofar, name) => join(sofar, (after) => pump(after, name, context)), first);
