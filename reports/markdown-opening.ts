// How report.md opens: what the designs are, which of them meets what, and what fails worst.
import type { Audit } from '../properties/result.ts';
import { designSentences } from './designs-told.ts';
import { answers, claimOf, opponents, plantedAnswer } from './matrix.ts';
import type { ToldWith } from './told-with.ts';
import { forMarkdown } from './untrusted.ts';
import { mendingWords, WORST, WORST_HELP, worst } from './worst.ts';
import { sentence } from './wrap.ts';

export const opening = (audit: Audit, { request }: ToldWith): readonly string[] => [
  forMarkdown(designSentences(audit, request?.own).join(' ')),
  '',
  ...[...answers(audit), ...opponents(audit), plantedAnswer(audit)].flatMap((one) => [forMarkdown(one), '']),
];

/** Nothing where nothing is violated. */
export function worstInWords(audit: Audit): readonly string[] {
  const all = worst(audit);
  if (all.length === 0) return [];
  const items = all.map(({ design, line, story, mended }) => {
    const mend = mended.length === 0 ? '' : ` Mend: ${mended.map(mendingWords).join('; ')}.`;
    const declared = line.asExpected ? '' : ' Not as declared.';
    return `- **${forMarkdown(`${design}, ${line.property}`)}**: ${forMarkdown(`${story}${declared} Against the line: ${sentence(claimOf(line))}${mend}`)}`;
  });
  return [`## ${WORST}`, '', ...items, '', forMarkdown(WORST_HELP), ''];
}
