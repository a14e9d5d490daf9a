// The work of one shard of an audit that is spread over machines, in a file, and such files put together.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditRequest } from '../properties/request.ts';
import type { Worked } from '../properties/shard.ts';
import { type Input, inputSchema } from './provenance/provenance.ts';

/** One of `of` parts; `index` counts from 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

const partSchema = z.strictObject({
  schema: z.literal('hopscope.part/1'),
  index: z.number().int().min(1),
  of: z.number().int().min(1),
  request: z.unknown(),
  inputs: z.array(inputSchema),
  worked: z.array(z.unknown()),
});

/** Every `of`-th of all, from the `index`-th on. */
export const shareOf = <T>(all: readonly T[], { index, of }: Part): readonly T[] =>
  all.filter((_, i) => i % of === index - 1);

export const partName = ({ index, of }: Part): string => `part-${index}-of-${of}.json`;

export const partText = (
  part: Part,
  asked: { readonly request: AuditRequest; readonly inputs: readonly Input[] },
  worked: readonly Worked[],
): string =>
  `${JSON.stringify({ schema: 'hopscope.part/1', ...part, request: asked.request, inputs: asked.inputs, worked })}\n`;

export interface Merged {
  readonly request: AuditRequest;
  readonly inputs: readonly Input[];
  readonly worked: readonly Worked[];
}

/** All parts in a folder, or why they do not make one audit. Files of the same version of hopscope are trusted. */
export function mergeParts(folder: string): Merged | string {
  const parts: z.infer<typeof partSchema>[] = [];
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => /^part-\d+-of-\d+\.json$/.test(name));
  } catch {
    return `${folder}: expected a folder of part files`;
  }
  for (const name of names.toSorted()) {
    try {
      parts.push(partSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
    } catch {
      return `${join(folder, name)}: expected what audit --shard writes`;
    }
  }
  const [first] = parts;
  if (first === undefined) return `${folder}: expected files part-I-of-N.json, found none`;
  const asked = JSON.stringify([first.request, first.inputs]);
  if (parts.some((part) => part.of !== first.of || JSON.stringify([part.request, part.inputs]) !== asked))
    return `${folder}: expected parts of one audit, found several`;
  const there = new Set(parts.map((part) => part.index));
  for (let index = 1; index <= first.of; index++)
    if (!there.has(index)) return `${folder}: expected ${partName({ index, of: first.of })}, found nothing`;
  return {
    request: first.request as AuditRequest,
    inputs: first.inputs,
    worked: parts.flatMap((part) => part.worked) as Worked[],
  };
}
