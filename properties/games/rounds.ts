// Many clients of a proxy that sends in batches, round after round: each writes now and then to its one relay, and which
// of two clients writes to which of two relays shows in no single round, but in many (A3, A4, A5).
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, recipient } from '../traffic.ts';
import type { Game, Match, Toss, World } from './game.ts';

export const ROUND_PERIOD_MILLIS = 2_000;
/** A forward leaves at the end of its period, and its response at the end of the next. */
const ROUND_MILLIS = 3 * ROUND_PERIOD_MILLIS;
const ROUNDS = 16;
const CLIENTS = 12;
const START_MILLIS = 12_000;
const WARM_UP_MILLIS = 3_000;

const RELAYS = ['relay', 'second relay', 'third relay', 'fourth relay'].map((name, i) => ({
  name,
  ip: `198.51.100.${2 + i}`,
}));
const clients = Array.from({ length: CLIENTS }, (_, i) => ({
  name: `client ${i + 1}`,
  ip: `203.0.113.${i + 1}`,
  proxy: PROXY.name,
}));
const bob = recipient(0);

/** Which round a moment belongs to. */
export const roundOf = (atMillis: number): number => Math.floor((atMillis - START_MILLIS) / ROUND_MILLIS);

export const rounds: World<'whose relay'> = {
  make(toss: Toss, chance: Random): Match<'whose relay'> {
    const games: Game[] = [];
    const queues: Scenario['queues'] = [];
    for (let i = 0; i < CLIENTS; i += 2) {
      const first = Math.floor(RELAYS.length * chance.next());
      const second = (first + 1 + Math.floor((RELAYS.length - 1) * chance.next())) % RELAYS.length;
      const two = [RELAYS[first], RELAYS[second]].map((one) => one?.name as string);
      const coin = toss('whose relay', i / 2);
      const both = [clients[i]?.name as string, clients[i + 1]?.name as string] as const;
      for (const [j, name] of both.entries())
        queues.push(queue(`of ${name}`, two[j === 0 ? coin : 1 - coin] as string, name, bob.name, { secured: false }));
      const to = START_MILLIS + ROUNDS * ROUND_MILLIS;
      games.push({ asked: { from: START_MILLIS, to, about: [...both, ...two] }, coin });
    }
    // Whoever writes for the first time registers a relay; that is not what is asked about.
    const orders: Scenario['orders'] = clients.map(({ name }) => ({
      atMillis: WARM_UP_MILLIS,
      queue: `of ${name}`,
      text: 'for the first time',
    }));
    for (let round = 0; round < ROUNDS; round++)
      for (const { name } of clients) {
        if (chance.next() < 0.5) continue;
        const within = ROUND_PERIOD_MILLIS * (0.1 + 0.8 * chance.next());
        orders.push({ atMillis: START_MILLIS + round * ROUND_MILLIS + within, queue: `of ${name}`, text: 'as ever' });
      }
    const scenario: Scenario = {
      name: 'rounds of many clients',
      servers: [PROXY, ...RELAYS],
      clients: [...clients, bob],
      queues,
      orders,
      latencyMillis: 20,
      jitterMillis: 2,
      faults: [],
      untilMillis: START_MILLIS + ROUNDS * ROUND_MILLIS,
    };
    return { scenario, games: () => ({ 'whose relay': games }) };
  },
};
