// The audit: which trials it takes, what each shard of them found, and the sum. A shard is a pure function of plain data,
// and sums do not depend on the order of shards, so that threads and machines may share the work.
import type { Design } from '../model/design.ts';
import { designs } from '../model/design.ts';
import type { Scenario } from '../sim/scenario.ts';
import { fingerprint } from '../sim/trace.ts';
import { budgets } from './budget.ts';
import { expected, properties, propertyOf } from './catalogue.ts';
import { matchLimitsOf } from './common-octets.ts';
import { type ExperimentName, experimentNames, type Worlds } from './experiments.ts';
import { findings } from './findings.ts';
import { type PlantedLeak, plantedLeaks } from './planted-leaks.ts';
import { add, failed, nothing, type Property, type Tally, verdict } from './property.ts';
import { requirementOf } from './requirements.ts';
import type { Audit, AuditLine, Evidence, Measure } from './result.ts';
import { steps } from './story.ts';
import { atPath, type Cryptography, drawn, examined, type Place, runs, type Shrunk, shrink } from './trial.ts';

export const VERSION = '0.1.0';

export type Profile = 'quick' | 'pr' | 'nightly' | 'release';

/** Trials of each experiment: of a design under ideal and under real cryptography, of a planted leak, and runs spent on shrinking. */
interface Effort {
  readonly ideal: number;
  readonly real: number;
  readonly leak: number;
  readonly shrinkRuns: number;
}
const EFFORT: Readonly<Record<Profile, Effort>> = {
  quick: { ideal: 2, real: 1, leak: 0, shrinkRuns: 10 },
  pr: { ideal: 6, real: 1, leak: 3, shrinkRuns: 40 },
  nightly: { ideal: 100, real: 10, leak: 10, shrinkRuns: 400 },
  release: { ideal: 1_000, real: 40, leak: 30, shrinkRuns: 1_000 },
};

export interface ScenarioFile {
  readonly scenario: Scenario;
  readonly design?: Design;
}
export interface AuditRequest {
  readonly profile: Profile;
  readonly seed: string;
  readonly designs?: readonly string[];
  readonly properties?: readonly string[];
  readonly scenario?: ScenarioFile;
  /** How the user called the scenario file; it only stands in replay commands. */
  readonly scenarioName?: string;
}

/** One design or planted leak under test. */
interface Subject {
  readonly design: Design;
  readonly leak: PlantedLeak | undefined;
}
function subjects(request: Pick<AuditRequest, 'designs' | 'scenario'>): readonly Subject[] {
  const own = request.scenario?.design;
  const all = own === undefined ? designs : request.designs === undefined ? [own] : [...designs, own];
  const asked = all
    .filter(({ name }) => request.designs?.includes(name) ?? true)
    .map((design) => ({ design, leak: undefined }));
  // Planted leaks put the checks to the test; asking for one design or scenario is asking for less.
  if (request.scenario !== undefined || request.designs !== undefined) return asked;
  return [...asked, ...plantedLeaks.map((leak) => ({ design: leak.design, leak }))];
}

/** Trials of a few experiments on one subject, or the search for the smallest story of one failure. */
export type Shard = {
  readonly seed: string;
  readonly subject: string;
  readonly cryptography: Cryptography;
  readonly scenario?: ScenarioFile;
} & (
  | {
      readonly kind: 'trials';
      readonly experiments: readonly ExperimentName[];
      readonly from: number;
      readonly to: number;
      readonly properties?: readonly string[];
    }
  | {
      readonly kind: 'story';
      readonly property: string;
      readonly place: Place;
      readonly shrinkRuns: number;
      readonly scenarioName?: string;
    }
);

interface Failure {
  readonly place: Place;
  readonly cryptography: Cryptography;
}
interface Found extends Pick<Tally, 'chances' | 'hits'> {
  readonly property: string;
  readonly runs: number;
  readonly failure: Failure | undefined;
}
export type Worked =
  | {
      readonly kind: 'trials';
      readonly subject: string;
      readonly found: readonly Found[];
      readonly matches: readonly MatchLimits[];
    }
  | { readonly kind: 'story'; readonly subject: string; readonly property: string; readonly evidence: Evidence };
type MatchLimits = ReturnType<typeof matchLimitsOf>[number];

