// What is asked of a run, as data: who is there, which queues, what users order and when, how slow the links are.
// One schema gives the type, the validation of files and the published JSON Schema.
import { z } from 'zod';
import type { Design } from '../model/design.ts';
import { hostileProxies, hostileVisits, INTRUDES } from './hostile.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9 -]{0,30}$/, 'a name of lower-case letters, digits, spaces and hyphens')
  .describe('how the report calls it');
const ip = z.union([z.ipv4(), z.ipv6()]).describe('the IP address that others see');
const password = z.string().min(1).max(255);
const millis = z
  .number()
  .min(0)
  .max(86_400_000 * 365);

const server = z
  .strictObject({
    name,
    ip,
    password: password.optional().describe('who uses this server as proxy must know it'),
    hostile: z.enum(hostileProxies).optional().describe('what it does as a proxy, against the protocol'),
    impostor: z
      .enum(['to everybody', 'to senders'])
      .optional()
      .describe('to whom its certificate is not the one that the address they have pins'),
  })
  .describe('one server program: proxy for some, relay for others');
const client = z.strictObject({
  name,
  ip,
  proxy: name.optional().describe('the server that forwards for this client; absent: all goes direct'),
  password: password.optional().describe('what it gives the proxy as basic auth'),
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
  direct: z.boolean().default(false).describe('send to this queue directly, whatever proxy the client has'),
  unknown: z.boolean().default(false).describe('the relay does not have it: the sender’s address is out of date'),
});
const order = z.strictObject({
  atMillis: millis.describe('when the user writes it; never before the queue is there'),
  queue: name,
  text: z.string().max(1_000),
});

export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(80),
    servers: z.array(server).min(1).max(8),
    clients: z.array(client).min(1).max(16),
    queues: z.array(queue).max(32),
    orders: z.array(order).max(200),
    latencyMillis: millis.max(60_000).default(20).describe('one way, each link'),
    jitterMillis: millis.max(60_000).default(0).describe('added to it, evenly distributed'),
  })
  .check((context) => {
    const { servers, clients, queues, orders } = context.value;
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
    for (const [i, one] of clients.entries())
      if (one.proxy !== undefined) known('a server', servers, one.proxy, 'clients', i, 'proxy');
    for (const [i, one] of queues.entries()) {
      known('a server', servers, one.relay, 'queues', i, 'relay');
      known('a client', clients, one.from, 'queues', i, 'from');
      known('a client', clients, one.to, 'queues', i, 'to');
    }
    for (const [i, one] of orders.entries()) known('a queue', queues, one.queue, 'orders', i, 'queue');
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

/** Host name of a server, which its address carries. */
export const hostOf = (server: string): string => `${server.replaceAll(' ', '-')}.example`;

/** A run is asked for by these three; the same three give the same octets. */
export interface Asked {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly cryptography: 'ideal' | 'real';
}
