// Adversaries that watch round after round: in which rounds a client writes, and which relays get something in them
// (A3, A4, A5). What came in within one round goes out in it, and that is all that they use.
import { disclosure, summed } from '../attacks/disclosure.ts';
import { intersection } from '../attacks/intersection.ts';
import { leastSquares as profilesOf } from '../attacks/least-squares.ts';
import type { Bit } from './coin.ts';
import { packets } from './figures.ts';
import type { Adversary, Asked, GameView } from './game.ts';
import { roundOf } from './rounds.ts';
import { handedOver } from './rules.ts';

/** Who wrote in each round, and which relays something went to, once for each message. */
interface Seen {
  readonly clients: readonly string[];
  readonly relays: readonly string[];
  readonly rounds: readonly { readonly senders: readonly number[]; readonly receivers: readonly number[] }[];
}

const seen = once((view: GameView, { about }: Asked): Seen => {
  const all = packets(view);
  const proxy = all.find(({ from }) => about.includes(from))?.to;
  const clients = [...new Set(all.flatMap(({ from, to }) => (to === proxy ? [from] : [])))].filter(
    (one) => !view.servers.includes(one),
  );
  const relays = view.servers.filter((one) => one !== proxy);
  const rounds: { senders: number[]; receivers: number[] }[] = [];
  const round = (at: number) => {
    rounds[roundOf(at)] ??= { senders: [], receivers: [] };
    return rounds[roundOf(at)] as (typeof rounds)[number];
  };
  for (const { from, at } of handedOver(view, clients)) round(at).senders.push(clients.indexOf(from));
  for (const { from, to, at } of all)
    if (from === proxy && relays.includes(to)) round(at).receivers.push(relays.indexOf(to));
  return { clients, relays, rounds: rounds.filter((one) => one !== undefined) };
});

/** Several adversaries and many games look at the same sightings. */
function once(compute: (view: GameView, asked: Asked) => Seen): (view: GameView, asked: Asked) => Seen {
  const known = new WeakMap<GameView['sightings'], Seen>();
  return (view, asked) => {
    const done = known.get(view.sightings) ?? compute(view, asked);
    known.set(view.sightings, done);
    return done;
  };
}

/** By how much a client's share of one relay exceeds that of the other, both ways round for the two clients. */
const comparing = (
  does: string,
  id: string,
  shares: (of: Seen, client: number) => ArrayLike<number> | undefined,
): Adversary => ({
  id,
  does,
  strategy: {
    plays: 'by a rule',
    guess: (view, asked) => {
      const of = seen(view, asked);
      const [one, other, here, there] = asked.about as readonly [string, string, string, string];
      const lean = (client: string): number => {
        const all = of.clients.includes(client) ? shares(of, of.clients.indexOf(client)) : undefined;
        return all === undefined ? 0 : (all[of.relays.indexOf(here)] ?? 0) - (all[of.relays.indexOf(there)] ?? 0);
      };
      const sum = lean(one) - lean(other);
      return sum === 0 ? undefined : ((sum > 0 ? 0 : 1) as Bit);
    },
  },
});

export const disclosing: Adversary = comparing(
  'compares what relays get when a client writes with what they get when it does not',
  'A3',
  ({ rounds, relays }, client) => {
    const told = rounds.map(({ senders, receivers }) => ({
      receivers,
      fromTarget: senders.filter((one) => one === client).length,
    }));
    const present = told.filter(({ fromTarget }) => fromTarget > 0);
    const absent = told.filter(({ fromTarget, receivers }) => fromTarget === 0 && receivers.length > 0);
    if (present.length === 0) return undefined;
    return disclosure(summed(present, relays.length), absent.length === 0 ? undefined : summed(absent, relays.length));
  },
);

export const leastSquares: Adversary = comparing(
  'solves for all clients at once who writes to which relay',
  'A4',
  ({ rounds, clients, relays }, client) => profilesOf(rounds, clients.length, relays.length)[client],
);

export const intersecting: Adversary = comparing(
  'strikes out the relays that got nothing in a round in which a client wrote',
  'A5',
  ({ rounds, relays }, client) => {
    const sets = rounds.filter(({ senders }) => senders.includes(client)).map(({ receivers }) => new Set(receivers));
    const left = intersection(sets);
    return relays.map((_, i) => (left.has(i) ? 1 : 0));
  },
);
