// Validation cases as a table of at most 80 columns: expected, measured, tolerance, and whether the one is within the other's.
import type { Parameters, Row, ValidationCase } from '../properties/validation/case.ts';
import type { Paint } from './summary-text.ts';
import { counted, wrap } from './wrap.ts';

const WIDTH = 80;
/** Of the numbers, and of what stands before them. */
const [NUMBER, WHAT, MARK] = [13, 36, 5];
const HEAD = 4;

const shown = (value: number, digits = 6): string => {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(digits));
  return Math.abs(rounded) < 1e-3 && rounded !== 0 ? rounded.toExponential() : String(rounded);
};
const numbers = (texts: readonly string[]): string => texts.map((text) => text.padStart(NUMBER)).join('');

export const TABLE_HEAD = `${'case'.padEnd(WHAT)}${numbers(['expected', 'measured', 'tolerance'])}`;

const parametersText = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');

const indented = (text: string, by: number): readonly string[] =>
  wrap(text, WIDTH - by).map((line) => ' '.repeat(by) + line);

/** A case with all its quantities, a line for each. */
export function caseText(
  { id, title, source }: ValidationCase,
  rows: readonly Row[],
  sources: boolean,
  paint: Paint,
): string {
  const [first = '', ...rest] = wrap(title, WIDTH - HEAD - 1);
  const lines = [`${id.padEnd(HEAD)} ${first}`, ...rest.map((line) => ' '.repeat(HEAD + 1) + line)].map(paint.strong);
  if (sources) lines.push(...indented(source, HEAD + 1));
  for (const { parameters, quantities } of rows) {
    lines.push(...indented(parametersText(parameters), 2));
    for (const { quantity, expected, measured, tolerance, ok } of quantities) {
      const [what = '', ...more] = wrap(quantity, WHAT - HEAD);
      const mark = paint.verdict((ok ? 'ok' : 'OFF').padStart(MARK), ok ? 'holds' : 'violated', ok);
      const told = numbers([shown(expected), shown(measured), shown(tolerance, 3)]);
      lines.push(`${(' '.repeat(HEAD) + what).padEnd(WHAT)}${told}${mark}`);
      lines.push(...more.map((line) => ' '.repeat(HEAD) + line));
    }
  }
  return lines.join('\n');
}

/** How many are within their tolerance, and where the others are. */
export function sumText(told: readonly { readonly of: ValidationCase; readonly rows: readonly Row[] }[]): string {
  const quantities = told.flatMap(({ of, rows }) => rows.flatMap((row) => row.quantities.map((one) => ({ of, one }))));
  const off = quantities.filter(({ one }) => !one.ok);
  const all = `${counted(quantities.length, 'quantity', 'quantities')} of ${counted(told.length, 'case')}`;
  if (off.length === 0) return `${all}: all within tolerance`;
  return [
    `${all}: ${off.length} not within tolerance`,
    ...off.flatMap(({ of, one }) => indented(`${of.id}: ${one.quantity}`, 2)),
  ].join('\n');
}
