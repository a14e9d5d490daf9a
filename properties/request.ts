// What is asked of an audit: how much work, which designs and properties, and perhaps a scenario of the user's own.
import { type Design, designs } from '../model/design.ts';
import type { Scenario } from '../sim/scenario.ts';
import { properties } from './catalogue.ts';
import type { Limits } from './games/betting.ts';
import type { Declaring } from './matrix-declared.ts';
import { MATRIX_SUBJECTS } from './matrix-questions.ts';
import type { OwnDesign } from './own-design.ts';
import type { PlantedLeak } from './planted-leak.ts';
import { plantedLeaks } from './planted-leaks.ts';
import type { Property } from './property.ts';

export const PROFILES = ['quick', 'pr', 'nightly', 'release'] as const;
export type Profile = (typeof PROFILES)[number];

/**
 * Trials of each experiment: of a design under ideal and under real cryptography; of a planted leak where it must be
 * noticed, and where it must not; and runs spent on shrinking.
 */
interface Effort {
  readonly ideal: number;
  readonly real: number;
  readonly leak: number;
  readonly elsewhere: number;
  /** Of the experiments where a leak must not be noticed each is tried on one in so many, another share for each leak. */
  readonly oneIn: number;
  readonly shrinkRuns: number;
  /** Seeds of each measured scenario, and of each crowd, which takes longer; and trials of a flow for what it leaks; none is no measure. */
  readonly seeds: number;
  readonly crowdSeeds: number;
  readonly flowTrials: number;
  /** Draws of each column of the matrix. */
  readonly matrix: number;
  /** Of small pairs of worlds, all schedules of so many messages with at most so many faults; absent: none. */
  readonly schedules?: { readonly messages: number; readonly faults: number };
  /** What the gate of each guessing game decides; absent: none is played. */
  readonly games?: Limits;
  /** Of which designs games are played that they should hold in; those that show a leak are played of every design. */
  readonly gamesThatHold: 'of every design' | 'of all but the draft';
  /** Whether every script of an active proxy is run within its bounds, on each design. */
  readonly everyScript: boolean;
}
export const EFFORT: Readonly<Record<Profile, Effort>> = {
  quick: {
    ideal: 2,
    real: 0,
    leak: 0,
    elsewhere: 0,
    oneIn: 1,
    shrinkRuns: 10,
    seeds: 0,
    crowdSeeds: 0,
    flowTrials: 0,
    matrix: 1,
    gamesThatHold: 'of all but the draft',
    everyScript: false,
  },
  pr: {
    ideal: 6,
    real: 1,
    leak: 3,
    elsewhere: 1,
    oneIn: 16,
    shrinkRuns: 20,
    seeds: 5,
    crowdSeeds: 3,
    flowTrials: 1,
    matrix: 2,
    schedules: { messages: 2, faults: 0 },
    games: { advantage: 0.1, falseAlarm: 1e-6, miss: 0.01, mostGames: 20_000 },
    gamesThatHold: 'of all but the draft',
    everyScript: false,
  },
  nightly: {
    ideal: 100,
    real: 10,
    leak: 10,
    elsewhere: 10,
    oneIn: 1,
    shrinkRuns: 400,
    seeds: 30,
    crowdSeeds: 20,
    flowTrials: 20,
    matrix: 20,
    schedules: { messages: 2, faults: 1 },
    games: { advantage: 0.05, falseAlarm: 1e-6, miss: 0.01, mostGames: 80_000 },
    gamesThatHold: 'of every design',
    everyScript: true,
  },
  release: {
    ideal: 1_000,
    real: 40,
    leak: 30,
    elsewhere: 30,
    oneIn: 1,
    shrinkRuns: 1_000,
    seeds: 100,
    crowdSeeds: 50,
    flowTrials: 100,
    matrix: 100,
    schedules: { messages: 2, faults: 1 },
    games: { advantage: 0.02, falseAlarm: 1e-6, miss: 0.01, mostGames: 600_000 },
    gamesThatHold: 'of every design',
    everyScript: true,
  },
};

export interface ScenarioFile {
  readonly scenario: Scenario;
}
export interface AuditRequest {
  readonly profile: Profile;
  readonly seed: string;
  /** Names, those of own designs included; absent: all, or the own ones of a scenario. */
  readonly designs?: readonly string[];
  readonly own?: readonly OwnDesign[];
  readonly properties?: readonly string[];
  readonly scenario?: ScenarioFile;
  /** How the user called the scenario file; it only stands in replay commands. */
  readonly scenarioName?: string;
}

/** One design or planted leak under test. */
export interface Subject {
  readonly design: Design;
  readonly leak: PlantedLeak | undefined;
  readonly own: OwnDesign | undefined;
}
export function subjects({
  designs: names,
  own = [],
  scenario,
}: Pick<AuditRequest, 'designs' | 'own' | 'scenario'>): readonly Subject[] {
  const ours = names === undefined && own.length > 0 ? [] : designs;
  const asked = [
    ...ours.map((design) => ({ design, leak: undefined, own: undefined })),
    ...own.map((one) => ({ design: one.design, leak: undefined, own: one })),
  ].filter(({ design }) => names?.includes(design.name) ?? true);
  // Planted leaks put the checks to the test; asking for one design or scenario is asking for less.
  if (scenario !== undefined || names !== undefined || own.length > 0) return asked;
  return [...asked, ...plantedLeaks.map((leak) => ({ design: leak.design, leak, own: undefined }))];
}

/** Of whom the matrix is made: designs audited whole. It is about no single property, and no scenario of a user's own. */
export function matrixSubjects(request: AuditRequest): readonly Declaring[] {
  if (request.scenario !== undefined || request.properties !== undefined) return [];
  const own = subjects(request).flatMap((one): Declaring[] =>
    one.own === undefined
      ? []
      : [{ name: one.design.name, design: one.design, way: 'through the proxy', own: one.own }],
  );
  const ours = request.designs === undefined && own.length > 0 ? [] : MATRIX_SUBJECTS;
  return [...ours.filter(({ name }) => request.designs?.includes(name) ?? true), ...own];
}

export function wantedProperties({ properties: ids }: Pick<AuditRequest, 'properties'>): readonly Property[] {
  return properties.filter(({ id }) => ids === undefined || ids.includes(id));
}

export function designNamed(name: string, own: readonly OwnDesign[] = []): Design | undefined {
  const all = [...own.map(({ design }) => design), ...designs, ...plantedLeaks.map((leak) => leak.design)];
  return all.find((design) => design.name === name);
}
/** What a shard is about: it brings a design that is not one of ours. */
export const subjectOf = ({ subject, own }: { readonly subject: string; readonly own?: OwnDesign }): Subject => ({
  design: own?.design ?? (designNamed(subject) as Design),
  leak: undefined,
  own,
});
