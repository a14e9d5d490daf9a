// What an observer can derive: queue addresses, contents, IP addresses, and which blocks belong together.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex, type Octets, text } from '../model/octets.ts';
import type { Term } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { whereProxies } from './experiments.ts';
import { type Knowledge, knowledge } from './knowledge.ts';
import { type Observer, observers, view, type Who } from './observer.ts';
import { chance, hit, nothing, type Proof, type Property, sum, type Tally } from './property.ts';
import { addresses, type Carried, carried, ordered, proxyOf, truthOf } from './truth.ts';

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

export const proof = (atMillis: number, story: string, about: Proof['about'] = []): Proof => ({
  atMillis,
  about,
  story,
});
export const at = ({ session, at: atMillis }: Carried): Proof['about'][number] => ({ session, atMillis });

/** The first block that an observer sees and in which, opened as far as it can, these octets stand. */
function firstSight(observer: Observer, trace: Trace, octets: Octets): Carried | undefined {
  const knowledge = knows(observer, trace);
  const needle = Buffer.from(octets);
  const shows = (whole: Octets): boolean =>
    Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).includes(needle) ||
    knowledge.within(whole).some((term) => {
      const body = knowledge.opens(term);
      return body !== undefined && Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(needle);
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
      if (part === undefined && !knows(observer, trace).knows(senderId)) return chance;
      const block = firstSight(observer, trace, part ?? senderId);
      const where =
        block === undefined
          ? 'out of what it computes itself'
          : `in the block from ${block.from} to ${block.to} at ${block.at} ms`;
      return hit(
        proof(
          block?.at ?? 0,
          `The proxy reads the id of ${queue}, ${hex(senderId).slice(0, 16)}…, ${where}.`,
          block && [at(block)],
        ),
      );
    }),
  );

/** Contents that client and relay share, and texts that client and recipient share. */
const reads: Examine = (observer, trace) =>
  sum(
    ordered(trace).map(({ at: when, node, order }) => {
      if (order.kind !== 'send' || !observer.owns.has(proxyOf(trace, order.queue) ?? '')) return nothing;
      const body = messageOf(trace, node, order.text);
      const knowledge = knows(observer, trace);
      if (knowledge.reads(text(order.text))) return hit(proof(when, `The proxy reads the text “${order.text}”.`));
      return body !== undefined && knowledge.knows(body.octets)
        ? hit(
            proof(
              when,
              `The proxy reads the command that sends “${order.text}” to ${order.queue}, down to the message that is sealed for its recipient.`,
            ),
          )
        : chance;
    }),
  );

/** The message into which a client sealed a text for its recipient: it exists inside the relay layer alone. */
function messageOf(trace: Trace, client: string, words: string): Term | undefined {
  const needle = Buffer.from(words);
  for (const term of trace.terms.all())
    if (
      term.is === 'sealed' &&
      term.by === client &&
      Buffer.from(term.body.subarray(0, 64 + needle.length)).includes(needle)
    )
      return term;
  return undefined;
}

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
        const written = [text(ip), ...rawAddress(ip)].find((one) => knows(observer, trace).reads(one));
        return written === undefined
          ? chance
          : hit(proof(0, `${relay} reads ${ip}, the IP address of ${name}, in a block.`));
      });
    }),
  );

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

/** The proxy's own trade: whom it serves, and how much they send where. A checker that misses this is too weak. */
const seesClients: Examine = (observer, trace) =>
  sum(
    trace.scenario.clients.map(({ ip, name, proxy, hostile }) => {
      const sends = trace.scenario.queues.some(
        (one) =>
          one.from === name &&
          !one.direct &&
          (one.secured || trace.scenario.orders.some((line) => line.queue === one.name)),
      );
      if (proxy === undefined || !observer.owns.has(proxy) || hostile !== undefined || !sends) return nothing;
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
    id: 'R1.2-own-proxy',
    requirement: 'R1.2',
    observer: 'the relay',
    says: 'cannot',
    claim: 'be the proxy of a client that sends to it, and so learn who writes to its queues',
    method: 'knowledge',
    experiments: ['the proxy is the relay'],
    cryptography: 'ideal',
    examine: byEach('the relay', sameServer),
  },
  {
    id: 'G1-relay',
    requirement: 'G1',
    observer: 'the relay',
    says: 'cannot',
    claim: 'learn the IP address of a client that sends through a proxy',
    method: 'knowledge',
    experiments: [...passive, 'a client without the password'],
    cryptography: 'ideal',
    examine: byEach('the relay', learnsAddress),
  },
  {
    id: 'G1-relay-recipient',
    requirement: 'G1',
    observer: 'the relay with the recipient',
    says: 'cannot',
    claim: 'learn the IP address of a client that sends through a proxy',
    method: 'knowledge',
    experiments: [...passive, 'a client without the password'],
    cryptography: 'ideal',
    examine: byEach('the relay with the recipient', learnsAddress),
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
