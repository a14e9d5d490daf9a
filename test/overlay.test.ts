// What stands between a client and its servers: sizes by hand, who sees which address, circuits, and a device and its host.
import { describe, expect, test } from 'vitest';
import { draft } from '../model/design.ts';
import { segmented, wakeUps } from '../properties/device-traffic.ts';
import { type Observer, sees } from '../properties/observer.ts';
import { outcomes } from '../properties/outcomes.ts';
import { hostIp } from '../sim/device-link.ts';
import { cellOctets, cellsOf, tunnelled } from '../sim/overlay.ts';
import { run } from '../sim/run.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { setUp } from '../sim/set-up.ts';
import type { Event, Trace } from '../sim/trace.ts';

const ALICE = '192.0.2.1';
const RELAY = '198.51.100.2';
const asked = (over: string | undefined, more: object = {}) => ({
  name: 'one message',
  servers: [{ name: 'relay', ip: RELAY }],
  clients: [
    { name: 'alice', ip: ALICE, ...(over && { over }) },
    { name: 'bob', ip: '192.0.2.2' },
  ],
  queues: [{ name: 'queue 1', relay: 'relay', from: 'alice', to: 'bob' }],
  orders: [{ atMillis: 10_000, queue: 'queue 1', text: 'hello' }],
  ...more,
});
const made = (over?: string, more: object = {}, seed = 'overlay'): Trace => {
  const scenario: Scenario = scenarioSchema.parse(asked(over, more));
  return run({ scenario, design: draft, seed, cryptography: 'ideal' });
};
const of = <K extends Event['kind']>(trace: Trace, kind: K) =>
  trace.events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind);

/** All IP addresses that somebody sees. */
function seen(trace: Trace, part: Partial<Observer>): ReadonlySet<string> {
  const observer: Observer = { name: 'somebody', owns: new Set(), taps: 'nothing', link: 'both', ...part };
  return new Set(
    trace.events.flatMap((event) => {
      const sighting = sees(observer, event, trace.scenario);
      return sighting?.kind === 'opened' ? [sighting.fromIp, sighting.toIp] : [];
    }),
  );
}
const owning = (name: string): Partial<Observer> => ({ owns: new Set([name]) });
const listening = (link: Observer['link']): Partial<Observer> => ({ taps: 'packets', link });
const ipOf = (trace: Trace, host: string): string => {
  const found = of(trace, 'connected').find((one) => one.to === host);
  if (found === undefined) throw new Error(`nothing connects to ${host}`);
  return found.toIp;
};

describe('sizes', () => {
  test('of a block over Tor are those of 33 cells: 16,384 + 22 octets, 498 in each', () => {
    expect([cellsOf(16_406), cellsOf(498), cellsOf(499), cellsOf(0)]).toEqual([33, 1, 2, 1]);
    // 33 cells of 514 octets are 16,962, which take two records of TLS.
    expect(cellOctets(33)).toBe(16_962 + 2 * 22);
  });
  test('of a block in a tunnel are those of twelve packets, with 40 octets of TCP and IP and 60 of WireGuard each', () => {
    expect(tunnelled(16_406)).toBe(16_406 + 12 * 100);
  });
  test('of a block over TCP are those of twelve segments, and of six acknowledgements', () => {
    expect(segmented(16_406)).toEqual({ octets: 16_406 + 12 * 40, acknowledgements: 6 * 40 });
  });
  test('stand in the record of every hop', () => {
    const passed = of(made('tor'), 'conveyed').map(({ octets }) => octets);
    expect(new Set(passed)).toEqual(new Set([cellOctets(1), cellOctets(cellsOf(1_400)), cellOctets(33)]));
    expect(of(made('vpn'), 'conveyed').map(({ octets }) => octets)).toContain(17_606);
  });
});

test('a radio that was quiet for longer than its tail wakes up', () => {
  expect(wakeUps([0, 5_000, 15_000, 25_001, 25_002, 60_000])).toBe(3);
  expect(wakeUps([])).toBe(0);
});

describe('who sees which address', () => {
  test('with nothing in between: the relay sees the client, and no hop is in the record', () => {
    const trace = made();
    expect(seen(trace, owning('relay'))).toContain(ALICE);
    expect(seen(trace, listening('at alice'))).toEqual(new Set([ALICE, RELAY]));
    expect(trace.events.some((event) => event.kind === 'connected' || event.kind === 'conveyed')).toBe(false);
    expect(JSON.stringify(trace.events)).not.toContain('"via"');
  });

  test('over Tor: the relay the exit, the exit no client, the guard no relay, the network at the client the guard alone', () => {
    const trace = made('tor');
    const [guard, middle, exit] = ['guard of alice', 'middle 1 of alice', 'exit 1 of alice'];
    const ip = (host: string) => ipOf(trace, host);
    expect(seen(trace, owning('relay'))).toContain(ip(exit));
    expect(seen(trace, owning('relay'))).not.toContain(ALICE);
    expect(seen(trace, listening('at relay'))).not.toContain(ALICE);
    expect(seen(trace, owning(guard))).toEqual(new Set([ALICE, ip(guard), ip(middle), ip('middle 2 of alice')]));
    expect(seen(trace, owning(exit))).toEqual(new Set([ip(middle), ip(exit), RELAY]));
    expect(seen(trace, owning(middle))).toEqual(new Set([ip(guard), ip(middle), ip(exit)]));
    for (const link of ['at alice', 'of the client'] as const)
      expect(seen(trace, listening(link))).toEqual(new Set([ALICE, ip(guard)]));
  });

  test('over a VPN: the relay the exit, the VPN both, the network at the client the VPN alone', () => {
    const trace = made('vpn');
    const vpn = ipOf(trace, 'vpn of alice');
    expect(seen(trace, owning('relay'))).not.toContain(ALICE);
    expect(seen(trace, owning('relay'))).toContain(vpn);
    expect(seen(trace, owning('vpn of alice'))).toEqual(new Set([ALICE, vpn, RELAY]));
    expect(seen(trace, listening('at alice'))).toEqual(new Set([ALICE, vpn]));
  });

  test('with a hosted account: the relay the host, the host the device, the network at the device the host alone', () => {
    const trace = made('host');
    const host = hostIp({ name: 'alice' });
    expect(seen(trace, owning('relay'))).not.toContain(ALICE);
    expect(seen(trace, owning('relay'))).toContain(host);
    expect(seen(trace, owning('alice'))).toEqual(new Set([ALICE, host, RELAY]));
    for (const link of ['at device of alice', 'of the client'] as const)
      expect(seen(trace, listening(link))).toEqual(new Set([ALICE, host]));
  });

  test('only ends see blocks: neither an exit nor a guard is shown one', () => {
    const trace = made('tor');
    const blocks = (name: string): number =>
      trace.events.filter((event) => {
        const sighting = sees({ name, owns: new Set([name]), taps: 'nothing', link: 'both' }, event, trace.scenario);
        return sighting?.kind === 'packet' && sighting.block !== undefined;
      }).length;
    expect([blocks('exit 1 of alice'), blocks('guard of alice')]).toEqual([0, 0]);
    expect(blocks('relay')).toBeGreaterThan(0);
  });
});

