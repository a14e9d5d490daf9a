// Adversaries that put what they see into one figure, and learn from past games what it says (A7, A8, A11, A13).
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
    plays: 'by a figure',
    figure: (view, asked) => {
      const [forwards, responses] = [two(view.messages, 'forward', asked), two(view.messages, 'response', asked)];
      const of = (i: 0 | 1): readonly Message[] => [forwards[i], responses[i]].flatMap((one) => one ?? []);
      const fields = new Set(of(0).flatMap((one) => one.fields));
      const octets = (i: 0 | 1): readonly Octets[] => of(i).flatMap((one) => one.octets);
      const alike = of(1).flatMap((one) => one.fields.filter((field) => fields.has(field)));
      return alike.length + sharedOctets(view, octets(0), octets(1));
    },
  },
};

/** Whether the two responses name one destination. */
export const destinations: Adversary = {
  id: 'A13',
  does: 'compares the destination ids of responses',
  strategy: {
    plays: 'by a figure',
    figure: ({ messages }, asked) => {
      const [one, other] = two(messages, 'response', asked).map((response) =>
        response?.command.kind === 'response' && response.command.destinationId !== undefined
          ? hex(response.command.destinationId)
          : undefined,
      );
      return one !== undefined && one === other ? 1 : 0;
    },
  },
};

/** From the last block that goes to a relay to the answer that comes back: what passes between others than the clients. */
export const latency: Adversary = {
  id: 'A7',
  does: 'times the answers of the relay',
  strategy: {
    plays: 'by a figure',
    figure: (view, { about }) => {
      const all = packets(view).filter(({ from, to }) => !about.includes(from) && !about.includes(to));
      const answer = all.findLast(({ from }) => all.some(({ to }) => to === from));
      const asked = all.findLast(({ to, at }) => to === answer?.from && at < answer.at);
      return answer === undefined || asked === undefined ? -1 : answer.at - asked.at;
    },
  },
};

const MORE_THAN_ALL_OCTETS = 1e9;
/** How much passes, and how much of it reads as a response. */
export const sizes: Adversary = {
  id: 'A8',
  does: 'counts packets, their octets, and what reads as a response',
  strategy: {
    plays: 'by a figure',
    figure: (view) =>
      packets(view).reduce((sum, { wireOctets }) => sum + wireOctets, 0) +
      MORE_THAN_ALL_OCTETS * view.messages.filter(({ command }) => command.kind === 'response').length,
  },
};

/** How long forwards keep coming in before all have come. */
export const counting: Adversary = {
  id: 'A11',
  does: 'counts queues by how forwards wait for each other',
  strategy: {
    plays: 'by a figure',
    figure: ({ messages }) => {
      const times = messages.flatMap(({ command, at }) => (command.kind === 'forward' ? [at] : []));
      return times.length === 0 ? -1 : Math.max(...times) - Math.min(...times);
    },
  },
};