/** Experiments in a shard, so that one takes some hundred milliseconds. */
const EXPERIMENTS_A_SHARD = 6;
const TRIALS_A_SHARD = 5;

/** The work of an audit, cut up. */
export function shards(request: AuditRequest): readonly Shard[] {
  const effort = EFFORT[request.profile];
  const { seed, scenario } = request;
  const ids = request.properties;
  const wanted = wantedProperties(request);
  return subjects(request).flatMap(({ design, leak }) => {
    const rounds: readonly (readonly [Cryptography, number])[] =
      leak === undefined
        ? [
            ['ideal', effort.ideal],
            ['real', effort.real],
          ]
        : [['ideal', effort.leak]];
    return rounds.flatMap(([cryptography, trials]) => {
      const able = wanted.filter((one) => cryptography === 'ideal' || one.cryptography === 'both');
      const names = scenario === undefined ? experimentsOf(able) : ([OWN] as const);
      return chunks(names, cryptography === 'ideal' ? EXPERIMENTS_A_SHARD : 1).flatMap((experiments) =>
        chunks(range(trials), TRIALS_A_SHARD).map(
          (numbers): Shard => ({
            kind: 'trials',
            seed,
            subject: design.name,
            cryptography,
            experiments,
            from: numbers[0] as number,
            to: (numbers.at(-1) as number) + 1,
            ...(ids && { properties: ids }),
            ...(scenario && { scenario }),
          }),
        ),
      );
    });
  });
}

/** A user's own scenario takes the place of all experiments; each property looks at it that is not about two worlds. */
const OWN: ExperimentName = 'ordinary traffic';
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
const experimentsOf = (some: readonly Property[]): readonly ExperimentName[] =>
  experimentNames.filter((name) => some.some((one) => one.experiments.includes(name)));

function wantedProperties({
  properties: ids,
  scenario,
}: Pick<AuditRequest, 'properties' | 'scenario'>): readonly Property[] {
  return properties.filter(
    ({ id, experiments }) =>
      (ids === undefined || ids.includes(id)) &&
      (scenario === undefined || !experiments.every((name) => name.startsWith('two worlds'))),
  );
}

function designNamed(name: string, scenario: ScenarioFile | undefined): Design | undefined {
  const all = [
    ...(scenario?.design === undefined ? [] : [scenario.design]),
    ...designs,
    ...plantedLeaks.map((leak) => leak.design),
  ];
  return all.find((design) => design.name === name);
}

/** Does one shard. */
export function work(shard: Shard): Worked {
  const design = designNamed(shard.subject, shard.scenario) as Design;
  if (shard.kind === 'story')
    return { kind: 'story', subject: shard.subject, property: shard.property, evidence: story(shard, design) };
  const sums = new Map<string, Found>();
  const limits: MatchLimits[] = [];
  for (const experiment of shard.experiments)
    for (let number = shard.from; number < shard.to; number++) {
      const place: Place = { seed: shard.seed, experiment, number };
      const wanted = wantedProperties(shard).filter(
        (one) => shard.scenario !== undefined || one.experiments.includes(experiment),
      );
      const traces = runs(
        shard.scenario === undefined ? drawn(place) : [shard.scenario.scenario],
        design,
        place,
        shard.cryptography,
      );
      for (const [id, tally] of examined(wanted, traces, shard.cryptography)) {
        const before = sums.get(id) ?? { property: id, chances: 0, hits: 0, runs: 0, failure: undefined };
        const { says } = propertyOf(id) as Property;
        const failure = failed(says, tally) ? { place, cryptography: shard.cryptography } : undefined;
        const { chances, hits } = add({ ...before, first: undefined }, tally);
        sums.set(id, {
          property: id,
          chances,
          hits,
          runs: before.runs + traces.length,
          failure: before.failure ?? failure,
        });
      }
      if (experiment === OWN) limits.push(...traces.flatMap(matchLimitsOf));
    }
  return { kind: 'trials', subject: shard.subject, found: [...sums.values()], matches: limits };
}

/** Everything found of one property on one subject. */
interface Summed extends Found {
  readonly failures: readonly Failure[];
}
function summed(worked: readonly Worked[]): ReadonlyMap<string, Summed> {
  const sums = new Map<string, Summed>();
  for (const one of worked) {
    if (one.kind === 'story') continue;
    for (const found of one.found) {
      const key = `${one.subject} ${found.property}`;
      const before = sums.get(key) ?? { ...found, chances: 0, hits: 0, runs: 0, failures: [] };
      sums.set(key, {
        ...found,
        chances: before.chances + found.chances,
        hits: before.hits + found.hits,
        runs: before.runs + found.runs,
        failures: [...before.failures, ...(found.failure === undefined ? [] : [found.failure])],
      });
    }
  }
  return sums;
}

