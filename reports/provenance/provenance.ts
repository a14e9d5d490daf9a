// provenance.json: out of what an audit came and what it wrote, as digests. Like audit.json it has no time, no machine and no
// path but those that the user gave, so that the same audit gives the same octets.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { VERSION } from '../../properties/audit.ts';
import type { AuditRequest } from '../../properties/request.ts';
import type { OutputFile } from '../output-folder.ts';
import type { Checkout } from './checkout.ts';
import { sha256 } from './digest.ts';

export const NODE_MAJOR = Number(process.versions.node.split('.')[0]);
export const PROVENANCE_FILE = 'provenance.json';

const text = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hexadecimal');

export const inputSchema = z.strictObject({
  kind: z.enum(['scenario', 'design']),
  file: text.describe('as the user called it, which is how replay commands call it'),
  sha256: digest.describe('of the file itself; what a module imports is not covered'),
});

export const provenanceSchema = z.strictObject({
  schema: z.literal('hopscope.provenance/1'),
  tool: z.strictObject({
    name: z.literal('hopscope'),
    version: text,
    commit: text.optional().describe('of the checkout that it ran from; absent where it ran from none'),
    dirty: z.boolean().optional().describe('whether a file that git knows differed from the commit'),
    lock: digest.optional().describe('of its package-lock.json; absent where it came without one'),
  }),
  node: z.int().describe('major version of Node'),
  request: z.strictObject({
    profile: z.enum(['quick', 'pr', 'nightly', 'release']),
    seed: text,
    designs: z.array(text).optional().describe('absent: all, or those of the files'),
    properties: z.array(text).optional().describe('absent: all'),
    inputs: z.array(inputSchema),
  }),
  files: z.array(z.strictObject({ name: text, sha256: digest, octets: z.int() })).describe('all that was written'),
});

export type Provenance = z.infer<typeof provenanceSchema>;
/** What an audit came of: all but what it wrote, so that what it writes can say it. */
export type Came = Pick<Provenance, 'tool' | 'node' | 'request'>;
/** A file of the user's own that an audit read. */
export type Input = z.infer<typeof inputSchema>;

/** The digests of files that were just read. */
export const inputsOf = (files: readonly Pick<Input, 'kind' | 'file'>[]): readonly Input[] =>
  files.map(({ kind, file }) => ({ kind, file, sha256: sha256(readFileSync(file)) }));

/** Which hopscope it is that writes a report. */
export const toolOf = (checkout: Checkout): Pick<Came, 'tool' | 'node'> => ({
  tool: { name: 'hopscope', version: VERSION, ...checkout },
  node: NODE_MAJOR,
});

/** What an audit came of. */
export function cameOf(
  { profile, seed, designs, properties }: AuditRequest,
  { inputs, checkout }: { readonly inputs: readonly Input[]; readonly checkout: Checkout },
): Came {
  return {
    ...toolOf(checkout),
    request: {
      profile,
      seed,
      ...(designs && { designs: [...designs] }),
      ...(properties && { properties: [...properties] }),
      inputs: [...inputs],
    },
  };
}

/** What stands in the file for an audit that wrote `files`. */
export const provenanceOf = (came: Came, files: readonly OutputFile[]): Provenance => ({
  schema: 'hopscope.provenance/1',
  ...came,
  files: files.map(({ name, text: content }) => ({
    name,
    sha256: sha256(content),
    octets: Buffer.byteLength(content),
  })),
});

export const provenanceText = (provenance: Provenance): string =>
  `${JSON.stringify(provenanceSchema.parse(provenance), null, 2)}\n`;
