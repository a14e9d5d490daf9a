// Traffic in which things go wrong: what is drawn is valid, every kind comes and is absent at times, and it shrinks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { faulty } from '../properties/fault-traffic.ts';
import { sees } from '../properties/observer.ts';
import { steps } from '../properties/story.ts';
import { START_MILLIS } from '../properties/traffic.ts';
import { run } from '../sim/run.ts';
import { type Fault, type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { fingerprint, type Trace } from '../sim/trace.ts';

const scenarios = fc.sample(faulty, { seed: 1, numRuns: 400 }).map(([one]) => one as Scenario);
const ran = (scenario: Scenario, seed = 'faults'): Trace =>
  run({ scenario, design: sealed, seed, cryptography: 'ideal' });

test('every scenario drawn is one that a file could hold', () => {
  for (const one of scenarios) expect(scenarioSchema.parse(one)).toEqual(one);
});

test('every kind of fault, and of what goes with them, is there at times and absent at times', () => {
  const share = (has: (one: Scenario) => boolean) => scenarios.filter(has).length / scenarios.length;
  const kinds: Fault['kind'][] = [
    'crash',
    'crash at step',
    'crash loop',
    'cut',
    'half-open',
    'partition',
    'slow',
    'skew',
  ];
  const away = (one: Fault) => one.kind === 'crash' && one.node === 'bob' && one.atMillis === START_MILLIS - 200;
  const forGood = (one: Fault) => one.kind === 'crash' && one.forMillis === undefined;
  const shares = {
    ...Object.fromEntries(kinds.map((kind) => [kind, share((one) => one.faults.some((it) => it.kind === kind))])),
    none: share((one) => one.faults.length === 0),
    several: share((one) => one.faults.length >= 3),
    'gone for good': share((one) => one.faults.some(forGood)),
    'readers away': share((one) => one.faults.some(away)),
    quota: share((one) => one.servers.some(({ quota }) => quota !== undefined)),
    unsecured: share((one) => one.queues.some(({ secured }) => !secured)),
    'secured by the recipient': share((one) => one.queues.some((it) => it.securedByRecipientAtMillis !== undefined)),
    scheduled: share((one) => one.orders.some((it) => it.scheduledMillis !== undefined)),
    cancelled: share((one) => one.orders.some((it) => it.cancelledMillis !== undefined)),
  };
  for (const [what, found] of Object.entries(shares)) {
    expect([what, found > 0.04]).toEqual([what, true]);
    expect([what, found < 0.9]).toEqual([what, true]);
  }
  // Only the proxy is ever gone for good.
  for (const fault of scenarios.flatMap((one) => one.faults.filter(forGood)))
    expect(fault).toMatchObject({ node: 'proxy' });
  // Eight drawn, two readers away and the proxy gone.
  for (const one of scenarios) expect(one.faults.length).toBeLessThanOrEqual(11);
});

test('a failure shrinks to one fault and one message', () => {
  const isCulprit = (one: Fault) => one.kind === 'half-open' && one.between.includes('relay');
  const holds = fc.property(faulty, ([one]) => !(one as Scenario).faults.some(isCulprit));
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const queues = seeds.map((seed) => {
    const { counterexample } = fc.check(holds, { seed, numRuns: 1_000 });
    const [[smallest]] = counterexample as unknown as [[Scenario]];
    expect(smallest.faults).toHaveLength(1);
    expect(smallest.orders).toHaveLength(1);
    expect([smallest.servers.length, smallest.clients.length]).toEqual([2, 2]);
    expect([0, START_MILLIS]).toContain((smallest.faults[0] as { atMillis: number }).atMillis);
    return smallest.queues.length;
  });
  // How many queues there are is drawn first and cannot shrink any more once what depends on it has.
  expect(queues.filter((count) => count === 1).length).toBeGreaterThan(seeds.length / 2);
});

test('the same seed gives the same octets, and no observer sees a disk or a crash as such', () => {
  for (const one of scenarios.slice(0, 25)) {
    const trace = ran(one);
    expect(fingerprint(ran(one))).toBe(fingerprint(trace));
    const everybody = new Set([...one.servers, ...one.clients].map(({ name }) => name));
    const all = { name: 'all', owns: everybody, taps: 'inside TLS', link: 'both' } as const;
    for (const event of trace.events)
      if (event.kind === 'crashed' || event.kind === 'restarted' || event.kind === 'flushed')
        expect(sees(all, event, one)).toBeUndefined();
  }
});

test('a story tells of crashes and of what never arrives', () => {
  const scenario = scenarioSchema.parse({
    name: 'the proxy crashes while a message is on its way to it',
    servers: [
      { name: 'proxy', ip: '10.0.0.1' },
      { name: 'relay', ip: '10.0.0.2' },
    ],
    clients: [
      { name: 'alice', ip: '10.1.0.1', proxy: 'proxy' },
      { name: 'bob', ip: '10.1.0.2' },
    ],
    queues: [{ name: 'q', relay: 'relay', from: 'alice', to: 'bob' }],
    orders: [{ atMillis: 2_000, queue: 'q', text: 'hello' }],
    faults: [{ kind: 'crash', node: 'proxy', atMillis: 2_010, forMillis: 500 }],
  });
  const told = steps(ran(scenario), { atMillis: 2_000, about: [], story: '' }).map(
    ({ from, to, label }) => `${from} ${to}: ${label}`,
  );
  const [sent, crashes, closes, again] = [
    /^alice proxy: .*, which never arrives$/,
    /^proxy proxy: crashes$/,
    /^proxy alice: closes the connection$/,
    /^proxy proxy: starts again$/,
  ].map((pattern) => told.findIndex((line) => pattern.test(line))) as [number, number, number, number];
  expect(sent).toBeGreaterThanOrEqual(0);
  expect([sent < crashes, crashes < closes, closes < again]).toEqual([true, true, true]);
});
