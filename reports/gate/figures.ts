// The figures of an audit that a gate compares and holds against budgets: how much an adversary gains, among how many a user
// hides, how many bits leak, and how much is delivered. Each has the interval that it is uncertain by.
import { advantageInterval } from '../../properties/games/advantage-interval.ts';
import type { Audit, CrowdResult } from '../../properties/result.ts';
import { claimOf } from '../matrix.ts';

export const FIGURES = ['advantage', 'anonymity set', 'leaked bits', 'delivery'] as const;

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
export interface Figure extends Interval {
  readonly figure: (typeof FIGURES)[number];
  /** Of one design no two are alike. */
  readonly id: string;
  readonly design: string;
  /** What a budget may call it by. */
  readonly names: readonly string[];
  readonly observer: string;
  /** Reads on from the id. */
  readonly words: string;
  readonly better: 'more' | 'less';
  /** Whether a budget for all figures of its kind means it: not of a line that says what an observer can do. */
  readonly budgeted: boolean;
}

/** All figures of an audit; of what was not measured there is none. */
export const figuresOf = (audit: Audit): readonly Figure[] => [
  ...audit.designs.flatMap(({ name, lines }) =>
    lines.flatMap((line): Figure[] => {
      if (line.method !== 'game') return [];
      const interval = advantageInterval({ games: line.chances, wins: line.hits });
      if (interval === undefined) return [];
      const { property, requirement, observer, says } = line;
      return [
        {
          figure: 'advantage',
          id: `advantage, ${property}`,
          design: name,
          names: [property, requirement],
          observer,
          words: claimOf(line),
          better: says === 'can' ? 'more' : 'less',
          budgeted: says === 'cannot',
          ...interval,
        },
      ];
    }),
  ),
  ...audit.anonymity.flatMap(crowdFigures),
  ...audit.delivery.map(({ fault, way, ratio }): Figure => {
    const words = `what arrives of what was ordered, with the fault: ${fault}`;
    const id = `delivery, ${fault}`;
    const better = 'more';
    return {
      figure: 'delivery',
      id,
      design: way,
      names: [fault],
      observer: 'whoever looks',
      words,
      better,
      budgeted: true,
      ...ratio,
    };
  }),
];

const LINKS = 'the network on both links';

function crowdFigures({ design, setting, figures: { worstSet, leakage } }: CrowdResult): readonly Figure[] {
  const common = { design, names: [setting], observer: LINKS, budgeted: true };
  // Leakage counts how many times likelier the best guess is than a blind one: its logarithm is what leaks, in bits.
  const bits = (times: number): number => Number(Math.log2(Math.max(1, times)).toFixed(4));
  return [
    {
      ...common,
      figure: 'anonymity set',
      id: `anonymity set, ${setting}`,
      words: `among how many the worst user hides from ${LINKS}`,
      better: 'more',
      ...worstSet,
    },
    {
      ...common,
      figure: 'leaked bits',
      id: `leaked bits, ${setting}`,
      words: `bits of who wrote a message that ${LINKS} learns`,
      better: 'less',
      value: bits(leakage.value),
      low: bits(leakage.low),
      high: bits(leakage.high),
    },
  ];
}

/** A figure as it is told: 0.02 (0 to 0.05). */
export const told = ({ value, low, high }: Interval): string => `${value} (${low} to ${high})`;

/** Whether all of one interval is on the worse side of a value or of all of another interval. */
export const beyond = (better: Figure['better'], one: Interval, other: Interval): boolean =>
  better === 'more' ? one.high < other.low : one.low > other.high;
