// One line of a file of blocks: the schema that gives its validation and the published JSON Schema, and what it becomes.
import { z } from 'zod';
import type { RecordedBlock } from './recording.ts';

/** Of a TLS record there are 16,384; other transports may have more. */
export const MOST_BLOCK_OCTETS = 65_536;
const LATEST_MILLIS = 1e14;

const common = {
  atMillis: z.number().min(0).max(LATEST_MILLIS).describe('when the relay received or sent it, from any origin'),
  session: z
    .union([z.string().min(1).max(255), z.number().int()])
    .describe('one transport connection; the same name on all of its lines'),
  direction: z.enum(['in', 'out']).describe('seen from the relay: what it received came in'),
  peer: z.string().min(1).max(255).optional().describe('who is at the other end: a name or an address'),
};

/** Exactly one of `base64`, `hex` and `lengthOctets`. */
export const blockLineSchema = z.union([
  z.strictObject({
    ...common,
    base64: z
      .string()
      .max(Math.ceil(MOST_BLOCK_OCTETS / 3) * 4)
      .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/, 'octets in base64')
      .describe('the octets of the block, inside of TLS'),
  }),
  z.strictObject({
    ...common,
    hex: z
      .string()
      .max(2 * MOST_BLOCK_OCTETS)
      .regex(/^(?:[0-9a-fA-F]{2})*$/, 'octets in hexadecimal, two digits each')
      .describe('the same in hexadecimal'),
  }),
  z.strictObject({
    ...common,
    lengthOctets: z
      .number()
      .int()
      .min(1)
      .max(MOST_BLOCK_OCTETS)
      .describe('how long it was, where its octets are not at hand'),
  }),
]);

const CONTENTS = ['base64', 'hex', 'lengthOctets'] as const;

/** The block of a line, or what was expected instead of what is there. */
export function blockOf(line: string, place: number): RecordedBlock | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'expected a JSON object, found text that is none';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected a JSON object';
  const given = CONTENTS.filter((name) => name in value);
  const [content] = given;
  if (content === undefined || given.length > 1)
    return `expected one of base64, hex and lengthOctets, found ${given.length === 0 ? 'none' : given.join(' and ')}`;
  const option = blockLineSchema.options[CONTENTS.indexOf(content)] as (typeof blockLineSchema.options)[number];
  const read = option.safeParse(value);
  if (!read.success) return wrong(read.error.issues[0], value);
  const { atMillis, session, direction, peer, ...rest } = read.data;
  const octets =
    'base64' in rest
      ? new Uint8Array(Buffer.from(rest.base64, 'base64'))
      : 'hex' in rest
        ? new Uint8Array(Buffer.from(rest.hex, 'hex'))
        : undefined;
  if (octets?.length === 0) return `${content}: expected one octet at least`;
  const lengthOctets = 'lengthOctets' in rest ? rest.lengthOctets : (octets?.length ?? 0);
  return { place, atMillis, session: String(session), direction, peer, lengthOctets, octets };
}

type Issue = z.core.$ZodIssue;
function wrong(issue: Issue | undefined, value: object): string {
  if (issue === undefined) return 'expected a block';
  if (issue.code === 'unrecognized_keys')
    return `expected keys of the schema, found ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}`;
  const name = String(issue.path[0]);
  const found = JSON.stringify((value as Record<string, unknown>)[name])?.slice(0, 40) ?? 'nothing';
  return `${name}: expected ${EXPECTED[name] ?? issue.message}, found ${found}`;
}
const EXPECTED: Readonly<Record<string, string>> = {
  atMillis: 'a number of milliseconds from 0 on',
  session: 'text or a whole number',
  direction: '"in" or "out"',
  peer: 'text of 1 to 255 characters',
  base64: `at most ${MOST_BLOCK_OCTETS} octets in base64`,
  hex: `at most ${MOST_BLOCK_OCTETS} octets in hexadecimal, two digits each`,
  lengthOctets: `a whole number from 1 to ${MOST_BLOCK_OCTETS}`,
};

/** A block as its line. */
export const lineOf = ({
  atMillis,
  session,
  direction,
  peer,
  octets,
  lengthOctets,
}: Omit<RecordedBlock, 'place'>): string =>
  JSON.stringify({
    atMillis,
    session,
    direction,
    ...(peer === undefined ? {} : { peer }),
    ...(octets === undefined ? { lengthOctets } : { base64: Buffer.from(octets).toString('base64') }),
  });
