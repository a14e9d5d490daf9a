// A bounded search for attacks: every script of a space, each judged by the lines about an active proxy. What is found
// under ideal cryptography is run again on real octets, and what does not happen there is listed apart.
import type { Design } from '../model/design.ts';
import { type ActiveSpace, activeSpaces } from './active-experiments.ts';
import { activeObservers } from './active-observers.ts';
import { runs } from './trial.ts';
import { told } from './truth.ts';

export interface SearchRequest {
  readonly design: Design;
  readonly space: ActiveSpace;
  readonly seed: string;
  /** Numbers of scripts, the second not among them. */
  readonly from: number;
  readonly to: number;
}
/** An attack: the line that it breaks, its script, and what comes of it. */
export interface Attack {
  readonly property: string;
  readonly script: number;
  readonly story: string;
}
/** Slices add up, in any order. */
export interface Searched {
  readonly scripts: number;
  /** Of those, how many had an occasion for at least one intervention. */
  readonly carriedOut: number;
  /** Runs in which some node’s code broke. */
  readonly broken: number;
  /** What was done, in words, and in how many scripts. */
  readonly did: Readonly<Record<string, number>>;
  /** Found under ideal cryptography, by line. */
  readonly symbolic: Readonly<Record<string, number>>;
  readonly confirmed: readonly Attack[];
  readonly notConfirmed: readonly Attack[];
}
export const nothingSearched: Searched = {
  scripts: 0,
  carriedOut: 0,
  broken: 0,
  did: {},
  symbolic: {},
  confirmed: [],
  notConfirmed: [],
};

const added = (a: Searched['did'], b: Searched['did']): Searched['did'] => {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};
const inTurn = (attacks: readonly Attack[]): readonly Attack[] =>
  attacks.toSorted((a, b) => a.script - b.script || a.property.localeCompare(b.property));
export const addSearched = (a: Searched, b: Searched): Searched => ({
  scripts: a.scripts + b.scripts,
  carriedOut: a.carriedOut + b.carriedOut,
  broken: a.broken + b.broken,
  did: added(a.did, b.did),
  symbolic: added(a.symbolic, b.symbolic),
  confirmed: inTurn([...a.confirmed, ...b.confirmed]),
  notConfirmed: inTurn([...a.notConfirmed, ...b.notConfirmed]),
});

/** Runs the scripts of a slice. Of each line’s attacks the first `confirmMost` of the slice are run on real octets. */
export function searchScripts({ design, space, seed, from, to }: SearchRequest, confirmMost = 10): Searched {
  const { scripts, worlds } = activeSpaces[space];
  const lines = activeObservers.filter(({ experiments }) => experiments.includes(space));
  let found = nothingSearched;
  for (let number = from; number < Math.min(to, scripts.count); number++) {
    const place = { seed, experiment: space, number } as const;
    const traces = runs(worlds(scripts.at(number)), design, place, 'ideal');
    const done = new Set(
      traces.flatMap((trace) => told(trace).flatMap(({ news }) => (news.kind === 'intervened' ? [news.what] : []))),
    );
    const isBroken = traces.some(({ events }) => events.some(({ kind }) => kind === 'broken'));
    found = addSearched(found, {
      ...nothingSearched,
      scripts: 1,
      carriedOut: done.size > 0 ? 1 : 0,
      broken: isBroken ? 1 : 0,
      did: Object.fromEntries([...done].map((what) => [what, 1])),
    });
    for (const { id, examine, confirms } of lines) {
      const { hits, first } = examine(traces);
      if (hits === 0) continue;
      const attack: Attack = { property: id, script: number, story: first?.story ?? '' };
      found = addSearched(found, { ...nothingSearched, symbolic: { [id]: 1 } });
      if ((found.symbolic[id] ?? 0) > confirmMost) continue;
      const which = confirms?.(traces) === false ? 'notConfirmed' : 'confirmed';
      found = addSearched(found, { ...nothingSearched, [which]: [attack] });
    }
  }
  return found;
}
