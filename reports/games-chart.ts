// A picture of the guessing games: what each adversary gained over blind guessing, with the interval that it is uncertain by.
import { advantageInterval } from '../properties/games/advantage-interval.ts';
import type { Audit } from '../properties/result.ts';
import type { Picture } from './chart.ts';
import { dots } from './dot-chart.ts';
import type { LineOf } from './filters-html.ts';
import { played } from './games.ts';
import { compareIds } from './matrix.ts';

/** Nothing where nothing was played. */
export function gamesPicture(audit: Audit): Picture | undefined {
  const all = played(audit);
  const { gate } = audit;
  if (gate === undefined || all.length === 0) return undefined;
  return dots<LineOf>({
    title: 'Guessing games: what adversaries gained over blind guessing',
    axis: `advantage, with an interval that is good at any time; the line is the limit of ${gate.advantage}`,
    alt: `Marks with whiskers, one row for each line and design; the limit is ${gate.advantage}.`,
    all: all.toSorted((a, b) => compareIds(a.line.property, b.line.property)),
    row: ({ line }) => line.property,
    series: ({ design }) => design,
    kinds: [{ filled: true, of: ({ line: { chances, hits } }) => advantageInterval({ games: chances, wins: hits }) }],
    scale: 'linear',
    least: 0,
    most: 1,
    said: (value) => value.toFixed(2),
    tick: (value) => value.toFixed(1),
    line: gate.advantage,
  });
}
