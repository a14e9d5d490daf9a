// Every message arrives, once, unchanged, in the queue it was sent to; and the two ways there differ in nothing but the way.
// A design that does not deliver is private for the wrong reason.

import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { INTRUDES } from '../sim/hostile.ts';
import { INTRUSION } from '../sim/plan.ts';
import type { Trace } from '../sim/trace.ts';
import { whereProxies } from './experiments.ts';
import { proxyOfClient } from './outcomes.ts';
import { each, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { quoted } from './quoted.ts';
import { breaksProtocol, carried, isServer, ordered, told, truthOf } from './truth.ts';

interface Message {
  readonly id: string;
  readonly queue: string;
  readonly text: string;
  readonly at: number;
}
function messages(trace: Trace): readonly Message[] {
  return ordered(trace).flatMap(({ at, order }) =>
    order.kind === 'send' && order.id !== 'visit' ? [{ ...order, at }] : [],
  );
}
const received = (trace: Trace, queue: string): readonly string[] =>
  told(trace).flatMap(({ news }) => (news.kind === 'received' && news.queue === queue ? [news.text] : []));
const outcome = (trace: Trace, id: string): string | undefined =>
  told(trace)
    .map(({ news }) =>
      news.kind === 'sent' && news.id === id
        ? 'sent'
        : news.kind === 'failed' && news.id === id
          ? `failed: ${news.why}`
          : undefined,
    )
    .find((one) => one !== undefined);

/** Whether a proxy of the run breaks the protocol: lines about such proxies have no occasion elsewhere. */
const underAttack = (trace: Trace): boolean => trace.scenario.servers.some(breaksProtocol);
const refuses = (trace: Trace): boolean => trace.scenario.queues.some((one) => one.unknown);

/** A network on which nothing goes wrong. */
const isGood = ({ scenario }: Trace): boolean => scenario.faults.length === 0;

/** Every order ends as sent and its text is received once, in the order of its queue; but for what is to be refused. */
function arrives(trace: Trace): Tally {
  if (underAttack(trace)) return nothing;
  const broken = trace.events.find((event) => event.kind === 'broken');
  if (broken !== undefined)
    return hit(proof(broken.at, `The code of ${broken.node} broke at ${broken.at} ms: ${broken.why}.`));
  if (!isGood(trace)) return nothing;
  const all = messages(trace);
  return sum(
    trace.scenario.queues.map((queue) => {
      const mine = all.filter((one) => one.queue === queue.name);
      const isRefused = queue.unknown || proxyOfClient(trace, queue.from) === queue.relay;
      if (mine.length === 0 || isRefused) return nothing;
      const unsent = mine.find((one) => outcome(trace, one.id) !== 'sent');
      if (unsent !== undefined)
        return hit(
          proof(
            unsent.at,
            `${unsent.id}, “${unsent.text}”, to ${queue.name} ended as ${outcome(trace, unsent.id) ?? 'nothing at all'}.`,
          ),
        );
      const got = received(trace, queue.name);
      const same = got.length === mine.length && got.every((text, i) => text === mine[i]?.text);
      return same
        ? { ...chance, chances: mine.length }
        : hit(
            proof(
              mine[0]?.at ?? 0,
              `${queue.name} received ${got.length} texts, in another order or number than the ${mine.length} that were sent to it.`,
            ),
          );
    }),
  );
}

/** Whatever a proxy does to blocks: nothing is received that was not sent, and what is reported as sent is received. */
export function genuine(trace: Trace): Tally {
  if (!underAttack(trace) && !refuses(trace)) return nothing;
  const all = messages(trace);
  const each = trace.scenario.queues.map((queue) => {
    const got = received(trace, queue.name);
    const foreign = got.find((text) => !all.some((one) => one.text === text));
    if (foreign !== undefined) return hit(proof(0, `${queue.name} received ${quoted(foreign)}, which nobody sent.`));
    const mine = all.filter((one) => one.queue === queue.name);
    const lie = mine.find((one) => outcome(trace, one.id) === 'sent' && !got.includes(one.text));
    if (lie === undefined) return { ...chance, chances: mine.length };
    return hit(proof(lie.at, `${quoted(lie.text)} was reported as sent, and ${queue.name} never received it.`));
  });
  return sum(each);
}

const times = (count: number): string => ['never', 'once', 'twice'][count] ?? `${count} times`;

/** Nothing is received more often than it was sent, nor in another queue. */
export function onceAndThere(trace: Trace): Tally {
  if (!underAttack(trace)) return nothing;
  const all = messages(trace);
  return sum(
    trace.scenario.queues.map((queue) => {
      const mine = all.filter((one) => one.queue === queue.name).map((one) => one.text);
      const got = received(trace, queue.name);
      const count = (texts: readonly string[], text: string): number => texts.filter((one) => one === text).length;
      const over = got.find((text) => count(got, text) > count(mine, text));
      if (over === undefined) return { ...chance, chances: mine.length };
      const at = all.find((one) => one.text === over)?.at ?? 0;
      return hit(
        proof(
          at,
          `${quoted(over)} was sent ${times(count(mine, over))} to ${queue.name}, which received it ${times(count(got, over))}.`,
        ),
      );
    }),
  );
}

/** Who has the address of a queue, but not the key that secured it, cannot write to it. */
function keepsIntrudersOut(trace: Trace): Tally {
  const intruder = trace.scenario.clients.find((one) => one.hostile === INTRUDES);
  if (intruder === undefined) return nothing;
  return sum(
    trace.scenario.queues.map(({ name, secured }) => {
      if (!secured) return nothing;
      const got = told(trace).find(
        ({ news }) => news.kind === 'received' && news.queue === name && news.text === INTRUSION,
      );
      return got === undefined
        ? chance
        : hit(proof(got.at, `${name} is secured, and receives “${INTRUSION}” of ${intruder.name} at ${got.at} ms.`));
    }),
  );
}

/** Answers of a relay that are about one command are one answer: octet for octet the same sealed block. */
function oneAnswer(trace: Trace): Tally {
  if (!underAttack(trace)) return nothing;
  const answers = new Map<string, { readonly at: number; readonly sealed: string }>();
  let chances = 0;
  for (const block of carried(trace)) {
    if (
      !isServer(trace, block.from) ||
      !isServer(trace, block.to) ||
      !trace.scenario.queues.some((one) => one.relay === block.from)
    )
      continue;
    const { terms } = truthOf(trace, block.block);
    // The command's own corr id, which a client drew, names the command; the innermost sealed value is the answer.
    const command = terms.find(
      (term) =>
        term.is === 'fresh' && trace.scenario.clients.some((one) => one.name === term.by) && term.octets.length === 24,
    );
    const sealed = terms.findLast(
      (term) => term.is === 'sealed' && !(decode(wireOf(trace.design).answer, term.body) instanceof Malformed),
    );
    if (command === undefined || sealed === undefined) continue;
    chances++;
    const name = Buffer.from(command.octets).toString('hex');
    const octets = Buffer.from(sealed.octets.subarray(0, 64)).toString('hex');
    const before = answers.get(name);
    if (before !== undefined && before.sealed !== octets) {
      const about = [{ session: block.session, atMillis: block.at }];
      const story = `At ${block.at} ms ${block.from} sealed a second answer to a command that it had answered at ${before.at} ms.`;
      return { chances, hits: 1, first: { atMillis: block.at, about, story } };
    }
    answers.set(name, { at: block.at, sealed: octets });
  }
  return { chances, hits: 0, first: undefined };
}

export const delivery: readonly Property[] = [
  {
    id: 'D1-messages-arrive',
    requirement: 'D1',
    observer: 'whoever looks',
    says: 'must',
    claim: 'see every message arrive once and in order on a good network',
    method: 'exact',
    experiments: ['ordinary traffic', 'minutes apart', 'after a relay id expired', 'each the other’s relay'],
    cryptography: 'both',
    examine: each(arrives),
  },
  {
    id: 'R4.1-altered',
    requirement: 'R4.1',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'alter, add or forge a command or a response undetected',
    method: 'exact',
    experiments: [...whereProxies.change, 'two worlds: the relay accepts, or refuses'],
    cryptography: 'both',
    examine: each(genuine),
  },
  {
    id: 'R4.1-intruder',
    requirement: 'R4.1',
    observer: 'a hostile client',
    says: 'cannot',
    claim: 'write to a queue that another client secured',
    method: 'exact',
    experiments: ['a client with somebody else’s queue address'],
    cryptography: 'both',
    examine: each(keepsIntrudersOut),
  },
  {
    id: 'R4.6-enqueued-once',
    requirement: 'R4.6',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'have a message enqueued twice, or in another queue, by repeating or changing forwards',
    method: 'exact',
    experiments: [...whereProxies.repeat, ...whereProxies.change],
    cryptography: 'both',
    examine: each(onceAndThere),
  },
  {
    id: 'R4.6-one-answer',
    requirement: 'R4.6',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'get a second sealed answer to one command',
    method: 'exact',
    experiments: whereProxies.repeat,
    cryptography: 'ideal',
    examine: each(oneAnswer),
  },
];
