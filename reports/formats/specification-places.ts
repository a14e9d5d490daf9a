// Where what a result is about stands in a text: in the reviewer's copy of the specification, or else in the list of what designs
// are held against that comes with hopscope. Places are searched for, so that an edited text has them too.
import { controls } from '../../properties/games/controls.ts';
import { plantedLeaks } from '../../properties/planted-leaks.ts';
import { requirementOf, requirements } from '../../properties/requirements.ts';
import type { Finding } from '../../properties/result.ts';
import { specification, where } from '../../properties/specification.ts';
import { controlName } from '../gate/baseline.ts';
import { listed } from '../wrap.ts';

const OTHERS = '## What else a gate judges';

/** The list that comes with hopscope: what each requirement asks and follows from, the grammar, planted leaks, adversaries. */
export const QUOTED_FILE = 'reports/specification.md';
export const quotedSpecification = (): string =>
  `${[
    '# What designs are held against',
    '',
    'Each requirement with the sentence of the specification that it follows from, then what findings are about, and what a gate',
    'judges beside the requirements. Results of SARIF point at these lines.',
    '',
    ...requirements.flatMap(({ id, statement, source }) => [`## ${id}`, '', statement, '', `> ${source}`, '']),
    '## The grammar',
    '',
    '```abnf',
    specification.grammar.trimEnd(),
    '```',
    '',
    ...[specification.onward, specification.acknowledging, specification.overhead].flatMap((one) => [`> ${one}`, '']),
    '## Planted leaks',
    '',
    'Each is the sealed design with decisions turned wrong, and must be caught by exactly the lines that it names.',
    '',
    ...plantedLeaks.map(
      ({ name, decision, mustBeCaughtBy }) => `${entry(name)} ${decision}; caught by ${listed(mustBeCaughtBy)}`,
    ),
    '',
    '## Adversaries',
    '',
    'Each must win where its attack works, and must not win when it is shown another run.',
    '',
    ...controls.map(
      ({ adversary, turned }) => `${entry(controlName({ adversary: adversary.id, where: turned }))} ${adversary.does}`,
    ),
    '',
    OTHERS,
    '',
    'Figures against their budgets and against those of a baseline; cells of the matrix against what is declared; whether two engines',
    'agree, and what a prover answers; waivers that have expired; and lines that a baseline has and an audit has not.',
    '',
  ].join('\n')}`;

/** How an entry of a list begins. */
const entry = (name: string): string => `- \`${name}\`:`;

/** Part of one line; line and columns count from 1, and the last column is that after the end. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The first of some words that the text has; nothing where it has none. */
function regionOf(text: string, words: readonly (string | RegExp)[]): Region | undefined {
  for (const one of words) {
    const [at, found] =
      typeof one === 'string' ? [text.indexOf(one), one] : [text.search(one), one.exec(text)?.[0] ?? ''];
    if (at === -1) continue;
    const before = text.slice(0, at).split('\n');
    const column = (before.at(-1) as string).length + 1;
    return { line: before.length, column, endColumn: column + (found.split('\n')[0] as string).length };
  }
  return undefined;
}

/** The sentences that a requirement quotes. */
const quotes = (source: string): readonly string[] =>
  [...source.matchAll(/“([^”]+)”/g)].map(([, quote]) => quote as string);

/** Of the sentence that a requirement follows from, in the reviewer's copy; it may follow from none, or the copy have another. */
export const regionOfRequirement = (text: string, id: string): Region | undefined =>
  regionOf(text, quotes(requirementOf(id)?.source ?? ''));

/** Of a requirement, a planted leak, an adversary or what else there is, in the list. */
export const regionInList = (list: string, id: string): Region =>
  regionOf(list, [`## ${id}\n`, entry(id), OTHERS]) as Region;

/** Of the rule or sentence that a finding is about, in a copy of the specification or in the list. */
export function regionOfFinding(text: string, { where: place }: Finding): Region | undefined {
  const sentences: Readonly<Record<string, string>> = {
    [where.onward]: specification.onward,
    [where.acknowledging]: specification.acknowledging,
    [where.overhead]: specification.overhead,
  };
  const sentence = sentences[place];
  const rule = /^rule (\S+)$/.exec(place)?.[1]?.replaceAll(/[^\w-]/g, '');
  return regionOf(text, [
    ...(sentence === undefined ? [] : [sentence]),
    // What is of no rule is of the grammar, which begins with its first.
    ...[rule, specification.grammar.split(' ')[0]].flatMap((one) =>
      one === undefined ? [] : [new RegExp(`^${one} =.*$`, 'm')],
    ),
  ]);
}
