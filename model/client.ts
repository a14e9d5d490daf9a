// The client: what a user orders becomes commands, what relays answer becomes news. It sends, and it receives.
// What it was ordered, which number each message has and what it received are on its disk before anybody hears of it.
import { arrive, closedLink, openedLink } from './answers.ts';
import { type ClientState, type Incoming, type Outgoing, shown, start, type Told, tell } from './client-state.ts';
import { COVER, cover, covering } from './cover.ts';
import { durable, type Tables } from './durable.ts';
import { reading, settle } from './endings.ts';
import type { Task } from './jobs.ts';
import { messageFlights, messageTasks, restored } from './lane-state.ts';
import type { Context, Input, Node, Stepped } from './node.ts';
import { authorise, create, order, secure } from './orders.ts';
import { alarm, timePassed } from './patience.ts';

/** How often a recipient makes sure that it is still subscribed. */
const READING_MILLIS = 300_000;

const TOLD_MILLIS = 60_000;

/** The client as a node; what it is told by its user are orders, what it tells are news. It ignores what it cannot read. */
export const client: Node<ClientState> = durable({
  start,
  step: (state, input, context) => awake(step(state, input, context), context),
  tables: ({ lanes, outgoing, incoming, ended }) => ({
    outgoing,
    incoming,
    ended,
    message: messageTasks(lanes),
    flight: messageFlights(lanes),
  }),
  restart: (tables, context) => awake(restart(tables, context), context),
  flushesFirst: ({ clientDisk }) => clientDisk === 'flushed before it sends',
});

function step(state: ClientState, input: Input, context: Context): Stepped<ClientState> {
  const { lanes } = state;
  switch (input.kind) {
    case 'order':
      return order(state, input.order, context);
    case 'opened':
      return [{ ...state, lanes: openedLink(lanes, input.session, input.name, context) }, []];
    case 'block':
      return settle(state, arrive(lanes, input.session, input.block, context), context);
    case 'closed':
      return settle(state, closedLink(lanes, input.session, context), context);
    case 'timer':
      if (input.name === 'reading') return reading([{ ...state, readsAt: undefined }, []], context);
      if (input.name === COVER) return cover(state, context);
      return settle(state, timePassed(lanes, context), context);
    default:
      return [state, []];
  }
}

/** Sets the alarms, and forgets what the user was told long enough ago. */
function awake([state, effects]: Stepped<ClientState>, context: Context): Stepped<ClientState> {
  const recent = Object.entries(state.ended).filter(([, { at }]) => at + TOLD_MILLIS > context.now);
  const ended = recent.length === Object.keys(state.ended).length ? state.ended : Object.fromEntries(recent);
  const reads = Object.values(state.incoming).some(({ recipientId }) => recipientId !== undefined);
  const [lanes, covers] = covering(state.lanes, context);
  const next = { ...state, ended, lanes };
  const woken = [...effects, alarm(lanes, context), ...covers];
  if (!reads || state.readsAt !== undefined) return [next, woken];
  const readsAt = context.now + READING_MILLIS;
  return [{ ...next, readsAt }, [...woken, { kind: 'timer', name: 'reading', at: readsAt, idle: true }]];
}

function restart(tables: Tables, context: Context): Stepped<ClientState> {
  const table = <T>(name: string) => (tables[name] ?? {}) as Readonly<Record<string, T>>;
  const kept: ClientState = {
    lanes: restored(table<Task>('message'), table('flight'), context),
    outgoing: table<Outgoing>('outgoing'),
    incoming: table<Incoming>('incoming'),
    ended: table<Told>('ended'),
    readsAt: undefined,
  };
  // What the user may not have been told before the crash.
  const news = [
    ...Object.values(kept.ended).map((one) => one.news),
    ...Object.entries(kept.incoming).flatMap(([queue, { last }]) => (last === undefined ? [] : shown(queue, last))),
  ];
  let all: Stepped<ClientState> = [kept, news.flatMap(tell)];
  const then = (change: (state: ClientState) => Stepped<ClientState>): void => {
    const [state, effects] = change(all[0]);
    all = [state, [...all[1], ...effects]];
  };
  for (const [queue, incoming] of Object.entries(kept.incoming)) {
    if (incoming.recipientId === undefined) then((state) => create(state, queue, incoming, context));
    else if (incoming.authorises !== undefined) then((state) => authorise(state, queue, incoming, context));
  }
  for (const [queue, outgoing] of Object.entries(kept.outgoing))
    if (outgoing.secures) then((state) => secure(state, queue, outgoing, context));
  then((state) => reading([state, []], context));
  then((state) => settle(state, timePassed(state.lanes, context), context));
  return all;
}
