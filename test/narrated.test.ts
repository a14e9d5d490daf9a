// Runs told in words and kept as text, to be read as prose when they change; UPDATE_NARRATED=1 writes them anew.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from 'vitest';
import { designs } from '../model/design.ts';
import type { News, Order } from '../model/node.ts';
import { run } from '../sim/run.ts';
import { scenarioSchema } from '../sim/scenario.ts';
import type { Event, Trace } from '../sim/trace.ts';

const scenario = scenarioSchema.parse({
  name: 'Alice writes to Bob by a proxy, Dave directly, and Carol to a queue that is gone',
  servers: [
    { name: 'proxy', ip: '10.0.0.1' },
    { name: 'relay', ip: '10.0.0.2' },
  ],
  clients: [
    { name: 'alice', ip: '10.1.0.1', proxy: 'proxy' },
    { name: 'bob', ip: '10.1.0.2' },
    { name: 'carol', ip: '10.1.0.3', proxy: 'proxy' },
    { name: 'dave', ip: '10.1.0.4' },
  ],
  queues: [
    { name: 'from alice', relay: 'relay', from: 'alice', to: 'bob' },
    { name: 'from carol', relay: 'relay', from: 'carol', to: 'bob', secured: false, unknown: true },
    { name: 'from dave', relay: 'relay', from: 'dave', to: 'bob', secured: false },
  ],
  orders: [
    { atMillis: 1_000, queue: 'from alice', text: 'hello' },
    { atMillis: 2_000, queue: 'from carol', text: 'are you there?' },
    { atMillis: 3_000, queue: 'from dave', text: 'no proxy for me' },
    { atMillis: 4_000, queue: 'from alice', text: 'hello again' },
  ],
});

function ordered(order: Order): string {
  switch (order.kind) {
    case 'create':
      return `makes the queue “${order.queue}” at ${order.relay.host}`;
    case 'send':
      return `writes “${order.text}” to “${order.queue}”${order.at === undefined ? '' : `, for ${order.at}`}`;
    case 'join': {
      const way = order.route.kind === 'direct' ? 'directly' : `by ${order.route.proxy.host}`;
      return `joins “${order.queue}” ${way}${order.secured === 'by the sender' ? ', to secure it' : ''}`;
    }
    case 'cancel':
      return `takes ${order.id} back`;
    case 'secure':
      return `secures “${order.queue}” with the sender’s key`;
  }
}
function told(news: News): string {
  switch (news.kind) {
    case 'created':
      return `has the queue “${news.queue}”`;
    case 'received':
      return `reads “${news.text}” in “${news.queue}”`;
    case 'joined':
      return `has a key for “${news.queue}”`;
    case 'accepted':
      return `${news.id} is with the proxy`;
    case 'sent':
      return `${news.id} is sent`;
    case 'failed':
      return `${news.id} failed: ${news.why}`;
    case 'unknown':
      return `${news.id} may be sent or not: ${news.why}`;
    case 'gained':
      return `gained ${news.what}`;
    case 'intervened':
      return news.what;
  }
}

/** A record of a disk in words; a name that is nothing but octets is left out. */
function recorded(key: string): string {
  const slash = key.indexOf('/');
  const [table, name] = [key.slice(0, slash), key.slice(slash + 1)];
  const words: Readonly<Record<string, string>> = {
    outgoing: `what it needs to send to “${name}”`,
    incoming: `what it needs to read “${name}”`,
    message: name,
    flight: `the key to the answer to ${name}`,
    ended: `how ${name} ended`,
    held: 'a forward or its response',
    'relay key': `its key of epoch ${name}`,
    answer: 'an answer',
    queue: 'a queue',
  };
  return words[table] ?? key;
}

/** One line of what happened; nothing for what no one could see happen. `kept` is what disks have, by node. */
function line(event: Event, kept: Map<string, Set<string>>): string | undefined {
  const way = 'from' in event ? `${event.from} → ${event.to}`.padEnd(16) : '';
  switch (event.kind) {
    case 'ordered':
      return `${event.node.padEnd(16)} ${ordered(event.order)}`;
    case 'told':
      return `${event.node.padEnd(16)} ${told(event.news)}`;
    case 'opened':
      return `${way} session ${event.session} opens, ${event.fromIp} to ${event.toIp}`;
    case 'connected':
      return `${way} connection ${event.session}, ${event.fromIp} to ${event.toIp}`;
    case 'conveyed':
      return `${way} ${event.octets} octets on the wire of connection ${event.session}`;
    case 'closed':
      return `${way} session ${event.session} closes`;
    case 'unanswered':
      return `${way} no answer, ${event.fromIp} to ${event.toIp}`;
    case 'carried': {
      const there = event.arrives === undefined ? 'never there' : `there at ${event.arrives.toFixed(3)}`;
      return `${way} ${event.block.length} octets in session ${event.session}, ${there}`;
    }
    case 'crashed':
      return `${event.node.padEnd(16)} crashes`;
    case 'restarted':
      return `${event.node.padEnd(16)} starts again`;
    case 'flushed': {
      const known = kept.get(event.node) ?? new Set();
      kept.set(event.node, known);
      const isErased = (key: string, i: number) => event.octets[i] === 0 && known.has(key);
      const erased = event.keys.filter(isErased);
      const has = event.keys.filter((key) => !erased.includes(key));
      for (const key of erased) known.delete(key);
      for (const key of has) known.add(key);
      const parts = [
        ...(has.length > 0 ? [`stores ${has.map(recorded).join(', ')}`] : []),
        ...(erased.length > 0 ? [`erases ${erased.map(recorded).join(', ')}`] : []),
      ];
      return `${event.node.padEnd(16)} ${parts.join(' and ')}`;
    }
    case 'broken':
      return `${event.node.padEnd(16)} breaks: ${event.why}`;
    case 'sealed':
      return undefined;
  }
}
function narrate({ scenario: { name }, design, events }: Trace): string {
  const kept = new Map<string, Set<string>>();
  const lines = events
    .toSorted((a, b) => a.at - b.at)
    .flatMap((event) => {
      const words = line(event, kept);
      return words === undefined ? [] : [`${event.at.toFixed(3).padStart(10)}  ${words}`];
    });
  return [`${name}.`, `Design ${design.name}, times in milliseconds.`, '', ...lines, ''].join('\n');
}

test.each(designs.map((design) => [design.name, design] as const))('%s, as it is told', (name, design) => {
  const words = narrate(run({ scenario, design, seed: 'narrated', cryptography: 'ideal' }));
  const file = new URL(`narrated/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_NARRATED'] === '1') writeFileSync(file, words);
  expect(words).toBe(readFileSync(file, 'utf8'));
});
