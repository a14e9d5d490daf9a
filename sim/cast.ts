// Who takes part in a scenario: its servers and clients as nodes with addresses and keys, and what their users order when.
import { client } from '../model/client.ts';
import type { Crypto } from '../model/crypto.ts';
import type { Address } from '../model/grammar.ts';
import { makeIdentity } from '../model/identity.ts';
import type { Node } from '../model/node.ts';
import { type Octets, text } from '../model/octets.ts';
import { server } from '../model/server.ts';
import type { Terms } from '../model/terms.ts';
import { activeProxy } from './active-proxy.ts';
import { type HostileVisit, honestyOf, INTRUDES, visitor } from './hostile.ts';
import { nodesOf } from './own-nodes.ts';
import { plan } from './plan.ts';
import { type Random, random } from './random.ts';
import { type Asked, hostOf } from './scenario.ts';
import type { Participant, World } from './world.ts';

/** Certificates are good for ten years. */
const VALIDITY = { notBefore: 0, notAfter: 86_400_000 * 3650 };

/** Before anything has happened. `cryptoAt` is what a node draws from while it is made. */
export function castOf(
  { scenario, design, seed }: Pick<Asked, 'scenario' | 'design' | 'seed'>,
  terms: Terms,
  cryptoAt: (node: string, step: string) => Crypto,
): Pick<World, 'participants' | 'first' | 'after'> {
  const addresses = new Map<string, Address>();
  const own = nodesOf(design);
  const servers = scenario.servers.map((one): Participant => {
    const host = hostOf(one.name);
    const identity = makeIdentity(cryptoAt(one.name, 'identity'), host, VALIDITY);
    const secondKey =
      design.relayAddress === 'with a second key' ? cryptoAt(one.name, 'second key').keyPair().public : undefined;
    const fingerprint =
      one.impostor === 'to everybody'
        ? differing(identity.fingerprint, random(seed, one.name, 'impostor'))
        : identity.fingerprint;
    addresses.set(one.name, { host, fingerprint, secondKey });
    const secret = one.password === undefined ? undefined : text(one.password);
    const honesty = one.hostile === undefined ? undefined : honestyOf(one.hostile);
    const config = { host, identity, password: secret, quota: one.quota };
    const ours = server(config, honesty);
    const honest = own.server?.({ name: one.name, config, honesty, node: ours }) ?? ours;
    const node = (one.script === undefined ? honest : activeProxy(honest, one.script)) as Node;
    return { name: one.name, ip: one.ip, host, node };
  });
  const clients = scenario.clients.map((one): Participant => {
    const target = addresses.get(one.proxy ?? (scenario.servers[0] as { name: string }).name) as Address;
    const visits = one.hostile !== undefined && one.hostile !== INTRUDES;
    const node = (
      visits ? visitor(one.hostile as HostileVisit, target) : (own.client?.({ name: one.name, node: client }) ?? client)
    ) as Node;
    return { name: one.name, ip: one.ip, over: one.over, node };
  });
  const plans = plan(scenario, addresses, {
    outOfDate: (senderId) => {
      const octets = senderId.map((octet) => octet ^ 0xff);
      terms.add({ is: 'fresh', octets, by: 'an earlier time' });
      return octets;
    },
    mistaken: (fingerprint) => differing(fingerprint, random(seed, 'mistaken')),
  });
  return { participants: [...servers, ...clients], ...plans };
}

/** The same but for one bit, in the last octet as often as anywhere. */
function differing(octets: Octets, chance: Random): Octets {
  const out = Uint8Array.from(octets);
  const at = chance.next() < 0.5 ? out.length - 1 : Math.floor(chance.next() * out.length);
  out[at] = (out[at] as number) ^ (1 << Math.floor(chance.next() * 8));
  return out;
}
