// Delivery whatever goes wrong: nothing is lost, doubled or out of order, and what a user is told is true (R5, R6).
import { hex } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import { ended, goneForGood, type Message, outcomes, proxyOfClient, queueOf } from './outcomes.ts';
import { each, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { quoted } from './quoted.ts';
import { MINUTE } from './traffic.ts';
import { addresses, ordered } from './truth.ts';

const broken = (trace: Trace): Tally | undefined => {
  const event = trace.events.find((one) => one.kind === 'broken');
  return event === undefined
    ? undefined
    : hit(proof(event.at, `The code of ${event.node} broke at ${event.at} ms: ${event.why}.`));
};
/** Each message judged by itself; one that its client had not written down when it crashed is nobody's promise. */
export const everyMessage = (judge: (message: Message, trace: Trace) => string | 'no occasion' | undefined) =>
  each(
    (trace): Tally =>
      broken(trace) ??
      sum(
        outcomes(trace).map((message) => {
          if (message.writtenAt === undefined && message.endings.length === 0) return nothing;
          const wrong = judge(message, trace);
          if (wrong === 'no occasion') return nothing;
          return wrong === undefined ? chance : hit(proof(message.endings[0]?.at ?? message.orderedAt, wrong));
        }),
      ),
  );
const name = ({ id, text, queue }: Message): string => `${id}, ${quoted(text)}, to ${queue}`;

/** Who is there to the end and on the way: without them a message cannot arrive. */
const isWholeWay = (message: Message, trace: Trace): boolean => {
  const queue = queueOf(trace, message);
  const way = [message.from, proxyOfClient(trace, message.from), queue?.relay, queue?.to];
  return (
    queue !== undefined && !queue.unknown && way.every((node) => node === undefined || !goneForGood(trace).has(node))
  );
};

/** Whether a recipient who is to secure the queue wrote that down; what a crash took before is never done. */
function becomesSecured({ queue }: Message, trace: Trace): boolean {
  const asked = ordered(trace).find(({ order }) => order.kind === 'secure' && order.queue === queue);
  const byRecipient = trace.scenario.queues.some(
    (one) => one.name === queue && one.securedByRecipientAtMillis !== undefined,
  );
  if (!byRecipient) return true;
  return trace.events.some(
    (event) =>
      event.kind === 'flushed' &&
      asked !== undefined &&
      event.node === asked.node &&
      event.at >= asked.at &&
      event.keys.includes(`incoming/${queue}`),
  );
}

/** What was told as sent is received; what was told as failed never is. */
export function isTold(message: Message, trace: Trace): string | undefined {
  const [first] = message.endings;
  const queue = queueOf(trace, message);
  const readerIsThere =
    queue !== undefined &&
    ![queue.to, queue.relay].some((node) => goneForGood(trace).has(node)) &&
    becomesSecured(message, trace);
  if (first?.kind === 'sent' && message.received.length === 0 && readerIsThere)
    return `${name(message)} was told as sent at ${first.at} ms and never received.`;
  const failed = message.endings.find(({ kind }) => kind === 'failed');
  if (failed !== undefined && message.received.length > 0)
    return `${name(message)} was told as failed (${ended(message)}) at ${failed.at} ms, and was received at ${message.received[0]} ms.`;
  return undefined;
}

/** Sent means that the relay has it on its disk: before, a crash of the relay could still take it. */
function isEarly(message: Message, trace: Trace): string | 'no occasion' | undefined {
  const sent = message.endings.find(({ kind }) => kind === 'sent');
  const queue = queueOf(trace, message);
  const address = addresses(trace).get(message.queue);
  if (sent === undefined || queue === undefined || address === undefined) return 'no occasion';
  const record = `queue/${hex(address.senderId)}`;
  const kept = trace.events.some(
    (event) =>
      event.kind === 'flushed' &&
      event.node === queue.relay &&
      event.keys.includes(record) &&
      event.at >= message.orderedAt &&
      event.at <= sent.at,
  );
  return kept
    ? undefined
    : `${name(message)} was told as sent at ${sent.at} ms, when ${queue.relay} had written nothing to that queue since it was ordered.`;
}

/** One ending, and unknown only where the proxy is gone for good. */
function hasEnding(message: Message, trace: Trace): string | 'no occasion' | undefined {
  if (goneForGood(trace).has(message.from)) return 'no occasion';
  if (message.endings.length !== 1)
    return `${name(message)}, ordered at ${message.orderedAt} ms, ended as ${ended(message)}.`;
  const [first] = message.endings;
  const proxy = proxyOfClient(trace, message.from);
  const gone = [proxy, queueOf(trace, message)?.relay].some(
    (node) => node !== undefined && goneForGood(trace).has(node),
  );
  return first?.kind === 'unknown' && !gone
    ? `${name(message)} ended as ${ended(message)}, though proxy and relay are there.`
    : undefined;
}

/** Trouble that passes costs time and no message: none is given up that could still arrive. */
function survives(message: Message, trace: Trace): string | 'no occasion' | undefined {
  if (!isWholeWay(message, trace)) return 'no occasion';
  const cancelled = message.endings.some((one) => one.kind === 'failed' && one.why === 'cancelled');
  if (cancelled || message.received.length > 0) return undefined;
  return `${name(message)}, ordered at ${message.orderedAt} ms, was never received; its user was told: ${ended(message)}.`;
}

/** What a proxy accepted arrives without its client. */
function survivesItsClient(message: Message, trace: Trace): string | 'no occasion' | undefined {
  if (message.acceptedAt === undefined && trace.design.holding !== 'in memory, and not told') return 'no occasion';
  return message.received.length > 0
    ? undefined
    : `${name(message)} was handed to ${proxyOfClient(trace, message.from)} at ${message.acceptedAt ?? message.orderedAt} ms, before its client left, and was never received.`;
}

/** No message twice. */
function isOnce(message: Message): string | undefined {
  return message.received.length <= 1
    ? undefined
    : `${name(message)} was received ${message.received.length} times, at ${message.received.join(' and ')} ms.`;
}

/** Messages of one client to one queue in the order in which they were ordered; scheduled ones have their own time. */
export const inOrder = each((trace): Tally => {
  return (
    broken(trace) ??
    sum(
      trace.scenario.queues.map((queue) => {
        const mine = outcomes(trace).filter(
          (one) => one.queue === queue.name && one.scheduledAt === undefined && one.received.length > 0,
        );
        const late = mine.findIndex((one, i) => i > 0 && (one.received[0] ?? 0) < (mine[i - 1]?.received[0] ?? 0));
        if (late < 0) return { ...nothing, chances: Math.max(0, mine.length - 1) };
        const [before, after] = [mine[late - 1], mine[late]] as [Message, Message];
        return hit(
          proof(
            after.received[0] ?? 0,
            `${queue.name} received ${quoted(after.text)} at ${after.received[0]} ms, before ${quoted(before.text)} at ${before.received[0]} ms, which was ordered first.`,
          ),
        );
      }),
    )
  );
});

/** A scheduled message comes at its time: not before, and not long after, where relay and reader are there. */
function comesInTime(message: Message, trace: Trace): string | 'no occasion' | undefined {
  const { scheduledAt } = message;
  if (scheduledAt === undefined) return 'no occasion';
  const [first] = message.received;
  // Several faults may be about one clock.
  const ahead = trace.scenario.faults.reduce(
    (sum, one) => sum + (one.kind === 'skew' ? Math.max(0, one.byMillis) : 0),
    0,
  );
  if (first !== undefined && first < scheduledAt - ahead)
    return `${name(message)} was scheduled for ${scheduledAt} ms and received at ${first} ms, before its time.`;
  const onTime = first !== undefined && first <= scheduledAt + LATE_MILLIS;
  const excused = message.endings.some(({ kind }) => kind === 'failed') || !trace.scenario.name.startsWith('scheduled');
  return onTime || excused
    ? undefined
    : `${name(message)} was scheduled for ${scheduledAt} ms and ${first === undefined ? 'never received' : `received at ${first} ms`}, though proxy, relay and reader were there.`;
}
/** The experiment has no outage at that time, nor shortly before. */
const LATE_MILLIS = 10_000;

/** What no key lasts long enough for is refused when it is ordered, and not accepted and then found to be too late. */
function refusedAtOnce(message: Message): string | 'no occasion' | undefined {
  const { scheduledAt, orderedAt, acceptedAt, endings, received } = message;
  const [first] = endings;
  if (scheduledAt === undefined) return 'no occasion';
  if (first?.kind === 'failed' && first.at < orderedAt + 5 * MINUTE) return undefined;
  if (acceptedAt === undefined || received.length > 0) return 'no occasion';
  return `${name(message)} was ordered for ${scheduledAt} ms, when no key of that time will be there; the proxy accepted it at ${acceptedAt} ms, and it was never received.`;
}

export const FAULTS = 'things go wrong';
const common = { observer: 'whoever looks', says: 'must', method: 'exact', cryptography: 'both' } as const;

export const reliability: readonly Property[] = [
  {
    ...common,
    id: 'R5.1-delivers',
    requirement: 'R5.1',
    claim: 'see a message arrive once passing trouble is over, however it was retried',
    experiments: [
      'the relay is away for a while',
      'relays answer slowly',
      'connections break',
      'a client leaves while its proxy connects',
      'the reader is away, and the relay crashes',
      'servers crash time and again',
    ],
    examine: everyMessage(survives),
  },
  {
    ...common,
    id: 'R5.2-survives-its-client',
    requirement: 'R5.2',
    claim: 'see what a proxy accepted arrive, whatever crashes, though its client is gone',
    experiments: ['accepted, and the client leaves'],
    examine: everyMessage(survivesItsClient),
  },
  {
    ...common,
    id: 'R5.3-told-truly',
    requirement: 'R5.3',
    claim: 'see “sent” told of what is received, and “failed” of what never is',
    experiments: [
      FAULTS,
      'the relay is away for long',
      'the reader is away, and the relay crashes',
      'the client crashes after it sent',
      'servers crash time and again',
      'the proxy is away, and users write on',
      'scheduled, and taken back too late',
      'two worlds: the relay accepts, or refuses',
    ],
    examine: everyMessage(isTold),
  },
  {
    ...common,
    id: 'R5.3-not-early',
    requirement: 'R5.3',
    claim: 'see “sent” told after the relay wrote the message down, and never before',
    experiments: ['ordinary traffic', FAULTS],
    examine: everyMessage(isEarly),
  },
  {
    ...common,
    id: 'R5.3-ends',
    requirement: 'R5.3',
    claim: 'see every order end as sent or failed, or unknown where the proxy is gone for good',
    experiments: [FAULTS, 'the relay is away for long', 'relays answer slowly', 'connections break'],
    examine: everyMessage(hasEnding),
  },
  {
    ...common,
    id: 'R5.4-once',
    requirement: 'R5.4',
    claim: 'see no message enter its queue twice, whatever crashes',
    experiments: [FAULTS, 'the relay is away for a while', 'relays answer slowly', 'servers crash time and again'],
    examine: everyMessage(isOnce),
  },
  {
    ...common,
    id: 'R5.4-in-order',
    requirement: 'R5.4',
    claim: 'see the messages of a client to a queue arrive in their order',
    experiments: [FAULTS, 'a proxy that holds back the first of two forwards'],
    examine: inOrder,
  },
  {
    ...common,
    id: 'R6.1-in-time',
    requirement: 'R6.1',
    claim: 'see a scheduled message arrive at its time and not before, while its client is offline',
    experiments: ['scheduled, and the client leaves', FAULTS],
    examine: everyMessage(comesInTime),
  },
  {
    ...common,
    id: 'R6.1-cancelled',
    requirement: 'R6.1',
    claim: 'see a message that was taken back in time never arrive',
    experiments: ['scheduled, and taken back'],
    examine: everyMessage(({ id, text, scheduledAt = 0, endings: [first], received }, trace) => {
      const back = ordered(trace).find(({ order }) => order.kind === 'cancel' && order.id === id)?.at;
      if (back === undefined || back + MINUTE > scheduledAt) return 'no occasion';
      if (first?.kind === 'failed' && received.length === 0) return undefined;
      return `${id}, ${quoted(text)}, was taken back before its time; its user was told ${first?.kind ?? 'nothing'}, and it was received ${received.length} times.`;
    }),
  },
  {
    ...common,
    id: 'R4.3-refused-at-once',
    requirement: 'R4.3',
    claim: 'see a message that is scheduled beyond every key refused at once',
    experiments: ['scheduled beyond every key'],
    examine: everyMessage(refusedAtOnce),
  },
  {
    ...common,
    id: 'R6.2-held',
    requirement: 'R6.2',
    claim: 'see a message to a queue that is not secured yet arrive once it is',
    experiments: ['a queue that its recipient secures later'],
    examine: everyMessage(survives),
  },
];
