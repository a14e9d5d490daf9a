// Pictures of figures, by Chart.js: PNG with a font of our own, so that the same figures give the same octets
// whatever fonts a machine has. Each comes with a sentence that says what it shows, for those who cannot see it.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import type { ChartConfiguration } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Audit, AuditLine, Budget } from '../properties/result.ts';
import { matrix } from './matrix.ts';
import { clean } from './untrusted.ts';
import { cut } from './wrap.ts';

export interface Picture {
  readonly png: Buffer;
  readonly title: string;
  /** What the picture shows, in words. */
  readonly alt: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** The figures behind it: first row the head, first column names; empty where they stand beside it. */
  readonly table: readonly (readonly (string | number)[])[];
}

const FAMILY = 'DejaVu Sans';
/** Told apart by people who see few colours too; from Okabe and Ito. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#555555'];
export const WIDTH = 1200;

const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'])
  GlobalFonts.registerFromPath(join(fonts, 'ttf', file), FAMILY);

/** What every picture has that stands still on a page of a known width. */
export const STILL = { animation: false, responsive: false, devicePixelRatio: 1, layout: { padding: 12 } } as const;

/** Its title, and below it what each form of mark stands for. */
export const marked = (title: string) =>
  ({
    title: { display: true, text: title, font: { size: 24, weight: 'bold' } },
    legend: { position: 'bottom', labels: { usePointStyle: true } },
  }) as const;

export function draw(
  heightPixels: number,
  configuration: ChartConfiguration<'bar'> | ChartConfiguration<'scatter'>,
): Buffer {
  const canvas = new ChartJSNodeCanvas({
    width: WIDTH,
    height: heightPixels,
    backgroundColour: 'white',
    chartCallback: (chart) => {
      chart.defaults.font.family = FAMILY;
      chart.defaults.font.size = 20;
      chart.defaults.color = '#1a1a1a';
    },
  });
  return canvas.renderToBufferSync(configuration as never);
}

interface Bars {
  readonly title: string;
  readonly alt: string;
  readonly axis: string;
  readonly names: readonly string[];
  readonly sets: readonly { readonly label: string; readonly colour: string; readonly values: readonly number[] }[];
  readonly stacked: boolean;
}

/** Horizontal bars, which leave room for names. */
function bars({ title, alt, axis, names, sets, stacked }: Bars): Picture {
  const rows = stacked ? names.length : names.length * sets.length;
  const heightPixels = 190 + Math.max(3, rows) * 38;
  const png = draw(heightPixels, {
    type: 'bar',
    data: {
      labels: names.map((name) => cut(clean(name), 44)),
      datasets: sets.map(({ label, colour, values }) => ({
        label: clean(label),
        data: [...values],
        backgroundColor: colour,
        borderColor: '#ffffff',
        borderWidth: 1,
        barPercentage: 0.9,
      })),
    },
    options: {
      indexAxis: 'y',
      ...STILL,
      plugins: {
        title: { display: true, text: clean(title), font: { size: 24, weight: 'bold' } },
        legend: { display: true, position: 'bottom' },
      },
      scales: {
        x: { stacked, beginAtZero: true, title: { display: true, text: axis }, ticks: { precision: 0 } },
        y: { stacked, ticks: { autoSkip: false } },
      },
    },
  });
  const table = [
    ['', ...sets.map((set) => clean(set.label))],
    ...names.map((name, i) => [clean(name), ...sets.map((set) => set.values[i] ?? 0)]),
  ];
  return { png, title: clean(title), alt: clean(alt), widthPixels: WIDTH, heightPixels, table };
}

export const colour = (i: number): string => COLOURS[i % COLOURS.length] as string;

/** Kinds of octets, by what the names of parts say. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['lengths and letters', /^(length|letters)/],
  ['corr ids', /corr.id/],
  ['authentication tags', /^tag/],
  ['signature', /^signature/],
  ['keys and nonces', /key|nonce/],
  ['ids and addresses', /id\b|address/],
  ['filler', /^filler/],
];
const kindOf = (name: string): string => KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';

/** Octets of a budget by kind, its payload left out. */
function overhead({ parts, payloadOctets }: Budget): ReadonlyMap<string, number> {
  const payload = parts.findLastIndex((part) => part.octets === payloadOctets && kindOf(part.name) !== 'filler');
  const kinds = new Map<string, number>();
  for (const [i, part] of parts.entries())
    if (i !== payload) kinds.set(kindOf(part.name), (kinds.get(kindOf(part.name)) ?? 0) + part.octets);
  return kinds;
}

