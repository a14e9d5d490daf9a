// What comes back to a client: handshakes, registrations, answers of relays and of the proxy itself, and the end of sessions.
// A job ends with an answer of the relay, or when nobody is left to ask.
import { restMillis } from './back-off.ts';
import { type ClientLink, greetedClient, restedClient } from './client-links.ts';
import { decode, Malformed } from './codec.ts';
import type { KeyPair } from './crypto.ts';
import { type Address, type ProxyCommand, type ServerId, wireOf } from './grammar.ts';
import { checkRelayKey } from './identity.ts';
import {
  ended,
  type Flight,
  join,
  type Lane,
  type Lanes,
  lanesOf,
  linkOf,
  lostFlight,
  type Moved,
  moved,
  queued,
  type Registered,
  taskOf,
  withLane,
  withLink,
} from './lane-state.ts';
import { pump, pumpAll, submit } from './lanes.ts';
import { openBlock, openFromRelay, type ProxyTransmission, relayLayerKey } from './layers.ts';
import { type Context, drop, type Effect, type Handle, put } from './node.ts';
import { hex, type Octets, same } from './octets.ts';
import type { SmpTransmission } from './smp.ts';

/** The session of a link is up: the other end speaks first. */
export function openedLink(lanes: Lanes, session: Handle, name: Octets, { now }: Context): Lanes {
  const key = linkOf(lanes, session);
  if (key === undefined) return lanes;
  return withLink(lanes, key, { ...(lanes.links[key] as ClientLink), phase: 'greeting', name, since: now });
} /** A block on one of the client's sessions. */
export function arrive(lanes: Lanes, session: Handle, block: Octets, context: Context): Moved {
  const name = linkOf(lanes, session);
  if (name === undefined) return moved(lanes);
  const link = { ...(lanes.links[name] as ClientLink), heardAt: context.now };
  if (link.phase !== 'ready') {
    const greeted = greetedClient(link, block, context);
    if (typeof greeted === 'string') return refused(lanes, name, greeted, context);
    const [ready, effect] = greeted;
    return pumpAll(moved(withLink(lanes, name, ready), { effects: [effect] }), lanesOf(lanes, name), context);
  }
  const heard = withLink(lanes, name, link);
  if (link.role === 'smp') {
    const transmission = decode(wireOf(context.design).smpBlock, block);
    if (transmission instanceof Malformed) return lose(heard, name, context);
    return answeredDirectly(heard, name, link.address, transmission, context);
  }
  const transmission = openBlock(context.crypto, context.design, link.keys, 'opener', block);
  if (transmission instanceof Malformed) return lose(heard, name, context);
  return fromProxy(heard, name, transmission, context);
}

function answeredDirectly(
  lanes: Lanes,
  link: string,
  relay: Address,
  transmission: SmpTransmission,
  context: Context,
): Moved {
  if (transmission.corrId === undefined) return moved(lanes, { pushed: [{ transmission, relay }] });
  const key = hex(transmission.corrId);
  const name = lanesOf(lanes, link).find((one) => lanes.lanes[one]?.inFlight[key] !== undefined);
  if (name === undefined) return moved(lanes);
  const alive = withLink(lanes, link, { ...(lanes.links[link] as ClientLink), failures: 0 });
  return answered(alive, name, key, transmission.command, context);
}

