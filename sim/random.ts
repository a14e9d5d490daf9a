// Randomness by place: what is drawn at one place never depends on what was drawn at another.
import seedrandom from 'seedrandom';
import type { Octets } from '../model/octets.ts';

export type Place = readonly (string | number)[];

export interface Random {
  /** A number from 0 to 1, 1 excluded. */
  next(): number;
  octets(count: number): Octets;
}

/** Places are many and draws at each are few, at most none: what counts is how soon a generator is ready. */
class Draws implements Random {
  readonly #place: Place;
  #started: seedrandom.PRNG | undefined;

  constructor(place: Place) {
    this.#place = place;
  }
  #generator(): seedrandom.PRNG {
    this.#started ??= seedrandom.alea(this.#place.join('/'));
    return this.#started;
  }
  next(): number {
    return this.#generator()();
  }
  octets(count: number): Octets {
    const { int32 } = this.#generator();
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i += 4) {
      const draw = int32();
      for (let j = 0; j < 4 && i + j < count; j++) out[i + j] = (draw >>> (8 * j)) & 0xff;
    }
    return out;
  }
}

/** The generator of one place; the same seed and place always give the same sequence. */
export const random = (seed: string, ...place: Place): Random => new Draws([seed, ...place]);
