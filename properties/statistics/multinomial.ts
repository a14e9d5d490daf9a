// Counts of messages that go to receivers drawn evenly, as fast as receivers are many and not as messages are.
import type { Random } from '../../sim/random.ts';
import { inverted, whole } from './draws.ts';

/**
 * Adds `messages` messages to the counts, each to a receiver drawn evenly. Exact: independent Poisson counts are, given
 * their sum, drawn evenly; of a sum that is a little less than wanted the rest is drawn one by one, and one that is more is
 * drawn again, which depends on the sum alone.
 */
export function addEvenly(received: Float64Array, messages: number, stream: Random): void {
  const mean = (messages - 5 * Math.sqrt(messages)) / received.length;
  let rest = messages;
  if (mean > 2) {
    const law = poissonLaw(mean);
    const drawn = new Float64Array(received.length);
    do {
      rest = messages;
      for (let i = 0; i < drawn.length; i++) {
        const count = inverted(law, stream.next());
        drawn[i] = count;
        rest -= count;
      }
    } while (rest < 0);
    for (let i = 0; i < drawn.length; i++) received[i] = (received[i] as number) + (drawn[i] as number);
  }
  for (; rest > 0; rest--) {
    const receiver = whole(stream, received.length);
    received[receiver] = (received[receiver] as number) + 1;
  }
}

/** Cumulated probabilities of 0, 1, 2 and so on, until next to nothing is left. */
function poissonLaw(mean: number): Float64Array {
  const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 20);
  const cumulated = new Float64Array(most + 1);
  let log = -mean;
  let sum = 0;
  for (let k = 0; k <= most; k++) {
    sum += Math.exp(log);
    cumulated[k] = sum;
    log += Math.log(mean) - Math.log(k + 1);
  }
  cumulated[most] = 1;
  return cumulated;
}
