// The same commands whether they go through a proxy or direct: forwarding is a concern of transport (I3).
import type { Trace } from '../sim/trace.ts';
import { proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { carried, innerCommands, proxyOf, told, truthOf } from './truth.ts';

const received = (trace: Trace, queue: string): readonly string[] =>
  told(trace).flatMap(({ news }) => (news.kind === 'received' && news.queue === queue ? [news.text] : []));

/** What relays were asked, queue by queue: the commands inside all layers, without what binds them to their way. */
function commands(trace: Trace): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { block, to } of carried(trace)) {
    if (!trace.scenario.queues.some((one) => one.relay === to)) continue;
    const { queue } = truthOf(trace, block);
    const found = innerCommands(trace, block)[0];
    if (queue === undefined) continue;
    if (found === undefined || found.command.kind === 'acknowledge') continue;
    const size = 'body' in found.command ? `, ${found.command.body.length} octets` : '';
    const signed = found.signature === undefined ? 'unsigned' : 'signed';
    all.set(queue, [...(all.get(queue) ?? []), `${found.command.kind}, ${signed}${size}`]);
  }
  return all;
}

function sameEitherWay([proxied, direct]: readonly Trace[]): Tally {
  if (proxied === undefined || direct === undefined) return nothing;
  const [through, straight] = [commands(proxied), commands(direct)];
  return sum(
    proxied.scenario.queues.map(({ name }) => {
      if (proxyOf(proxied, name) === undefined) return nothing;
      const [a, b] = [through.get(name) ?? [], straight.get(name) ?? []];
      if (a.length === 0 && b.length === 0) return nothing;
      if (a.join('; ') !== b.join('; '))
        return hit(
          proof(0, `${name} got the commands “${a.join('; ')}” through the proxy and “${b.join('; ')}” directly.`),
        );
      const [here, there] = [received(proxied, name), received(direct, name)];
      return here.join('\n') === there.join('\n')
        ? chance
        : hit(proof(0, `${name} received other texts through the proxy than directly.`));
    }),
  );
}

export const eitherWay: readonly Property[] = [
  {
    id: 'I3-same-either-way',
    requirement: 'I3',
    observer: 'a client',
    says: 'must',
    claim: 'send the same commands to a queue whether directly or through a proxy',
    method: 'exact',
    experiments: ['two worlds: through a proxy, or direct'],
    cryptography: 'ideal',
    examine: sameEitherWay,
  },
];
