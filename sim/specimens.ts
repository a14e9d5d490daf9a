// Real blocks of a real run, opened: what hostile octets start from.
import { type Codec, decode, Malformed, type Value } from '../model/codec.ts';
import type { Design } from '../model/design.ts';
import { BLOCK_OCTETS, type clientHello, type serverHello, wireOf } from '../model/grammar.ts';
import type { ProxyTransmission } from '../model/layers.ts';
import type { Octets } from '../model/octets.ts';
import type { SmpTransmission } from '../model/smp.ts';
import { run } from './run.ts';
import { scenarioSchema } from './scenario.ts';

export interface Specimens {
  readonly blocks: readonly Octets[];
  /** What was sealed: bodies of every layer, padding included. */
  readonly bodies: readonly Octets[];
  readonly transmissions: readonly ProxyTransmission[];
  readonly commands: readonly SmpTransmission[];
  readonly serverHellos: readonly Value<typeof serverHello>[];
  readonly clientHellos: readonly Value<typeof clientHello>[];
  /** Ids, keys and certificates. */
  readonly pool: readonly Octets[];
}

const scenario = scenarioSchema.parse({
  name: 'queues by proxy and directly, a message taken back, and sessions that end',
  servers: [
    { name: 'proxy', ip: '10.0.0.1' },
    { name: 'relay', ip: '10.0.0.2' },
  ],
  clients: [
    { name: 'alice', ip: '10.1.0.1', proxy: 'proxy' },
    { name: 'bob', ip: '10.1.0.2' },
  ],
  queues: [
    { name: 'by proxy', relay: 'relay', from: 'alice', to: 'bob' },
    { name: 'direct', relay: 'relay', from: 'alice', to: 'bob', direct: true },
    { name: 'unknown', relay: 'relay', from: 'alice', to: 'bob', unknown: true },
    { name: 'by recipient', relay: 'relay', from: 'alice', to: 'bob', securedByRecipientAtMillis: 2_000 },
  ],
  orders: [
    ...['by proxy', 'direct', 'unknown'].map((queue, i) => ({ atMillis: i, queue, text: `to ${queue}` })),
    { atMillis: 5_000, queue: 'by recipient', text: 'later', scheduledMillis: 60_000 },
    { atMillis: 6_000, queue: 'by proxy', text: 'never', scheduledMillis: 60_000, cancelledMillis: 10_000 },
    { atMillis: 20_000, queue: 'by proxy', text: 'asked about' },
    { atMillis: 25_000, queue: 'by proxy', text: 'lost on its way' },
  ],
  faults: [
    { kind: 'cut', between: ['alice', 'proxy'], atMillis: 20_050 },
    { kind: 'cut', between: ['alice', 'proxy'], atMillis: 25_056 },
    { kind: 'cut', between: ['bob', 'relay'], atMillis: 30_000 },
  ],
});

export function specimens(design: Design, seed: string): Specimens {
  const { events } = run({ scenario, design, seed, cryptography: 'ideal' });
  const wire = wireOf(design);
  const blocks = events.flatMap((event) => (event.kind === 'carried' ? [event.block] : []));
  const bodies = events.flatMap((event) => (event.kind === 'sealed' ? [event.body] : []));
  const all = [...blocks, ...bodies];
  const read = <T>(codec: Codec<T>): T[] =>
    all.flatMap((octets) => {
      const value = decode(codec, octets);
      return value instanceof Malformed ? [] : [value];
    });
  const none = new Uint8Array(design.corrIdOctets);
  const inLayers = read(wire.insideLayer).map((part) => ({ corrId: none, ...part }));
  const transmissions = [...read(wire.proxyBlock), ...inLayers];
  const commands = [...read(wire.command), ...read(wire.answer), ...read(wire.smpBlock)];
  const [serverHellos, clientHellos] = [read(wire.serverHello), read(wire.clientHello)];
  const pool = new Map<string, Octets>();
  const gather = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      if (value.length < BLOCK_OCTETS / 4) pool.set(String(value), value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather);
  };
  gather([transmissions, commands, serverHellos, clientHellos]);
  return { blocks, bodies, transmissions, commands, serverHellos, clientHellos, pool: [...pool.values()] };
}
