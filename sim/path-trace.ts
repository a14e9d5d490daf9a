// The trace of one way through a schedule space, so that the properties of runs judge it and stories can be told of it.
import type { Millis } from '../model/node.ts';
import type { Move, World } from './moves.ts';
import type { Asked } from './scenario.ts';
import type { SetUp } from './set-up.ts';
import { type End, newsOf } from './station.ts';
import type { Event, Trace } from './trace.ts';
import type { Item } from './ways.ts';

/** One move, those that it takes with it if it is a crash, and what happened by it. */
export interface Moment {
  readonly at: Millis;
  /** The last is the move itself; each with what it delivers, if it delivers something. */
  readonly moves: readonly { readonly move: Move; readonly item: Item | undefined }[];
  readonly events: readonly Event[];
}
export interface PathTrace {
  readonly trace: Trace;
  /** The moves of the path alone; the set-up is in the trace. */
  readonly moments: readonly Moment[];
}

/** Each move is a microsecond later than the one before, so that their order shows: the network has no time here. */
const MILLIS_PER_MOVE = 0.001;

type Carried = Extract<Event, { kind: 'carried' }>;
type OnItsWay = Map<End, { -readonly [K in keyof Carried]: Carried[K] }[]>;

/** Gives the traces of paths from one of the starts of an exploration; the set-up before them is gone through once. */
export function pathTraces(
  asked: Pick<Asked, 'scenario' | 'design' | 'seed'>,
  { worlds, genesis, moves }: SetUp,
): (from: World, path: readonly Move[]) => PathTrace {
  const { terms, actors } = worlds;
  const nameOf = (actor: number): string => actors[actor]?.name ?? 'nobody';

  /** Makes a move and writes down what it does. */
  const make = (world: World, move: Move, turn: number, onItsWay: OnItsWay): readonly [World, Moment] => {
    const cause = undefined;
    const at = (move.kind === 'timer' ? worlds.due(world, move) : worlds.now(world)) + turn * MILLIS_PER_MOVE;
    const events: Event[] = [];
    const taken = new Map<End, number>();
    const all = (move.kind === 'crash' ? [...move.before, move] : [move]).map((one) => {
      if (one.kind === 'order') events.push({ at, cause, kind: 'ordered', node: nameOf(one.actor), order: one.order });
      if (one.kind !== 'deliver') return { move: one, item: undefined };
      const count = taken.get(one.end) ?? 0;
      taken.set(one.end, count + 1);
      const item = worlds.ways.items(world[worlds.links.slot(world, one.end)] as number)[count];
      const arriving = item !== undefined && worlds.ways.isBlock(item) ? onItsWay.get(one.end)?.shift() : undefined;
      if (arriving !== undefined) arriving.arrives = at;
      return { move: one, item };
    });
    if (move.kind === 'crash') events.push({ at, cause, kind: 'crashed', node: nameOf(move.actor) });
    if (move.kind === 'restart' || (move.kind === 'crash' && move.restarts))
      events.push({ at, cause, kind: 'restarted', node: nameOf(move.actor) });
    const after = worlds.after(world, move, (out, done) => {
      if (!done) return;
      const [self, other] = [worlds.links.at(out.end), worlds.links.at(out.end ^ 1)];
      const ends = { session: out.end >> 1, from: nameOf(self), to: nameOf(other) };
      if (out.kind === 'close') events.push({ at, cause, kind: 'closed', ...ends });
      else if (out.kind === 'open') {
        const [fromIp, toIp] = [actors[self]?.ip ?? '', actors[other]?.ip ?? ''];
        events.push({ at, cause, kind: 'opened', ...ends, fromIp, toIp });
      } else {
        const block = worlds.ways.block(worlds.ways.item(out.block));
        // Never, unless it is delivered later on.
        const carried = { at, cause, kind: 'carried', ...ends, block, arrives: Number.POSITIVE_INFINITY } as const;
        events.push(carried);
        onItsWay.set(out.end ^ 1, [...(onItsWay.get(out.end ^ 1) ?? []), carried]);
      }
    });
    for (const [actor, { name: node }] of actors.entries()) {
      const [before, now] = [worlds.station(world, actor), worlds.station(after, actor)];
      const keys = now.messages.filter((key) => !before.messages.includes(key));
      if (keys.length > 0) events.push({ at, cause, kind: 'flushed', node, keys, octets: [] });
      for (const news of newsOf(before, now)) events.push({ at, cause, kind: 'told', node, news });
      if (now.broken !== undefined && before.broken === undefined)
        events.push({ at, cause, kind: 'broken', node, why: now.broken });
    }
    return [after, { at, moves: all, events }];
  };

  const through = (from: World, path: readonly Move[], turns: number): readonly [World, readonly Moment[]] => {
    const onItsWay: OnItsWay = new Map();
    let world = from;
    const moments = path.map((move, i) => {
      const [after, moment] = make(world, move, turns + i, onItsWay);
      world = after;
      return moment;
    });
    return [world, moments];
  };
  const before = through(genesis, moves, 0)[1].flatMap((moment) => moment.events);

  return (from, path) => {
    const [last, moments] = through(from, path, moves.length);
    const events = [...before, ...moments.flatMap((moment) => moment.events)];
    const ends = actors.map(({ name }, actor) => {
      const { state, disk } = worlds.station(last, actor);
      return [name, { state, disk: disk.lasting }] as const;
    });
    return { trace: { ...asked, cryptography: 'ideal', events, ends: new Map(ends), terms }, moments };
  };
}
