// What comes of jobs and of what relays push: news for the user, and further jobs.
import { type ClientState, DIRECT, failed, type Incoming, job, messageNews, shown, tell } from './client-state.ts';
import type { Address } from './grammar.ts';
import { type Job, NO_ANSWER, type Outcome } from './jobs.ts';
import { endUnsent, type Moved } from './lane-state.ts';
import { submit } from './lanes.ts';
import { openMessage } from './layers.ts';
import { type Context, type Effect, put, type Stepped } from './node.ts';
import { hex, type Octets, same } from './octets.ts';
import type { SmpCommand, SmpTransmission } from './smp.ts';

/** Takes a job on, unless it is under way. */
export function submitted(state: ClientState, wanted: Job, context: Context): Stepped<ClientState> {
  if (state.lanes.tasks[wanted.id] !== undefined) return [state, []];
  return settle(state, submit(state.lanes, wanted, context), context);
}

/** Turns what the lanes brought into news and further commands. */
export function settle(
  state: ClientState,
  { lanes, effects, outcomes, pushed }: Moved,
  context: Context,
): Stepped<ClientState> {
  let next: ClientState = { ...state, lanes };
  const all: Effect[] = [...effects];
  const take = ([after, more]: Stepped<ClientState>) => {
    next = after;
    all.push(...more);
  };
  for (const outcome of outcomes) take(ended(next, outcome, context));
  for (const { transmission, relay } of pushed) take(received(next, transmission, relay, context));
  const { links } = state.lanes;
  const lost = Object.keys(links).some(
    (name) =>
      links[name]?.role === 'smp' && links[name]?.session !== undefined && lanes.links[name]?.session === undefined,
  );
  return lost ? reading([next, all], context) : [next, all];
}

export function ended(state: ClientState, outcome: Outcome, context: Context): Stepped<ClientState> {
  const { job: done } = outcome;
  const early = context.design.sentMeans === 'accepted by the proxy';
  if (done.purpose === 'send') {
    const news = messageNews(done.id, outcome, early);
    if (news === undefined) return [state, []];
    if (news.kind === 'accepted') return [state, tell(news)];
    return [{ ...state, ended: put(state.ended, done.id, { news, at: context.now }) }, tell(news)];
  }
  if (outcome.kind === 'accepted' || done.purpose === 'cover') return [state, []];
  // Messages that still wait for their queue to be secured are not sent before it is.
  const wanted = Object.values(state.lanes.tasks).some(
    ({ job }) => job.purpose === 'send' && job.queue === done.queue && state.outgoing[done.queue]?.secures === true,
  );
  if (outcome.kind === 'failed' && outcome.why === NO_ANSWER && done.purpose === 'secure' && wanted) {
    const expires = Math.ceil(context.now) + context.design.lifetimeMillis;
    return submitted(state, { ...done, expires, unknownAt: expires }, context);
  }
  if (outcome.kind !== 'answered') {
    const told = failed(done, outcome.why);
    // Signed messages to a queue that is not secured would wait there for ever.
    if (done.purpose !== 'secure') return [state, told];
    const [next, more] = settle(state, endUnsent(state.lanes, done.queue, 'its queue could not be secured'), context);
    return [next, [...told, ...more]];
  }
  const { answer } = outcome;
  if (answer.kind === 'created' && done.purpose === 'create') return created(state, done, answer, context);
  // One that was acknowledged before the crash is not there any more.
  if (done.purpose === 'acknowledge' && answer.kind === 'refused') return [state, []];
  // A queue that the relay refuses to secure is not asked for again.
  if (answer.kind !== 'ok')
    return [
      after(state, done),
      failed(done, answer.kind === 'refused' ? `the relay says ${answer.why}` : 'an answer out of place'),
    ];
  return [after(state, done), []];
}

/** What need not be done again after a crash. */
function after(state: ClientState, { purpose, queue }: Job): ClientState {
  const [outgoing, incoming] = [state.outgoing[queue], state.incoming[queue]];
  if (purpose === 'secure' && outgoing !== undefined)
    return { ...state, outgoing: put(state.outgoing, queue, { ...outgoing, secures: false }) };
  if (purpose === 'authorise' && incoming !== undefined)
    return { ...state, incoming: put(state.incoming, queue, { ...incoming, authorises: undefined }) };
  return state;
}

function created(
  state: ClientState,
  done: Job,
  answer: { readonly recipientId: Octets; readonly senderId: Octets; readonly deliveryKey: Octets },
  context: Context,
): Stepped<ClientState> {
  const incoming = state.incoming[done.queue] as Incoming;
  const shared = context.crypto.agree(incoming.delivery.secret, answer.deliveryKey);
  if (shared === undefined) return [state, failed(done, 'delivery key unusable')];
  const known: Incoming = {
    ...incoming,
    recipientId: answer.recipientId,
    deliveryKey: context.crypto.derive(shared, 'delivery'),
  };
  const next = { ...state, incoming: put(state.incoming, done.queue, known) };
  const address = { relay: done.relay, senderId: answer.senderId, userKey: incoming.user.public };
  const news = tell({ kind: 'created', queue: done.queue, address });
  return done.route.kind === 'direct' ? [next, news] : reading([next, news], context);
}

/** A message that the queue's relay pushed: opened twice, shown, and acknowledged so that the next one comes. */
function received(
  state: ClientState,
  { queueId, command }: SmpTransmission,
  from: Address,
  context: Context,
): Stepped<ClientState> {
  if (command.kind === 'displaced') return reading([state, []], context);
  if (command.kind !== 'message' || queueId === undefined) return [state, []];
  const found = Object.entries(state.incoming).find(
    ([, one]) =>
      one.recipientId !== undefined && same(one.recipientId, queueId) && same(one.relay.fingerprint, from.fingerprint),
  );
  if (found === undefined) return [state, []];
  const [queue, incoming] = found;
  const { signer, user, deliveryKey, relay } = incoming;
  const { messageId } = command;
  const again = incoming.last !== undefined && same(incoming.last.messageId, messageId);
  const sealed = context.design.delivery === 'sealed again';
  const body = sealed ? deliveryKey && context.crypto.open(deliveryKey, messageId, command.body) : command.body;
  const words = body && openMessage(context.crypto, context.design, user.secret, body);
  const last = { messageId, text: words === undefined ? undefined : new TextDecoder().decode(words) };
  const known = again ? state : { ...state, incoming: put(state.incoming, queue, { ...incoming, last }) };
  const acknowledge: SmpCommand = { kind: 'acknowledge', messageId };
  const to = { queue, relay, route: DIRECT, queueId, command: acknowledge, signer };
  const wanted = job('acknowledge', to, context, { id: `acknowledge ${queue} ${hex(messageId)}` });
  const [next, effects] = submitted(known, wanted, context);
  return [next, [...(again ? [] : shown(queue, last).flatMap(tell)), ...effects]];
}

/** Subscribes, so that what waits is pushed, and so that a session on which nothing comes is noticed. */
export function reading([state, effects]: Stepped<ClientState>, context: Context): Stepped<ClientState> {
  return Object.entries(state.incoming).reduce<Stepped<ClientState>>(
    ([sofar, all], [queue, { relay, recipientId, signer }]) => {
      if (recipientId === undefined) return [sofar, all];
      const command = { kind: 'subscribe' } as const;
      const to = { queue, relay, route: DIRECT, queueId: recipientId, command, signer };
      const [next, more] = submitted(sofar, job('subscribe', to, context), context);
      return [next, [...all, ...more]];
    },
    [state, effects],
  );
}
