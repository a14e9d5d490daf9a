// Traffic in which things go wrong: nodes crash and come back, links break, clocks are off, queues are full.
// Each draw first chooses which kinds of faults there are at all: some failures show only where others are absent.
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, Scenario } from '../sim/scenario.ts';
import { MINUTE, PROXY, RECIPIENTS, RELAYS, SENDERS, START_MILLIS, traffic, type Worlds } from './traffic.ts';

const MOST_FAULTS = 8;
const MOST_ORDERS = 8;
const MOST_QUEUES = 4;
/** After the last order, long enough for every message to end one way or the other. */
const AFTERWARDS_MILLIS = 180 * MINUTE;

/** Mostly so close together that one thing is under way when the next happens. */
const atMillis = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 10 * MINUTE }) },
);
/** Queues may be under way as well. */
const faultAtMillis = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 0, max: START_MILLIS }) },
  { weight: 4, arbitrary: atMillis.map((one) => START_MILLIS + one) },
);
const forMillis = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 100, max: 5_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 20 * MINUTE }) },
);

const [relay, secondRelay] = RELAYS.map((one) => one.name) as [string, string];
const [alice, ...otherSenders] = SENDERS;
const [bob, ...otherRecipients] = RECIPIENTS;
/** By name, so that a fault stays what it is while the traffic around it shrinks. */
const node = fc.oneof(
  { weight: 4, arbitrary: fc.constant(PROXY.name) },
  { weight: 3, arbitrary: fc.constantFrom(relay, secondRelay) },
  { weight: 3, arbitrary: fc.constantFrom(alice, bob) },
  { weight: 1, arbitrary: fc.constantFrom(...otherSenders, ...otherRecipients) },
);
const between = fc.constantFrom<[string, string]>(
  [PROXY.name, relay],
  [PROXY.name, secondRelay],
  [alice, PROXY.name],
  ...otherSenders.map((one): [string, string] => [one, PROXY.name]),
  [bob, relay],
  [bob, secondRelay],
);

const kinds: { readonly [K in Fault['kind']]: Arbitrary<Extract<Fault, { kind: K }>> } = {
  crash: fc.record({ kind: fc.constant('crash'), node, atMillis: faultAtMillis, forMillis }),
  'crash at step': fc.record({
    kind: fc.constant('crash at step'),
    node,
    step: fc.integer({ min: 1, max: 60 }),
    forMillis,
  }),
  'crash loop': fc.record({
    kind: fc.constant('crash loop'),
    node,
    atMillis: faultAtMillis,
    times: fc.integer({ min: 1, max: 8 }),
    upMillis: fc.integer({ min: 20, max: 5_000 }),
    downMillis: fc.integer({ min: 100, max: 5_000 }),
  }),
  cut: fc.record({ kind: fc.constant('cut'), between, atMillis: faultAtMillis }),
  'half-open': fc.record({ kind: fc.constant('half-open'), between, atMillis: faultAtMillis }),
  partition: fc.record({ kind: fc.constant('partition'), between, atMillis: faultAtMillis, forMillis }),
  slow: fc.record({
    kind: fc.constant('slow'),
    node,
    atMillis: faultAtMillis,
    forMillis,
    byMillis: fc.integer({ min: 10, max: 5_000 }),
  }),
  // Only ahead: time begins at 0, and no certificate is good before it. Who is behind is so of one that is ahead.
  skew: fc.record({ kind: fc.constant('skew'), node, byMillis: fc.integer({ min: 0, max: 10 * MINUTE }) }),
};

const swarm: Arbitrary<Fault[]> = fc
  .subarray(Object.values(kinds) as Arbitrary<Fault>[])
  .chain((on) =>
    on.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...on), { maxLength: MOST_FAULTS, size: 'max' }),
  );

/** A choice that is rarely made, and the first to go when a story shrinks. */
const rarely = <T>(arbitrary: Arbitrary<T>, weight: number): Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 10 - weight, arbitrary: fc.constant(undefined) },
    { weight, arbitrary },
  );
const each = <T>(count: number, arbitrary: Arbitrary<T>): Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: count, maxLength: count });

const NAME = 'things go wrong';

/** Senders of one proxy write to queues of one or two relays, some for later, and things go wrong meanwhile. */
export const faulty: Arbitrary<Worlds> = fc
  .record({
    base: traffic(NAME, { relays: 2, senders: 3, queues: MOST_QUEUES }, atMillis, MOST_ORDERS),
    faults: swarm,
    proxyGoneAtMillis: rarely(faultAtMillis, 1),
    // What a relay loses shows where it has not been read yet.
    readersAwayMillis: rarely(fc.integer({ min: MINUTE, max: 15 * MINUTE }), 4),
    quotas: each(RELAYS.length, rarely(fc.integer({ min: 1, max: 3 }), 3)),
    byRecipient: each(MOST_QUEUES, rarely(fc.integer({ min: 0, max: 5_000 }), 2)),
    scheduled: each(MOST_ORDERS, rarely(fc.integer({ min: 0, max: 60 * MINUTE }), 3)),
    cancelled: each(MOST_ORDERS, rarely(fc.integer({ min: 0, max: 5 * MINUTE }), 1)),
  })
  .map(({ base: [base], faults, proxyGoneAtMillis, readersAwayMillis, ...more }) => {
    const { servers, clients, queues, orders, ...rest } = base as Scenario;
    const there = new Set([...servers, ...clients].map((one) => one.name));
    const gone: Fault[] =
      proxyGoneAtMillis === undefined ? [] : [{ kind: 'crash', node: PROXY.name, atMillis: proxyGoneAtMillis }];
    const away: Fault[] =
      readersAwayMillis === undefined
        ? []
        : RECIPIENTS.map((each) => ({
            kind: 'crash',
            node: each,
            atMillis: START_MILLIS - 200,
            forMillis: readersAwayMillis,
          }));
    const lines = orders.map((line, i): Scenario['orders'][number] => {
      const [after, until] = [more.scheduled[i], more.cancelled[i]];
      return {
        ...line,
        ...(after !== undefined && { scheduledMillis: line.atMillis + after }),
        ...(until !== undefined && { cancelledMillis: line.atMillis + until }),
      };
    });
    const ends = lines.flatMap((one) => [one.atMillis, one.scheduledMillis ?? 0, one.cancelledMillis ?? 0]);
    return [
      {
        ...rest,
        servers: servers.map((one) => {
          const quota = more.quotas[RELAYS.findIndex(({ name }) => name === one.name)];
          return quota === undefined ? one : { ...one, quota };
        }),
        clients,
        queues: queues.map((one, i) => {
          const at = more.byRecipient[i];
          return at === undefined || !one.secured ? one : { ...one, securedByRecipientAtMillis: at };
        }),
        orders: lines,
        faults: [...[...away, ...faults].filter((one) => concerned(one).every((name) => there.has(name))), ...gone],
        untilMillis: Math.max(...ends) + AFTERWARDS_MILLIS,
      },
    ];
  });

const concerned = (fault: Fault): readonly string[] => ('between' in fault ? fault.between : [fault.node]);
