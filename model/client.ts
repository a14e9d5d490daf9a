// The client: what a user orders becomes commands, what relays answer becomes news. It sends, and it receives.
import type { KeyPair } from './crypto.ts';
import type { Address } from './grammar.ts';
import {
  arrive,
  closedLink,
  type Job,
  type Lanes,
  type Moved,
  noLanes,
  type Outcome,
  openedLink,
  submit,
} from './lanes.ts';
import { openMessage, sealMessage } from './layers.ts';
import {
  type Context,
  type Effect,
  type Input,
  type News,
  type Node,
  put,
  type QueueAddress,
  type Route,
  type Stepped,
} from './node.ts';
import { type Octets, same, text } from './octets.ts';
import type { SmpTransmission } from './smp.ts';

/** A queue that this client sends to. */
interface Outgoing {
  readonly address: QueueAddress;
  readonly route: Route;
  /** Signs what is sent, once the queue is secured with it. */
  readonly signer: KeyPair | undefined;
}
/** A queue that this client made and reads. */
interface Incoming {
  readonly relay: Address;
  readonly signer: KeyPair;
  readonly delivery: KeyPair;
  readonly user: KeyPair;
  readonly recipientId: Octets | undefined;
  readonly deliveryKey: Octets | undefined;
}
export interface ClientState {
  readonly lanes: Lanes;
  readonly outgoing: Readonly<Record<string, Outgoing>>;
  readonly incoming: Readonly<Record<string, Incoming>>;
}

const start: ClientState = { lanes: noLanes, outgoing: {}, incoming: {} };
const DIRECT: Route = { kind: 'direct' };

export const client: Node<ClientState> = { start, step };

function step(state: ClientState, input: Input, context: Context): Stepped<ClientState> {
  switch (input.kind) {
    case 'order':
      return order(state, input.order, context);
    case 'opened':
      return [{ ...state, lanes: openedLink(state.lanes, input.session, input.name) }, []];
    case 'block':
      return settle(state, arrive(state.lanes, input.session, input.block, context), context);
    case 'closed':
      return settle(state, closedLink(state.lanes, input.session), context);
    case 'timer':
      return [state, []];
  }
}

function order(
  state: ClientState,
  wanted: Extract<Input, { kind: 'order' }>['order'],
  context: Context,
): Stepped<ClientState> {
  const { crypto, design } = context;
  switch (wanted.kind) {
    case 'create': {
      const { queue, relay, route } = wanted;
      const incoming: Incoming = {
        relay,
        signer: crypto.signingPair(),
        delivery: crypto.keyPair(),
        user: crypto.keyPair(),
        recipientId: undefined,
        deliveryKey: undefined,
      };
      const job: Job = {
        purpose: 'create',
        order: queue,
        queue,
        relay,
        route,
        queueId: undefined,
        command: { kind: 'create', recipientKey: incoming.signer.public, deliveryKey: incoming.delivery.public },
        signer: incoming.signer,
      };
      const next = { ...state, incoming: put(state.incoming, queue, incoming) };
      return settle(next, submit(state.lanes, job, context), context);
    }
    case 'join': {
      const { queue, address, route, secure } = wanted;
      const signer = secure ? crypto.signingPair() : undefined;
      const next = { ...state, outgoing: put(state.outgoing, queue, { address, route, signer }) };
      if (signer === undefined) return [next, []];
      const job: Job = {
        purpose: 'secure',
        order: queue,
        queue,
        relay: address.relay,
        route,
        queueId: address.senderId,
        command: { kind: 'secure', senderKey: signer.public },
        signer,
      };
      return settle(next, submit(next.lanes, job, context), context);
    }
    case 'send': {
      const outgoing = state.outgoing[wanted.queue];
      const body = outgoing && sealMessage(crypto, design, outgoing.address.userKey, text(wanted.text));
      if (outgoing === undefined || body === undefined)
        return [state, tell({ kind: 'failed', id: wanted.id, why: 'no such queue' })];
      const { address, route, signer } = outgoing;
      const job: Job = {
        purpose: 'send',
        order: wanted.id,
        queue: wanted.queue,
        relay: address.relay,
        route,
        queueId: address.senderId,
        command: { kind: 'send', body },
        signer,
      };
      return settle(state, submit(state.lanes, job, context), context);
    }
  }
}

