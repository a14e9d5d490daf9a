// What a crash of one node may come to: after which steps of its own, and what its disk kept of what they wrote.
import { type Disk, crashed as diskAfter, type Fate, fates, type Write } from './disk.ts';
import { type Crash, FAULTS, type Move, type Ring, STATIONS, TIME, type World } from './moves.ts';
import { crashed } from './station.ts';
import type { Participant } from './world.ts';
import type { Worlds } from './worlds.ts';

/** Ways in which all the writes that wait may fare together; where there are more, all or all but one share a fate. */
const MOST_COMBINED = 256;

/** What may last after a crash: each write that no flush has confirmed is kept, lost or torn. */
export function disksAfterCrash(disk: Disk): readonly { readonly disk: Disk; readonly words: string }[] {
  const { waiting } = disk;
  const all = (fate: Fate): readonly Fate[] => waiting.map(() => fate);
  const count = waiting.reduce((product, write) => product * fates(write).length, 1);
  const combined = () =>
    waiting.reduce<readonly (readonly Fate[])[]>(
      (sofar, write) => sofar.flatMap((met) => fates(write).map((fate) => [...met, fate])),
      [[]],
    );
  const singled = () =>
    waiting.flatMap((write, i) =>
      fates(write)
        .filter((fate) => fate !== 'kept')
        .map((fate) => all('kept').with(i, fate)),
    );
  const choices = count <= MOST_COMBINED ? combined() : [all('lost'), all('kept'), ...singled()];
  return choices.map((met) => ({
    disk: diskAfter(disk, (i) => met[i] as Fate),
    words: met.map((fate, i) => `${namesOf(waiting[i] as Write)} is ${fate}`).join(', '),
  }));
}

const namesOf = ({ records }: Write): string =>
  Object.keys(records)
    .map((key) => `“${key.length > MOST_LETTERS ? `${key.slice(0, MOST_LETTERS)}…` : key}”`)
    .join(' with ');
const MOST_LETTERS = 24;

type Own = Exclude<Move, { kind: 'crash' | 'cut' | 'flush' }>;

/**
 * The crashes of one node that differ in what comes of them. Where flushes are done within the step that asks for them,
 * what a crash may find unflushed are the last steps before it: of these nobody has heard, so that others can as well
 * have made theirs before, and they come with the crash as one move. `own` are the node's moves in a
 * world but for its timers, of which `rings` are up.
 */
export function crashesOf(
  worlds: Worlds,
  own: (world: World, actor: number) => readonly Own[],
): (world: World, actor: number, rings: readonly Ring[], restarts: boolean) => readonly Crash[] {
  const known = new Map<string, readonly Crash[]>();

  function find(world: World, actor: number, rings: readonly Ring[], restarts: boolean): readonly Crash[] {
    const all = new Map<string, Crash>();
    const met = new Set<string>();
    const { node } = worlds.actors[actor] as Participant;
    // `heard` names the sessions that it took up, of which those who opened them have heard.
    const visit = (at: World, before: readonly Own[], heard: string): void => {
      const station = worlds.station(at, actor);
      if (station.up)
        for (const { disk, words } of disksAfterCrash(station.disk)) {
          const number = worlds.number(crashed(station, disk, node));
          const name = `${number} ${at[TIME]} ${at[FAULTS]}${heard}`;
          if (!all.has(name)) all.set(name, { kind: 'crash', actor, before, station: number, words, restarts });
        }
      if (before.length === 0 && worlds.flushes === 'within the step' && station.flushes.length > 0) return;
      for (const move of before.length === 0 ? [...own(at, actor), ...rings] : own(at, actor)) {
        const next = worlds.unheard(at, move);
        if (next === undefined) continue;
        const told = move.kind === 'deliver' && worlds.links.connects(at, move.end) ? ` ${move.end}` : '';
        const place = `${placeOf(worlds, next, actor)}${heard}${told}`;
        if (met.has(place)) continue;
        met.add(place);
        visit(next, [...before, move], heard + told);
      }
    };
    visit(world, [], '');
    return [...all.values()];
  }

  return (world, actor, rings, restarts) => {
    const mine = rings.filter((ring) => ring.actor === actor);
    const set = mine.map(({ name, hasty, until }) => `${name}/${hasty}/${until}`).join('/');
    const place = `${restarts} ${set} ${placeOf(worlds, world, actor)}`;
    const before = known.get(place);
    if (before !== undefined) return before;
    const found = find(world, actor, mine, restarts);
    known.set(place, found);
    return found;
  };
}

/** All that a node can act on. */
function placeOf(worlds: Worlds, world: World, actor: number): string {
  let place = `${actor} ${world[STATIONS + actor]} ${world[TIME]} ${world[FAULTS]}`;
  for (let i = STATIONS + worlds.actors.length; i < world.length; i += 3)
    for (const side of [0, 1])
      if (worlds.links.at(2 * (world[i] as number) + side) === actor) place += ` ${world[i]} ${world[i + 1 + side]}`;
  return place;
}
