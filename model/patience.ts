// What time alone makes due in a client: messages that expire, sessions that are silent, forwards to ask about, and the
// acknowledgement that no forward carries.
import { lose } from './answers.ts';
import { silenceMillis } from './back-off.ts';
import { type ClientLink, greetedBy, toProxy } from './client-links.ts';
import { NO_RELAY, type ProxyCommand } from './grammar.ts';
import { NO_ANSWER } from './jobs.ts';
import {
  type Ending,
  ended,
  type Flight,
  join,
  type Lane,
  type Lanes,
  lanesOf,
  type Moved,
  moved,
  taskOf,
  withLane,
} from './lane-state.ts';
import { probe, pumpAll } from './lanes.ts';
import type { Context, Effect, Millis } from './node.ts';

const CHECK_MILLIS = 60_000;
const LONGEST_CHECK_MILLIS = 300_000;
/** Longer than a proxy lets anybody wait for a relay that is silent. */
const REGISTRATION_MILLIS = 60_000;
const ACKNOWLEDGE_MILLIS = 1_000;
/** When a flight is asked about, or its link given up for not answering. */
function attention({ route }: Lane, link: ClientLink, flight: Flight): Millis {
  if (flight.lost || link.phase !== 'ready') return Number.POSITIVE_INFINITY;
  if (flight.unanswered) return flight.at + silenceMillis(link.failures);
  if (route.kind === 'direct') return Number.POSITIVE_INFINITY;
  return flight.at + Math.min(LONGEST_CHECK_MILLIS, CHECK_MILLIS * 2 ** flight.probes);
}

/** When something of a lane is due, and what. */
function dues(lanes: Lanes, name: string, { design, now }: Context): readonly Millis[] {
  const lane = lanes.lanes[name] as Lane;
  const link = lanes.links[lane.link] as ClientLink;
  const busy = lane.waiting.length > 0 || Object.keys(lane.inFlight).length > 0;
  if (!busy && lane.received === undefined) return [];
  const later = (at: Millis): Millis => (at > now ? at : Number.POSITIVE_INFINITY);
  const tasks = [...lane.waiting, ...Object.values(lane.inFlight).map(({ task }) => task)].map((id) =>
    taskOf(lanes, id),
  );
  const patient = design.silence === 'is waited out';
  return [
    ...(busy && link.phase === 'resting' ? [later(link.restUntil)] : []),
    ...(patient ? [] : [greetedBy(link), ...Object.values(lane.inFlight).map((one) => attention(lane, link, one))]),
    ...(!patient && lane.registration && 'asked' in lane.registration
      ? [lane.registration.at + REGISTRATION_MILLIS]
      : []),
    ...(lane.waiting.length > 0 ? [later(lane.restUntil)] : []),
    ...tasks.map(({ job, exposed }) => (exposed ? job.unknownAt : job.expires)),
    ...tasks.map(({ job }) => (job.waitsAt === 'the client' ? later(job.dueAt ?? 0) : Number.POSITIVE_INFINITY)),
    ...(lane.received !== undefined && design.acknowledging === 'by itself where nothing follows'
      ? [lane.received.at + ACKNOWLEDGE_MILLIS]
      : []),
  ];
}

/** Wakes the client for the next thing that time alone makes due. */
export function alarm(lanes: Lanes, context: Context): Effect {
  const at = Math.min(...Object.keys(lanes.lanes).flatMap((name) => dues(lanes, name, context)));
  return { kind: 'timer', name: 'lanes', at };
}

/** Does what time alone makes due. */
export function timePassed(lanes: Lanes, context: Context): Moved {
  const { design, now } = context;
  let all = moved(lanes);
  const then = (change: (after: Lanes) => Moved): void => {
    all = join(all, change);
  };
  for (const name of Object.keys(lanes.lanes)) {
    const { waiting, inFlight } = all.lanes.lanes[name] as Lane;
    for (const id of [...waiting, ...Object.values(inFlight).map(({ task }) => task)]) {
      const { job, exposed } = taskOf(all.lanes, id);
      if ((exposed ? job.unknownAt : job.expires) > now) continue;
      const ending: Ending = exposed
        ? { kind: 'unknown', why: 'nobody says what became of it' }
        : { kind: 'failed', why: 'it could not be handed over in time' };
      then((after) => ended(after, name, id, job.purpose === 'send' ? ending : { kind: 'failed', why: NO_ANSWER }));
    }
  }
  if (design.silence === 'ends the session')
    for (const link of Object.keys(lanes.links))
      if (isSilent(all.lanes, link, now)) then((after) => lose(after, link, context));
  for (const name of Object.keys(lanes.lanes)) {
    const lane = all.lanes.lanes[name] as Lane;
    const link = all.lanes.links[lane.link] as ClientLink;
    for (const [key, flight] of Object.entries(lane.inFlight))
      if (lane.route.kind === 'proxy' && attention(lane, link, flight) <= now)
        then((after) => probe(after, name, key, context));
    const { received } = all.lanes.lanes[name] as Lane;
    const alone = design.acknowledging === 'by itself where nothing follows';
    if (alone && received !== undefined && received.at + ACKNOWLEDGE_MILLIS <= now && link.phase === 'ready') {
      const command: ProxyCommand = { kind: 'acknowledge' };
      const effect = toProxy(link, { corrId: received.corrId, relayId: NO_RELAY, command }, context);
      then((after) => moved(withLane(after, name, { received: undefined }), { effects: [effect] }));
    }
  }
  return pumpAll(all, Object.keys(lanes.lanes), context);
}

/** Whether a link is given up: its handshake does not end, or what must be answered at once is not. */
function isSilent(lanes: Lanes, name: string, now: Millis): boolean {
  const link = lanes.links[name] as ClientLink;
  if (greetedBy(link) <= now) return true;
  if (link.phase !== 'ready') return false;
  return lanesOf(lanes, name).some((one) => {
    const lane = lanes.lanes[one] as Lane;
    const { registration } = lane;
    if (registration && 'asked' in registration && registration.at + REGISTRATION_MILLIS <= now) return true;
    return Object.values(lane.inFlight).some(
      (flight) =>
        flight.unanswered &&
        attention(lane, link, flight) <= now &&
        // A forward may wait for its relay; that it is asked about must be answered.
        (lane.route.kind === 'direct' || (flight.probes > 0 && link.heardAt < flight.at)),
    );
  });
}
