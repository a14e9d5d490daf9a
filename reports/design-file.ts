// The decisions that a scenario file may turn, and the values each may take.
// `satisfies` keeps it equal to `Design`: a decision or a value gained or lost there does not compile here.
import { z } from 'zod';
import { type Design, draft, sealed } from '../model/design.ts';

type Chosen = {
  [K in keyof Design as K extends 'name' ? never : number extends Design[K] ? never : K]: Record<Design[K], true>;
};
type Timed = { [K in keyof Design as number extends Design[K] ? K : never]: number };

const chosen = {
  corrIdOctets: { 8: true, 24: true },
  corrId: { 'fresh per hop': true, 'carried over': true },
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
  destinationId: { 'inside s2r': true, 'in clear in the response': true, 'hashed in the response': true },
  blocks: { padded: true, 'as long as the message': true },
  padding: { constant: true, 'repeats the end of the plaintext': true },
  session: { 'shared by all clients': true, 'one per client': true },
  flow: { 'one at a time per relay': true, 'one at a time per queue': true, 'several in flight': true },
  relayKeyCheck: {
    'whole chain, relay and dates': true,
    'fingerprint not compared': true,
    'leaf not checked': true,
    'signature not checked': true,
    'dates not checked': true,
  },
  serverCheck: { 'chain and fingerprint': true, nothing: true },
  selfProxy: { refused: true, allowed: true },
  records: { 'kept as long as their key': true, 'forgotten after a minute': true },
  senders: { 'who secured the queue': true, anybody: true },
  texts: { padded: true, 'as long as they are': true, 'in clear': true },
  sessionSecret: { 'agreed afresh': true, 'made of public keys': true },
  delivery: { 'sealed again': true, 'as it was sent': true },
  fallback: { 'never direct': true, 'direct when the proxy fails': true },
  origin: { withheld: true, 'told to the relay': true },
  replays: { 'answered from the cache': true, 'answered anew': true, 'executed again': true },
  relayIds: { 'never reused': true, 'reused after expiry': true, 'good for ever': true, 'open to every client': true },
  roles: { enforced: true, 'any command on any connection': true },
  basicAuth: { checked: true, ignored: true },
  answers: { 'after a constant time': true, 'as soon as they are ready': true },
  refusals: { 'inside s2r': true, 'in clear': true },
  relayAddress: { 'fingerprint alone': true, 'with a second key': true },
} satisfies Chosen;

const millis = z.number().int().min(1).max(31_536_000_000).optional();
const timed = {
  relayIdLifetimeMillis: millis.describe('how long a relay id is good for'),
  keyEpochMillis: millis.describe('how long a relay key is used'),
  keyGraceMillis: millis.describe('how long it is then kept for late forwards'),
  answerMillis: millis.describe('from a forward to its answer, where answers take a constant time'),
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

export const designSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,11}$/, 'a name of at most 12 lower-case letters, digits and hyphens')
      .default('what-if')
      .describe('how the report calls it'),
    base: z.enum(['draft', 'sealed']).describe('the design whose decisions stand where none is given here'),
    ...decisions,
    ...timed,
  })
  .check((context) => {
    if ((context.value as { name: string }).name in bases)
      context.issues.push({
        code: 'custom',
        message: 'a name of its own; draft and sealed are there',
        path: ['name'],
        input: context.value,
      });
  })
  .describe('a what-if question: a design with some decisions turned');

const bases = { draft, sealed } as const;

/** The whole design that a file asks for; `asked` is what `designSchema` gave. */
export function designOf(asked: z.infer<typeof designSchema>): Design {
  const { base, ...turned } = asked;
  return { ...bases[base], ...turned } as Design;
}
