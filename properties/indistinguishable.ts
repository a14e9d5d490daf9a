// Two worlds that differ in one secret look the same: every time, size and octet, and every term that can be computed.
// Both run with the same seed, so that only the secret moves; timing is compared to the microsecond.
import type { Trace } from '../sim/trace.ts';
import type { ExperimentName } from './experiments.ts';
import { type Observer, observers, type Sighting, type Who } from './observer.ts';
import { asSubject, decidedTwice, hit, nothing, type Proof, type Property, sum, type Tally } from './property.ts';
import { distinguisher } from './symbolic/distinguisher.ts';
import { LONG } from './trouble-worlds.ts';
import { difference, reading } from './worlds.ts';

/** Each observer of the kind, paired with the one in its place in the other world. */
export function same(who: Who) {
  return ([left, right]: readonly Trace[]): Tally => {
    if (left === undefined || right === undefined) return nothing;
    const there = observers(who, right.scenario);
    return sum(
      observers(who, left.scenario).map((observer, i) => compare(observer, there[i] ?? observer, left, right)),
    );
  };
}

/**
 * Two engines look at the same runs: the octets as they read to the observer, to the microsecond, and the terms, by static
 * equivalence. Of times the terms know nothing; so where times alone differ, the octets decide by themselves.
 */
export function compare(observer: Observer, other: Observer, left: Trace, right: Trace): Tally {
  const pair = [observer, other] as const;
  const octets = difference(reading(observer, left), reading(other, right));
  const timeless = octets && difference(reading(observer, left, 'left out'), reading(other, right, 'left out'));
  const terms = distinguisher(pair, [left, right]);
  const tell = (words: string, about: readonly Pick<Sighting, 'session' | 'at'>[]): Proof => ({
    atMillis: about[0]?.at ?? 0,
    about: about.map(({ session, at }) => ({ session, atMillis: at })),
    story: `${capital(asSubject(observer.name))} tells the worlds apart: ${words}.`,
  });
  const inOctets = octets && tell(octets.words, octets.lines.flatMap((line) => line ?? []).slice(0, 1));
  const inTerms = terms && tell(terms.words, terms.about);
  if (inOctets !== undefined && timeless === undefined && inTerms === undefined) return hit(inOctets);
  return decidedTwice(timeless && inOctets, inTerms);
}
const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

const line = (
  id: string,
  requirement: string,
  observer: Who,
  claim: string,
  ...experiments: readonly ExperimentName[]
): Property => ({
  id,
  requirement,
  observer,
  says: 'cannot',
  claim,
  method: 'two worlds',
  experiments,
  cryptography: 'ideal',
  examine: same(observer),
});

const TWICE = 'two worlds: the same queue twice, or two queues';
const TWICE_BROKEN = `${TWICE}, and a link breaks`;
const MANY = 'two worlds: one queue, or one for each message';
const REFUSED = 'two worlds: the relay accepts, or refuses';
const ADDRESS = 'two worlds: one IP address, or another';
const CLIENTS = 'two worlds: one client writes to two queues, or two clients to one each';
const CLIENTS_BROKEN = `${CLIENTS}, and a link breaks`;
const SILENT = `${CLIENTS}, and the relay is silent`;
const FILLS = 'two worlds: the queue is read, or fills up to its last place';
const TEXTS = 'two worlds: one text, or another';
const HELD = 'two worlds: a forward is withheld, and the next goes to the same queue, or to another';
const SECURED = 'two worlds: the queue is secured, or not yet';
const NETWORK = 'the network on both links, inside TLS';

export const indistinguishable: readonly Property[] = [
  line(
    'R2.2-same-queue',
    'R2.2',
    'the proxy',
    'tell whether two forwards go to the same queue',
    TWICE,
    TWICE_BROKEN,
    LONG,
  ),
  line('R2.2-network', 'R2.2', NETWORK, 'tell whether two forwards go to the same queue', TWICE),
  line('R2.3-how-many', 'R2.3', 'the proxy', 'tell one queue from one for each message', MANY),
  line(
    'R2.4-outcome',
    'R2.4',
    'the proxy',
    'tell whether the relay accepted or refused a command, or how full its queue is',
    REFUSED,
    FILLS,
  ),
  line(
    'R5.4-withheld',
    'R5.4',
    'the proxy',
    'learn by withholding a forward whether the next one goes to the same queue',
    HELD,
  ),
  line('R6.2-worlds', 'R6.2', 'the proxy', 'tell whether a queue is secured or not yet', SECURED),
  line('U1-worlds', 'U1', 'the proxy', 'link the destinations of one client’s messages', TWICE),
  line('G1-worlds', 'G1', 'the relay', 'tell one IP address of a client from another', ADDRESS),
  line(
    'G5-worlds',
    'G5',
    'the relay',
    'tell one client with two queues from two clients with one each',
    CLIENTS,
    CLIENTS_BROKEN,
  ),
  // Whoever has one forward at a time waits for its answer before the next: the price of that flow (R5.7).
  {
    ...line('G5-silent', 'G5', 'the relay', 'tell, if it stays silent, two clients from one that waits', SILENT),
    says: 'can',
  },
  line('T.P6-texts', 'T.P6', 'the proxy with the relay', 'tell one text from another, or its length', TEXTS),
];
