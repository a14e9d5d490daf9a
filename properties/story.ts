// A counterexample as a story: the steps of a run as arrows of a sequence chart, in words, with those that prove it marked.

import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import type { News, Order } from '../model/node.ts';
import type { Trace } from '../sim/trace.ts';
import type { Proof } from './property.ts';
import { quoted } from './quoted.ts';
import type { Step } from './result.ts';
import { type Carried, innerCommands, truthOf } from './truth.ts';

/** Arrows that a chart shows at most: those around the first that proves something. */
const MOST_STEPS = 24;

/** The steps of a run, around its proof. */
export function steps(trace: Trace, proof: Proof): readonly Step[] {
  const all = trace.events
    .flatMap((event): (Step & { readonly order: number })[] => {
      const { at: atMillis } = event;
      switch (event.kind) {
        case 'carried': {
          const marked = proof.about.some((one) => one.session === event.session && one.atMillis === atMillis);
          const label = `${labelOf(trace, event)}${event.arrives === undefined ? ', which never arrives' : ''}`;
          return [{ atMillis, from: event.from, to: event.to, label, marked, order: 1 }];
        }
        case 'opened': {
          const marked = proof.about.some((one) => one.session === event.session && one.atMillis === atMillis);
          return [
            { atMillis, from: event.from, to: event.to, label: `connects from ${event.fromIp}`, marked, order: 0 },
          ];
        }
        case 'closed':
          return [
            { atMillis, from: event.from, to: event.to, label: 'closes the connection', marked: false, order: 3 },
          ];
        case 'told':
          return [{ atMillis, from: event.node, to: event.node, label: inNews(event.news), marked: false, order: 4 }];
        case 'ordered':
          return [{ atMillis, from: event.node, to: event.node, label: inOrder(event.order), marked: false, order: 0 }];
        case 'crashed':
          return [{ atMillis, from: event.node, to: event.node, label: 'crashes', marked: false, order: 2 }];
        case 'restarted':
          return [{ atMillis, from: event.node, to: event.node, label: 'starts again', marked: false, order: 0 }];
        case 'broken':
          return [
            { atMillis, from: event.node, to: event.node, label: `breaks: ${event.why}`, marked: true, order: 5 },
          ];
        default:
          return [];
      }
    })
    .sort((a, b) => a.atMillis - b.atMillis || a.order - b.order);
  const first = all.findIndex((one) => one.marked || one.atMillis >= proof.atMillis);
  const from = Math.max(0, Math.min(all.length - MOST_STEPS, (first < 0 ? all.length : first) - MOST_STEPS / 2));
  return all.slice(from, from + MOST_STEPS).map(({ order: _, ...step }) => step);
}

function inOrder(order: Order): string {
  switch (order.kind) {
    case 'create':
      return `makes ${order.queue}`;
    case 'join':
      return `is given the address of ${order.queue}`;
    case 'send':
      return `writes ${quoted(order.text)} to ${order.queue}${order.at === undefined ? '' : `, to be sent on at ${order.at} ms`}`;
    case 'cancel':
      return `cancels ${order.id}`;
    case 'secure':
      return `secures ${order.queue} with the sender’s key`;
  }
}

function inNews(news: News): string {
  switch (news.kind) {
    case 'created':
      return `has ${news.queue}, and gives its address away`;
    case 'joined':
      return `has a key to send to ${news.queue} with, and gives it away`;
    case 'accepted':
      return `is told that the proxy holds ${news.id}`;
    case 'sent':
      return `is told that ${news.id} is sent`;
    case 'failed':
      return `is told that ${news.id} failed: ${news.why}`;
    case 'unknown':
      return `is told that nobody knows what became of ${news.id}: ${news.why}`;
    case 'received':
      return `receives ${quoted(news.text)} in ${news.queue}`;
    case 'gained':
      return `gains ${news.what}`;
    case 'intervened':
      return news.what;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  server: 'registers a relay',
  server_id: 'relay id and key',
  forward: 'forward',
  response: 'response',
  check: 'check',
  error: 'error',
  layered: 'sealed command',
};

/** What a block is, in truth: its command, what is inside, and the queue it is about. */
function labelOf(trace: Trace, { block }: Carried): string {
  const wire = wireOf(trace.design);
  if (!(decode(wire.serverHello, block) instanceof Malformed)) return 'hello: certificates and session key';
  const hello = decode(wire.clientHello, block);
  if (!(hello instanceof Malformed)) return `hello: this connection is ${hello.role}`;
  const bodies = [block, ...truthOf(trace, block).terms.flatMap((term) => (term.is === 'sealed' ? [term.body] : []))];
  const outer = bodies.flatMap((body) =>
    [wire.proxyBlock, wire.insideLayer].flatMap((codec) => {
      const read = decode(codec, body);
      return read instanceof Malformed ? [] : [read.command.kind];
    }),
  )[0];
  const plain = bodies.map((body) => decode(wire.plainCommand, body)).find((one) => !(one instanceof Malformed));
  const kind = outer === 'layered' && plain !== undefined && !(plain instanceof Malformed) ? plain.kind : outer;
  const inner = innerCommands(trace, block)[0]?.command.kind;
  const { queue } = truthOf(trace, block);
  const about = [inner, queue].filter((one) => one !== undefined).join(', ');
  if (kind === undefined) return about === '' ? 'block' : about;
  return `${WORDS[kind] ?? kind}${about === '' ? '' : ` (${about})`}`;
}
