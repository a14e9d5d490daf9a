// What a proxy keeps and lets go of, and the lines about holding and retrying.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex } from '../model/octets.ts';
import type { ServerState } from '../model/server.ts';
import type { Trace } from '../sim/trace.ts';
import { isBounded, isSmall } from './capacity.ts';
import { goneForGood } from './outcomes.ts';
import { at, each, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { backsOff, isFair, proxiesOf, resends, tries } from './retries.ts';
import { agreedRoles, carried } from './truth.ts';

/** What a proxy took and its client has not acknowledged, it knows of when it is asked. */
function keepsResponses(trace: Trace): Tally {
  const { proxyBlock } = wireOf(trace.design);
  let chances = 0;
  for (const proxy of proxiesOf(trace)) {
    const took = new Map<string, number>();
    const released = new Set<string>();
    for (const block of carried(trace)) {
      if ((block.from !== proxy && block.to !== proxy) || agreedRoles(trace).get(block.session) !== 'proxy') continue;
      const read = decode(proxyBlock, block.block);
      if (read instanceof Malformed) continue;
      const { command, corrId } = read;
      const key = hex(corrId);
      const arrived = block.to === proxy && block.arrives !== undefined;
      if (arrived && command.kind === 'forward') {
        took.set(key, block.at);
        if (command.acknowledged !== undefined) released.add(hex(command.acknowledged));
      }
      if (block.to === proxy && command.kind === 'acknowledge') released.add(key);
      if (block.from !== proxy || command.kind !== 'error') continue;
      if (command.problem === 'LIMIT' || command.problem === 'RELAY') took.delete(key);
      if (command.problem !== 'UNKNOWN' || !took.has(key) || released.has(key)) continue;
      const story = `At ${block.at} ms ${proxy} says UNKNOWN of a forward that it took at ${took.get(key)} ms and whose response nobody acknowledged.`;
      return { chances: chances + 1, hits: 1, first: proof(block.at, story, [at(block)]) };
    }
    chances += took.size;
  }
  return { ...nothing, chances };
}

/** When all is done a proxy holds nothing: the last response was acknowledged as well. */
const letsGo = each((trace) =>
  sum(
    proxiesOf(trace).map((proxy) => {
      const end = trace.ends.get(proxy);
      // Who is not there can neither let go nor say that it has what it was given.
      if (end === undefined || goneForGood(trace).size > 0) return nothing;
      const { holding } = (end.state as ServerState).proxy;
      const left = Object.keys(holding.held).length;
      if (holding.turns === 0) return nothing;
      return left === 0
        ? chance
        : hit(
            proof(
              0,
              `When all was done ${proxy} still held ${left === 1 ? 'one response that its client has' : `${left} responses that its clients have`} had.`,
            ),
          );
    }),
  ),
);

const KEY = 'relay key/';
/** A relay key that is past its time is off the disk, for good. */
const erasesKeys = each((trace) =>
  sum(
    trace.scenario.servers.map(({ name }) => {
      const { untilMillis } = trace.scenario;
      const keys = Object.entries(trace.ends.get(name)?.disk ?? {}).filter(([key]) => key.startsWith(KEY));
      const { keyEpochMillis, keyGraceMillis } = trace.design;
      const goneAt = (epoch: number): number => (epoch + 1) * keyEpochMillis + keyGraceMillis;
      const written = new Set(
        trace.events.flatMap((event) =>
          event.kind === 'flushed' && event.node === name ? event.keys.filter((key) => key.startsWith(KEY)) : [],
        ),
      );
      const past = [...written].filter((key) => goneAt(Number(key.slice(KEY.length))) <= (untilMillis ?? 0));
      return sum(
        past.map((key) => {
          if (keys.every(([left]) => left !== key)) return chance;
          const epoch = Number(key.slice(KEY.length));
          return hit(
            proof(
              untilMillis as number,
              `At ${untilMillis} ms the disk of ${name} still has its relay key of epoch ${epoch}, which was past its time at ${goneAt(epoch)} ms: a crash may bring it back.`,
            ),
          );
        }),
      );
    }),
  ),
);

const exact = { method: 'exact', cryptography: 'both' } as const;

const inside = { ...exact, observer: 'the network on both links, inside TLS', says: 'cannot' } as const;

const must = { ...exact, observer: 'whoever looks', says: 'must' } as const;

const AWAY = 'the relay is away for a while';

export const holdingProperties: readonly Property[] = [
  {
    ...inside,
    id: 'R3.2-tries',
    requirement: 'R3.2',
    claim: 'find octets in common between two tries of a proxy to send a forward on',
    experiments: [AWAY, 'relays answer slowly'],
    examine: tries,
  },
  {
    ...inside,
    id: 'R3.2-resends',
    requirement: 'R3.2',
    claim: 'find octets in common between two forwards of a client, one of which may repeat the other',
    experiments: ['minutes apart', 'the relay is away for long', 'things go wrong'],
    examine: resends,
  },
  {
    ...must,
    id: 'R5.1-backs-off',
    requirement: 'R5.1',
    claim: 'see a proxy try a relay that is away less and less often, and never two in step',
    experiments: [AWAY],
    examine: each(backsOff),
  },
  {
    ...must,
    id: 'R5.1-fair',
    requirement: 'R5.1',
    claim: 'see one client’s messages pass while another’s relay is dead',
    experiments: ['two worlds: the relay of another client is there, or dead'],
    examine: isFair,
  },
  {
    ...exact,
    observer: 'a hostile client',
    says: 'cannot',
    id: 'R5.5-bounded',
    requirement: 'R5.5',
    claim: 'make a proxy hold more than its limit by acknowledging nothing',
    experiments: ['ordinary traffic'],
    examine: each(isBounded),
  },
  {
    ...must,
    id: 'R5.5-small',
    requirement: 'R5.5',
    claim: 'see a held forward take no more than 1.1 times its block',
    experiments: ['ordinary traffic'],
    examine: each(isSmall),
  },
  {
    ...must,
    id: 'R5.6-kept',
    requirement: 'R5.6',
    claim: 'see a response kept until its client has acknowledged it, whatever becomes of the connection',
    experiments: ['connections break', 'one of two relays is away, and the client too', 'relays answer slowly'],
    examine: each(keepsResponses),
  },
  {
    ...must,
    id: 'R5.6-released',
    requirement: 'R5.6',
    claim: 'see a proxy let go of every response that its client has had, the last one too',
    experiments: ['ordinary traffic', 'minutes apart'],
    examine: letsGo,
  },
  {
    ...must,
    id: 'R4.3-erased',
    requirement: 'R4.3',
    claim: 'see a relay key gone from the disk when it is past its time',
    experiments: ['a relay key is erased'],
    examine: erasesKeys,
  },
];
