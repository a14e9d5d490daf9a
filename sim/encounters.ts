// What a move does on the network, as its ends and the wire between them meet it: a thing leaves, and later arrives.
// Times are left out: a network that takes as long as it likes shows nothing but the order of events.
import type { Move, World } from './moves.ts';
import type { Event } from './trace.ts';
import { CLOSED, type Item, OPENED } from './ways.ts';
import type { Worlds } from './worlds.ts';

type NetworkEvent = Extract<Event, { kind: 'opened' | 'carried' | 'closed' | 'unanswered' }>;

export interface Encounter {
  readonly where: 'leaves' | 'arrives';
  /** At no time. */
  readonly event: NetworkEvent;
}
export interface Met {
  readonly after: World;
  /** In their order. */
  readonly encounters: readonly Encounter[];
}

/** Makes moves; equal encounters are one and the same object, so that comparing them costs nothing. */
export function encountering(worlds: Worlds): (world: World, move: Move) => Met {
  const { actors, links, ways } = worlds;
  const known = new Map<string, Encounter>();
  const nameOf = (actor: number): string => actors[actor]?.name ?? 'nobody';
  const ipOf = (actor: number): string => actors[actor]?.ip ?? '';
  const once = (name: string, make: () => Encounter): Encounter => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = make();
    known.set(name, made);
    return made;
  };
  const encounter = (where: Encounter['where'], kind: NetworkEvent['kind'], sender: number, item: Item): Encounter =>
    once(`${where} ${kind} ${sender} ${item}`, () => {
      const [from, to] = [links.at(sender), links.at(sender ^ 1)];
      const ends = { session: sender >> 1, from: nameOf(from), to: nameOf(to) };
      const [timeless, ips] = [
        { at: 0, cause: undefined },
        { fromIp: ipOf(from), toIp: ipOf(to) },
      ];
      switch (kind) {
        case 'carried':
          return { where, event: { ...timeless, kind, ...ends, block: ways.block(item), arrives: undefined } };
        case 'closed':
          return { where, event: { ...timeless, kind, ...ends } };
        default:
          return { where, event: { ...timeless, kind, ...ends, ...ips } };
      }
    });

  /** What is delivered; that a connection came about is news to its acceptor alone. */
  const arrival = (end: number, item: Item): readonly Encounter[] => {
    if (item === OPENED) return (end & 1) === 1 ? [encounter('arrives', 'opened', end ^ 1, item)] : [];
    return [encounter('arrives', item === CLOSED ? 'closed' : 'carried', end ^ 1, item)];
  };

  return (world, move) => {
    const encounters: Encounter[] = [];
    const taken = new Map<number, number>();
    for (const one of move.kind === 'crash' ? move.before : [move]) {
      if (one.kind !== 'deliver') continue;
      const count = taken.get(one.end) ?? 0;
      taken.set(one.end, count + 1);
      const item = ways.items(world[links.slot(world, one.end)] as number)[count];
      if (item !== undefined) encounters.push(...arrival(one.end, item));
    }
    const after = worlds.after(world, move, (out, done) => {
      if (out.kind === 'open') encounters.push(encounter('leaves', done ? 'opened' : 'unanswered', out.end, OPENED));
      else if (done && out.kind === 'close') encounters.push(encounter('leaves', 'closed', out.end, CLOSED));
      else if (done && out.kind === 'send')
        encounters.push(encounter('leaves', 'carried', out.end, ways.item(out.block)));
    });
    return { after, encounters };
  };
}
