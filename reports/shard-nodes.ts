// Before a shard is worked on, the nodes of a design that is a module are made known to the thread.
import type { Shard } from '../properties/shard.ts';

export async function nodesFor(shard: Shard): Promise<void> {
  if (!('own' in shard) || shard.own?.design.nodes === undefined) return;
  const { needNodes } = await import('./design-module.ts');
  await needNodes(shard.own);
}
