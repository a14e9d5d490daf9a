// All scripts of an active proxy within stated bounds, by number: none, then single interventions, then pairs.
// The menu is made of the kinds of blocks, their parts and the pieces a proxy can know, so that nothing is picked by hand.
import {
  type Act,
  type Forged,
  type Intervention,
  PARTS,
  type Part,
  type Pass,
  type Piece,
  type Script,
  SOURCES,
} from '../sim/script.ts';

/** How many blocks of a kind are intervened at, and how many pieces of others stand in what is made or changed. */
export interface Bounds {
  readonly blocks: Readonly<Record<Pass, number>>;
  readonly foreign: number;
  /** The same, of each intervention of a pair. */
  readonly foreignInPairs: number;
  readonly most: 1 | 2;
  /** Interventions of these kinds alone. */
  readonly only?: readonly Act['do'][];
}

/** Beyond the patience of a session, and beyond what a relay that forgets in a minute remembers. */
const DELAYS_MILLIS = [1_500, 90_000] as const;
const to = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Every choice of at least one part. */
function subsets(parts: readonly Part[]): readonly (readonly Part[])[] {
  return to(2 ** parts.length - 1).map((bits) => parts.filter((_, i) => (bits >> i) % 2 === 1));
}

/** Pieces that are not the proxy's own. */
export function foreignIn({ act }: Intervention): number {
  if (act.do === 'substitute') return act.by === 'its own' ? 0 : act.parts.length;
  if (act.do !== 'inject') return 0;
  const { kind: _, ...pieces } = act.block;
  return Object.values(pieces).filter((one) => one !== 'own').length;
}

function moves(on: Pass, nth: number): readonly Act[] {
  const repeats = to(nth - 1).map((of): Act => ({ do: 'replay', of }));
  const bodies: Act[] = on === 'forward' || on === 'answer' ? [{ do: 'swap', what: 'encrypted blocks' }] : [];
  return [
    { do: 'drop' },
    { do: 'duplicate' },
    ...repeats,
    // What is repeated and then delayed comes late as well.
    ...DELAYS_MILLIS.map((byMillis): Act => ({ do: 'delay', byMillis })),
    { do: 'replay after a reconnect' },
    { do: 'swap', what: 'all but corr ids' },
    ...bodies,
  ];
}

const substitutions = (on: Pass): readonly Act[] =>
  on === 'accepted'
    ? []
    : SOURCES.flatMap((by) => subsets(PARTS[on]).map((parts): Act => ({ do: 'substitute', parts: [...parts], by })));

/** Blocks that can be put together of pieces of the first so many of each type, as far as they have passed by then. */
function forgeries(on: Pass, nth: number, { blocks }: Bounds): readonly Forged[] {
  const pieces = (count: number): readonly Piece[] => ['own', ...to(Math.min(count, nth))];
  const forwards = pieces(blocks.forward);
  const made: Forged[] = [];
  if (on === 'forward')
    for (const senderKey of forwards)
      for (const encryptedBlock of forwards)
        for (const queueId of encryptedBlock === 'own' ? forwards : (['own'] as const))
          made.push({ kind: 'forward', senderKey, encryptedBlock, queueId });
  if (on === 'forward' || on === 'accepted')
    for (const corrId of forwards)
      for (const encryptedBlock of pieces(blocks.answer))
        for (const command of encryptedBlock === 'own' ? forwards : (['own'] as const))
          made.push({ kind: 'answer', corrId, encryptedBlock, command });
  const keys = pieces(blocks['relay key']);
  if (on === 'relay key')
    for (const corrId of keys)
      for (const chain of keys)
        for (const statement of keys)
          for (const signature of keys) made.push({ kind: 'relay key', corrId, chain, statement, signature });
  return made;
}

/** Every single intervention within the bounds, by how many foreign pieces it takes. */
export function menu(bounds: Bounds): readonly Intervention[] {
  const all = (Object.entries(bounds.blocks) as [Pass, number][]).flatMap(([on, count]) =>
    to(count).flatMap((nth) =>
      [
        ...moves(on, nth),
        ...substitutions(on),
        ...forgeries(on, nth, bounds).flatMap((block) =>
          [false, true].map((instead): Act => ({ do: 'inject', block, instead })),
        ),
      ].map((act): Intervention => ({ on, nth, act })),
    ),
  );
  return all
    .filter((one) => foreignIn(one) <= bounds.foreign && (bounds.only?.includes(one.act.do) ?? true))
    .toSorted((a, b) => foreignIn(a) - foreignIn(b));
}

/** The scripts within bounds: how many, and which has a number. */
export interface Scripts {
  readonly count: number;
  at(number: number): Script;
}
export function scripts(bounds: Bounds): Scripts {
  const singles = menu(bounds);
  const paired = bounds.most === 1 ? 0 : singles.filter((one) => foreignIn(one) <= bounds.foreignInPairs).length;
  const pairs = (paired * (paired - 1)) / 2;
  return {
    count: 1 + singles.length + pairs,
    at: (number) => {
      if (number === 0) return [];
      if (number <= singles.length) return [singles[number - 1] as Intervention];
      // Pairs stand in the order of their second, and then of their first.
      const rest = number - 1 - singles.length;
      if (rest >= pairs) throw new RangeError(`script ${number} of ${1 + singles.length + pairs}`);
      let second = Math.floor((1 + Math.sqrt(1 + 8 * rest)) / 2);
      while ((second * (second - 1)) / 2 > rest) second--;
      while (((second + 1) * second) / 2 <= rest) second++;
      return [singles[rest - (second * (second - 1)) / 2] as Intervention, singles[second] as Intervention];
    },
  };
}
