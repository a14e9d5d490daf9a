// Two messages to two queues that nobody wrote to before: of one client, or of two? Asked of the relay, and of the proxy with
// it (G5). Queues that were used before would tell by how often. Times are exact, as an adversary likes.
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, type Server, sender } from '../traffic.ts';
import type { Game, Match, Toss, World } from './game.ts';

const GAMES = 30;
const START_MILLIS = 10_000;
/** From one message to the next; each is held against the one before. */
const APART_MILLIS = 2_500;
const OVER_MILLIS = 1_900;

const [relay] = RELAYS as readonly [Server];
const [alice, carol, bob] = [sender(0), sender(1), recipient(0)];

export const newcomers: World<'same client'> = {
  make(toss: Toss, chance: Random): Match<'same client'> {
    const games: Game[] = [];
    const queues: Scenario['queues'] = [];
    const orders: Scenario['orders'] = [];
    const write = (from: string, atMillis: number): void => {
      const name = `queue ${queues.length + 1}`;
      queues.push(queue(name, relay.name, from, bob.name, { secured: false }));
      orders.push({ atMillis, queue: name, text: 'good day' });
    };
    // Whoever writes for the first time registers the relay; that is not what is asked about.
    for (const { name } of [alice, carol]) write(name, START_MILLIS / 2);
    let before = chance.next() < 0.5 ? alice : carol;
    write(before.name, START_MILLIS);
    for (let i = 0; i < GAMES; i++) {
      const from = START_MILLIS + i * APART_MILLIS;
      const coin = toss('same client', i);
      if (coin === 1) before = before === alice ? carol : alice;
      write(before.name, from + APART_MILLIS);
      games.push({ asked: { from, to: from + APART_MILLIS + OVER_MILLIS, about: [alice.name, carol.name] }, coin });
    }
    const scenario: Scenario = {
      name: 'one client or two',
      servers: [PROXY, relay],
      clients: [alice, carol, bob],
      queues,
      orders,
      latencyMillis: 20,
      jitterMillis: 0,
      faults: [],
      untilMillis: START_MILLIS + (GAMES + 1) * APART_MILLIS,
    };
    return { scenario, games: () => ({ 'same client': games }) };
  },
};