const tell = (news: News): Effect[] => [{ kind: 'tell', news }];

/** Turns what the lanes brought into news and further commands. */
function settle(
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
  return [next, all];
}

function ended(state: ClientState, outcome: Outcome, context: Context): Stepped<ClientState> {
  const { job } = outcome;
  if (outcome.kind === 'failed') return [state, failed(job, outcome.why)];
  const { answer } = outcome;
  if (answer.kind === 'created' && job.purpose === 'create') return created(state, job, answer, context);
  if (answer.kind !== 'ok')
    return [state, failed(job, answer.kind === 'refused' ? `the relay says ${answer.why}` : 'an answer out of place')];
  if (job.purpose === 'send') return [state, tell({ kind: 'sent', id: job.order })];
  return [state, []];
}

const failed = (job: Job, why: string): Effect[] =>
  tell({ kind: 'failed', id: job.purpose === 'send' ? job.order : `${job.purpose} ${job.queue}`, why });

function created(
  state: ClientState,
  job: Job,
  answer: { readonly recipientId: Octets; readonly senderId: Octets; readonly deliveryKey: Octets },
  context: Context,
): Stepped<ClientState> {
  const incoming = state.incoming[job.queue] as Incoming;
  const shared = context.crypto.agree(incoming.delivery.secret, answer.deliveryKey);
  if (shared === undefined) return [state, failed(job, 'delivery key unusable')];
  const known: Incoming = {
    ...incoming,
    recipientId: answer.recipientId,
    deliveryKey: context.crypto.derive(shared, 'delivery'),
  };
  const next = { ...state, incoming: put(state.incoming, job.queue, known) };
  const address = { relay: job.relay, senderId: answer.senderId, userKey: incoming.user.public };
  const news = tell({ kind: 'created', queue: job.queue, address });
  if (job.route.kind === 'direct') return [next, news];
  const subscribe: Job = {
    ...job,
    purpose: 'subscribe',
    route: DIRECT,
    queueId: answer.recipientId,
    command: { kind: 'subscribe' },
  };
  const [after, effects] = settle(next, submit(next.lanes, subscribe, context), context);
  return [after, [...news, ...effects]];
}

/** A message that the queue's relay pushed: opened twice, shown, and acknowledged so that the next one comes. */
function received(
  state: ClientState,
  { queueId, command }: SmpTransmission,
  from: Address,
  context: Context,
): Stepped<ClientState> {
  if (command.kind !== 'message' || queueId === undefined) return [state, []];
  const found = Object.entries(state.incoming).find(
    ([, one]) =>
      one.recipientId !== undefined && same(one.recipientId, queueId) && same(one.relay.fingerprint, from.fingerprint),
  );
  if (found === undefined) return [state, []];
  const [queue, { signer, user, deliveryKey, relay }] = found;
  const sealed = context.design.delivery === 'sealed again';
  const body = sealed ? deliveryKey && context.crypto.open(deliveryKey, command.messageId, command.body) : command.body;
  const words = body && openMessage(context.crypto, context.design, user.secret, body);
  const job: Job = {
    purpose: 'acknowledge',
    order: queue,
    queue,
    relay,
    route: DIRECT,
    queueId,
    command: { kind: 'acknowledge', messageId: command.messageId },
    signer,
  };
  const [next, effects] = settle(state, submit(state.lanes, job, context), context);
  const news = words === undefined ? [] : tell({ kind: 'received', queue, text: new TextDecoder().decode(words) });
  return [next, [...news, ...effects]];
}
