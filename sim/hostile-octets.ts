// Hostile octets: changed blocks into every decoder and every node, sealed again with the keys that an attacker rightly holds.
// None may throw, set off work without end, reach an honest client, or change what an honest client gets afterwards.
import { type Codec, decode, encode, Malformed } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import { chain, clientHello, keyStatement, publicKey, relayKey, serverHello, wireOf } from '../model/grammar.ts';
import { type Octets, same } from '../model/octets.ts';
import { rules } from '../model/printed-grammar.ts';
import { message, smpTransmission } from '../model/smp.ts';
import { type HostileWorld, hostileWorld } from './hostile-world.ts';
import type { Asked } from './scenario.ts';
import { type Specimens, specimens } from './specimens.ts';

export const hostilePlaces = [
  'into a decoder',
  'as a stranger, to a server',
  'as a client, to a proxy',
  'as a client, to a relay',
  'as a proxy, to a relay',
  'as a proxy, to a client',
  'as a relay, to a proxy and through it to a client',
  'as a relay, to a client',
] as const;
export type HostilePlace = (typeof hostilePlaces)[number];

export interface HostileCounts {
  readonly cases: Readonly<Record<HostilePlace, number>>;
  /** Cases that were taken for well-formed: the other end kept the session, or the decoder gave a value. */
  readonly taken: Readonly<Record<HostilePlace, number>>;
  /** Honest round trips afterwards, on the same states. */
  readonly roundTrips: number;
  readonly defects: readonly string[];
}

const CASES_PER_WORLD = 500;
const CASES_PER_ROUND_TRIP = 100;
const MOST_DEFECTS = 20;

/** Throws `cases` hostile blocks at one design. The same arguments give the same counts. */
export function throwOctets(
  design: Design,
  seed: string,
  cases: number,
  cryptography: Asked['cryptography'] = 'ideal',
): HostileCounts {
  const found = specimens(design, seed);
  const zero = () => Object.fromEntries(hostilePlaces.map((place) => [place, 0])) as Record<HostilePlace, number>;
  const counts = { cases: zero(), taken: zero(), roundTrips: 0, defects: [] as string[] };
  for (let done = 0, index = 0; done < cases && counts.defects.length < MOST_DEFECTS; index++) {
    const world = hostileWorld(design, found, `${seed}/${index}`, cryptography);
    const decoder = decoding(design, found, world);
    for (let i = 0; i < CASES_PER_WORLD && done < cases && counts.defects.length < MOST_DEFECTS; i++, done++) {
      const place = world.change.pick(hostilePlaces);
      const report = (what: string) =>
        counts.defects.push(`${design.name}, seed ${seed}/${index}, case ${i}, ${place}: ${what}`);
      const others = place.endsWith('client') ? 'bystanders' : 'all';
      if (world.change.below(16) === 0) world.rest();
      const before = world.reached(others);
      counts.cases[place]++;
      if (strike(world, place, decoder)) counts.taken[place]++;
      if (world.reached(others) !== before) report('reached an honest client');
      if (i % CASES_PER_ROUND_TRIP === CASES_PER_ROUND_TRIP - 1 || done === cases - 1) {
        counts.roundTrips++;
        world.roundTrip().forEach(report);
      }
      world.net.defects.splice(0).forEach(report);
    }
  }
  return counts;
}

function strike(world: HostileWorld, place: HostilePlace, decoder: () => boolean): boolean {
  switch (place) {
    case 'into a decoder':
      return decoder();
    case 'as a stranger, to a server':
      return world.stranger();
    case 'as a client, to a proxy':
      return world.clientToProxy();
    case 'as a client, to a relay':
      return world.clientToRelay();
    case 'as a proxy, to a relay':
      return world.proxyToRelay();
    case 'as a proxy, to a client':
      return world.proxyToClient();
    case 'as a relay, to a proxy and through it to a client':
      return world.relayToProxy();
    case 'as a relay, to a client':
      return world.relayToClient();
  }
}

/** Changed octets into one decoder: a value that encodes to the same octets, or a plain refusal. */
function decoding(design: Design, found: Specimens, { change, net }: HostileWorld): () => boolean {
  const wire = wireOf(design);
  const real = encodings(design, found);
  const byCodec = [...new Set(real.map(([codec]) => codec))].map((codec) => real.filter(([one]) => one === codec));
  const codecs = [...real.map(([codec]) => codec), ...(rules(wire) as readonly unknown[] as readonly Codec<unknown>[])];
  return () => {
    const [own, octets] = change.pick(change.pick(byCodec));
    const changed = change.below(8) === 0 ? change.noise() : change.octets(octets);
    const codec = change.below(4) === 0 ? change.pick(codecs) : own;
    try {
      if (net.crypto.readCertificate(changed) !== undefined) net.crypto.issued(changed, octets);
      const value = decode(codec, changed);
      if (value instanceof Malformed) return false;
      if (!same(encode(codec, value), changed)) net.defects.push(`${codec.abnf} takes what no encoder writes`);
      return true;
    } catch (problem) {
      net.defects.push(`${codec.abnf} throws ${problem instanceof Error ? problem.message : problem}`);
      return false;
    }
  };
}

/** Real octets by the rule that wrote them, from whole blocks to certificates. */
function encodings(design: Design, found: Specimens): readonly (readonly [Codec<unknown>, Octets])[] {
  const wire = wireOf(design);
  const all: (readonly [Codec<unknown>, Octets])[] = [];
  const add = <T>(codec: Codec<T>, values: readonly T[]): void => {
    for (const value of values) all.push([codec as Codec<unknown>, encode(codec, value)]);
  };
  const commands = found.transmissions.map(({ command }) => command);
  const relayKeys = commands.flatMap((one) => (one.kind === 'server_id' && one.relayKey ? [one.relayKey] : []));
  const addresses = commands.flatMap((one) => (one.kind === 'server' ? [one.address] : []));
  add(wire.proxyTransmission, found.transmissions);
  add(wire.sealedPart, found.transmissions);
  add(wire.proxyCommand, commands);
  add(wire.address, addresses);
  add(relayKey, relayKeys);
  add(
    chain,
    relayKeys.map((one) => one.chain),
  );
  add(smpTransmission, found.commands);
  add(serverHello, found.serverHellos);
  add(clientHello, found.clientHellos);
  add(wire.serverHello, found.serverHellos);
  add(wire.clientHello, found.clientHellos);
  if (design.proxyLayer === 'sealed') add(wire.insideLayer, found.transmissions.slice(0, 8));
  else add(wire.proxyBlock, found.transmissions.slice(0, 8));
  add(wire.command, found.commands.slice(0, 8));
  for (const one of found.pool) all.push([publicKey as Codec<unknown>, one]);
  for (const { statement } of relayKeys) all.push([keyStatement as Codec<unknown>, statement]);
  for (const { command } of found.commands)
    if (command.kind === 'send' || command.kind === 'sendNumbered') all.push([message as Codec<unknown>, command.body]);
  return all;
}
