// A crew that remembers what came of each shard, and does only those that it has not done. A shard is a pure function of plain
// data, so what is the same to the letter comes out the same.
import type { Shard, Worked } from '../../properties/shard.ts';
import type { Crew } from '../crew.ts';

/** What came of shards, by their own text. */
export type Kept = ReadonlyMap<string, Worked>;

export interface KeepingCrew extends Crew {
  /** Of this crew's rounds alone: what nobody asked for any more is forgotten. */
  readonly kept: Kept;
  /** How many shards were asked for, and how many of them were done here. */
  counts(): { readonly asked: number; readonly done: number };
}

/** The digest of a module does not cover what it imports, so its shards are done each time. */
const isKept = (shard: Shard): boolean => !('own' in shard) || shard.own?.design.nodes === undefined;

export function keeping(crew: Crew, before: Kept): KeepingCrew {
  const kept = new Map<string, Worked>();
  let asked = 0;
  let done = 0;
  return {
    kept,
    counts: () => ({ asked, done }),
    dismiss: () => crew.dismiss(),
    workAll: async (shards, round) => {
      const known = shards.map((shard) => (isKept(shard) ? before.get(JSON.stringify(shard)) : undefined));
      const fresh = shards.filter((_, i) => known[i] === undefined);
      const worked = await crew.workAll(fresh, round);
      if (worked === 'interrupted') return worked;
      asked += shards.length;
      done += fresh.length;
      const rest = worked.values();
      return shards.map((shard, i) => {
        const result = known[i] ?? (rest.next().value as Worked);
        if (isKept(shard)) kept.set(JSON.stringify(shard), result);
        return result;
      });
    },
  };
}
