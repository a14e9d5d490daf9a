// Ordinary traffic whose proxy breaks the protocol in one way.
import fc, { type Arbitrary } from 'fast-check';
import type { HostileProxy } from '../sim/hostile.ts';
import type { Scenario } from '../sim/scenario.ts';
import { later, MINUTE, PROXY, soon, traffic, type Worlds } from './traffic.ts';

/** Ordinary traffic whose proxy breaks the protocol in one way. */
export const hostile = (behaviour: HostileProxy): Arbitrary<Worlds> =>
  behaviour === 'replays earlier forwards with every new one'
    ? fc
        .tuple(traffic(nameOf(behaviour), { relays: 1, senders: 2, queues: 2 }, later, 4, { orders: 2 }), fc.boolean())
        .map(([[scenario], unknown]) => [withUnknown(breaking(scenario as Scenario, behaviour), unknown)])
    : behaviour === 'keeps an expired relay key'
      ? traffic(nameOf(behaviour), { relays: 1, senders: 1, queues: 1 }, later, 4, { orders: 2 }).map(([scenario]) => [
          lastJustAfterTheEpoch(breaking(scenario as Scenario, behaviour)),
        ])
      : traffic(nameOf(behaviour), { relays: 1, senders: 2, queues: 2 }, soon, 4).map(([scenario]) => [
          breaking(scenario as Scenario, behaviour),
        ]);

export const nameOf = <B extends HostileProxy>(behaviour: B): `a proxy that ${B}` => `a proxy that ${behaviour}`;
const breaking = (scenario: Scenario, behaviour: HostileProxy): Scenario => ({
  ...scenario,
  servers: scenario.servers.map((one) => (one.name === PROXY.name ? { ...one, hostile: behaviour } : one)),
  // The first queue is secured and the second is not: what a relay does to either must show.
  queues: scenario.queues.map((one, i) => ({ ...one, secured: i % 2 === 0 })),
});
/** The same, the last queue out of date or not: what the relay refuses is answered once as well. */
const withUnknown = (scenario: Scenario, unknown: boolean): Scenario => ({
  ...scenario,
  queues: scenario.queues.map((one, i, all) => (i === all.length - 1 ? { ...one, unknown } : one)),
});
const lastJustAfterTheEpoch = (scenario: Scenario): Scenario => ({
  ...scenario,
  orders: scenario.orders.map((line, i, all) =>
    i === all.length - 1 ? { ...line, atMillis: 60 * MINUTE + 1_000 } : line,
  ),
});
