// The stories of report.md: what each line that does not hold says, its evidence, and the command that shows it again.
import type { Audit, Evidence } from '../properties/result.ts';
import { claimOf, compareIds } from './matrix.ts';
import type { Rerun } from './rerun.ts';
import { summarise } from './scenario-summary.ts';
import { mermaid, moment } from './sequence.ts';
import { codeSpan, forMarkdown } from './untrusted.ts';
import { sentence } from './wrap.ts';

export function stories(audit: Audit, rerun: Rerun): readonly string[] {
  const told = audit.designs.flatMap((design) =>
    [...design.lines]
      .filter(({ verdict }) => verdict !== 'holds' && verdict !== 'vacuous')
      .sort((a, b) => compareIds(a.requirement, b.requirement))
      .flatMap((line) => [
        `### ${forMarkdown(design.name)}: ${forMarkdown(line.property)} is ${line.verdict}`,
        '',
        `${forMarkdown(sentence(claimOf(line)))} Requirement ${forMarkdown(line.requirement)}; ${line.asExpected ? 'as the design declares' : `although the design declares: ${line.expected}`}. ${forMarkdown(sentence(line.scope))}`,
        '',
        ...line.evidence.flatMap(evidenceOf),
        // Of games there is no single moment, and of what is undecided no moment at all.
        ...(line.evidence.length === 0 ? [`See it again: ${codeSpan(rerun(design.name, line.property))}`, ''] : []),
      ]),
  );
  return told.length > 0 ? ['## What went wrong, and how to see it again', '', ...told] : [];
}

const evidenceOf = (evidence: Evidence): readonly string[] => [
  `> ${forMarkdown(evidence.story)}`,
  '',
  ...(evidence.steps.length > 0 ? ['```mermaid', mermaid(evidence.steps), '```', ''] : []),
  ...summarise(evidence.scenario).map((line) => `- ${forMarkdown(line)}`),
  '',
  `See it again: ${codeSpan(evidence.replay)} (seed ${forMarkdown(evidence.seed)}, at ${moment(evidence.atMillis)}, fingerprint ${codeSpan(evidence.fingerprint.slice(0, 16))})`,
  '',
];
