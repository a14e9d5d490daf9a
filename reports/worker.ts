// What a worker thread runs: one shard in, what came of it out. Both are plain data.
import { type Shard, type Worked, work } from '../properties/work.ts';

export default (shard: Shard): Worked => work(shard);
