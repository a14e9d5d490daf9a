// What the command line knows of the gate before it loads it: where a baseline is, and what a day is.

export const BASELINE_FILE = 'hopscope.baseline.json';

/** Midnight of a day, YYYY-MM-DD, in UTC; undefined for what no calendar has. */
export function timeOfDay(text: string): number | undefined {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}
