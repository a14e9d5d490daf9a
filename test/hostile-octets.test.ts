// 20,000 hostile blocks into every decoder and node: none throws, goes on without end, or changes what honest clients get.
import { describe, expect, test } from 'vitest';
import { client } from '../model/client.ts';
import { type Design, draft, sealed } from '../model/design.ts';
import { type Address, wireOf } from '../model/grammar.ts';
import { makeIdentity } from '../model/identity.ts';
import type { Effect, Input, Node } from '../model/node.ts';
import type { Honesty } from '../model/proxy-state.ts';
import { type ServerState, server } from '../model/server.ts';
import { type HostileCounts, hostilePlaces, throwOctets } from '../sim/hostile-octets.ts';
import { hostileWorld } from '../sim/hostile-world.ts';
import { instant } from '../sim/instant.ts';
import { specimens } from '../sim/specimens.ts';
import { flush, open, order, say, tell, timer, write } from './toy-world.ts';

/** Layers that differ between hops, where what fits one may not fit the next. */
const uneven: Design = { ...sealed, name: 'sealed without p2r', proxyLayer: 'absent' };

function holds(counts: HostileCounts, cases: number): void {
  expect(counts.defects).toEqual([]);
  const thrown = hostilePlaces.map((place) => counts.cases[place]);
  expect(thrown.reduce((a, b) => a + b)).toBe(cases);
  expect(counts.roundTrips).toBeGreaterThanOrEqual(cases / 100);
  // Every place was held, and from each some blocks came through to the code behind the decoder, and some did not.
  for (const place of hostilePlaces) {
    expect(counts.cases[place]).toBeGreaterThan(cases / 16);
    expect(counts.taken[place]).toBeGreaterThan(0);
    expect(counts.taken[place]).toBeLessThan(counts.cases[place]);
  }
}

describe.each([
  [draft, 9_500],
  [sealed, 9_500],
  [uneven, 1_000],
] as const)('ideal cryptography', (design, cases) => {
  test(`${design.name}: ${cases} blocks`, () => {
    holds(throwOctets(design, 'test', cases), cases);
  });
});

test.each([draft, sealed])('real cryptography, with real certificates: $name', (design) => {
  const { defects, roundTrips } = throwOctets(design, 'test', 200, 'real');
  expect(defects).toEqual([]);
  expect(roundTrips).toBe(2);
});

test.each([draft, sealed])('what is changed comes from every kind of command: $name', (design) => {
  const { transmissions, commands, serverHellos, clientHellos } = specimens(design, 'test');
  const kinds = (all: readonly { readonly command: { readonly kind: string } }[]) =>
    [...new Set(all.map(({ command }) => command.kind))].toSorted();
  const layered = design.clientLayer === 'sealed' ? ['layered'] : [];
  const further = wireOf(design).further.map(({ kind }) => kind);
  expect(kinds(transmissions)).toEqual(
    ['check', 'error', 'forward', 'response', 'server', 'server_id', ...layered, ...further].toSorted(),
  );
  const sends = design.numbering === 'none' ? 'send' : 'sendNumbered';
  expect(kinds(commands)).toEqual(
    [
      ...['acknowledge', 'authorise', 'create', 'created', 'message', 'ok', 'refused', 'secure', 'subscribe'],
      sends,
    ].toSorted(),
  );
  for (const hellos of [serverHellos, clientHellos]) expect(hellos.length).toBeGreaterThan(0);
});

test('the same seed throws the same', () => {
  expect(throwOctets(sealed, 'again', 150)).toEqual(throwOctets(sealed, 'again', 150));
  expect(throwOctets(sealed, 'again', 150)).not.toEqual(throwOctets(sealed, 'other', 150));
});

test('a session that a server ends leaves nothing behind', () => {
  const world = hostileWorld(sealed, specimens(sealed, 'test'), 'left behind', 'ideal');
  const ended = new Set<string>();
  for (let i = 0; i < 300; i++) {
    if (!world.clientToProxy() || !world.clientToRelay()) ended.add(`case ${i}`);
    for (const node of ['proxy', 'relay']) {
      const { sessions, proxy, relay } = world.net.state(node) as ServerState;
      const readers = Object.values(relay.queues.readers);
      const registered = Object.values(proxy.registrations).map(({ session }) => session);
      for (const session of [...readers, ...registered]) expect(Object.keys(sessions)).toContain(session);
    }
  }
  expect(ended.size).toBeGreaterThan(50);
});

