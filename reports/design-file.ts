// A design of a reviewer's own, in a file of its own or in a scenario: the decisions that it may turn, the fields that it
// may add, and the verdicts that its author declares. `satisfies` keeps the decisions equal to those of `Design`.
import { z } from 'zod';
import { type Design, draft, sealed } from '../model/design.ts';
import { DECLARABLE } from '../properties/expected.ts';
import { explain } from '../properties/explanation.ts';
import { MATRIX_OBSERVERS, SECRETS } from '../properties/matrix-questions.ts';
import { BASES, type OwnDesign } from '../properties/own-design.ts';
import { designNamed } from '../properties/request.ts';
import { fieldsSchema } from './field-schema.ts';
import { parseYaml, readYaml } from './yaml-file.ts';

type Decisions = Omit<Design, 'name' | 'fields' | 'nodes'>;
type Chosen = {
  [K in keyof Decisions as number extends Decisions[K] ? never : K]: Record<Decisions[K], true>;
};
type Timed = { [K in keyof Decisions as number extends Decisions[K] ? K : never]: number };

const chosen = {
  corrIdOctets: { 8: true, 24: true },
  corrId: { 'fresh per hop': true, 'carried over': true, 'fresh, and marked where it is scheduled': true },
  acknowledgement: { 'stops at the proxy': true, 'carried over': true },
  relayIdOnward: { 'left empty': true, 'carried over': true },
  clientLayer: { sealed: true, absent: true },
  proxyLayer: { sealed: true, absent: true },
  relayLayer: { sealed: true, absent: true },
  senderKey: { 'fresh per command': true, 'kept per queue': true, 'kept per client': true },
  commandNonce: { random: true, 'the corr id': true },
  responseSecret: {
    "the command's key, a nonce of its own": true,
    'a key of its own': true,
    "the command's key and nonce": true,
  },
  destinationId: {
    'inside s2r': true,
    'in clear in the response': true,
    'hashed in the response': true,
    'hashed with a secret of the relay': true,
  },
  blocks: { padded: true, 'as long as the message': true },
  padding: { constant: true, 'repeats the end of the plaintext': true, 'ends in a hash of the corr ids': true },
  session: { 'shared by all clients': true, 'one per client': true },
  cover: { none: true, 'commands that do nothing': true },
  proxies: { pinned: true, rotated: true },
  delay: { none: true, exponential: true, timed: true, threshold: true, pool: true },
  flow: { 'one at a time per relay': true, 'one at a time per queue': true, 'several in flight': true },
  relayKeyCheck: {
    'whole chain, relay and dates': true,
    'fingerprint not compared': true,
    'leaf not checked': true,
    'signature not checked': true,
    'dates not checked': true,
  },
  keySignature: { 'the whole statement': true, 'not the identity': true, 'not the epoch': true, 'not the dates': true },
  helloSignature: { 'session and key': true, 'the key alone': true },
  keyRotation: { 'rotated and erased': true, 'never rotated': true },
  commandIds: { random: true, counted: true },
  signers: { 'one for each queue': true, 'one for each client': true },
  streams: { 'one for each queue': true, 'one for each client': true },
  serverCheck: { 'chain and fingerprint': true, nothing: true },
  selfProxy: { refused: true, allowed: true },
  records: { 'kept as long as their key': true, 'forgotten after a minute': true },
  senders: { 'who secured the queue': true, anybody: true },
  texts: { padded: true, 'as long as they are': true, 'in clear': true, 'padded, beside a hash of them': true },
  sessionSecret: { 'agreed afresh': true, 'made of public keys': true },
  delivery: { 'sealed again': true, 'as it was sent': true },
  fallback: { 'never direct': true, 'direct when the proxy fails': true },
  origin: { withheld: true, 'told to the relay': true, 'told in a hash': true },
  replays: { 'answered from the cache': true, 'answered anew': true, 'executed again': true },
  relayIds: { 'never reused': true, 'reused after expiry': true, 'good for ever': true, 'open to every client': true },
  roles: { enforced: true, 'any command on any connection': true },
  basicAuth: { checked: true, ignored: true },
  answers: { 'after a constant time': true, 'as soon as they are ready': true },
  refusals: { 'inside s2r': true, 'in clear': true },
  relayAddress: { 'fingerprint alone': true, 'with a second key': true },
  holding: { 'on disk, and then accepted': true, 'in memory, and accepted': true, 'in memory, and not told': true },
  resends: { 'sealed anew': true, 'as they were': true },
  line: { 'one for each relay': true, 'one for all relays': true },
  retries: { 'sealed afresh': true, 'the same block again': true },
  backOff: { 'doubling, with jitter': true, doubling: true, fixed: true },
  responses: { 'kept until acknowledged': true, 'gone with the session': true },
  acknowledging: { 'by itself where nothing follows': true, 'with the next forward': true },
  releases: { 'answered forwards up to it': true, 'all forwards up to it': true },
  limits: { 'per client and in all': true, 'in all': true, none: true },
  counted: { 'until the response is acknowledged': true, 'until it is sent on': true },
  connecting: { 'for whoever waits': true, 'for who asked first': true },
  lateAnswers: { dropped: true, 'kept for nobody': true },
  silence: { 'ends the session': true, 'is waited out': true },
  sentMeans: { 'accepted by the relay': true, 'accepted by the proxy': true },
  cancelling: { 'not once it may have been tried': true, 'unless a try is remembered': true },
  schedule: {
    'held by the proxy': true,
    'held by the proxy, in memory': true,
    'sent on at once': true,
    'held by the client': true,
  },
  holdLimit: { 'as long as its key': true, none: true },
  numbering: { 'inside s2r': true, none: true },
  expiry: { 'rounded up': true, 'to the millisecond': true },
  gaps: {
    'buffered and answered at once': true,
    'buffered and answered when they close': true,
    'not waited for': true,
  },
  numbers: { 'kept while their queue is': true, 'forgotten after a minute': true },
  unsecured: { 'held by the relay': true, 'held by the proxy, told by a mark': true, 'held by the client': true },
  relayDisk: { 'flushed before it answers': true, 'flushed every five seconds': true },
  clientDisk: { 'flushed before it sends': true, 'flushed every five seconds': true },
  writes: { journalled: true, 'in place': true },
  erasures: { flushed: true, 'not flushed': true },
} satisfies Chosen;

