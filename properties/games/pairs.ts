// Two clients of one proxy write one message each, to one of two relays each: which wrote to which? Asked of whoever watches
// both links of the proxy. How far apart they write, against how long the proxy delays, is what decides it (G4).
import type { Millis } from '../../model/node.ts';
import type { Random } from '../../sim/random.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, sender } from '../traffic.ts';
import type { Game, Match, Toss, World } from './game.ts';

export interface Load {
  /** Mean time between the two messages. */
  readonly gapMillis: Millis;
  /** From one pair to the next, long enough for all of a pair to be over. */
  readonly periodMillis: Millis;
  readonly pairs: number;
}
const START_MILLIS = 10_000;
const relays = RELAYS.map(({ name }) => name);
const [alice, carol, bob] = [sender(0), sender(1), recipient(0)];

const queueOf = (client: string, relay: string): string => `${client} to ${relay}`;

/** Of one load. */
export const pairs = ({ gapMillis, periodMillis, pairs: count }: Load): World<'who wrote where'> => ({
  make(toss: Toss, chance: Random): Match<'who wrote where'> {
    const games: Game[] = [];
    const orders: Scenario['orders'] = [];
    for (let i = 0; i < count; i++) {
      const from = START_MILLIS + i * periodMillis;
      const coin = toss('who wrote where', i);
      const [first, second] = chance.next() < 0.5 ? [alice, carol] : [carol, alice];
      const gap = -gapMillis * Math.log(1 - chance.next());
      const relayOf = (client: string): string => relays[client === alice.name ? coin : 1 - coin] as string;
      for (const [{ name }, later] of [
        [first, 0],
        [second, Math.min(gap, periodMillis / 2)],
      ] as const)
        orders.push({ atMillis: from + later, queue: queueOf(name, relayOf(name)), text: `message ${i}` });
      games.push({
        asked: { from, to: from + periodMillis, about: [alice.name, carol.name, ...relays] },
        coin,
      });
    }
    const scenario: Scenario = {
      name: 'who wrote where',
      servers: [PROXY, ...RELAYS],
      clients: [alice, carol, bob],
      queues: [alice, carol].flatMap(({ name }) =>
        relays.map((relay) => queue(queueOf(name, relay), relay, name, bob.name, { secured: false })),
      ),
      orders,
      latencyMillis: 20,
      jitterMillis: 2,
      faults: [],
      untilMillis: START_MILLIS + count * periodMillis,
    };
    return { scenario, games: () => ({ 'who wrote where': games }) };
  },
});
