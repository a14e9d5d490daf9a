// What an adversary makes of figures: it guesses what came with the figures nearest to these in the games before.
// As games grow in number it comes as close as one likes to the best guess that one figure allows.
import type { Bit } from './coin.ts';

/** Past games in which the figure was this. */
interface Seen {
  readonly figure: number;
  readonly games: number;
  readonly ones: number;
}

/** Past games by one figure, in the order of the figure. */
export class Learner {
  readonly #seen: Seen[] = [];
  #games = 0;

  /** Nothing where the past tells nothing. */
  guess(figure: number): Bit | undefined {
    const seen = this.#seen;
    const neighbours = Math.max(1, Math.round(Math.sqrt(this.#games)));
    let high = this.#place(figure);
    let low = high - 1;
    const distance = (i: number): number => {
      const one = seen[i];
      return one === undefined ? Number.POSITIVE_INFINITY : Math.abs(one.figure - figure);
    };
    let [games, ones, reach] = [0, 0, 0];
    // Those that are as near as the last of them count as well: figures are often the same.
    while (games < this.#games) {
      const [below, above] = [distance(low), distance(high)];
      if (games >= neighbours && Math.min(below, above) > reach) break;
      const next = seen[below <= above ? low-- : high++] as Seen;
      reach = Math.min(below, above);
      games += next.games;
      ones += next.ones;
    }
    return 2 * ones === games ? undefined : 2 * ones > games ? 1 : 0;
  }

  learn(figure: number, coin: Bit): void {
    const place = this.#place(figure);
    const known = this.#seen[place];
    this.#games++;
    if (known?.figure === figure) this.#seen[place] = { figure, games: known.games + 1, ones: known.ones + coin };
    else this.#seen.splice(place, 0, { figure, games: 1, ones: coin });
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

interface Member {
  readonly learner: Learner;
  /** How much more often it was right than wrong. */
  lead: number;
  said: Bit | undefined;
}

/** A learner for each of many figures; the one that was right most often so far has the say. */
export class Committee {
  readonly #members: Member[] = [];

  guess(figures: readonly number[]): Bit | undefined {
    let best: Member | undefined;
    for (const [i, figure] of figures.entries()) {
      this.#members[i] ??= { learner: new Learner(), lead: 0, said: undefined };
      const member = this.#members[i];
      member.said = member.learner.guess(figure);
      if (member.said !== undefined && (best === undefined || member.lead > best.lead)) best = member;
    }
    return best?.said;
  }

  /** What the coin was in the game that was guessed last. */
  learn(figures: readonly number[], coin: Bit): void {
    for (const [i, figure] of figures.entries()) {
      const member = this.#members[i] as Member;
      if (member.said !== undefined) member.lead += member.said === coin ? 1 : -1;
      member.learner.learn(figure, coin);
    }
  }
}
