// How well messages arrive when something goes wrong: through a proxy, as designs have it, and directly (N1).
import { run } from '../sim/run.ts';
import { conversation, type Measured, type Way } from './measured-traffic.ts';
import { outcomes } from './outcomes.ts';
import { median, ranked } from './quantiles.ts';

/** What one seed gives: shares of all that was ordered, and delays of what arrived, if anything did. */
export interface DeliveryFigures {
  readonly ratio: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly medianMillis: number | undefined;
  readonly p95Millis: number | undefined;
}

export function deliveryFigures(fault: Measured, way: Way, seed: string): DeliveryFigures {
  const scenario = conversation(fault, way, seed);
  const all = outcomes(run({ scenario, design: way.design, seed, cryptography: 'ideal' }));
  const share = (count: number): number => count / all.length;
  const delays = all.flatMap(({ orderedAt, received }) => received.slice(0, 1).map((at) => at - orderedAt));
  // Behind one that was ordered later to the same queue.
  const overtaken = all.filter(({ queue, received: [at] }, i) =>
    all.slice(i + 1).some((later) => later.queue === queue && at !== undefined && (later.received[0] ?? at) < at),
  );
  return {
    ratio: share(delays.length),
    doubled: share(all.filter(({ received }) => received.length > 1).length),
    outOfOrder: share(overtaken.length),
    medianMillis: delays.length === 0 ? undefined : median(delays),
    p95Millis: delays.length === 0 ? undefined : ranked(delays, 0.95),
  };
}
