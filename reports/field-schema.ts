// The fields that a design file may add to forwards and responses; a value that its maker cannot know is refused.
import { z } from 'zod';
import { draft, type ExtraField, sealed } from '../model/design.ts';
import { makerOf, POSSIBLE } from '../model/extra-fields.ts';
import { wireOf } from '../model/grammar.ts';
import { rules } from '../model/printed-grammar.ts';
import { listed } from './wrap.ts';

const MOST_FIELDS = 8;
/** Shorter random values stand in other octets by chance, and are told from none. */
const LEAST_OCTETS = 8;
const MOST_OCTETS = 64;

const taken = new Set([draft, sealed].flatMap((design) => rules(wireOf(design)).map(({ name }) => name)));

const field = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z_]{2,30}$/, 'a name of 3 to 31 lower-case letters and underscores, as rules of a grammar have')
      .describe('as the grammar of the design prints it'),
    on: z.enum(['forward', 'response']).describe('on which commands'),
    hop: z
      .enum(['between client and proxy', 'between proxy and relay', 'both, carried over'])
      .describe('where; carried over, the proxy passes on what came in'),
    stands: z
      .enum(['in the command', 'beside the corr id'])
      .default('in the command')
      .describe('under the layers that the command has, or before them, in clear inside TLS'),
    octets: z.int().min(LEAST_OCTETS).max(MOST_OCTETS).describe('how long'),
    value: z
      .enum(['fresh', 'constant', 'counted', 'the time', 'kept per client', 'kept per queue', 'kept per message'])
      .describe('what it is; whoever sends the command first puts it in'),
  })
  .check((context) => {
    const { name, on, value } = context.value;
    const wrong = (message: string, path: string) =>
      context.issues.push({ code: 'custom', message, path: [path], input: context.value });
    const maker = makerOf(context.value);
    const possible = POSSIBLE[on][maker];
    if (taken.has(name)) wrong(`a name of its own; the grammar has “${name}”`, 'name');
    if (!possible.includes(value)) wrong(`what a ${maker} can put into a ${on}: ${listed(possible)}`, 'value');
  })
  .describe('a field that the design adds') satisfies z.ZodType<ExtraField>;

export const fieldsSchema = z
  .array(field)
  .max(MOST_FIELDS)
  .check((context) => {
    const names = context.value.map(({ name }) => name);
    for (const [i, one] of names.entries())
      if (names.indexOf(one) < i)
        context.issues.push({
          code: 'custom',
          message: `names that differ; “${one}” is there twice`,
          path: [i, 'name'],
          input: context.value,
        });
  })
  .describe('fields that the design adds, on the wire for real');
