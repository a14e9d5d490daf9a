// How far each target is spread over what came out: the entropy of which output it is, added up output by output.
import type { Mass } from './mixing-pool.ts';

export interface Spread {
  add(output: Readonly<Mass>): void;
  /** Probability that this target is not among the outputs yet. */
  left(target: number): number;
  entropyBits(target: number): number;
  /** Another target takes the place of this one. */
  restart(target: number): void;
}

export function spread(targets: number): Spread {
  const out = new Float64Array(targets);
  const bits = new Float64Array(targets);
  return {
    add(output) {
      for (let i = 0; i < targets; i++) {
        const share = output[i] as number;
        if (share === 0) continue;
        out[i] = (out[i] as number) + share;
        bits[i] = (bits[i] as number) - share * Math.log2(share);
      }
    },
    left: (target) => 1 - (out[target] as number),
    entropyBits: (target) => bits[target] as number,
    restart(target) {
      out[target] = 0;
      bits[target] = 0;
    },
  };
}
