// The sequence chart as a picture: SVG with text for those who cannot see it, the same octets for the same steps.
import type { Step } from '../properties/result.ts';
import { moment, participants } from './sequence.ts';
import { clean, forHtml } from './untrusted.ts';
import { cut, wrap } from './wrap.ts';

const TIME_WIDTH = 76;
const LINE_HEIGHT = 15;
const HEAD_HEIGHT = 40;
const FONT_SIZE = 12;
/** A character of the label font is about so wide; generous, so that no label is cut. */
const CHARACTER_WIDTH = 6.9;

const laneWidth = (count: number): number => (count <= 3 ? 210 : count <= 5 ? 180 : 150);

/** An `svg` element; `id` makes its inner ids unique in the page. No style attribute, so that a strict CSP serves. */
export function sequenceSvg(steps: readonly Step[], id: string, title: string): string {
  const names = participants(steps);
  const lane = laneWidth(names.length);
  const width = TIME_WIDTH + lane * Math.max(1, names.length);
  const middle = (name: string) => TIME_WIDTH + lane * names.indexOf(name) + lane / 2;
  const bands: string[] = [];
  const drawn: string[] = [];
  let y = HEAD_HEIGHT + 10;
  for (const step of steps) {
    const [from, to] = [middle(step.from), middle(step.to)];
    const centre = (from + to) / 2;
    const room =
      Math.max(Math.abs(to - from), Math.min(2 * centre - TIME_WIDTH * 2, (width - centre) * 2, lane * 2)) - 14;
    const lines = wrap(clean(step.label), Math.floor(room / CHARACTER_WIDTH));
    const height = lines.length * LINE_HEIGHT + (step.from === step.to ? 14 : 20);
    const kind = step.marked ? 'marked' : 'plain';
    if (step.marked) bands.push(`<rect x="0" y="${y - 4}" width="${width}" height="${height + 2}" fill="#fdecea"/>`);
    drawn.push(
      `<text x="8" y="${y + LINE_HEIGHT - 4}" font-size="11" fill="#555">${forHtml(moment(step.atMillis))}</text>`,
    );
    for (const [i, line] of lines.entries())
      drawn.push(
        `<text x="${centre}" y="${y + (i + 1) * LINE_HEIGHT - 4}" text-anchor="middle" paint-order="stroke" stroke="${step.marked ? '#fdecea' : '#fff'}" stroke-width="4" fill="${step.marked ? '#8a1111' : '#1a1a1a'}"${step.marked ? ' font-weight="bold"' : ''}>${forHtml(line)}</text>`,
      );
    const at = y + lines.length * LINE_HEIGHT + 5;
    if (step.from === step.to)
      drawn.push(`<circle cx="${from}" cy="${at}" r="3.5" fill="${step.marked ? '#b3261e' : '#1f4e79'}"/>`);
    else
      drawn.push(
        `<line x1="${from}" y1="${at}" x2="${to + (to > from ? -7 : 7)}" y2="${at}" stroke="${step.marked ? '#b3261e' : '#1f4e79'}" stroke-width="${step.marked ? 2.5 : 1.5}" marker-end="url(#${forHtml(id)}-${kind})"/>`,
      );
    y += height + 4;
  }
  const bottom = y + 4;
  const lanes = names.flatMap((name) => [
    `<line x1="${middle(name)}" y1="${HEAD_HEIGHT - 8}" x2="${middle(name)}" y2="${bottom}" stroke="#9aa5b1" stroke-dasharray="3 4"/>`,
    `<rect x="${middle(name) - lane * 0.42}" y="6" width="${lane * 0.84}" height="26" rx="4" fill="#eef3f8" stroke="#1f4e79"/>`,
    `<text x="${middle(name)}" y="23" text-anchor="middle" font-weight="bold">${forHtml(cut(clean(name), Math.floor((lane * 0.8) / 7.6)))}</text>`,
  ]);
  const told = steps.map(
    (step) =>
      `${moment(step.atMillis)} ${step.from === step.to ? step.from : `${step.from} to ${step.to}`}: ${step.label}${step.marked ? ' (the proof is about this step)' : ''}`,
  );
  const head = (kind: string, colour: string) =>
    `<marker id="${forHtml(id)}-${kind}" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="${kind === 'marked' ? 5 : 7}" markerHeight="${kind === 'marked' ? 5 : 7}" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="sequence" role="img" aria-labelledby="${forHtml(id)}-title ${forHtml(id)}-steps" viewBox="0 0 ${width} ${bottom + 6}" width="${width}" height="${bottom + 6}" font-family="DejaVu Sans, Verdana, Segoe UI, sans-serif" font-size="${FONT_SIZE}">`,
    `<title id="${forHtml(id)}-title">${forHtml(title)}</title>`,
    `<desc id="${forHtml(id)}-steps">${forHtml(told.join('. '))}</desc>`,
    `<defs>${head('plain', '#1f4e79')}${head('marked', '#b3261e')}</defs>`,
    ...bands,
    ...lanes,
    ...drawn,
    '</svg>',
  ].join('\n');
}
