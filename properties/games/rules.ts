// Adversaries that know what they look for: first in, first out; times that fit; a batch filled up; a mark; a second try; and
// a proxy and a relay that put together what they see (A1, A2, A6, A9, A10, A12).
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

/** Logarithm of how likely a delay is, up to what both answers have in common; a fixed way takes what it takes. */
function fits(delayMillis: number, { design }: GameView): number {
  if (delayMillis < 0) return Number.NEGATIVE_INFINITY;
  const scale = design.delay === 'none' ? 1 : design.delayMillis;
  return -delayMillis / scale;
}

export const matching: Adversary = {
  id: 'A6',
  does: 'matches what comes in and what goes out by their times, both ways',
  strategy: {
    plays: 'by a rule',
    guess: (view, asked) => {
      const [one, other, here, there] = fourOf(asked);
      const came = handedOver(view, [one, other]);
      const went = sentOn(view, [here, there]);
      const answered = packets(view).filter(({ from }) => from === here || from === there);
      const returned = packets(view).filter(({ to }) => to === one || to === other);
      /** By how much one assignment explains the times better than any other. */
      const score = (client: string, relay: string): number => {
        const entered = came.find(({ from }) => from === client);
        const left = went.find(({ to }) => to === relay);
        const answer = answered.find(({ from }) => from === relay);
        // The first packet to the client says that its forward is held; the response is the last.
        const back = returned.findLast(({ to }) => to === client);
        const onward = entered && left ? fits(left.at - entered.at, view) : 0;
        const backward = answer && back ? fits(back.at - answer.at, view) : 0;
        return onward + backward;
      };
      const straight = score(one, here) + score(other, there);
      const crossed = score(one, there) + score(other, here);
      return straight === crossed ? undefined : straight > crossed ? 0 : 1;
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
