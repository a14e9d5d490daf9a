// What an observer can read of the messages that pass it: forwards and responses, behind every layer that it has the key of.
// Only octets count here, so that games are the same under ideal and under real cryptography.
import { decode, Malformed } from '../../model/codec.ts';
import { NONCE_OCTETS } from '../../model/crypto.ts';
import { type ProxyCommand, REPEATED_OCTETS, wireOf } from '../../model/grammar.ts';
import { nonceOf } from '../../model/layers.ts';
import { hex, type Octets } from '../../model/octets.ts';
import type { Trace } from '../../sim/trace.ts';
import type { Observer, Sighting } from '../observer.ts';
import { once } from '../truth.ts';

/** A forward or a response as an end of its session reads it. */
export interface Message {
  readonly at: number;
  readonly session: number;
  readonly from: string;
  readonly to: string;
  readonly command: ProxyCommand;
  /** All that can be read of it: the transmission, and what a relay finds inside `s2r`. */
  readonly octets: readonly Octets[];
  /** Its fields that are too long for chance and too short to be what they carry, in hexadecimal. */
  readonly fields: readonly string[];
}

/** What was sealed in a run, by its sealer and nonce; a proxy and a relay open what is sealed for them. */
const bodies = once((trace): ReadonlyMap<string, Octets> => {
  const all = trace.events.filter((event) => event.kind === 'sealed');
  return new Map(
    all.flatMap(({ node, nonce, body }) => [[`${node} ${hex(nonce)}`, body] as const, [hex(nonce), body]]),
  );
});

/** What an observer reads of a sighting, if it is a forward or a response. */
export function messageIn(observer: Observer, trace: Trace, one: Sighting): Message | undefined {
  if (one.kind !== 'packet' || one.block === undefined) return undefined;
  const { block, from } = one;
  const wire = wireOf(trace.design);
  const ownsEnd = observer.owns.has(from) || observer.owns.has(one.to);
  const plain = decode(wire.proxyBlock, block);
  let read: { readonly corrId: Octets; readonly command: ProxyCommand } | undefined;
  let octets: readonly Octets[] = [];
  if (!(plain instanceof Malformed)) [read, octets] = [plain, [block]];
  else if (wire.sealsBlocks) {
    const end = trace.design.padding === 'constant' ? block.length : Math.max(0, block.length - REPEATED_OCTETS);
    const layered = decode(wire.layeredBlock, block.subarray(0, end));
    const body =
      layered instanceof Malformed || !ownsEnd ? undefined : bodies(trace).get(`${from} ${hex(layered.corrId)}`);
    const inner = body && decode(wire.insideLayer, body);
    if (!(layered instanceof Malformed) && inner !== undefined && !(inner instanceof Malformed))
      [read, octets] = [{ corrId: layered.corrId, command: inner.command }, [layered.corrId, body as Octets]];
  }
  if (read === undefined) return undefined;
  const { command, corrId } = read;
  if (command.kind !== 'forward' && command.kind !== 'response') return undefined;
  const isRelay = trace.scenario.queues.some(({ relay }) => observer.owns.has(relay));
  const nonce =
    trace.design.commandNonce === 'random' ? command.encryptedBlock.subarray(0, NONCE_OCTETS) : nonceOf(corrId);
  const inside = isRelay ? bodies(trace).get(hex(nonce)) : undefined;
  const { at, session, to } = one;
  const smp = inside && decode(wire.command, inside);
  const fields = [
    corrId,
    ...fieldsOf(command),
    ...(smp === undefined || smp instanceof Malformed ? [] : fieldsOf(smp)),
  ];
  const all = inside === undefined ? octets : [...octets, inside];
  return { at, session, from, to, command, octets: all, fields: fields.filter(isField).map(hex) };
}

const [SHORTEST_FIELD, LONGEST_FIELD] = [8, 64];
const isField = ({ length }: Octets): boolean => length >= SHORTEST_FIELD && length <= LONGEST_FIELD;

function fieldsOf(value: unknown): readonly Octets[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(fieldsOf) : [];
}
