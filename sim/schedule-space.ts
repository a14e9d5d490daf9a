// All orders of events from one world on, as a system to search: deliveries, disks, users, crashes and faults in every order.
// The network is untimed: anything on its way may take longer than anything else, but what has a timer waits for all of it.
import type { Millis, Order } from '../model/node.ts';
import { crashesOf } from './crashes.ts';
import { CRASHES, FAULTS, type Move, STATIONS, UNTIL, type World } from './moves.ts';
import type { System } from './search.ts';
import { type End, handleOf, OPENER } from './station.ts';
import { CLOSED, EMPTY, OPENED, SHUT } from './ways.ts';
import type { Worlds } from './worlds.ts';

export interface Bounds {
  readonly crashes: number;
  /** Sessions cut, and timers that fire while something is on its way still. */
  readonly faults: number;
  /** How long idle timers ring when nothing else is left to do; by default they never do. */
  readonly restMillis?: Millis;
  readonly users?: Users;
}
/** When users write: before time passes, as by default; whenever they like, so that timers may ring before; or once nothing else is left to do. */
export type Users = 'write at once' | 'may wait' | 'wait until all is at rest';
/** Of any nodes, or of such as connect and greet as servers and clients do. */
export type Reduction = 'nothing' | 'independent steps' | 'independent steps of servers and clients';

/** Of the name of a world: thousands of sessions at once. */
const MOST_LETTERS = 2 ** 13;

const isIn = (some: number, actor: number): boolean => (some & (1 << actor)) !== 0;

interface Timing {
  readonly actor: number;
  readonly name: string;
  readonly at: Millis;
}
export interface ScheduleSpace extends System<World, Move> {
  readonly reduce: ((world: World, moves: readonly Move[]) => readonly Move[]) | undefined;
}

