// The sequence chart of a counterexample: who takes part and what happens, once as Mermaid text and once in
// columns for a terminal. The picture of the HTML report is in sequence-svg.ts.
import type { Step } from '../properties/result.ts';
import { clean, forMermaid } from './untrusted.ts';
import { cut, wrap } from './wrap.ts';

/** Those who take part, in the order in which they first do. */
export const participants = (steps: readonly Step[]): readonly string[] => [
  ...new Set(steps.flatMap((step) => [step.from, step.to])),
];

/** A moment of virtual time: “20 ms”, “2.05 s”, “1 h 2 min”. */
export function moment(atMillis: number): string {
  if (atMillis < 1_000) return `${Number(atMillis.toFixed(2))} ms`;
  if (atMillis < 60_000) return `${Number((atMillis / 1_000).toFixed(3))} s`;
  if (atMillis < 3_600_000) return `${Math.floor(atMillis / 60_000)} min ${Math.floor((atMillis % 60_000) / 1_000)} s`;
  return `${Math.floor(atMillis / 3_600_000)} h ${Math.floor((atMillis % 3_600_000) / 60_000)} min`;
}

/** Mermaid `sequenceDiagram`; a step that the proof is about is followed by a note. */
export function mermaid(steps: readonly Step[]): string {
  const names = participants(steps);
  const short = (name: string) => `n${names.indexOf(name)}`;
  return [
    'sequenceDiagram',
    ...names.map((name) => `  participant ${short(name)} as ${forMermaid(name)}`),
    ...steps.flatMap((step) => {
      const text = `${moment(step.atMillis)}: ${forMermaid(step.label)}`;
      const [from, to] = [short(step.from), short(step.to)];
      const arrow = from === to ? `  Note over ${from}: ${text}` : `  ${from}->>${to}: ${text}`;
      const over = from === to ? from : `${from},${to}`;
      return step.marked ? [arrow, `  Note over ${over}: the proof is about this step`] : [arrow];
    }),
  ].join('\n');
}

const TIME_WIDTH = 11;
const LEAST_LANE = 11;

/** The chart in at most `width` columns; where the lanes would be too narrow, a list of steps. */
export function sequenceText(steps: readonly Step[], width = 80): string {
  const names = participants(steps);
  const lane = Math.min(26, Math.floor((width - TIME_WIDTH) / Math.max(1, names.length)));
  if (lane < LEAST_LANE) return list(steps, width);
  const middle = (i: number) => TIME_WIDTH + Math.floor(lane * i + lane / 2);
  const middles = names.map((_, i) => middle(i));
  const bars = (): string[] => {
    const row = Array<string>(width).fill(' ');
    for (const at of middles) row[at] = '│';
    return row;
  };
  const put = (row: string[], at: number, text: string): void => {
    for (const [i, character] of [...text].entries()) if (at + i < row.length) row[at + i] = character;
  };
  const head = Array<string>(width).fill(' ');
  for (const [i, name] of names.entries()) {
    const shown = cut(clean(name), lane - 1);
    put(head, middle(i) - Math.floor(shown.length / 2), shown);
  }
  const rows = [head, bars()];
  for (const step of steps) {
    const [from, to] = [names.indexOf(step.from), names.indexOf(step.to)];
    const left = middle(Math.min(from, to)) + 2;
    const label = wrap(clean(step.label) + (step.marked ? ' ◀ proof' : ''), width - left);
    for (const [i, text] of label.entries()) {
      const row = bars();
      if (i === 0) put(row, 0, moment(step.atMillis).padStart(TIME_WIDTH - 2));
      put(row, left, text.length < width - left ? `${text} ` : text);
      rows.push(row);
    }
    const row = bars();
    if (from === to) row[middle(from)] = step.marked ? '◆' : '●';
    else draw(row, middle(from), middle(to), step.marked);
    rows.push(row);
  }
  return rows.map((row) => row.join('').trimEnd()).join('\n');
}

/** An arrow from one lane to another, heavy where it is marked. */
function draw(row: string[], from: number, to: number, marked: boolean): void {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  for (let at = left + 1; at < right; at++) row[at] = marked ? '━' : '─';
  row[left] = '├';
  row[right] = '┤';
  if (to > from) row[right - 1] = '▶';
  else row[left + 1] = '◀';
}

const list = (steps: readonly Step[], width: number): string =>
  steps
    .flatMap((step) => {
      const who = step.from === step.to ? clean(step.from) : `${clean(step.from)} → ${clean(step.to)}`;
      const text = `${who}: ${clean(step.label)}${step.marked ? ' ◀ proof' : ''}`;
      return wrap(text, width - TIME_WIDTH).map(
        (line, i) => (i === 0 ? moment(step.atMillis) : '').padStart(TIME_WIDTH - 2).padEnd(TIME_WIDTH) + line,
      );
    })
    .join('\n');
