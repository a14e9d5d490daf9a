// What stands between a client and the hosts that it opens sessions to: nothing, a VPN, or circuits of Tor.
// It is no matter of nodes: they open sessions as ever. Each hop is in the record with the addresses and sizes seen there.
import type { Millis } from '../model/node.ts';
import { round } from './agenda.ts';
import { joins } from './faults.ts';
import {
  CELL_OCTETS,
  CELL_PAYLOAD_OCTETS,
  CIRCUIT_REUSE_MILLIS,
  CIRCUIT_ROUND_TRIP,
  CIRCUIT_SIGMA,
  HEADERS_OCTETS,
  LARGEST_RECORD_OCTETS,
  MTU_OCTETS,
  TLS_OPENING_OCTETS,
  TUNNEL_OCTETS,
} from './overlay-figures.ts';
import { random } from './random.ts';
import type { Recorder } from './record.ts';
import { entryOf, type Over, overlayIp } from './scenario.ts';
import { RECORD_OVERHEAD_OCTETS } from './trace.ts';

/** Who goes through something. */
export interface Traveller {
  readonly name: string;
  readonly ip: string;
  readonly over?: Over | undefined;
}
/** The way of one session between its client and what it is connected to. */
export interface Passage {
  /** Hosts in between, from the client. */
  readonly via: readonly string[];
  /** The IP address that the other end sees. */
  readonly fromIp: string;
  /** When it is there at the earliest. */
  readonly readyAt: Millis;
  /** One way, client to the other end, before jitter. */
  readonly oneWayMillis: Millis;
  /** What opening a session takes beyond what it takes without an overlay. */
  readonly openingMillis: Millis;
  /** Records what passes on each hop but the last, which the session's own events are; the numbers of its events. */
  carry(way: 'there' | 'back', octets: number, leaves: Millis, arrives: Millis | undefined): readonly number[];
  /** Records what opening a session takes on the hops: to be connected by the last host, and the handshake of TLS. */
  greet(at: Millis, until: Millis): void;
}
interface Setting {
  readonly seed: string;
  readonly latencyMillis: Millis;
  readonly record: Recorder;
  readonly numbers: Numbers;
}
/** Names sessions, and connections below them. */
export interface Numbers {
  next: number;
}
export interface Overlay {
  /** The way of a session opened now; nothing if there is nothing in between. */
  passage(client: Traveller, at: Millis): Passage | undefined;
  /** A client's connection to what it enters by, if it is between these two, is gone with all that goes through it. */
  cut(between: readonly [string, string]): void;
  crash(client: string): void;
}

/** One connection between neighbours, from the client's side. */
interface Hop {
  readonly session: number;
  readonly from: string;
  readonly to: string;
}
interface Circuit {
  readonly hops: readonly Hop[];
  readonly exitIp: string;
  readonly oneWayMillis: Millis;
  readonly readyAt: Millis;
  usedAt: Millis;
}
interface Circuits {
  count: number;
  guard: Hop | undefined;
  current: Circuit | undefined;
  spare: Circuit | undefined;
}

/** Cells that so many octets of a stream take; a command of Tor without any takes one. */
export const cellsOf = (octets: number): number => Math.max(1, Math.ceil(octets / CELL_PAYLOAD_OCTETS));
/** Octets of TLS records that hold so many cells. */
export function cellOctets(cells: number): number {
  const octets = cells * CELL_OCTETS;
  return octets + RECORD_OVERHEAD_OCTETS * Math.ceil(octets / LARGEST_RECORD_OCTETS);
}
/** Packets of a tunnel that so many octets of a stream take, and their octets on the wire, with the headers of the stream inside. */
export const tunnelPackets = (octets: number): number =>
  Math.max(1, Math.ceil(octets / (MTU_OCTETS - TUNNEL_OCTETS - HEADERS_OCTETS)));
export const tunnelled = (octets: number): number => octets + (TUNNEL_OCTETS + HEADERS_OCTETS) * tunnelPackets(octets);

