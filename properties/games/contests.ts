// The lines of the threat model that are decided by guessing games, and the controls that show what the games are worth:
// each adversary where it must win, and the same adversary shown another run, where it must not.
import { type Design, sealed } from '../../model/design.ts';
import type { Who } from '../observer.ts';
import type { AuditLine, Verdict } from '../result.ts';
import type { Cryptography } from '../trial.ts';
import type { Limits } from './betting.ts';
import { BATCH, blending } from './blending.ts';
import type { Player } from './contest.ts';
import { everyday } from './everyday.ts';
import { counting, destinations, identifiers, latency, sizes } from './figures.ts';
import type { World } from './game.ts';
import { newcomers } from './newcomers.ts';
import { pairs } from './pairs.ts';
import { retried } from './retried.ts';
import { disclosing, intersecting, leastSquares } from './round-rules.ts';
import { ROUND_PERIOD_MILLIS, rounds } from './rounds.ts';
import { collusion, filledUp, firstOut, marking, matching, secondTries } from './rules.ts';
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
    claim: 'guess from how long the relay takes whether two forwards go to the same queue',
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
    question: 'refused',
    claim: 'guess from how long the relay takes whether it refused a command',
    adversary: latency,
  },
  {
    ...proxy,
    id: 'R2.4-A8',
    requirement: 'R2.4',
    question: 'refused',
    claim: 'guess from sizes, counts and kinds of answers whether the relay refused a command',
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

/** Octets are ideal in most runs, which have the sizes and the repetitions of real ones, and real in every fourth. */
export const CRYPTOGRAPHIES: readonly Cryptography[] = ['ideal', 'ideal', 'ideal', 'real'];

/** An adversary, and where it must win. */
export interface Control extends Player {
  readonly world: WorldName;
  readonly design: Design;
  /** What is turned in the design, in words; the sealed design as it is where nothing is. */
  readonly turned: string;
}
const turned = (name: string, change: Partial<Design>): Pick<Control, 'design' | 'turned'> => ({
  design: { ...sealed, name: `sealed, with ${name}`, ...change },
  turned: name,
});
const links: Who = 'the network on both links';
const inRounds = {
  world: 'rounds',
  question: 'whose relay',
  observer: links,
  ...turned('a proxy that sends at fixed times', { delay: 'timed', delayMillis: ROUND_PERIOD_MILLIS }),
} as const;
const inPairs = {
  world: 'pairs',
  question: 'who wrote where',
  observer: links,
  design: sealed,
  turned: 'no delay',
} as const;

/** A1 to A13, each where its attack works. */
export const controls: readonly Control[] = [
  {
    world: 'blending',
    question: 'whose relay',
    observer: links,
    adversary: filledUp,
    ...turned('a proxy that sends when a batch is full', { delay: 'threshold', batch: BATCH }),
  },
  { ...inPairs, adversary: firstOut },
  { ...inRounds, adversary: disclosing },
  { ...inRounds, adversary: leastSquares },
  { ...inRounds, adversary: intersecting },
  { ...inPairs, adversary: matching },
  {
    world: 'everyday',
    question: 'refused',
    observer: 'the proxy',
    adversary: latency,
    ...turned('answers as soon as they are ready', { answers: 'as soon as they are ready' }),
  },
  {
    world: 'everyday',
    question: 'length',
    observer: 'the network on the client’s link',
    adversary: sizes,
    ...turned('no padding', { blocks: 'as long as the message', texts: 'as long as they are' }),
  },
  {
    world: 'tagging',
    question: 'who wrote to whom',
    observer: 'the proxy with the recipients',
    adversary: marking,
    ...turned('repeated forwards carried out again', {
      replays: 'executed again',
      numbering: 'none',
      gaps: 'not waited for',
    }),
  },
  {
    world: 'retried',
    question: 'whose second try',
    observer: 'the network on the proxy-relay link, inside TLS',
    adversary: secondTries,
    ...turned('the same block at each try', { retries: 'the same block again' }),
  },
  {
    world: 'everyday',
    question: 'how many queues',
    observer: 'the proxy',
    adversary: counting,
    ...turned('one forward at a time per queue', { flow: 'one at a time per queue' }),
  },
  {
    world: 'newcomers',
    question: 'same client',
    observer: 'the proxy with the relay',
    adversary: collusion,
    design: sealed,
    turned: 'proxy and relay together',
  },
  {
    world: 'everyday',
    question: 'same queue',
    observer: 'the proxy',
    adversary: identifiers,
    ...turned('destination ids in clear', { destinationId: 'in clear in the response' }),
  },
];

/** Controls need not be finer than what they are to tell apart: winning nearly always, and winning as often as not. */
export const CONTROL_LIMITS: Limits = { advantage: 0.4, falseAlarm: 1e-6, miss: 0.01, mostGames: 200 };

/** The verdict on a line, of its gate’s verdict on the adversary. */
export const verdictOf = ({ says }: Pick<Contest, 'says'>, gate: Verdict): Verdict =>
  says === 'cannot' || gate === 'undecided' ? gate : gate === 'violated' ? 'holds' : 'violated';
