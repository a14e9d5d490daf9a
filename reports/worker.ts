// What a worker thread runs: one shard in, what came of it out. Both are plain data.
import type { Shard, Worked } from '../properties/shard.ts';
import { work } from '../properties/work.ts';

export default (shard: Shard): Worked => work(shard);
