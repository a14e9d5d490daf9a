// Do times in tell times out? Two tests that need no truth: how alike counts in windows are, and how many exits follow an
// entry. Both are held against the same recording with one side turned around the circle of time, which keeps its rhythm.
import { windowCounts } from '../attacks/cross-correlation.ts';
import type { Finding, InspectionCheck } from './inspection-result.ts';
import { grouped, linkOf, type RecordedBlock, type Recording } from './recording.ts';
import { chanceInWords, MOST_TOLD, millis, placeOf } from './telling.ts';

/** How often each test finds something where entries and exits have nothing to do with each other. */
export const FALSE_ALARM = 0.01;
const MOST_TURNS = 200;
const LEAST_TURNS = Math.ceil(1 / FALSE_ALARM);
/** From one turn to the next there are so many windows, and so many times the delay that is looked for. */
const [LEAST_WINDOWS, MOST_WINDOWS, APART] = [5, 30, 1.25];
/** Blocks of a session, and in all, below which nothing is told. */
const [LEAST_BLOCKS, LEAST_IN_ALL] = [10, 20];
/** Sessions on each side that are compared; those with the most blocks. */
const MOST_SESSIONS = 8;
/** Exits that are followed back; of more, one in so many. */
const MOST_EXITS = 20_000;

interface Circle {
  readonly from: number;
  readonly duration: number;
  /** Turns that are compared, the recording as it is among them. */
  readonly turns: number;
}

/** The turns of a recording, or why it has too few. */
function circleOf({ blocks }: Recording, withinMillis: number): Circle | string {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return 'Not checked: there are no blocks.';
  const entries = blocks.filter(({ direction }) => direction === 'in').length;
  const exits = blocks.length - entries;
  if (Math.min(entries, exits) < LEAST_IN_ALL)
    return `Too little to tell: ${entries} blocks in and ${exits} out; ${LEAST_IN_ALL} of each are the least.`;
  const duration = last.atMillis - first.atMillis + 1;
  const turns = Math.min(MOST_TURNS, Math.floor(duration / (APART * withinMillis)));
  if (turns < LEAST_TURNS)
    return `Too short to tell: to find delays of up to ${millis(withinMillis)} with a false alarm of ${FALSE_ALARM} the recording must last ${millis(APART * withinMillis * LEAST_TURNS)}; it lasts ${millis(duration)}. A smaller --within needs less.`;
  return { from: first.atMillis, duration, turns };
}

const undecided = (base: Pick<InspectionCheck, 'id' | 'asks'>, says: string): InspectionCheck => ({
  ...base,
  verdict: 'undecided',
  chances: 0,
  says,
  findings: [],
  more: 0,
});

/** The sessions with the most blocks of one direction. */
const busiest = (blocks: readonly RecordedBlock[], direction: RecordedBlock['direction']) =>
  [
    ...grouped(
      blocks.filter((one) => one.direction === direction),
      ({ session }) => session,
    ).values(),
  ]
    .filter((all) => all.length >= LEAST_BLOCKS)
    .toSorted((a, b) => b.length - a.length);

/**
 * Normalised cross-correlation of counts in windows, the largest over lags up to `withinMillis`, of each session in with each
 * other session out. A pair is found if its value is reached by the largest of all pairs in at most one turn of a hundred.
 */
export function* timingCorrelation(recording: Recording, withinMillis: number): Generator<void, InspectionCheck> {
  const base = {
    id: 'timing-correlation',
    asks: 'Do the blocks of one session out follow those of one session in?',
  } as const;
  const circle = circleOf(recording, withinMillis);
  if (typeof circle === 'string') return undecided(base, circle);
  const { from, duration, turns } = circle;
  const step = duration / turns;
  const perTurn = Math.min(MOST_WINDOWS, Math.max(LEAST_WINDOWS, Math.ceil((4 * step) / withinMillis)));
  const width = step / perTurn;
  const lags = Math.min(perTurn - 1, Math.ceil(withinMillis / width));
  const count = (blocks: readonly RecordedBlock[]): readonly number[] =>
    windowCounts(
      blocks.map(({ atMillis }) => atMillis - from),
      width,
      0,
      duration,
    );
  const [allIn, allOut] = [busiest(recording.blocks, 'in'), busiest(recording.blocks, 'out')];
  const counted = (all: typeof allIn): readonly Counted[] =>
    all.slice(0, MOST_SESSIONS).map((blocks) => ({ first: blocks[0] as RecordedBlock, blocks, counts: count(blocks) }));
  const [entries, exits] = [counted(allIn), counted(allOut)];
  const largest = new Array<number>(turns).fill(Number.NEGATIVE_INFINITY);
  const pairs: { readonly entry: Counted; readonly exit: Counted; readonly value: number; readonly lag: number }[] = [];
  for (const entry of entries)
    for (const exit of exits) {
      if (entry.first.session === exit.first.session) continue;
      const around = circularCorrelation(entry.counts, exit.counts);
      for (let turn = 0; turn < turns; turn++) {
        const { value, lag } = best(around, turn * perTurn, lags);
        largest[turn] = Math.max(largest[turn] as number, value);
        if (turn === 0) pairs.push({ entry, exit, value, lag });
      }
      yield;
    }
  if (pairs.length === 0)
    return undecided(
      base,
      `Too little to tell: it takes a session in and another out with ${LEAST_BLOCKS} blocks each.`,
    );
  const told = pairs
    .map((pair) => ({ ...pair, p: largest.filter((one) => one >= pair.value - 1e-9).length / turns }))
    .toSorted((a, b) => a.p - b.p || b.value - a.value);
  const findings = told
    .filter(({ p }) => p <= FALSE_ALARM)
    .map(
      ({ entry, exit, value, lag, p }): Finding => ({
        words: `What came in from ${linkOf(entry.first)} on session ${entry.first.session} and what went out to ${linkOf(exit.first)} on session ${exit.first.session} rise and fall together: correlation ${value.toFixed(2)} at ${lag === 0 ? 'no lag' : `a lag of ${millis(lag * width)}`}, p = ${chanceInWords(p)}. Somebody on both links who sees times alone tells that one feeds the other.`,
        places: [placeOf(entry.first), placeOf(exit.first)],
        times: Math.min(entry.blocks.length, exit.blocks.length),
      }),
    );
  const strongest = told[0] as (typeof told)[number];
  const leftOut = allIn.length + allOut.length - entries.length - exits.length;
  const method = `${pairs.length} pairs of sessions in ${turns * perTurn} windows of ${millis(width)}, lags of up to ${millis(lags * width)}, against ${turns - 1} turns of the circle; false alarm ${FALSE_ALARM} for all pairs together.${leftOut > 0 ? ` ${leftOut} sessions with fewer blocks were left out.` : ''}`;
  return {
    ...base,
    verdict: findings.length > 0 ? 'violated' : 'holds',
    chances: pairs.length,
    says: `${findings.length > 0 ? `Yes, ${findings.length} of` : `Not that it shows: the strongest has ${strongest.value.toFixed(2)}, p = ${chanceInWords(strongest.p)}. Of`} ${method}`,
    findings: findings.slice(0, MOST_TOLD),
    more: Math.max(0, findings.length - MOST_TOLD),
  };
}
interface Counted {
  readonly first: RecordedBlock;
  readonly blocks: readonly RecordedBlock[];
  readonly counts: readonly number[];
}

