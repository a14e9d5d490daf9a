// Ordinary traffic whose proxy breaks the protocol in one way, or of a client without the password.
import fc, { type Arbitrary } from 'fast-check';
import { type HostileProxy, TRUSTED } from '../sim/hostile.ts';
import type { Scenario } from '../sim/scenario.ts';
import { later, MINUTE, PROXY, SENDERS, START_MILLIS, soon, traffic, type Worlds, words } from './traffic.ts';

/** Ordinary traffic whose proxy breaks the protocol in one way. */
export const hostile = (behaviour: HostileProxy): Arbitrary<Worlds> =>
  behaviour === 'replays earlier forwards with every new one'
    ? fc
        .tuple(traffic(nameOf(behaviour), { relays: 1, senders: 2, queues: 2 }, later, 4, { orders: 2 }), fc.boolean())
        .map(([[scenario], unknown]) => [withUnknown(breaking(scenario as Scenario, behaviour), unknown)])
    : behaviour === TRUSTED
      ? traffic(nameOf(behaviour), { relays: 1, senders: 2, queues: 2 }, later, 10, { orders: 8 }).map(([scenario]) => [
          breaking(scenario as Scenario, behaviour),
        ])
      : behaviour === 'keeps an expired relay key'
        ? traffic(nameOf(behaviour), { relays: 1, senders: 1, queues: 1 }, later, 4, { orders: 2 }).map(
            ([scenario]) => [lastJustAfterTheEpoch(breaking(scenario as Scenario, behaviour))],
          )
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

/** Ordinary traffic of two clients, one of whom has no password or a wrong one. */
export const withoutPassword: Arbitrary<Worlds> = fc
  .tuple(
    fc.constantFrom('guessed', undefined, 'correct', 'correct horse!', 'correct hors', 'cop', 'correct horsf'),
    traffic('a client without the password', { relays: 1, senders: 2, queues: 2 }, soon, 3, {
      senders: 2,
      queues: 2,
    }),
  )
  .map(([password, [scenario]]) => [
    {
      ...(scenario as Scenario),
      servers: (scenario as Scenario).servers.map((one) =>
        one.name === PROXY.name ? { ...one, password: 'correct horse' } : one,
      ),
      clients: (scenario as Scenario).clients.map((one) =>
        one.proxy === undefined
          ? one
          : {
              ...one,
              ...(one.name === 'alice' ? (password === undefined ? {} : { password }) : { password: 'correct horse' }),
            },
      ),
      queues: (scenario as Scenario).queues.map((one, i) => ({ ...one, from: SENDERS[i % 2] as string })),
      orders: (scenario as Scenario).queues.map((one, i) => ({
        atMillis: START_MILLIS + i,
        queue: one.name,
        text: words(i, ''),
      })),
    },
  ]);
