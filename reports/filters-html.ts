// Controls of report.html that narrow down what a section shows. They are hidden until the script of the page runs:
// without it everything is shown, and nothing promises what does not work.
import { propertyOf } from '../properties/catalogue.ts';
import type { Audit, AuditLine, PlantedLeakResult } from '../properties/result.ts';
import { compareIds } from './matrix.ts';
import { forHtml } from './untrusted.ts';
import { counted } from './wrap.ts';

export interface LineOf {
  readonly design: string;
  readonly line: AuditLine;
}

export const everyLine = (audit: Audit): readonly LineOf[] =>
  audit.designs.flatMap(({ name, lines }) => lines.map((line) => ({ design: name, line })));

/** How many lines of the threat model these are; asked of several designs, a line is one line. */
export function linesWords(all: readonly LineOf[]): string {
  const [lines, designs] = [new Set(all.map(({ line }) => line.property)), new Set(all.map(({ design }) => design))];
  const of = designs.size > 1 ? `, of ${designs.size} designs` : '';
  return `${counted(lines.size, 'line')} of the threat model${of}`;
}

/** By what something can be chosen, under the name that its element and its control have; it may have several values. */
type Choices<T> = Readonly<Record<string, (of: T) => string | readonly string[]>>;

export const LINE_CHOICES: Choices<LineOf> = {
  requirement: ({ line }) => line.requirement,
  observer: ({ line }) => line.observer,
  design: ({ design }) => design,
  verdict: ({ line }) => line.verdict,
};
export const LEAK_CHOICES: Choices<PlantedLeakResult> = {
  requirement: ({ mustBeCaughtBy }) => [...new Set(mustBeCaughtBy.flatMap((id) => propertyOf(id)?.requirement ?? []))],
  property: ({ mustBeCaughtBy }) => mustBeCaughtBy,
  caught: ({ caught }) => (caught ? 'exactly' : 'not exactly'),
};

const valuesOf = (value: string | readonly string[]): readonly string[] => [value].flat();

/** Attributes of the element that shows one; several values stand in lines, as none has a break. */
export const marks = <T>(choices: Choices<T>, of: T): string =>
  [
    'data-item=""',
    ...Object.entries(choices).map(([name, read]) => `data-${name}="${valuesOf(read(of)).map(forHtml).join('&#10;')}"`),
  ].join(' ');

/** One control for each choice, with the values that occur among what the section shows. */
export function filters<T>(what: string, choices: Choices<T>, shown: readonly T[]): string {
  const controls = Object.entries(choices).map(([name, read]) => {
    const values = [...new Set(shown.map(read).flatMap(valuesOf))].sort(name === 'requirement' ? compareIds : inOrder);
    const options = values.map((one) => `<option value="${forHtml(one)}">${forHtml(one)}</option>`);
    return `<label>${name}<select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
  });
  return `<form class="filters" hidden="" autocomplete="off" aria-label="Narrow down the ${what}">${controls.join('')}<button type="button">Show all</button><output aria-live="polite" data-what="${what}"></output></form>\n`;
}
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
