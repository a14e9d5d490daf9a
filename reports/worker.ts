// What a worker thread runs: one shard in, what came of it out. Both are plain data.
import type { Shard, Worked } from '../properties/shard.ts';
import { work } from '../properties/work.ts';
import { nodesFor } from './shard-nodes.ts';

export default async (shard: Shard): Promise<Worked> => {
  await nodesFor(shard);
  return work(shard);
};