function fromProxy(lanes: Lanes, link: string, { corrId, command }: ProxyTransmission, context: Context): Moved {
  const key = hex(corrId);
  const asked = lanesOf(lanes, link).find((name) => {
    const registration = lanes.lanes[name]?.registration;
    return registration !== undefined && 'asked' in registration && registration.asked === key;
  });
  if (asked !== undefined) return registered(lanes, asked, command, context);

  const name = lanesOf(lanes, link).find((one) => lanes.lanes[one]?.inFlight[key] !== undefined);
  if (name === undefined) return moved(lanes);
  const alive = withLink(lanes, link, { ...(lanes.links[link] as ClientLink), failures: 0 });
  const lane = alive.lanes[name] as Lane;
  const flight = lane.inFlight[key] as Flight;
  switch (command.kind) {
    case 'accepted':
      return held(alive, name, key, { kind: 'accepted' }, context);
    case 'error':
      return refusedByProxy(alive, name, key, command.problem, context);
    case 'response': {
      const { crypto, design, now } = context;
      const layerKey =
        command.responseKey === undefined
          ? flight.sealed.layerKey
          : relayLayerKey(crypto, (flight.sealed.sender as KeyPair).secret, command.responseKey);
      const opened =
        layerKey && openFromRelay(crypto, design, layerKey, corrId, 'answer', command.encryptedBlock)?.transmission;
      const genuine =
        opened !== undefined &&
        !(opened instanceof Malformed) &&
        opened.corrId !== undefined &&
        same(opened.corrId, flight.sealed.innerId);
      const acknowledging = withLane(alive, name, { received: { corrId, at: now } });
      if (genuine) return answered(acknowledging, name, key, opened.command, context);
      const forged = ended(acknowledging, name, flight.task, { kind: 'unknown', why: 'the answer is not the relay’s' });
      return join(forged, (after) => pump(after, name, context));
    }
    default:
      return moved(alive);
  }
}
const MOST_UNOPENED = 2;
/** The proxy says that it has the forward. */
function held(
  lanes: Lanes,
  name: string,
  key: string,
  news: { kind: 'accepted' } | undefined,
  context: Context,
): Moved {
  const lane = lanes.lanes[name] as Lane;
  const flight = lane.inFlight[key] as Flight;
  const next = withLane(lanes, name, {
    inFlight: put(lane.inFlight, key, { ...flight, accepted: true, unanswered: false, at: context.now }),
  });
  const { job } = taskOf(lanes, flight.task);
  const first = moved(next, { outcomes: news === undefined || flight.accepted ? [] : [{ job, ...news }] });
  return join(first, (after) => pump(after, name, context));
}

/** The proxy has no answer of the relay to give. What it does not hold is sealed again, at once or after a rest. */
function refusedByProxy(lanes: Lanes, name: string, key: string, problem: string, context: Context): Moved {
  const { now } = context;
  const lane = lanes.lanes[name] as Lane;
  const flight = lane.inFlight[key] as Flight;
  const task = taskOf(lanes, flight.task);
  const then = (first: Moved): Moved => join(first, (after) => pump(after, name, context));
  if (problem === 'PENDING') return held(lanes, name, key, undefined, context);
  if (problem === 'CANCELLED') return then(ended(lanes, name, flight.task, { kind: 'failed', why: 'cancelled' }));
  if (problem === 'LATE' && task.job.dueAt !== undefined)
    return then(ended(lanes, name, flight.task, { kind: 'failed', why: 'no key of the relay lasts that long' }));
  // A relay opens what is sealed to its key: what it cannot open time and again is changed on its way.
  const unopened = task.unopened + (problem === 'CRYPTO' ? 1 : 0);
  if (problem === 'REFUSED' || unopened > MOST_UNOPENED)
    return then(ended(lanes, name, flight.task, { kind: 'unknown', why: `the proxy says ${problem}` }));
  // A relay id that is out of date is the one thing that asking again mends at once.
  const atOnce = (problem === 'RELAY' || problem === 'UNKNOWN') && lane.failures === 0;
  const failures = lane.failures + 1;
  const keeps = problem === 'UNKNOWN' || problem === 'LIMIT';
  const registration = keeps || (lane.registration && 'asked' in lane.registration) ? lane.registration : undefined;
  const kept = problem === 'EXPIRED' || problem === 'CRYPTO' ? { received: { corrId: unhexed(flight), at: now } } : {};
  const back = withLane(lanes, name, {
    registration,
    inFlight: drop(lane.inFlight, key),
    failures,
    restUntil: atOnce ? lane.restUntil : now + restMillis(failures, context),
    ...kept,
  });
  return then(moved(queued(back, name, { ...task, unopened })));
}

