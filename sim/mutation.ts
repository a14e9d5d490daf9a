// Changes to octets and to values of wire rules: what hostile octets are made of. One generator makes every choice.
import type { Octets } from '../model/octets.ts';
import type { Random } from './random.ts';

export interface Mutation {
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  /** Octets of no meaning: a few, or as many as a block has. */
  noise(): Octets;
  /** One to three changes: bits, lengths, cuts, insertions. Never the same octets object. */
  octets(octets: Octets): Octets;
  /** The same value with one leaf changed; it may be out of the bounds of its rule. */
  value<T>(value: T): T;
}

/** `pool` are octets worth putting where others were: ids, keys and certificates of the run. */
export function mutation(random: Random, pool: readonly Octets[]): Mutation {
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  // Lengths and letters stand in front; what follows is mostly body and filler.
  const place = (octets: Octets): number =>
    below(pick([4, 64, 400, octets.length].map((n) => Math.min(n, octets.length))));

  const changes: readonly ((octets: Octets) => Octets)[] = [
    (octets) => withOctet(octets, place(octets), (octet) => octet ^ (1 << below(8))),
    (octets) => withOctet(octets, place(octets), (octet) => octet + pick([1, 255])),
    (octets) => withOctet(octets, place(octets), () => pick([0, 1, 8, 24, 32, 33, 127, 128, 255])),
    (octets) => octets.slice(0, place(octets)),
    (octets) => octets.slice(place(octets)),
    (octets) => spliced(octets, octets.length, random.octets(pick([1, 2, 16, 300]))),
    (octets) => spliced(octets, place(octets), random.octets(pick([1, 2, 32]))),
    (octets) => spliced(octets, place(octets), pick(pool)),
    (octets) => {
      const at = place(octets);
      return spliced(octets.slice(0, at), at, octets.subarray(at + pick([1, 2, 25, 33])));
    },
  ];
  const change = (octets: Octets): Octets => (octets.length === 0 ? random.octets(1) : pick(changes)(octets));

  const leaves: readonly ((octets: Octets) => Octets)[] = [
    change,
    change,
    (octets) => random.octets(octets.length),
    // A key of nothing but zeros gives no secret.
    (octets) => new Uint8Array(octets.length),
    (octets) => new Uint8Array(octets.length),
    (octets) => octets.slice(0, below(octets.length + 1)),
    () => new Uint8Array(0),
    () => pick(pool),
    () => random.octets(pick([8, 16, 24, 32])),
  ];
  const value = (given: unknown): unknown => {
    if (given instanceof Uint8Array) return pick(leaves)(given);
    if (typeof given === 'number') return pick([0, 1, given + 1, 2 ** 31, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]);
    if (typeof given === 'string')
      return pick(['', 'x', given.slice(1), `${given}.`, 'x'.repeat(64), 'AUTH', 'relay', 'proxy']);
    if (given === undefined) return pick([pick(pool), random.octets(pick([8, 24, 32])), below(2 ** 31)]);
    if (Array.isArray(given))
      return pick([[], [...given, ...given], given.toReversed(), given.map(value), given.slice(1)]);
    const fields = Object.keys(given as object).filter((name) => name !== 'kind');
    if (fields.length === 0) return given;
    const name = pick(fields);
    const other = below(8) === 0 ? undefined : value((given as Record<string, unknown>)[name]);
    return { ...(given as object), [name]: other };
  };

  return {
    below,
    pick,
    noise: () => random.octets(pick([0, 1, 2, 15, 16, 41, 300, 16_384, 16_384, 16_385])),
    octets: (octets) => {
      let out = change(octets);
      for (let more = below(3); more > 0; more--) out = change(out);
      return out;
    },
    value: <T>(given: T) => value(given) as T,
  };
}

function withOctet(octets: Octets, at: number, to: (octet: number) => number): Octets {
  const out = Uint8Array.from(octets);
  out[at] = to(out[at] as number);
  return out;
}
function spliced(octets: Octets, at: number, more: Octets): Octets {
  const out = new Uint8Array(octets.length + more.length);
  out.set(octets.subarray(0, at));
  out.set(more, at);
  out.set(octets.subarray(at), at + more.length);
  return out;
}
