// All that one observer may see of a scenario: the views of every schedule, each as a trace of what the observer meets.
// Who is at an end sees a block when it arrives there, and who taps a link when it leaves; of times only the order is left.
import type { Design } from '../model/design.ts';
import { type Encounter, encountering } from '../sim/encounters.ts';
import type { Move } from '../sim/moves.ts';
import { pathTraces } from '../sim/path-trace.ts';
import type { Scenario } from '../sim/scenario.ts';
import { type Bounds, scheduleSpace } from '../sim/schedule-space.ts';
import { type Schedules, type Seen, schedules } from '../sim/schedules.ts';
import { type Readers, setUp } from '../sim/set-up.ts';
import type { Event, Trace } from '../sim/trace.ts';
import { departuresOf, stepsOf } from './exploration-story.ts';
import { type Observer, sees } from './observer.ts';
import type { Step } from './result.ts';
import { type Reading, reading } from './worlds.ts';

export interface ViewsRequest extends Bounds {
  readonly design: Design;
  readonly seed: string;
  readonly readers: Readers;
  readonly mostStates: number;
  readonly mostBeginnings: number;
}

/** What an observer sees of some schedules, or of their beginnings. */
export interface View {
  readonly observer: Observer;
  /** Of what it sees alone; the times of its events are their places in the order. */
  readonly trace: Trace;
  readonly reading: Reading;
  /** Its shape: opened and closed sessions, directions and lengths. */
  readonly outside: string;
  /** All of it, with names for what stays sealed to the observer: equal for views between which nothing tells. */
  readonly whole: string;
}

/** The views of one scenario. Views are written only once everything was explored: only then is it known what octets mean. */
export interface Viewed {
  readonly schedules: Schedules<Move>;
  /** Sightings of the set-up, with which every view begins. */
  readonly before: number;
  view(seen: Seen): View;
  /** A shortest way to this view or its beginning. */
  steps(seen: Seen, whole: boolean): readonly Step[];
}

/** Goes through every schedule within the bounds, or says in words why that cannot be. */
export function viewed(request: ViewsRequest, scenario: Scenario, observer: Observer): Viewed | string {
  const asked = { ...request, scenario };
  const prepared = setUp(asked, request.crashes > 0 ? 'within the step' : 'take their time');
  if (typeof prepared === 'string') return prepared;
  const { worlds, genesis, moves, start, orders } = prepared;
  // Without a crash there are few enough states to take every order of all moves; with one, what nobody sees is put first.
  const reduction = request.crashes > 0 ? 'independent steps of servers and clients' : 'nothing';
  const space = scheduleSpace(worlds, start, orders, request, reduction);
  const encounter = encountering(worlds);

  const numbers = new Map<Encounter, number>();
  const events: Event[] = [];
  const numberOf = (one: Encounter): number => {
    const known = numbers.get(one);
    if (known !== undefined) return known;
    numbers.set(one, events.length);
    return events.push(one.event) - 1;
  };
  const show = (world: Parameters<typeof encounter>[0], move: Move) => {
    const { after, encounters } = encounter(world, move);
    return { after, seen: encounters.filter((one) => meets(observer, one, scenario)).map(numberOf) };
  };

  const before: number[] = [];
  moves.reduce((world, move) => {
    const { after, seen } = show(world, move);
    before.push(...seen);
    return after;
  }, genesis);
  const { reduce } = space;
  const { mostStates, mostBeginnings } = request;
  const all = schedules(space, { mostStates, mostBeginnings, show, ...(reduce && { reduce }) });

  const traceOf = (seen: Seen): Trace => ({
    ...asked,
    cryptography: 'ideal',
    events: [...before, ...seen].map((number, i) => ({ ...(events[number] as Event), at: i + 1 })),
    terms: worlds.terms,
    ends: new Map(),
  });
  const paths = pathTraces(asked, prepared);
  return {
    schedules: all,
    before: before.length,
    view: (seen) => viewOf(observer, traceOf(seen)),
    steps: (seen, whole) => {
      const path = paths(space.initial, all.wayTo(seen, whole));
      return [...stepsOf(worlds, path), ...departuresOf(path)];
    },
  };
}

function viewOf(observer: Observer, trace: Trace): View {
  const read = reading(observer, trace, 'left out');
  return {
    observer,
    trace,
    reading: read,
    outside: read.lines.map(({ outside }) => outside).join('\n'),
    whole: read.lines.map(({ outside, inside }) => `${outside}\n${inside}`).join('\n'),
  };
}

/** Whether this is where the observer meets an event: not before it arrives, unless it taps the link or sent it itself. */
function meets(observer: Observer, { where, event }: Encounter, scenario: Scenario): boolean {
  const owns = new Set([...observer.owns].filter((node) => node !== event.to));
  const meetsEarly = sees({ ...observer, owns }, event, scenario) !== undefined;
  return where === 'leaves' ? meetsEarly : !meetsEarly && sees(observer, event, scenario) !== undefined;
}
