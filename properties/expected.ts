// What each design declares of the lines of the threat model: the verdicts that an audit expects.
import type { Design } from '../model/design.ts';

/** Whoever watches both links of a proxy without delay links what comes in and goes out by its time (G4). */
const UNDELAYED = ['G4-A2', 'G4-A6'];

/** What the specification to the letter does not meet; a design that is not named here meets everything. */
const violated: Readonly<Record<string, readonly string[]>> = {
  draft: [
    'R1.2-own-proxy',
    'R2.1-queue-address',
    'R2.2-active',
    'R2.2-drawn-once',
    'R2.2-network',
    'R2.2-same-queue',
    'R2.3-how-many',
    'R2.4-active',
    'R2.4-in-its-layer',
    'R2.4-outcome',
    'R3.1-drawn-once',
    'R3.1-onward',
    'R3.1-registration',
    'R3.2-back',
    'R3.2-ciphertext-once',
    'R3.2-tries',
    'R3.3-permuted',
    'R4.6-active',
    'R4.6-enqueued-once',
    'R4.6-however-late',
    'R4.6-one-answer',
    'R5.2-survives-its-client',
    'R5.4-active',
    'R5.4-in-order',
    'R5.4-once',
    'R5.4-withheld',
    'R5.6-released',
    'R6.1-in-time',
    'R6.2-worlds',
    'U1-destinations',
    'U1-worlds',
    'G5-values',
    'G5-worlds',
    'R2.2-A13',
    'R2.3-A13',
    'R2.4-A7',
    'R2.4-A8',
    'U1-A13',
    'G5-A13',
    ...UNDELAYED,
  ],
  sealed: UNDELAYED,
};

/** What a design gives no occasion to, and why. */
const vacuous: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft: {
    'R3.1-layers': 'it has no layer between client and proxy, or proxy and relay, that could be opened',
    'R4.3-refused-at-once': 'it schedules nothing at the proxy, so nothing can be held beyond its key',
  },
};

/** Why a design of ours gives no occasion to a line; nothing where it is not declared that it gives none. */
export const noOccasion = (design: string, property: string): string | undefined => vacuous[design]?.[property];

export const DECLARABLE = ['holds', 'violated', 'vacuous'] as const;
export type Declared = (typeof DECLARABLE)[number];

export function expected({ name }: Pick<Design, 'name'>, property: string): Declared {
  if (violated[name]?.includes(property)) return 'violated';
  return noOccasion(name, property) === undefined ? 'holds' : 'vacuous';
}
