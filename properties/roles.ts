// Who may do what: the role that a connection agreed, the relay key a client accepts, where a relay id leads, who may use a proxy.
import { decode, Malformed } from '../model/codec.ts';
import { BLOCK_OCTETS, type Role, wireOf } from '../model/grammar.ts';
import { bodyOctets, coverOf } from '../model/layers.ts';
import type { Octets } from '../model/octets.ts';
import type { Term, Terms } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { budgets } from './budget.ts';
import { whereProxies } from './experiments.ts';
import { chance, hit, nothing, type Proof, type Property, sum, type Tally } from './property.ts';
import {
  addresses,
  agreedRoles,
  type Carried,
  carried,
  isHostile,
  isServer,
  opened,
  ordered,
  proxyOf,
  told,
  truthOf,
} from './truth.ts';

const proof = (atMillis: number, story: string, about: Proof['about'] = []): Proof => ({ atMillis, about, story });
const at = ({ session, at: atMillis }: Carried): Proof['about'][number] => ({ session, atMillis });
const each = (examine: (trace: Trace) => Tally) => (runs: readonly Trace[]) => sum(runs.map(examine));

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

/** A proxy that put another key in the relay's place is never handed a forward that is sealed to it. */
const refusesKey = (trace: Trace): Tally => {
  const wrongAll = !trace.scenario.servers.some(({ hostile }) => hostile === 'keeps an expired relay key');
  const from = wrongAll ? 0 : trace.design.keyEpochMillis;
  return sum(
    trace.scenario.clients.map(({ name, proxy }) => {
      const behaviour = trace.scenario.servers.find((one) => one.name === proxy)?.hostile;
      const due = ordered(trace).filter(
        ({ node, at: when, order }) => node === name && when >= from && order.kind !== 'create',
      );
      if (behaviour === undefined || due.length === 0) return nothing;
      const gained = told(trace).find(
        ({ node, at: when, news }) => node === proxy && news.kind === 'gained' && when >= from,
      );
      const sent = gained === undefined ? undefined : forwardsOf(trace, name, gained.at);
      return gained === undefined || sent === undefined
        ? { ...chance, chances: due.length }
        : hit(
            proof(
              gained.at,
              `${proxy} ${behaviour}; ${name} accepts it, and seals a forward to it that ${proxy} has at ${gained.at} ms.`,
              [at(sent)],
            ),
          );
    }),
  );
};
const forwardsOf = (trace: Trace, client: string, when: number): Carried | undefined =>
  carried(trace).findLast((one) => one.from === client && one.arrives <= when);

/** The relay's address is a host and one fingerprint, nothing else. */
const oneFingerprint = (trace: Trace): Tally =>
  sum(
    [...addresses(trace)].map(([queue, { relay }]) => {
      const extra = Object.entries(relay).filter(
        ([field, value]) => value !== undefined && field !== 'host' && field !== 'fingerprint',
      );
      const sizeOctets = wireOf(trace.design).address.write(relay).length;
      const needed = 1 + relay.host.length + 1 + 32;
      if (extra.length === 0 && sizeOctets === needed) return chance;
      return hit(
        proof(
          0,
          `The address of ${queue}'s relay takes ${sizeOctets} octets, where host and fingerprint need ${needed}: it carries ${extra.map(([field]) => field).join(', ') || 'something more'}.`,
        ),
      );
    }),
  );

/** A forward is only ever carried to the relay whose key it is sealed to. */
const rightRelay = (trace: Trace): Tally =>
  sum(
    carried(trace).map((block) => {
      if (!isServer(trace, block.from) || !isServer(trace, block.to)) return nothing;
      const relays = truthOf(trace, block.block).terms.flatMap((term) =>
        term.is === 'sealed' && isClient(trace, term.by) ? serversOf(trace, trace.terms, term) : [],
      );
      const opener = opened(trace).find((one) => one.session === block.session)?.from;
      if (relays.length === 0 || opener !== block.from) return nothing;
      const wrong = relays.find((relay) => relay !== block.to && relay !== block.from);
      return wrong === undefined
        ? chance
        : hit(
            proof(
              block.at,
              `At ${block.at} ms ${block.from} sends ${block.to} a block that a client sealed for ${wrong}.`,
              [at(block)],
            ),
          );
    }),
  );

const isClient = (trace: Trace, node: string): boolean => trace.scenario.clients.some((one) => one.name === node);
/** The servers whose secret opens a sealed value. */
function serversOf(trace: Trace, terms: Terms, sealed: Extract<Term, { is: 'sealed' }>): readonly string[] {
  const key = terms.of(sealed.key);
  const agreedSecret = key?.is === 'derived' ? terms.of(key.from) : key;
  if (agreedSecret?.is !== 'agreed') return [];
  return agreedSecret.secrets.flatMap((secret) => {
    const by = terms.of(secret)?.by;
    return by !== undefined && isServer(trace, by) ? [by] : [];
  });
}

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
    ...budgets(trace.design).map((one) => {
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
    observer: 'everybody',
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
    experiments: ['a client that speaks the other role'],
    cryptography: 'both',
    examine: each(otherRole),
  },
  {
    id: 'I2-role-agreed',
    requirement: 'I2',
    observer: 'everybody',
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
    observer: 'everybody',
    says: 'must',
    claim: 'see every message fit a block of 16,384 octets, part by part',
    method: 'exact',
    experiments: ['ordinary traffic'],
    cryptography: 'both',
    examine: each(budgetAddsUp),
  },
  {
    id: 'R4.2-own-key',
    requirement: 'R4.2',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'put its own key, or another relay’s, in the place of the relay’s',
    method: 'exact',
    experiments: whereProxies.substitute,
    cryptography: 'both',
    examine: each(refusesKey),
  },
  {
    id: 'R4.2-expired-key',
    requirement: 'R4.2',
    observer: 'a hostile proxy',
    says: 'cannot',
    claim: 'have a client seal to a relay key that has expired',
    method: 'exact',
    experiments: ['a proxy that keeps an expired relay key'],
    cryptography: 'both',
    examine: each(refusesKey),
  },
  {
    id: 'R4.4-one-fingerprint',
    requirement: 'R4.4',
    observer: 'a client',
    says: 'must',
    claim: 'need nothing but a host and one fingerprint as the address of a relay',
    method: 'exact',
    experiments: ['ordinary traffic'],
    cryptography: 'both',
    examine: each(oneFingerprint),
  },
  {
    id: 'R4.5-right-relay',
    requirement: 'R4.5',
    observer: 'a relay',
    says: 'cannot',
    claim: 'be sent a block that was sealed for another relay',
    method: 'exact',
    experiments: [...passive, 'after a relay id expired'],
    cryptography: 'ideal',
    examine: each(rightRelay),
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