/** The failure to be told: the first, in an order that does not depend on who found it; ideal ones can be explained. */
function toBeTold(failures: readonly Failure[]): Failure | undefined {
  const rank = ({ place, cryptography }: Failure): readonly number[] => [
    cryptography === 'ideal' ? 0 : 1,
    experimentNames.indexOf(place.experiment),
    place.number,
  ];
  return [...failures].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const i = x.findIndex((value, j) => value !== y[j]);
    return i < 0 ? 0 : (x[i] as number) - (y[i] as number);
  })[0];
}

/** The second half of the work: the smallest story of every failure that a report tells. */
export function stories(request: AuditRequest, worked: readonly Worked[]): readonly Shard[] {
  const sums = summed(worked);
  const { shrinkRuns } = EFFORT[request.profile];
  return subjects(request).flatMap(({ design, leak }) =>
    properties.flatMap(({ id }): Shard[] => {
      const failure = toBeTold(sums.get(`${design.name} ${id}`)?.failures ?? []);
      if (failure === undefined) return [];
      return [
        {
          kind: 'story',
          seed: request.seed,
          subject: design.name,
          cryptography: failure.cryptography,
          property: id,
          place: failure.place,
          shrinkRuns: leak === undefined ? shrinkRuns : Math.ceil(shrinkRuns / 10),
          ...(request.scenario && { scenario: request.scenario }),
          ...(request.scenarioName !== undefined && { scenarioName: request.scenarioName }),
        },
      ];
    }),
  );
}

function story(shard: Extract<Shard, { kind: 'story' }>, design: Design): Evidence {
  const property = propertyOf(shard.property) as Property;
  const { place, cryptography, scenario } = shard;
  const found: Shrunk =
    scenario === undefined
      ? shrink(property, design, place, cryptography, shard.shrinkRuns)
      : { worlds: [scenario.scenario], path: '0' };
  return told(property, design, place, cryptography, found, shard.scenarioName);
}

/** The evidence that worlds give, with the name by which it is found again. */
function told(
  property: Property,
  design: Design,
  place: Place,
  cryptography: Cryptography,
  { worlds, path }: Shrunk,
  scenarioName?: string,
): Evidence {
  const traces = runs(worlds, design, place, cryptography);
  const { first } = property.examine(traces);
  const print = traces.map(fingerprint).join('');
  const id = [
    design.name,
    property.id,
    encodeURIComponent(place.seed),
    `${experimentNames.indexOf(place.experiment)}.${place.number}.${cryptography}`,
    path,
    print.slice(0, 8),
  ].join('/');
  const proof = first ?? { atMillis: 0, about: [], story: 'What the line says can be seen is not seen in this run.' };
  return {
    id,
    seed: place.seed,
    atMillis: proof.atMillis,
    story: proof.story,
    scenario: worlds.length === 1 ? worlds[0] : worlds,
    steps: [...steps(traces[0] as (typeof traces)[number], proof)],
    fingerprint: print,
    replay: `npx hopscope replay ${id}${scenarioName === undefined ? '' : ` --scenario ${scenarioName}`}`,
  };
}

export interface Replayed {
  readonly evidence: Evidence;
  /** Whether the run is the recorded one, octet for octet. */
  readonly same: boolean;
  /** The fingerprint that the run has now. */
  readonly found: string;
  readonly design: string;
  readonly property: string;
}

