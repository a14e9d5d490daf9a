// The work of an audit, cut into shards. A shard is a pure function of plain data, and sums do not depend on their order,
// so that threads and machines may share it. A second round finds the smallest story of each failure.
import { countedIn } from './active-experiments.ts';
import { propertyOf } from './catalogue.ts';
import { story } from './evidence.ts';
import { type ExperimentName, experimentNames, OWN } from './experiments.ts';
import { gameShards, playGames } from './games/game-shards.ts';
import { matrixColumn } from './matrix.ts';
import { MATRIX_SUBJECTS, type MatrixSubject, SECRETS } from './matrix-questions.ts';
import { measure, measurings } from './measures.ts';
import type { PlantedLeak } from './planted-leak.ts';
import { looksAt, type Property } from './property.ts';
import {
  type AuditRequest,
  EFFORT,
  matrixSubjects,
  type ScenarioFile,
  subjectOf,
  subjects,
  wantedProperties,
} from './request.ts';
import { isAudited, scheduleEvidence } from './schedule-evidence.ts';
import type { Shard, Worked } from './shard.ts';
import { type Cryptography, drawn, type Place, runs } from './trial.ts';
import { both, type Found, found, type Tried, tryLeaks } from './tried.ts';

/** Experiments in a shard, so that one takes some hundred milliseconds. */
const EXPERIMENTS_A_SHARD = 6;
const TRIALS_A_SHARD = 5;
const SCRIPTS_A_SHARD = 200;

/** The work of an audit, cut up. */
export function shards(request: AuditRequest): readonly Shard[] {
  const effort = EFFORT[request.profile];
  const { seed, scenario } = request;
  const ids = request.properties;
  const wanted = wantedProperties(request);
  const measured = measurings(request).map((measuring): Shard => {
    const design = measuring.of === 'delivery' ? measuring.way.design : undefined;
    const own = request.own?.find((one) => one.design === design);
    return { kind: 'measure', seed, ...(own && { own }), measuring };
  });
  const trials = subjects(request).flatMap(({ design, leak, own }) => {
    const rounds: readonly Round[] =
      leak === undefined
        ? [
            { cryptography: 'ideal', trials: effort.ideal, wanted },
            { cryptography: 'real', trials: effort.real, wanted: wanted.filter((one) => one.cryptography === 'both') },
          ]
        : [{ cryptography: 'ideal', trials: effort.leak, ...catching(leak, wanted), until: leak.mustBeCaughtBy }];
    return rounds.flatMap(({ cryptography, trials: count, wanted: able, until }) => {
      // A scenario of the user's own is looked at by itself; only a design of their own is put to the test as well.
      const given: readonly ExperimentName[] = scenario === undefined ? [] : [OWN];
      const known = scenario === undefined || own !== undefined ? experimentsOf(able) : [];
      const names = [...given, ...known].filter((name) => countedIn(name) === undefined);
      const counted = leak === undefined && cryptography === 'ideal' && effort.everyScript;
      const scripted = counted ? known.filter((name) => countedIn(name) !== undefined) : [];
      const drawnOnes = chunks(
        names,
        leak !== undefined ? Math.max(1, names.length) : cryptography === 'ideal' ? EXPERIMENTS_A_SHARD : 1,
      ).flatMap((experiments) => chunks(range(count), TRIALS_A_SHARD).map((numbers) => ({ experiments, numbers })));
      const countedOnes = scripted.flatMap((name) =>
        chunks(range(countedIn(name) ?? 0), SCRIPTS_A_SHARD).map((numbers) => ({ experiments: [name], numbers })),
      );
      return [...drawnOnes, ...countedOnes].map(
        ({ experiments, numbers }): Shard => ({
          kind: 'trials',
          seed,
          subject: design.name,
          ...(own && { own }),
          cryptography,
          experiments,
          from: numbers[0] as number,
          to: (numbers.at(-1) as number) + 1,
          ...(ids && { properties: ids }),
          ...(scenario && { scenario }),
          ...(until && { until }),
        }),
      );
    });
  });
  const columns = matrixSubjects(request).flatMap(({ name, own }) =>
    SECRETS.map(
      (secret): Shard => ({
        kind: 'matrix',
        seed,
        subject: name,
        ...(own && { own }),
        secret,
        draws: effort.matrix,
      }),
    ),
  );
  // The longest first, so that nobody waits for one at the end.
  return [
    ...gameShards(request),
    ...trials,
    ...elsewhere(request, wanted),
    ...measured,
    ...columns,
    ...schedulesOf(request, wanted),
  ];
}

/** Of the designs that are audited whole; a scenario of the user's own is about itself. */
function schedulesOf(request: AuditRequest, wanted: readonly Property[]): readonly Shard[] {
  const effort = EFFORT[request.profile].schedules;
  if (effort === undefined || request.scenario !== undefined) return [];
  return subjects(request).flatMap((subject) =>
    subject.leak !== undefined
      ? []
      : wanted
          .filter((property) => isAudited(subject, property))
          .map(
            ({ id }): Shard => ({
              kind: 'schedules',
              subject: subject.design.name,
              ...(subject.own && { own: subject.own }),
              property: id,
              effort,
            }),
          ),
  );
}

