// How an inspection tells where something was: blocks and their ends in words, the same in every check.
import type { PlaceOf } from './inspection-result.ts';
import { linkOf, type RecordedBlock } from './recording.ts';

/** Findings of one check that are told in full. */
export const MOST_TOLD = 20;

export const placeOf = (block: RecordedBlock, offset?: number): PlaceOf => ({
  place: block.place,
  session: block.session,
  direction: block.direction,
  ...(block.peer === undefined ? {} : { peer: block.peer }),
  atMillis: block.atMillis,
  ...(offset === undefined ? {} : { offset }),
});

/** “came in from ann and went out to relay 20 ms later”. */
export function crossing(entered: RecordedBlock, left: RecordedBlock): string {
  const apart = left.atMillis - entered.atMillis;
  const when = apart >= 0 ? `${millis(apart)} later` : `${millis(-apart)} earlier, in a block that shares them`;
  return `came in from ${linkOf(entered)} and went out to ${linkOf(left)} ${when}`;
}

/** “one pair”, “3 pairs”. */
export const some = (count: number, one: string): string => (count === 1 ? `one ${one}` : `${count} ${one}s`);

export const millis = (value: number): string => `${Number(value.toFixed(value < 10 ? 2 : 0))} ms`;

/** An expected number far below one, or a share: 3.2e-10, 0.005. */
export const chanceInWords = (value: number): string =>
  value !== 0 && value < 1e-4 ? value.toExponential(1) : String(Number(value.toFixed(4)));
