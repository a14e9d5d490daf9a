// Worlds and adversaries of the tests' own, to see what a game gives away and what it does not.
import type { Player } from '../properties/games/contest.ts';
import type { Adversary, Asked, Game, GameView, Strategy, World } from '../properties/games/game.ts';
import { PROXY, queue, RELAYS, recipient, sender } from '../properties/traffic.ts';

const GAMES = 20;
const START_MILLIS = 10_000;
const GAME_MILLIS = 2_000;
const [relay] = RELAYS as [(typeof RELAYS)[number]];
const [alice, bob] = [sender(0), recipient(0)];

/** One message in each game; if the coin is 1 it is written so much later, and 0 is a world without a secret. */
export const late = (laterMillis: number): World<'late'> => ({
  make(toss, chance) {
    const games = Array.from({ length: GAMES }, (_, i): Game => {
      const from = START_MILLIS + i * GAME_MILLIS;
      return { asked: { from, to: from + GAME_MILLIS, about: [alice.name] }, coin: toss('late', i) };
    });
    const scenario = {
      name: 'late or not',
      servers: [PROXY, relay],
      clients: [alice, bob],
      queues: [queue('a queue', relay.name, alice.name, bob.name, { secured: false })],
      orders: games.map(({ asked, coin }) => ({
        atMillis: asked.from + 50 + Math.floor(20 * chance.next()) + coin * laterMillis,
        queue: 'a queue',
        text: 'good day',
      })),
      latencyMillis: 20,
      jitterMillis: 0,
      faults: [],
      endMillis: START_MILLIS + GAMES * GAME_MILLIS,
    };
    return { scenario, games: () => ({ late: games }) };
  },
});

/** A world in which the question never comes up. */
export const silent: World<'late'> = {
  make: (toss, chance) => ({ scenario: late(0).make(toss, chance).scenario, games: () => ({ late: [] }) }),
};

export const player = (strategy: Strategy, rest: Partial<Player> = {}): Player => ({
  question: 'late',
  observer: 'the proxy',
  adversary: { id: 'A0', does: 'is of the tests', strategy } satisfies Adversary,
  ...rest,
});

/** Everything that can be reached from what an adversary is given: the way to each value, and the value. */
export function reachable(value: unknown, path = '', seen = new Set<unknown>()): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [[path, value]];
  if (seen.has(value)) return [];
  seen.add(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return entries.flatMap(([key, one]) => reachable(one, `${path}.${String(key)}`, seen));
}

export const everything = (view: GameView, asked: Asked): string =>
  JSON.stringify(reachable({ view, asked }), (_key, one: unknown) =>
    one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one,
  );
