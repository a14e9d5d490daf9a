// Monitors: cheap lines that look at every run that is made, whatever it is made for, under both cryptographies. What must be
// fresh is never there twice: a key with its nonce, a ciphertext, a key. They read what stands in clear inside TLS.
import { decode, Malformed } from '../model/codec.ts';
import { type ProxyCommand, type Role, wireOf } from '../model/grammar.ts';
import { buffer, hex, type Octets } from '../model/octets.ts';
import { type HostileProxy, type HostileVisit, repeats } from '../sim/hostile.ts';
import type { Trace } from '../sim/trace.ts';
import { ofEveryRun } from './every-run.ts';
import { whereProxies } from './experiments.ts';
import { proof } from './proof.ts';
import type { Property, Tally } from './property.ts';
import { type Carried, carried, isHostile, isServer, once, opened } from './truth.ts';

/** A key and a nonce never seal two different bodies at a node that follows the protocol. */
function nonceOnce(trace: Trace): Tally {
  const used = new Map<string, Octets>();
  let chances = 0;
  for (const event of trace.events) {
    if (event.kind !== 'sealed' || isHostile(trace, event.node)) continue;
    chances++;
    const place = `${name(event.key)} ${name(event.nonce)}`;
    const before = used.get(place);
    if (before !== undefined && Buffer.compare(before, event.body) !== 0) {
      const story = `At ${event.at} ms ${event.node} sealed a second, different body under a key and nonce that were used before.`;
      return { chances, hits: 1, first: proof(event.at, story) };
    }
    used.set(place, event.body);
  }
  return { chances, hits: 0, first: undefined };
}

/** Octets as a key of a map, cheaper to make than hexadecimal. */
const name = (octets: Octets): string => buffer(octets).toString('latin1');

/** Something that should be fresh where it stands. */
interface Fresh {
  readonly what: string;
  readonly octets: Octets;
  readonly block: Carried;
  /** Where it may stand again because it is the same thing again; nothing if it may not. */
  readonly again: string | undefined;
}

/** The hostile nodes that send what was sent before, by what they do: nobody promises that theirs is fresh. */
const REPEATING: ReadonlySet<string | undefined> = new Set<HostileProxy | HostileVisit>([
  ...repeats,
  'swallows every forward and answers ok, unsealed',
  'changes the role of its connection',
]);

interface Shown {
  readonly ciphertexts: readonly Fresh[];
  readonly keys: readonly Fresh[];
}

/** What stands in clear inside TLS and should be fresh, on all links of forwarding, in the order of time. */
const shown = once((trace): Shown => {
  const wire = wireOf(trace.design);
  const openers = new Map(opened(trace).map(({ session, from }) => [session, from]));
  const nodes = [...trace.scenario.servers, ...trace.scenario.clients];
  const repeating = new Set(
    nodes.filter((node) => REPEATING.has(node.hostile) || 'script' in node).map((one) => one.name),
  );
  const roles = new Map<number, Role>();
  const greeted = new Set<string>();
  const ciphertexts: Fresh[] = [];
  const keys: Fresh[] = [];

  /** The first block of each direction of a session is its hello. */
  const hello = (block: Carried): void => {
    const ofClient = openers.get(block.session) === block.from ? decode(wire.clientHello, block.block) : undefined;
    const read = ofClient ?? decode(wire.serverHello, block.block);
    if (read instanceof Malformed) return;
    if ('role' in read) roles.set(block.session, read.role);
    keys.push({ what: 'session key', octets: read.sessionKey, block, again: undefined });
  };
  const command = (block: Carried, corrId: Octets, one: ProxyCommand): void => {
    if (one.kind === 'layered')
      ciphertexts.push({ what: 'sealed registration', octets: one.sealed, block, again: undefined });
    if (one.kind === 'forward') {
      ciphertexts.push({ what: 'encrypted block of a forward', octets: one.encryptedBlock, block, again: undefined });
      // A proxy sends on the sender key that it was given, at every try.
      if (!isServer(trace, block.from))
        keys.push({ what: 'sender key', octets: one.senderKey, block, again: undefined });
    }
    if (one.kind === 'response') {
      // A proxy pushes a response again until it is acknowledged (R5.6), to the same client and under the same corr id.
      const again = isServer(trace, block.to) ? undefined : `${block.from} ${block.to} ${hex(corrId)}`;
      ciphertexts.push({ what: 'encrypted block of a response', octets: one.encryptedBlock, block, again });
      // Of responses between servers the relay repeats what it keeps for a forward that comes again (R4.6).
      if (one.responseKey !== undefined && again !== undefined)
        keys.push({ what: 'response key', octets: one.responseKey, block, again });
    }
  };

  for (const block of carried(trace)) {
    const direction = `${block.session} ${block.from}`;
    if (repeating.has(block.from)) continue;
    if (!greeted.has(direction)) {
      greeted.add(direction);
      hello(block);
      continue;
    }
    const role = roles.get(block.session);
    if (role === undefined || role === 'smp') continue;
    if (role === 'relay' && wire.sealsBlocks) {
      const read = decode(wire.layeredBlock, block.block);
      if (!(read instanceof Malformed))
        ciphertexts.push({ what: 'layered block', octets: read.sealed, block, again: undefined });
      continue;
    }
    const read = decode(wire.proxyBlock, block.block);
    if (!(read instanceof Malformed)) command(block, read.corrId, read.command);
  }
  return { ciphertexts, keys };
});

/** Octets of a ciphertext or key that are looked up by; those that agree in them are compared whole. */
const START_OCTETS = 64;

function seenOnce(all: readonly Fresh[]): Tally {
  const seen = new Map<string, Fresh[]>();
  for (const one of all) {
    const start = name(one.octets.subarray(0, START_OCTETS));
    const like = seen.get(start);
    const before = like?.find(
      ({ octets, again }) => Buffer.compare(octets, one.octets) === 0 && (again === undefined || again !== one.again),
    );
    if (before !== undefined) {
      const about = [before, one].map(({ block }) => ({ session: block.session, atMillis: block.at }));
      const place = ({ block }: Fresh): string => `from ${block.from} to ${block.to}`;
      const story = `The ${one.what} that goes ${place(one)} at ${one.block.at} ms went ${place(before)} at ${before.block.at} ms.`;
      return { chances: all.length, hits: 1, first: proof(one.block.at, story, about) };
    }
    if (like === undefined) seen.set(start, [one]);
    else like.push(one);
  }
  return { chances: all.length, hits: 0, first: undefined };
}

const line = (
  id: string,
  requirement: string,
  claim: string,
  experiments: Property['experiments'],
  examine: (trace: Trace) => Tally,
): Property => ofEveryRun({ id, requirement, claim, experiments, cryptography: 'both' }, examine);

const passive = ['ordinary traffic', 'minutes apart'] as const;

export const monitors: readonly Property[] = [
  line(
    'R2.2-key-once',
    'R2.2',
    'see each sender key, response key and session key used for one thing alone',
    passive,
    (trace) => seenOnce(shown(trace).keys),
  ),
  line(
    'R3.2-ciphertext-once',
    'R3.2',
    'see no ciphertext in two blocks, but for a response that is pushed again',
    [...passive, 'relays answer slowly'],
    (trace) => seenOnce(shown(trace).ciphertexts),
  ),
  line(
    'R4.6-nonce-once',
    'R4.6',
    'see each key and nonce seal one body alone',
    [...passive, ...whereProxies.repeat],
    nonceOnce,
  ),
];
