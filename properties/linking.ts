// Which blocks belong together: by session or value at the relay (G5), by destination at the proxy (U1), by both in collusion.
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex, type Octets } from '../model/octets.ts';
import type { Term } from '../model/terms.ts';
import type { Trace } from '../sim/trace.ts';
import { ofEveryRun } from './every-run.ts';
import { byEach, type Examine, knows } from './learning.ts';
import type { Observer } from './observer.ts';
import { at, proof } from './proof.ts';
import { chance, hit, nothing, type Property, sum, type Tally } from './property.ts';
import {
  addresses,
  agreedRoles,
  type Carried,
  carried,
  innerCommands,
  isHostile,
  isServer,
  opened,
  proxyOf,
  truthOf,
} from './truth.ts';

/** Forwarded commands as they reach the relay of their queue, with the client and queue that they are about. */
function forwarded(observer: Observer, trace: Trace) {
  return carried(trace).flatMap((block) => {
    const { client, queue } = truthOf(trace, block.block);
    const relay = trace.scenario.queues.find((one) => one.name === queue)?.relay;
    const arrives = observer.owns.has(block.to) && block.to === relay && isServer(trace, block.from);
    return arrives && client !== undefined && queue !== undefined ? [{ block, client, queue }] : [];
  });
}

/** Sessions by which the relay can tell one client's messages from another's: P2 of the published threat model, G5 here. */
const linksBySession: Examine = (observer, trace) => {
  const clients = new Map<number, Set<string>>();
  const bySession = new Map<number, Carried>();
  const forwarding = new Map<string, Set<string>>();
  for (const { block, client } of forwarded(observer, trace)) {
    clients.set(block.session, (clients.get(block.session) ?? new Set()).add(client));
    bySession.set(block.session, bySession.get(block.session) ?? block);
    forwarding.set(block.from, (forwarding.get(block.from) ?? new Set()).add(client));
  }
  return sum(
    [...bySession].map(([session, block]) => {
      const behind = forwarding.get(block.from)?.size ?? 0;
      const here = clients.get(session) ?? new Set();
      if (behind < 2) return nothing;
      return here.size === behind
        ? chance
        : hit(
            proof(
              block.at,
              `Session ${session} from ${block.from} carries commands of ${[...here].join(' and ')} alone, though ${behind} clients send to ${block.to} through it.`,
              [at(block)],
            ),
          );
    }),
  );
};

/** A proxy has one session with a relay at a time: with a second one it would tell some of what it sends from the rest. */
function oneSession(trace: Trace): Tally {
  const mine = opened(trace).filter(
    ({ session, from }) => agreedRoles(trace).get(session) === 'relay' && !isHostile(trace, from),
  );
  return sum(
    mine.map(({ session, from, to, at: when }) => {
      const other = mine.find(
        (one) =>
          one.session !== session && one.from === from && one.to === to && one.at <= when && isOpen(one, when, trace),
      );
      if (other === undefined) return chance;
      const story = `At ${when} ms ${from} opens session ${session} with ${to}, and has session ${other.session} with it as well.`;
      return hit(proof(when, story, [{ session, atMillis: when }]));
    }),
  );
}

/** Whether a session is still there at a time: nobody closed it, and neither end crashed. */
const isOpen = (
  { session, from, to, at: since }: ReturnType<typeof opened>[number],
  when: number,
  trace: Trace,
): boolean =>
  trace.events.every((event) => {
    if (event.at < since || event.at > when) return true;
    if (event.kind === 'closed') return event.session !== session;
    return event.kind !== 'crashed' || (event.node !== from && event.node !== to);
  });

/** Values that recur in one client's commands to different queues, and in nobody else's. */
const linksByValue: Examine = (observer, trace) => {
  const knowledge = knows(observer, trace);
  interface Use {
    readonly clients: Set<string>;
    readonly queues: Set<string>;
    readonly block: Carried;
  }
  const uses = new Map<Term, Use>();
  const queuesOf = new Map<string, Set<string>>();
  for (const { block, client, queue } of forwarded(observer, trace)) {
    queuesOf.set(client, (queuesOf.get(client) ?? new Set()).add(queue));
    for (const term of new Set(knowledge.within(block.block))) {
      const use = uses.get(term) ?? { clients: new Set(), queues: new Set(), block };
      use.clients.add(client);
      use.queues.add(queue);
      uses.set(term, use);
    }
  }
  const several = [...queuesOf].filter(([, queues]) => queues.size > 1);
  return sum(
    several.map(([client]) => {
      if (queuesOf.size < 2) return nothing;
      const link = [...uses].find(
        ([, use]) => use.queues.size > 1 && use.clients.size === 1 && use.clients.has(client),
      );
      if (link === undefined) return chance;
      const [term, use] = link;
      return hit(
        proof(
          use.block.at,
          `${use.block.to} finds the same ${term.is} value ${hex(term.octets).slice(0, 16)}… in commands of ${client} to ${[...use.queues].join(' and ')}.`,
          [at(use.block)],
        ),
      );
    }),
  );
};

