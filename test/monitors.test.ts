// Monitors look at every run, under both cryptographies, and fail when something that should be fresh is there twice.
import { describe, expect, test } from 'vitest';
import { decode, encode, Malformed } from '../model/codec.ts';
import { draft, sealed } from '../model/design.ts';
import { wireOf } from '../model/grammar.ts';
import { type ExperimentName, experimentNames, OWN } from '../properties/experiments.ts';
import { monitors } from '../properties/monitors.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { looksAt } from '../properties/property.ts';
import { type Cryptography, drawn, examined, runs } from '../properties/trial.ts';
import { isServer } from '../properties/truth.ts';
import type { Event, Trace } from '../sim/trace.ts';

const BOTH: readonly Cryptography[] = ['ideal', 'real'];

function traceOf(experiment: ExperimentName, design = sealed, cryptography: Cryptography = 'ideal'): Trace {
  const place = { seed: '1', experiment, number: 0 };
  return runs(drawn(place), design, place, cryptography)[0] as Trace;
}
const hits = (trace: Trace): readonly string[] =>
  [...examined(monitors, [trace], trace.cryptography)].flatMap(([id, tally]) => (tally.hits > 0 ? [id] : []));

type CarriedEvent = Extract<Event, { kind: 'carried' }>;
const isForward = (trace: Trace, event: Event): event is CarriedEvent => {
  if (event.kind !== 'carried' || isServer(trace, event.from)) return false;
  const read = decode(wireOf(trace.design).proxyBlock, event.block);
  return !(read instanceof Malformed) && read.command.kind === 'forward';
};
const isResponse = (trace: Trace, event: Event): event is CarriedEvent => {
  if (event.kind !== 'carried' || isServer(trace, event.to)) return false;
  const read = decode(wireOf(trace.design).proxyBlock, event.block);
  return !(read instanceof Malformed) && read.command.kind === 'response';
};

/** The run with one more event at its end, made out of one that is there. */
const withMore = (trace: Trace, event: Event): Trace => ({ ...trace, events: [...trace.events, event] });

/** A block of a proxy connection, changed. */
type Transmission = Exclude<ReturnType<typeof readBlock>, Malformed>;
const readBlock = (trace: Trace, block: Uint8Array) => decode(wireOf(trace.design).proxyBlock, block);
function changed(trace: Trace, event: CarriedEvent, change: (one: Transmission) => Transmission): CarriedEvent {
  const { proxyBlock } = wireOf(trace.design);
  return { ...event, block: encode(proxyBlock, change(readBlock(trace, event.block) as Transmission)) };
}
const otherId = (one: Transmission): Transmission => ({ ...one, corrId: one.corrId.map((octet) => octet ^ 1) });

describe('monitors', () => {
  test('look at every experiment, under both cryptographies', () => {
    for (const monitor of monitors) {
      expect(monitor.cryptography).toBe('both');
      expect(experimentNames.filter((name) => !looksAt(monitor, name))).toEqual([]);
    }
  });

  test.each(BOTH)('have occasions, and nothing to tell, in every run of the sealed design: %s', (cryptography) => {
    const silent = new Set<string>();
    for (const experiment of experimentNames.filter((name) => name !== OWN)) {
      const trace = traceOf(experiment, sealed, cryptography);
      expect(hits(trace), experiment).toEqual([]);
      for (const [id, { chances }] of examined(monitors, [trace], cryptography))
        if (chances === 0) silent.add(`${experiment}: ${id}`);
    }
    // A client refuses such a proxy before it seals anything for it.
    expect([...silent]).toEqual(['the proxy is the relay: R3.2-ciphertext-once']);
  });

  test.each(
    (['sender-key-per-client', 'same-nonce-both-ways', 'no-p2r-layer'] as const).flatMap((name) =>
      BOTH.map((cryptography) => [name, cryptography] as const),
    ),
  )('notice %s under %s cryptography as it names them', (name, cryptography) => {
    const leak = plantedLeaks.find((one) => one.name === name);
    const named = monitors.map(({ id }) => id).filter((id) => leak?.mustBeCaughtBy.includes(id));
    expect(named.length).toBeGreaterThan(0);
    expect(hits(traceOf('ordinary traffic', leak?.design, cryptography))).toEqual(named);
  });
});

