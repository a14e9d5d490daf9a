// Budgets held against the figures of an audit, with their intervals: broken when all of an interval is beyond the budget,
// undecided when only the figure itself is, and never kept by what was not measured.
import type { Compared } from './compare.ts';
import { beyond, type Figure, type Interval, told } from './figures.ts';
import type { Budget } from './gate-file.ts';
import type { KeptBudget } from './gate-result.ts';

const limitOf = (budget: Budget): number => ('most' in budget ? budget.most : budget.least);

/** The budget in words, which is also what a waiver calls it: advantage at most 0.1, of G4-A2. */
export const budgetName = (budget: Budget): string =>
  `${budget.figure} ${'most' in budget ? 'at most' : 'at least'} ${limitOf(budget)}${budget.of === undefined ? '' : `, of ${budget.of}`}`;

/** The figures that a budget is about. */
const figuresFor = (budget: Budget, figures: readonly Figure[]): readonly Figure[] =>
  figures.filter(
    (one) =>
      one.figure === budget.figure &&
      (budget.design === undefined || one.design === budget.design) &&
      (budget.of === undefined ? one.budgeted : one.names.includes(budget.of)),
  );
const betterFor = (budget: Budget): Figure['better'] => ('most' in budget ? 'less' : 'more');
const point = (value: number): Interval => ({ value, low: value, high: value });
const ofDesign = ({ design = 'all designs' }: Budget): string => design;

/** Budgets of which there are figures, and none is beyond. */
export const keptBudgets = (budgets: readonly Budget[], figures: readonly Figure[]): readonly KeptBudget[] =>
  budgets.flatMap((budget): KeptBudget[] => {
    const mine = figuresFor(budget, figures);
    const better = betterFor(budget);
    if (mine.some(({ value }) => beyond(better, point(value), point(limitOf(budget))))) return [];
    const [worst] = mine.toSorted((a, b) => (better === 'less' ? b.value - a.value : a.value - b.value));
    if (worst === undefined) return [];
    const { design, id } = worst;
    return [
      {
        subject: ofDesign(budget),
        id: budgetName(budget),
        figures: mine.length,
        worst: { design, id, now: told(worst) },
      },
    ];
  });

export const judgeBudgets = (
  budgets: readonly Budget[],
  figures: readonly Figure[],
  rerun: (design: string) => string,
): readonly Compared[] =>
  budgets.flatMap((budget): Compared[] => {
    const mine = figuresFor(budget, figures);
    const id = budgetName(budget);
    if (mine.length === 0)
      return [
        {
          subject: ofDesign(budget),
          id,
          outcome: 'undecided',
          effect: 'undecided',
          words:
            'The audit has no such figure, so nothing tells whether the budget is kept; a larger profile measures more.',
        },
      ];
    return mine.flatMap((figure): Compared[] => {
      const limit = point(limitOf(budget));
      const better = betterFor(budget);
      const words = `${figure.id} is ${told(figure)}: ${figure.words}.`;
      const common = {
        subject: figure.design,
        id,
        observer: figure.observer,
        now: told(figure),
        replay: rerun(figure.design),
      };
      if (beyond(better, figure, limit)) return [{ ...common, outcome: 'budget broken', effect: 'fails', words }];
      return beyond(better, point(figure.value), limit)
        ? [
            {
              ...common,
              outcome: 'undecided',
              effect: 'undecided',
              words: `${words} The interval reaches into the budget.`,
            },
          ]
        : [];
    });
  });