const millis = z.number().int().min(1).max(31_536_000_000).optional();
const count = z.number().int().min(1).max(1_000_000).optional();
const timed = {
  relayIdLifetimeMillis: millis.describe('how long a relay id is good for'),
  keyEpochMillis: millis.describe('how long a relay key is used'),
  keyGraceMillis: millis.describe('how long it is then kept for late forwards'),
  answerMillis: millis.describe('from a forward to its answer, where answers take a constant time'),
  lifetimeMillis: millis.describe('how long a message is tried for'),
  holdMillis: millis.describe('how long a proxy holds a forward, and then its response'),
  skewMillis: millis.describe('by how much clocks may differ'),
  clientLimit: count.describe('forwards and responses that a proxy holds for one client'),
  proxyLimit: count.describe('forwards and responses that a proxy holds in all'),
  window: count.describe('forwards in flight to one relay, where there may be several'),
  delayMillis: millis.describe(
    'what a proxy keeps blocks for: the mean of an exponential delay, the period of a timed one and of a pool',
  ),
  coverMillis: millis.describe('mean time between two covering commands of a client to a relay'),
  batch: count.describe('blocks that leave together, where a threshold delays them'),
  pool: count.describe('blocks that stay behind at the end of each period, in a pool'),
} satisfies Record<keyof Timed, z.ZodType>;

const decisions = Object.fromEntries(
  Object.entries(chosen).map(([decision, values]) => {
    const numeric = Object.keys(values).map(Number);
    const schema = numeric.some(Number.isNaN)
      ? z.enum(Object.keys(values) as [string, ...string[]])
      : z.literal(numeric);
    return [decision, schema.optional()];
  }),
);

const bases = { draft, sealed } as const;
/** The matrix has a subject of this name beside the designs. */
const isTaken = (name: string): boolean => name === 'direct' || designNamed(name) !== undefined;

export const designSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,11}$/, 'a name of at most 12 lower-case letters, digits and hyphens')
      .default('what-if')
      .describe('how the report calls it'),
    base: z.enum(BASES).describe('the design whose decisions stand where none is given here'),
    expects: z
      .record(z.string(), z.enum(DECLARABLE))
      .optional()
      .describe('verdicts that you declare, by property or requirement; where you declare none, those of the base'),
    exposes: z
      .partialRecord(z.enum(MATRIX_OBSERVERS), z.array(z.enum(SECRETS)))
      .optional()
      .describe('whole rows of the matrix that you declare: all that an observer finds; elsewhere those of the base'),
    fields: fieldsSchema.optional(),
    ...decisions,
    ...timed,
  })
  .check((context) => {
    const { name, expects = {} } = context.value as Asked;
    const wrong = (message: string, ...path: string[]) =>
      context.issues.push({ code: 'custom', message, path, input: context.value });
    if (name in bases) wrong('a name of its own; draft and sealed are there', 'name');
    else if (isTaken(name)) wrong(`a name of its own; “${name}” is there`, 'name');
    for (const id of Object.keys(expects))
      if ((explain(id)?.properties.length ?? 0) === 0)
        wrong(`a property or requirement, such as R2.2; “${id}” is none`, 'expects', id);
  })
  .describe('a what-if question: a design with some decisions turned');

type Asked = { readonly name: string } & Pick<OwnDesign, 'base'> & Partial<Omit<OwnDesign, 'base'>>;

/** The whole design that a file asks for; `asked` is what `designSchema` gave. */
export function ownDesignOf(asked: z.infer<typeof designSchema>, file?: string): OwnDesign {
  const { base, expects = {}, exposes = {}, ...turned } = asked;
  const design = { ...bases[base], ...turned } as Design;
  return { design, base, expects, exposes, ...(file !== undefined && { file }) };
}

const WHAT = 'a design';

/** Reads a design file, or says in one line what is wrong with it. */
export function readDesign(file: string): OwnDesign | string {
  const read = readYaml(file, designSchema, WHAT);
  return typeof read === 'string' ? read : ownDesignOf(read.value, file);
}

/** As `readDesign`, of text already read. */
export function parseDesign(file: string, text: string): OwnDesign | string {
  const read = parseYaml(file, text, designSchema, WHAT);
  return typeof read === 'string' ? read : ownDesignOf(read.value, file);
}
