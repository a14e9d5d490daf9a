// A trace in the making. What is recorded ahead of its time, a block above all, may turn out otherwise before it comes.
import type { Event } from './trace.ts';

export interface Recorder {
  /** The number of the event, by which others name it as their cause. */
  add(event: Event): number;
  /** The number that the next event will have. */
  next(): number;
  /** Nothing from this number on has happened. */
  undo(from: number): void;
  /** This block left and never arrived. */
  swallowed(carried: number): void;
  /** This block never left. */
  unsent(carried: number): void;
  events(): readonly Event[];
}

export function recorder(): Recorder {
  const events: Event[] = [];
  const never = new Set<number>();
  return {
    add: (event) => events.push(event) - 1,
    next: () => events.length,
    undo: (from) => {
      events.length = from;
    },
    swallowed(carried) {
      events[carried] = { ...(events[carried] as Extract<Event, { kind: 'carried' }>), arrives: undefined };
    },
    unsent: (carried) => never.add(carried),
    events() {
      if (never.size === 0) return events;
      // What never left caused nothing, so no cause is lost when the events behind it move up.
      const moved: number[] = [];
      let left = 0;
      for (const i of events.keys()) moved.push(never.has(i) ? left : left++);
      return events.flatMap((event, i) =>
        never.has(i) ? [] : [event.cause === undefined ? event : { ...event, cause: moved[event.cause] }],
      );
    },
  };
}
