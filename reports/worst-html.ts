// What fails worst as HTML: a short list for each design, every item a link to its whole story.
import type { Audit } from '../properties/result.ts';
import { anchor } from './html-tables.ts';
import { claimOf } from './matrix.ts';
import { paragraph } from './page.ts';
import { forHtml } from './untrusted.ts';
import { type Failure, mendingWords, WORST_HELP, worst } from './worst.ts';
import { sentence } from './wrap.ts';

/** Nothing where nothing is violated. */
export function worstBody(audit: Audit): string {
  const all = worst(audit);
  const lists = audit.designs.flatMap(({ name }) => {
    const mine = all.filter(({ design }) => design === name);
    return mine.length === 0 ? [] : [`<h3>${forHtml(name)}</h3>\n<ol class="worst">${mine.map(item).join('\n')}</ol>`];
  });
  return lists.length === 0 ? '' : [...lists, `<p class="facts">${forHtml(WORST_HELP)}</p>`].join('\n');
}

function item({ design, line, story, mended }: Failure): string {
  const mend = mended.length === 0 ? '' : paragraph(`Mend: ${mended.map(mendingWords).join('; ')}.`);
  const declared = line.asExpected ? '' : ' <strong>Not as declared.</strong>';
  return `<li><p><a href="#${anchor(design, line.property)}">${forHtml(line.property)}</a>: ${forHtml(story)}${declared}</p><p class="facts">${forHtml(`Against the line: ${sentence(claimOf(line))}`)}</p>${mend}</li>`;
}
