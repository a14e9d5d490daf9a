// Traffic with one kind of trouble each, so that what it must survive is sure to happen.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import {
  away,
  between,
  busy,
  clientGone,
  last,
  one,
  people,
  relay,
  SECOND,
  second,
  senders,
  steady,
  TROUBLE_MILLIS,
  toBob,
  unsecured,
  withFaults,
  withReaders,
} from './fault-people.ts';
import { faulty } from './fault-traffic.ts';
import {
  MINUTE,
  PROXY,
  queue,
  recipient,
  START_MILLIS,
  sender,
  steadyLinks,
  text,
  type Worlds,
  words,
} from './traffic.ts';

export const faultExperiments = {
  'things go wrong': faulty,
  'the relay is away for a while': away('the relay is away for a while', between(2 * MINUTE, 8 * MINUTE)),
  'the relay is away for long': fc
    .record({
      links: steadyLinks,
      text,
      // Or for good: then nobody can say what became of what it had just written down.
      forMillis: fc.oneof(
        { weight: 3, arbitrary: between(32 * MINUTE, 50 * MINUTE) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
    })
    .map(({ links, text: tail, forMillis }) => {
      // The relay goes when it has just written a message down, and has not answered: two links and a flush after
      // the order, within the time that it waits with its answer.
      const atMillis = TROUBLE_MILLIS + 2 * links.latencyMillis + 25;
      const orders = [START_MILLIS, TROUBLE_MILLIS, TROUBLE_MILLIS + 200].map((at, i) => ({
        atMillis: at,
        queue: 'queue 1',
        text: words(i, tail),
      }));
      const scenario: Scenario = {
        name: 'the relay is away for long',
        servers: [PROXY, relay],
        clients: [sender(0), sender(1), recipient(0)],
        queues: [
          queue('queue 1', relay.name, 'alice', 'bob', { secured: false }),
          queue('queue 2', relay.name, 'carol', 'bob', { secured: false }),
        ],
        // What the proxy took from her the relay gets when it has expired.
        orders: [...orders, { atMillis: TROUBLE_MILLIS + SECOND, queue: 'queue 2', text: words(9, tail) }],
        faults: [],
        ...links,
      };
      const gone: Fault = { kind: 'crash', node: relay.name, atMillis, ...(forMillis && { forMillis }) };
      return one(withFaults(scenario, [gone], 180 * MINUTE));
    }),
  // For long enough to be given up on, were anybody to go directly; what is written meanwhile leaves together, to two relays.
  'the proxy is away, and users write on': fc
    .record({
      links: steadyLinks,
      text,
      forMillis: between(4 * MINUTE, 10 * MINUTE),
      waits: between(2 * MINUTE, 3 * MINUTE),
    })
    .map(({ links, text: tail, forMillis, waits }) => {
      const times = [START_MILLIS, TROUBLE_MILLIS + waits, TROUBLE_MILLIS + waits + 30 * SECOND];
      const scenario: Scenario = {
        name: 'the proxy is away, and users write on',
        servers: [PROXY, relay, second],
        clients: [sender(0), recipient(0)],
        queues: [queue('queue 1', relay.name, 'alice', 'bob'), queue('queue 2', second.name, 'alice', 'bob')],
        orders: times.flatMap((at, i) =>
          [1, 2].map((which) => ({ atMillis: at, queue: `queue ${which}`, text: words(2 * i + which, tail) })),
        ),
        faults: [],
        ...links,
      };
      return one(
        withFaults(scenario, [{ kind: 'crash', node: PROXY.name, atMillis: TROUBLE_MILLIS, forMillis }], 60 * MINUTE),
      );
    }),
  'the reader is away, and the relay crashes': fc
    .record({
      scenario: people('the reader is away, and the relay crashes', 1, 2).map(busy),
      crashAfter: between(1_500, 3_500),
      downMillis: between(100, 20 * SECOND),
    })
    .map(({ scenario, crashAfter, downMillis }) => {
      const atMillis = last(scenario) + crashAfter;
      return one(
        withFaults({ ...scenario, queues: scenario.queues.map(toBob), clients: [...senders(scenario), recipient(0)] }, [
          { kind: 'crash', node: 'bob', atMillis: START_MILLIS - 200, forMillis: 10 * MINUTE },
          { kind: 'crash', node: relay.name, atMillis, forMillis: downMillis },
        ]),
      );
    }),
  'the client crashes after it sent': fc
    .record({ scenario: people('the client crashes after it sent', 1, 1), crashAfter: between(600, 2_500) })
    .map(({ scenario, crashAfter }) => {
      const atMillis = last(scenario) + crashAfter;
      const again = scenario.orders.map((line, i) => ({
        ...line,
        atMillis: atMillis + 20 * SECOND + i * SECOND,
        text: words(60 + i, ''),
      }));
      return one(
        withFaults({ ...unsecured(scenario), orders: [...scenario.orders, ...again] }, [
          { kind: 'crash', node: 'alice', atMillis, forMillis: 5 * SECOND },
        ]),
      );
    }),
  'servers crash time and again': fc
    .record({
      scenario: people('servers crash time and again', 1, 2).map(busy).map(steady),
      steps: fc.array(between(6, 160), { minLength: 56, maxLength: 64 }),
      forMillis: between(50, 500),
    })
    .map(({ scenario, steps, forMillis }) =>
      one(
        withFaults(
          scenario,
          [...new Set(steps)].map((step, i) => ({
            kind: 'crash at step',
            node: i % 8 === 0 ? PROXY.name : relay.name,
            step,
            forMillis,
          })),
        ),
      ),
    ),
  'one of two relays is away, and the client too': fc
    .record({ links: steadyLinks, text, awayMillis: between(60 * SECOND, 100 * SECOND) })
    .map(({ links, text: tail, awayMillis }) => {
      const line = (atMillis: number, number: 1 | 2, i: number) => ({
        atMillis,
        queue: `queue ${number}`,
        text: words(i, tail),
      });
      const scenario: Scenario = {
        name: 'one of two relays is away, and the client too',
        servers: [PROXY, relay, second],
        clients: [sender(0), recipient(0)],
        queues: [
          queue('queue 1', relay.name, 'alice', 'bob', { secured: false }),
          queue('queue 2', second.name, 'alice', 'bob', { secured: false }),
        ],
        orders: [
          line(START_MILLIS, 1, 0),
          line(START_MILLIS, 2, 1),
          line(TROUBLE_MILLIS + SECOND, 2, 2),
          line(TROUBLE_MILLIS + 3 * SECOND, 1, 3),
          line(TROUBLE_MILLIS + 5 * SECOND, 1, 4),
        ],
        faults: [],
        ...links,
      };
      return one(
        withFaults(scenario, [
          { kind: 'crash', node: second.name, atMillis: TROUBLE_MILLIS, forMillis: awayMillis },
          // Back long after the relay is, when the response has come.
          { kind: 'crash', node: 'alice', atMillis: 20 * SECOND, forMillis: 8 * MINUTE },
        ]),
      );
    }),
  'relays answer slowly': fc
    .record({
      scenario: people('relays answer slowly', 1, 2),
      byMillis: between(11 * SECOND, 19 * SECOND),
      forMillis: between(2 * MINUTE, 5 * MINUTE),
    })
    .map(({ scenario, byMillis, forMillis }) =>
      one(
        withFaults(
          // Messages that come when all is well again show what the slow ones left behind.
          {
            ...unsecured(scenario),
            orders: [
              ...scenario.orders,
              ...scenario.queues.map(({ name }, i) => ({ atMillis: 8 * MINUTE, queue: name, text: words(50 + i, '') })),
            ],
          },
          [{ kind: 'slow', node: relay.name, atMillis: START_MILLIS, forMillis, byMillis }],
        ),
      ),
    ),
  'connections break': fc
    .record({
      scenario: people('connections break', 1, 2),
      faults: fc.array(
        fc.record({
          kind: fc.constantFrom('cut', 'half-open'),
          ends: fc.constantFrom<[string, string]>(['alice', PROXY.name], [PROXY.name, relay.name], ['bob', relay.name]),
          at: between(0, 3 * SECOND),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map(({ scenario, faults }) =>
      one(
        withFaults(
          {
            ...scenario,
            queues: scenario.queues.map(toBob),
            orders: [
              ...scenario.orders,
              { atMillis: last(scenario) + 4 * SECOND, queue: 'queue 1', text: words(50, '') },
            ],
          },
          // One is sure to be in the way of a message.
          [
            ...faults.map(({ kind, ends, at }) => ({ kind, between: ends, atMillis: START_MILLIS + at })),
            { kind: 'half-open', between: [PROXY.name, relay.name], atMillis: last(scenario) + 3 * SECOND },
          ],
        ),
      ),
    )
    .map(([scenario]) => one(withReaders(scenario as Scenario))),
  'a client leaves while its proxy connects': fc
    .record({ links: steadyLinks, text, secured: fc.boolean() })
    .map(({ links, text: tail, secured }) =>
      one(
        withFaults(
          {
            name: 'a client leaves while its proxy connects',
            servers: [PROXY, relay],
            clients: [sender(0), sender(1), recipient(0)],
            queues: [
              queue('queue 1', relay.name, 'alice', 'bob', { secured: false }),
              queue('queue 2', relay.name, 'carol', 'bob', { secured: false }),
            ],
            orders: [
              { atMillis: START_MILLIS, queue: 'queue 1', text: words(0, tail) },
              { atMillis: 15 * SECOND, queue: 'queue 2', text: words(1, secured ? tail : '') },
            ],
            faults: [],
            ...links,
          },
          [
            {
              kind: 'partition',
              between: [PROXY.name, relay.name],
              atMillis: START_MILLIS - 100,
              forMillis: 8 * SECOND,
            },
            { kind: 'crash', node: 'alice', atMillis: 4 * SECOND },
          ],
        ),
      ),
    ),
  'accepted, and the client leaves': fc
    .record({
      scenario: people('accepted, and the client leaves', 1, 1),
      awayMillis: between(MINUTE, 5 * MINUTE),
      crashAfter: between(0, 20 * SECOND),
      downMillis: between(100, 5 * SECOND),
    })
    .map(({ scenario, awayMillis, crashAfter, downMillis }) =>
      one(
        withFaults(unsecured(scenario), [
          { kind: 'crash', node: relay.name, atMillis: last(scenario) + 2 * SECOND, forMillis: awayMillis },
          ...clientGone(scenario, 5 * SECOND, crashAfter, downMillis),
        ]),
      ),
    )
    .map(([scenario]) => {
      // One message that finds its relay away: the proxy has the relay's key, and accepts it.
      const { orders, ...rest } = scenario as Scenario;
      const atMillis = Math.max(...orders.map((line) => line.atMillis)) + 3 * SECOND;
      return one({ ...rest, orders: [...orders, { atMillis, queue: 'queue 1', text: words(90, '') }] });
    }),
} satisfies Record<string, Arbitrary<Worlds>>;