describe('circuits', () => {
  test.each(['tor', 'vpn', 'host', undefined])('carry messages to their recipients (%s)', (over) => {
    expect(outcomes(made(over)).map(({ received }) => received.length)).toEqual([1]);
  });

  test('are built hop by hop before the first session: a connection and three round trips, of 14 links', () => {
    const trace = made('tor');
    const [connected] = of(trace, 'connected');
    const [cell] = of(trace, 'conveyed');
    const [first] = of(trace, 'opened').filter(({ from }) => from === 'alice');
    if (connected === undefined || cell === undefined || first === undefined) throw new Error('alice goes over Tor');
    const link = (cell.arrives as number) - cell.at;
    expect(cell.at - connected.at).toBeCloseTo(2 * link, 2);
    expect(first.at - connected.at).toBeCloseTo(14 * link, 2);
  });

  test('share one guard; a cut of it takes circuit and sessions, and the next exit is another', () => {
    const fault = { kind: 'cut', between: ['alice', 'guard of alice'], atMillis: 9_000 };
    const trace = made('tor', { faults: [fault] });
    const toGuard = of(trace, 'connected').filter(({ from }) => from === 'alice');
    expect(toGuard).toHaveLength(2);
    expect(new Set(toGuard.map(({ toIp }) => toIp)).size).toBe(1);
    const exits = of(trace, 'opened').flatMap(({ from, fromIp }) => (from === 'alice' ? [fromIp] : []));
    expect(exits).toHaveLength(2);
    expect(new Set(exits).size).toBe(2);
    expect(outcomes(trace)[0]?.received).toHaveLength(1);
  });

  test('are as slow as published: half of them within 260 ms there and back', () => {
    const trips = Array.from({ length: 200 }, (_, i) => {
      const [cell] = of(made('tor', { latencyMillis: 0, orders: [] }, `circuit ${i}`), 'conveyed');
      return 8 * ((cell?.arrives as number) - (cell?.at as number));
    });
    const within = (millis: number): number => trips.filter((one) => one <= millis).length / trips.length;
    // Three standard errors of 200 draws.
    expect(Math.abs(within(260) - 0.5)).toBeLessThan(0.11);
    expect(Math.abs(within(393.5) - 0.75)).toBeLessThan(0.1);
  });
});

describe('a device and the host of its account', () => {
  const between = ['alice', 'device of alice'];

  test('exchange orders and news in records of one length, an order a link later than it is written', () => {
    const trace = made('host');
    const sent = of(trace, 'ordered').find(({ order }) => order.kind === 'send');
    expect(sent?.at).toBe(10_020);
    expect(new Set(of(trace, 'conveyed').map(({ octets }) => octets))).toEqual(new Set([1_046]));
  });

  test('send again what a cut took', () => {
    const trace = made('host', { faults: [{ kind: 'cut', between, atMillis: 10_010 }] });
    const lost = of(trace, 'conveyed').filter(({ arrives }) => arrives === undefined);
    expect(lost.map(({ at }) => at)).toEqual([10_000]);
    expect(of(trace, 'connected')).toHaveLength(2);
    expect(outcomes(trace)[0]?.received).toHaveLength(1);
  });

  test('wait for a network', () => {
    const trace = made('host', { faults: [{ kind: 'partition', between, atMillis: 9_000, forMillis: 60_000 }] });
    expect(of(trace, 'ordered').find(({ order }) => order.kind === 'send')?.at).toBe(69_020);
  });
});

test.each([
  ['a guard of a client without Tor', undefined, { kind: 'cut', between: ['alice', 'guard of alice'], atMillis: 1 }],
  ['a guard and a relay', 'tor', { kind: 'cut', between: ['relay', 'guard of alice'], atMillis: 1 }],
  ['a device that would not notice', 'host', { kind: 'half-open', between: ['alice', 'device of alice'], atMillis: 1 }],
])('a fault is refused that is between %s', (_, over, fault) => {
  expect(scenarioSchema.safeParse(asked(over, { faults: [fault] })).success).toBe(false);
});

test('exploration says in words that it has no overlays', () => {
  const scenario = scenarioSchema.parse(asked('tor'));
  expect(setUp({ scenario, design: draft, seed: '1', readers: 'are there' }, 'take their time')).toContain(
    'cannot be explored',
  );
});
