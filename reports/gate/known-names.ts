// The names that budgets and waivers may give: all that any audit has, as one gate file may be for several. A name of nothing would
// leave a budget undecided and a waiver unused for ever. Of designs there may be others, so a name is wrong where it is nearly one.
import { designs } from '../../model/design.ts';
import { REPORTED } from '../../properties/anonymity/price-list.ts';
import { contests } from '../../properties/games/contests.ts';
import { controls } from '../../properties/games/controls.ts';
import { MATRIX_OBSERVERS, MATRIX_SUBJECTS, SECRETS } from '../../properties/matrix-questions.ts';
import { MEASURED } from '../../properties/measured-traffic.ts';
import { plantedLeaks } from '../../properties/planted-leaks.ts';
import { insteadOf, nearest } from '../nearest.ts';
import { LINE_IDS } from '../unknown-id.ts';
import type { Placed } from '../yaml-file.ts';
import { type Baseline, controlName } from './baseline.ts';
import { budgetName } from './budgets.ts';
import type { Budget, GateFile } from './gate-file.ts';

/** What there is beside our own names: designs of a request's own, and what the baseline still has. */
export interface Others {
  readonly designs: readonly string[];
  readonly baseline: Baseline | undefined;
}

const PLAYED: readonly string[] = contests.flatMap(({ id, requirement }) => [requirement, id]);
/** Of each figure: what it may be of, and how that is called. */
const OF: Readonly<Record<Budget['figure'], readonly [readonly string[], string]>> = {
  advantage: [[...new Set(PLAYED)], 'a requirement or property of which games are played'],
  'anonymity set': [REPORTED, 'a setting that audits measure'],
  'leaked bits': [REPORTED, 'a setting that audits measure'],
  delivery: [MEASURED, 'a fault that audits measure'],
};

const SUBJECTS: readonly string[] = [...new Set([...designs, ...MATRIX_SUBJECTS].map(({ name }) => name))];

/** All that a gate may call by an id. */
const IDS: readonly string[] = [
  ...LINE_IDS,
  ...LINE_IDS.map((id) => `two engines, ${id}`),
  ...plantedLeaks.map(({ name }) => name),
  ...controls.map(({ adversary, turned }) => controlName({ adversary: adversary.id, where: turned })),
  ...MATRIX_OBSERVERS.flatMap((observer) => SECRETS.map((secret) => `${observer}: ${secret}`)),
  ...contests.map(({ id }) => `advantage, ${id}`),
  ...REPORTED.flatMap((setting) => [`anonymity set, ${setting}`, `leaked bits, ${setting}`]),
  ...MEASURED.map((fault) => `delivery, ${fault}`),
];
const PROVER = 'ProVerif, ';

const idsOf = ({ designs: lines, figures, plantedLeaks: leaks, controls: won }: Baseline): readonly string[] => [
  ...[...Object.values(lines), ...Object.values(figures)].flatMap((one) => Object.keys(one)),
  ...Object.keys(leaks),
  ...Object.keys(won),
];

/** The first name of a gate file that is of nothing, in one line with its place. */
export function strangeName(
  file: string,
  { value, placeOf }: Placed<GateFile>,
  others: Others = { designs: [], baseline: undefined },
): string | undefined {
  const ids = [...IDS, ...value.budgets.map(budgetName), ...(others.baseline ? idsOf(others.baseline) : [])];
  const wrong = (path: readonly PropertyKey[], expected: string, found: string, names: readonly string[]): string => {
    const { line, column } = placeOf(path);
    return `${file}:${line}:${column} ${path.join('.')}: expected ${expected}, found ${JSON.stringify(found)}${insteadOf(found, names)}`;
  };
  const design = (path: readonly PropertyKey[], name: string | undefined): string | undefined =>
    name === undefined ||
    [...SUBJECTS, ...others.designs].some((one) => name.includes(one)) ||
    nearest(name, SUBJECTS) === undefined
      ? undefined
      : wrong(path, 'a design', name, SUBJECTS);
  const ofBudget = ({ figure, of, design: name }: Budget, i: number): string | undefined => {
    const [names, called] = OF[figure];
    return (
      design(['budgets', i, 'design'], name) ??
      (of === undefined || names.includes(of) ? undefined : wrong(['budgets', i, 'of'], called, of, names))
    );
  };
  const ofWaiver = ({ id, design: name }: GateFile['waivers'][number], i: number): string | undefined =>
    design(['waivers', i, 'design'], name) ??
    (ids.includes(id) || id.startsWith(PROVER)
      ? undefined
      : wrong(['waivers', i, 'id'], 'what a gate calls by that id', id, ids));
  return [...value.budgets.map(ofBudget), ...value.waivers.map(ofWaiver)].find((one) => one !== undefined);
}
