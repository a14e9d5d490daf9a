// Three entropies of messages at one mix with exponential delays, which differ where it is little used; in bits.
import { binaryEntropyBits } from './closed-forms.ts';
import type { Pass } from './mix-passes.ts';
import { mixingPool } from './mixing-pool.ts';
import { spread } from './spread.ts';

export interface MixEntropies {
  /** Of a target over all that leaves, to one who sees arrivals and departures. */
  readonly spreadBits: number;
  /** Of what leaves over all that came, to the same, by the recursion of Loopix. */
  readonly departureBits: number;
  /**
   * Of what leaves at a moment that does not depend on what came, over all that came, to one who sees arrivals alone
   * (Danezis). More leaves when more is inside: at true departures it is larger.
   */
  readonly arrivalBits: number;
}

/** Targets that are followed at once. */
const SLOTS = 32;
/** Another target takes a slot when this little is left of the one before. */
const LEFT = 1e-7;

/** Of what passes from a time on, in mean delays; `load` arrive in one, about. */
export function mixEntropies(passes: Iterable<Pass>, load: number, since: number): MixEntropies {
  const pool = mixingPool(SLOTS);
  const output = spread(SLOTS);
  const mass = new Float64Array(SLOTS);
  const used = new Array<boolean>(SLOTS).fill(false);
  /** Arrivals from one target to the next: which are targets must not depend on how full the mix is. */
  const stride = Math.ceil((30 * load + 40) / SLOTS);
  let [slot, targets, spreadSum] = [0, 0, 0];
  const recursion = { old: 0, fresh: 0, bits: 0 };
  const kernel = { sum: 0, delays: 0, at: 0 };
  let [arrivals, departures, departureSum, arrivalSum] = [0, 0, 0, 0];

  /** Whether this arrival is the next target, whose slot is then free. */
  function isTarget(): boolean {
    if (++arrivals % stride !== 0) return false;
    slot = (slot + 1) % SLOTS;
    if (used[slot] && output.left(slot) > LEFT) return false;
    if (used[slot]) {
      targets++;
      spreadSum += output.entropyBits(slot);
      output.restart(slot);
    }
    used[slot] = true;
    mass.fill(0);
    mass[slot] = 1;
    return true;
  }
  function enter(counts: boolean): void {
    // An arrival is a moment that does not depend on those before, just before it counts itself.
    if (counts && kernel.sum > 0) arrivalSum += (Math.log(kernel.sum) + kernel.delays / kernel.sum) / Math.LN2;
    recursion.fresh++;
    kernel.sum++;
    pool.enter(counts && isTarget() ? mass : undefined);
  }
  function leave(counts: boolean): void {
    pool.leave(mass);
    output.add(mass);
    const { old, fresh, bits } = recursion;
    const all = old + fresh;
    recursion.bits = (old * bits + (fresh === 0 ? 0 : fresh * Math.log2(fresh))) / all + binaryEntropyBits(fresh / all);
    recursion.old = all - 1;
    recursion.fresh = 0;
    if (!counts) return;
    departures++;
    departureSum += recursion.bits;
  }
  for (const { at, goes } of passes) {
    // Each arrival counts exp(-t) after a time t; the sum of these, and of t times these.
    const time = at - kernel.at;
    kernel.delays = (kernel.delays + kernel.sum * time) * Math.exp(-time);
    kernel.sum *= Math.exp(-time);
    kernel.at = at;
    if (goes === 'in') enter(at >= since);
    else leave(at >= since);
  }
  return {
    spreadBits: spreadSum / targets,
    departureBits: departureSum / departures,
    arrivalBits: arrivalSum / arrivals,
  };
}
