// How long a proxy keeps what it passes on, so that its time does not tell what came in by what goes out (G4).
// Forwards wait before they go to their relays, and responses in a set of their own before they go back to their clients.
import { exponential, uniform } from './chance.ts';
import { effortOf, type Held, type Holding, withEffort } from './held.ts';
import type { Context, Millis } from './node.ts';

type Stage = 'forward' | 'answer';
const stageOf = ({ answer }: Held): Stage => (answer === undefined ? 'forward' : 'answer');

/** Gives a time to leave to everything that has none and may have one now. */
export function mixed(holding: Holding, context: Context): Holding {
  if (context.design.delay === 'none') return holding;
  const stages: readonly Stage[] = ['forward', 'answer'];
  return stages.reduce((sofar, stage) => leaving(sofar, entered(sofar, stage, context), context), holding);
}

/** All of a stage that has not been let go; what is scheduled for later is not among it before it is due. */
function entered(holding: Holding, stage: Stage, { now, design }: Context): readonly string[] {
  const waits = (key: string, one: Held): boolean =>
    stageOf(one) === stage &&
    effortOf(holding, key).rank === undefined &&
    (stage === 'answer' || one.dueAt <= now || design.schedule === 'sent on at once');
  return Object.entries(holding.held).flatMap(([key, one]) => (waits(key, one) ? [key] : []));
}

function leaving(holding: Holding, all: readonly string[], context: Context): Holding {
  const { crypto, design, now } = context;
  const { delay, delayMillis, batch, pool } = design;
  const chance = (): number => uniform(crypto);
  const withTime = (sofar: Holding, key: string, leavesAt: Millis): Holding => withEffort(sofar, key, { leavesAt });
  const letGo = (sofar: Holding, key: string): Holding =>
    withEffort(sofar, key, { leavesAt: effortOf(sofar, key).leavesAt ?? now, rank: chance() });
  const fresh = all.filter((key) => effortOf(holding, key).leavesAt === undefined);
  const next = (): Millis => (Math.floor(now / delayMillis) + 1) * delayMillis;
  if (delay === 'threshold') return all.length < batch ? holding : all.reduce(letGo, holding);
  // A pool that is not full lets nothing go: it waits for more to come, and not for the end of a period.
  if (delay === 'pool' && all.length <= pool) return holding;
  const leavesAt = delay === 'exponential' ? () => now + exponential(crypto, delayMillis) : next;
  const timed = fresh.reduce((sofar, key) => withTime(sofar, key, leavesAt()), holding);
  const due = all.filter((key) => (effortOf(timed, key).leavesAt as Millis) <= now);
  if (delay !== 'pool') return due.reduce(letGo, timed);
  // Of what is there at the end of a period some stay behind for another, every choice as likely as every other.
  const drawn = due.map((key) => [chance(), key] as const).sort(([a], [b]) => a - b);
  return drawn.reduce((sofar, [, key], i) => (i < pool ? withTime(sofar, key, next()) : letGo(sofar, key)), timed);
}
