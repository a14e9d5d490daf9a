// Pictures of delivery under faults: a mark for each way, with the 95% interval over seeds as its whiskers.
import type { Audit } from '../properties/result.ts';
import type { Picture } from './chart.ts';
import { dots } from './dot-chart.ts';
import { duration, percent } from './measured.ts';

/** How messages arrive, and how long they take; none where nothing was measured. */
export function deliveryPictures({ delivery: all }: Audit): readonly Picture[] {
  if (all.length === 0) return [];
  const common = {
    alt: 'Marks with whiskers, one row for each fault and way.',
    all,
    row: ({ fault }: (typeof all)[number]) => fault,
    series: ({ way }: (typeof all)[number]) => way,
  };
  return [
    dots({
      ...common,
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
    dots({
      ...common,
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
}
