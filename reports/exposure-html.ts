// The first picture of report.html: observers by secrets, a grid for each subject, with what exposes each exposed cell.
import type { Audit, Matrix } from '../properties/result.ts';
import {
  EXPOSURE_MARKS,
  type ExposureCell,
  exposed,
  exposureSentences,
  placeWords,
  reasons,
  rowsOf,
  secretsOf,
} from './exposure.ts';
import { scrolling } from './html-tables.ts';
import { forHtml } from './untrusted.ts';
import { counted } from './wrap.ts';

const CLASSES: Readonly<Record<ExposureCell['exposure'], string>> = {
  hidden: 'holds',
  exposed: 'violated',
  'out of scope': 'aside',
};

/** All grids; nothing where nothing was asked. */
export const exposureBody = (audit: Audit): string =>
  audit.matrix.length === 0
    ? ''
    : exposureSentences(audit)
        .map((one) => `<p>${forHtml(one)}</p>`)
        .join('') + audit.matrix.map(grid).join('\n');

function grid(matrix: Matrix): string {
  const { subject } = matrix;
  const label = `Who learns what: ${subject}`;
  const head = [
    '<th scope="col">Observer</th>',
    ...secretsOf(matrix).map((secret) => `<th scope="col">${forHtml(secret)}</th>`),
  ].join('');
  const body = rowsOf(matrix).map(
    ({ observer, cells }) => `<tr><th scope="row">${forHtml(observer)}</th>${cells.map(cellOf).join('')}</tr>`,
  );
  const direct = subject === 'direct' ? ': today’s clients, without a proxy' : '';
  return `<figure><h3>${forHtml(`${subject}${direct}`)}</h3><p class="narrow facts">${forHtml(`The table has ${counted(secretsOf(matrix).length, 'column')}, and scrolls to the side.`)}</p>${scrolling(label, `<table class="exposure"><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`)}<figcaption>${forHtml(`Lengths are compared, times are not. Out of scope: ${reasons(matrix).join(' / ')}.`)}</figcaption>${witnesses(matrix)}</figure>`;
}

function cellOf(cell: ExposureCell): string {
  const { exposure, asDeclared, declared, words, secret, observer } = cell;
  const title = `${secret}, to ${observer}: ${exposure}${words === undefined ? '' : `; ${words}`}`;
  const surprise = asDeclared ? '' : `<small>declared: ${forHtml(declared)}</small>`;
  return `<td class="${CLASSES[exposure]}${asDeclared ? '' : ' surprise'}" title="${forHtml(title)}">${EXPOSURE_MARKS[exposure]}${surprise}</td>`;
}

function witnesses(matrix: Matrix): string {
  const all = exposed(matrix);
  if (all.length === 0) return '';
  const rows = rowsOf(matrix).flatMap(({ observer, cells }) =>
    cells
      .filter(({ exposure }) => exposure === 'exposed')
      .map(
        (cell) =>
          `<tr><td>${forHtml(observer)}</td><td>${forHtml(cell.secret)}</td><td class="words">${forHtml(cell.words ?? '')}</td><td class="scope">${forHtml(placeWords(cell))}</td></tr>`,
      ),
  );
  const head = ['Observer', 'Secret', 'What exposes it', 'Where'].map((one) => `<th scope="col">${one}</th>`).join('');
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return `<details><summary>${forHtml(`What exposes ${counted(all.length, 'cell')} of ${matrix.subject}`)}</summary>${scrolling(`What exposes cells of ${matrix.subject}`, table)}</details>`;
}
