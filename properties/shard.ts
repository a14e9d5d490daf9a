// One piece of an audit's work as plain data, and what comes of it: both may go from one thread or machine to another.
import type { ExperimentName } from './experiments.ts';
import type { GameShard, GamesWorked } from './games/game-shards.ts';
import type { MatrixColumn } from './matrix.ts';
import type { Secret } from './matrix-questions.ts';
import type { MeasuredPart, Measuring } from './measures.ts';
import type { OwnDesign } from './own-design.ts';
import type { ScenarioFile } from './request.ts';
import type { Evidence } from './result.ts';
import type { ScheduleEvidence } from './schedule-evidence.ts';
import type { Cryptography, Place } from './trial.ts';
import type { LeaksTrial, Tried } from './tried.ts';

/**
 * A part of the measuring, one column of a matrix, all schedules of one property, trials of a few experiments on one subject, one trial of many
 * planted leaks, games of one world, or the search for the smallest story of one failure.
 */
export type Shard =
  | GameShard
  | MeasureShard
  | MatrixShard
  | SchedulesShard
  | SubjectShard
  | ({ readonly kind: 'leaks' } & LeaksTrial);
interface SchedulesShard {
  readonly kind: 'schedules';
  readonly subject: string;
  readonly own?: OwnDesign;
  readonly property: string;
  readonly effort: { readonly messages: number; readonly faults: number };
}
interface MatrixShard {
  readonly kind: 'matrix';
  readonly seed: string;
  readonly subject: string;
  readonly own?: OwnDesign;
  readonly secret: Secret;
  readonly draws: number;
}
interface MeasureShard {
  readonly kind: 'measure';
  readonly seed: string;
  readonly own?: OwnDesign;
  readonly measuring: Measuring;
}
type SubjectShard = {
  readonly seed: string;
  readonly subject: string;
  readonly own?: OwnDesign;
  readonly cryptography: Cryptography;
  readonly scenario?: ScenarioFile;
} & (
  | {
      readonly kind: 'trials';
      readonly experiments: readonly ExperimentName[];
      readonly from: number;
      readonly to: number;
      readonly properties?: readonly string[];
      /** Trials are made only until each of these has failed. */
      readonly until?: readonly string[];
    }
  | {
      readonly kind: 'story';
      readonly property: string;
      readonly place: Place;
      readonly shrinkRuns: number;
      readonly scenarioName?: string;
    }
);

export type Worked =
  | GamesWorked
  | ({ readonly kind: 'trials' } & Tried)
  | { readonly kind: 'leaks'; readonly each: readonly Tried[] }
  | { readonly kind: 'story'; readonly subject: string; readonly property: string; readonly evidence: Evidence }
  | { readonly kind: 'measure'; readonly part: MeasuredPart }
  | { readonly kind: 'matrix'; readonly subject: string; readonly column: MatrixColumn }
  | { readonly kind: 'schedules'; readonly subject: string; readonly evidence: ScheduleEvidence };
