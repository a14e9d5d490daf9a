// The challenger's coins: fair, fresh for each game, and drawn apart from all that the system and the adversary draw from.
import { hash } from 'node:crypto';

export type Bit = 0 | 1;

/** The coin of one place; what it decides is all that the system ever learns of it. */
export function coin(seed: string, ...place: readonly (string | number)[]): Bit {
  return ((hash('sha256', ['coin', seed, ...place].join('/'), 'buffer')[0] as number) & 1) as Bit;
}
