// What an adversary makes of a figure: it guesses what came with the figures nearest to this one in the games before.
// As games grow in number it comes as close as one likes to the best guess that the figure allows.
import type { Bit } from './coin.ts';

interface Seen {
  readonly figure: number;
  readonly coin: Bit;
}

/** Past games of one adversary, in the order of their figures. */
export class Learner {
  readonly #seen: Seen[] = [];

  /** Nothing where the past tells nothing. */
  guess(figure: number): Bit | undefined {
    const count = this.#seen.length;
    if (count === 0) return undefined;
    const neighbours = Math.max(1, Math.round(Math.sqrt(count)));
    const place = this.#place(figure);
    let [low, high] = [place, place];
    const distance = (i: number): number => {
      const seen = this.#seen[i];
      return seen === undefined ? Number.POSITIVE_INFINITY : Math.abs(seen.figure - figure);
    };
    let reach = 0;
    // Those that are as near as the last of them count as well: figures are often the same.
    while (high - low < count && (high - low < neighbours || Math.min(distance(low - 1), distance(high)) <= reach)) {
      if (distance(low - 1) <= distance(high)) reach = distance(--low);
      else reach = distance(high++);
    }
    const ones = this.#seen.slice(low, high).reduce((sum, { coin }) => sum + coin, 0);
    const half = (high - low) / 2;
    return ones === half ? undefined : ones > half ? 1 : 0;
  }

  learn(figure: number, coin: Bit): void {
    this.#seen.splice(this.#place(figure), 0, { figure, coin });
  }

  /** Where the first figure stands that is not less. */
  #place(figure: number): number {
    let [low, high] = [0, this.#seen.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seen[middle] as Seen).figure < figure) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
