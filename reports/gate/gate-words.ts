// How the gate is told: on a terminal, and as a part of the reports. What fails comes first, with the command that shows it again.
import type { Paint } from '../summary-text.ts';
import { clean, codeSpan, forHtml, forMarkdown } from '../untrusted.ts';
import { counted, wrap } from '../wrap.ts';
import type { GateLine, GateResult, KeptBudget, Outcome } from './gate-result.ts';
import { gateSentence } from './judge.ts';

export const OUTCOME_MEANINGS: Readonly<Record<Outcome, string>> = {
  worse: 'it got worse since the baseline was written',
  missing: 'the baseline has it and this audit does not, so nothing tells whether it holds',
  'not as declared': 'the design declares something else',
  'leak lost': 'a property no longer notices its planted leak, so what it says is not to be relied on',
  undecided: 'the evidence is not enough either way',
  'budget broken': 'all of its interval is beyond the budget',
  'waiver expired': 'the day until which it was waived is past',
  known: 'it is not as its design declares, as it was in the baseline',
  better: 'it got better since the baseline was written: record it with --update-baseline',
  new: 'the baseline does not have it: record it with --update-baseline',
  'waiver unused': 'the waiver matches nothing that fails',
};

const WIDTH = 80;
const MOST_NOTES = 12;

/** Who a line is about, and how it came out: “sealed, R2.2-same-queue: worse”. */
export const headOf = ({ subject, id, outcome }: GateLine): string => clean(`${subject}, ${id}: ${outcome}`);

export const waiverWords = ({ waiver, effect }: GateLine): string | undefined =>
  waiver === undefined || effect !== 'waived'
    ? undefined
    : clean(`Waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`);

/** What a budget is kept by: “sealed, advantage at most 0.1, of R2.2: kept, 0.02 (0 to 0.05) at worst of 2 figures”. */
export const keptWords = ({ subject, id, figures, worst }: KeptBudget): string =>
  clean(
    `${subject}, ${id}: kept, ${worst.now}${figures === 1 ? '' : ` at worst, ${worst.design}, ${worst.id}, of ${figures} figures`}`,
  );

/** For a terminal, lines of at most 80 columns but for commands. */
export function gateText(gate: GateResult, paint: Paint): string {
  const mostly = gate.lines.filter(({ effect }) => effect !== 'to note');
  const notes = gate.lines.filter(({ effect }) => effect === 'to note');
  const left = notes.length - MOST_NOTES;
  return [
    ...wrap(clean(gateSentence(gate)), WIDTH).map(paint.strong),
    ...gate.kept.flatMap((one) => wrap(`- ${keptWords(one)}`, WIDTH)),
    ...mostly.flatMap((line) => [
      '',
      ...wrap(
        `${line.effect === 'fails' ? 'Fails' : line.effect === 'waived' ? 'Waived' : 'Undecided'}: ${headOf(line)}`,
        WIDTH,
      ),
      ...[line.words, waiverWords(line) ?? ''].flatMap((text) =>
        text === '' ? [] : wrap(clean(text), WIDTH - 2).map((part) => `  ${part}`),
      ),
      ...(line.replay === undefined ? [] : [`  ${clean(line.replay)}`]),
    ]),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.slice(0, MOST_NOTES).flatMap((line) => wrap(`- ${headOf(line)}`, WIDTH)),
    ...(left > 0 ? [`- and ${counted(left, 'more line')}, in gate.json`] : []),
    ...(notes.some(({ outcome }) => outcome === 'better' || outcome === 'new')
      ? ['What is better or new is recorded by: --update-baseline']
      : []),
  ].join('\n');
}

/** A section of report.md, and the body of the job summary. */
export const gateMarkdown = (gate: GateResult): readonly string[] => [
  forMarkdown(gateSentence(gate)),
  '',
  ...gate.lines.flatMap((line) => [
    `- **${line.effect}**: ${forMarkdown(headOf(line))}. ${forMarkdown(line.words)}${line.effect === 'waived' ? ` *${forMarkdown(waiverWords(line) ?? '')}*` : ''}`,
    ...(line.replay === undefined || line.effect === 'to note' ? [] : [`  ${codeSpan(line.replay)}`]),
  ]),
  ...gate.kept.map((one) => `- ${forMarkdown(keptWords(one))}`),
  ...(gate.lines.length + gate.kept.length > 0 ? [''] : []),
];

/** The body of a section of report.html. */
export const gateHtml = (gate: GateResult): string =>
  `<p>${forHtml(gateSentence(gate))}</p>${
    gate.lines.length + gate.kept.length === 0
      ? ''
      : `<ul>${gate.lines
          .map(
            (line) =>
              `<li><strong>${line.effect}</strong>: ${forHtml(`${headOf(line)}. ${line.words} ${waiverWords(line) ?? ''}`)}${line.replay === undefined || line.effect === 'to note' ? '' : ` <code>${forHtml(line.replay)}</code>`}</li>`,
          )
          .join('')}${gate.kept.map((one) => `<li>${forHtml(keptWords(one))}</li>`).join('')}</ul>`
  }`;