describe.each(BOTH)('of a run made by hand out of a genuine one, under %s cryptography', (cryptography) => {
  const trace = traceOf('ordinary traffic', sealed, cryptography);
  const forward = trace.events.find((event) => isForward(trace, event)) as CarriedEvent;
  const response = trace.events.find((event) => isResponse(trace, event)) as CarriedEvent;
  const later = { at: 1e9, arrives: 1e9 };

  test('the genuine one is fresh', () => expect(hits(trace)).toEqual([]));

  test('a key and nonce that seal another body', () => {
    const use = trace.events.find((event) => event.kind === 'sealed') as Extract<Event, { kind: 'sealed' }>;
    expect(hits(withMore(trace, use))).toEqual([]);
    expect(hits(withMore(trace, { ...use, body: use.body.subarray(1) }))).toEqual(['R4.6-nonce-once']);
    const nonce = use.nonce.map((octet) => octet ^ 1);
    expect(hits(withMore(trace, { ...use, nonce, body: use.body.subarray(1) }))).toEqual([]);
  });

  test('an encrypted block again under another sender key, and a sender key again with another block', () => {
    const command = (change: (one: Extract<Transmission['command'], { kind: 'forward' }>) => Transmission['command']) =>
      changed(trace, { ...forward, ...later }, (one) =>
        one.command.kind === 'forward' ? { ...otherId(one), command: change(one.command) } : one,
      );
    const otherKey = command((one) => ({ ...one, senderKey: one.senderKey.map((octet) => octet ^ 1) }));
    expect(hits(withMore(trace, otherKey))).toEqual(['R3.2-ciphertext-once']);
    const otherBlock = command((one) => ({ ...one, encryptedBlock: one.encryptedBlock.map((octet) => octet ^ 1) }));
    expect(hits(withMore(trace, otherBlock))).toEqual(['R2.2-key-once']);
  });

  test('a response again under its corr id is a push, under another or to another client it is not', () => {
    expect(hits(withMore(trace, { ...response, ...later }))).toEqual([]);
    const other = changed(trace, { ...response, ...later }, otherId);
    expect(hits(withMore(trace, other))).toEqual(['R3.2-ciphertext-once']);
    expect(hits(withMore(trace, { ...response, ...later, to: 'mallory' }))).toEqual(['R3.2-ciphertext-once']);
  });

  test('a layered block again between proxy and relay', () => {
    const isOnward = (event: Event): event is CarriedEvent =>
      event.kind === 'carried' && isServer(trace, event.from) && isServer(trace, event.to);
    const onward = trace.events.findLast(isOnward) as CarriedEvent;
    expect(hits(withMore(trace, { ...onward, ...later }))).toEqual(['R3.2-ciphertext-once']);
  });

  test('a session key again in another session', () => {
    const first = trace.events.find((event) => event.kind === 'opened') as Extract<Event, { kind: 'opened' }>;
    const hello = trace.events.find((event) => event.kind === 'carried' && event.session === first.session);
    const again = { ...(hello as CarriedEvent), ...later, session: 1e6 };
    const twice = withMore(withMore(trace, { ...first, session: 1e6 }), again);
    expect(hits(twice)).toEqual(['R2.2-key-once']);
  });

  test('what a proxy repeats that is known to repeat is its own doing', () => {
    const servers = trace.scenario.servers.map((one) => ({ ...one, hostile: 'replays every forward' as const }));
    const hostile = { ...trace, scenario: { ...trace.scenario, servers } };
    const other = changed(trace, { ...response, ...later }, otherId);
    expect(hits(withMore(hostile, other))).toEqual([]);
  });
});

test('a response key of its own is fresh in each response, and the specification’s ciphertexts are not', () => {
  expect(hits(traceOf('ordinary traffic', draft))).toEqual(['R3.2-ciphertext-once']);
});
