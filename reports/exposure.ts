// What every form of the report says of the matrix: who learns which secret by computing, and within which bounds.
import type { Audit, Matrix } from '../properties/result.ts';
import { clean } from './untrusted.ts';
import { counted, listed } from './wrap.ts';

export type ExposureCell = Matrix['cells'][number];

/** How a cell is shown: a mark, a letter and a word, so that none needs its colour. */
export const EXPOSURE_MARKS: Readonly<Record<ExposureCell['exposure'], string>> = {
  hidden: '✓ hidden',
  exposed: '✗ exposed',
  'out of scope': '– out of scope',
};

export const secretsOf = ({ cells }: Matrix): readonly string[] => [...new Set(cells.map(({ secret }) => secret))];

/** Row by row, in the order of the columns. */
export function rowsOf({
  cells,
}: Matrix): readonly { readonly observer: string; readonly cells: readonly ExposureCell[] }[] {
  const names = [...new Set(cells.map(({ observer }) => observer))];
  return names.map((observer) => ({ observer, cells: cells.filter((cell) => cell.observer === observer) }));
}

export const exposed = ({ cells }: Matrix): readonly ExposureCell[] =>
  cells.filter(({ exposure }) => exposure === 'exposed');
const asked = ({ cells }: Matrix): number => cells.filter(({ exposure }) => exposure !== 'out of scope').length;

/** Cells that are not as declared. */
export const surprisingCells = (audit: Audit): readonly { readonly subject: string; readonly cell: ExposureCell }[] =>
  audit.matrix.flatMap(({ subject, cells }) =>
    cells.filter(({ asDeclared }) => !asDeclared).map((cell) => ({ subject, cell })),
  );

export const surpriseWords = ({ subject, cell }: ReturnType<typeof surprisingCells>[number]): string =>
  clean(
    `${subject}: ${cell.secret}, to ${cell.observer}, is ${cell.exposure}, declared: ${cell.declared}${cell.words === undefined ? '' : `; ${cell.words}`}`,
  );

/** One line: “matrix: draft 65 exposed of 119, …”. */
export const exposureLine = (audit: Audit): string =>
  `matrix: ${audit.matrix
    .map((one, i) => `${clean(one.subject)} ${exposed(one).length}${i === 0 ? ' exposed' : ''} of ${asked(one)}`)
    .join(', ')}`;

/** What the pictures show, and what they do not. */
export function exposureSentences(audit: Audit): readonly string[] {
  const shown = listed(
    audit.matrix.map((one) => `${counted(exposed(one).length, 'cell')} of ${asked(one)} in “${clean(one.subject)}”`),
  );
  const draws = Math.max(0, ...audit.matrix.map((one) => one.draws));
  return [
    `Exposed: ${shown}. An observer in a row learns the secret in a column if anything that it computes from what it sees derives the secret, or tells apart two worlds that differ in that alone.`,
    `Lengths, numbers and directions of packets are always compared, and their order. Times are not, nor, for who writes to whom, on which of two sessions something came first: what timing and volume tell by statistics is out of the symbolic scope and left to the games. Cryptography is ideal, and every observer passive. “Hidden” speaks of ${counted(draws, 'draw')} of each column and of no other run.`,
    ...beyond(audit),
  ];
}

/** What games found of observers whose cells may say “hidden”. */
function beyond({ designs }: Audit): readonly string[] {
  const told = designs.flatMap(({ name, lines }) => {
    const won = lines.filter(
      ({ method, says, verdict }) => method === 'game' && says === 'cannot' && verdict === 'violated',
    );
    const who = [...new Set(won.map(({ observer }) => observer))].map((observer) => {
      const ids = [...new Set(won.filter((one) => one.observer === observer).map(({ requirement }) => requirement))];
      return `${clean(observer)} (${listed(ids.map(clean))})`;
    });
    return who.length === 0 ? [] : [`of “${clean(name)}” ${listed(who)}`];
  });
  return told.length === 0
    ? []
    : [
        `Times, counts and sizes tell more than these tables, also where they say “hidden”: ${told.join('; ')}. What they tell stands under “What traffic still tells”.`,
      ];
}

/** Why cells are out of scope, each reason once. */
export function reasons({ cells }: Matrix): readonly string[] {
  const scopes = cells.filter(({ exposure }) => exposure === 'out of scope');
  return [...new Set(scopes.map(({ words = '' }) => words))].map((why) => {
    const who = [...new Set(scopes.filter(({ words }) => words === why).map(({ observer }) => observer))];
    return clean(`${why}: ${who.join('; ')}`);
  });
}

/** Where a cell was found: enough to draw it again. */
export const placeWords = ({ place }: ExposureCell): string =>
  place === undefined ? '' : clean(`seed ${place.seed}, “${place.experiment}”, draw ${place.number}`);
