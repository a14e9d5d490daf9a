// The threat model as a page: every line of every property, by who looks. The page is made from the properties and never written
// by hand, so that it says what is checked and nothing else.
import { designs } from '../model/design.ts';
import { expected } from '../properties/expected.ts';
import { type Explanation, explain } from '../properties/explanation.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { requirements } from '../properties/requirements.ts';
import { forMarkdown } from './untrusted.ts';
import { counted, listed, sentence } from './wrap.ts';

export const THREAT_MODEL_FILE = 'docs/threat-model.md';

interface Line extends Omit<Explanation['properties'][number], 'says'> {
  readonly says: string;
  readonly requirement: string;
}
const code = (words: readonly string[]): string => listed(words.map((word) => `\`${word}\``));

/** Why to believe that the line can fail. */
function shownBy({ plantedLeaks: leaks, controls }: Line): string {
  if (leaks.length > 0) return `Broken by ${code(leaks)}.`;
  if (controls.length > 0) return `The adversary must win against ${listed(controls)}.`;
  return 'No planted leak breaks it.';
}

/** What each of our designs declares, where it is not that the line holds. */
function declared({ id }: Line): readonly string[] {
  return designs.flatMap(({ name }) => {
    const verdict = expected({ name }, id);
    return verdict === 'holds' ? [] : [`Declared ${verdict} of \`${name}\`.`];
  });
}

const item = (line: Line): string =>
  `- **${line.id}**: ${forMarkdown(sentence(line.claim))} [${line.requirement}](#requirements), ${forMarkdown(line.method)}. ${[
    shownBy(line),
    ...declared(line),
  ].join(' ')}`;

/** Who stands before what is to be so in every run, whoever looks. */
const NOBODY = 'whoever looks';

const SAYS = ['cannot', 'can', 'must'] as const;

/** Whoever has most to be kept from comes first; the names decide among equals. */
function observersOf(lines: readonly Line[]): readonly string[] {
  const kept = (who: string): number => lines.filter((one) => one.observer === who && one.says === 'cannot').length;
  return [...new Set(lines.map((one) => one.observer))].sort((a, b) => kept(b) - kept(a) || (a < b ? -1 : 1));
}

/** The page, in Markdown. */
export function threatModel(): string {
  const explained = requirements.map(({ id }) => explain(id) as Explanation);
  const lines = explained.flatMap(({ id, properties }) => properties.map((one): Line => ({ ...one, requirement: id })));
  const who = observersOf(lines);
  const measured = explained.filter(({ properties }) => properties.length === 0);
  return `${[
    '# The threat model',
    '',
    `${counted(lines.length, 'line')} about ${counted(who.filter((one) => one !== NOBODY).length, 'observer')} and what every run owes, held against every design by \`hopscope audit\`. Each reads as a`,
    'sentence: who looks, what they *cannot* learn, *can* learn or *must* be given, and after it the requirement, the method, and',
    `which of the ${plantedLeaks.length} planted leaks the line must notice. A design may declare that it does not meet a line. This page is made`,
    'from the properties by `node dist/reports/write-schemas.js`; [how to read a result](how-to-read-a-result.md) says what the words',
    'mean, and what a verdict does not speak of.',
    '',
    'The network is on a link or at both: it sees who talks to whom, when and how many octets; *inside TLS* it sees the blocks as well.',
    'A name with *with* in it is two who share all that they see and hold. *Hostile* and *active* ones break the protocol, the others',
    'follow it and look.',
    '',
    ...who.flatMap((observer) => [
      `## ${sentence(observer).slice(0, -1)}`,
      '',
      ...SAYS.flatMap((says) => {
        const mine = lines.filter((one) => one.observer === observer && one.says === says);
        return mine.length === 0 ? [] : [`*${says}*`, '', ...mine.map(item), ''];
      }),
    ]),
    '## Requirements',
    '',
    ...explained.map(({ id, statement }) => `- **${id}**: ${forMarkdown(statement)}`),
    '',
    measured.length === 0
      ? ''
      : `No line judges ${listed(measured.map(({ id }) => id))}: an audit has measures, with intervals, in their place.`,
  ]
    .join('\n')
    .trimEnd()}\n`;
}
