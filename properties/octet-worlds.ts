// Two worlds on real octets: what a proxy sees of two runs, written so that only what it can tell apart without any symbolic
// help differs: times, ends, lengths, the fields of what it can open, and which strings of octets are equal.
import { decode, Malformed } from '../model/codec.ts';
import { NONCE_OCTETS } from '../model/crypto.ts';
import { type ProxyCommand, REPEATED_OCTETS, wireOf } from '../model/grammar.ts';
import { nonceOf } from '../model/layers.ts';
import { hex, type Octets } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import { type Observer, type Sighting, view } from './observer.ts';

/** Shorter strings are told by what they say, longer ones by where they were seen first. */
const NAMED_OCTETS = 16;

/** How a run reads, a line for each sighting. */
function octetReading(observer: Observer, trace: Trace): readonly string[] {
  const wire = wireOf(trace.design);
  const sessions = new Map<number, number>();
  const names = new Map<string, number>();
  const bodies = layersOf(trace);
  const opened = sealedWithOwn(observer, trace);
  const number = <K>(of: Map<K, number>, key: K): number => {
    const given = of.get(key) ?? of.size + 1;
    of.set(key, given);
    return given;
  };
  const write = (value: unknown): string => {
    if (value instanceof Uint8Array)
      return value.length < NAMED_OCTETS ? hex(value) : `⟨${number(names, hex(value))}, ${value.length}⟩`;
    if (Array.isArray(value)) return `[${value.map(write).join(' ')}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    return `{${Object.entries(value)
      .map(([name, one]) => `${name} ${write(one)}`)
      .join(', ')}}`;
  };
  /** What stands inside a forward or a response, where no layer hides it or the proxy has its key. */
  const inner = (corrId: Octets, command: ProxyCommand): string => {
    if (!('encryptedBlock' in command)) return '';
    const { encryptedBlock } = command;
    const isCarried = trace.design.commandNonce === 'random';
    const nonce = isCarried ? encryptedBlock.subarray(0, NONCE_OCTETS) : nonceOf(corrId);
    const body = opened.get(hex(nonce)) ?? encryptedBlock;
    const read = decode(command.kind === 'forward' ? wire.command : wire.answer, body);
    return read instanceof Malformed ? '' : write(read);
  };
  const inside = (from: string, block: Octets): string => {
    const hello = [wire.serverHello, wire.clientHello].map((codec) => decode(codec as typeof wire.serverHello, block));
    const greeting = hello.find((one) => !(one instanceof Malformed));
    if (greeting !== undefined) return write(greeting);
    const plain = decode(wire.proxyBlock, block);
    if (!(plain instanceof Malformed)) {
      const { command } = plain;
      const covered = command.kind === 'layered' ? bodies.get(`${from} ${hex(plain.corrId)}`) : undefined;
      const registers = covered && decode(wire.plainCommand, covered);
      return `${write(plain)}${inner(plain.corrId, command)}${registers === undefined || registers instanceof Malformed ? '' : write(registers)}`;
    }
    const layered = wire.sealsBlocks ? decode(wire.layeredBlock, block.subarray(0, layerEnd(trace, block))) : undefined;
    if (layered === undefined || layered instanceof Malformed) return write(block);
    const body = bodies.get(`${from} ${hex(layered.corrId)}`);
    const read = body && decode(wire.insideLayer, body);
    if (read === undefined || read instanceof Malformed) return write(block);
    return `${write(layered)}${write(read)}${inner(layered.corrId, read.command)}`;
  };
  return view(observer, trace).map((one) => {
    const head = `at ${one.at} ms on session ${number(sessions, one.session)}`;
    return one.kind === 'packet'
      ? `${head}: ${one.wireOctets} octets ${toProxy(observer, one)}${one.block === undefined ? '' : ` ${inside(one.from, one.block)}`}`
      : `${head}: ${one.kind}`;
  });
}

const toProxy = (observer: Observer, one: Extract<Sighting, { kind: 'packet' }>): string =>
  observer.owns.has(one.to) ? 'come' : 'go';
const layerEnd = ({ design }: Trace, block: Octets): number =>
  design.padding === 'constant' ? block.length : Math.max(0, block.length - REPEATED_OCTETS);

/** What the layers of its own sessions cover, by who sealed it and corr id, their nonce: a proxy opens those of both its links. */
function layersOf(trace: Trace): ReadonlyMap<string, Octets> {
  const wire = wireOf(trace.design);
  const bodies = new Map<string, Octets>();
  for (const event of trace.events) {
    if (event.kind !== 'sealed') continue;
    const covered = [wire.insideLayer, wire.plainCommand].some(
      (codec) => !(decode(codec as typeof wire.plainCommand, event.body) instanceof Malformed),
    );
    if (covered) bodies.set(`${event.node} ${hex(event.nonce)}`, event.body);
  }
  return bodies;
}

/** What was sealed under keys that the observer seals with itself, by nonce: answers to commands of its own making. */
function sealedWithOwn({ owns }: Observer, { events }: Trace): ReadonlyMap<string, Octets> {
  const sealed = events.filter((event) => event.kind === 'sealed');
  const own = new Set(sealed.flatMap(({ node, key }) => (owns.has(node) ? [hex(key)] : [])));
  return new Map(sealed.flatMap(({ key, nonce, body }) => (own.has(hex(key)) ? [[hex(nonce), body] as const] : [])));
}

/** Whether an observer of real octets tells the worlds apart. */
export function octetsDiffer([here, there]: readonly [Observer, Observer], worlds: readonly [Trace, Trace]): boolean {
  const [left, right] = [octetReading(here, worlds[0]), octetReading(there, worlds[1])];
  return left.length !== right.length || left.some((line, i) => line !== right[i]);
}
