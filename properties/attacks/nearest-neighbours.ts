// A7 and A8, Bayes risk from examples alone, as F-BLEAU estimates it (Cherubin, Chatzikokolakis, Palamidessi, S&P 2019):
// how often the secret is guessed wrong from what is seen, by rules that come to the best guess with ever more examples.
import { type Neighbour, type NeighbourTree, nearest, neighbourTree, type Point } from './neighbour-tree.ts';

/** One run of the system: its secret, by number, and what was seen of it, all of one dimension. */
export interface Example {
  readonly secret: number;
  readonly seen: Point;
}
/** A secret for what is seen. */
export type Guess = (seen: Point) => number;

/** Share of the examples whose secret is guessed wrong. */
export const risk = (guess: Guess, test: readonly Example[]): number =>
  test.filter(({ secret, seen }) => guess(seen) !== secret).length / test.length;

/** The guess that looks at nothing: the secret that is most common. */
export function blindGuess(training: readonly Example[]): Guess {
  const guess = commonest(training.map(({ secret }) => secret));
  return () => guess;
}

/** The frequentist guess: the secret most common with exactly what is seen; what was never seen is guessed blindly. */
export function frequentistGuess(training: readonly Example[]): Guess {
  const { secrets, numbers } = grouped(training);
  const blind = commonest(training.map(({ secret }) => secret));
  const guesses = secrets.map(commonest);
  return (seen) => guesses[numbers.get(nameOf(seen)) ?? -1] ?? blind;
}

/**
 * What to do with examples that are as far as the k-th nearest:
 * `in order` takes as many as make k, as they were learned; `as one` counts those among the k as one party, which speaks
 * for the secret most common among all of them, as F-BLEAU does; `pooled` takes all examples of the k nearest different
 * observations, and of those as far as the last of these.
 */
export type Ties = 'in order' | 'as one' | 'pooled';

/** The guess by the k nearest examples: kNN, and pooled kNN*. With one neighbour and pooled ties it is NN*. */
export function neighbourGuess(training: readonly Example[], k: number, ties: Ties): Guess {
  const { points, secrets } = grouped(training);
  const weights = secrets.map((some) => (ties === 'pooled' ? 1 : some.length));
  const tree: NeighbourTree = neighbourTree(points, weights);
  const known = new Map<string, number>();
  return (seen) => {
    const name = nameOf(seen);
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = vote(nearest(tree, seen, k), secrets, k, ties);
    known.set(name, made);
    return made;
  };
}

/** As many neighbours as make the rule find the Bayes risk in the limit: ln n, rounded down, at least 1. */
export const logNeighbours = (examples: number): number => Math.max(1, Math.floor(Math.log(examples)));

function vote(near: readonly Neighbour[], secrets: readonly (readonly number[])[], k: number, ties: Ties): number {
  const all = near.flatMap(({ point }) => secrets[point] as readonly number[]);
  if (ties === 'pooled') return commonest(all);
  if (ties === 'in order') return commonest(all.slice(0, k));
  const last = near.at(-1)?.squaredDistance;
  const nearer = near.filter(({ squaredDistance }) => squaredDistance !== last);
  const sure = nearer.flatMap(({ point }) => secrets[point] as readonly number[]);
  const party = commonest(all.slice(sure.length));
  return commonest([...sure, ...new Array<number>(Math.min(k, all.length) - sure.length).fill(party)]);
}

/** The most common of some secrets; of equally common ones, which is so first. */
function commonest(secrets: readonly number[]): number {
  const counts = new Map<number, number>();
  let [best, most] = [Number.NaN, 0];
  for (const secret of secrets) {
    const count = (counts.get(secret) ?? 0) + 1;
    counts.set(secret, count);
    if (count > most) [best, most] = [secret, count];
  }
  return best;
}

const nameOf = (seen: Point): string => seen.join(' ');

/** What was seen, each once, with the secrets it was seen with. */
function grouped(examples: readonly Example[]) {
  const numbers = new Map<string, number>();
  const points: Point[] = [];
  const secrets: number[][] = [];
  for (const { secret, seen } of examples) {
    const name = nameOf(seen);
    const number = numbers.get(name) ?? points.length;
    if (number === points.length) {
      numbers.set(name, number);
      points.push(seen);
      secrets.push([]);
    }
    secrets[number]?.push(secret);
  }
  return { numbers, points, secrets };
}
