// What it costs to tell two frames apart, in CPU time, as frames double in size: measured, fitted and drawn.
import type { ChartConfiguration } from 'chart.js';
import { distinguish } from '../properties/symbolic/equivalence.ts';
import { colour, draw, type Picture, STILL, WIDTH } from './chart.ts';
import { pairOf, type Subject, subjects, worldsOf } from './large-frames.ts';
import { grouped } from './wrap.ts';

const HANDLES = [150, 300, 600, 1_200, 2_400];
/** Runs of each measurement; the least is what it takes when nothing else disturbs. */
const REPEATS = 3;

export interface Cost {
  readonly handles: number;
  /** From the octets of both runs to terms. */
  readonly framingSeconds: number;
  readonly decidingSeconds: number;
}
export interface Costs {
  readonly name: string;
  readonly sizes: readonly Cost[];
  /** Slope of the straight line through the logarithms of handles and seconds. */
  readonly exponent: number;
}

/** Of a share of the sizes, the smallest first, and of two at least. */
export function costsOfFrames(share: number): readonly Costs[] {
  const handlesOf = HANDLES.slice(0, Math.max(2, Math.ceil(share * HANDLES.length)));
  // What is compiled on the way should not count as the cost of the smallest.
  for (const subject of subjects) costOf(subject, HANDLES[0] as number);
  return subjects.map((subject) => {
    const sizes = handlesOf.map((handles) => costOf(subject, handles));
    return { name: subject.name, sizes, exponent: slope(sizes.map((one) => [one.handles, one.decidingSeconds])) };
  });
}

function costOf(subject: Subject, handles: number): Cost {
  const worlds = worldsOf(subject, handles);
  const each = Array.from({ length: REPEATS }, (): Cost => {
    const framing = cpu(() => pairOf(subject, worlds));
    const { algebra, frames, measure } = framing.result;
    const deciding = cpu(() => distinguish(algebra, frames, measure));
    if ((deciding.result !== undefined) !== subject.toldApart)
      throw new Error(`${subject.name}: ${subject.toldApart ? 'nothing tells' : 'something tells'} the frames apart`);
    return { handles: frames[0].length, framingSeconds: framing.seconds, decidingSeconds: deciding.seconds };
  });
  const least = (of: (one: Cost) => number): number => Math.min(...each.map(of));
  return {
    handles: least((one) => one.handles),
    // The values of a block are kept once they were found: only the first framing finds them.
    framingSeconds: (each[0] as Cost).framingSeconds,
    decidingSeconds: least((one) => one.decidingSeconds),
  };
}

function cpu<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** Least squares on a double logarithmic scale: the exponent of a power law. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (one: readonly [number, number]) => number): number =>
    logs.reduce((sum, one) => sum + of(one), 0) / logs.length;
  const [x, y] = [mean((one) => one[0]), mean((one) => one[1])];
  return mean((one) => (one[0] - x) * (one[1] - y)) / mean((one) => (one[0] - x) ** 2);
}

const BAR_LETTERS = 40;

/** A table with a bar for each figure, all to one scale. */
export function costText(costs: readonly Costs[]): string {
  const most = Math.max(...costs.flatMap(({ sizes }) => sizes.map((one) => one.decidingSeconds)));
  return costs
    .flatMap(({ name, sizes, exponent }) => [
      `telling two frames apart: ${name}; CPU time grows with handles to the power of ${exponent.toFixed(2)}`,
      '  handles  framing  deciding',
      ...sizes.map(({ handles, framingSeconds, decidingSeconds }) => {
        const bar = '█'.repeat(Math.max(1, Math.round((decidingSeconds / most) * BAR_LETTERS)));
        const seconds = (value: number): string => `${value.toFixed(3)} s`;
        return `  ${grouped(handles).padStart(7)}  ${seconds(framingSeconds)}  ${seconds(decidingSeconds)}  ${bar}`;
      }),
    ])
    .join('\n');
}

const HEIGHT = 720;

/** The same on a double logarithmic scale, beside a line that grows as the square. */
export function costPicture(costs: readonly Costs[]): Picture {
  const title = 'CPU time to tell two frames apart';
  const alt = `${costs.map(({ name, exponent }) => `${name}: grows with handles to the power of ${exponent.toFixed(2)}`).join('; ')}.`;
  const [first] = costs[0]?.sizes ?? [];
  const square =
    first === undefined ? [] : HANDLES.map((x) => ({ x, y: first.decidingSeconds * (x / first.handles) ** 2 }));
  const configuration: ChartConfiguration<'scatter'> = {
    type: 'scatter',
    data: {
      datasets: [
        ...costs.map(({ name, sizes, exponent }, i) => ({
          label: `${name} (${exponent.toFixed(2)})`,
          data: sizes.map((one) => ({ x: one.handles, y: one.decidingSeconds })),
          showLine: true,
          borderColor: colour(i),
          backgroundColor: colour(i),
          pointRadius: 6,
        })),
        {
          label: 'quadratic',
          data: square,
          showLine: true,
          borderColor: '#555555',
          backgroundColor: '#555555',
          borderDash: [8, 8],
          pointRadius: 0,
        },
      ],
    },
    options: {
      ...STILL,
      plugins: {
        title: { display: true, text: title, font: { size: 24, weight: 'bold' } },
        legend: { position: 'bottom' },
      },
      scales: {
        x: { type: 'logarithmic', title: { display: true, text: 'handles in each frame' } },
        y: { type: 'logarithmic', title: { display: true, text: 'CPU seconds' } },
      },
    },
  };
  return { png: draw(HEIGHT, configuration), title, alt, widthPixels: WIDTH, heightPixels: HEIGHT, table: [] };
}
