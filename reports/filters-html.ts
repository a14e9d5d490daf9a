// Controls of report.html that narrow down what a section shows. They are hidden until the script of the page runs:
// without it everything is shown, and nothing promises what does not work.
import type { Audit, AuditLine } from '../properties/result.ts';
import { compareIds } from './matrix.ts';
import { forHtml } from './untrusted.ts';

export interface LineOf {
  readonly design: string;
  readonly line: AuditLine;
}

export const everyLine = (audit: Audit): readonly LineOf[] =>
  audit.designs.flatMap(({ name, lines }) => lines.map((line) => ({ design: name, line })));

/** What a line can be chosen by, under the name that its element and its control have. */
const CHOICES: Readonly<Record<string, (of: LineOf) => string>> = {
  requirement: ({ line }) => line.requirement,
  observer: ({ line }) => line.observer,
  design: ({ design }) => design,
  verdict: ({ line }) => line.verdict,
};

/** Attributes of the element that shows a line. */
export const marks = (of: LineOf): string =>
  Object.entries(CHOICES)
    .map(([name, read]) => `data-${name}="${forHtml(read(of))}"`)
    .join(' ');

/** One control for each choice, with the values that occur among what the section shows. */
export function filters(what: string, shown: readonly LineOf[]): string {
  const controls = Object.entries(CHOICES).map(([name, read]) => {
    const values = [...new Set(shown.map(read))].sort(name === 'requirement' ? compareIds : inOrder);
    const options = values.map((one) => `<option value="${forHtml(one)}">${forHtml(one)}</option>`);
    return `<label>${name}<select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
  });
  return `<form class="filters" hidden="" autocomplete="off" aria-label="Narrow down the ${what}">${controls.join('')}<button type="button">Show all</button><output aria-live="polite" data-what="${what}"></output></form>\n`;
}
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
