// What a client knows of its ways to relays: lanes, links, tasks and what is in flight; and the small changes of it.
// A lane is one relay over one route. It is plain data: what outlives a crash is picked out of it here.
import { type ClientLink, newClientLink } from './client-links.ts';
import type { KeyPair } from './crypto.ts';
import { type Kept, nothingKept } from './extra-fields.ts';
import type { Address } from './grammar.ts';
import type { Job, Outcome, Task } from './jobs.ts';
import { type Context, drop, type Effect, type Handle, type Millis, put, type Route } from './node.ts';
import { hex, type Octets } from './octets.ts';
import type { SmpTransmission } from './smp.ts';

export interface Registered {
  readonly relayId: Octets;
  readonly key: Octets;
  readonly notAfter: Millis;
}

interface Asked {
  readonly asked: string;
  readonly at: Millis;
} /** What is needed to open the answer: kept on the disk, so that a crash need not seal the command again. */
export interface Sealed {
  readonly corrId: Octets;
  readonly innerId: Octets;
  readonly sender: KeyPair | undefined;
  readonly layerKey: Octets;
}

export interface Flight {
  readonly task: string;
  readonly sealed: Sealed;
  readonly accepted: boolean;
  /** The session it was on is gone, so that the proxy must be asked. */
  readonly lost: boolean;
  /** When it was sent or asked about, whether that is unanswered, and how often it was asked about. */
  readonly at: Millis;
  readonly unanswered: boolean;
  readonly probes: number;
}

export interface Lane {
  readonly relay: Address;
  readonly route: Route;
  readonly link: string;
  readonly registration: Registered | Asked | undefined;
  /** Names of tasks, oldest first, whatever was sent back to wait again. */
  readonly waiting: readonly string[];
  /** By corr id of the client's hop, in hexadecimal. */
  readonly inFlight: Readonly<Record<string, Flight>>;
  /** The last response's corr id, which the next forward acknowledges. */
  readonly received: { readonly corrId: Octets; readonly at: Millis } | undefined;
  /** How often in a row the proxy could not help, and until when it is left alone. */
  readonly failures: number;
  readonly restUntil: Millis;
  /** When it is covered next, if it is. */
  readonly coverAt: Millis | undefined;
}

export interface Lanes {
  readonly links: Readonly<Record<string, ClientLink>>;
  readonly lanes: Readonly<Record<string, Lane>>;
  readonly tasks: Readonly<Record<string, Task>>;
  /** Sender keys that a design keeps, by queue, or one for all. */
  readonly keptKeys: Readonly<Record<string, KeyPair>>;
  /** Values of fields that a design adds. */
  readonly kept: Kept;
  readonly opened: number;
  readonly submitted: number;
}

export const noLanes: Lanes = {
  links: {},
  lanes: {},
  tasks: {},
  keptKeys: {},
  kept: nothingKept,
  opened: 0,
  submitted: 0,
};
/** What a step of the lanes gives: effects for the network, and jobs that ended or messages that were pushed. */
export interface Moved {
  readonly lanes: Lanes;
  readonly effects: readonly Effect[];
  readonly outcomes: readonly Outcome[];
  readonly pushed: readonly { readonly transmission: SmpTransmission; readonly relay: Address }[];
}

export const moved = (lanes: Lanes, rest: Partial<Moved> = {}): Moved => ({
  effects: [],
  outcomes: [],
  pushed: [],
  ...rest,
  lanes,
});

export function join(first: Moved, then: (lanes: Lanes) => Moved): Moved {
  const second = then(first.lanes);
  return {
    lanes: second.lanes,
    effects: [...first.effects, ...second.effects],
    outcomes: [...first.outcomes, ...second.outcomes],
    pushed: [...first.pushed, ...second.pushed],
  };
}

export const nameOf = ({ host, fingerprint }: Address): string => `${host} ${hex(fingerprint)}`;
export const withLane = (lanes: Lanes, name: string, change: Partial<Lane>): Lanes => ({
  ...lanes,
  lanes: put(lanes.lanes, name, { ...(lanes.lanes[name] as Lane), ...change }),
});

export const withLink = (lanes: Lanes, name: string, link: ClientLink): Lanes => ({
  ...lanes,
  links: put(lanes.links, name, link),
});

export const taskOf = (lanes: Lanes, id: string): Task => lanes.tasks[id] as Task;
export const linkOf = (lanes: Lanes, session: Handle): string | undefined =>
  Object.keys(lanes.links).find((name) => lanes.links[name]?.session === session);
export const lanesOf = (lanes: Lanes, link: string): readonly string[] =>
  Object.keys(lanes.lanes).filter((name) => lanes.lanes[name]?.link === link);

