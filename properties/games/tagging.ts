// Two clients write to two recipients, each through a proxy of its own; one proxy marks what passes it by sending it twice,
// and works with the recipients: does what arrives carry the mark (A9)?
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, type Server, sender } from '../traffic.ts';
import type { Game, Match, Toss, World } from './game.ts';

const GAMES = 20;
const START_MILLIS = 10_000;
const GAME_MILLIS = 5_000;

const honest: Server = { name: 'other proxy', ip: '198.51.100.8' };
const [relay] = RELAYS as readonly [Server];
const [alice, carol] = [sender(0), sender(1, { proxy: honest.name })];
const readers = [recipient(0), recipient(1)].map(({ name }) => name);

export const tagging: World<'who wrote to whom'> = {
  make(toss: Toss, chance: Random): Match<'who wrote to whom'> {
    const games: Game[] = [];
    const orders: Scenario['orders'] = [];
    for (let i = 0; i < GAMES; i++) {
      const from = START_MILLIS + i * GAME_MILLIS;
      const coin = toss('who wrote to whom', i);
      for (const [j, { name }] of [alice, carol].entries()) {
        const to = readers[j === 0 ? coin : 1 - coin] as string;
        orders.push({ atMillis: from + Math.floor(1_000 * chance.next()), queue: `${name} to ${to}`, text: `no ${i}` });
      }
      games.push({ asked: { from, to: from + GAME_MILLIS, about: readers }, coin });
    }
    const scenario: Scenario = {
      name: 'a proxy that marks',
      servers: [{ ...PROXY, hostile: 'replays every forward' }, honest, relay],
      clients: [alice, carol, recipient(0), recipient(1)],
      queues: [alice, carol].flatMap(({ name }) =>
        readers.map((to) => queue(`${name} to ${to}`, relay.name, name, to)),
      ),
      orders,
      latencyMillis: 20,
      jitterMillis: 2,
      faults: [],
      untilMillis: START_MILLIS + GAMES * GAME_MILLIS,
    };
    return { scenario, games: () => ({ 'who wrote to whom': games }) };
  },
};
