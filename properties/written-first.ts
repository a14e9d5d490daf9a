// Nobody hears of what is not on a disk yet: the order of writing and telling is looked at, and no crash need come between.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import { ofEveryRun } from './every-run.ts';
import { at, proof } from './proof.ts';
import { hit, type Property, type Tally } from './property.ts';
import { agreedRoles, type Carried, carried, isHostile, isServer } from './truth.ts';

/** A proxy that accepts a forward has it on its disk; a recipient that acknowledges a message has it on theirs. */
function writtenFirst(trace: Trace): Tally {
  const { proxyBlock, smpBlock } = wireOf(trace.design);
  let chances = 0;
  /** By node and key, when it was first flushed; and by recipient and message, when it was first there. */
  const flushed = new Map<string, number>();
  const incoming = new Map<string, number[]>();
  for (const event of trace.events) {
    if (event.kind !== 'flushed') continue;
    for (const key of event.keys) {
      const name = `${event.node} ${key}`;
      if (!flushed.has(name)) flushed.set(name, event.at);
    }
    if (!event.keys.some((key) => key.startsWith('incoming/'))) continue;
    const times = incoming.get(event.node);
    if (times === undefined) incoming.set(event.node, [event.at]);
    else times.push(event.at);
  }
  const came = new Map<string, number>();
  /** What a crash left on a disk was written, whether it was flushed or not. */
  const restarts = trace.events.flatMap((event) => (event.kind === 'restarted' ? [event] : []));
  const isKept = (node: string, since: number, until: number): boolean =>
    restarts.some((one) => one.node === node && one.at > since && one.at <= until);
  const told = (block: Carried, what: string): Tally => ({
    ...hit(proof(block.at, `At ${block.at} ms ${block.from} ${what}.`, [at(block)])),
    chances: chances + 1,
  });
  for (const block of carried(trace)) {
    const role = agreedRoles(trace).get(block.session);
    if (role === 'proxy' && !isHostile(trace, block.from)) {
      // What it says there is short. What it held when it started again was on its disk, flushed or not.
      if (!isServer(trace, block.from) || ((block.block[0] as number) << 8) + (block.block[1] as number) > SHORT_OCTETS)
        continue;
      const read = decode(proxyBlock, block.block);
      if (read instanceof Malformed || read.command.kind !== 'accepted' || isKept(block.from, 0, block.at)) continue;
      const since = flushed.get(`${block.from} held/${hex(read.corrId)}`);
      if (since === undefined || since > block.at)
        return told(block, 'says that it holds a forward that is not on its disk');
      chances++;
    }
    if (role !== 'smp') continue;
    const read = decode(smpBlock, block.block);
    if (read instanceof Malformed) continue;
    const { command } = read;
    if (command.kind === 'message' && block.arrives !== undefined) {
      const name = `${block.to} ${hex(command.messageId)}`;
      came.set(name, Math.min(came.get(name) ?? block.arrives, block.arrives));
    }
    if (command.kind !== 'acknowledge') continue;
    const since = came.get(`${block.from} ${hex(command.messageId)}`);
    if (since === undefined || isKept(block.from, since, block.at)) continue;
    if (!(incoming.get(block.from) ?? []).some((when) => when >= since && when <= block.at))
      return told(block, 'acknowledges a message that is not on its disk');
    chances++;
  }
  return { chances, hits: 0, first: undefined };
}

/** More than a command takes that has no sealed part. */
const SHORT_OCTETS = 128;

export const writing: readonly Property[] = [
  ofEveryRun(
    {
      id: 'R5.2-written-first',
      requirement: 'R5.2',
      claim: 'see nobody told of what is not on a disk yet',
      experiments: ['ordinary traffic', 'minutes apart', 'scheduled, and the client leaves'],
      cryptography: 'both',
    },
    writtenFirst,
  ),
];
