// Runs a scenario: the nodes' own code in virtual time, over links with latency, on processors that take time.
import { client } from '../model/client.ts';
import type { Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { nobleCrypto } from '../model/crypto-noble.ts';
import type { Address } from '../model/grammar.ts';
import { makeIdentity } from '../model/identity.ts';
import type { Context, Effect, Input, Millis, Node, Stepped } from '../model/node.ts';
import { type Octets, text } from '../model/octets.ts';
import { server } from '../model/server.ts';
import { Terms } from '../model/terms.ts';
import { agenda } from './agenda.ts';
import { metered } from './costs.ts';
import { type HostileVisit, honestyOf, INTRUDES, visitor } from './hostile.ts';
import { plan } from './plan.ts';
import { type Random, random } from './random.ts';
import { type Asked, hostOf } from './scenario.ts';
import type { Ends, Event, Trace } from './trace.ts';

/** A run that has not ended after so many steps never will: a defect of a node, and a finding of its own. */
const MOST_STEPS = 5_000;

interface Due {
  readonly node: string;
  readonly input: Input;
  readonly cause: number | undefined;
}
interface Running {
  readonly node: Node;
  readonly ip: string;
  state: unknown;
  broken: boolean;
  steps: number;
  busyUntil: Millis;
  accepted: number;
  /** Sessions by the name that the node has for them. */
  readonly sessions: Map<string, Session>;
}
interface Session {
  readonly index: number;
  readonly ends: readonly [End, End];
  open: boolean;
  /** When the last block to either end arrives: TLS keeps order. */
  readonly lastArrival: [Millis, Millis];
}
interface End {
  readonly node: string;
  readonly handle: string;
}

/** Certificates are good for ten years. */
const VALIDITY = { notBefore: 0, notAfter: 86_400_000 * 3650 };

/** Runs what is asked and returns its trace. Pure: the same `asked` gives the same trace. */
export function run(asked: Asked): Trace {
  const { scenario, design, seed, cryptography } = asked;
  const terms = new Terms();
  const cryptoAt = (node: string, step: number | string): Crypto => {
    const place = random(seed, node, step);
    return cryptography === 'ideal' ? idealCrypto(place.octets, terms, node) : nobleCrypto(place.octets);
  };
  const events: Event[] = [];
  const record = (event: Event): number => events.push(event) - 1;
  const due = agenda<Due>();
  const addresses = new Map<string, Address>();
  const running = new Map<string, Running>();
  const hosts = new Map<string, string>();
  const enter = (name: string, ip: string, node: Node): void => {
    running.set(name, {
      node,
      ip,
      state: node.start,
      broken: false,
      steps: 0,
      busyUntil: 0,
      accepted: 0,
      sessions: new Map(),
    });
  };

  for (const one of scenario.servers) {
    const host = hostOf(one.name);
    const identity = makeIdentity(cryptoAt(one.name, 'identity'), host, VALIDITY);
    const secondKey =
      design.relayAddress === 'with a second key' ? cryptoAt(one.name, 'second key').keyPair().public : undefined;
    const fingerprint =
      one.impostor === 'to everybody'
        ? differing(identity.fingerprint, random(seed, one.name, 'impostor'))
        : identity.fingerprint;
    addresses.set(one.name, { host, fingerprint, secondKey });
    hosts.set(host, one.name);
    const secret = one.password === undefined ? undefined : text(one.password);
    const honesty = one.hostile === undefined ? undefined : honestyOf(one.hostile);
    enter(one.name, one.ip, server({ host, identity, password: secret }, honesty) as Node);
  }
  for (const one of scenario.clients) {
    const target = addresses.get(one.proxy ?? (scenario.servers[0] as { name: string }).name) as Address;
    const visits = one.hostile !== undefined && one.hostile !== INTRUDES;
    enter(one.name, one.ip, (visits ? visitor(one.hostile as HostileVisit, target) : client) as Node);
  }

  const plans = plan(scenario, addresses, {
    outOfDate: (senderId) => {
      const octets = senderId.map((octet) => octet ^ 0xff);
      terms.add({ is: 'fresh', octets, by: 'an earlier time' });
      return octets;
    },
    mistaken: (fingerprint) => differing(fingerprint, random(seed, 'mistaken')),
  });
  for (const { node, order } of plans.first) due.add(0, { node, input: { kind: 'order', order }, cause: undefined });

  const latency = (session: number, way: number, count: number): Millis =>
    round(scenario.latencyMillis + scenario.jitterMillis * random(seed, 'latency', session, way, count).next());
  const carriedOn = new Map<string, number>();
  let sessions = 0;

  /** What a step wants of the world. */
  const perform = (self: string, me: Running, effect: Effect, done: Millis, cause: number | undefined): void => {
    switch (effect.kind) {
      case 'open': {
        const to = hosts.get(effect.host);
        const them = to === undefined ? undefined : running.get(to);
        if (to === undefined || them === undefined) {
          due.add(done + scenario.latencyMillis, {
            node: self,
            input: { kind: 'closed', session: effect.session },
            cause,
          });
          return;
        }
        const theirs = `in ${them.accepted++}`;
        const index = sessions++;
        const ends = [
          { node: self, handle: effect.session },
          { node: to, handle: theirs },
        ] as const;
        const session: Session = { index, ends, open: true, lastArrival: [0, 0] };
        me.sessions.set(effect.session, session);
        them.sessions.set(theirs, session);
        const name = random(seed, 'session', index).octets(32);
        terms.add({ is: 'fresh', octets: name, by: 'TLS' });
        const rtt = latency(index, 0, -1) + latency(index, 1, -1);
        const opened = record({
          at: done,
          cause,
          kind: 'opened',
          session: index,
          from: self,
          to,
          fromIp: me.ip,
          toIp: them.ip,
        });
        due.add(done + rtt, {
          node: self,
          input: { kind: 'opened', session: effect.session, name, peer: them.ip },
          cause: opened,
        });
        due.add(done + rtt + rtt / 2, {
          node: to,
          input: { kind: 'opened', session: theirs, name, peer: me.ip },
          cause: opened,
        });
        return;
      }
      case 'send': {
        const session = me.sessions.get(effect.session);
        if (session === undefined || !session.open) return;
        const way = session.ends[0].node === self && session.ends[0].handle === effect.session ? 1 : 0;
        const to = session.ends[way];
        const at = Math.max(done, effect.at ?? 0);
        const key = `${session.index} ${way}`;
        const count = carriedOn.get(key) ?? 0;
        carriedOn.set(key, count + 1);
        const arrives = Math.max(session.lastArrival[way], at + latency(session.index, way, count));
        session.lastArrival[way] = arrives;
        const ends = endsOf(session, way);
        const carried = record({ at, cause, kind: 'carried', ...ends, block: effect.block, arrives });
        due.add(arrives, {
          node: to.node,
          input: { kind: 'block', session: to.handle, block: effect.block },
          cause: carried,
        });
        return;
      }
      case 'close': {
        const session = me.sessions.get(effect.session);
        if (session === undefined || !session.open) return;
        session.open = false;
        const way = session.ends[0].node === self && session.ends[0].handle === effect.session ? 1 : 0;
        const to = session.ends[way];
        const closed = record({ at: done, cause, kind: 'closed', ...endsOf(session, way) });
        const arrives = Math.max(session.lastArrival[way], done + latency(session.index, way, -2));
        due.add(arrives, { node: to.node, input: { kind: 'closed', session: to.handle }, cause: closed });
        return;
      }
      case 'timer':
        due.add(Math.max(done, effect.at), { node: self, input: { kind: 'timer', name: effect.name }, cause });
        return;
      case 'tell': {
        const told = record({ at: done, cause, kind: 'told', node: self, news: effect.news });
        if (effect.news.kind !== 'created') return;
        const { queue, address } = effect.news;
        for (const later of plans.after(queue, address))
          due.add(Math.max(later.at, done + OUT_OF_BAND_MILLIS), {
            node: later.node,
            input: { kind: 'order', order: later.order },
            cause: told,
          });
      }
    }
  };

  let steps = 0;
  for (let item = due.next(); item !== undefined && steps < MOST_STEPS; item = due.next(), steps++) {
    const { node: self, input, cause } = item.what;
    const me = running.get(self) as Running;
    const now = Math.max(item.at, me.busyUntil);
    const why =
      input.kind === 'order' ? record({ at: now, cause, kind: 'ordered', node: self, order: input.order }) : cause;
    const meter = metered(cryptoAt(self, me.steps++), ({ key, nonce, body }) =>
      record({ at: now, cause: why, kind: 'sealed', node: self, key, nonce, body }),
    );
    if (me.broken) continue;
    const stepped = attempt(me, input, { self, now, design, crypto: meter.crypto });
    if (typeof stepped === 'string') {
      me.broken = true;
      record({ at: now, cause: why, kind: 'broken', node: self, why: stepped });
      continue;
    }
    const [state, effects] = stepped;
    me.state = state;
    me.busyUntil = round(now + meter.spent());
    for (const effect of effects) perform(self, me, effect, me.busyUntil, why);
  }
  if (steps >= MOST_STEPS)
    for (const node of running.keys())
      record({ at: 0, cause: undefined, kind: 'broken', node, why: `no end after ${MOST_STEPS} steps` });
  return { ...asked, events, terms };
}

/** A step, or in words what it threw. */
function attempt({ node, state }: Running, input: Input, context: Context): Stepped<unknown> | string {
  try {
    return node.step(state, input, context);
  } catch (problem) {
    if (problem instanceof Error) return `${problem.name}: ${problem.message}`;
    throw problem;
  }
}

const OUT_OF_BAND_MILLIS = 100;

/** Times are whole microseconds, so that sums do not depend on their order. */
const round = (millis: Millis): Millis => Math.round(millis * 1_000) / 1_000;

function endsOf(session: Session, way: 0 | 1): Ends {
  const [from, to] = way === 1 ? session.ends : [session.ends[1], session.ends[0]];
  return { session: session.index, from: from.node, to: to.node };
}

/** The same but for one bit, in the last octet as often as anywhere. */
function differing(octets: Octets, chance: Random): Octets {
  const out = Uint8Array.from(octets);
  const at = chance.next() < 0.5 ? out.length - 1 : Math.floor(chance.next() * out.length);
  out[at] = (out[at] as number) ^ (1 << Math.floor(chance.next() * 8));
  return out;
}
