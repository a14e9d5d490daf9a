// Of two forwards that a proxy held together, which inbound block became which outbound one (R3.3): the run is held against
// the same run with what left for one of them put in the place of what left for the other, and what came back likewise.
import { Malformed } from '../model/codec.ts';
import type { Trace } from '../sim/trace.ts';
import { compare } from './indistinguishable.ts';
import { observers } from './observer.ts';
import { nothing, type Property, sum, type Tally } from './property.ts';
import { type Carried, carried, innerCommands, isServer, truthOf } from './truth.ts';

/** Blocks between servers that are about a message to one queue, in the order of time, since the outage began. */
function onwardOf(trace: Trace, queue: string, from: number): readonly Carried[] {
  return carried(trace).filter(
    (block) =>
      block.at >= from &&
      isServer(trace, block.from) &&
      isServer(trace, block.to) &&
      truthOf(trace, block.block).queue === queue &&
      innerCommands(trace, block.block).some((one) => !(one instanceof Malformed)),
  );
}

/** The run in which the blocks of two queues between the servers have changed places; nothing if they do not pair up. */
function permuted(trace: Trace): Trace | undefined {
  const [crash] = trace.scenario.faults;
  const from = crash !== undefined && 'atMillis' in crash ? crash.atMillis : 0;
  const [one, other] = ['queue 1', 'queue 2'].map((queue) => onwardOf(trace, queue, from)) as [Carried[], Carried[]];
  const pairUp = one.every((block, i) => block.from === other[i]?.from && block.session === other[i]?.session);
  if (one.length === 0 || one.length !== other.length || !pairUp) return undefined;
  const swapped = new Map<Trace['events'][number], Carried>();
  for (const [i, block] of one.entries()) {
    const partner = other[i] as Carried;
    swapped.set(block, { ...block, block: partner.block });
    swapped.set(partner, { ...partner, block: block.block });
  }
  return { ...trace, events: trace.events.map((event) => swapped.get(event) ?? event) };
}

const cannotMatch = (runs: readonly Trace[]): Tally =>
  sum(
    runs.map((trace) => {
      const other = permuted(trace);
      const [observer] = observers('the network on both links, inside TLS', trace.scenario);
      return other === undefined || observer === undefined ? nothing : compare(observer, observer, trace, other);
    }),
  );

export const permutations: readonly Property[] = [
  {
    id: 'R3.3-permuted',
    requirement: 'R3.3',
    observer: 'the network on both links, inside TLS',
    says: 'cannot',
    claim: 'tell, by anything it can compute, which of two forwards held together became which block to the relay',
    method: 'two worlds',
    experiments: ['two forwards are held together'],
    cryptography: 'ideal',
    examine: cannotMatch,
  },
];
