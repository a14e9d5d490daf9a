// Traffic in which something is held: until its time, until its queue is secured, or by a proxy that withholds it.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import {
  acquainted,
  between,
  clientGone,
  last,
  one,
  people,
  relay,
  SECOND,
  scheduled,
  second,
  TROUBLE_MILLIS,
  twoMessages,
  unsecured,
  withFaults,
} from './fault-people.ts';
import { MINUTE, PROXY, queue, START_MILLIS, steadyLinks, text, type Worlds, words } from './traffic.ts';

export const holdingExperiments = {
  'scheduled, and the client leaves': fc
    .record({
      scenario: scheduled('scheduled, and the client leaves', between(5 * MINUTE, 40 * MINUTE)),
      crashAfter: between(0, 2 * MINUTE),
      downMillis: between(100, 5 * SECOND),
    })
    .map(({ scenario, crashAfter, downMillis }) =>
      one(withFaults(scenario, clientGone(scenario, 10 * SECOND, crashAfter, downMillis), 120 * MINUTE)),
    ),
  'scheduled, and taken back': fc
    .record({
      scenario: scheduled('scheduled, and taken back', between(10 * MINUTE, 40 * MINUTE)),
      backMillis: between(MINUTE, 5 * MINUTE),
      crashes: fc.constantFrom('not', 'before', 'then'),
    })
    .map(({ scenario, backMillis, crashes }) =>
      one(
        withFaults(
          {
            ...scenario,
            orders: scenario.orders.map((line) => ({ ...line, cancelledMillis: line.atMillis + backMillis })),
          },
          crashes === 'before'
            ? [{ kind: 'crash', node: 'alice', atMillis: last(scenario) + 10 * SECOND, forMillis: 20 * SECOND }]
            : crashes === 'then'
              ? // Its proxy is away when it is to be asked, and the client crashes before the proxy is back.
                [
                  { kind: 'crash', node: PROXY.name, atMillis: START_MILLIS + 50 * SECOND, forMillis: backMillis },
                  { kind: 'crash', node: 'alice', atMillis: last(scenario) + backMillis + SECOND, forMillis: SECOND },
                ]
              : [],
          120 * MINUTE,
        ),
      ),
    ),
  // The proxy has sent it on and crashes before it hears; it comes back to a relay that is slow, and then the user wants it back.
  'scheduled, and taken back too late': fc
    .record({
      scenario: scheduled('scheduled, and taken back too late', between(10 * MINUTE, 40 * MINUTE)),
      crashAfter: between(1, 18),
      downMillis: between(50, SECOND),
      backAfter: between(200, 2 * SECOND),
    })
    .map(({ scenario, crashAfter, downMillis, backAfter }) => {
      const orders = scenario.orders.slice(0, 1);
      const due = orders[0]?.scheduledMillis ?? 0;
      // Within the time that a forward and its response take.
      const atMillis = due + Math.ceil((scenario.latencyMillis * crashAfter) / 10);
      const crash: Fault = { kind: 'crash', node: PROXY.name, atMillis, forMillis: downMillis };
      const slow: Fault = { kind: 'slow', node: relay.name, atMillis, forMillis: MINUTE, byMillis: 8 * SECOND };
      return one({
        ...withFaults(
          { ...scenario, orders: orders.map((line) => ({ ...line, cancelledMillis: due + backAfter })) },
          [crash, slow],
          120 * MINUTE,
        ),
      });
    }),
  'scheduled beyond every key': scheduled('scheduled beyond every key', between(180 * MINUTE, 600 * MINUTE)).map(
    (scenario) =>
      one(
        withFaults(
          scenario,
          [{ kind: 'crash', node: 'alice', atMillis: last(scenario) + 10 * SECOND }],
          12 * 60 * MINUTE,
        ),
      ),
  ),
  'a queue that its recipient secures later': fc
    .record({
      scenario: people('a queue that its recipient secures later', 1, 2),
      afterMillis: between(5 * SECOND, 5 * MINUTE),
      crashes: fc.boolean(),
    })
    .map(({ scenario, afterMillis, crashes }) =>
      one({
        ...scenario,
        // When messages wait at the relay: it must have them afterwards.
        faults: crashes
          ? [{ kind: 'crash', node: relay.name, atMillis: last(scenario) + 1_500, forMillis: 2 * SECOND }]
          : [],
        queues: scenario.queues.map((each) => ({
          ...each,
          secured: true,
          securedByRecipientAtMillis: START_MILLIS + afterMillis,
        })),
        untilMillis: last(scenario) + 60 * MINUTE,
      }),
    ),
  // And the one after it. By then nobody reads any more, so that nothing else has the disk flushed.
  'a relay key is erased': people('a relay key is erased', 1, 1).map((scenario) =>
    one({
      ...scenario,
      orders: [...scenario.orders, { atMillis: 61 * MINUTE, queue: 'queue 1', text: words(90, '') }],
      faults: scenario.clients.map(({ name }) => ({ kind: 'crash', node: name, atMillis: 100 * MINUTE })),
      untilMillis: 180 * MINUTE + 50,
    }),
  ),
  'two forwards are held together': fc
    .record({
      scenario: people('two forwards are held together', 1, 2),
      apart: between(0, 2 * SECOND),
      links: steadyLinks,
    })
    .map(({ scenario, apart, links }) => {
      const known = unsecured(acquainted({ ...scenario, orders: scenario.orders.slice(0, 2) }));
      const orders = known.orders.map((line, i) =>
        i < 2 ? line : { ...line, atMillis: TROUBLE_MILLIS + SECOND + (i - 2) * apart, queue: `queue ${i - 1}` },
      );
      const down: Fault = { kind: 'crash', node: relay.name, atMillis: TROUBLE_MILLIS, forMillis: 15 * SECOND };
      return one({ ...withFaults({ ...known, orders }, [down], 5 * MINUTE), ...links });
    }),
  'a proxy that holds back the first of two forwards': twoMessages(
    'a proxy that holds back the first of two forwards',
    () => ({ servers: [{ ...PROXY, hostile: 'holds back the first forward for a while' }, relay] }),
  ).map(([scenario]) => one({ ...(scenario as Scenario), untilMillis: 60 * MINUTE })),
  'two worlds: a forward is withheld, and the next goes to the same queue, or to another': twoMessages(
    'a forward is withheld',
    (which, lines) => ({
      servers: [{ ...PROXY, hostile: 'withholds the first forward' }, relay],
      queues: [1, 2].map((i) => queue(`queue ${i}`, relay.name, 'alice', 'bob', { secured: false })),
      orders: lines.map((line, i) => (i === 1 && which === 1 ? { ...line, queue: 'queue 2' } : line)),
      untilMillis: 60 * MINUTE,
    }),
  ),
  'two worlds: the queue is secured, or not yet': twoMessages('secured, or not yet', (which) => ({
    queues: [
      queue('queue 1', relay.name, 'alice', 'bob', {
        securedByRecipientAtMillis: which === 0 ? 1_500 : 3 * MINUTE,
      }),
    ],
    untilMillis: 10 * MINUTE,
  })),
  'two worlds: the relay of another client is there, or dead': fc
    .record({ links: steadyLinks, text, scenario: people('the relay of another client', 2, 2) })
    .map(({ links, scenario }) => {
      const known = unsecured(acquainted(scenario));
      // The dead relay's message comes first, so that it stands in front of the others if anything does.
      const orders = [...known.orders, { atMillis: TROUBLE_MILLIS + 500, queue: 'queue 2', text: words(70, '') }];
      const world = (faults: Fault[]): Scenario => ({
        ...withFaults({ ...known, orders: orders.toSorted((a, b) => a.atMillis - b.atMillis) }, faults, 10 * MINUTE),
        ...links,
      });
      return [world([]), world([{ kind: 'crash', node: second.name, atMillis: TROUBLE_MILLIS }])];
    }),
} satisfies Record<string, Arbitrary<Worlds>>;
