// The stories of report.html: what each line that does not hold says, its evidence, and the command that shows it again.
import type { Audit, Evidence } from '../properties/result.ts';
import { everyLine, LINE_CHOICES, type LineOf, marks } from './filters-html.ts';
import { anchor, scrolling } from './html-tables.ts';
import { claimOf, compareIds } from './matrix.ts';
import { PREDICATES } from './reading.ts';
import type { Rerun } from './rerun.ts';
import { summarise } from './scenario-summary.ts';
import { moment } from './sequence.ts';
import { sequenceSvg } from './sequence-svg.ts';
import { forHtml } from './untrusted.ts';
import { counted, sentence } from './wrap.ts';

/** One article for each line that was tested and does not hold: first what nobody declared, then design by design. */
export const storiesOf = (audit: Audit, rerun: Rerun): readonly string[] =>
  told(audit).map((one) => article(one, rerun));

/** The lines that were tested and do not hold, in the order of their stories. */
export function told(audit: Audit): readonly LineOf[] {
  const order = audit.designs.map((design) => design.name);
  return everyLine(audit)
    .filter(({ line: { verdict } }) => verdict !== 'holds' && verdict !== 'vacuous')
    .sort(
      (a, b) =>
        Number(a.line.asExpected) - Number(b.line.asExpected) ||
        order.indexOf(a.design) - order.indexOf(b.design) ||
        compareIds(a.line.requirement, b.line.requirement),
    );
}

function article({ design, line }: LineOf, rerun: Rerun): string {
  const declared = line.asExpected
    ? 'as the design declares'
    : `although the design declares that it ${PREDICATES[line.expected]}`;
  const [first, ...others] = line.evidence;
  const id = anchor(design, line.property);
  return `<article id="${id}" class="${line.verdict === 'violated' ? 'bad' : 'other'}" ${marks(LINE_CHOICES, { design, line })}>
<h3>${forHtml(design)}: ${forHtml(line.property)} ${PREDICATES[line.verdict]}</h3>
<p>${forHtml(`${sentence(claimOf(line))} Requirement ${line.requirement}; ${declared}. ${sentence(line.scope)}`)}</p>
<details class="fold" open=""><summary>The story, and how to see it again</summary>
${first ? evidenceOf(first, id) : askedAgain(rerun(design, line.property))}
${others.length > 0 ? `<details><summary>${forHtml(counted(others.length, 'more piece', 'more pieces'))} of evidence</summary>${others.map((one, i) => evidenceOf(one, `${id}-${i + 2}`)).join('')}</details>` : ''}
</details>
</article>`;
}

/** Of games there is no single moment, and of what is undecided no moment at all. */
const askedAgain = (command: string): string =>
  `<h4>See it again</h4><p class="replay"><code class="command">${forHtml(command)}</code></p>`;

function evidenceOf(evidence: Evidence, id: string): string {
  const title = `Sequence chart of evidence ${evidence.id}`;
  const chart = evidence.steps.length > 0 ? scrolling(title, sequenceSvg(evidence.steps, `chart-${id}`, title)) : '';
  return `<blockquote>${forHtml(evidence.story)}</blockquote>
${chart && `<figure>${chart}<figcaption>Time runs down, from the start of the run; the red steps are what the sentence speaks of.</figcaption></figure>`}
<div class="columns"><div><h4>Scenario</h4><ul>${summarise(evidence.scenario)
    .map((line) => `<li>${forHtml(line)}</li>`)
    .join('')}</ul></div>
<div><h4>See it again</h4><p class="replay"><code class="command">${forHtml(evidence.replay)}</code></p>
<p class="facts">${forHtml(`Evidence ${evidence.id}, seed ${evidence.seed}, at ${moment(evidence.atMillis)}. Fingerprint of the run: ${evidence.fingerprint.slice(0, 16)}…`)}</p></div></div>`;
}
