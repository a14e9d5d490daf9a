// Pictures of figures with their intervals: a mark for each figure and whiskers for its interval, in rows of several series.
// Series differ in the form of their mark and in its place in the row as well as in colour.
import type { ChartConfiguration, Plugin } from 'chart.js';
import { colour, draw, marked, type Picture, STILL, WIDTH } from './chart.ts';
import { clean } from './untrusted.ts';

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
/** One kind of figure: its marks are filled or not. */
interface Kind<T> {
  /** Behind the name of a series; nothing where there is one kind alone. */
  readonly label?: string;
  readonly filled: boolean;
  readonly of: (one: T) => Interval | undefined;
}
export interface Dots<T> {
  readonly title: string;
  readonly axis: string;
  /** What the picture says before its figures, for those who cannot see it. */
  readonly alt: string;
  readonly all: readonly T[];
  readonly row: (one: T) => string;
  readonly series: (one: T) => string;
  readonly kinds: readonly Kind<T>[];
  readonly scale: 'linear' | 'logarithmic';
  readonly least: number;
  readonly most: number;
  readonly said: (value: number) => string;
  readonly tick: (value: number) => string;
  /** A line across all rows, such as a limit. */
  readonly line?: number;
}

const FORMS = ['circle', 'rect', 'triangle', 'rectRot'] as const;
const ROW_PIXELS = 24;

/** Rows and series come in the order of their first figure; the figures themselves are to stand beside the picture. */
export function dots<T>(panel: Dots<T>): Picture {
  const { title, axis, all, kinds, scale, least, most, said, tick, line } = panel;
  const rows = [...new Set(all.map(panel.row))];
  const names = [...new Set(all.map(panel.series))];
  const heightPixels = 190 + rows.length * (names.length + 1) * ROW_PIXELS;
  const placed = (one: T): number =>
    rows.indexOf(panel.row(one)) + (names.indexOf(panel.series(one)) - (names.length - 1) / 2) / (names.length + 1);
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  const series = names.flatMap((name, i) =>
    kinds.map(({ label, filled, of }) => ({
      label: [clean(name), ...(label === undefined ? [] : [label])].join(', '),
      colour: colour(i),
      form: FORMS[i % FORMS.length] as (typeof FORMS)[number],
      filled,
      marks: all.flatMap((one) => {
        const figure = panel.series(one) === name ? of(one) : undefined;
        return figure === undefined ? [] : [{ y: placed(one), figure }];
      }),
    })),
  );
  const whiskers: Plugin<'scatter'> = {
    id: 'whiskers',
    beforeDatasetsDraw({ ctx, scales, chartArea }) {
      const [x, y] = [scales['x'], scales['y']];
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.fillStyle = '#f2f4f7';
      for (const i of rows.keys())
        if (i % 2 === 1)
          ctx.fillRect(
            chartArea.left,
            y.getPixelForValue(i - 0.5),
            chartArea.width,
            y.getPixelForValue(i + 0.5) - y.getPixelForValue(i - 0.5),
          );
      if (line !== undefined) {
        ctx.fillStyle = '#1a1a1a';
        ctx.fillRect(x.getPixelForValue(line) - 1, chartArea.top, 2, chartArea.height);
      }
      ctx.lineWidth = 3;
      for (const { colour: stroke, filled, marks } of series) {
        ctx.strokeStyle = stroke;
        ctx.setLineDash(filled ? [] : [6, 4]);
        for (const { y: row, figure } of marks) {
          const [low, high, at] = [
            x.getPixelForValue(within(figure.low)),
            x.getPixelForValue(within(figure.high)),
            y.getPixelForValue(row),
          ];
          ctx.beginPath();
          ctx.moveTo(low, at);
          ctx.lineTo(high, at);
          for (const end of [low, high]) {
            ctx.moveTo(end, at - 6);
            ctx.lineTo(end, at + 6);
          }
          ctx.stroke();
        }
      }
      ctx.restore();
    },
  };
  const configuration: ChartConfiguration<'scatter'> = {
    type: 'scatter',
    data: {
      datasets: series.map(({ label, colour: own, form, filled, marks }) => ({
        label,
        data: marks.map(({ y, figure }) => ({ x: within(figure.value), y })),
        pointStyle: form,
        radius: 8,
        clip: false,
        borderColor: own,
        borderWidth: 3,
        backgroundColor: filled ? own : '#ffffff',
      })),
    },
    options: {
      ...STILL,
      plugins: marked(title),
      scales: {
        x: {
          type: scale,
          min: least,
          max: most,
          title: { display: true, text: axis },
          ticks: {
            maxRotation: 0,
            callback: (value) => {
              const even = scale === 'linear' || Number.isInteger(Math.round(Math.log10(Number(value)) * 1e6) / 1e6);
              return even ? tick(Number(value)) : '';
            },
          },
        },
        y: {
          type: 'linear',
          reverse: true,
          min: -0.5,
          max: rows.length - 0.5,
          grid: { display: false },
          afterBuildTicks: (y) => {
            y.ticks = rows.map((_, value) => ({ value }));
          },
          ticks: { autoSkip: false, callback: (value) => clean(rows[Number(value)] ?? '') },
        },
      },
    },
    plugins: [whiskers],
  };
  const alt = `${panel.alt} ${all
    .map((one) => {
      const told = kinds.flatMap(({ label, of }) => {
        const figure = of(one);
        return figure === undefined ? [] : [`${label === undefined ? '' : `${label} `}${said(figure.value)}`];
      });
      return `${clean(panel.row(one))}, ${clean(panel.series(one))}: ${told.join(', ')}`;
    })
    .join('; ')}.`;
  return { png: draw(heightPixels, configuration), title, alt, widthPixels: WIDTH, heightPixels, table: [] };
}
