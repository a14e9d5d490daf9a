// One node with all that is its own: state, disk, timers, what waits for its disk, and what its user was told. Stepped as pure data.
import { createHash } from 'node:crypto';
import type { Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import type { Design } from '../model/design.ts';
import { drop, type Effect, type Handle, type Input, type Millis, type News, type Node } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import type { Terms } from '../model/terms.ts';
import { blank, coverage, covered, type Disk, flushed, isClean, written } from './disk.ts';
import { type Random, random } from './random.ts';
import type { Participant } from './world.ts';

/** One end of a session: twice the session's number, and one more at the node that was connected to. */
export type End = number;
export const OPENER = 0;
export const ACCEPTOR = 1;

interface Flush {
  /** How many of the writes that wait it makes last. */
  readonly covers: number;
  readonly held: readonly Effect[];
}
interface Timer {
  readonly at: Millis;
  readonly idle: boolean;
}
export interface Station {
  readonly actor: number;
  readonly state: unknown;
  /** In words what its code threw, which was the end of it. */
  readonly broken: string | undefined;
  readonly up: boolean;
  readonly crashes: number;
  /** It counts no settled writes, so that equal disks are one. */
  readonly disk: Disk;
  /** Records of messages that ever lasted, in the order of their keys: who judges an outcome asks for it. */
  readonly messages: readonly string[];
  readonly flushes: readonly Flush[];
  readonly timers: Readonly<Record<string, Timer>>;
  readonly ends: Readonly<Record<Handle, End>>;
  /** Of those that it accepted, on which nothing has come yet. */
  readonly silent: readonly Handle[];
  /** How often it opened a session by a name since it was started. */
  readonly opens: Readonly<Record<Handle, number>>;
  /** Inputs that it drew randomness for, and how often. */
  readonly drawn: Readonly<Record<string, number>>;
  /** Orders that it was given. */
  readonly given: number;
  /** By what it is about: what a user heard of one message before another tells nobody anything. */
  readonly told: Readonly<Record<string, readonly News[]>>;
}

export type Out =
  | { readonly kind: 'open'; readonly end: End; readonly to: number }
  | { readonly kind: 'send'; readonly end: End; readonly block: Octets }
  | { readonly kind: 'close'; readonly end: End };

/** What all stations share. */
export interface Surroundings {
  readonly actors: readonly Participant[];
  readonly design: Design;
  readonly seed: string;
  readonly terms: Terms;
  /** The number of a session that is new, of one opener and place. */
  session(opener: number, acceptor: number, place: string): number;
}

export type Stationed = readonly [Station, readonly Out[]];

export const stationed = (actor: number, node: Node): Station => ({
  actor,
  state: node.start,
  broken: undefined,
  up: true,
  crashes: 0,
  disk: blank,
  messages: [],
  flushes: [],
  timers: {},
  ends: {},
  silent: [],
  opens: {},
  drawn: {},
  given: 0,
  told: {},
});

/** A step of the node. What it draws follows from the input alone, so that inputs that commute give the same octets. */
export function take(station: Station, input: Input, now: Millis, around: Surroundings): Stationed {
  const { name, node } = around.actors[station.actor] as Participant;
  if (station.broken !== undefined) return [station, []];
  let drawn = station.drawn;
  let chance: Random | undefined;
  const draw = (count: number): Octets => {
    if (chance === undefined) {
      const place = `${'session' in input ? input.session : ''}\n${digestOf(input)}`;
      const times = station.drawn[place] ?? 0;
      chance = random(around.seed, name, station.crashes, place, times);
      drawn = sorted(station.drawn, place, times + 1);
    }
    return chance.octets(count);
  };
  const crypto: Crypto = idealCrypto(draw, around.terms, name);
  try {
    const context = { self: name, now, arrivedAt: now, design: around.design, crypto };
    const [state, effects] = node.step(station.state, input, context);
    return perform({ ...station, state, drawn }, effects, now, around);
  } catch (problem) {
    if (!(problem instanceof Error)) throw problem;
    return [{ ...station, broken: `${problem.name}: ${problem.message}` }, []];
  }
}

/** How a client calls the record of a message on its disk. */
const MESSAGE = 'message/';

/** The oldest flush is done: its writes last, and what it held back happens. */
export function afterFlush(station: Station, now: Millis, around: Surroundings): Stationed {
  const [{ covers, held }, ...rest] = station.flushes as readonly [Flush, ...Flush[]];
  const messages = covered(station.disk, covers).filter((key) => key.startsWith(MESSAGE));
  const next: Station = {
    ...station,
    disk: { ...flushed(station.disk, covers), settled: 0 },
    messages: [...new Set([...station.messages, ...messages])].sort(),
    flushes: rest.map((one) => ({ ...one, covers: one.covers - covers })),
  };
  return perform(next, held, now, around);
}

/** The end of all but the disk. */
export const crashed = (station: Station, disk: Disk, node: Node): Station => ({
  ...stationed(station.actor, node),
  up: false,
  crashes: station.crashes + 1,
  disk: { ...disk, settled: 0 },
  messages: station.messages,
  given: station.given,
  told: station.told,
});

/** Its end of a session is no more; nor can what came over it come again. */
export function forgotten(station: Station, handle: Handle): Station {
  const drawn = Object.entries(station.drawn).filter(([place]) => !place.startsWith(`${handle}\n`));
  const ends = drop(station.ends, handle);
  return { ...heardOf(station, handle), ends, drawn: Object.fromEntries(drawn) };
}

export const handleOf = (station: Station, end: End): Handle | undefined =>
  Object.keys(station.ends).find((handle) => station.ends[handle] === end);

/** A session that it takes up; its name says who opened it when, so that no order shows in it. */
export const accepting = (station: Station, end: End, place: string): readonly [Station, Handle] => {
  const handle = `in ${place}`;
  const silent = [...station.silent, handle].sort();
  return [{ ...station, ends: sorted(station.ends, handle, end), silent }, handle];
};

/** Something came over a session. */
export const heardOf = (station: Station, handle: Handle): Station =>
  station.silent.includes(handle) ? { ...station, silent: station.silent.filter((one) => one !== handle) } : station;

function perform(before: Station, effects: readonly Effect[], now: Millis, around: Surroundings): Stationed {
  let station = before;
  const outs: Out[] = [];
  for (const effect of effects)
    switch (effect.kind) {
      case 'open': {
        const { session, host } = effect;
        const { actor, crashes } = station;
        const times = station.opens[session] ?? 0;
        const to = around.actors.findIndex((one) => one.host === host);
        const number = around.session(actor, to, [actor, crashes, session, times, host].join('/'));
        const end = 2 * number + OPENER;
        outs.push({ kind: 'open', end, to });
        const [ends, opens] = [sorted(station.ends, session, end), sorted(station.opens, session, times + 1)];
        station = { ...station, ends, opens };
        break;
      }
      case 'send': {
        const end = station.ends[effect.session];
        if (end !== undefined) outs.push({ kind: 'send', end, block: effect.block });
        break;
      }
      case 'close': {
        const end = station.ends[effect.session];
        if (end === undefined) break;
        outs.push({ kind: 'close', end });
        station = forgotten(station, effect.session);
        break;
      }
      case 'timer': {
        const { name, at, idle = false } = effect;
        const timers =
          at === Number.POSITIVE_INFINITY
            ? drop(station.timers, name)
            : sorted(station.timers, name, { at: Math.max(now, at), idle });
        station = { ...station, timers };
        break;
      }
      case 'write':
        station = { ...station, disk: written(station.disk, effect) };
        break;
      case 'flush': {
        // What an earlier one holds back is not overtaken.
        if (isClean(station.disk) && station.flushes.length === 0) {
          const [next, more] = perform(station, effect.then, now, around);
          station = next;
          outs.push(...more);
          break;
        }
        const flushes = [...station.flushes, { covers: coverage(station.disk), held: effect.then }];
        station = { ...station, flushes };
        break;
      }
      case 'tell': {
        const about = aboutOf(effect.news);
        const before = station.told[about] ?? [];
        // What is told again after a crash is the same.
        if (station.crashes > 0 && before.some((one) => isSame(one, effect.news))) break;
        station = { ...station, told: sorted(station.told, about, [...before, effect.news]) };
      }
    }
  return [station, outs];
}

/** What its user was told in between. */
export const newsOf = (before: Station, after: Station): readonly News[] =>
  before.told === after.told
    ? []
    : Object.entries(after.told).flatMap(([about, all]) => all.slice(before.told[about]?.length ?? 0));

/** A queue, a message, or whatever else news is of. */
function aboutOf(news: News): string {
  switch (news.kind) {
    case 'created':
    case 'joined':
    case 'received':
      return `queue ${news.queue}`;
    case 'gained':
    case 'intervened':
      return news.kind;
    default:
      return `message ${news.id}`;
  }
}

function isSame(one: News, other: News): boolean {
  const others: Readonly<Record<string, unknown>> = { ...other };
  return Object.entries(one).every(([key, value]) => others[key] === value);
}

/** Records of a station are in the order of their keys, so that no history shows in them. */
function sorted<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  if (Object.hasOwn(record, key)) return { ...record, [key]: value };
  const entries = [...Object.entries(record), [key, value] as const];
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digestOf(input: Input): string {
  const hash = createHash('sha256').update(
    JSON.stringify(input, (_key, value) => (value instanceof Uint8Array ? value.length : value)),
  );
  const add = (value: unknown): void => {
    if (value instanceof Uint8Array) hash.update(value);
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) add(part);
  };
  add(input);
  return hash.digest('base64');
}
