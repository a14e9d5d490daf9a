// Pairs of frames as large as wanted, out of real runs: two worlds of one client who writes to one queue, or to another for
// each message. By them it is measured how the cost of telling two worlds apart grows with what is seen.
import { type Design, sealed } from '../model/design.ts';
import { observers, type Who } from '../properties/observer.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { Algebra } from '../properties/symbolic/algebra.ts';
import type { Measure, Pair } from '../properties/symbolic/equivalence.ts';
import { framed, translation } from '../properties/symbolic/framing.ts';
import { PROXY, queue, RELAYS, recipient, type Server, START_MILLIS, sender } from '../properties/traffic.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';

export interface Subject {
  readonly name: string;
  readonly design: Design;
  readonly who: Who;
  readonly toldApart: boolean;
  /** What a message adds to a frame, at least: its blocks on both links, and the secrets drawn for it. */
  readonly handlesAMessage: number;
}

const inClear = plantedLeaks.find((leak) => leak.name === 'destination-id-in-clear')?.design as Design;
export const subjects: readonly Subject[] = [
  {
    name: 'network inside TLS',
    design: sealed,
    who: 'the network on both links, inside TLS',
    toldApart: false,
    handlesAMessage: 5,
  },
  {
    name: 'the same, destination ids in clear',
    design: inClear,
    who: 'the network on both links, inside TLS',
    toldApart: true,
    handlesAMessage: 5,
  },
  { name: 'proxy with relay', design: sealed, who: 'the proxy with the relay', toldApart: true, handlesAMessage: 12 },
];

/** Queues in both worlds; the second spreads its messages over them. */
const QUEUES = 8;
const APART_MILLIS = 1_000;

function world(messages: number, queues: number): Scenario {
  const names = Array.from({ length: QUEUES }, (_, i) => `queue ${i + 1}`);
  return {
    name: 'large frames',
    servers: [PROXY, RELAYS[0] as Server],
    clients: [sender(0), recipient(0)],
    queues: names.map((one) => queue(one, 'relay', 'alice', 'bob', { secured: false })),
    orders: Array.from({ length: messages }, (_, i) => ({
      atMillis: START_MILLIS + APART_MILLIS * i,
      queue: names[i % queues] as string,
      text: `message ${i}`,
    })),
    latencyMillis: 10,
    jitterMillis: 0,
    // A clock that is a little off lets a run be as long as one with faults.
    faults: [{ kind: 'skew', node: 'alice', byMillis: 1 }],
  };
}

/** The runs of both worlds, long enough that the observer has at least so many handles. */
export const worldsOf = ({ design, handlesAMessage }: Subject, handles: number): readonly [Trace, Trace] => {
  const messages = Math.ceil(handles / handlesAMessage);
  const one = (queues: number): Trace =>
    run({ scenario: world(messages, queues), design, seed: 'large frames', cryptography: 'ideal' });
  return [one(1), one(QUEUES)];
};

export interface LargePair {
  readonly algebra: Algebra;
  readonly frames: Pair;
  readonly measure: Measure;
}

/** What the observer has of both runs. */
export function pairOf({ who }: Subject, worlds: readonly [Trace, Trace]): LargePair {
  const algebra = new Algebra();
  const sides = worlds.map((trace) => {
    const [observer] = observers(who, trace.scenario);
    if (observer === undefined) throw new Error(`nobody is ${who}`);
    const translated = translation(algebra, trace.terms);
    return { frame: framed(observer, trace, translated).frame, length: translated.length };
  });
  const [left, right] = sides as [(typeof sides)[number], (typeof sides)[number]];
  return { algebra, frames: [left.frame, right.frame], measure: (term) => left.length(term) ?? right.length(term) };
}
