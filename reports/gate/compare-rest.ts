// What else an audit says beside its lines, as a gate sees it: planted leaks, controls, the matrix, two engines, provers, figures.

import { explain } from '../../properties/explanation.ts';
import { disagrees } from '../../properties/export/prover-answers.ts';
import { inWords } from '../../properties/property.ts';
import type { Audit } from '../../properties/result.ts';
import { surpriseWords } from '../exposure.ts';
import { controlWords } from '../games.ts';
import { listed, sentence } from '../wrap.ts';
import { type Baseline, controlName } from './baseline.ts';
import type { Compared } from './compare.ts';
import { beyond, type Figure, told } from './figures.ts';
import type { Scope } from './scope.ts';

export const PLANTED = 'planted leaks';
export const CONTROLS = 'adversaries';
const fails = { outcome: 'not as declared', effect: 'fails' } as const;
const known = { outcome: 'known', effect: 'to note' } as const;
const isNew = { outcome: 'new', effect: 'to note' } as const;
const isGone = { outcome: 'missing', effect: 'fails' } as const;

const linesOf = (ids: readonly string[]): string =>
  listed(
    ids.map((id) => {
      const one = explain(id)?.properties.find((property) => property.id === id);
      return one === undefined ? id : `${id} (${inWords(one)})`;
    }),
  );

export function compareLeaks(
  { plantedLeaks }: Audit,
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: string,
): readonly Compared[] {
  const found = plantedLeaks.flatMap((leak): Compared[] => {
    const { name, mustBeCaughtBy, mayBeCaughtBy, caughtBy } = leak;
    const before = baseline?.plantedLeaks[name];
    const common = { subject: PLANTED, id: name, now: leak.caught ? 'caught' : 'not caught', replay: rerun };
    const lost = (before?.caughtBy ?? []).filter((id) => scope.property(id) && !caughtBy.includes(id));
    if (lost.length > 0)
      return [
        {
          ...common,
          outcome: 'leak lost',
          effect: 'fails',
          before: `caught by ${listed(before?.caughtBy ?? [])}`,
          words: `With ${leak.decision}, the leak is no longer noticed by ${linesOf(lost)}, so what that says is not to be relied on.`,
        },
      ];
    if (leak.caught)
      return baseline !== undefined && before === undefined ? [{ ...common, ...isNew, words: 'It is caught.' }] : [];
    const missed = mustBeCaughtBy.filter((id) => !caughtBy.includes(id));
    const others = caughtBy.filter((id) => !mustBeCaughtBy.includes(id) && !mayBeCaughtBy.includes(id));
    const why = [
      ...(missed.length > 0 ? [`is missed by ${linesOf(missed)}`] : []),
      ...(others.length > 0 ? [`is noticed as well by ${linesOf(others)}`] : []),
    ];
    const words = `With ${leak.decision}, the leak ${why.join('; it ')}.`;
    return [{ ...common, ...(before?.caught === false ? known : fails), words }];
  });
  return [
    ...found,
    ...gone(
      PLANTED,
      baseline?.plantedLeaks,
      plantedLeaks.map(({ name }) => name),
      scope.leak,
      rerun,
    ),
  ];
}

export function compareControls(
  { controls }: Audit,
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: string,
): readonly Compared[] {
  const found = controls.flatMap((one): Compared[] => {
    const before = baseline?.controls[controlName(one)];
    const common = { subject: CONTROLS, id: controlName(one), observer: one.observer, replay: rerun };
    if (!one.asItMust)
      return [{ ...common, ...(before === false ? known : fails), words: sentence(controlWords(one)) }];
    return baseline !== undefined && before === undefined
      ? [{ ...common, ...isNew, words: 'It wins where it must, and only there.' }]
      : [];
  });
  return [...found, ...gone(CONTROLS, baseline?.controls, controls.map(controlName), scope.control, rerun)];
}

function gone(
  subject: string,
  before: Readonly<Record<string, unknown>> | undefined,
  there: readonly string[],
  asked: boolean,
  replay: string,
): readonly Compared[] {
  return Object.keys(before ?? {})
    .filter((id) => asked && !there.includes(id))
    .map((id) => ({
      subject,
      id,
      ...isGone,
      words: 'It is gone, so what it put to the test is no longer tested.',
      replay,
    }));
}