export function overlay({ seed, latencyMillis, record, numbers }: Setting): Overlay {
  const tunnels = new Map<string, Hop>();
  const torOf = new Map<string, Circuits>();

  const connect = (from: Traveller, to: Traveller, at: Millis): Hop => {
    const hop = { session: numbers.next++, from: from.name, to: to.name };
    record.add({ at, cause: undefined, kind: 'connected', ...hop, fromIp: from.ip, toIp: to.ip });
    return hop;
  };
  const convey = (hop: Hop, way: 'there' | 'back', octets: number, at: Millis, arrives: Millis | undefined): number => {
    const ends = way === 'there' ? hop : { ...hop, from: hop.to, to: hop.from };
    return record.add({ at: round(at), cause: undefined, kind: 'conveyed', ...ends, octets, arrives });
  };
  /** The session's time is shared evenly among the hops; what never arrives is seen on the first hop alone. */
  const carrying =
    (hops: readonly Hop[], size: (octets: number) => number): Passage['carry'] =>
    (way, octets, leaves, arrives) => {
      const links = hops.length + 1;
      if (arrives === undefined)
        return way === 'back' ? [] : [convey(hops[0] as Hop, way, size(octets), leaves, undefined)];
      const when = (link: number): Millis => round(leaves + ((arrives - leaves) * link) / links);
      const inOrder = way === 'there' ? hops : hops.toReversed();
      const first = way === 'there' ? 0 : 1;
      return inOrder.map((hop, i) => convey(hop, way, size(octets), when(first + i), when(first + i + 1)));
    };

  /** Half of the time for being connected, half for the handshake. */
  const greeting =
    (carry: Passage['carry']): Passage['greet'] =>
    (at, until) => {
      const when = (quarter: number): Millis => round(at + ((until - at) * quarter) / 4);
      carry('there', 0, when(0), when(1));
      carry('back', 0, when(1), when(2));
      carry('there', TLS_OPENING_OCTETS.there, when(2), when(3));
      carry('back', TLS_OPENING_OCTETS.back, when(3), when(4));
    };

  const build = (client: Traveller, circuits: Circuits, at: Millis): Circuit => {
    const n = ++circuits.count;
    const chance = random(seed, 'circuit', client.name, n);
    // Box and Muller; 1 - u is never 0.
    const normal = Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
    const roundTrip = CIRCUIT_ROUND_TRIP.medianMillis * Math.exp(CIRCUIT_SIGMA * normal);
    const oneWayMillis = round(Math.max(latencyMillis, roundTrip / 2));
    const link = oneWayMillis / 4;
    const host = (kind: string, i: number): Traveller => ({ name: kind, ip: overlayIp(client.name, i) });
    const guard = host(entryOf(client) as string, 0);
    const [middle, exit] = [
      host(`middle ${n} of ${client.name}`, 2 * n - 1),
      host(`exit ${n} of ${client.name}`, 2 * n),
    ];
    let then = at;
    if (circuits.guard === undefined) {
      circuits.guard = connect(client, guard, at);
      then += 2 * link;
    }
    const hops: Hop[] = [circuits.guard];
    // Telescoping: each round trip goes one hop further than the one before.
    for (const reach of [1, 2, 3]) {
      if (reach === 2) hops.push(connect(guard, middle, then + link));
      if (reach === 3) hops.push(connect(middle, exit, then + 2 * link));
      for (const [i, hop] of hops.slice(0, reach).entries()) {
        convey(hop, 'there', cellOctets(1), then + i * link, round(then + (i + 1) * link));
        const back = then + (2 * reach - i - 1) * link;
        convey(hop, 'back', cellOctets(1), back, round(back + link));
      }
      then += 2 * reach * link;
    }
    return { hops, exitIp: exit.ip, oneWayMillis, readyAt: round(then), usedAt: Number.POSITIVE_INFINITY };
  };
  const viaTor = (client: Traveller, at: Millis): Passage => {
    const circuits: Circuits = torOf.get(client.name) ?? {
      count: 0,
      guard: undefined,
      current: undefined,
      spare: undefined,
    };
    torOf.set(client.name, circuits);
    if (circuits.current === undefined || at >= circuits.current.usedAt + CIRCUIT_REUSE_MILLIS) {
      circuits.current = circuits.spare ?? build(client, circuits, at);
      circuits.current.usedAt = at;
      circuits.spare = build(client, circuits, circuits.current.readyAt);
    }
    const { hops, exitIp, oneWayMillis, readyAt } = circuits.current;
    const carry = carrying(hops, (octets) => cellOctets(cellsOf(octets)));
    return {
      via: hops.map(({ to }) => to),
      fromIp: exitIp,
      readyAt,
      oneWayMillis,
      openingMillis: 2 * oneWayMillis,
      carry,
      greet: greeting(carry),
    };
  };
  const viaTunnel = (client: Traveller, at: Millis): Passage => {
    const exit: Traveller = { name: entryOf(client) as string, ip: overlayIp(client.name, 0) };
    const known = tunnels.get(client.name);
    const hop = known ?? connect(client, exit, at);
    tunnels.set(client.name, hop);
    const carry = carrying([hop], tunnelled);
    return {
      via: [exit.name],
      fromIp: exit.ip,
      // A tunnel is up after one round trip.
      readyAt: known === undefined ? round(at + 2 * latencyMillis) : at,
      oneWayMillis: 2 * latencyMillis,
      openingMillis: 0,
      carry,
      greet: greeting(carry),
    };
  };

  const lose = (client: string): void => {
    tunnels.delete(client);
    const circuits = torOf.get(client);
    if (circuits !== undefined)
      torOf.set(client, { count: circuits.count, guard: undefined, current: undefined, spare: undefined });
  };

  return {
    passage(client, at) {
      if (client.over === 'tor') return viaTor(client, at);
      return client.over === 'vpn' ? viaTunnel(client, at) : undefined;
    },
    cut(between) {
      for (const client of [...tunnels.keys(), ...torOf.keys()]) {
        const entry = tunnels.get(client) ?? torOf.get(client)?.guard;
        if (entry !== undefined && joins(between, entry.from, entry.to)) lose(client);
      }
    },
    crash: lose,
  };
}
