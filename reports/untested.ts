// Lines to which no run gave an occasion: nothing went wrong there, and nothing was tested.
import { noOccasion } from '../properties/expected.ts';
import type { Audit } from '../properties/result.ts';
import { everyLine, type LineOf } from './filters-html.ts';
import { anchor } from './html-tables.ts';
import { claimOf } from './matrix.ts';
import { forHtml, forMarkdown } from './untrusted.ts';
import { sentence } from './wrap.ts';

export const UNTESTED = 'What had no occasion, and so was not tested';

const untested = (audit: Audit): readonly LineOf[] => everyLine(audit).filter(({ line }) => line.verdict === 'vacuous');

/** Whether that is due to the design or to the audit, and why. */
export function whyUntested({ design, line: { property, expected } }: LineOf): string {
  const why = noOccasion(design, property);
  return expected === 'vacuous'
    ? `The design declares that it gives no occasion${why === undefined ? '' : `: ${why}`}. Nothing is missing in the audit`
    : `The design declares that it ${expected === 'holds' ? 'holds' : 'is violated'}, so there should be occasions: the audit is short of them, and a larger profile or another scenario may have some`;
}

const words = (one: LineOf): string => [claimOf(one.line), whyUntested(one), one.line.scope].map(sentence).join(' ');

export const untestedBody = (audit: Audit): string => {
  const items = untested(audit).map(
    (one) =>
      `<li id="${anchor(one.design, one.line.property)}"><strong>${forHtml(`${one.design}, ${one.line.property}`)}</strong>: ${forHtml(words(one))}</li>`,
  );
  return items.length === 0 ? '' : `<ul>${items.join('\n')}</ul>`;
};

export const untestedMarkdown = (audit: Audit): readonly string[] => {
  const items = untested(audit).map(
    (one) => `- **${forMarkdown(`${one.design}, ${one.line.property}`)}**: ${forMarkdown(words(one))}`,
  );
  return items.length === 0 ? [] : [`## ${UNTESTED}`, '', ...items, ''];
};
