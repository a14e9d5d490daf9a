// The grammar of a design as it is printed: its rules by name, those alone that a block or a handshake needs.
import type { Rule } from './codec.ts';
import {
  basicAuth,
  chain,
  clientHello,
  destinationId,
  dueAt,
  expiration,
  keyStatement,
  length,
  problem,
  publicKey,
  relayId,
  relayKey,
  role,
  serverHello,
  type Wire,
} from './grammar.ts';

/** The rules by name that the grammar of a design needs, in the specification's order. */
export function rules(of: Wire): readonly Rule<never>[] {
  const all = [
    of.proxyBlock,
    of.layeredBlock,
    of.sealedPart,
    of.proxyTransmission,
    of.corrId,
    of.proxyCommand,
    of.server,
    of.serverId,
    of.forward,
    of.response,
    of.check,
    of.acknowledgeCorrId,
    dueAt,
    relayId,
    destinationId,
    length,
    of.error,
    of.accepted,
    of.acknowledge,
    of.cancel,
    of.layered,
    of.address,
    ...of.extra,
    basicAuth,
    relayKey,
    keyStatement,
    chain,
    expiration,
    publicKey,
    of.encryptedBlock,
    problem,
    serverHello,
    clientHello,
    role,
  ] as unknown as readonly Rule<never>[];
  const roots = [
    'proxy_block',
    'server_hello',
    'client_hello',
    ...(of.sealsBlocks ? ['layered_block', 'sealed_part'] : []),
  ];
  const needed = new Set<string>();
  const need = (name: string): void => {
    const one = all.find((each) => each.name === name);
    if (one === undefined || needed.has(name)) return;
    needed.add(name);
    for (const word of one.definition.slice(name.length).match(/[a-z][a-z_]+/g) ?? []) need(word);
  };
  for (const root of roots) need(root);
  return all.filter((one) => needed.has(one.name));
}
