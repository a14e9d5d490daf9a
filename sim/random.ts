// Randomness by place: what is drawn at one place never depends on what was drawn at another.
import seedrandom from 'seedrandom';
import type { Octets } from '../model/octets.ts';

export type Place = readonly (string | number)[];

export interface Random {
  /** A number from 0 to 1, 1 excluded. */
  next(): number;
  octets(count: number): Octets;
}

/** The generator of one place; the same seed and place always give the same sequence. */
export function random(seed: string, ...place: Place): Random {
  // Places are many and draws at each are few, at most none: what counts is how soon a generator is ready.
  let started: seedrandom.PRNG | undefined;
  const generator = (): seedrandom.PRNG => {
    started ??= seedrandom.alea([seed, ...place].join('/'));
    return started;
  };
  return {
    next: () => generator()(),
    octets: (count) => {
      const { int32 } = generator();
      const out = new Uint8Array(count);
      for (let i = 0; i < count; i += 4) {
        const draw = int32();
        for (let j = 0; j < 4 && i + j < count; j++) out[i + j] = (draw >>> (8 * j)) & 0xff;
      }
      return out;
    },
  };
}