export function compareMatrix(
  { matrix }: Audit,
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: (design: string) => string,
): readonly Compared[] {
  const found = matrix.flatMap(({ subject, cells }) =>
    cells.flatMap((cell): Compared[] => {
      const row = baseline?.matrix[subject]?.[cell.observer];
      const before = row?.exposed.includes(cell.secret)
        ? 'exposed'
        : row?.hidden.includes(cell.secret)
          ? 'hidden'
          : undefined;
      const common = {
        subject,
        id: `${cell.observer}: ${cell.secret}`,
        observer: cell.observer,
        ...(before !== undefined && { before }),
        now: cell.exposure,
        replay: rerun(subject),
      };
      const words = sentence(
        surpriseWords({
          subject: before === undefined ? 'In the matrix' : `In the matrix, where it was ${before}`,
          cell,
        }),
      );
      if (before === 'hidden' && cell.exposure === 'exposed')
        return [{ ...common, outcome: 'worse', effect: 'fails', words }];
      if (before !== undefined && cell.exposure === 'out of scope') return [{ ...common, ...isGone, words }];
      if (!cell.asDeclared) return [{ ...common, ...(before === cell.exposure ? known : fails), words }];
      if (before === 'exposed' && cell.exposure === 'hidden')
        return [{ ...common, outcome: 'better', effect: 'to note', words }];
      const unseen = baseline !== undefined && before === undefined && cell.exposure !== 'out of scope';
      return unseen ? [{ ...common, ...isNew, words }] : [];
    }),
  );
  const there = new Set(
    matrix.flatMap(({ subject, cells }) => cells.map((one) => `${subject} ${one.observer}: ${one.secret}`)),
  );
  const lost = Object.entries(baseline?.matrix ?? {}).flatMap(([subject, rows]) =>
    Object.entries(rows).flatMap(([observer, { hidden, exposed }]) =>
      [...hidden, ...exposed]
        .map((secret) => `${observer}: ${secret}`)
        .filter((id) => scope.whole(subject) && !there.has(`${subject} ${id}`))
        .map(
          (id): Compared => ({
            subject,
            id,
            observer,
            ...isGone,
            words: 'This cell of the matrix is gone.',
            replay: rerun(subject),
          }),
        ),
    ),
  );
  return [...found, ...lost];
}

/** Where two engines disagree for no listed reason, and what provers say against what is expected: no baseline excuses them. */
export const compareWitnesses = ({ engines, proverif = [] }: Audit, rerun: string): readonly Compared[] => [
  ...engines.disagreements
    .filter(({ why }) => why === undefined)
    .map(
      ({ subject, property, foundBy, chances }): Compared => ({
        subject,
        id: `two engines, ${property}`,
        ...fails,
        words: `Of ${linesOf([property])} the ${foundBy} alone found a failure, ${chances} times, and no reason is listed.`,
        replay: rerun,
      }),
    ),
  ...proverif
    .filter((one) => disagrees(one) || one.verdict === 'no answer')
    .map((one): Compared => {
      const silent = one.verdict === 'no answer';
      return {
        subject: one.design,
        id: `ProVerif, ${one.file}`,
        ...(silent ? ({ outcome: 'undecided', effect: 'undecided' } as const) : fails),
        now: one.verdict,
        words: `ProVerif says of ${linesOf([one.property])}: ${one.verdict}; expected: ${one.expected}.`,
      };
    }),
];

/** Figures against those of the baseline: worse or better where the intervals do not even touch. */
export function compareFigures(
  figures: readonly Figure[],
  baseline: Baseline | undefined,
  scope: Scope,
  rerun: (design: string) => string,
): readonly Compared[] {
  if (baseline === undefined) return [];
  const found = figures.flatMap((one): Compared[] => {
    const before = baseline.figures[one.design]?.[one.id];
    const common = {
      subject: one.design,
      id: one.id,
      observer: one.observer,
      now: told(one),
      replay: rerun(one.design),
    };
    if (before === undefined) return [{ ...common, ...isNew, words: `It is ${told(one)}: ${one.words}.` }];
    const words = `It was ${told(before)} and is ${told(one)} now: ${one.words}.`;
    const both = { ...common, before: told(before), words };
    if (beyond(one.better, one, before)) return [{ ...both, outcome: 'worse', effect: 'fails' }];
    return beyond(one.better, before, one) ? [{ ...both, outcome: 'better', effect: 'to note' }] : [];
  });
  const there = new Set(figures.map(({ design, id }) => `${design} ${id}`));
  const lost = Object.entries(baseline.figures).flatMap(([design, ids]) =>
    Object.keys(ids)
      .filter((id) => scope.whole(design) && !there.has(`${design} ${id}`))
      .map(
        (id): Compared => ({
          subject: design,
          id,
          ...isGone,
          words: 'This figure is no longer measured.',
          replay: rerun(design),
        }),
      ),
  );
  return [...found, ...lost];
}
