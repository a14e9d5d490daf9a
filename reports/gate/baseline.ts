// The baseline: what an audit found, cut down to what a reviewer reads in a diff. Later audits are held against it.
import { z } from 'zod';
import type { AuditRequest } from '../../properties/request.ts';
import { type Audit, VERDICTS } from '../../properties/result.ts';
import { readYaml } from '../yaml-file.ts';
import { figuresOf } from './figures.ts';
import { asked } from './scope.ts';

const figure = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const names = z.array(z.string());

export const baselineSchema = z.strictObject({
  schema: z.literal('hopscope.baseline/1'),
  profile: z.string().describe('audits of another profile have other lines, and are not compared'),
  seed: z.string(),
  scenario: z.string().optional().describe('the scenario file, where the audit was of one'),
  designs: z.record(z.string(), z.record(z.string(), z.enum(VERDICTS))).describe('by design and property: the verdict'),
  figures: z
    .record(z.string(), z.record(z.string(), figure))
    .describe('by design: advantages of games, anonymity sets, leaked bits and delivery, with 95% intervals'),
  plantedLeaks: z
    .record(z.string(), z.strictObject({ caught: z.boolean(), caughtBy: names }))
    .describe('whether each is caught by exactly the properties it names, and by which of them'),
  controls: z.record(z.string(), z.boolean()).describe('whether each adversary wins where it must and only there'),
  matrix: z
    .record(z.string(), z.record(z.string(), z.strictObject({ hidden: names, exposed: names })))
    .describe('by design and observer: which secrets are hidden from it, and which are not'),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** How a control is called in baselines, waivers and messages. */
export const controlName = ({ adversary, where }: Pick<Audit['controls'][number], 'adversary' | 'where'>): string =>
  `${adversary}, ${where}`;

/** By names, in the order of their names, so that a diff shows what changed and nothing that moved. */
const byName = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));

/** What of an audit a baseline keeps. */
export function baselineOf(audit: Audit, request: AuditRequest): Baseline {
  const figures = figuresOf(audit);
  const cells = (subject: string, observer: string, exposure: string): string[] =>
    audit.matrix
      .filter((one) => one.subject === subject)
      .flatMap((one) => one.cells)
      .filter((cell) => cell.observer === observer && cell.exposure === exposure)
      .map(({ secret }) => secret)
      .toSorted();
  return {
    schema: 'hopscope.baseline/1',
    profile: audit.profile,
    seed: audit.seed,
    ...(request.scenarioName !== undefined && { scenario: request.scenarioName }),
    designs: byName(
      audit.designs.map(({ name, lines }) => [
        name,
        byName(lines.map(({ property, verdict }) => [property, verdict] as const)),
      ]),
    ),
    figures: byName(
      [...new Set(figures.map(({ design }) => design))].map((design) => [
        design,
        byName(
          figures
            .filter((one) => one.design === design)
            .map(({ id, value, low, high }) => [id, { value, low, high }] as const),
        ),
      ]),
    ),
    plantedLeaks: byName(
      audit.plantedLeaks.map(({ name, caught, mustBeCaughtBy, caughtBy }) => [
        name,
        { caught, caughtBy: mustBeCaughtBy.filter((id) => caughtBy.includes(id)).toSorted() },
      ]),
    ),
    controls: byName(audit.controls.map((one) => [controlName(one), one.asItMust])),
    matrix: byName(
      audit.matrix.map(({ subject, cells: all }) => [
        subject,
        byName(
          [...new Set(all.map(({ observer }) => observer))].map((observer) => [
            observer,
            { hidden: cells(subject, observer, 'hidden'), exposed: cells(subject, observer, 'exposed') },
          ]),
        ),
      ]),
    ),
  };
}

/** An earlier baseline with what an audit was asked put in its place; what it was not asked stays. */
export function renewed(before: Baseline | undefined, now: Baseline, request: AuditRequest): Baseline {
  if (before === undefined) return now;
  const kept = <T>(old: Record<string, T>, fresh: Record<string, T>, stays: (name: string) => boolean) =>
    byName([...Object.entries(old).filter(([name]) => stays(name) && !(name in fresh)), ...Object.entries(fresh)]);
  const within = <T>(
    old: Record<string, Record<string, T>>,
    fresh: Record<string, Record<string, T>>,
    stays: (design: string, name: string) => boolean,
  ) =>
    byName(
      [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
        .map((design) => [design, kept(old[design] ?? {}, fresh[design] ?? {}, (name) => stays(design, name))] as const)
        .filter(([, entries]) => Object.keys(entries).length > 0),
    );
  const { line, property, whole, leak, control } = asked(request);
  /** With the catches by properties that were not asked, which stay as they were. */
  const leaks = Object.entries(now.plantedLeaks).map(([name, { caught, caughtBy }]) => {
    const unasked = before.plantedLeaks[name]?.caughtBy.filter((id) => !property(id)) ?? [];
    const still = unasked.length === 0 || before.plantedLeaks[name]?.caught === true;
    return [name, { caught: caught && still, caughtBy: [...unasked, ...caughtBy].toSorted() }] as const;
  });
  return {
    ...now,
    designs: within(before.designs, now.designs, (design, id) => !line(design, id)),
    figures: within(before.figures, now.figures, (design) => !whole(design)),
    plantedLeaks: kept(before.plantedLeaks, Object.fromEntries(leaks), () => !leak),
    controls: kept(before.controls, now.controls, () => !control),
    matrix: kept(before.matrix, now.matrix, (design) => !whole(design)),
  };
}

/** Two spaces, one newline: the same findings, the same octets. */
export const baselineText = (baseline: Baseline): string =>
  `${JSON.stringify(baselineSchema.parse(baseline), null, 2)}\n`;

/** What is said of an audit.json in the place of a baseline. */
const AUDIT = / schema: expected .* found "hopscope\.audit\//;

/** Reads a baseline for an audit of this request, or says in one line why it cannot be held against it. */
export function readBaseline(file: string, request: AuditRequest): Baseline | string {
  const read = readYaml(file, baselineSchema, 'a baseline');
  if (typeof read === 'string')
    return AUDIT.test(read)
      ? `${file}: expected a baseline, found an audit; hopscope audit --baseline FILE --update-baseline writes one, and hopscope diff compares two audits`
      : read;
  const { profile, scenario } = read.value;
  const mine = request.scenarioName;
  const at = (key: string, was: string, is: string): string => {
    const { line, column } = read.placeOf([key]);
    return `${file}:${line}:${column} ${key}: expected ${is}, as this audit is, found ${was}; audit that, or give another file by --baseline`;
  };
  if (profile !== request.profile) return at('profile', profile, request.profile);
  if (scenario !== mine) return at('scenario', scenario ?? 'no scenario', mine ?? 'no scenario');
  return read.value;
}
