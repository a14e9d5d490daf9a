// The lines of the threat model that are decided by guessing games.
import type { AuditLine, Verdict } from '../result.ts';
import type { Cryptography } from '../trial.ts';
import { blending } from './blending.ts';
import type { Player } from './contest.ts';
import { everyday } from './everyday.ts';
import { counting, destinations, identifiers, latency, sizes } from './figures.ts';
import type { World } from './game.ts';
import { newcomers } from './newcomers.ts';
import { pairs } from './pairs.ts';
import { retried } from './retried.ts';
import { rounds } from './rounds.ts';
import { collusion, firstOut, matching } from './rules.ts';
import { tagging } from './tagging.ts';

/** A low load: two messages half a second apart, and a pair every ten seconds. */
export const LOW_LOAD = { gapMillis: 500, periodMillis: 10_000, pairs: 40 } as const;

export const worlds = {
  everyday,
  newcomers,
  pairs: pairs(LOW_LOAD),
  rounds,
  blending,
  tagging,
  retried,
} satisfies Readonly<Record<string, World>>;
export type WorldName = keyof typeof worlds;

/** One line of the threat model, played as a game. */
export interface Contest extends Player, Pick<AuditLine, 'requirement' | 'claim'> {
  readonly id: string;
  readonly says: 'can' | 'cannot';
  readonly world: WorldName;
}

const proxy = { world: 'everyday', observer: 'the proxy', says: 'cannot' } as const;
const both = {
  world: 'pairs',
  observer: 'the network on both links',
  question: 'who wrote where',
  says: 'cannot',
} as const;

export const contests: readonly Contest[] = [
  {
    ...proxy,
    id: 'R2.2-A13',
    requirement: 'R2.2',
    question: 'same queue',
    claim: 'guess from octets in common whether two forwards go to the same queue',
    adversary: identifiers,
  },
  {
    ...proxy,
    id: 'R2.2-A7',
    requirement: 'R2.2',
    question: 'same queue',
    claim: 'guess from times whether two forwards go to the same queue',
    adversary: latency,
  },
  {
    ...proxy,
    id: 'R2.3-A13',
    requirement: 'R2.3',
    question: 'how many queues',
    claim: 'guess from octets in common whether two forwards at once go to one queue or to two',
    adversary: identifiers,
  },
  {
    ...proxy,
    id: 'R2.3-A11',
    requirement: 'R2.3',
    question: 'how many queues',
    claim: 'guess from how forwards wait for each other whether they go to one queue or to two',
    adversary: counting,
  },
  {
    ...proxy,
    id: 'R2.3-A7',
    requirement: 'R2.3',
    question: 'how many queues',
    claim: 'guess from times whether two forwards at once go to one queue or to two',
    adversary: latency,
  },
  {
    ...proxy,
    id: 'R2.3-A8',
    requirement: 'R2.3',
    question: 'how many queues',
    claim: 'guess from sizes and counts whether two forwards at once go to one queue or to two',
    adversary: sizes,
  },
  {
    ...proxy,
    id: 'R2.4-A7',
    requirement: 'R2.4',
    question: 'troubled',
    claim: 'guess from times whether a queue is in order, or unknown, unsecured or nearly full',
    adversary: latency,
  },
  {
    ...proxy,
    id: 'R2.4-A8',
    requirement: 'R2.4',
    question: 'troubled',
    claim: 'guess from sizes and counts whether a queue is in order, or unknown, unsecured or nearly full',
    adversary: sizes,
  },
  {
    ...proxy,
    id: 'U1-A13',
    requirement: 'U1',
    question: 'same queue',
    claim: 'guess from destination ids whether two responses are of the same queue',
    adversary: destinations,
  },
  {
    id: 'G5-A13',
    requirement: 'G5',
    world: 'newcomers',
    observer: 'the relay',
    says: 'cannot',
    question: 'same client',
    claim: 'guess from octets in common whether two commands come from the same client',
    adversary: identifiers,
  },
  {
    id: 'G5-A7',
    requirement: 'G5',
    world: 'newcomers',
    observer: 'the relay',
    says: 'cannot',
    question: 'same client',
    claim: 'guess from times whether two commands come from the same client',
    adversary: latency,
  },
  {
    id: 'G5-A12',
    requirement: 'G5',
    world: 'newcomers',
    observer: 'the proxy with the relay',
    says: 'can',
    question: 'same client',
    claim: 'tell which client a command comes from, by times alone',
    adversary: collusion,
  },
  {
    id: 'T.P6-A8',
    requirement: 'T.P6',
    world: 'everyday',
    observer: 'the network on the client’s link',
    says: 'cannot',
    question: 'length',
    claim: 'guess from sizes and counts whether a text is short or long',
    adversary: sizes,
  },
  {
    ...both,
    id: 'G4-A2',
    requirement: 'G4',
    claim: 'guess which client wrote to which relay by what leaves first',
    adversary: firstOut,
  },
  {
    ...both,
    id: 'G4-A6',
    requirement: 'G4',
    claim: 'guess which client wrote to which relay by times on both ways',
    adversary: matching,
  },
];

/** Octets are ideal in most runs, which have the sizes and the repetitions of real ones, and real in every eighth. */
export const CRYPTOGRAPHIES: readonly Cryptography[] = [...new Array<Cryptography>(7).fill('ideal'), 'real'];

/** The verdict on a line, of its gate’s verdict on the adversary. */
export function verdictOf({ says }: Pick<Contest, 'says'>, gate: Verdict): Verdict {
  if (says === 'cannot' || (gate !== 'violated' && gate !== 'holds')) return gate;
  return gate === 'violated' ? 'holds' : 'violated';
}
