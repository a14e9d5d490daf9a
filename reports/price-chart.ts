// Pictures of the price list: anonymity over latency, cost over load, anonymity over load. Each figure is a mark with its 95%
// interval over seeds as a whisker; lines join the settings of one kind.
import type { ChartConfiguration, Plugin } from 'chart.js';
import { CROWD } from '../properties/anonymity/crowd.ts';
import { PRICED } from '../properties/anonymity/price-list.ts';
import type { CrowdResult } from '../properties/result.ts';
import { colour, draw, marked, type Picture, STILL, WIDTH } from './chart.ts';
import { duration } from './measured.ts';
import { clean } from './untrusted.ts';

const FORMS = ['circle', 'rect', 'triangle', 'rectRot', 'star'] as const;
const HEIGHT = 760;

type Interval = CrowdResult['figures']['bits'];
interface Mark {
  readonly x: number;
  readonly y: Interval;
}
interface Panel {
  readonly title: string;
  readonly over: string;
  readonly axis: string;
  readonly x: (one: CrowdResult) => number;
  readonly y: (one: CrowdResult) => Interval;
  readonly scale: 'linear' | 'logarithmic';
  readonly least: number;
  readonly most?: number;
  readonly tick: (x: number) => string;
  readonly wanted: (one: CrowdResult) => boolean;
}

const perSecond = (load: number): string => `${load}/s`;
const hiding: Pick<Panel, 'axis' | 'y' | 'scale' | 'least' | 'most'> = {
  axis: 'the worst user hides among so many',
  y: ({ figures }) => figures.worstSet,
  scale: 'linear',
  least: 1,
  most: CROWD,
};
const panels: readonly Panel[] = [
  {
    title: 'Anonymity against latency, by the delay of the proxy',
    over: 'median from order to reception',
    x: ({ figures }) => figures.medianMillis.value,
    ...hiding,
    tick: duration,
    wanted: ({ axis }) => axis === 'delay',
  },
  {
    title: 'Cost against load, by cover traffic',
    over: 'messages a second of all clients together',
    axis: 'kB on a client’s link, a message',
    x: ({ messagesASecond }) => messagesASecond,
    y: ({ figures }) => scaled(figures.octetsAMessage, 1e-3),
    scale: 'logarithmic',
    least: 30,
    tick: perSecond,
    wanted: ({ axis }) => axis === 'load' || axis === 'cover',
  },
  {
    title: 'Anonymity against load, by cover traffic',
    over: 'messages a second of all clients together',
    x: ({ messagesASecond }) => messagesASecond,
    ...hiding,
    tick: perSecond,
    wanted: ({ axis }) => axis === 'load' || axis === 'cover',
  },
];

const scaled = ({ value, low, high }: Interval, by: number): Interval => ({
  value: value * by,
  low: low * by,
  high: high * by,
});

/** One for each panel that has anything to show. */
export const pricePictures = (prices: readonly CrowdResult[]): readonly Picture[] =>
  panels.flatMap((panel) => {
    const some = prices.filter(panel.wanted);
    return some.length < 2 ? [] : [picture(panel, some)];
  });

function picture(
  { title, over, axis, x, y, scale, least, most, tick }: Panel,
  prices: readonly CrowdResult[],
): Picture {
  const groupOf = (one: CrowdResult): string => PRICED.find(({ id }) => id === one.setting)?.group ?? one.setting;
  const groups = [...new Set(prices.map(groupOf))];
  const series = groups.map((label, i) => ({
    label: clean(label),
    colour: colour(i),
    form: FORMS[i % FORMS.length] as (typeof FORMS)[number],
    marks: prices
      .filter((one) => groupOf(one) === label)
      .map((one): Mark => ({ x: x(one), y: y(one) }))
      .sort((a, b) => a.x - b.x),
  }));
  const highest = most ?? rounded(Math.max(...series.flatMap(({ marks }) => marks.map((one) => one.y.high))));
  const within = (value: number): number => Math.min(highest, Math.max(least, value));
  const whiskers: Plugin<'scatter'> = {
    id: 'whiskers',
    beforeDatasetsDraw({ ctx, scales }) {
      const [across, up] = [scales['x'], scales['y']];
      if (across === undefined || up === undefined) return;
      ctx.save();
      ctx.lineWidth = 2;
      for (const { colour: stroke, marks } of series) {
        ctx.strokeStyle = stroke;
        for (const mark of marks) {
          const at = across.getPixelForValue(mark.x);
          const ends = [mark.y.low, mark.y.high].map((value) => up.getPixelForValue(within(value))) as [number, number];
          ctx.beginPath();
          ctx.moveTo(at, ends[0]);
          ctx.lineTo(at, ends[1]);
          for (const end of ends) {
            ctx.moveTo(at - 6, end);
            ctx.lineTo(at + 6, end);
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
      datasets: series.map(({ label, colour: own, form, marks }) => ({
        label,
        data: marks.map((one) => ({ x: one.x, y: within(one.y.value) })),
        showLine: marks.length > 1,
        pointStyle: form,
        radius: 8,
        clip: false,
        borderColor: own,
        backgroundColor: own,
      })),
    },
    options: {
      ...STILL,
      plugins: marked(title),
      scales: {
        x: {
          type: 'logarithmic',
          title: { display: true, text: over },
          ticks: {
            maxRotation: 0,
            autoSkip: true,
            callback: (value) => (isEven(Number(value)) ? tick(Number(value)) : ''),
          },
        },
        y: { type: scale, min: least, max: highest, title: { display: true, text: axis } },
      },
    },
    plugins: [whiskers],
  };
  const alt = `${axis} over ${over}. ${series
    .map(({ label, marks }) => `${label}: ${marks.map((one) => `${round(one.y.value)} at ${tick(one.x)}`).join(', ')}`)
    .join('; ')}.`;
  return { png: draw(HEIGHT, configuration), title, alt, widthPixels: WIDTH, heightPixels: HEIGHT, table: [] };
}

const round = (value: number): string => String(Number(value.toPrecision(3)));

/** On a logarithmic scale 1, 2 and 5 times a power of ten have names: more would run into each other. */
const EVEN = [1, 2, 5, 10] as const;
const mantissaOf = (value: number): number => value / 10 ** Math.floor(Math.log10(value) + 1e-9);
const isEven = (value: number): boolean => EVEN.some((one) => Math.abs(mantissaOf(value) - one) < 1e-6);
/** The next of these above. */
const rounded = (value: number): number =>
  (value / mantissaOf(value)) * (EVEN.find((one) => one > mantissaOf(value)) ?? 10);
