// Sessions over links with latency, and what faults do to them. A session keeps the order of what it carries.
// All that is on its way stands with its session, where a fault finds it.
import type { Handle, Input, Millis } from '../model/node.ts';
import type { Octets } from '../model/octets.ts';
import type { Terms } from '../model/terms.ts';
import { round } from './agenda.ts';
import { type Faults, joins } from './faults.ts';
import { type Numbers, overlay, type Passage } from './overlay.ts';
import { random } from './random.ts';
import type { Recorder } from './record.ts';
import type { Over } from './scenario.ts';
import { RECORD_OVERHEAD_OCTETS } from './trace.ts';

/** How long a node tries to open a session over a link that carries nothing. */
export const CONNECT_MILLIS = 10_000;

/** A node as the network sees it. */
export interface Host {
  readonly name: string;
  readonly ip: string;
  /** What the sessions that it opens pass through. */
  readonly over?: Over | undefined;
  up(): boolean;
  /** Has something happen then, unless the node crashes before. */
  later(at: Millis, what: (at: Millis) => void): void;
  take(input: Input, at: Millis, cause: number | undefined): void;
}
interface Setting {
  readonly seed: string;
  readonly latencyMillis: Millis;
  readonly jitterMillis: Millis;
  readonly faults: Faults;
  readonly record: Recorder;
  readonly terms: Terms;
  readonly numbers: Numbers;
  /** Who is reached at the host of an address. */
  readonly find: (host: string) => Host | undefined;
}

interface End {
  readonly host: Host;
  readonly handle: Handle;
  /** It has heard that the session is up. */
  told: boolean;
  /** It has neither closed the session nor lost it. */
  open: boolean;
}
/** The end that something is on its way to. */
type Way = 0 | 1;
const WAYS: readonly Way[] = [0, 1];
interface Session {
  readonly index: number;
  readonly ends: readonly [End, End];
  /** Blocks so far, each way. */
  readonly counts: [number, number];
  readonly flights: Set<Flight>;
  swallows: boolean;
  readonly passage: Passage | undefined;
}
/** Something on its way. */
interface Flight {
  readonly way: Way;
  readonly leaves: Millis;
  readonly arrives: Millis;
  /** The event of a block, and those of what it is on each hop. */
  readonly carried?: number;
  readonly hops?: readonly number[];
}

export interface Network {
  open(host: Host, handle: Handle, to: string, at: Millis, cause: number | undefined): void;
  send(host: Host, handle: Handle, block: Octets, at: Millis, cause: number | undefined): void;
  close(host: Host, handle: Handle, at: Millis, cause: number | undefined): void;
  /** A node is gone: what had not left it never will, and the other ends hear of it as of any close. */
  crash(host: Host, at: Millis, cause: number): void;
  cut(between: readonly [string, string], at: Millis): void;
  halfOpen(between: readonly [string, string], at: Millis): void;
}

const viaOf = (passage: Passage | undefined): { readonly via?: readonly string[] } =>
  passage === undefined ? {} : { via: passage.via };