interface Round {
  readonly cryptography: Cryptography;
  readonly trials: number;
  readonly wanted: readonly Property[];
  readonly until?: readonly string[];
}
/** Where a planted leak must be noticed chance may need several trials; that nobody else notices it takes fewer. */
const catching = ({ mustBeCaughtBy }: PlantedLeak, wanted: readonly Property[]): Pick<Round, 'wanted'> => ({
  wanted: wanted.filter(({ id }) => mustBeCaughtBy.includes(id)),
});
/** By experiment and not by leak, as most leaks change little where they must not be noticed. */
function elsewhere(request: AuditRequest, wanted: readonly Property[]): readonly Shard[] {
  const { seed, properties: ids, profile } = request;
  const leaks = subjects(request).flatMap(({ leak }) => leak ?? []);
  const drawnOnes = experimentsOf(wanted).filter((name) => countedIn(name) === undefined);
  return drawnOnes.flatMap((experiment) => {
    const turn = experimentNames.indexOf(experiment);
    const inTurn = leaks.filter((_, i) => (i + turn) % EFFORT[profile].oneIn === 0);
    const there = inTurn.filter((leak) => !experimentsOf(catching(leak, wanted).wanted).includes(experiment));
    return range(there.length === 0 ? 0 : EFFORT[profile].elsewhere).map(
      (number): Shard => ({
        kind: 'leaks',
        place: { seed, experiment, number },
        subjects: there.map(({ name }) => name),
        ...(ids && { properties: ids }),
      }),
    );
  });
}

/** A property that is about two worlds has nothing to say about one scenario. */
const looksAtOne = ({ experiments }: Property): boolean => experiments.some((name) => !name.startsWith('two worlds'));
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
const experimentsOf = (some: readonly Property[]): readonly ExperimentName[] =>
  experimentNames.filter((name) => some.some((one) => one.experiments.includes(name)));

/** Does one shard. */
export function work(shard: Shard): Worked {
  if (shard.kind === 'games' || shard.kind === 'controls') return playGames(shard);
  if (shard.kind === 'measure') return { kind: 'measure', part: measure(shard.measuring, shard.seed) };
  if (shard.kind === 'matrix') {
    const ours = MATRIX_SUBJECTS.find(({ name }) => name === shard.subject);
    const subject = ours ?? ({ name: shard.subject, ...subjectOf(shard), way: 'through the proxy' } as MatrixSubject);
    return { kind: 'matrix', subject: shard.subject, column: matrixColumn(subject, shard.secret, shard) };
  }
  if (shard.kind === 'leaks') return { kind: 'leaks', each: tryLeaks(shard) };
  if (shard.kind === 'schedules') {
    const { subject, property, effort } = shard;
    const line = propertyOf(property) as Property;
    const evidence = scheduleEvidence(line, subjectOf(shard).design, effort);
    return { kind: 'schedules', subject, evidence };
  }
  const { design } = subjectOf(shard);
  if (shard.kind === 'story')
    return { kind: 'story', subject: shard.subject, property: shard.property, evidence: story(shard, design) };
  const sums = new Map<string, Found>();
  const limits: Tried['matches'][number][] = [];
  for (const { experiment, number } of inTurn(shard)) {
    const place: Place = { seed: shard.seed, experiment, number };
    const wanted = wantedProperties(shard).filter((one) =>
      experiment === OWN ? looksAtOne(one) : looksAt(one, experiment),
    );
    const { until } = shard;
    // A leak that has been noticed need not be noticed again. No trial is made for what a monitor might see elsewhere
    // than in its own experiments.
    const missed = wanted.some(
      ({ id, experiments }) =>
        until?.includes(id) && experiments.includes(experiment) && sums.get(id)?.failure === undefined,
    );
    if (until !== undefined && !missed) continue;
    const traces = runs(
      experiment === OWN ? [(shard.scenario as ScenarioFile).scenario] : drawn(place),
      design,
      place,
      shard.cryptography,
    );
    const hasFailed = (id: string): boolean => sums.get(id)?.failure !== undefined;
    const tried = found(wanted, traces, place, shard.cryptography, hasFailed);
    for (const one of tried.found) {
      const before = sums.get(one.property);
      sums.set(one.property, before === undefined ? one : both(before, one));
    }
    limits.push(...tried.matches);
  }
  return { kind: 'trials', subject: shard.subject, found: [...sums.values()], matches: limits };
}

/** Experiment after experiment; to notice a leak, the first trial of each before the second of any. */
function inTurn({ experiments, from, to, until }: TrialsShard): readonly Omit<Place, 'seed'>[] {
  const numbers = range(to - from).map((i) => from + i);
  return until === undefined
    ? experiments.flatMap((experiment) => numbers.map((number) => ({ experiment, number })))
    : numbers.flatMap((number) => experiments.map((experiment) => ({ experiment, number })));
}
type TrialsShard = Extract<Shard, { readonly kind: 'trials' }>;
