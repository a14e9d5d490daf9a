// The world in which an exploration starts: queues are made and joined, sessions are up, relays are registered.
// All that happens in one canonical order and without a fault; only the messages are left to be explored.
import { idealCrypto } from '../model/crypto-ideal.ts';
import type { Order } from '../model/node.ts';
import { Terms } from '../model/terms.ts';
import { castOf } from './cast.ts';
import { type Move, sessionsIn, TIME, type World } from './moves.ts';
import type { Planned } from './plan.ts';
import { random } from './random.ts';
import type { Asked, Scenario } from './scenario.ts';
import { scheduleSpace } from './schedule-space.ts';
import { ACCEPTOR, newsOf, OPENER } from './station.ts';
import { type Flushes, Worlds } from './worlds.ts';

export interface SetUp {
  readonly worlds: Worlds;
  /** Where nothing has happened, and the moves from there to where the exploration starts. */
  readonly genesis: World;
  readonly moves: readonly Move[];
  readonly start: World;
  /** What each actor's user is still to write. */
  readonly orders: readonly (readonly Order[])[];
}

/** Whether who reads a queue is connected to its relay from the start, or only once there is nothing else to do. */
export type Readers = 'are there' | 'come when all is quiet';

/** A set-up that has not come to rest after so many moves never will. */
const MOST_MOVES = 20_000;

/** Takes a scenario to where its messages are to be written, or says in words why it cannot be explored. */
export function setUp(
  asked: Pick<Asked, 'scenario' | 'design' | 'seed'> & { readonly readers: Readers },
  flushes: Flushes,
): SetUp | string {
  const { scenario, design, seed, readers } = asked;
  if (scenario.clients.some(({ over }) => over !== undefined))
    return 'a scenario with something between a client and its servers cannot be explored: only runs have that';
  if (scenario.faults.length > 0) return 'a scenario with faults of its own cannot be explored: bounds give them';
  const terms = new Terms();
  const cryptoAt = (node: string, step: string) => idealCrypto(random(seed, node, step).octets, terms, node);
  const { participants: actors, first, after } = castOf(asked, terms, cryptoAt);
  const worlds = new Worlds(actors, design, seed, terms, flushes);
  const genesis = worlds.genesis();
  const space = scheduleSpace(worlds, genesis, [], { crashes: 0, faults: 0 }, 'nothing');
  const lastOrder = Math.max(0, ...scenario.orders.map((one) => one.atMillis));
  const moves: Move[] = [];
  const writes: Planned[] = [];
  const pending: Planned[] = [];
  const add = (planned: readonly Planned[]) => {
    for (const one of planned) (one.order.kind === 'send' || one.order.kind === 'cancel' ? writes : pending).push(one);
  };
  let made = 0;
  let world = genesis;
  add(first);
  for (;;) {
    const next = pending.shift();
    const move: Move | undefined =
      next === undefined
        ? space.moves(world)[0]
        : { kind: 'order', actor: actors.findIndex(({ name }) => name === next.node), order: next.order };
    if (move === undefined) break;
    if (moves.push(move) > MOST_MOVES) return `the set-up of ${scenario.name} does not come to rest`;
    const before = world;
    world = worlds.after(world, move);
    for (const [actor, { name }] of actors.entries()) {
      const { broken } = worlds.station(world, actor);
      if (broken !== undefined) return `the code of ${name} broke in the set-up: ${broken}`;
      for (const news of newsOf(worlds.station(before, actor), worlds.station(world, actor))) {
        if (news.kind === 'created') made++;
        add(after(name, news));
      }
    }
  }
  if (made < scenario.queues.length) return `not every queue of ${scenario.name} comes about in the set-up`;
  if (readers === 'come when all is quiet') {
    const leaving = farewells(worlds, world, scenario);
    world = leaving.reduce((sofar, move) => worlds.after(sofar, move), world);
    moves.push(...leaving);
  }
  const start = [...world];
  // Every order may come now, and none before its time.
  start[TIME] = worlds.number(Math.max(worlds.now(world), lastOrder));
  const orders = actors.map(({ name }) =>
    writes
      .filter(({ node }) => node === name)
      .sort((a, b) => a.at - b.at)
      .map(({ order }) => order),
  );
  return { worlds, genesis, moves, start, orders };
}

/** The sessions over which queues are read break, and both ends know; the reader sets a timer to be back. */
function farewells(worlds: Worlds, world: World, { queues }: Scenario): readonly Move[] {
  const nameOf = (actor: number): string | undefined => worlds.actors[actor]?.name;
  return sessionsIn(world, worlds.actors.length).flatMap((session): Move[] => {
    const { opener, acceptor } = worlds.links.session(session);
    const reads = queues.some(({ to, relay }) => to === nameOf(opener) && relay === nameOf(acceptor));
    const ends = [2 * session + OPENER, 2 * session + ACCEPTOR].map((end): Move => ({ kind: 'deliver', end }));
    return reads ? [{ kind: 'cut', session, kept: [0, 0] }, ...ends] : [];
  });
}
