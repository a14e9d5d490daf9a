// Two worlds small enough that every schedule of both is gone through: what each two-worlds experiment differs in, and no more.
// Each world is one scenario, or several where it is not the secret in which order a user writes.
import type { Scenario } from '../sim/scenario.ts';
import type { Users } from '../sim/schedule-space.ts';
import type { ExperimentName } from './experiments.ts';
import { PROXY, type Queue, queue, RELAYS, recipient, type Server, sender, words } from './traffic.ts';

type World = readonly Scenario[];
export interface SchedulePair {
  /** Of each world, in words. */
  readonly words: readonly [string, string];
  readonly worlds: readonly [World, World];
  readonly users: Users;
}

const [ALICE, CAROL, BOB] = [sender(0), sender(1), recipient(0)];

/** What alice writes, one message to each of the queues; all is there to be written from the start. */
function scenario(
  name: string,
  queues: readonly Queue[],
  to: readonly string[],
  more: Partial<Scenario> = {},
): Scenario {
  return {
    name,
    servers: [PROXY, RELAYS[0] as Server],
    clients: [ALICE, BOB],
    queues: [...queues],
    orders: to.map((one, i) => ({ atMillis: 0, queue: one, text: words(i, '') })),
    latencyMillis: 1,
    jitterMillis: 0,
    faults: [],
    ...more,
  };
}
const fromAlice = (count: number, rest: Partial<Queue> = {}): readonly Queue[] =>
  Array.from({ length: count }, (_, i) =>
    queue(`queue ${i + 1}`, 'relay', 'alice', 'bob', { secured: false, ...rest }),
  );
const times = <T>(count: number, of: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => of(i));
const one = (scenario: Scenario): World => [scenario];

type Make = (messages: number) => readonly SchedulePair[];
const sameQueue =
  (kinds: readonly boolean[], more: Partial<Scenario> = {}): Make =>
  (messages) =>
    kinds.map((secured) => {
      const queues = fromAlice(2, { secured });
      const world = (to: (i: number) => string) => one(scenario('which queue', queues, times(messages, to), more));
      return {
        words: [
          `all to the same queue${secured ? ', secured' : ''}`,
          `by turns to two queues${secured ? ', secured' : ''}`,
        ],
        worlds: [world(() => 'queue 1'), world((i) => `queue ${(i % 2) + 1}`)],
        users: 'may wait',
      };
    });

const accepted: Make = (messages) =>
  [false, true].map((secured) => {
    const world = (unknown: boolean) =>
      one(
        scenario(
          'accepted or refused',
          fromAlice(1, { secured, unknown }),
          times(messages, () => 'queue 1'),
        ),
      );
    return {
      words: [`accepted${secured ? ', secured' : ''}`, `refused${secured ? ', secured' : ''}`],
      worlds: [world(false), world(true)],
      users: 'may wait',
    };
  });

const ipAddress: Make = (messages) => {
  const world = (ip: string) =>
    one(
      scenario(
        'which IP address',
        fromAlice(1),
        times(messages, () => 'queue 1'),
        { clients: [{ ...ALICE, ip }, BOB] },
      ),
    );
  return [
    { words: ['one IP address', 'another'], worlds: [world(ALICE.ip), world('2001:db8:f0::a1')], users: 'may wait' },
  ];
};

/** One message, as the secret is in each; proxy and relay together see much of it, and so many views. */
const whichText: Make = () => {
  const world = (tail: string) => {
    const made = scenario('which text', fromAlice(1), ['queue 1']);
    return one({ ...made, orders: made.orders.map((line, i) => ({ ...line, text: words(i, tail) })) });
  };
  return [
    {
      words: ['one text', 'another, and longer'],
      worlds: [world(''), world('and quite another text')],
      users: 'may wait',
    },
  ];
};

const howMany: Make = (messages) => [
  {
    words: ['one queue', 'one queue for each message'],
    worlds: [
      one(
        scenario(
          'how many queues',
          fromAlice(1),
          times(messages, () => 'queue 1'),
        ),
      ),
      one(
        scenario(
          'how many queues',
          fromAlice(messages),
          times(messages, (i) => `queue ${i + 1}`),
        ),
      ),
    ],
    users: 'may wait',
  },
];

/**
 * Both are connected from the start; who writes first is no secret. A message is written once the one before has arrived,
 * as in the experiment. Written together they would tell: a client that has one forward at a relay at a time never has two
 * there, and two clients may.
 */
const whose: Make = () => {
  const queues = (second: string): readonly Queue[] => [
    queue('queue 1', 'relay', 'alice', 'bob'),
    queue('queue 2', 'relay', 'carol', 'bob'),
    queue('queue 3', 'relay', 'alice', 'bob', { secured: false }),
    queue('queue 4', 'relay', second, 'bob', { secured: false }),
  ];
  const world = (second: string, times: readonly [number, number]): Scenario => {
    const made = scenario('one client or two', queues(second), ['queue 3', 'queue 4'], {
      clients: [ALICE, CAROL, BOB],
    });
    return { ...made, orders: made.orders.map((line, i) => ({ ...line, atMillis: times[i] as number })) };
  };
  return [
    {
      words: ['one client writes to two queues', 'two clients to one each'],
      worlds: [[world('alice', [0, 1]), world('alice', [1, 0])], [world('carol', [0, 1])]],
      users: 'wait until all is at rest',
    },
  ];
};

// Of queues that nobody secures: to withhold the command that secures one shows in whether its messages follow.
const pairs: Partial<Record<ExperimentName, Make>> = {
  'two worlds: the same queue twice, or two queues': sameQueue([false, true]),
  'two worlds: one queue, or one for each message': howMany,
  'two worlds: the relay accepts, or refuses': accepted,
  'two worlds: one IP address, or another': ipAddress,
  'two worlds: one text, or another': whichText,
  'two worlds: one client writes to two queues, or two clients to one each': whose,
  'two worlds: a forward is withheld, and the next goes to the same queue, or to another': sameQueue([false], {
    servers: [{ ...PROXY, hostile: 'withholds the first forward' }, RELAYS[0] as Server],
  }),
};

/** The pairs of an experiment; none where its secret is a time, which an untimed network does not have. */
export const schedulePairs = (experiment: ExperimentName, messages: number): readonly SchedulePair[] =>
  pairs[experiment]?.(messages) ?? [];
