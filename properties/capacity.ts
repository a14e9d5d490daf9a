// How much a proxy can be made to hold: more forwards than it may take are put to its own code.
import { decode, Malformed } from '../model/codec.ts';
import { NONCE_OCTETS, TAG_OCTETS } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { type Forward, type ProxyCommand, wireOf } from '../model/grammar.ts';
import { effortOf, nothingHeld } from '../model/held.ts';
import { hex, type Octets } from '../model/octets.ts';
import { fromClient } from '../model/proxy.ts';
import { noProxy, type ProxyState, proxyTables } from '../model/proxy-state.ts';
import { newLink } from '../model/relay-links.ts';
import type { Ready } from '../model/session.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';
import type { Trace } from '../sim/trace.ts';
import { proof } from './proof.ts';
import { chance, hit, type Tally } from './property.ts';
import { once } from './truth.ts';

/** Puts more forwards to the proxy's own code than it may take, from a client that acknowledges nothing and connected again. */
const flooded = once((trace: Trace) => {
  const { design, seed } = trace;
  const crypto = idealCrypto(random(seed, 'flood').octets, new Terms(), 'flood');
  const relay = { host: 'relay.example', fingerprint: crypto.random(32), secondKey: undefined };
  const relayId = crypto.random(4);
  const peer = '192.0.2.9';
  const ready: Ready = { phase: 'ready', name: crypto.random(32), peer, role: 'proxy', keys: 'no layer' };
  const name = `${relay.host} ${hex(relay.fingerprint)}`;
  const link = { ...newLink(relay), session: 'out 0', phase: 'ready' as const, name: crypto.random(32) };
  const empty: ProxyState = {
    ...noProxy,
    links: { [name]: link },
    registrations: { [hex(relayId)]: { session: 'in 0', relay, expires: 9e9, notAfter: 9e9 } },
  };
  const wire = wireOf(design);
  const nonceOctets = design.commandNonce === 'random' ? NONCE_OCTETS : 0;
  const room = wire.command.size.max + (design.relayLayer === 'sealed' ? TAG_OCTETS + nonceOctets : 0);
  function forwardOf(encryptedBlock: Octets): ProxyCommand & { readonly kind: 'forward' } {
    return {
      kind: 'forward',
      acknowledged: undefined,
      dueAt: undefined,
      senderKey: crypto.keyPair().public,
      origin: design.origin === 'withheld' ? undefined : new Uint8Array(0),
      encryptedBlock,
    };
  }
  const around = {
    self: 'proxy',
    now: 1_000,
    arrivedAt: 1_000,
    design,
    crypto,
    sessions: { 'in 0': ready },
    password: undefined,
    honesty: undefined,
  };
  /** A state in which so many forwards are held for somebody, of an earlier session, that were sent on and not answered. */
  const holding = (account: string, count: number): ProxyState => {
    const ids = Array.from({ length: count }, (_, i) => new Uint8Array(design.corrIdOctets).fill(i >> 8, 1).fill(i, 2));
    const forward = forwardOf(crypto.random(room)) as Forward;
    const one = { account, relay, relayId, forward, answer: undefined, dueAt: 0, expires: 9e9 };
    const sent = { ...effortOf(nothingHeld, ''), tries: 1, sentAt: 1_000 };
    const held = Object.fromEntries(ids.map((corrId, turn) => [hex(corrId), { ...one, corrId, turn }]));
    const efforts = Object.fromEntries(ids.map((corrId) => [hex(corrId), sent]));
    return { ...empty, holding: { ...nothingHeld, held, efforts, turns: count } };
  };
  /** The state after some more, and what the client is told. */
  const offered = (given: ProxyState, count: number): { readonly state: ProxyState; readonly refusals: string[] } => {
    let state = given;
    const refusals: string[] = [];
    for (let i = 0; i < count; i++) {
      const command = forwardOf(crypto.random(room));
      const transmission = { corrId: crypto.random(design.corrIdOctets), relayId, command };
      const [next, effects] = fromClient(state, 'in 0', ready, transmission, around);
      state = next;
      for (const effect of effects) {
        const read =
          effect.kind === 'send' && effect.session === 'in 0' ? decode(wire.proxyBlock, effect.block) : undefined;
        if (read !== undefined && !(read instanceof Malformed) && read.command.kind === 'error')
          refusals.push(read.command.problem);
      }
    }
    return { state, refusals };
  };
  const { state, refusals } = offered(holding(peer, design.clientLimit - FEWER), FEWER + MORE);
  const inAll = offered(holding('192.0.2.8', design.proxyLimit), 1).refusals;
  const held = Object.keys(state.holding.held).length;
  const kept = Object.values(
    proxyTables(state, { schedule: design.schedule, holding: 'on disk, and then accepted' })['held'] ?? {},
  );
  return { held, refusals, inAll, octets: sizeOf(kept) / Math.max(1, kept.length) };
});

/** Forwards that still find room, and that do not. */
const [FEWER, MORE] = [4, 8];

/** Octets of plain data: of octet strings and text their length, of numbers eight, and of names what they take. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return 8;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((total, [key, one]) => total + key.length + sizeOf(one), 0);
}

export function isBounded(trace: Trace): Tally {
  const { clientLimit, proxyLimit } = trace.design;
  const { held, refusals, inAll } = flooded(trace);
  const full = refusals.filter((one) => one === 'LIMIT').length;
  const well = held <= clientLimit && full === MORE;
  if (well && inAll.includes('LIMIT')) return chance;
  if (well) return hit(proof(0, `A proxy takes one more forward when it holds ${proxyLimit}, which is its limit.`));
  return hit(
    proof(
      0,
      `A client that acknowledges nothing has ${held} forwards held by the proxy, whose limit for one client is ${clientLimit}; it was told LIMIT ${full} times.`,
    ),
  );
}

export function isSmall(trace: Trace): Tally {
  const { octets } = flooded(trace);
  return octets <= 1.1 * BLOCK_OCTETS
    ? chance
    : hit(proof(0, `A held forward takes ${Math.round(octets)} octets, more than 1.1 times its block.`));
}

const BLOCK_OCTETS = 16_384;
