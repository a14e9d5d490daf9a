// 20,000 hostile blocks into every decoder and node: none throws, goes on without end, or changes what honest clients get.
import { describe, expect, test } from 'vitest';
import { client } from '../model/client.ts';
import { type Design, draft, sealed } from '../model/design.ts';
import type { Address } from '../model/grammar.ts';
import { makeIdentity } from '../model/identity.ts';
import type { Node } from '../model/node.ts';
import type { Honesty } from '../model/proxy.ts';
import { type ServerState, server } from '../model/server.ts';
import { type HostileCounts, hostilePlaces, throwOctets } from '../sim/hostile-octets.ts';
import { hostileWorld } from '../sim/hostile-world.ts';
import { instant } from '../sim/instant.ts';
import { specimens } from '../sim/specimens.ts';

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
      const readers = Object.values(relay.queues.queues).flatMap(({ reader }) => reader ?? []);
      const registered = Object.values(proxy.registrations).map(({ session }) => session);
      for (const session of [...readers, ...registered]) expect(Object.keys(sessions)).toContain(session);
    }
  }
  expect(ended.size).toBeGreaterThan(50);
});

test('a proxy that knows none of the relay ids it gave is given up', () => {
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
    net.enter(name, host, server({ host, identity, password: undefined }, honesty) as Node);
    return { host, fingerprint: identity.fingerprint, secondKey: undefined };
  };
  const [proxy, relay] = [enter('proxy', forgetful), enter('relay')];
  net.enter('alice', undefined, client as Node);
  const address = { relay, senderId: new Uint8Array(24), userKey: net.crypto.keyPair().public };
  const route = { kind: 'proxy', proxy, password: undefined } as const;
  net.order('alice', { kind: 'join', queue: 'q', address, route, secure: false });
  net.order('alice', { kind: 'send', id: 'message', queue: 'q', text: 'hello' });
  expect(net.defects).toEqual([]);
  const told = net.told.filter(({ node }) => node === 'alice').map(({ news }) => news);
  expect(told).toEqual([{ kind: 'failed', id: 'message', why: 'the proxy knows none of the relay ids it gave' }]);
});
