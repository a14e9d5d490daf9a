// A location hidden by planar geometric noise: the system behind F-BLEAU's `geometric-4` example, as far as it can be told.
// Squares of 150 m, observations on a lattice of 15 m, noise whose probability falls to a quarter with every 100 m.
import { type Random, random } from '../../sim/random.ts';
import type { Example } from '../attacks/nearest-neighbours.ts';
import { inverted, normal } from '../statistics/draws.ts';

/** All lengths in steps of the lattice. */
const STEP_METRES = 15;
const SQUARE = 10;
/** Squares to a side of the map, of which so many are ever visited. */
const SIDE = 20;
const VISITED = 191;
/** Farther than this, noise has a probability below e^-18 of its largest. */
const REACH = 90;
const WIDTH = 2 * REACH + 1;
const FALL_PER_METRE = Math.log(4) / 100;

/** What had to be made up: visits by rank fall as (rank + a)^-s, where a follows from the most visited square's share. */
const MOST_VISITED = 0.087;
const FALL_BY_RANK = 1.5;
/**
 * Squares are ranked by how near they are to a centre and by lot, in these parts: the more nearness counts, the more often
 * likely squares are neighbours and confused. It is set so that the exact risk is the published one.
 */
const NEARNESS = 0.679;
const CENTRE = { row: 15, column: 14 };
const ARRANGEMENT = 'map 2';

export interface Secret {
  readonly row: number;
  readonly column: number;
  readonly share: number;
}

/** The squares, most visited first. They are the same for every seed, as they are the system and not a sample of it. */
export function visited(): readonly Secret[] {
  const stream = random(ARRANGEMENT, 'squares');
  const squares = Array.from({ length: SIDE ** 2 }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const far = Math.hypot(row - CENTRE.row, column - CENTRE.column) / (SIDE / 2);
    return { row, column, height: (1 - NEARNESS) * normal(stream) - NEARNESS * far };
  });
  const ranked = squares.sort((a, b) => b.height - a.height).slice(0, VISITED);
  const shares = sharesByRank();
  return ranked.map(({ row, column }, i) => ({ row, column, share: shares[i] as number }));
}

function sharesByRank(): readonly number[] {
  const law = (offset: number): readonly number[] => {
    const weights = Array.from({ length: VISITED }, (_, i) => (i + 1 + offset) ** -FALL_BY_RANK);
    const all = weights.reduce((sum, one) => sum + one, 0);
    return weights.map((one) => one / all);
  };
  let [low, high] = [0, 1000];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if ((law(middle)[0] as number) > MOST_VISITED) low = middle;
    else high = middle;
  }
  return law(low);
}

/** Probability of each displacement, row by row. */
function noise(): Float64Array {
  const masses = Float64Array.from({ length: WIDTH ** 2 }, (_, i) => {
    const far = Math.hypot(Math.floor(i / WIDTH) - REACH, (i % WIDTH) - REACH);
    return Math.exp(-FALL_PER_METRE * STEP_METRES * far);
  });
  const all = masses.reduce((sum, one) => sum + one, 0);
  return masses.map((one) => one / all);
}

/** The exact Bayes risk: for each observation the likeliest secret is guessed. */
export function bayesRisk(secrets: readonly Secret[]): number {
  const side = SIDE * SQUARE + 2 * REACH;
  const likeliest = new Float64Array(side ** 2);
  const masses = noise();
  for (const { row, column, share } of secrets)
    for (let i = 0; i < WIDTH; i++)
      for (let j = 0; j < WIDTH; j++) {
        const at = (row * SQUARE + i) * side + column * SQUARE + j;
        const joint = share * (masses[i * WIDTH + j] as number);
        if (joint > (likeliest[at] as number)) likeliest[at] = joint;
      }
  return 1 - likeliest.reduce((sum, one) => sum + one, 0);
}

/** Independent visits, each with what is seen of it. */
export function examples(secrets: readonly Secret[], count: number, stream: Random): readonly Example[] {
  const bySecret = cumulated(secrets.map(({ share }) => share));
  const byNoise = cumulated(noise());
  return Array.from({ length: count }, () => {
    const secret = inverted(bySecret, stream.next());
    const moved = inverted(byNoise, stream.next());
    const { row, column } = secrets[secret] as Secret;
    const seen = [row * SQUARE + Math.floor(moved / WIDTH) - REACH, column * SQUARE + (moved % WIDTH) - REACH];
    return { secret, seen };
  });
}

function cumulated(masses: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from(masses, (mass) => {
    sum += mass;
    return sum;
  });
}
