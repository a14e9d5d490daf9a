// Two clients of one proxy write to one relay, and each thing that they do is a question: the same queue or another, one
// queue or two, all well with the queue or not, a short text or a long one. Times are exact, as an adversary likes.
import type { Scenario } from '../../sim/scenario.ts';
import { PROXY, queue, RELAYS, recipient, type Server, sender } from '../traffic.ts';
import type { Asked, Game, Match, World } from './game.ts';

export type EverydayQuestion = 'same queue' | 'how many queues' | 'troubled' | 'length';

/** Queues that are made for a few rounds alone would cost more than the rounds. */
const ROUNDS = 40;
const START_MILLIS = 10_000;
const ROUND_MILLIS = 5_000;
const END_MILLIS = START_MILLIS + ROUNDS * ROUND_MILLIS;
/** Within a round: two of one client at once; and one of the other, to a queue that may not be as it should. */
const [BURST, SINGLE] = [0, 2_500] as const;
/** When answers and acknowledgements of a message have passed. */
const OVER = 1_900;
/** Before an answer to the first of two at once can be there. */
const NEXT_MILLIS = 5;
/** Of two rounds, the second forward of the first burst, and the first one of the second. */
const ACROSS_ROUNDS = [1, 3] as const;

/** What may be wrong with a queue, in turn: the relay does not have it, nobody has secured it, or it is nearly full (R2.4). */
const TROUBLED = ['queue unknown', 'queue unsecured', 'queue unread'] as const;
/** What waits in a queue that nobody reads, and the most that a relay keeps: never quite reached. */
const UNREAD = 8;
const QUOTA = UNREAD + Math.ceil(ROUNDS / TROUBLED.length);

const [first] = RELAYS as readonly [Server];
const relay = { ...first, quota: QUOTA };
const [alice, carol, bob, erin] = [sender(0), sender(1), recipient(0), recipient(1)];
const LONG = 'long '.repeat(100);

export const everyday: World<EverydayQuestion> = {
  make(toss, chance): Match<EverydayQuestion> {
    const games: Record<EverydayQuestion, Game[]> = {
      'same queue': [],
      'how many queues': [],
      troubled: [],
      length: [],
    };
    const orders: Scenario['orders'] = [];
    const at = (round: number, within: number): number => START_MILLIS + round * ROUND_MILLIS + within;
    const about = [alice.name, carol.name];
    // Whoever reads it is gone before anything comes.
    for (let i = 0; i < UNREAD; i++)
      orders.push({ atMillis: START_MILLIS / 2, queue: 'queue unread', text: 'for later' });
    let before = chance.next() < 0.5 ? 'queue 1' : 'queue 2';
    for (let round = 0; round < ROUNDS; round++) {
      const flip = (question: EverydayQuestion, asked: Pick<Asked, 'from' | 'to' | 'pair'>): 0 | 1 => {
        const coin = toss(question, round);
        games[question].push({ asked: { ...asked, about }, coin });
        return coin;
      };
      const burst = { from: at(round, BURST), to: at(round, BURST + OVER) };
      const single = { from: at(round, SINGLE), to: at(round, SINGLE + OVER) };
      const across = { from: at(round - 1, BURST), to: burst.to, pair: ACROSS_ROUNDS };
      // There is no round before the first.
      const next = round === 0 || flip('same queue', across) === 0 ? before : elsewhere(before);
      const second = flip('how many queues', burst) === 0 ? next : elsewhere(next);
      before = second;
      for (const [i, to] of [next, second].entries())
        orders.push({ atMillis: burst.from + NEXT_MILLIS * i, queue: to, text: 'at once' });
      const long = flip('length', single) === 1 ? LONG : '';
      const to = flip('troubled', single) === 0 ? 'queue 3' : TROUBLED[round % TROUBLED.length];
      orders.push({ atMillis: single.from, queue: to as string, text: `good day ${long}` });
    }
    return { scenario: scenarioOf(orders), games: () => games };
  },
};

const elsewhere = (one: string): string => (one === 'queue 1' ? 'queue 2' : 'queue 1');

const scenarioOf = (orders: Scenario['orders']): Scenario => ({
  name: 'games of every day',
  servers: [PROXY, relay],
  clients: [alice, carol, bob, erin],
  queues: [
    queue('queue 1', relay.name, alice.name, bob.name),
    queue('queue 2', relay.name, alice.name, bob.name),
    queue('queue 3', relay.name, carol.name, bob.name),
    queue('queue unknown', relay.name, carol.name, bob.name, { unknown: true, securedByRecipientAtMillis: END_MILLIS }),
    queue('queue unsecured', relay.name, carol.name, bob.name, { securedByRecipientAtMillis: END_MILLIS }),
    queue('queue unread', relay.name, carol.name, erin.name),
  ],
  orders,
  latencyMillis: 20,
  jitterMillis: 0,
  faults: [{ kind: 'crash', node: erin.name, atMillis: START_MILLIS / 2 - 1 }],
  endMillis: END_MILLIS,
});
