// Forward secrecy (R4.3): who recorded everything, and in the end gets every long-term key and every key that a server still
// has, in its memory or on its disk, cannot open what was sent under keys that were to be erased by then.
import type { Octets } from '../model/octets.ts';
import type { Term } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { derive } from './knowledge.ts';
import { type Observer, observers, view } from './observer.ts';
import { at, proof } from './proof.ts';
import { decidedTwice, nothing, type Property, sum, type Tally } from './property.ts';
import { derivations } from './symbolic/derivations.ts';
import { type Carried, carried, isServer, once, truthOf } from './truth.ts';

/** Every secret that was drawn, agreed or derived and that is found in what a server keeps when the run ends. */
const kept = once((trace): readonly Octets[] => {
  const found = new Map<Term, Octets>();
  const search = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      const term = trace.terms.of(value);
      if (term?.is === 'fresh' || term?.is === 'derived' || term?.is === 'agreed') found.set(term, term.octets);
    } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) search(inner);
  };
  for (const [node, { state, disk }] of trace.ends) if (isServer(trace, node)) search([state, disk]);
  return [...found.values()];
});

/** The layer of a command or response to or from the relay, by its key: out of a client's secret and the relay's. */
const innermost = (trace: Trace, block: Octets): Extract<Term, { is: 'sealed' }> | undefined =>
  truthOf(trace, block).terms.find((term): term is Extract<Term, { is: 'sealed' }> => {
    const key = term.is === 'sealed' ? trace.terms.of(term.key) : undefined;
    return key?.is === 'derived' && key.label === 's2r';
  });

const opensLater = (observer: Observer, trace: Trace): Tally => {
  const { keyEpochMillis, keyGraceMillis } = trace.design;
  const over = Math.max(...trace.events.map((event) => event.at));
  /** When every key is to be gone that was in use then. */
  const goneBy = (used: number): number => (Math.floor(used / keyEpochMillis) + 1) * keyEpochMillis + keyGraceMillis;
  const blocks = view(observer, trace).flatMap((one) => (one.kind === 'packet' && one.block ? [one.block] : []));
  const inOctets = derive(trace.terms, observer.owns, [...blocks, ...kept(trace)]);
  const inTerms = derivations(observer, trace, kept(trace));
  const judge = (block: Carried): Tally => {
    const layer = goneBy(block.at) <= over ? innermost(trace, block.block) : undefined;
    if (layer === undefined) return nothing;
    const found = proof(
      block.at,
      `With the keys that servers still have at ${over} ms, what ${block.from} sent to ${block.to} at ${block.at} ms can be opened down to the command.`,
      [at(block)],
    );
    return decidedTwice(
      inOctets.opens(layer) === undefined ? undefined : found,
      inTerms.derives(layer.key) ? found : undefined,
    );
  };
  return sum(carried(trace).map(judge));
};

const WHO = 'the network on both links, inside TLS';

export const forwardSecrecy: readonly Property[] = [
  {
    id: 'R4.3-forward',
    requirement: 'R4.3',
    observer: WHO,
    says: 'cannot',
    claim: 'open recorded commands with all keys that servers have once those that sealed them are to be erased',
    method: 'knowledge',
    experiments: ['a relay key is erased'],
    cryptography: 'ideal',
    examine: (runs) =>
      sum(runs.flatMap((trace) => observers(WHO, trace.scenario).map((observer) => opensLater(observer, trace)))),
  },
];