/** The lane of a job, made where there is none. */
export function laneOf(lanes: Lanes, { relay, route }: Pick<Job, 'relay' | 'route'>): readonly [Lanes, string] {
  const end = route.kind === 'proxy' ? route.proxy : relay;
  const link = `${route.kind} ${nameOf(end)}`;
  const name = route.kind === 'proxy' ? `${nameOf(relay)} by ${link}` : link;
  const role = route.kind === 'proxy' ? 'proxy' : 'smp';
  const linked = lanes.links[link] === undefined ? withLink(lanes, link, newClientLink(end, role)) : lanes;
  if (linked.lanes[name] !== undefined) return [linked, name];
  const fresh: Lane = {
    relay,
    route,
    link,
    registration: undefined,
    waiting: [],
    inFlight: {},
    received: undefined,
    failures: 0,
    restUntil: 0,
    coverAt: undefined,
  };
  return [{ ...linked, lanes: put(linked.lanes, name, fresh) }, name];
}

export function queued(lanes: Lanes, name: string, task: Task): Lanes {
  const next = { ...lanes, tasks: put(lanes.tasks, task.job.id, task) };
  const waiting = [...(lanes.lanes[name] as Lane).waiting, task.job.id];
  waiting.sort((a, b) => taskOf(next, a).turn - taskOf(next, b).turn);
  return withLane(next, name, { waiting });
}

/** What of the lanes outlives a crash: messages that have not ended, and how the answers to them are opened. */
export const messageTasks = ({ tasks }: Lanes): Readonly<Record<string, Task>> =>
  Object.fromEntries(Object.entries(tasks).filter(([, { job }]) => job.purpose === 'send'));
export const messageFlights = ({ lanes, tasks }: Lanes): Readonly<Record<string, Sealed>> =>
  Object.fromEntries(
    Object.values(lanes).flatMap(({ inFlight }) =>
      Object.values(inFlight).flatMap(({ task, sealed }) =>
        tasks[task]?.job.purpose === 'send' && tasks[task]?.job.route.kind === 'proxy' ? [[task, sealed]] : [],
      ),
    ),
  );

export const lostFlight = (flight: Pick<Flight, 'task' | 'sealed' | 'accepted'>, at: Millis): Flight => ({
  ...flight,
  lost: true,
  at,
  unanswered: false,
  probes: 0,
});

/** Takes up again what a crash interrupted. */
export function restored(
  tasks: Readonly<Record<string, Task>>,
  flights: Readonly<Record<string, Sealed>>,
  context: Context,
): Lanes {
  const inTurn = Object.values(tasks).sort((a, b) => a.turn - b.turn);
  const submitted = 1 + Math.max(-1, ...inTurn.map(({ turn }) => turn));
  return inTurn.reduce<Lanes>(
    (sofar, task) => {
      const [lanes, name] = laneOf(sofar, task.job);
      const sealed = flights[task.job.id];
      if (sealed === undefined) return queued(lanes, name, task);
      const flight = lostFlight({ task: task.job.id, sealed, accepted: false }, context.now);
      const inFlight = put((lanes.lanes[name] as Lane).inFlight, hex(sealed.corrId), flight);
      return withLane({ ...lanes, tasks: put(lanes.tasks, task.job.id, task) }, name, { inFlight });
    },
    { ...noLanes, submitted },
  );
}

export type Ending =
  | { readonly kind: 'answered'; readonly answer: SmpTransmission['command'] }
  | { readonly kind: 'failed' | 'unknown'; readonly why: string };

/** A task is over. */
export function ended(lanes: Lanes, name: string, id: string, ending: Ending): Moved {
  const lane = lanes.lanes[name] as Lane;
  const { job } = taskOf(lanes, id);
  const inFlight = Object.fromEntries(Object.entries(lane.inFlight).filter(([, flight]) => flight.task !== id));
  const waiting = lane.waiting.filter((one) => one !== id);
  const next = withLane({ ...lanes, tasks: drop(lanes.tasks, id) }, name, { inFlight, waiting });
  return moved(next, { outcomes: [{ job, ...ending }] });
}

/** Ends the messages to a queue that nobody can have yet. */
export function endUnsent(lanes: Lanes, queue: string, why: string): Moved {
  const unsent = Object.values(lanes.tasks).filter(
    ({ job, exposed }) => job.purpose === 'send' && job.queue === queue && !exposed,
  );
  return unsent.reduce(
    (sofar, { job }) =>
      join(sofar, (after) => {
        const name = Object.keys(after.lanes).find((one) => after.lanes[one]?.waiting.includes(job.id));
        return name === undefined ? moved(after) : ended(after, name, job.id, { kind: 'failed', why });
      }),
    moved(lanes),
  );
}
