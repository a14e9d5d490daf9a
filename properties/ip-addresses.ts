// Whose IP address a relay can learn (G1): of no client that sends through a proxy, unless the proxy is the relay itself (R1.2).
import { job } from '../model/client-state.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import type { Address } from '../model/grammar.ts';
import { noLanes } from '../model/lane-state.ts';
import { submit } from '../model/lanes.ts';
import type { Context, Route } from '../model/node.ts';
import { hex, type Octets, text } from '../model/octets.ts';
import { Terms } from '../model/terms.ts';
import { random } from '../sim/random.ts';
import type { Trace } from '../sim/trace.ts';
import { ofEveryRun } from './every-run.ts';
import { whereProxies } from './experiments.ts';
import { byEach, type Examine, knows } from './learning.ts';
import { view } from './observer.ts';
import { at, each, proof } from './proof.ts';
import { chance, decidedTwice, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { derivations } from './symbolic/derivations.ts';
import { addresses, carried, opened, truthOf } from './truth.ts';

/** Clients whose address a relay has no business to learn: who sends to it through a proxy, and has nothing else to do with it. */
function hidden(trace: Trace, relay: string): readonly { readonly name: string; readonly ip: string }[] {
  const { clients, queues } = trace.scenario;
  return clients.filter(
    ({ name, proxy, hostile }) =>
      proxy !== undefined &&
      proxy !== relay &&
      hostile === undefined &&
      queues.some((one) => one.from === name && one.relay === relay && !one.direct) &&
      !queues.some((one) => one.relay === relay && (one.to === name || (one.from === name && one.direct))),
  );
}

const learnsAddress: Examine = (observer, trace) =>
  sum(
    [...new Set(trace.scenario.queues.map((one) => one.relay))].flatMap((relay) => {
      if (observer.owns.size > 0 && !observer.owns.has(relay)) return [];
      return hidden(trace, relay).map(({ name, ip }) => {
        const session = view(observer, trace).find(
          (one) => one.kind === 'opened' && (one.fromIp === ip || one.toIp === ip),
        );
        if (session !== undefined)
          return hit(
            proof(session.at, `${relay} has a session with ${ip}, the IP address of ${name}, at ${session.at} ms.`, [
              { session: session.session, atMillis: session.at },
            ]),
          );
        const found = proof(0, `${relay} reads ${ip}, the IP address of ${name}, in a block.`);
        const inOctets = [text(ip), ...rawAddress(ip)].some((one) => knows(observer, trace).reads(one));
        const inTerms = derivations(observer, trace).derivesWritten(text(ip));
        return decidedTwice(inOctets ? found : undefined, inTerms ? found : undefined);
      });
    }),
  );

/** Whatever goes wrong, a client does not go to such a relay by itself. */
function neverDirect(trace: Trace): Tally {
  const relays = [...new Set(trace.scenario.queues.map((one) => one.relay))];
  return sum(
    relays.flatMap((relay) =>
      hidden(trace, relay).map(({ name }) => {
        const session = opened(trace).find((one) => one.from === name && one.to === relay);
        if (session === undefined) return chance;
        const story = `${name} opens a session with ${relay} at ${session.at} ms, to which it only writes by way of its proxy.`;
        return hit(proof(session.at, story, [{ session: session.session, atMillis: session.at }]));
      }),
    ),
  );
}

/** The sixteen octets of an IPv6 address that is written out without more than one gap. */
function rawAddress(ip: string): readonly Octets[] {
  if (!ip.includes(':')) return [];
  const [head = '', tail = ''] = ip.split('::');
  const words = (half: string): number[] =>
    half === '' ? [] : half.split(':').map((word) => Number.parseInt(word, 16));
  const [left, right] = [words(head), words(tail)];
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
  // The second half, host part, is enough.
  return [Uint8Array.from(all.slice(4).flatMap((word) => [word >> 8, word & 0xff]))];
}

/** A client whose proxy is the relay: the relay sees its address and opens its commands. */
const sameServer: Examine = (observer, trace) =>
  sum(
    trace.scenario.queues.map((queue) => {
      const client = trace.scenario.clients.find((one) => one.name === queue.from);
      const id = addresses(trace).get(queue.name)?.senderId;
      if (client === undefined || client.proxy !== queue.relay || id === undefined) return nothing;
      const sessions = view(observer, trace).flatMap((one) =>
        one.kind === 'opened' && one.fromIp === client.ip ? [one.session] : [],
      );
      const told = carried(trace).find(
        (one) =>
          sessions.includes(one.session) &&
          one.from === client.name &&
          knows(observer, trace)
            .within(one.block)
            .some((term) => hex(term.octets) === hex(id)),
      );
      const relayed = carried(trace).find(
        (one) => one.from === queue.relay && one.to === queue.relay && truthOf(trace, one.block).queue === queue.name,
      );
      const seen = told ?? (sessions.length > 0 ? relayed : undefined);
      return seen === undefined
        ? chance
        : hit(
            proof(
              seen.at,
              `${queue.relay} is proxy and relay at once: it sees ${client.ip}, and opens the command to ${queue.name} at ${seen.at} ms.`,
              [at(seen)],
            ),
          );
    }),
  );

/** The relay by another name, or with another certificate where it is: the client's own code has to see that it is the proxy. */
function seesAliases({ design, seed, scenario: { clients, queues } }: Trace): Tally {
  const isRelay = clients.some(({ name, proxy }) => queues.some((one) => one.from === name && one.relay === proxy));
  if (!isRelay) return nothing;
  const crypto = idealCrypto(random(seed, 'aliases').octets, new Terms(), 'aliases');
  const proxy: Address = { host: 'proxy.example', fingerprint: crypto.random(32), secondKey: undefined };
  const aliases = [
    { ...proxy, host: 'another.example' },
    { ...proxy, fingerprint: crypto.random(32) },
  ];
  const context: Context = { self: 'client', now: 0, arrivedAt: 0, design, crypto };
  return sum(
    aliases.map((relay) => {
      const route: Route = { kind: 'proxy', proxy, password: undefined, others: [] };
      const to = { queue: '', relay, route, queueId: undefined, command: { kind: 'ping' }, signer: undefined } as const;
      const { outcomes } = submit(noLanes, job('cover', to, context), context);
      const story = `A client takes ${proxy.host} for the proxy of ${relay.host} with ${relay.host === proxy.host ? 'another' : 'the same'} certificate.`;
      return outcomes.some(({ kind }) => kind === 'failed') ? chance : hit(proof(0, story));
    }),
  );
}

const passive = ['ordinary traffic', 'minutes apart', 'each the other’s relay'] as const;
/** Where something goes wrong with the proxy, and a client might go round it. */
const elsewhere = [
  'a client without the password',
  'an impostor in the place of a server',
  ...whereProxies.substitute,
  ...whereProxies.change,
] as const;

export const ipAddresses: readonly Property[] = [
  {
    id: 'R1.2-own-proxy',
    requirement: 'R1.2',
    observer: 'the relay',
    says: 'cannot',
    claim: 'be the proxy of a client that sends to it, and so learn who writes to its queues',
    method: 'knowledge',
    experiments: ['the proxy is the relay'],
    cryptography: 'ideal',
    examine: (runs) => sum([byEach('the relay', sameServer)(runs), each(seesAliases)(runs)]),
  },
  {
    id: 'G1-relay',
    requirement: 'G1',
    observer: 'the relay',
    says: 'cannot',
    claim: 'learn the IP address of a client that sends through a proxy',
    method: 'knowledge',
    experiments: [...passive, ...elsewhere],
    cryptography: 'ideal',
    examine: byEach('the relay', learnsAddress),
  },
  ofEveryRun(
    {
      id: 'G1-never-direct',
      requirement: 'G1',
      claim: 'see no client open a session with a relay to which it writes through a proxy',
      experiments: [...passive, ...elsewhere, 'things go wrong', 'the proxy is away, and users write on'],
      cryptography: 'both',
    },
    neverDirect,
  ),
  {
    id: 'G1-relay-recipient',
    requirement: 'G1',
    observer: 'the relay with the recipient',
    says: 'cannot',
    claim: 'learn the IP address of a client that sends through a proxy',
    method: 'knowledge',
    experiments: [...passive, ...elsewhere],
    cryptography: 'ideal',
    examine: byEach('the relay with the recipient', learnsAddress),
  },
];
