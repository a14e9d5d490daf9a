// What became of each message of a run: what its user was told, what its recipient received, and what both may count on.
import type { News } from '../model/node.ts';
import type { Trace } from '../sim/trace.ts';
import { once, ordered, told } from './truth.ts';

export interface Message {
  readonly id: string;
  readonly from: string;
  readonly queue: string;
  readonly text: string;
  readonly orderedAt: number;
  readonly scheduledAt: number | undefined;
  /** When its client had written it down; before that a crash may take it from the user's eyes. */
  readonly writtenAt: number | undefined;
  /** When the user was told that the proxy holds it. */
  readonly acceptedAt: number | undefined;
  /** The ways in which it ended for the user, each once, oldest first. */
  readonly endings: readonly Ending[];
  /** When it was received, once for each name that it has in its queue. */
  readonly received: readonly number[];
}
type Ending = Extract<News, { kind: 'sent' | 'failed' | 'unknown' }> & { readonly at: number };

export const outcomes = once((trace): readonly Message[] => {
  const heard = told(trace);
  return ordered(trace).flatMap(({ at, node, order }) => {
    if (order.kind !== 'send' || order.id === 'visit') return [];
    const { id, queue, text } = order;
    const written = trace.events.find(
      (event) => event.kind === 'flushed' && event.node === node && event.keys.includes(`message/${id}`),
    );
    const endings: Ending[] = [];
    const names = new Map<string, number>();
    for (const { at: when, news } of heard) {
      const ends = news.kind === 'sent' || news.kind === 'failed' || news.kind === 'unknown';
      if (ends && news.id === id && !endings.some(({ kind }) => kind === news.kind))
        endings.push({ ...news, at: when });
      if (news.kind === 'received' && news.queue === queue && news.text === text && !names.has(news.message))
        names.set(news.message, when);
    }
    const accepted = heard.find(({ news }) => news.kind === 'accepted' && news.id === id);
    return [
      {
        id,
        from: node,
        queue,
        text,
        orderedAt: at,
        scheduledAt: order.at,
        writtenAt: written?.at,
        acceptedAt: accepted?.at,
        endings,
        received: [...names.values()],
      },
    ];
  });
});

/** Nodes that crash and never come back. */
export const goneForGood = once(
  (trace): ReadonlySet<string> =>
    new Set(
      trace.scenario.faults.flatMap((one) =>
        (one.kind === 'crash' || one.kind === 'crash at step') && one.forMillis === undefined ? [one.node] : [],
      ),
    ),
);

export const queueOf = (trace: Trace, { queue }: Message): Trace['scenario']['queues'][number] | undefined =>
  trace.scenario.queues.find(({ name }) => name === queue);
export const proxyOfClient = (trace: Trace, client: string): string | undefined =>
  trace.scenario.clients.find(({ name }) => name === client)?.proxy;

/** In words. */
export const ended = ({ endings }: Message): string =>
  endings.map((one) => (one.kind === 'sent' ? 'sent' : `${one.kind} (${one.why})`)).join(', then ') || 'nothing at all';
