// What is asked of a run, as data: who is there, which queues, what users order and when, how slow the links are.
// One schema gives the type, the validation of files and the published JSON Schema.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Design } from '../model/design.ts';
import { hostileProxies, hostileVisits, INTRUDES } from './hostile.ts';
import { script } from './script.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9 -]{0,30}$/, 'a name of at most 31 lower-case letters, digits, spaces and hyphens')
  .describe('how the report calls it');
const ip = z.union([z.ipv4(), z.ipv6()]).describe('the IP address that others see');
const password = z.string().min(1).max(255);
const millis = z
  .number()
  .min(0)
  .max(86_400_000 * 365);

const duration = millis.min(1);

/** What may stand between a client and the hosts that it talks to. */
export const OVERS = ['vpn', 'tor', 'host'] as const;
export type Over = (typeof OVERS)[number];
const ENTRIES = { vpn: 'vpn', tor: 'guard', host: 'device' } as const;
/** What a client with something in between is linked to, by name, where a fault may strike; nothing for others. */
export const entryOf = ({ name: client, over }: { readonly name: string; readonly over?: Over | undefined }) =>
  over === undefined ? undefined : `${ENTRIES[over]} of ${client}`;

const server = z
  .strictObject({
    name,
    ip,
    password: password.optional().describe('who uses this server as proxy must know it'),
    hostile: z.enum(hostileProxies).optional().describe('what it does as a proxy, against the protocol'),
    script: script.optional().describe('what it does to single blocks as a proxy, one by one; all else as it should'),
    impostor: z
      .enum(['to everybody', 'to senders'])
      .optional()
      .describe('to whom its certificate is not the one that the address they have pins'),
    quota: z.int().min(1).max(128).optional().describe('messages that a queue of it holds; absent: as many as come'),
  })
  .describe('one server program: proxy for some, relay for others');
const client = z.strictObject({
  name,
  ip,
  proxy: name.optional().describe('the server that forwards for this client; absent: all goes direct'),
  otherProxies: z
    .array(name)
    .min(1)
    .max(7)
    .optional()
    .describe('servers that forward for this client as well, where the design takes turns'),
  password: password.optional().describe('what it gives the proxy as basic auth'),
  over: z
    .enum(OVERS)
    .optional()
    .describe(
      'what its sessions pass through: a VPN, or circuits of Tor; or `host`: it runs on a host, and its user has a thin client on a device, whose address `ip` is then; absent: nothing in between',
    ),
  hostile: z
    .enum([...hostileVisits, INTRUDES])
    .optional()
    .describe('what it does instead of following the protocol'),
});
const queue = z.strictObject({
  name,
  relay: name,
  from: name.describe('the client that sends'),
  to: name.describe('the receiving client'),
  secured: z.boolean().default(true).describe('whether the sender secures it with a key of its own'),
  securedByRecipientAtMillis: millis
    .optional()
    .describe('the recipient secures it with the sender’s key instead, then; never before the recipient has the key'),
  direct: z.boolean().default(false).describe('send to this queue directly, whatever proxy the client has'),
  unknown: z.boolean().default(false).describe('the relay does not have it: the sender’s address is out of date'),
});
const order = z.strictObject({
  atMillis: millis.describe('when the user writes it; never before the queue is there'),
  queue: name,
  text: z.string().max(1_000),
  scheduledMillis: millis.optional().describe('when the proxy is to send it on; absent: at once'),
  cancelledMillis: millis.optional().describe('when the user takes it back'),
});

const node = name.describe('a server or a client');
const between = z.tuple([node, node]).describe('two nodes, in either order');
const atMillis = millis.describe('when it begins');
const down = duration.optional().describe('after how long it starts again; absent: gone for good');
const fault = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('crash'), node, atMillis, forMillis: down })
      .describe('a node stops: its state, sessions and timers are gone, and of its disk all that was not flushed'),
    z
      .strictObject({
        kind: z.literal('crash at step'),
        node,
        step: z.int().min(1).max(50_000).describe('how many steps of its code it finishes, all its lives together'),
        forMillis: down,
      })
      .describe('a crash right after a step: what it sent is on its way, and its flushes are not completed'),
    z
      .strictObject({
        kind: z.literal('crash loop'),
        node,
        atMillis,
        times: z.int().min(1).max(20),
        upMillis: duration.describe('from each restart to the next crash'),
        downMillis: duration.describe('from each crash to the restart'),
      })
      .describe('crashes again and again'),
    z
      .strictObject({ kind: z.literal('cut'), between, atMillis })
      .describe('all sessions between the two end, with what is on its way; both are told'),
    z
      .strictObject({ kind: z.literal('half-open'), between, atMillis })
      .describe('all sessions between the two that are open then swallow everything from then on; neither is told'),
    z
      .strictObject({ kind: z.literal('partition'), between, atMillis, forMillis: duration })
      .describe('nothing gets through meanwhile; it arrives when the link has healed'),
    z
      .strictObject({
        kind: z.literal('slow'),
        node,
        atMillis,
        forMillis: duration,
        byMillis: duration.describe('how much later everything that it sends leaves it'),
      })
      .describe('a node, or its way to the network, is overloaded for a time'),
    z
      .strictObject({
        kind: z.literal('skew'),
        node,
        byMillis: z.number().min(-600_000).max(600_000).describe('how far ahead; below 0, how far behind'),
      })
      .describe('a node’s clock is wrong'),
  ])
  .describe('something that goes wrong');

