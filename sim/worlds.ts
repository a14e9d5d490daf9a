// Worlds of real nodes: all stations, and what is on its way between them, as a tuple of numbers of interned data.
// What a node does in one station with one input is worked out once, however many orders of events lead there.
import type { Design } from '../model/design.ts';
import type { Millis } from '../model/node.ts';
import type { Terms } from '../model/terms.ts';
import { Interned } from './intern.ts';
import { Links } from './links.ts';
import { CRASHES, type Crash, FAULTS, type Move, type Ring, STATIONS, TIME, UNTIL, type World } from './moves.ts';
import { random } from './random.ts';
import {
  ACCEPTOR,
  accepting,
  afterFlush,
  type End,
  forgotten,
  handleOf,
  heardOf,
  type Out,
  type Station,
  type Stationed,
  type Surroundings,
  stationed,
  take,
} from './station.ts';
import { CLOSED, type Item, OPENED, type Ways } from './ways.ts';
import type { Participant } from './world.ts';

export type Witness = (out: Out, done: boolean) => void;
/** What a node does in one station on one occasion. */
export interface Outcome {
  readonly station: number;
  readonly outs: readonly Out[];
  /** Where nobody hears of it before it is on the disk: what comes of it then. */
  readonly lasting: Outcome | undefined;
}
/**
 * Whether a flush takes its time, or is done within the step of a node whose whole effect it holds back. The latter is
 * the same for all others if a node holds back all or nothing, always, and takes no notice of a session that it wants to
 * close: what a flush delays may as well take longer on its way. What a crash finds unflushed is for `crashes.ts`.
 */
export type Flushes = 'take their time' | 'within the step';

const [DELIVER, ORDER, FLUSH, TIMER, RESTART] = [0, 1, 2, 3, 4];

export class Worlds {
  readonly actors: readonly Participant[];
  readonly terms: Terms;
  readonly flushes: Flushes;
  readonly links: Links;
  readonly ways: Ways;
  readonly #interned = new Interned();
  readonly #around: Surroundings;
  readonly #occasions = new Map<number, number>();
  readonly #moments = new Map<number, number>();
  readonly #outcomes = new Map<number, Outcome>();

