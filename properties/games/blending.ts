// A proxy that lets so many go together, and an adversary whose clients fill up the batch: what is left is the target's (A1).
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, sender } from '../traffic.ts';
import type { Game, Match, Toss, World } from './game.ts';

/** The target and the adversary's clients. */
export const BATCH = 4;
const GAMES = 20;
const START_MILLIS = 10_000;
const GAME_MILLIS = 5_000;

const relays = RELAYS.map(({ name }) => name);
const ownRelay = { name: 'mallory relay', ip: '198.51.100.9' };
const [alice, bob] = [sender(0), recipient(0)];
const dummies = Array.from({ length: BATCH - 1 }, (_, i) => ({
  name: `mallory ${i + 1}`,
  ip: `203.0.113.${i + 1}`,
  proxy: PROXY.name,
}));

export const blending: World<'whose relay'> = {
  make(toss: Toss, chance: Random): Match<'whose relay'> {
    const games: Game[] = [];
    const orders: Scenario['orders'] = [];
    for (let i = 0; i < GAMES; i++) {
      const from = START_MILLIS + i * GAME_MILLIS;
      const coin = toss('whose relay', i);
      const late = (): number => Math.floor(1_000 * chance.next());
      orders.push({ atMillis: from + late(), queue: `to ${relays[coin]}`, text: `message ${i}` });
      for (const { name } of dummies) orders.push({ atMillis: from + late(), queue: `of ${name}`, text: 'dummy' });
      games.push({ asked: { from, to: from + GAME_MILLIS, about: relays }, coin });
    }
    const open = { secured: false } as const;
    const scenario: Scenario = {
      name: 'a batch filled up',
      servers: [PROXY, ...RELAYS, ownRelay],
      clients: [alice, ...dummies, bob],
      queues: [
        ...relays.map((relay) => queue(`to ${relay}`, relay, alice.name, bob.name, open)),
        ...dummies.map(({ name }) => queue(`of ${name}`, ownRelay.name, name, bob.name, open)),
      ],
      orders,
      latencyMillis: 20,
      jitterMillis: 2,
      faults: [],
      endMillis: START_MILLIS + GAMES * GAME_MILLIS,
    };
    return { scenario, games: () => ({ 'whose relay': games }) };
  },
};