/** How the octets of a block are spent that are neither payload nor filler (I1); undefined when there is no budget. */
export function budgetPicture(budgets: readonly Budget[]): Picture | undefined {
  if (budgets.length === 0) return undefined;
  const messages = [...new Set(budgets.map((budget) => budget.message))];
  const sorted = messages.flatMap((message) => budgets.filter((budget) => budget.message === message));
  const kinds = sorted.map(overhead);
  const drawn = [...KINDS.map(([kind]) => kind), 'other'].filter(
    (kind) => kind !== 'filler' && kinds.some((one) => one.has(kind)),
  );
  const picture = bars({
    title: 'Octets of a block that are neither payload nor filler',
    alt: `Stacked bars, one for each message of each design, by kind of octets. ${sorted
      .map(
        (budget, i) =>
          `${budget.message} of ${budget.design}: ${budget.overheadOctets - (kinds[i]?.get('filler') ?? 0)} octets`,
      )
      .join('; ')}.`,
    axis: 'octets',
    names: sorted.map((budget) => `${budget.message} · ${budget.design}`),
    sets: drawn.map((kind, i) => ({
      label: kind,
      colour: colour(i),
      values: kinds.map((one) => one.get(kind) ?? 0),
    })),
    stacked: true,
  });
  const columns: readonly (readonly (string | number)[])[] = [
    ['filler', 'largest payload'],
    ...sorted.map((budget, i) => [kinds[i]?.get('filler') ?? 0, budget.payloadOctets]),
  ];
  return { ...picture, table: picture.table.map((row, i) => [...row, ...(columns[i] ?? [])]) };
}

/** How many properties caught each planted leak, beside how many had to. */
export function plantedPicture(audit: Audit): Picture | undefined {
  const leaks = audit.plantedLeaks;
  if (leaks.length === 0) return undefined;
  const count = (one: (leak: (typeof leaks)[number]) => readonly string[]) => leaks.map((leak) => one(leak).length);
  return bars({
    title: `Planted leaks: ${audit.summary.caught} of ${leaks.length} caught exactly`,
    alt: `Stacked bars, one for each planted leak. ${audit.summary.caught} of ${leaks.length} are caught by all properties that must catch them, and by none but those that may.`,
    axis: 'properties',
    names: leaks.map((leak) => leak.name),
    sets: [
      {
        label: 'caught as it must be',
        colour: colour(2),
        values: count((leak) => leak.mustBeCaughtBy.filter((one) => leak.caughtBy.includes(one))),
      },
      {
        label: 'missed',
        colour: colour(5),
        values: count((leak) => leak.mustBeCaughtBy.filter((one) => !leak.caughtBy.includes(one))),
      },
      {
        label: 'caught by others too',
        colour: colour(1),
        values: count((leak) =>
          leak.caughtBy.filter((one) => !leak.mustBeCaughtBy.includes(one) && !leak.mayBeCaughtBy.includes(one)),
        ),
      },
    ],
    stacked: true,
  });
}

/** Share of chances that were hits, by requirement and design, of lines that are violated; games are won by chance as well. */
export function hitsPicture(audit: Audit): Picture | undefined {
  const isShown = ({ verdict, says, method }: AuditLine): boolean =>
    verdict === 'violated' && says !== 'can' && method !== 'game';
  const rows = matrix(audit).filter((row) => row.cells.some((cell) => cell.lines.some(isShown)));
  if (rows.length === 0) return undefined;
  const share = (row: (typeof rows)[number], design: string): number => {
    const lines = row.cells.find((cell) => cell.design === design)?.lines.filter(isShown) ?? [];
    const chances = lines.reduce((sum, line) => sum + line.chances, 0);
    const hits = lines.reduce((sum, line) => sum + line.hits, 0);
    return chances === 0 ? 0 : Math.round((1_000 * hits) / chances) / 10;
  };
  const designs = audit.designs.filter((design) => rows.some((row) => share(row, design.name) > 0));
  return bars({
    title: 'How often what is violated failed',
    alt: `Bars, one for each design and requirement, in percent of the chances of its violated lines: ${rows.map((row) => `${row.requirement} ${designs.map((design) => `${design.name} ${share(row, design.name)} %`).join(', ')}`).join('; ')}.`,
    axis: 'hits in percent of chances, counted in these runs',
    names: rows.map((row) => row.requirement),
    sets: designs.map((design) => ({
      label: design.name,
      colour: colour(audit.designs.indexOf(design)),
      values: rows.map((row) => share(row, design.name)),
    })),
    stacked: false,
  });
}