export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(80),
    servers: z.array(server).min(1).max(8),
    clients: z.array(client).min(1).max(16),
    queues: z.array(queue).max(32),
    orders: z.array(order).max(200),
    latencyMillis: millis.max(60_000).default(20).describe('one way, each link'),
    jitterMillis: millis.max(60_000).default(0).describe('added to it, evenly distributed'),
    faults: z.array(fault).max(64).default([]),
    endMillis: millis.optional().describe('when the run is broken off, whatever is still to come; absent: never'),
    untilMillis: millis
      .optional()
      .describe('how long the run goes on at least; absent: until nothing is left but to wait for something to happen'),
  })
  .check((context) => {
    const { servers, clients, queues, orders, faults } = context.value;
    const wrong = (message: string, ...path: (string | number)[]) =>
      context.issues.push({ code: 'custom', message, path, input: context.value });
    const known = (
      kind: string,
      named: readonly { readonly name: string }[],
      asked: string,
      ...path: (string | number)[]
    ) => {
      if (!named.some((one) => one.name === asked))
        wrong(`${kind} named “${asked}”; there are ${named.map((one) => one.name).join(', ') || 'none'}`, ...path);
    };
    for (const [i, one] of clients.entries()) {
      if (one.proxy !== undefined) known('a server', servers, one.proxy, 'clients', i, 'proxy');
      for (const [j, other] of (one.otherProxies ?? []).entries())
        known('a server', servers, other, 'clients', i, 'otherProxies', j);
    }
    for (const [i, one] of queues.entries()) {
      known('a server', servers, one.relay, 'queues', i, 'relay');
      known('a client', clients, one.from, 'queues', i, 'from');
      known('a client', clients, one.to, 'queues', i, 'to');
    }
    for (const [i, one] of orders.entries()) {
      known('a queue', queues, one.queue, 'orders', i, 'queue');
      if (one.cancelledMillis !== undefined && one.cancelledMillis < one.atMillis)
        wrong(`a time not before ${one.atMillis}, when it is written`, 'orders', i, 'cancelledMillis');
    }
    for (const [i, one] of faults.entries()) {
      const nodes = [...servers, ...clients];
      if (!('between' in one)) known('a server or a client', nodes, one.node, 'faults', i, 'node');
      else {
        const entered = clients.find((client) => {
          const entry = entryOf(client);
          return entry !== undefined && one.between.includes(entry) && one.between.includes(client.name);
        });
        for (const [end, asked] of one.between.entries())
          if (entered === undefined) known('a server or a client', nodes, asked, 'faults', i, 'between', end);
        if (entered?.over === 'host' && one.kind === 'half-open')
          wrong(
            'a fault that both ends of a device’s session to its host notice: cut, or partition',
            'faults',
            i,
            'kind',
          );
        if (one.between[0] === one.between[1])
          wrong(`two nodes; “${one.between[0]}” is there twice`, 'faults', i, 'between');
      }
    }
    const names = [...servers, ...clients].map((one) => one.name);
    for (const twice of names.filter((one, i) => names.indexOf(one) < i))
      wrong(`names that differ; “${twice}” is there twice`, 'clients');
    const queueNames = queues.map((one) => one.name);
    for (const [i, one] of queueNames.entries())
      if (queueNames.indexOf(one) < i) wrong(`names that differ; “${one}” is there twice`, 'queues', i, 'name');
    const ips = [...servers, ...clients].map((one) => one.ip);
    for (const twice of ips.filter((one, i) => ips.indexOf(one) < i))
      wrong(`IP addresses that differ; ${twice} is there twice`, 'clients');
  });

export type Scenario = z.infer<typeof scenarioSchema>;
export type Fault = Scenario['faults'][number];

/** The address of a host that is not in the scenario itself: `number` 0 is what a client is linked to first, or runs on. */
export const overlayIp = (client: string, number: number): string =>
  `2001:db8:feed:${createHash('sha256').update(client).digest('hex').slice(0, 4)}::${(number + 1).toString(16)}`;

/** Host name of a server, which its address carries. */
export const hostOf = (server: string): string => `${server.replaceAll(' ', '-')}.example`;

/** A run is asked for by these three; the same three give the same octets. */
export interface Asked {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly cryptography: 'ideal' | 'real';
}
