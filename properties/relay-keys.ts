// Which relay a client seals to and its block goes to: the right key, under one fingerprint, by a relay id that means it.
import { decode, encode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex } from '../model/octets.ts';
import type { Term, Terms } from '../model/terms.ts';
import { type HostileProxy, TRUSTED } from '../sim/hostile.ts';
import type { Trace } from '../sim/trace.ts';
import { whereProxies } from './experiments.ts';
import { at, each, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { addresses, type Carried, carried, isServer, opened, ordered, told, truthOf } from './truth.ts';

/** A proxy that put another key in the relay's place is never handed a forward that is sealed to it. */
const refusesKey = (trace: Trace): Tally => {
  const { keyEpochMillis, relayIdLifetimeMillis } = trace.design;
  const does = (what: HostileProxy): boolean => trace.scenario.servers.some(({ hostile }) => hostile === what);
  // Of one that is trusted at first, when what it gave then has expired.
  const later = does(TRUSTED) ? 2 * relayIdLifetimeMillis : 0;
  const from = does('keeps an expired relay key') ? keyEpochMillis : later;
  return sum(
    trace.scenario.clients.map(({ name, proxy }) => {
      const behaviour = trace.scenario.servers.find((one) => one.name === proxy)?.hostile;
      const due = ordered(trace).filter(
        ({ node, at: when, order }) => node === name && when >= from && order.kind !== 'create',
      );
      if (behaviour === undefined || due.length === 0) return nothing;
      const gained = told(trace).find(
        ({ node, at: when, news }) => node === proxy && news.kind === 'gained' && when >= from,
      );
      const sent = gained === undefined ? undefined : forwardsOf(trace, name, gained.at);
      return gained === undefined || sent === undefined
        ? { ...chance, chances: due.length }
        : hit(
            proof(
              gained.at,
              `${proxy} ${behaviour}; ${name} accepts it, and seals a forward to it that ${proxy} has at ${gained.at} ms.`,
              [at(sent)],
            ),
          );
    }),
  );
};
const forwardsOf = (trace: Trace, client: string, when: number): Carried | undefined =>
  carried(trace).findLast((one) => one.from === client && one.arrives !== undefined && one.arrives <= when);

/** Nobody goes on to talk to a server whose certificate is not the one that the address they have pins. */
const refusesImpostor = (trace: Trace): Tally =>
  sum(
    opened(trace).map(({ session, from, to }) => {
      const impostor = trace.scenario.servers.find((one) => one.name === to)?.impostor;
      const deceived = impostor === 'to everybody' || (impostor === 'to senders' && isServer(trace, from));
      if (!deceived) return nothing;
      const said = carried(trace).find((one) => one.session === session && one.from === from);
      return said === undefined
        ? chance
        : hit(
            proof(said.at, `${from} goes on to talk to ${to}, whose certificate is another, at ${said.at} ms.`, [
              at(said),
            ]),
          );
    }),
  );

/** The relay's address is a host and one fingerprint, nothing else. */
const oneFingerprint = (trace: Trace): Tally =>
  sum(
    [...addresses(trace)].map(([queue, { relay, ...ofQueue }]) => {
      const foreign = Object.keys(ofQueue).find((field) => field !== 'senderId' && field !== 'userKey');
      if (foreign !== undefined) return hit(proof(0, `The address of ${queue} carries ${foreign} besides.`));
      const extra = Object.entries(relay).filter(
        ([field, value]) => value !== undefined && field !== 'host' && field !== 'fingerprint',
      );
      const sizeOctets = encode(wireOf(trace.design).address, relay).length;
      const needed = 1 + relay.host.length + 1 + 32;
      if (extra.length === 0 && sizeOctets === needed) return chance;
      return hit(
        proof(
          0,
          `The address of ${queue}'s relay takes ${sizeOctets} octets, where host and fingerprint need ${needed}: it carries ${extra.map(([field]) => field).join(', ') || 'something more'}.`,
        ),
      );
    }),
  );

/** A forward is only ever carried to the relay whose key it is sealed to. */
const rightRelay = (trace: Trace): Tally =>
  sum(
    carried(trace).map((block) => {
      if (!isServer(trace, block.from) || !isServer(trace, block.to)) return nothing;
      const relays = truthOf(trace, block.block).terms.flatMap((term) =>
        term.is === 'sealed' && isClient(trace, term.by) ? serversOf(trace, trace.terms, term) : [],
      );
      const opener = opened(trace).find((one) => one.session === block.session)?.from;
      if (relays.length === 0 || opener !== block.from) return nothing;
      const wrong = relays.find((relay) => relay !== block.to && relay !== block.from);
      return wrong === undefined
        ? chance
        : hit(
            proof(
              block.at,
              `At ${block.at} ms ${block.from} sends ${block.to} a block that a client sealed for ${wrong}.`,
              [at(block)],
            ),
          );
    }),
  );

/** Once a relay id has expired, the proxy forwards nothing under it. */
const expires = (trace: Trace): Tally => {
  const until = new Map<string, number>();
  const { plainCommand, proxyBlock } = wireOf(trace.design);
  const onward = new Set(
    trace.events.flatMap((event) => (event.kind === 'carried' && isServer(trace, event.to) ? [event.cause] : [])),
  );
  const tallies: Tally[] = [];
  for (const [i, event] of trace.events.entries()) {
    if (event.kind !== 'carried' || (isServer(trace, event.from) && isServer(trace, event.to))) continue;
    const plain = decode(proxyBlock, event.block);
    if (plain instanceof Malformed) continue;
    const bodies = truthOf(trace, event.block).terms.flatMap((term) => (term.is === 'sealed' ? [term.body] : []));
    const inner = [plain.command, ...bodies.map((body) => decode(plainCommand, body))];
    for (const one of inner)
      if (!(one instanceof Malformed) && one.kind === 'server_id' && one.expiration !== undefined)
        until.set(`${event.to} ${hex(one.relayId)}`, one.expiration);
    const end = until.get(`${event.from} ${hex(plain.relayId)}`);
    if (plain.command.kind !== 'forward' || end === undefined) continue;
    if (event.arrives === undefined || event.arrives < end) continue;
    const story = `${event.to} sends on what ${event.from} sent it at ${event.at} ms, under a relay id that expired at ${end} ms.`;
    tallies.push(onward.has(i) ? hit(proof(event.at, story, [at(event)])) : chance);
  }
  return sum(tallies);
};

const isClient = (trace: Trace, node: string): boolean => trace.scenario.clients.some((one) => one.name === node);
/** The servers whose secret opens a sealed value. */
function serversOf(trace: Trace, terms: Terms, sealed: Extract<Term, { is: 'sealed' }>): readonly string[] {
  const key = terms.of(sealed.key);
  const agreedSecret = key?.is === 'derived' ? terms.of(key.from) : key;
  if (agreedSecret?.is !== 'agreed') return [];
  return agreedSecret.secrets.flatMap((secret) => {
    const by = terms.of(secret)?.by;
    return by !== undefined && isServer(trace, by) ? [by] : [];
  });
}

const passive = ['ordinary traffic', 'minutes apart'] as const;
const SCRIPTED_EXPIRY = 'every delay, loss and repetition after a relay id expired';

export const relayKeys: readonly Property[] = [
  {
    id: 'R4.2-own-key',
    requirement: 'R4.2',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'put its own key, or another relay’s, in the place of the relay’s',
    method: 'exact',
    experiments: [...whereProxies.substitute, `a proxy that ${TRUSTED}`],
    cryptography: 'both',
    examine: each(refusesKey),
  },
  {
    id: 'R4.2-expired-key',
    requirement: 'R4.2',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'have a client seal to a relay key that has expired',
    method: 'exact',
    experiments: ['a proxy that keeps an expired relay key'],
    cryptography: 'both',
    examine: each(refusesKey),
  },
  {
    id: 'R4.2-impostor',
    requirement: 'R4.2',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'pass for a server whose certificate it does not have',
    method: 'exact',
    experiments: ['an impostor in the place of a server'],
    cryptography: 'both',
    examine: each(refusesImpostor),
  },
  {
    id: 'R4.4-one-fingerprint',
    requirement: 'R4.4',
    observer: 'a client',
    says: 'must',
    claim: 'need nothing but a host and one fingerprint as the address of a relay',
    method: 'exact',
    experiments: ['ordinary traffic'],
    cryptography: 'both',
    examine: each(oneFingerprint),
  },
  {
    id: 'R4.5-expiry',
    requirement: 'R4.5',
    observer: 'a client',
    says: 'cannot',
    claim: 'have a block forwarded under a relay id that has expired',
    method: 'exact',
    experiments: ['minutes apart', 'after a relay id expired', SCRIPTED_EXPIRY],
    cryptography: 'ideal',
    examine: each(expires),
  },
  {
    id: 'R4.5-right-relay',
    requirement: 'R4.5',
    observer: 'a relay',
    says: 'cannot',
    claim: 'be sent a block that was sealed for another relay',
    method: 'exact',
    experiments: [...passive, 'after a relay id expired', SCRIPTED_EXPIRY],
    cryptography: 'ideal',
    examine: each(rightRelay),
  },
];
