// Two clients of one proxy write to one relay, and each thing that they do is a question: the same queue or another, one
// queue or two, accepted or refused, one client or two, a short text or a long one. Times are exact, as an adversary likes.
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, type Server, sender } from '../traffic.ts';
import type { Asked, Game, Match, World } from './game.ts';

export type EverydayQuestion = 'same queue' | 'how many queues' | 'refused' | 'same client' | 'length';

const ROUNDS = 25;
const START_MILLIS = 10_000;
const ROUND_MILLIS = 10_000;
/** Within a round: two at once; one more; one of either client; one that may be refused. */
const [BURST, THIRD, FOURTH, FIFTH] = [0, 2_000, 4_000, 6_500] as const;
/** When answers and acknowledgements of a message have passed. */
const OVER = 1_900;
/** Before an answer to the first can be there. */
const NEXT_MILLIS = 5;
/** No more than this later than planned. */
const SPREAD_MILLIS = 50;

const [relay] = RELAYS as readonly [Server];
const [alice, carol, bob] = [sender(0), sender(1), recipient(0)];
const LONG = 'long '.repeat(100);

export const everyday: World<EverydayQuestion> = {
  make(toss, chance): Match<EverydayQuestion> {
    const games: Record<EverydayQuestion, Game[]> = {
      'same queue': [],
      'how many queues': [],
      refused: [],
      'same client': [],
      length: [],
    };
    const orders: Scenario['orders'] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const at = (within: number): number => START_MILLIS + round * ROUND_MILLIS + within;
      const flip = (question: EverydayQuestion, from: number, to: number): 0 | 1 => {
        const coin = toss(question, round);
        const asked: Asked = { from: at(from), to: at(to), about: [alice.name, carol.name] };
        games[question].push({ asked, coin });
        return coin;
      };
      const write = (to: string, within: number, long = false): void => {
        const text = `${chance.next() < 0.5 ? 'good day' : 'well then'} ${long ? LONG : ''}`;
        orders.push({ atMillis: at(within + Math.floor(SPREAD_MILLIS * chance.next())), queue: to, text });
      };
      const both = (first: string, second: string, within: number): void => {
        const later = Math.floor(SPREAD_MILLIS * chance.next());
        for (const [i, to] of [first, second].entries())
          orders.push({ atMillis: at(within + later + NEXT_MILLIS * i), queue: to, text: 'at once' });
      };
      const own = chance.next() < 0.5 ? 'queue 1' : 'queue 2';
      const second = flip('how many queues', BURST, BURST + OVER) === 0 ? own : elsewhere(own);
      both(own, second, BURST);
      const third = flip('same queue', BURST, THIRD + OVER) === 0 ? second : elsewhere(second);
      write(third, THIRD);
      write(flip('same client', THIRD, FOURTH + OVER) === 0 ? elsewhere(third) : 'queue 3', FOURTH);
      const long = flip('length', FIFTH, FIFTH + OVER) === 1;
      write(flip('refused', FIFTH, FIFTH + OVER) === 0 ? 'queue 3' : 'queue 4', FIFTH, long);
    }
    return { scenario: scenarioOf(orders), games: () => games };
  },
};

const elsewhere = (one: string): string => (one === 'queue 1' ? 'queue 2' : 'queue 1');

const scenarioOf = (orders: Scenario['orders']): Scenario => ({
  name: 'games of every day',
  servers: [PROXY, relay],
  clients: [alice, carol, bob],
  queues: [
    queue('queue 1', relay.name, alice.name, bob.name),
    queue('queue 2', relay.name, alice.name, bob.name),
    queue('queue 3', relay.name, carol.name, bob.name),
    queue('queue 4', relay.name, carol.name, bob.name, { secured: false, unknown: true }),
  ],
  orders,
  latencyMillis: 20,
  jitterMillis: 0,
  faults: [],
  untilMillis: START_MILLIS + ROUNDS * ROUND_MILLIS,
});