export function network(setting: Setting): Network {
  const { seed, latencyMillis, jitterMillis, faults, record, terms, numbers, find } = setting;
  const overlays = overlay(setting);
  const sessions: Session[] = [];
  /** Sessions by the names that nodes have for them, with the way from there. */
  const held = new Map<Host, Map<Handle, readonly [Session, Way]>>();
  const accepted = new Map<Host, number>();

  const latency = (session: number, way: Way, count: number, passage: Passage | undefined): Millis =>
    round(
      (passage?.oneWayMillis ?? latencyMillis) +
        (jitterMillis && jitterMillis * random(seed, 'latency', session, way, count).next()),
    );
  const source = ({ ends }: Session, way: Way): End => ends[way === 0 ? 1 : 0];
  const namesOf = (session: Session, way: Way) => ({
    session: session.index,
    from: source(session, way).host.name,
    to: session.ends[way].host.name,
    ...viaOf(session.passage),
  });
  /** Through no partition between the ends, nor between the client and what it enters an overlay by. */
  const clear = (from: string, to: string, passage: Passage | undefined, at: Millis, takesMillis: Millis): Millis => {
    const through = faults.clear(from, to, at, takesMillis);
    const entry = passage?.via[0];
    if (entry === undefined) return through;
    const entered = [from, to].reduce((then, end) => faults.clear(end, entry, then, takesMillis), through);
    return entered === through ? through : clear(from, to, passage, entered, takesMillis);
  };
  const breaks = (between: readonly [string, string], { ends, passage }: Session): boolean => {
    const [one, other] = [ends[0].host.name, ends[1].host.name];
    return joins(between, one, other) || (passage !== undefined && joins(between, one, passage.via[0] as string));
  };
  /** When it is there: behind all that goes the same way, and through no partition. */
  const arrival = (session: Session, way: Way, leaves: Millis, takesMillis: Millis): Millis => {
    const { from, to } = namesOf(session, way);
    const before = [...session.flights].filter((one) => one.way === way).map((one) => one.arrives);
    return Math.max(clear(from, to, session.passage, leaves, takesMillis) + takesMillis, ...before);
  };
  const fly = (session: Session, flight: Flight, input: Input, cause: number): void => {
    const end = session.ends[flight.way];
    session.flights.add(flight);
    end.host.later(flight.arrives, (at) => {
      if (!session.flights.delete(flight)) return;
      if (input.kind === 'opened') end.told = true;
      if (input.kind === 'closed') end.open = false;
      end.host.take(input, at, cause);
    });
  };
  const lose = (session: Session, flight: Flight, how: 'swallowed' | 'unsent'): void => {
    session.flights.delete(flight);
    if (flight.carried !== undefined) record[how](flight.carried);
    if (how === 'unsent') for (const hop of flight.hops ?? []) record.unsent(hop);
  };
  const hangUp = (session: Session, way: Way, leaves: Millis, cause: number | undefined): void => {
    const closed = record.add({ at: leaves, cause, kind: 'closed', ...namesOf(session, way) });
    if (session.swallows) return;
    const arrives = arrival(session, way, leaves, latency(session.index, way, -2, session.passage));
    session.passage?.carry(way === 1 ? 'there' : 'back', 0, leaves, arrives);
    fly(session, { way, leaves, arrives }, { kind: 'closed', session: session.ends[way].handle }, closed);
  };

  /** Opens a session, now or when the link has healed. */
  const dial = (host: Host, handle: Handle, to: string, at: Millis, until: Millis, cause: number | undefined): void => {
    const refuse = (when: Millis): void =>
      host.later(when, (then) => host.take({ kind: 'closed', session: handle }, then, cause));
    const them = find(to);
    if (them === undefined) {
      refuse(at + latencyMillis);
      return;
    }
    const passage = overlays.passage(host, at);
    if (passage !== undefined && passage.readyAt > at) {
      if (passage.readyAt > until) refuse(until);
      else host.later(passage.readyAt, (then) => dial(host, handle, to, then, until, cause));
      return;
    }
    const index = numbers.next;
    const rtt = latency(index, 0, -1, passage) + latency(index, 1, -1, passage) + (passage?.openingMillis ?? 0);
    const begins = clear(host.name, them.name, passage, at, rtt);
    const ips = { fromIp: passage?.fromIp ?? host.ip, toIp: them.ip };
    if (begins > at || !them.up()) {
      record.add({
        at,
        cause,
        kind: 'unanswered',
        from: host.name,
        to: them.name,
        ...ips,
        ...viaOf(passage),
      });
      if (begins > until) refuse(until);
      else if (begins > at) host.later(begins, () => dial(host, handle, to, begins, until, cause));
      else refuse(at + latencyMillis);
      return;
    }
    const count = accepted.get(them) ?? 0;
    accepted.set(them, count + 1);
    const ends = [
      { host, handle, told: false, open: true },
      { host: them, handle: `in ${count}`, told: false, open: true },
    ] as const;
    const session: Session = { index, ends, counts: [0, 0], flights: new Set(), swallows: false, passage };
    sessions.push(session);
    numbers.next++;
    passage?.greet(at, at + rtt);
    const name = random(seed, 'session', index).octets(32);
    terms.add({ is: 'fresh', octets: name, by: 'TLS' });
    const opened = record.add({ at, cause, kind: 'opened', ...namesOf(session, 1), ...ips });
    // The side that accepts has the last flight of the handshake to wait for.
    const there = clear(host.name, them.name, passage, at, rtt + rtt / 2) + rtt + rtt / 2;
    for (const [way, arrives] of [
      [0, at + rtt],
      [1, there],
    ] as const) {
      const end = ends[way];
      held.set(end.host, (held.get(end.host) ?? new Map()).set(end.handle, [session, way === 0 ? 1 : 0]));
      const peer = way === 0 ? ips.toIp : ips.fromIp;
      fly(session, { way, leaves: at, arrives }, { kind: 'opened', session: end.handle, name, peer }, opened);
    }
  };

  return {
    open(host, handle, to, at, cause) {
      const leaves = faults.leaves(host.name, at);
      const until = at + CONNECT_MILLIS;
      if (leaves === at) dial(host, handle, to, at, until, cause);
      else host.later(Math.min(leaves, until), () => dial(host, handle, to, leaves, until, cause));
    },
    send(host, handle, block, at, cause) {
      const [session, way] = held.get(host)?.get(handle) ?? [];
      if (session === undefined || way === undefined || !source(session, way).open) return;
      const leaves = faults.leaves(host.name, at);
      const takesMillis = latency(session.index, way, session.counts[way]++, session.passage);
      const to = session.ends[way];
      const arrives = to.open && !session.swallows ? arrival(session, way, leaves, takesMillis) : undefined;
      const carried = record.add({ at: leaves, cause, kind: 'carried', ...namesOf(session, way), block, arrives });
      const wireOctets = block.length + RECORD_OVERHEAD_OCTETS;
      const hops = session.passage?.carry(way === 1 ? 'there' : 'back', wireOctets, leaves, arrives) ?? [];
      if (arrives !== undefined)
        fly(session, { way, leaves, arrives, carried, hops }, { kind: 'block', session: to.handle, block }, carried);
    },
    close(host, handle, at, cause) {
      const [session, way] = held.get(host)?.get(handle) ?? [];
      if (session === undefined || way === undefined || !source(session, way).open) return;
      source(session, way).open = false;
      if (session.ends[way].open) hangUp(session, way, faults.leaves(host.name, at), cause);
    },
    crash(host, at, cause) {
      held.delete(host);
      overlays.crash(host.name);
      for (const session of sessions)
        for (const way of WAYS) {
          const end = source(session, way);
          if (end.host !== host) continue;
          for (const flight of session.flights) {
            if (flight.way !== way) lose(session, flight, 'swallowed');
            else if (flight.carried !== undefined && flight.leaves > at) lose(session, flight, 'unsent');
          }
          if (end.open && session.ends[way].open) hangUp(session, way, at, cause);
          end.open = false;
        }
    },
    cut(between, at) {
      overlays.cut(between);
      for (const session of sessions) {
        if (session.swallows || !breaks(between, session)) continue;
        for (const flight of session.flights) lose(session, flight, flight.leaves > at ? 'unsent' : 'swallowed');
        for (const way of WAYS) {
          const end = session.ends[way];
          if (!end.open) continue;
          end.open = false;
          const closed = record.add({ at, cause: undefined, kind: 'closed', ...namesOf(session, way) });
          fly(session, { way, leaves: at, arrives: at }, { kind: 'closed', session: end.handle }, closed);
        }
      }
    },
    halfOpen(between) {
      overlays.cut(between);
      for (const session of sessions) {
        const isUp = session.ends.every((end) => end.open && end.told);
        if (!isUp || !breaks(between, session)) continue;
        session.swallows = true;
        for (const flight of session.flights) lose(session, flight, 'swallowed');
      }
    },
  };
}