/** From `start`, in which each actor is yet to be given its orders, in their order and at any time. */
export function scheduleSpace(
  worlds: Worlds,
  start: World,
  orders: readonly (readonly Order[])[],
  { crashes, faults, restMillis = 0, users = 'write at once' }: Bounds,
  reduction: Reduction,
): ScheduleSpace {
  const everyActor = worlds.actors.map((_, actor) => actor);
  const given = everyActor.map((actor) => worlds.station(start, actor).given);
  const sessionsAt = STATIONS + everyActor.length;
  const connectsAsClients = reduction === 'independent steps of servers and clients';
  const everyone = 2 ** everyActor.length - 1;
  const atOnce = worlds.flushes === 'within the step';

  const mayCrash = (world: World): boolean => (world[CRASHES] as number) > 0;
  const mayFail = (world: World): boolean => (world[FAULTS] as number) > 0;

  /** What happens by itself, sooner or later; a timer alone does not. */
  function due(world: World): Move[] {
    const moves: Move[] = [];
    for (const actor of everyActor) {
      const station = worlds.station(world, actor);
      if (!station.up) {
        // Nobody connects to a node because it crashed, but when a timer rings; so it may as well start again at once.
        if (atOnce) return [{ kind: 'restart', actor }];
        moves.push({ kind: 'restart', actor });
        continue;
      }
      if (station.flushes.length > 0) moves.push({ kind: 'flush', actor });
      const order = orders[actor]?.[station.given - (given[actor] as number)];
      if (order !== undefined) moves.push({ kind: 'order', actor, order });
    }
    for (let i = sessionsAt; i < world.length; i += 3)
      for (const side of [0, 1])
        if (worlds.ways.items(world[i + 1 + side] as number).length > 0)
          moves.push({ kind: 'deliver', end: 2 * (world[i] as number) + side });
    return moves;
  }

  /** The timers that are set for the earliest time; idle ones only once there are no others. */
  function timers(world: World, hasty: boolean): Move[] {
    const idlers: Timing[] = [];
    const others: Timing[] = [];
    for (const actor of everyActor) {
      const station = worlds.station(world, actor);
      // No time passes while a disk is at work, or before who crashed is there again.
      if (!station.up || station.flushes.length > 0) return [];
      for (const [name, { at, idle }] of Object.entries(station.timers))
        (idle ? idlers : others).push({ actor, name, at });
    }
    const ring = (all: readonly Timing[], until: Millis | undefined): Move[] => {
      const least = Math.min(...all.map(({ at }) => at));
      return all.flatMap(({ actor, name, at }): Move[] =>
        at > least || (until !== undefined && at > until) ? [] : [{ kind: 'timer', actor, name, hasty, until }],
      );
    };
    if (others.length > 0) return ring(others, undefined);
    const since = (world[UNTIL] as number) - 1;
    return hasty || restMillis === 0
      ? []
      : ring(idlers, since < 0 ? worlds.now(world) + restMillis : (worlds.value(since) as Millis));
  }

  /** Where some user is still to write. */
  function restingMoves(world: World, moves: readonly Move[], others: readonly Move[]): Move[] {
    if (others.length > 0) return [...others, ...(mayFail(world) ? timers(world, true) : [])];
    const rings = timers(world, false);
    return rings.length > 0 ? rings : [...moves];
  }

  /** All but crashes and cuts. */
  function steps(world: World): Move[] {
    const moves = due(world);
    if (moves.length === 0) return timers(world, false);
    if (users === 'may wait' && moves.every(isOrder)) return [...moves, ...timers(world, false)];
    if (users === 'wait until all is at rest') {
      const others = moves.filter((move) => !isOrder(move));
      if (others.length < moves.length) return restingMoves(world, moves, others);
    }
    return mayFail(world) ? [...moves, ...timers(world, true)] : moves;
  }

  const crashing = crashesOf(worlds, (world, actor) =>
    due(world).flatMap((move) =>
      move.kind === 'crash' || move.kind === 'cut' || move.kind === 'flush' || actorOf(move) !== actor ? [] : [move],
    ),
  );
  function crashMoves(world: World, before: readonly Move[]): readonly Move[] {
    if (!mayCrash(world)) return [];
    if (atOnce && everyActor.some((actor) => !worlds.station(world, actor).up)) return [];
    const rings = before.filter((move) => move.kind === 'timer');
    return everyActor.flatMap((actor) => crashing(world, actor, rings, atOnce && world[CRASHES] === 1));
  }

  function cuts(world: World): Move[] {
    const moves: Move[] = [];
    for (let i = sessionsAt; i < world.length; i += 3) {
      const [toOpener, toAcceptor] = [1, 2].map((side) => worlds.ways.items(world[i + side] as number));
      if (toOpener === undefined || toAcceptor === undefined) continue;
      if (toOpener.at(-1) === CLOSED || toAcceptor.at(-1) === CLOSED) continue;
      for (let there = 0; there <= toAcceptor.length; there++)
        for (let back = 0; back <= toOpener.length; back++)
          moves.push({ kind: 'cut', session: world[i] as number, kept: [back, there] });
    }
    return moves;
  }

  const letters = new Uint16Array(MOST_LETTERS);
  const isOrder = ({ kind }: Move): boolean => kind === 'order';
  const isFault = ({ kind }: Move): boolean => kind === 'crash' || kind === 'cut';

  const initial = [...start];
  [initial[CRASHES], initial[FAULTS]] = [crashes, faults];

  return {
    initial,
    moves: (world) => {
      const moves = steps(world);
      moves.push(...crashMoves(world, moves));
      if (mayFail(world)) moves.push(...cuts(world));
      return moves;
    },
    after: (world, move) => worlds.after(world, move),
    isEnd: (_world, moves) => moves.every(isFault),
    key: (world) => {
      for (let i = 0; i < world.length; i++) {
        const number = world[i] as number;
        letters[2 * i] = number & 0xffff;
        letters[2 * i + 1] = number >>> 16;
      }
      return String.fromCharCode(...letters.subarray(0, 2 * world.length));
    },
    reduce: reduction === 'nothing' ? undefined : first,
  };

  /**
   * The moves of some nodes alone, where they suffice. If nobody else can send any of them what it could take before all
   * that is there for it now, whatever others do before one of them moves they can as well do after it, to the same
   * world: adding at one end of a queue and taking at the other commute, a crash shows to others only in a close at the
   * end of a queue, and no timer rings while anything is on its way. And until they move, some move of theirs stays
   * possible. Such moves are a stubborn set (Valmari), and to take only those leads to every end that there is. What
   * would spoil this is looked for: a fault of the network strikes both ends, and lets timers ring; so does a user who
   * takes their time; a session that is
   * opened is lost if the other node crashes after it and not if before, and so it is with one that a node opens when it
   * starts again; and what a crash takes with it may need what is yet to come.
   */
  function first(world: World, moves: readonly Move[]): readonly Move[] {
    if (mayFail(world) || (users !== 'write at once' && moves.some(isOrder))) return moves;
    const crashesAgain = (world[CRASHES] as number) > 1;
    if (!mayCrash(world) && connectsAsClients) {
      const greeting = moves.find((move) => move.kind === 'deliver' && greets(world, move.end));
      if (greeting !== undefined) return [greeting];
    }
    let least = moves;
    const before = senders(world);
    for (const actor of everyActor) {
      const some = closed(before, actor);
      if (some === everyone) continue;
      const own = moves.filter((move) => move.kind !== 'cut' && isIn(some, actorOf(move)));
      if (own.length >= least.length || own.every((move) => isFault(move) || move.kind === 'timer')) continue;
      if (own.some((move) => move.kind === 'crash' && (move.before.length > 0 || crashesAgain))) continue;
      const opens =
        mayCrash(world) &&
        own.some((move) => worlds.outcome(world, move).outs.some((out) => out.kind === 'open' && !isIn(some, out.to)));
      if (!opens) least = own;
    }
    return least;
  }

  /**
   * The first things that come over a session, at either end that it is up and at its acceptor the first block: a server
   * then does nothing but for that session, of which it has no other knowledge, and a client waits to be greeted. Where
   * nothing crashes any more that commutes with all else, so it may come first.
   */
  function greets(world: World, end: End): boolean {
    const [item] = worlds.ways.items(world[worlds.links.slot(world, end)] as number);
    if (item === OPENED) return true;
    if (item === CLOSED || (end & 1) === OPENER) return false;
    const station = worlds.station(world, worlds.links.at(end));
    return station.silent.includes(handleOf(station, end) ?? '');
  }

  /**
   * For each node all who may be the next to send to it: over a session on which nothing is on its way to it, or over a
   * new one. Who is connected already opens a new one only after a rest, for which time must pass. Sets of nodes, in bits.
   */
  function senders(world: World): readonly number[] {
    const known = connectsAsClients && !mayCrash(world);
    const connected = everyActor.map(() => 0);
    const silent = everyActor.map(() => 0);
    for (let i = sessionsAt; i < world.length; i += 3) {
      const { opener, acceptor } = worlds.links.session(world[i] as number);
      if (acceptor < 0) continue;
      if (world[i + 1] === EMPTY) silent[opener] = (silent[opener] as number) | (1 << acceptor);
      if (world[i + 2] === EMPTY) silent[acceptor] = (silent[acceptor] as number) | (1 << opener);
      if (known && world[i + 1] !== SHUT) connected[acceptor] = (connected[acceptor] as number) | (1 << opener);
    }
    return everyActor.map((actor) => {
      const connecting = worlds.actors[actor]?.host === undefined ? 0 : everyone & ~(connected[actor] as number);
      return connecting | (silent[actor] as number);
    });
  }
  /** A node, and with each all who may send to it. */
  function closed(before: readonly number[], actor: number): number {
    let some = 1 << actor;
    for (let less = 0; less !== some; ) {
      less = some;
      for (const one of everyActor) if (isIn(less, one)) some |= before[one] as number;
    }
    return some;
  }
  function actorOf(move: Exclude<Move, { kind: 'cut' }>): number {
    return move.kind === 'deliver' ? worlds.links.at(move.end) : move.actor;
  }
}
