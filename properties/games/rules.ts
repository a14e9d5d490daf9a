// Adversaries that know what they look for: first in, first out; times that fit; a batch filled up; a mark; a second try; and
// a proxy and a relay that put together what they see (A1, A2, A6, A9, A10, A12).
import { erlangDensity, matchingPosterior } from '../attacks/matching.ts';
import type { Bit } from './coin.ts';
import { packets, sharedOctets } from './figures.ts';
import type { Adversary, Asked, GameView } from './game.ts';

type Packet = ReturnType<typeof packets>[number];

/** A proxy that accepts a forward says so at once; what it says nothing to is no forward. */
const REPLY_MILLIS = 60;

/** What clients hand to the proxy to be sent on, as far as packets show it. */
export function handedOver(view: GameView, clients: readonly string[]): readonly Packet[] {
  const all = packets(view);
  const replies = view.design.holding !== 'in memory, and not told';
  return all.filter(
    ({ from, session, at }) =>
      clients.includes(from) &&
      (!replies ||
        all.some((one) => one.session === session && one.to === from && one.at > at && one.at < at + REPLY_MILLIS)),
  );
}
/** What the proxy sends to these relays. */
export const sentOn = (view: GameView, relays: readonly string[]): readonly Packet[] =>
  packets(view).filter(({ to }) => relays.includes(to));

const fourOf = ({ about }: Asked): readonly [string, string, string, string] =>
  about as unknown as readonly [string, string, string, string];

export const firstOut: Adversary = {
  id: 'A2',
  does: 'takes the first that leaves for the first that came',
  strategy: {
    plays: 'by a rule',
    guess: (view, asked) => {
      const [one, other, here, there] = fourOf(asked);
      const [first] = handedOver(view, [one, other]);
      const [out] = sentOn(view, [here, there]);
      if (first === undefined || out === undefined) return undefined;
      return ((first.from === one) === (out.to === here) ? 0 : 1) as Bit;
    },
  },
};

/** A proxy without a delay takes about as long as it works on one block. */
const WORK_MILLIS = 1;

export const matching: Adversary = {
  id: 'A6',
  does: 'matches what comes in and what goes out by their times, both ways',
  strategy: {
    plays: 'by a rule',
    guess: (view, asked) => {
      const [one, other, here, there] = fourOf(asked);
      const density = erlangDensity(1, view.design.delay === 'none' ? WORK_MILLIS : view.design.delayMillis);
      const at = (all: readonly Packet[], end: 'from' | 'to', node: string): number =>
        all.find((packet) => packet[end] === node)?.at ?? Number.NaN;
      const came = handedOver(view, [one, other]);
      // The first packet to a client says that its forward is held; the response is the last.
      const back = packets(view).toReversed();
      /** How much more likely the straight answer is than the crossed one, from times in and times out. */
      const odds = (sent: readonly number[], received: readonly number[]): number => {
        if ([...sent, ...received].some(Number.isNaN)) return 1;
        const [[straight = 0, crossed = 0] = []] = matchingPosterior(sent, received, density) ?? [[1, 1]];
        return straight / crossed;
      };
      const onward = odds(
        [one, other].map((client) => at(came, 'from', client)),
        [here, there].map((relay) => at(sentOn(view, [relay]), 'to', relay)),
      );
      const returned = odds(
        [here, there].map((relay) => at(packets(view), 'from', relay)),
        [one, other].map((client) => at(back, 'to', client)),
      );
      const both = onward * returned;
      return Number.isNaN(both) || both === 1 ? undefined : both > 1 ? 0 : 1;
    },
  },
};

export const filledUp: Adversary = {
  id: 'A1',
  does: 'fills up the batch of a proxy with messages of its own',
  strategy: {
    plays: 'by a rule',
    guess: (view, { about }) => {
      const reached = about.map((relay) => sentOn(view, [relay]).length > 0);
      return reached[0] === reached[1] ? undefined : reached[0] === true ? 0 : 1;
    },
  },
};

export const marking: Adversary = {
  id: 'A9',
  does: 'sends a forward twice and looks where it comes out twice',
  strategy: {
    plays: 'by a rule',
    guess: (view, { about }) => {
      const [here, there] = about.map((reader) => packets(view).filter(({ to }) => to === reader).length);
      return here === there ? undefined : (here as number) > (there as number) ? 0 : 1;
    },
  },
};

export const secondTries: Adversary = {
  id: 'A10',
  does: 'looks for octets that two tries of one forward have in common',
  strategy: {
    plays: 'by a rule',
    guess: (view) => {
      const [one, other, again] = view.shown;
      if (one === undefined || other === undefined || again === undefined) return undefined;
      const [here, there] = [sharedOctets(view, [one], [again]), sharedOctets(view, [other], [again])];
      return here === there ? undefined : here > there ? 0 : 1;
    },
  },
};

export const collusion: Adversary = {
  id: 'A12',
  does: 'puts together what a proxy and a relay see',
  strategy: {
    plays: 'by a rule',
    guess: (view, { about }) => {
      // Each forward that the relay gets left the proxy right after its client handed it over.
      const last = onward(view, about).slice(-2);
      const senders = last.map(({ at }) => handedOver(view, about).findLast((one) => one.at < at)?.from);
      return last.length < 2 ? undefined : senders[0] === senders[1] ? 0 : 1;
    },
  },
};

/** What a proxy of these clients sends to others than them. */
function onward(view: GameView, clients: readonly string[]): readonly Packet[] {
  const all = packets(view);
  const proxies = new Set(all.flatMap(({ from, to }) => (clients.includes(from) ? [to] : [])));
  return all.filter(({ from, to }) => proxies.has(from) && !clients.includes(to));
}
