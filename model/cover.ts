// Cover traffic of a client: commands that do nothing, at times that follow nothing, on every lane through a proxy (G4).
// To all but their relay they look like any other command.
import { exponential } from './chance.ts';
import { type ClientState, job } from './client-state.ts';
import { submitted } from './endings.ts';
import { type Lane, type Lanes, withLane } from './lane-state.ts';
import type { Context, Effect, Stepped } from './node.ts';

/** The timer that a client covers by. */
export const COVER = 'cover';

const isCovered = ({ route, registration }: Lane): boolean =>
  route.kind === 'proxy' && registration !== undefined && !('asked' in registration);

/** Gives each lane that can be covered its next time, and sets the alarm for the first. */
export function covering(lanes: Lanes, context: Context): readonly [Lanes, readonly Effect[]] {
  const { crypto, design, now } = context;
  if (design.cover === 'none') return [lanes, []];
  const names = Object.keys(lanes.lanes).filter((name) => isCovered(lanes.lanes[name] as Lane));
  const next = names.reduce((sofar, name) => {
    const coverAt = sofar.lanes[name]?.coverAt;
    if (coverAt !== undefined && coverAt > now) return sofar;
    return withLane(sofar, name, { coverAt: now + exponential(crypto, design.coverMillis) });
  }, lanes);
  const at = Math.min(...names.map((name) => next.lanes[name]?.coverAt ?? Number.POSITIVE_INFINITY));
  // Who only covers has nothing to wait for.
  return [next, names.length === 0 ? [] : [{ kind: 'timer', name: COVER, at, idle: true }]];
}

/** Covers what is due. */
export function cover(state: ClientState, context: Context): Stepped<ClientState> {
  let all: Stepped<ClientState> = [state, []];
  for (const [name, lane] of Object.entries(state.lanes.lanes)) {
    if (lane.coverAt === undefined || lane.coverAt > context.now) continue;
    const to = {
      queue: '',
      relay: lane.relay,
      route: lane.route,
      queueId: undefined,
      command: { kind: 'ping' } as const,
      signer: undefined,
    };
    const [next, effects] = submitted(all[0], { ...job('cover', to, context), id: `cover ${name}` }, context);
    all = [next, [...all[1], ...effects]];
  }
  return all;
}
