// Pictures of delivery under faults: a mark for each way, with the 95% interval over seeds as its whiskers.
// Ways differ in the form of their mark and in its row as well as in colour.
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { Audit, Delivery } from '../properties/result.ts';
import { colour, draw, type Picture, STILL, WIDTH } from './chart.ts';
import { duration, faultsOf, percent, waysOf } from './measured.ts';
import { clean } from './untrusted.ts';

type Interval = Delivery['ratio'];
/** One kind of figure: its marks are filled or not. */
interface Kind {
  readonly label: string;
  readonly filled: boolean;
  readonly of: (one: Delivery) => Interval | undefined;
}
interface Panel {
  readonly title: string;
  readonly axis: string;
  readonly kinds: readonly Kind[];
  readonly scale: 'linear' | 'logarithmic';
  readonly least: number;
  readonly most: number;
  readonly said: (value: number) => string;
  readonly tick: (value: number) => string;
}

const FORMS = ['circle', 'rect', 'triangle', 'rectRot'] as const;
const COLOURS = [1, 0, 2, 3].map(colour);
const ROW_PIXELS = 24;

/** How messages arrive, and how long they take; none where nothing was measured. */
export const deliveryPictures = (audit: Audit): readonly Picture[] =>
  audit.delivery.length === 0
    ? []
    : [
        dots(audit, {
          title: 'Messages delivered, and messages that came twice',
          axis: 'share of what was ordered',
          kinds: [
            { label: 'delivered', filled: true, of: ({ ratio }) => ratio },
            { label: 'twice', filled: false, of: ({ doubled }) => doubled },
          ],
          scale: 'linear',
          least: 0,
          most: 1,
          said: percent,
          tick: percent,
        }),
        dots(audit, {
          title: 'From order to reception: median and 95th percentile',
          axis: 'delay, each line ten times the one before',
          kinds: [
            { label: 'median', filled: true, of: ({ medianMillis }) => medianMillis },
            { label: '95th percentile', filled: false, of: ({ p95Millis }) => p95Millis },
          ],
          scale: 'logarithmic',
          least: 10,
          most: 1_000_000,
          said: duration,
          tick: (millis) => (millis < 1_000 ? `${millis} ms` : `${millis / 1_000} s`),
        }),
      ];

function dots(audit: Audit, panel: Panel): Picture {
  const { title, axis, kinds, scale, least, most, said, tick } = panel;
  const [faults, ways] = [faultsOf(audit), waysOf(audit)];
  const heightPixels = 190 + faults.length * (ways.length + 1) * ROW_PIXELS;
  /** Ways have a row each within their fault. */
  const placed = ({ fault, way }: Delivery): number =>
    faults.indexOf(fault) + (ways.indexOf(way) - (ways.length - 1) / 2) / (ways.length + 1);
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  const series = ways.flatMap((way, i) =>
    kinds.map(({ label, filled, of }) => ({
      label: `${clean(way)}, ${label}`,
      colour: COLOURS[i % COLOURS.length] as string,
      form: FORMS[i % FORMS.length] as (typeof FORMS)[number],
      filled,
      marks: audit.delivery.flatMap((one) => {
        const figure = one.way === way ? of(one) : undefined;
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
      for (const i of faults.keys())
        if (i % 2 === 1)
          ctx.fillRect(
            chartArea.left,
            y.getPixelForValue(i - 0.5),
            chartArea.width,
            y.getPixelForValue(i + 0.5) - y.getPixelForValue(i - 0.5),
          );
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
      plugins: {
        title: { display: true, text: title, font: { size: 24, weight: 'bold' } },
        legend: { position: 'bottom', labels: { usePointStyle: true } },
      },
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
          max: faults.length - 0.5,
          grid: { display: false },
          afterBuildTicks: (y) => {
            y.ticks = faults.map((_, value) => ({ value }));
          },
          ticks: { autoSkip: false, callback: (value) => clean(faults[Number(value)] ?? '') },
        },
      },
    },
    plugins: [whiskers],
  };
  const alt = `Marks with whiskers, one row for each fault and way. ${audit.delivery
    .map((one) => {
      const told = kinds.flatMap(({ label, of }) => {
        const figure = of(one);
        return figure === undefined ? [] : [`${label} ${said(figure.value)}`];
      });
      return `${clean(one.fault)}, ${clean(one.way)}: ${told.join(', ')}`;
    })
    .join('; ')}.`;
  return { png: draw(heightPixels, configuration), title, alt, widthPixels: WIDTH, heightPixels, table: [] };
}
