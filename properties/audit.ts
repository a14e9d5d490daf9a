// The audit: what all shards found, put together as the data that every report is rendered from.
import { type Design, sealed } from '../model/design.ts';
import { ASSUMPTIONS } from '../sim/overlay-figures.ts';
import { budgets } from './budget.ts';
import { properties } from './catalogue.ts';
import { claimsOf } from './claims.ts';
import { engines } from './engines.ts';
import { findings } from './findings.ts';
import { controlResults, gameLines, gateResult } from './games/game-lines.ts';
import { givenBy } from './given-answers.ts';
import { matrixOf } from './matrix-declared.ts';
import { crowds, deliveries, flows, loads } from './measures.ts';
import { optionsOf, seedsOf } from './options.ts';
import { declaredOf } from './own-design.ts';
import { failed, nothing, type Property, verdict } from './property.ts';
import { type AuditRequest, EFFORT, matrixSubjects, type Subject, subjects, wantedProperties } from './request.ts';
import type { Audit, AuditLine, Evidence, Measure } from './result.ts';
import type { ScheduleEvidence } from './schedule-evidence.ts';
import type { Worked } from './shard.ts';
import { summed, triedIn } from './sums.ts';
import type { Found } from './tried.ts';

export const VERSION = '0.1.0';

/** Puts together what all shards found, in whatever order they come. */
export function assemble(request: AuditRequest, worked: readonly Worked[]): Audit {
  const sums = summed(worked);
  const evidenceOf = (subject: string, property: string): Evidence[] =>
    worked.flatMap((one) =>
      one.kind === 'story' && one.subject === subject && one.property === property ? [one.evidence] : [],
    );
  const wanted = wantedProperties(request);
  const tallyOf = (subject: string, id: string): Found =>
    sums.get(`${subject} ${id}`) ?? { property: id, chances: 0, hits: 0, runs: 0, failure: undefined };
  const all = subjects(request);
  const measured = worked.flatMap((one) => (one.kind === 'measure' ? [one.part] : []));

  const ran = measured.flatMap((one) => (one.of === 'options' ? [one] : []));

  const schedulesOf = (subject: string, id: string): ScheduleEvidence | undefined =>
    worked.flatMap((one) =>
      one.kind === 'schedules' && one.subject === subject && one.evidence.property === id ? [one.evidence] : [],
    )[0];

  const lines = ({ design, own }: Subject): AuditLine[] =>
    wanted.flatMap((property) => {
      const found = tallyOf(design.name, property.id);
      // A user's scenario gives an occasion to some lines only; the others are not about it.
      if (request.scenario !== undefined && found.chances === 0) return [];
      const schedules = schedulesOf(design.name, property.id);
      // What drawn runs do not show, another order of the same events may.
      const drawn = verdict(property.says, found);
      const now = drawn === 'holds' && schedules?.verdict === 'violated' ? 'violated' : drawn;
      const declared = declaredOf({ design, own }, property);
      return [
        {
          property: property.id,
          requirement: property.requirement,
          observer: property.observer,
          says: property.says,
          claim: property.claim,
          method: property.method,
          verdict: now,
          expected: declared,
          // One scenario need not show all that its design violates.
          asExpected: now === declared || (request.scenario !== undefined && now === 'holds'),
          chances: found.chances,
          hits: found.hits,
          runs: found.runs,
          scope: `${scope(property, found)}${schedules === undefined ? '' : `; ${schedules.scope}`}`,
          evidence: evidenceOf(design.name, property.id),
        },
      ];
    });
  const { games: limits } = EFFORT[request.profile];
  const played = (subject: Subject): readonly AuditLine[] => {
    const { name } = subject.design;
    const scores = worked.flatMap((one) => (one.kind === 'games' && one.subject === name ? one.scores : []));
    return limits === undefined ? [] : gameLines(subject, scores, limits);
  };
  const audited = all.filter((one) => one.leak === undefined);
  const reported = audited.map((subject) => ({
    name: subject.design.name,
    decisions: decisions(subject.design),
    lines: [...lines(subject), ...played(subject)],
  }));
  // Who asks for some properties hears of the leaks that these must notice.
  const asked = (id: string): boolean => request.properties?.includes(id) ?? true;
  const leaks = (EFFORT[request.profile].leak === 0 ? [] : all.flatMap(({ leak }) => leak ?? []))
    .map((leak) => ({ ...leak, mustBeCaughtBy: leak.mustBeCaughtBy.filter(asked) }))
    .filter(({ mustBeCaughtBy }) => mustBeCaughtBy.length > 0);
  const plantedLeakResults = leaks.map(({ name, decision, mustBeCaughtBy, mayBeCaughtBy }) => {
    const caughtBy = properties
      .filter(({ id, says }) => failed(says, { ...nothing, ...pick(tallyOf(name, id)) }))
      .map(({ id }) => id);
    const caught =
      mustBeCaughtBy.every((id) => caughtBy.includes(id)) &&
      caughtBy.every((id) => mustBeCaughtBy.includes(id) || mayBeCaughtBy.includes(id));
    const evidence = caughtBy.flatMap((property) => evidenceOf(name, property).map((one) => ({ ...one, property })));
    return {
      name,
      decision,
      mustBeCaughtBy: [...mustBeCaughtBy],
      mayBeCaughtBy: [...mayBeCaughtBy],
      caughtBy,
      caught,
      evidence,
    };
  });
  const load = loads(measured);
  const everyLine = reported.flatMap((design) => design.lines);
  const count = (word: AuditLine['verdict']): number => everyLine.filter((one) => one.verdict === word).length;
  return {
    schema: 'hopscope.audit/1',
    tool: { name: 'hopscope', version: VERSION },
    profile: request.profile,
    seed: request.seed,
    matrix: matrixSubjects(request).map((subject) =>
      matrixOf(
        subject,
        EFFORT[request.profile].matrix,
        worked.flatMap((one) => (one.kind === 'matrix' && one.subject === subject.name ? [one.column] : [])),
      ),
    ),
    designs: reported,
    plantedLeaks: plantedLeakResults,
    measures: measures(worked),
    ...(limits !== undefined &&
      worked.some(({ kind }) => kind === 'games' || kind === 'controls') && { gate: gateResult(limits) }),
    controls: controlResults(worked.flatMap((one) => (one.kind === 'controls' ? one.scores : []))),
    load,
    anonymity: crowds(measured),
    delivery: deliveries(measured),
    flows: flows(measured, request, ({ id, says }) => failed(says, { ...nothing, ...pick(tallyOf(sealed.name, id)) })),
    options: optionsOf(ran),
    claims: claimsOf((option) => seedsOf(ran, option), givenBy(reported, load)),
    assumptions: ran.length === 0 ? [] : ASSUMPTIONS.map((one) => ({ ...one })),
    engines: engines(
      [...sums].flatMap(([key, { split, property }]) =>
        split === undefined ? [] : [{ subject: key.slice(0, -property.length - 1), property, split }],
      ),
    ),
    budgets: audited.flatMap(({ design }) => budgets(design)),
    findings: findings(),
    summary: {
      lines: everyLine.length,
      asExpected: everyLine.filter((one) => one.asExpected).length,
      violated: count('violated'),
      undecided: count('undecided'),
      vacuous: count('vacuous'),
      plantedLeaks: plantedLeakResults.length,
      caught: plantedLeakResults.filter((one) => one.caught).length,
    },
  };
}

