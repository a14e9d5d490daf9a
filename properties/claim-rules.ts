// How a pro or con of the specification is held against figures: by the difference of two options over the same seeds.
// An answer follows from an interval that lies on one side of nothing; what the seeds do not tell is said to depend.
import { type Interval, interval } from './interval.ts';
import type { Figure, OptionSeed } from './options.ts';
import type { Condition, Option } from './options-traffic.ts';
import type { Claim } from './result.ts';

export type SeedsOf = (option: Option) => readonly OptionSeed[];
type Answer = Claim['answer'];
/** One question of a claim, answered. */
export interface Found {
  readonly about: string;
  readonly answer: Answer;
  readonly figure: string;
}
export type Answered = Pick<Claim, 'answer' | 'why' | 'figures'>;

const free = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, decimals: 4 };
const UNITS: Readonly<Record<Figure, readonly [string, string, number]>> = {
  ratio: ['delivered', '%', 100],
  doubled: ['received twice', '%', 100],
  medianMillis: ['median delay', ' ms', 1],
  p95Millis: ['95th percentile of the delay', ' ms', 1],
  readMillis: ['median delay of what is read', ' ms', 1],
  octets: ['device traffic', ' KB', 0.001],
  paddedOctets: ['device traffic with records as long as blocks', ' KB', 0.001],
  connections: ['connections', ' connections', 1],
  retries: ['repeated sends', ' repeated sends', 1],
  wakeUps: ['wake-ups', ' wake-ups', 1],
};
export const nameOf = (figure: Figure): string => UNITS[figure][0];
const said = (figure: Figure, value: number): string => {
  const [, unit, factor] = UNITS[figure];
  return `${Number((value * factor).toFixed(1))}${unit}`;
};
/** With its sign, as a difference is read. */
const signed = (figure: Figure, value: number): string => `${value > 0 ? '+' : ''}${said(figure, value)}`;
const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

/** Of one figure over the seeds that both options have it in: means, and the interval of the difference. */
function differ([seeds, one, other, condition, figure]: Compared, share: number) {
  const pairs = seeds(one).flatMap((mine) => {
    const yours = seeds(other).find(({ number }) => number === mine.number);
    const [a, b] = [mine[condition][figure], yours?.[condition][figure]];
    return a === undefined || b === undefined ? [] : [[a, share * b] as const];
  });
  const difference: Interval | undefined = interval(
    pairs.map(([a, b]) => a - b),
    free,
  );
  return difference && { a: mean(pairs.map(([a]) => a)), b: mean(pairs.map(([, b]) => b)), difference };
}

/** Whether a figure of one option is below, or above, that of another; equal ones are neither. */
function compare(asked: Compared, above: boolean, share = 1): Found {
  const [, one, , condition, figure] = asked;
  const other = `${share === 1 ? '' : 'half of '}${asked[2]}`;
  const about = `${nameOf(figure)} of “${one}” ${above ? 'above' : 'below'} “${other}” (${condition})`;
  const found = differ(asked, share);
  if (found === undefined) return { about, answer: 'not measured', figure: `no ${nameOf(figure)} of two seeds` };
  const { a, b, difference } = found;
  const [low, high] = above ? [-difference.high, -difference.low] : [difference.low, difference.high];
  const answer = high < 0 ? 'supported' : low >= 0 ? 'not supported' : 'depends';
  const range =
    difference.low === difference.high
      ? `${signed(figure, difference.low)} in every seed`
      : `${signed(figure, difference.low)} to ${signed(figure, difference.high)}`;
  return {
    about,
    answer,
    figure: `${nameOf(figure)}, ${condition}: ${one} ${said(figure, a)}, ${other} ${said(figure, b)}; the first less the second ${range}`,
  };
}
type Compared = readonly [seeds: SeedsOf, one: Option, other: Option, condition: Condition, figure: Figure];
export const less = (...asked: Compared): Found => compare(asked, false);
export const more = (...asked: Compared): Found => compare(asked, true);
/** Whether it is below half: what “substantially” less is taken to mean. */
export const halved = (...asked: Compared): Found => compare(asked, false, 0.5);

export const known = (about: string, holds: boolean, figure: string): Found => ({
  about,
  answer: holds ? 'supported' : 'not supported',
  figure,
});

/** An answer that no run gives. */
export const unmeasured = (why: string): Answered => ({ answer: 'not measured', why, figures: [] });

/** Supported if every question is, not supported if none is, and otherwise it depends, with the questions named. */
export function together(found: readonly Found[]): Answered {
  const having = (answer: Answer) => found.filter((one) => one.answer === answer).map(({ about }) => about);
  const [yes, no, open, never] = [
    having('supported'),
    having('not supported'),
    having('depends'),
    having('not measured'),
  ];
  const figures = [...new Set(found.map(({ figure }) => figure))];
  if (never.length > 0)
    return { answer: 'not measured', why: `There are no figures for: ${never.join('; ')}.`, figures };
  const why = [
    ...(yes.length > 0 ? [`Holds: ${yes.join('; ')}.`] : []),
    ...(no.length > 0 ? [`Does not hold: ${no.join('; ')}.`] : []),
    ...(open.length > 0 ? [`These seeds do not tell: ${open.join('; ')}.`] : []),
  ].join(' ');
  const answer = yes.length === found.length ? 'supported' : no.length === found.length ? 'not supported' : 'depends';
  return { answer, why, figures };
}
