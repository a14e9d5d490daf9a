// The controls that show what the games are worth: each adversary where it must win, and the same adversary shown another
// run, where it must not.
import { type Design, sealed } from '../../model/design.ts';
import type { Who } from '../observer.ts';
import type { Limits } from './betting.ts';
import { BATCH } from './blending.ts';
import type { Player } from './contest.ts';
import type { WorldName } from './contests.ts';
import { counting, identifiers, latency, sizes } from './figures.ts';
import { disclosing, intersecting, leastSquares } from './round-rules.ts';
import { ROUND_PERIOD_MILLIS } from './rounds.ts';
import { collusion, filledUp, firstOut, marking, matching, secondTries } from './rules.ts';

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
    question: 'troubled',
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