const unhexed = ({ sealed }: Flight): Octets => sealed.corrId;
/** The proxy answered a registration. A relay key that does not check out ends every job of the lane. */
function registered(lanes: Lanes, name: string, command: ProxyCommand, context: Context): Moved {
  const { design, now } = context;
  const lane = lanes.lanes[name] as Lane;
  if (command.kind === 'error') {
    const passing = command.problem === 'CONNECT' || command.problem === 'LIMIT';
    if (!passing || design.fallback === 'direct when the proxy fails')
      return abandon(lanes, name, `the proxy says ${command.problem}`, true, context);
  }
  const checked =
    command.kind === 'error'
      ? OUT_OF_DATE
      : command.kind !== 'server_id' || command.relayKey === undefined
        ? 'the proxy gave no relay key'
        : checkRelayKey(context.crypto, design, lane.relay.fingerprint, now, command.relayKey);
  if (checked === OUT_OF_DATE) {
    // Passing trouble, or clocks that differ.
    const failures = lane.failures + 1;
    const restUntil = now + restMillis(failures, context);
    return moved(withLane(lanes, name, { registration: undefined, failures, restUntil }));
  }
  if (typeof checked === 'string') return abandon(lanes, name, `relay key refused: ${checked}`, false, context);
  const { relayId } = command as ServerId;
  const registration: Registered = { relayId, key: checked.key, notAfter: checked.notAfter };
  return pump(withLane(lanes, name, { registration }), name, context);
}
const OUT_OF_DATE = 'relay key out of date';
/** A relay's own answer. Where a queue is not ready, the message waits and is sent again. */
export function answered(
  lanes: Lanes,
  name: string,
  key: string,
  answer: SmpTransmission['command'],
  context: Context,
): Moved {
  const lane = lanes.lanes[name] as Lane;
  const { task: id } = lane.inFlight[key] as Flight;
  const task = taskOf(lanes, id);
  const passing = answer.kind === 'refused' && (answer.why === 'QUOTA' || answer.why === 'UNSECURED');
  const landed = withLane(lanes, name, { inFlight: drop(lane.inFlight, key) });
  if (passing && task.job.purpose === 'send' && task.job.expires > context.now) {
    const failures = lane.failures + 1;
    const restUntil = context.now + restMillis(failures, context);
    // The relay itself said that it has not taken it.
    const exposed = context.design.numbering === 'none' ? false : task.exposed;
    return pump(queued(withLane(landed, name, { failures, restUntil }), name, { ...task, exposed }), name, context);
  }
  const well = withLane(landed, name, { failures: 0 });
  return join(ended(well, name, id, { kind: 'answered', answer }), (after) => pump(after, name, context));
}

/** Ends the jobs that wait on a lane, or, where the design falls back, sends them directly. */
function abandon(lanes: Lanes, name: string, why: string, ofProxy: boolean, context: Context): Moved {
  const { waiting } = lanes.lanes[name] as Lane;
  const tasks = waiting.map((id) => taskOf(lanes, id));
  const emptied = withLane(lanes, name, { registration: undefined, waiting: [] });
  if (ofProxy && context.design.fallback === 'direct when the proxy fails')
    return tasks.reduce(
      (sofar, { job }) => join(sofar, (after) => submit(after, { ...job, route: { kind: 'direct' } }, context)),
      moved({ ...emptied, tasks: tasks.reduce((left, { job }) => drop(left, job.id), lanes.tasks) }),
    );
  return tasks.reduce((sofar, { job, exposed }) => {
    const kind = exposed ? 'unknown' : 'failed';
    return join(sofar, (after) => ended(after, name, job.id, { kind, why }));
  }, moved(emptied));
}

/** A server that is not the one that was meant: nothing is sent over this link, and what waits for it ends. */
export function refused(lanes: Lanes, link: string, why: string, context: Context): Moved {
  return lanesOf(lanes, link).reduce(
    (sofar, name) => join(sofar, (after) => abandon(after, name, why, false, context)),
    lose(lanes, link, context),
  );
}

/** A session is gone. */
export function closedLink(lanes: Lanes, session: Handle, context: Context): Moved {
  const name = linkOf(lanes, session);
  return name === undefined ? moved(lanes) : lose(lanes, name, context);
}

/** What was on its way directly is sent again, as nobody else can say what became of it; a proxy is asked. */
export function lose(lanes: Lanes, link: string, context: Context): Moved {
  const gone = lanes.links[link] as ClientLink;
  let next = withLink(lanes, link, restedClient(gone, context));
  for (const name of lanesOf(lanes, link)) {
    const { inFlight, route } = next.lanes[name] as Lane;
    next = withLane(next, name, { registration: undefined, received: undefined });
    for (const [key, flight] of Object.entries(inFlight)) {
      const lane = next.lanes[name] as Lane;
      if (route.kind === 'proxy')
        next = withLane(next, name, { inFlight: put(lane.inFlight, key, lostFlight(flight, context.now)) });
      else next = queued(withLane(next, name, { inFlight: drop(lane.inFlight, key) }), name, taskOf(next, flight.task));
    }
  }
  const effects: Effect[] = gone.session === undefined ? [] : [{ kind: 'close', session: gone.session }];
  return moved(next, { effects });
}
