// Forwards that a proxy holds: from the moment it accepts one until its client has acknowledged the response (R5.2, R5.6).
import type { Design } from './design.ts';
import type { Address, Forward, ProxyCommand } from './grammar.ts';
import { type Context, drop, type Handle, type Millis, put } from './node.ts';
import { hex, type Octets } from './octets.ts';

/** What is on the disk: no more than the block, or in its place the response, and where it goes. */
export interface Held {
  readonly corrId: Octets;
  /** Whose it counts as: the client's IP address, which the proxy sees anyhow. */
  readonly account: string;
  readonly relay: Address;
  readonly relayId: Octets;
  /** In the order of acceptance. */
  readonly turn: number;
  readonly forward: Forward | undefined;
  readonly answer: ProxyCommand | undefined;
  readonly dueAt: Millis;
  /** Until then it is tried; then the client is told, and the response kept as long again. */
  readonly expires: Millis;
}
/** What a crash may take: who is told, and how the tries went. */
interface Effort {
  /** The session that handed it over or asked for it last. */
  readonly session: Handle | undefined;
  readonly tries: number;
  readonly sentAt: Millis | undefined;
  readonly restUntil: Millis;
  /** What a planted leak sends it on under at every try. */
  readonly onwardId: Octets | undefined;
  /** When it may leave, for its relay and then for its client, if nothing else stands in its way. */
  readonly leavesAt: Millis | undefined;
  /** Its place among those that leave together, drawn when it is let go. */
  readonly rank: number | undefined;
  /** When among all responses it was pushed, counted over sessions. */
  readonly pushed: number | undefined;
}
export interface Holding {
  /** Both by corr id of the client's hop, in hexadecimal. */
  readonly held: Readonly<Record<string, Held>>;
  readonly efforts: Readonly<Record<string, Effort>>;
  readonly turns: number;
  /** Those of earlier turns were read off the disk: how their tries went nobody knows. */
  readonly since: number;
  readonly pushes: number;
}
export const nothingHeld: Holding = { held: {}, efforts: {}, turns: 0, since: 0, pushes: 0 };

export function keptHolding(held: Holding['held']): Holding {
  const turns = 1 + Math.max(-1, ...Object.values(held).map(({ turn }) => turn));
  return { ...nothingHeld, held, turns, since: turns };
}

/** What of it is written down. */
export function heldTable(
  { held }: Holding,
  { holding, schedule }: Pick<Design, 'holding' | 'schedule'>,
): Holding['held'] {
  if (holding !== 'on disk, and then accepted') return {};
  if (schedule !== 'held by the proxy, in memory') return held;
  return Object.fromEntries(Object.entries(held).filter(([, { forward }]) => forward?.dueAt === undefined));
}

const FRESH: Effort = {
  session: undefined,
  tries: 0,
  sentAt: undefined,
  restUntil: 0,
  onwardId: undefined,
  leavesAt: undefined,
  rank: undefined,
  pushed: undefined,
};
export const effortOf = ({ efforts }: Holding, key: string): Effort => efforts[key] ?? FRESH;
export const withEffort = (holding: Holding, key: string, change: Partial<Effort>): Holding => ({
  ...holding,
  efforts: put(holding.efforts, key, { ...effortOf(holding, key), ...change }),
});

/** Whether the relay may have it: it was tried, or was due and nobody remembers. */
export function mayBeThere(holding: Holding, key: string, { now, design }: Context): boolean {
  if (effortOf(holding, key).tries > 0) return true;
  const one = holding.held[key];
  const forgot = one !== undefined && one.turn < holding.since && one.dueAt <= now;
  return forgot && design.cancelling === 'not once it may have been tried';
}

/** Whether one more would be more than the proxy holds for this client, or in all (R5.5). */
export function isFull(holding: Holding, account: string, { design }: Pick<Context, 'design'>): boolean {
  const counted = Object.entries(holding.held).filter(
    ([key]) => design.counted === 'until the response is acknowledged' || effortOf(holding, key).tries === 0,
  );
  if (counted.length >= design.proxyLimit) return design.limits !== 'none';
  const isFullOfTheirs = counted.filter(([, one]) => one.account === account).length >= design.clientLimit;
  return isFullOfTheirs && design.limits === 'per client and in all';
}

export function hold(holding: Holding, one: Omit<Held, 'turn'>, session: Handle): Holding {
  const key = hex(one.corrId);
  const held = put(holding.held, key, { ...one, turn: holding.turns });
  return withEffort({ ...holding, held, turns: holding.turns + 1 }, key, { ...FRESH, session });
}

export const release = (holding: Holding, key: string): Holding => ({
  ...holding,
  held: drop(holding.held, key),
  efforts: drop(holding.efforts, key),
});

/** The response takes the place of the forward. */
export function answered(holding: Holding, key: string, answer: ProxyCommand, now: Millis, design: Design): Holding {
  const one = holding.held[key] as Held;
  const held = { ...one, forward: undefined, answer, expires: Math.max(one.expires, now) + design.holdMillis };
  return withEffort({ ...holding, held: put(holding.held, key, held) }, key, { leavesAt: undefined, rank: undefined });
}

/** Frees the responses that the client has: those that were pushed to it no later than the one it acknowledges. */
export function acknowledged(holding: Holding, session: Handle, corrId: Octets, design: Design): Holding {
  const last = holding.held[hex(corrId)];
  const pushed = effortOf(holding, hex(corrId)).pushed;
  if (last === undefined || pushed === undefined) return holding;
  return Object.entries(holding.held).reduce((sofar, [key, one]) => {
    const effort = effortOf(holding, key);
    if (effort.session !== session) return sofar;
    const has =
      design.releases === 'all forwards up to it'
        ? one.turn <= last.turn
        : effort.pushed !== undefined && effort.pushed <= pushed;
    return has ? release(sofar, key) : sofar;
  }, holding);
}

/** In the order in which they were accepted, unless the proxy mixed them. */
export const inTurn = (holding: Holding): readonly (readonly [string, Held])[] =>
  Object.entries(holding.held).sort(
    ([a, one], [b, other]) =>
      (effortOf(holding, a).rank ?? 0) - (effortOf(holding, b).rank ?? 0) || one.turn - other.turn,
  );

/** Whether it has been kept long enough. */
export const mayLeave = (holding: Holding, key: string, { design }: Pick<Context, 'design'>): boolean =>
  design.delay === 'none' || effortOf(holding, key).rank !== undefined;

/** Whether it is time to send it to its relay. */
export function isDue(holding: Holding, key: string, { now, design }: Context): boolean {
  const one = holding.held[key];
  if (one?.forward === undefined) return false;
  const { sentAt, restUntil } = effortOf(holding, key);
  const due = one.dueAt <= now || design.schedule === 'sent on at once';
  return sentAt === undefined && restUntil <= now && due && mayLeave(holding, key, { design });
}

/** Nobody is told over a session that ended; what was for it waits to be asked for. */
export function sessionEnded(holding: Holding, session: Handle, design: Design): Holding {
  return Object.entries(holding.efforts).reduce((sofar, [key, effort]) => {
    if (effort.session !== session) return sofar;
    const lost = design.responses === 'gone with the session' && holding.held[key]?.answer !== undefined;
    return lost ? release(sofar, key) : withEffort(sofar, key, { session: undefined, pushed: undefined });
  }, holding);
}
