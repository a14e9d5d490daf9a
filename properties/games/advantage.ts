// Success beyond blind guessing, from games played and won.

/** 2 w / n - 1; of one that guesses worse, or has not played, none. */
export const advantageOf = ({ games, wins }: { readonly games: number; readonly wins: number }): number =>
  games === 0 ? 0 : Math.max(0, (2 * wins) / games - 1);