test('a proxy that knows none of the relay ids it gave is asked ever more rarely, and given up when the time is over', () => {
  const net = instant(sealed, 'forgetful', 'ideal');
  const forgetful: Honesty = {
    keepsOldKeys: false,
    relayKey: (relayKey) => relayKey,
    forward: (forward) => [forward],
    answer: () => ({ kind: 'error', problem: 'RELAY' }),
    reply: () => undefined,
  };
  const enter = (name: string, honesty?: Honesty): Address => {
    const host = `${name}.example`;
    const identity = makeIdentity(net.cryptoAt(name, 'identity'), name, { notBefore: 0, notAfter: 86_400_000 });
    net.enter(name, host, server({ host, identity, password: undefined, quota: undefined }, honesty) as Node);
    return { host, fingerprint: identity.fingerprint, secondKey: undefined };
  };
  const [proxy, relay] = [enter('proxy', forgetful), enter('relay')];
  net.enter('alice', undefined, client as Node);
  const address = { relay, senderId: new Uint8Array(24), userKey: net.crypto.keyPair().public };
  const route = { kind: 'proxy', proxy, password: undefined, others: [] } as const;
  net.order('alice', { kind: 'join', queue: 'q', address, route, secured: 'never' });
  net.order('alice', { kind: 'send', id: 'message', queue: 'q', text: 'hello' });
  const told = (who: string) => net.told.filter(({ node }) => node === who).map(({ news }) => news);
  const tries = () => told('proxy').length;
  // A relay id that is out of date is mended at once, and then no more.
  expect(tries()).toBe(2);
  const ended = () => told('alice').some(({ kind }) => kind !== 'accepted');
  net.wait(sealed.lifetimeMillis, ended);
  const [before, late] = [tries(), net.now()];
  expect(ended()).toBe(false);
  // Its expiry was rounded up by as much as clocks may differ.
  net.wait(sealed.lifetimeMillis + sealed.skewMillis, ended);
  expect(ended()).toBe(true);
  net.wait(10 * sealed.lifetimeMillis);
  expect(net.defects).toEqual([]);
  // Somebody may have it, so that nobody can say that it failed.
  expect(told('alice').filter(({ kind }) => kind !== 'accepted')).toEqual([
    { kind: 'unknown', id: 'message', why: 'nobody says what became of it' },
  ]);
  expect(net.now()).toBeGreaterThan(late);
  // In an hour a try every two minutes at last.
  expect(before).toBeGreaterThan(5);
  expect(tries()).toBeLessThan(60);
});

describe('what never rests is found', () => {
  const world = (react: (input: Input, now: number) => readonly Effect[]) => {
    const net = instant(sealed, 'restless', 'ideal');
    const node: Node = { start: 0, step: (state, input, { now }) => [state, react(input, now)] };
    net.enter('restless', 'restless.example', node);
    net.order('restless', order('begin'));
    net.wait(10_000);
    return net.defects;
  };
  test('a step with effects without end, a flush or not', () => {
    const many = Array.from({ length: 100 }, () => tell('x'));
    expect(world((input) => (input.kind === 'order' ? many : []))).toEqual([]);
    expect(world((input) => (input.kind === 'order' ? [write('x'), flush(...many)] : []))).toEqual([
      'restless: 102 effects of one order',
    ]);
  });
  test('one that talks to itself', () => {
    const [defect] = world((input) => {
      if (input.kind === 'order') return [open('restless')];
      return input.kind === 'closed' ? [] : [say('x', 'session' in input ? input.session : '')];
    });
    expect(defect).toMatch(/^no rest after 100 inputs, at a block for restless$/);
  });
  test('one that sets a timer whenever it rings', () => {
    expect(world((_input, now) => [timer('on', now)])).toEqual(['no rest after 1000 timers, at on of restless']);
    expect(world((_input, now) => [timer('on', now + 1_000)])).toEqual([]);
  });
  test('one that throws, when a timer rings as well', () => {
    const [defect, ...others] = world((input, now) => {
      if (input.kind === 'timer') throw new RangeError('oh');
      return [timer('on', now + 1_000)];
    });
    expect(defect).toMatch(/^restless throws RangeError: oh at test\/hostile-octets.test.ts:/);
    expect(others).toEqual([]);
  });
});
