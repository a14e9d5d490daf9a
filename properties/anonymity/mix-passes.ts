// What passes one mix: abstract messages that come at random and stay for exponential times, in order of time.
import { agenda } from '../../sim/agenda.ts';
import type { Random } from '../../sim/random.ts';
import { exponential } from '../statistics/draws.ts';

export interface Pass {
  /** In mean delays of the mix. */
  readonly at: number;
  /** Which it is, in truth. */
  readonly message: number;
  readonly goes: 'in' | 'out';
}
const ARRIVAL = -1;

/** Messages in a Poisson process, `load` of them in a mean delay, until so many came; empty at first. */
export function* poissonPasses(load: number, messages: number, stream: Random): Iterable<Pass> {
  const events = agenda<number>();
  events.add(exponential(stream, 1 / load), ARRIVAL);
  let came = 0;
  for (let event = events.next(); event !== undefined; event = events.next()) {
    const { at, what } = event;
    if (what !== ARRIVAL) yield { at, message: what, goes: 'out' };
    else if (came === messages) return;
    else {
      const message = came++;
      yield { at, message, goes: 'in' };
      events.add(at + exponential(stream, 1), message);
      events.add(at + exponential(stream, 1 / load), ARRIVAL);
    }
  }
}
