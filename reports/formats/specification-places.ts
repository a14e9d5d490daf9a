// Where requirements and findings stand in a text: in the reviewer's copy of the specification, or else in the list of the
// requirements and the quoted sentences that comes with hopscope. Places are searched for, so that an edited text has them too.

import { requirementOf, requirements } from '../../properties/requirements.ts';
import type { Finding } from '../../properties/result.ts';
import { specification, where } from '../../properties/specification.ts';

/** The list that comes with hopscope: what each requirement asks, the sentence that it follows from, and the grammar. */
export const QUOTED_FILE = 'reports/specification.md';
export const quotedSpecification = (): string =>
  `${[
    '# What designs are held against',
    '',
    'Each requirement with the sentence of the specification that it follows from, then what findings are about.',
    '',
    ...requirements.flatMap(({ id, statement, source }) => [`## ${id}`, '', statement, '', `> ${source}`, '']),
    '## The grammar',
    '',
    '```abnf',
    specification.grammar.trimEnd(),
    '```',
    '',
    ...[specification.onward, specification.acknowledging, specification.overhead].flatMap((one) => [`> ${one}`, '']),
  ].join('\n')}`;

/** Part of one line; line and columns count from 1, and the last column is that after the end. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The first of some words that the text has, and the text's start where it has none. */
function regionOf(text: string, words: readonly (string | RegExp)[]): Region {
  for (const one of words) {
    const found = typeof one === 'string' ? one : one.exec(text)?.[0];
    const at = found === undefined ? -1 : text.indexOf(found);
    if (at === -1 || found === undefined) continue;
    const before = text.slice(0, at).split('\n');
    const column = (before.at(-1) as string).length + 1;
    return { line: before.length, column, endColumn: column + (found.split('\n')[0] as string).length };
  }
  return { line: 1, column: 1, endColumn: 1 + (text.split('\n')[0] as string).length };
}

/** The sentences that a requirement quotes. */
const quotes = (source: string): readonly string[] =>
  [...source.matchAll(/“([^”]+)”/g)].map(([, quote]) => quote as string);

export const regionOfRequirement = (text: string, id: string): Region =>
  regionOf(text, [`## ${id}\n`, ...quotes(requirementOf(id)?.source ?? '')]);

/** Of the rule or sentence that a finding is about. */
export function regionOfFinding(text: string, { where: place }: Finding): Region {
  const sentences: Readonly<Record<string, string>> = {
    [where.onward]: specification.onward,
    [where.acknowledging]: specification.acknowledging,
    [where.overhead]: specification.overhead,
  };
  const sentence = sentences[place];
  const rule = /^rule (\S+)$/.exec(place)?.[1]?.replaceAll(/[^\w-]/g, '');
  return regionOf(text, [
    ...(sentence === undefined ? [] : [sentence]),
    ...(rule === undefined ? [] : [new RegExp(`^${rule} =.*$`, 'm')]),
    specification.grammar.split('\n')[0] as string,
  ]);
}
