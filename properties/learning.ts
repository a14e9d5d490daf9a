// What an observer can derive: queue addresses, contents, IP addresses, and which blocks belong together.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { coverOf } from '../model/layers.ts';
import { buffer, concat, hex, type Octets, same, text } from '../model/octets.ts';
import type { Term } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { whereProxies } from './experiments.ts';
import { type Knowledge, knowledge, values } from './knowledge.ts';
import { type Observer, observers, view, type Who } from './observer.ts';
import { at, proof } from './proof.ts';
import { chance, decidedTwice, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { derivations } from './symbolic/derivations.ts';
import { isTelling } from './telling.ts';
import { addresses, agreedRoles, type Carried, carried, ordered, proxyOf, truthOf } from './truth.ts';

const known = new WeakMap<Trace, Map<string, Knowledge>>();
/** The knowledge of an observer, worked out once a run. */
export function knows(observer: Observer, trace: Trace): Knowledge {
  const all = known.get(trace) ?? new Map<string, Knowledge>();
  known.set(trace, all);
  const name = `${observer.name}: ${[...observer.owns].join(', ')}`;
  const made = all.get(name) ?? knowledge(observer, trace);
  all.set(name, made);
  return made;
}

export type Examine = (observer: Observer, trace: Trace) => Tally;
export const byEach =
  (who: Who, examine: Examine) =>
  (runs: readonly Trace[]): Tally =>
    sum(runs.flatMap((trace) => observers(who, trace.scenario).map((observer) => examine(observer, trace))));

/** The first block that an observer sees and in which, opened as far as it can, these octets stand. */
function firstSight(observer: Observer, trace: Trace, octets: Octets): Carried | undefined {
  const knowledge = knows(observer, trace);
  const needle = Buffer.from(octets);
  const shows = (whole: Octets): boolean =>
    buffer(whole).includes(needle) ||
    knowledge.within(whole).some((term) => {
      const body = knowledge.opens(term);
      return body !== undefined && buffer(body).includes(needle);
    });
  const seen = new Set(
    view(observer, trace).flatMap((one) => (one.kind === 'packet' && one.block !== undefined ? [one.block] : [])),
  );
  return carried(trace).find(({ block }) => seen.has(block) && shows(block));
}

/** Eight octets of a queue id in a row are as good as the whole. */
const PART_OCTETS = 8;

const learnsQueue: Examine = (observer, trace) =>
  sum(
    [...addresses(trace)].map(([queue, { senderId }]) => {
      if (!observer.owns.has(proxyOf(trace, queue) ?? '')) return nothing;
      const parts = Array.from({ length: senderId.length / PART_OCTETS }, (_, i) =>
        senderId.subarray(i * PART_OCTETS, (i + 1) * PART_OCTETS),
      );
      const part = parts.find((one) => knows(observer, trace).reads(one));
      const inOctets = part !== undefined || knows(observer, trace).knows(senderId);
      const inTerms = derivations(observer, trace).derives(senderId);
      if (!inOctets && !inTerms) return decidedTwice(undefined, undefined);
      const block = firstSight(observer, trace, part ?? senderId);
      const where =
        block === undefined
          ? 'out of what it computes itself'
          : `in the block from ${block.from} to ${block.to} at ${block.at} ms`;
      const found = proof(
        block?.at ?? 0,
        `The proxy reads the id of ${queue}, ${hex(senderId).slice(0, 16)}…, ${where}.`,
        block && [at(block)],
      );
      return decidedTwice(inOctets ? found : undefined, inTerms ? found : undefined);
    }),
  );

/** Contents that client and relay share, and texts that client and recipient share; of a text too short to be told, the contents alone. */
const reads: Examine = (observer, trace) =>
  sum(
    ordered(trace).map(({ at: when, node, order }) => {
      if (order.kind !== 'send' || !observer.owns.has(proxyOf(trace, order.queue) ?? '')) return nothing;
      const body = messageOf(trace, node, order.text);
      const knowledge = knows(observer, trace);
      const derived = derivations(observer, trace);
      const words = proof(when, `The proxy reads the text “${order.text}”.`);
      const command = proof(
        when,
        `The proxy reads the command that sends “${order.text}” to ${order.queue}, down to the message that is sealed for its recipient.`,
      );
      const written = text(order.text);
      const tells = isTelling(written);
      if (!tells && body === undefined) return nothing;
      const inOctets = tells && knowledge.reads(written) ? words : body && knowledge.knows(body.octets) && command;
      const inTerms = tells && derived.derivesWritten(written) ? words : body && derived.derivesTerm(body) && command;
      return decidedTwice(inOctets || undefined, inTerms || undefined);
    }),
  );

const readsTexts: Examine = (observer, trace) =>
  sum(
    ordered(trace).map(({ at: when, order }) => {
      if (order.kind !== 'send' || !observer.owns.has(proxyOf(trace, order.queue) ?? '')) return nothing;
      if (!isTelling(text(order.text))) return nothing;
      const found = proof(when, `Proxy and relay read the text “${order.text}”.`);
      const inOctets = knows(observer, trace).reads(text(order.text));
      const inTerms = derivations(observer, trace).derivesWritten(text(order.text));
      return decidedTwice(inOctets ? found : undefined, inTerms ? found : undefined);
    }),
  );

/** The message into which a client sealed a text for its recipient: it exists inside the relay layer alone. */
function messageOf(trace: Trace, client: string, words: string): Term | undefined {
  const needle = text(words);
  // Behind its length, as texts are padded; a short one would stand in random octets as well.
  const first = concat(Uint8Array.of(needle.length >> 8, needle.length & 0xff), needle);
  const holds = (body: Octets): boolean =>
    isTelling(needle)
      ? buffer(body.subarray(0, 64 + needle.length)).includes(buffer(needle))
      : same(body.subarray(0, first.length), first);
  for (const term of trace.terms.all()) if (term.is === 'sealed' && term.by === client && holds(term.body)) return term;
  return undefined;
}

/** Layers of sessions that are open to who stands outside of them. */
const opensLayers: Examine = (observer, trace) => {
  const knowledge = knows(observer, trace);
  return sum(
    carried(trace).map((block) => {
      const role = agreedRoles(trace).get(block.session);
      const cover = role === undefined ? 'nothing' : coverOf(trace.design, role);
      const outermost = values(trace.terms, block.block).find(({ term }) => term.is === 'sealed');
      if (outermost === undefined || cover === 'nothing') return nothing;
      const found = proof(block.at, `It opens what ${block.from} sent to ${block.to} at ${block.at} ms.`, [at(block)]);
      const key = outermost.term.is === 'sealed' ? outermost.term.key : new Uint8Array(0);
      const inOctets = knowledge.opens(outermost.term) !== undefined;
      const inTerms = derivations(observer, trace).derives(key);
      return decidedTwice(inOctets ? found : undefined, inTerms ? found : undefined);
    }),
  );
};

/** The proxy's own trade: whom it serves, and how much they send where. A checker that misses this is too weak. */
const seesClients: Examine = (observer, trace) =>
  sum(
    trace.scenario.clients.map(({ ip, name, proxy, hostile, over }) => {
      const sends = trace.scenario.queues.some(
        (one) =>
          one.from === name &&
          !one.direct &&
          (one.secured || trace.scenario.orders.some((line) => line.queue === one.name)),
      );
      if (proxy === undefined || !observer.owns.has(proxy) || hostile !== undefined || !sends) return nothing;
      // Behind an overlay it sees the last host instead; that is what such a client wants.
      if (over !== undefined) return nothing;
      const session = view(observer, trace).find((one) => one.kind === 'opened' && one.fromIp === ip);
      return session === undefined ? chance : hit(proof(session.at, `The proxy has a session with ${ip}.`));
    }),
  );

const countsMessages: Examine = (observer, trace) => {
  const knowledge = knows(observer, trace);
  const wire = wireOf(trace.design);
  const isForward = (block: Octets): boolean => {
    const bodies = [block, ...knowledge.within(block).flatMap((term) => knowledge.opens(term) ?? [])];
    return bodies.some((body) =>
      [wire.proxyBlock, wire.insideLayer].some((codec) => {
        const read = decode(codec, body);
        return !(read instanceof Malformed) && read.command.kind === 'forward';
      }),
    );
  };
  return sum(
    trace.scenario.clients.map(({ name, proxy }) => {
      if (proxy === undefined || !observer.owns.has(proxy)) return nothing;
      const mine = carried(trace).filter((one) => one.from === name && one.to === proxy);
      const truth = mine.filter((one) => truthOf(trace, one.block).queue !== undefined).length;
      const counted = mine.filter((one) => isForward(one.block)).length;
      if (truth === 0) return nothing;
      return counted === truth
        ? hit(proof(mine[0]?.at ?? 0, `The proxy counts ${counted} forwards of ${name}.`))
        : chance;
    }),
  );
};

const passive = ['ordinary traffic', 'minutes apart', 'each the other’s relay'] as const;

export const learning: readonly Property[] = [
  {
    id: 'R2.1-queue-address',
    requirement: 'R2.1',
    observer: 'the proxy',
    says: 'cannot',
    claim: 'learn the address of a queue, or eight octets of it in a row',
    method: 'knowledge',
    experiments: [...passive, ...whereProxies.change, ...whereProxies.repeat],
    cryptography: 'ideal',
    examine: byEach('the proxy', learnsQueue),
  },
  {
    id: 'R4.1-read',
    requirement: 'R4.1',
    observer: 'the proxy',
    says: 'cannot',
    claim: 'read a command or a text',
    method: 'knowledge',
    experiments: [...passive, ...whereProxies.change],
    cryptography: 'ideal',
    examine: byEach('the proxy', reads),
  },
  {
    id: 'R3.1-layers',
    requirement: 'R3.1',
    observer: 'the network on both links, inside TLS',
    says: 'cannot',
    claim: 'open the layer of a session',
    method: 'knowledge',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: byEach('the network on both links, inside TLS', opensLayers),
  },
  {
    id: 'T.P6-read',
    requirement: 'T.P6',
    observer: 'the proxy with the relay',
    says: 'cannot',
    claim: 'read a text',
    method: 'knowledge',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: byEach('the proxy with the relay', readsTexts),
  },
  {
    id: 'T.C1-clients',
    requirement: 'T.C1',
    observer: 'the proxy',
    says: 'can',
    claim: 'learn the IP addresses of its clients',
    method: 'knowledge',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: byEach('the proxy', seesClients),
  },
  {
    id: 'T.C2-counts',
    requirement: 'T.C2',
    observer: 'the proxy',
    says: 'can',
    claim: 'count the forwards of each client',
    method: 'knowledge',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: byEach('the proxy', countsMessages),
  },
];