const pick = ({ chances, hits }: Found) => ({ chances, hits });

function decisions({ name: _, fields, ...rest }: Design): Record<string, string | number> {
  const said = fields.map(
    ({ name, on, hop, stands, octets, value }) =>
      `${name}: ${octets} octets, ${value}, on each ${on}, ${hop}, ${stands}`,
  );
  return { ...rest, ...(said.length > 0 && { fields: said.join('; ') }) };
}

function scope(property: Property, { chances, hits, runs: count }: Found): string {
  const where = property.method === 'two worlds' ? 'pairs of runs with one seed' : 'seeded runs';
  const number = property.method === 'two worlds' ? count / 2 : count;
  if (chances === 0) return `no occasion in ${number} ${where}`;
  if (property.says === 'can') return `shown ${hits} times in ${chances} chances over ${number} ${where}`;
  return `${hits === 0 ? 'no hit' : hits === 1 ? '1 hit' : `${hits} hits`} in ${chances} chances over ${number} ${where}`;
}

/** What the search for common octets counts, and how often it would be wrong by chance. */
function measures(worked: readonly Worked[]): Measure[] {
  const all = triedIn(worked).flatMap(({ matches }) => matches);
  if (all.length === 0) return [];
  const spread = (values: readonly number[]) => ({ low: Math.min(...values), high: Math.max(...values) });
  const lengths = spread(all.map((one) => one.k));
  const alarms = spread(all.map((one) => one.falseAlarm));
  return [
    {
      id: 'R3.1-shortest-match',
      claim: 'shortest string in common that counts, by the octets of the run',
      unit: 'octets',
      value: lengths.high,
      ...lengths,
    },
    {
      id: 'R3.1-false-alarm',
      claim: 'chance matches of that length expected in a run, at most',
      unit: 'a run',
      value: alarms.high,
      ...alarms,
    },
  ];
}