/** Runs one piece of evidence again, or says why that cannot be. */
export function replayEvidence(id: string, scenario?: ScenarioFile): Replayed | string {
  const parts = id.split('/');
  const [name = '', propertyId = '', seed = '', where = '', path = '', print = ''] = parts;
  const [experimentNumber = '', number = '', cryptography = ''] = where.split('.');
  const design = designNamed(name, scenario);
  const property = propertyOf(propertyId);
  const experiment = experimentNames[Number(experimentNumber)];
  const wrong = `expected the id of a piece of evidence, as audit.json and the reports give it, found “${id}”`;
  if (parts.length !== 6 || !/^\d+$/.test(experimentNumber) || !/^\d+$/.test(number) || !/^\d+(:\d+)*$/.test(path))
    return wrong;
  if (design === undefined)
    return `no design or planted leak “${name}”${scenario === undefined ? '; a design of a scenario file needs --scenario' : ''}`;
  if (property === undefined || experiment === undefined || (cryptography !== 'ideal' && cryptography !== 'real'))
    return wrong;
  const place: Place = { seed: decodeURIComponent(seed), experiment, number: Number(number) };
  const worlds: Worlds = scenario === undefined ? atPath(place, path) : [scenario.scenario];
  if (worlds.length === 0) return wrong;
  const evidence = told(property, design, place, cryptography, { worlds, path });
  const same = evidence.fingerprint.startsWith(print);
  return {
    evidence: same ? evidence : { ...evidence, id, fingerprint: print },
    same,
    found: evidence.fingerprint,
    design: name,
    property: propertyId,
  };
}

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

  const lines = (design: Design): AuditLine[] =>
    wanted.flatMap((property) => {
      const found = tallyOf(design.name, property.id);
      // A user's scenario gives an occasion to some lines only; the others are not about it.
      if (request.scenario !== undefined && found.chances === 0) return [];
      const base = designs.find(({ name }) => name === design.name) ?? design;
      const now = verdict(property.says, found);
      const declared = expected(base, property.id);
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
          asExpected: now === declared,
          chances: found.chances,
          hits: found.hits,
          runs: found.runs,
          scope: scope(property, found),
          evidence: evidenceOf(design.name, property.id),
        },
      ];
    });
  const reported = all
    .filter((one) => one.leak === undefined)
    .map(({ design }) => ({ name: design.name, decisions: decisions(design), lines: lines(design) }));
  const leaks = EFFORT[request.profile].leak === 0 ? [] : all.flatMap(({ leak }) => leak ?? []);
  const plantedLeakResults = leaks.map(({ name, decision, mustBeCaughtBy }) => {
    const caughtBy = properties
      .filter(({ id, says }) => failed(says, { ...nothing, ...pick(tallyOf(name, id)) }))
      .map(({ id }) => id);
    const caught = caughtBy.length === mustBeCaughtBy.length && mustBeCaughtBy.every((id) => caughtBy.includes(id));
    const evidence = caughtBy.flatMap((property) => evidenceOf(name, property).map((one) => ({ ...one, property })));
    return { name, decision, mustBeCaughtBy: [...mustBeCaughtBy], caughtBy, caught, evidence };
  });
  const everyLine = reported.flatMap((design) => design.lines);
  const count = (word: AuditLine['verdict']): number => everyLine.filter((one) => one.verdict === word).length;
  return {
    schema: 'hopscope.audit/1',
    tool: { name: 'hopscope', version: VERSION },
    profile: request.profile,
    seed: request.seed,
    designs: reported,
    plantedLeaks: plantedLeakResults,
    measures: measures(worked),
    budgets: reported.flatMap(({ name }) => budgets(designNamed(name, request.scenario) as Design)),
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

function decisions({ name: _, ...rest }: Design): Record<string, string | number> {
  return { ...rest };
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
  const all = worked.flatMap((one) => (one.kind === 'trials' ? one.matches : []));
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

export interface Explanation {
  readonly id: string;
  readonly statement: string;
  readonly properties: readonly {
    readonly id: string;
    readonly observer: string;
    readonly says: string;
    readonly claim: string;
    readonly method: string;
    readonly plantedLeaks: readonly string[];
  }[];
  readonly source: string;
}

/** A requirement or one property: what it asks, who looks, how, and which planted leaks it must catch. */
export function explain(id: string): Explanation | undefined {
  const property = propertyOf(id);
  const requirement = requirementOf(property?.requirement ?? id);
  const mine = property === undefined ? properties.filter((one) => one.requirement === id) : [property];
  if (requirement === undefined || mine.length === 0) return undefined;
  return {
    id,
    statement: requirement.statement,
    properties: mine.map(({ id: name, observer, says, claim, method }) => ({
      id: name,
      observer,
      says,
      claim,
      method,
      plantedLeaks: plantedLeaks.filter((leak) => leak.mustBeCaughtBy.includes(name)).map((leak) => leak.name),
    })),
    source: requirement.source,
  };
}