/** Proxy and relay together: the same sealed block on the client's session and, opened, in the relay's hands. */
const linksTogether: Examine = (observer, trace) => {
  const knowledge = knows(observer, trace);
  const ofClients = new Map<Term, string>();
  for (const block of carried(trace)) {
    if (!observer.owns.has(block.to) || isServer(trace, block.from)) continue;
    for (const term of knowledge.within(block.block)) ofClients.set(term, block.from);
  }
  return sum(
    forwarded(observer, trace).map(({ block, client, queue }) => {
      if (!observer.owns.has(block.from)) return nothing;
      const inside = knowledge.within(block.block);
      const readsQueue = inside.some(
        (term) => hex(term.octets) === hex(addresses(trace).get(queue)?.senderId ?? new Uint8Array(0)),
      );
      const linked = inside.some((term) => ofClients.get(term) === client);
      return readsQueue && linked
        ? hit(proof(block.at, `Together they see that ${client} writes to ${queue} at ${block.at} ms.`, [at(block)]))
        : chance;
    }),
  );
};

/** Forwards and responses that the proxy can tell to be about one queue, by any value that recurs in them alone (U1). */
const linksDestinations: Examine = (observer, trace) => {
  const knowledge = knows(observer, trace);
  interface Use {
    readonly commands: Set<string>;
    readonly queues: Set<string>;
    readonly block: Carried;
  }
  const mine = carried(trace).flatMap((block) => {
    const { queue } = truthOf(trace, block.block);
    const command = commandIn(trace, block.block);
    const passes = observer.owns.has(block.to) || observer.owns.has(block.from);
    return passes && queue !== undefined && command !== undefined && observer.owns.has(proxyOf(trace, queue) ?? '')
      ? [{ block, queue, command, header: corrIdOf(trace, block.block) }]
      : [];
  });
  /** Corr ids that stand for one command, which later forwards may acknowledge whatever queue they are for. */
  const headed = new Map<string, Set<string>>();
  for (const { header, command } of mine) headed.set(header, (headed.get(header) ?? new Set()).add(command));
  const uses = new Map<Term, Use>();
  const commandsOf = new Map<string, Set<string>>();
  for (const { block, queue, command, header } of mine) {
    commandsOf.set(queue, (commandsOf.get(queue) ?? new Set()).add(command));
    for (const term of new Set(knowledge.within(block.block))) {
      const name = hex(term.octets);
      if (name !== header && headed.get(name)?.size === 1) continue;
      const use = uses.get(term) ?? { commands: new Set(), queues: new Set(), block };
      use.commands.add(command);
      use.queues.add(queue);
      uses.set(term, use);
    }
  }
  return sum(
    [...commandsOf].map(([queue, commands]) => {
      const contrast = [...commandsOf.keys()].some(
        (other) => other !== queue && ownerOf(trace, other) === ownerOf(trace, queue),
      );
      if (commands.size < 2 || !contrast) return nothing;
      const link = [...uses].find(([, use]) => use.commands.size > 1 && use.queues.size === 1 && use.queues.has(queue));
      if (link === undefined) return chance;
      const [term, use] = link;
      const story = `The proxy finds the same ${term.is} value ${hex(term.octets).slice(0, 16)}… with ${use.commands.size} commands to ${queue}, and with none to another queue.`;
      return hit(proof(use.block.at, story, [at(use.block)]));
    }),
  );
};

const ownerOf = (trace: Trace, queue: string) => trace.scenario.queues.find((one) => one.name === queue)?.from;

/** The corr id that the client drew for the command or response inside all layers of a block. */
function commandIn(trace: Trace, block: Octets): string | undefined {
  const found = innerCommands(trace, block).find((one) => one.corrId !== undefined)?.corrId;
  return found && hex(found);
}

function corrIdOf(trace: Trace, block: Octets): string {
  const wire = wireOf(trace.design);
  const plain = decode(wire.proxyBlock, block);
  if (!(plain instanceof Malformed)) return hex(plain.corrId);
  const outer = decode(wire.layeredBlock, block);
  return outer instanceof Malformed ? '' : hex(outer.corrId);
}

const passive = [
  'ordinary traffic',
  'minutes apart',
  'each the other’s relay',
  'two clients, one of them with two queues',
] as const;

export const linking: readonly Property[] = [
  {
    id: 'U1-destinations',
    requirement: 'U1',
    observer: 'the proxy',
    says: 'cannot',
    claim: 'tell by any value it sees that two commands go to one queue',
    method: 'exact',
    experiments: passive,
    cryptography: 'ideal',
    examine: byEach('the proxy', linksDestinations),
  },
  {
    id: 'G5-sessions',
    requirement: 'G5',
    observer: 'the relay',
    says: 'cannot',
    claim: 'tell the commands of one client by the session they come over',
    method: 'exact',
    experiments: passive,
    cryptography: 'ideal',
    examine: byEach('the relay', linksBySession),
  },
  ofEveryRun(
    {
      id: 'G5-one-session',
      requirement: 'G5',
      claim: 'see a proxy have one session with a relay at a time',
      experiments: ['ordinary traffic', 'minutes apart', 'connections break', 'relays answer slowly'],
      cryptography: 'both',
    },
    oneSession,
  ),
  {
    id: 'G5-values',
    requirement: 'G5',
    observer: 'the relay',
    says: 'cannot',
    claim: 'find a value that recurs in one client’s commands to different queues',
    method: 'knowledge',
    experiments: passive,
    cryptography: 'ideal',
    examine: byEach('the relay', linksByValue),
  },
  {
    id: 'G5-collusion',
    requirement: 'G5',
    observer: 'the proxy with the relay',
    says: 'can',
    claim: 'link each message to the client that sent it',
    method: 'knowledge',
    experiments: ['ordinary traffic'],
    cryptography: 'ideal',
    examine: byEach('the proxy with the relay', linksTogether),
  },
];
