// Many schedules of faults, each judged by what every message came to: nothing lost, nothing doubled, order kept, all told.
import type { Design } from '../model/design.ts';
import { propertyOf } from './catalogue.ts';
import { outcomes } from './outcomes.ts';
import { failed, type Property } from './property.ts';
import { FAULTS } from './reliability.ts';
import { drawn, runs } from './trial.ts';

/** What a schedule must not break. */
const JUDGES = ['R5.3-told-truly', 'R5.3-ends', 'R5.4-once', 'R5.4-in-order'].map((id) => propertyOf(id) as Property);

export interface Judged {
  readonly faults: number;
  /** Messages by how they ended, and those that their client had not written down when it crashed. */
  readonly endings: Readonly<Record<'sent' | 'failed' | 'unknown' | 'never written down', number>>;
  /** One sentence for each line that does not hold. */
  readonly broken: readonly string[];
}

/** The schedule of this number under this seed. */
export function faultSchedule(design: Design, seed: string, number: number): Judged {
  const place = { seed, experiment: FAULTS, number } as const;
  const traces = runs(drawn(place), design, place, 'ideal');
  const endings = { sent: 0, failed: 0, unknown: 0, 'never written down': 0 };
  for (const message of traces.flatMap(outcomes)) endings[message.endings[0]?.kind ?? 'never written down']++;
  const broken = JUDGES.flatMap(({ id, says, examine }) => {
    const tally = examine(traces);
    return failed(says, tally) ? [`schedule ${number}: ${id}: ${tally.first?.story}`] : [];
  });
  return { faults: traces.reduce((sum, { scenario }) => sum + scenario.faults.length, 0), endings, broken };
}
