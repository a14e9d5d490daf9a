// Who may do what: the role that a connection agreed, who may use a proxy, and how the octets of a block are spent.
import { decode, Malformed } from '../model/codec.ts';
import { BLOCK_OCTETS, type Role, wireOf } from '../model/grammar.ts';
import { bodyOctets, coverOf } from '../model/layers.ts';
import type { Octets } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import { spent } from './budget.ts';
import { whereVisitors } from './experiments.ts';
import { at, each, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import { agreedRoles, type Carried, carried, isHostile, isServer, opened, proxyOf, told, truthOf } from './truth.ts';

/** A visitor that agreed one role and spoke the other is not served. */
const otherRole = (trace: Trace): Tally =>
  sum(
    trace.scenario.clients.map(({ name, hostile }) => {
      if (hostile === undefined) return nothing;
      const gained = told(trace).find(({ node, news }) => node === name && news.kind === 'gained');
      return gained === undefined
        ? chance
        : hit(proof(gained.at, `${name} ${hostile} and is served at ${gained.at} ms.`));
    }),
  );

/** A server that somebody uses as proxy is, in the same run, the relay of somebody else's queue, by the same program. */
const bothRoles = (trace: Trace): Tally => {
  const roles = new Map<string, Set<string>>();
  for (const [node, role] of agreed(trace)) roles.set(node, (roles.get(node) ?? new Set()).add(role));
  const wanted = trace.scenario.servers.filter(
    ({ name }) =>
      trace.scenario.clients.some((one) => one.proxy === name) &&
      trace.scenario.queues.some((one) => one.relay === name && proxyOf(trace, one.name) !== undefined),
  );
  return sum(
    wanted.map(({ name }) => {
      const missing = ['smp', 'proxy', 'relay'].filter((role) => !roles.get(name)?.has(role));
      return missing.length === 0 ? chance : hit(proof(0, `${name} never agreed the role ${missing.join(' or ')}.`));
    }),
  );
};

/** Server, role and blocks of every session that agreed one. */
function agreed(trace: Trace): readonly (readonly [string, Role, readonly Carried[]])[] {
  return opened(trace).flatMap(({ session, to }) => {
    const role = agreedRoles(trace).get(session);
    return role === undefined ? [] : [[to, role, carried(trace).filter((one) => one.session === session)] as const];
  });
}

/** The role of a connection is agreed in its handshake, and every later block is of that role. */
const ofItsRole = (trace: Trace): Tally => {
  const wire = wireOf(trace.design);
  const sessions = agreed(trace);
  const silent = opened(trace).filter(
    ({ session, from }) => !isHostile(trace, from) && !sessions.some(([, , blocks]) => blocks[0]?.session === session),
  );
  const late = silent.filter(({ session }) => carried(trace).filter((one) => one.session === session).length > 1);
  const inRole = (role: Role, block: Octets): boolean => {
    if (role === 'smp') return !(decode(wire.smpBlock, block) instanceof Malformed);
    if (coverOf(trace.design, role) !== 'blocks') return !(decode(wire.proxyBlock, block) instanceof Malformed);
    const bodies = truthOf(trace, block).terms.flatMap((term) => (term.is === 'sealed' ? [term.body] : []));
    return bodies.some((body) => !(decode(wire.insideLayer, body) instanceof Malformed));
  };
  return sum([
    ...late.map((one) => hit(proof(one.at, `${one.from} and ${one.to} exchange blocks without having agreed a role.`))),
    ...sessions.map(([server, role, blocks]) => {
      const wrong = blocks.slice(2).find((one) => !inRole(role, one.block));
      return wrong === undefined
        ? chance
        : hit(
            proof(
              wrong.at,
              `On a ${role} connection to ${server}, ${wrong.from} sends a block of another kind at ${wrong.at} ms.`,
              [at(wrong)],
            ),
          );
    }),
  ]);
};

/** Who does not know the password of a proxy has nothing forwarded. */
const withoutPassword = (trace: Trace): Tally =>
  sum(
    trace.scenario.clients.map(({ name, proxy, password }) => {
      const asked = trace.scenario.servers.find((one) => one.name === proxy)?.password;
      if (asked === undefined || asked === password) return nothing;
      const mine = trace.scenario.queues.filter((one) => one.from === name).map((one) => one.name);
      const forwarded = carried(trace).find(
        (one) => one.from === proxy && isServer(trace, one.to) && mine.includes(truthOf(trace, one.block).queue ?? ''),
      );
      return forwarded === undefined
        ? chance
        : hit(
            proof(
              forwarded.at,
              `${proxy} forwards for ${name}, who does not know its password, at ${forwarded.at} ms.`,
              [at(forwarded)],
            ),
          );
    }),
  );

/** Every block has 16,384 octets, and every message's parts and largest payload add up to that. */
const budgetAddsUp = (trace: Trace): Tally =>
  sum([
    ...spent(trace.design).map((one) => {
      const octets = one.parts.reduce((total, part) => total + part.octets, 0);
      const whole = octets === BLOCK_OCTETS && one.overheadOctets + one.payloadOctets === BLOCK_OCTETS;
      return whole ? chance : hit(proof(0, `The parts of ${one.message} add up to ${octets} octets.`));
    }),
    ...carried(trace).map((block) =>
      block.block.length === BLOCK_OCTETS
        ? chance
        : hit(
            proof(block.at, `${block.from} sends a block of ${block.block.length} octets at ${block.at} ms.`, [
              at(block),
            ]),
          ),
    ),
    bodyOctets(trace.design) > 0 ? chance : hit(proof(0, 'No message fits a block.')),
  ]);

const passive = ['ordinary traffic', 'minutes apart'] as const;

export const roles: readonly Property[] = [
  {
    id: 'R1.1-one-program',
    requirement: 'R1.1',
    observer: 'whoever looks',
    says: 'must',
    claim: 'find one server program in the roles of relay and proxy at once',
    method: 'exact',
    experiments: ['each the other’s relay'],
    cryptography: 'both',
    examine: each(bothRoles),
  },
  {
    id: 'R1.1-other-role',
    requirement: 'R1.1',
    observer: 'a hostile client',
    says: 'cannot',
    claim: 'be served a command of a role that its connection did not agree',
    method: 'exact',
    experiments: whereVisitors,
    cryptography: 'both',
    examine: each(otherRole),
  },
  {
    id: 'I2-role-agreed',
    requirement: 'I2',
    observer: 'whoever looks',
    says: 'must',
    claim: 'see each connection agree its role first, and keep to it',
    method: 'exact',
    experiments: passive,
    cryptography: 'ideal',
    examine: each(ofItsRole),
  },
  {
    id: 'I1-block-budget',
    requirement: 'I1',
    observer: 'whoever looks',
    says: 'must',
    claim: 'see every message fit a block of 16,384 octets, part by part',
    method: 'exact',
    experiments: ['ordinary traffic'],
    cryptography: 'both',
    examine: each(budgetAddsUp),
  },
  {
    id: 'B1-password',
    requirement: 'B1',
    observer: 'a hostile client',
    says: 'cannot',
    claim: 'use a proxy whose password it does not know',
    method: 'exact',
    experiments: ['a client without the password'],
    cryptography: 'ideal',
    examine: each(withoutPassword),
  },
];
