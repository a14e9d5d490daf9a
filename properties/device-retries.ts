// What a device sends more than once: commands that it repeats, and questions what became of one.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex, type Octets } from '../model/octets.ts';
import type { SmpTransmission } from '../model/smp.ts';
import { entryOf } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';
import type { Client } from './device-traffic.ts';
import { carried, innerCommands, truthOf } from './truth.ts';

/** What a command asks for, whatever it is sealed with. */
function askedBy({ queueId, command }: SmpTransmission): string {
  const about = queueId === undefined ? '' : hex(queueId);
  switch (command.kind) {
    case 'send':
      return `send ${about} ${hex(command.body)}`;
    case 'sendNumbered':
      return `send ${about} ${hex(command.stream)} ${command.number}`;
    case 'acknowledge':
      return `acknowledge ${about} ${hex(command.messageId)}`;
    case 'create':
      return `create ${hex(command.recipientKey)}`;
    default:
      return `${command.kind} ${about}`;
  }
}

/** Whether a block asks a proxy what became of a forward. */
function checks(trace: Trace, block: Octets): boolean {
  const wire = wireOf(trace.design);
  const bodies = [block, ...truthOf(trace, block).terms.flatMap((term) => (term.is === 'sealed' ? [term.body] : []))];
  return bodies.some((body) =>
    [wire.proxyBlock, wire.insideLayer].some((codec) => {
      const read = decode(codec, body);
      return !(read instanceof Malformed) && read.command.kind === 'check';
    }),
  );
}

/** How often a client’s device asks for what it asked for before; of a thin client, records that it or its host sends again. */
export function retriesOf(trace: Trace, client: Client, sinceMillis: number): number {
  const device = entryOf(client);
  if (client.over === 'host')
    return trace.events.filter(
      (event) =>
        event.kind === 'conveyed' && event.arrives === undefined && [event.from, event.to].includes(device ?? ''),
    ).length;
  const known = new Set<string>();
  let again = 0;
  for (const { at, from, block } of carried(trace)) {
    if (from !== client.name) continue;
    const asked = new Set(innerCommands(trace, block).map(askedBy));
    const repeated = [...asked].some((one) => known.has(one)) || (client.proxy !== undefined && checks(trace, block));
    if (repeated && at >= sinceMillis) again++;
    for (const one of asked) known.add(one);
  }
  return again;
}