/** sum_i (x_i - mean x)(y_{i+lag} - mean y) / (n sx sy) for every lag of a circle; zeros if one side never changes. */
export function circularCorrelation(x: readonly number[], y: readonly number[]): Float64Array {
  const n = x.length;
  const sums = new Float64Array(n);
  const there = y.flatMap((value, at) => (value === 0 ? [] : [{ value, at }]));
  for (let i = 0; i < n; i++) {
    const here = x[i] as number;
    if (here === 0) continue;
    for (const { value, at } of there) {
      const lag = at < i ? at - i + n : at - i;
      sums[lag] = (sums[lag] as number) + here * value;
    }
  }
  const [first, second] = [moments(x), moments(y)];
  const spread = n * first.deviation * second.deviation;
  return sums.map((sum) => (spread === 0 ? 0 : (sum - n * first.mean * second.mean) / spread));
}
function moments(counts: readonly number[]) {
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  return { mean, deviation: Math.sqrt(counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / counts.length) };
}

function best(around: Float64Array, start: number, lags: number) {
  let most = { value: Number.NEGATIVE_INFINITY, lag: 0 };
  for (let lag = 0; lag <= lags; lag++) {
    const value = around[(start + lag) % around.length] as number;
    if (value > most.value) most = { value, lag };
  }
  return most;
}

/** The share of exits that follow an entry of another session within `withinMillis`, and what it is when entries are turned. */
export function timingMatching(recording: Recording, withinMillis: number): InspectionCheck {
  const base = {
    id: 'timing-matching',
    asks: 'Do more blocks go out soon after one came in elsewhere than chance has it?',
  } as const;
  const circle = circleOf(recording, withinMillis);
  if (typeof circle === 'string') return undecided(base, circle);
  const { from, duration, turns } = circle;
  const entries = recording.blocks.filter(({ direction }) => direction === 'in');
  const all = recording.blocks.filter(({ direction }) => direction === 'out');
  const every = Math.ceil(all.length / MOST_EXITS);
  const exits = all.filter((_, i) => i % every === 0);
  const times = entries.map(({ atMillis }) => atMillis - from);
  const following = (turn: number): number => {
    const back = (turn * duration) / turns;
    return exits.filter(({ atMillis, session }) => {
      const at = atMillis - from - back;
      return follows(entries, times, at < 0 ? at + duration : at, session, withinMillis);
    }).length;
  };
  const counts = Array.from({ length: turns }, (_, turn) => following(turn));
  const seen = counts[0] as number;
  const p = counts.filter((one) => one >= seen).length / turns;
  const expected = counts.slice(1).reduce((sum, one) => sum + one, 0) / (turns - 1);
  const share = (count: number): string => `${((100 * count) / exits.length).toFixed(1)} %`;
  const figures = `${share(seen)} of ${exits.length} exits follow an entry on another session within ${millis(withinMillis)}; ${share(expected)} are expected when entries are turned around the circle of time, p = ${chanceInWords(p)} of ${turns} turns, false alarm ${FALSE_ALARM}`;
  const isFound = p <= FALSE_ALARM;
  const first = exits.find(({ atMillis, session }) => follows(entries, times, atMillis - from, session, withinMillis));
  return {
    ...base,
    verdict: isFound ? 'violated' : 'holds',
    chances: exits.length,
    says: `${isFound ? 'Yes' : 'Not that it shows'}: ${figures}.`,
    findings:
      isFound && first !== undefined
        ? [
            {
              words: `Exits follow entries: ${figures}. Somebody on both links who sees times alone can guess which block became which.`,
              places: [placeOf(first)],
              times: seen,
            },
          ]
        : [],
    more: 0,
  };
}

/** Whether an entry of another session was at most so long before. */
function follows(
  entries: readonly RecordedBlock[],
  times: readonly number[],
  at: number,
  session: string,
  withinMillis: number,
): boolean {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0 && (times[i] as number) >= at - withinMillis; i--)
    if (entries[i]?.session !== session) return true;
  return false;
}
