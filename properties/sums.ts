// What all shards found, summed up: of each property on each subject, and which failures are to be told as stories.
import { properties } from './catalogue.ts';
import { experimentNames } from './experiments.ts';
import type { PlantedLeak } from './planted-leak.ts';
import { type AuditRequest, EFFORT, subjects } from './request.ts';
import type { Shard, Worked } from './shard.ts';
import { both, type Failure, type Found, type Tried } from './tried.ts';

/** Everything found of one property on one subject. */
interface Summed extends Found {
  readonly failures: readonly Failure[];
}
export function summed(worked: readonly Worked[]): ReadonlyMap<string, Summed> {
  const sums = new Map<string, Summed>();
  for (const { subject, found: all } of triedIn(worked))
    for (const one of all) {
      const key = `${subject} ${one.property}`;
      const before = sums.get(key);
      const failures = [...(before?.failures ?? []), ...(one.failure === undefined ? [] : [one.failure])];
      sums.set(key, { ...(before === undefined ? one : both(before, one)), failures });
    }
  return sums;
}

/** What was tried, in whichever way it was shared out. */
export const triedIn = (worked: readonly Worked[]): readonly Tried[] =>
  worked.flatMap((one) => (one.kind === 'trials' ? [one] : one.kind === 'leaks' ? one.each : []));

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

/** Of a planted leak who caught it first is told, and whoever should not have. */
function isTold({ mustBeCaughtBy, mayBeCaughtBy }: PlantedLeak, id: string, caughtBy: readonly string[]): boolean {
  const isExpected = mustBeCaughtBy.includes(id) || mayBeCaughtBy.includes(id);
  return !isExpected || id === caughtBy[0];
}

/** The second half of the work: the smallest story of every failure that a report tells. */
export function stories(request: AuditRequest, worked: readonly Worked[]): readonly Shard[] {
  const sums = summed(worked);
  const { shrinkRuns } = EFFORT[request.profile];
  return subjects(request).flatMap(({ design, leak, own }) => {
    const failed = properties.flatMap(({ id }) => {
      const failure = toBeTold(sums.get(`${design.name} ${id}`)?.failures ?? []);
      return failure === undefined ? [] : [{ id, failure }];
    });
    const caughtBy = failed.map(({ id }) => id);
    return failed.flatMap(({ id, failure }): Shard[] => {
      if (leak !== undefined && !isTold(leak, id, caughtBy)) return [];
      return [
        {
          kind: 'story',
          seed: request.seed,
          subject: design.name,
          ...(own && { own }),
          cryptography: failure.cryptography,
          property: id,
          place: failure.place,
          // A planted leak is known; its story is told as it was found.
          shrinkRuns: leak === undefined ? shrinkRuns : 1,
          ...(request.scenario && { scenario: request.scenario }),
          ...(request.scenarioName !== undefined && { scenarioName: request.scenarioName }),
        },
      ];
    });
  });
}