  constructor(actors: readonly Participant[], design: Design, seed: string, terms: Terms, flushes: Flushes) {
    this.actors = actors;
    this.terms = terms;
    this.flushes = flushes;
    this.links = new Links(this.#interned, actors.length, (place) => {
      const name = random(seed, 'session', place).octets(32);
      terms.add({ is: 'fresh', octets: name, by: 'TLS' });
      return name;
    });
    this.ways = this.links.ways;
    const session = this.links.number.bind(this.links);
    this.#around = { actors, design, seed, terms, session };
  }

  /** Nothing has happened. */
  genesis(): World {
    const stations = this.actors.map(({ node }, i) => this.number(stationed(i, node)));
    return [this.number(0), 0, 0, 0, ...stations];
  }

  number(value: unknown): number {
    return this.#interned.id(value);
  }
  value(number: number): unknown {
    return this.#interned.value(number);
  }
  station(world: World, actor: number): Station {
    return this.value(world[STATIONS + actor] as number) as Station;
  }
  now(world: World): Millis {
    return this.value(world[TIME] as number) as Millis;
  }
  /** `witness` is told of what the node wants of the network, and whether that comes to anything. */
  after(world: World, move: Move, witness?: Witness): World {
    const next = [...world];
    switch (move.kind) {
      case 'deliver':
        this.links.arrive(next, move.end);
        break;
      case 'crash':
        this.#crash(next, move, witness);
        return next;
      case 'cut':
        this.links.cut(next, move.session, move.kept);
        next[FAULTS] = (world[FAULTS] as number) - 1;
        next[UNTIL] = 0;
        return next;
      case 'timer':
        this.#ring(next, move);
    }
    const actor = move.kind === 'deliver' ? this.links.at(move.end) : move.actor;
    const outcome = this.outcome(world, move);
    // Others may connect to a node that starts again, and crashes again before what it then writes is on its disk.
    const waits = move.kind === 'restart' && (world[CRASHES] as number) > 0;
    this.#perform(next, actor, waits ? outcome : this.#settled(outcome), witness);
    return next;
  }

  /** What the node does whose move it is, with its flushes to come; of a crash or a cut, nothing. */
  outcome(world: World, move: Move): Outcome {
    switch (move.kind) {
      case 'deliver': {
        const actor = this.links.at(move.end);
        const item = this.ways.items(world[this.links.slot(world, move.end)] as number)[0] as Item;
        return this.#outcome(world, actor, DELIVER, move.end, item, world[TIME] as number, (station, now) =>
          this.#receive(station, move.end, item, now),
        );
      }
      case 'order': {
        const { actor, order } = move;
        return this.#outcome(world, actor, ORDER, 0, this.number(order), world[TIME] as number, (station, now) =>
          take({ ...station, given: station.given + 1 }, { kind: 'order', order }, now, this.#around),
        );
      }
      case 'flush':
        return this.#outcome(world, move.actor, FLUSH, 0, 0, world[TIME] as number, (station, now) =>
          afterFlush(station, now, this.#around),
        );
      case 'timer': {
        const { name } = move;
        const time = this.number(this.due(world, move));
        return this.#outcome(world, move.actor, TIMER, 0, this.number(name), time, (station, now) => {
          const { [name]: _, ...timers } = station.timers;
          return take({ ...station, timers }, { kind: 'timer', name }, now, this.#around);
        });
      }
      case 'restart':
        return this.#outcome(world, move.actor, RESTART, 0, 0, world[TIME] as number, (station, now) =>
          take({ ...station, up: true }, { kind: 'restarted', disk: station.disk.lasting }, now, this.#around),
        );
      default:
        return NOTHING;
    }
  }

  /**
   * After a step that a crash takes before others hear of it; or, if it is that a connection comes up, of no more than
   * that. Nothing if there is no such moment in the step.
   */
  unheard(world: World, move: Exclude<Move, { kind: 'crash' | 'cut' | 'flush' }>): World | undefined {
    const actor = move.kind === 'deliver' ? this.links.at(move.end) : move.actor;
    const { station, outs } = this.outcome(world, move);
    const next = [...world];
    if (move.kind === 'deliver') this.links.arrive(next, move.end);
    if (move.kind === 'timer') this.#ring(next, move);
    const [before, after] = [this.station(world, actor), this.value(station) as Station];
    if (after.broken !== undefined) return undefined;
    const isHeld = outs.length === 0 && after.told === before.told && after.flushes.length > 0;
    if (isHeld && this.flushes === 'within the step') next[STATIONS + actor] = station;
    else if (move.kind !== 'deliver' || !this.links.connects(world, move.end)) return undefined;
    return next;
  }

  /** When a timer rings: at its time, or if that is past, now. */
  due(world: World, { actor, name }: { readonly actor: number; readonly name: string }): Millis {
    return Math.max(this.now(world), this.station(world, actor).timers[name]?.at ?? 0);
  }

  #settled(outcome: Outcome): Outcome {
    return this.flushes === 'within the step' ? (outcome.lasting ?? outcome) : outcome;
  }

  #ring(next: number[], move: Ring): void {
    next[TIME] = this.number(this.due(next, move));
    if (move.until !== undefined) next[UNTIL] = this.number(move.until) + 1;
    if (move.hasty) next[FAULTS] = (next[FAULTS] as number) - 1;
  }

  #crash(next: number[], { actor, before, station, restarts }: Crash, witness: Witness | undefined): void {
    for (const move of before)
      if (move.kind === 'deliver') this.links.arrive(next, move.end);
      else if (move.kind === 'timer') this.#ring(next, move);
    next[STATIONS + actor] = station;
    next[CRASHES] = (next[CRASHES] as number) - 1;
    next[UNTIL] = 0;
    for (const end of this.links.leave(next, actor)) witness?.({ kind: 'close', end }, true);
    if (restarts) this.#perform(next, actor, this.#settled(this.outcome(next, { kind: 'restart', actor })), witness);
  }

  #outcome(
    world: World,
    actor: number,
    kind: number,
    end: End,
    about: number,
    time: number,
    step: (station: Station, now: Millis) => Stationed,
  ): Outcome {
    const number = world[STATIONS + actor] as number;
    const occasion = numbered(this.#occasions, (end * 8 + kind) * MOST + about);
    const moment = numbered(this.#moments, occasion * MOST + time);
    const key = number * MOST + moment;
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    if (Math.max(about, time, occasion, moment) >= MOST || end >= MOST / 8 || number >= MOST * 8)
      throw new RangeError('more kinds of steps than there are numbers for');
    const [station, now] = [this.value(number) as Station, this.value(time) as Millis];
    const [next, outs] = step(station, now);
    const made = { station: this.number(next), outs, lasting: this.#lasting(station, next, outs, now) };
    this.#outcomes.set(key, made);
    return made;
  }

  /** Of a step that shows in nothing before its flush is done. */
  #lasting(before: Station, after: Station, outs: readonly Out[], now: Millis): Outcome | undefined {
    const shows = outs.length > 0 || after.told !== before.told;
    if (shows || before.flushes.length > 0 || after.flushes.length === 0) return undefined;
    let station = after;
    const all: Out[] = [];
    while (station.flushes.length > 0) {
      const [next, more] = afterFlush(station, now, this.#around);
      station = next;
      all.push(...more);
    }
    return { station: this.number(station), outs: all, lasting: undefined };
  }

  #receive(station: Station, end: End, item: Item, now: Millis): Stationed {
    const { name, opener, acceptor, place } = this.links.session(end >> 1);
    const accepts = (end & 1) === ACCEPTOR;
    if (item === OPENED) {
      const [next, session] = accepts ? accepting(station, end, place) : [station, handleOf(station, end)];
      if (session === undefined) return [station, []];
      const peer = (this.actors[accepts ? opener : acceptor] as Participant).ip;
      return take(next, { kind: 'opened', session, name, peer }, now, this.#around);
    }
    const session = handleOf(station, end);
    if (session === undefined) return [station, []];
    if (item === CLOSED) return take(forgotten(station, session), { kind: 'closed', session }, now, this.#around);
    const block = this.ways.block(item);
    return take(heardOf(station, session), { kind: 'block', session, block }, now, this.#around);
  }

  #perform(next: number[], actor: number, { station, outs }: Outcome, witness: Witness | undefined): void {
    next[STATIONS + actor] = station;
    for (const out of outs) {
      const done =
        out.kind === 'send'
          ? this.links.push(next, out.end ^ 1, this.ways.item(out.block))
          : out.kind === 'close'
            ? this.links.close(next, out.end)
            : this.links.open(next, out.end, out.to);
      witness?.(out, done);
    }
    this.links.sweep(next);
  }
}

const NOTHING: Outcome = { station: 0, outs: [], lasting: undefined };
const MOST = 2 ** 24;

function numbered(numbers: Map<number, number>, key: number): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
