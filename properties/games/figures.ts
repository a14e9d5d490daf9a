// Adversaries that put what they see into figures, and learn from past games what they say (A7, A8, A11, A13).
import { hex, type Octets } from '../../model/octets.ts';
import { matches } from '../matches.ts';
import type { Adversary, Asked, GameView } from './game.ts';
import type { Message } from './messages.ts';

/** So long that chance brings no such string twice in all games together. */
export const SHARED_OCTETS = 12;

type Packet = Extract<GameView['sightings'][number], { kind: 'packet' }>;
export const packets = ({ sightings }: GameView): readonly Packet[] => sightings.filter((one) => one.kind === 'packet');

/** The two that are asked about. */
function two(
  messages: readonly Message[],
  kind: Message['command']['kind'],
  { pair }: Asked,
): readonly (Message | undefined)[] {
  const all = messages.filter(({ command }) => command.kind === kind);
  return pair === undefined ? all.slice(-2) : pair.map((i) => all[i]);
}

/** Octets that two have in common and that say something. */
export function sharedOctets(view: Pick<GameView, 'tells'>, one: readonly Octets[], other: readonly Octets[]): number {
  const pieces = (all: readonly Octets[]) => all.map((octets) => ({ octets, mark: undefined }));
  return matches(pieces(one), pieces(other), SHARED_OCTETS, () => true)
    .filter(({ octets }) => view.tells(octets))
    .reduce((sum, { octets }) => sum + octets.length, 0);
}

/** What the two messages share, forwards and responses alike. */
export const identifiers: Adversary = {
  id: 'A13',
  does: 'looks for octets that two messages have in common',
  strategy: {
    plays: 'by figures',
    figures: (view, asked) => {
      const [forwards, responses] = [two(view.messages, 'forward', asked), two(view.messages, 'response', asked)];
      const of = (i: 0 | 1): readonly Message[] => [forwards[i], responses[i]].flatMap((one) => one ?? []);
      const fields = new Set(of(0).flatMap((one) => one.fields));
      const octets = (i: 0 | 1): readonly Octets[] => of(i).flatMap((one) => one.octets);
      const alike = of(1).flatMap((one) => one.fields.filter((field) => fields.has(field)));
      return [alike.length + sharedOctets(view, octets(0), octets(1))];
    },
  },
};

/** Whether the two responses name one destination. */
export const destinations: Adversary = {
  id: 'A13',
  does: 'compares the destination ids of responses',
  strategy: {
    plays: 'by figures',
    figures: ({ messages }, asked) => {
      const [one, other] = two(messages, 'response', asked).map((response) =>
        response?.command.kind === 'response' && response.command.destinationId !== undefined
          ? hex(response.command.destinationId)
          : undefined,
      );
      return [one !== undefined && one === other ? 1 : 0];
    },
  },
};

/** To the microsecond, so that what is the same is the same figure. */
const exactly = (millis: number): number => Math.round(1_000 * millis) / 1_000;
/** More than pass in a game when nothing is odd. */
const MOST_TIMED = 64;

/** What follows a forward, and the answer to it. */
const FOLLOWING = 6;

/** How one of two forwards is late against the other: by itself, and in all that follows it. */
function apart(all: readonly Packet[], messages: readonly Message[], asked: Asked): readonly number[] {
  const [one, other] = two(messages, 'forward', asked).map((forward) => {
    const place = all.findIndex(({ at, session }) => at === forward?.at && session === forward.session);
    const packet = all[place];
    if (packet === undefined) return undefined;
    const before = all.slice(0, place).findLast(({ session }) => session === packet.session);
    return {
      // Its client answers to what came before, or follows a plan.
      late: [packet.at - (before?.at ?? asked.from), packet.at - asked.from],
      following: all.slice(place + 1, place + 1 + FOLLOWING).map(({ at }) => at - packet.at),
    };
  });
  if (one === undefined || other === undefined) return [];
  return [
    ...one.late.flatMap((here) => other.late.map((there) => exactly(there - here))),
    ...other.following.map((there, i) => exactly(there - (one.following[i] ?? there))),
  ];
}

/** How long after the packet before each packet comes, the one before at all and in its session; and two forwards compared. */
export const latency: Adversary = {
  id: 'A7',
  does: 'times every packet against the one before, and two forwards against each other',
  strategy: {
    plays: 'by figures',
    figures: (view, asked) => {
      const all = packets(view);
      let before: number | undefined;
      const inSession = new Map<number, number>();
      const gaps = all.slice(0, MOST_TIMED).flatMap(({ at, session }) => {
        const both = [before, inSession.get(session)].map((one) => exactly(at - (one ?? asked.from)));
        before = at;
        inSession.set(session, at);
        return both;
      });
      return [...apart(all, view.messages, asked), ...gaps];
    },
  },
};

/** How much passes on each way from one node to another, and how much of it reads as a response. */
export const sizes: Adversary = {
  id: 'A8',
  does: 'counts packets, their octets, and what reads as a response',
  strategy: {
    plays: 'by figures',
    figures: (view, { about }) => {
      const all = packets(view);
      const nodes = [...view.servers, ...about];
      const ways = nodes.flatMap((from) => nodes.map((to) => all.filter((one) => one.from === from && one.to === to)));
      const octets = (some: readonly Packet[]): number => some.reduce((sum, { wireOctets }) => sum + wireOctets, 0);
      return [
        view.messages.filter(({ command }) => command.kind === 'response').length,
        ...[all, ...ways].flatMap((some) => [some.length, octets(some)]),
      ];
    },
  },
};

/** How long forwards keep coming in before all have come. */
export const counting: Adversary = {
  id: 'A11',
  does: 'counts queues by how forwards wait for each other',
  strategy: {
    plays: 'by figures',
    figures: ({ messages }) => {
      const times = messages.flatMap(({ command, at }) => (command.kind === 'forward' ? [at] : []));
      return [times.length === 0 ? -1 : exactly(Math.max(...times) - Math.min(...times))];
    },
  },
};
