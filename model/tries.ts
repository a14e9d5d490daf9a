// How a proxy gets its forwards to relays: it does what is due, gives up what is silent, opens what is needed, and keeps
// each response for its client (R5.1, R5.6).
import { silenceMillis } from './back-off.ts';
import { carriedOn, filled, type Kept, madeBy } from './extra-fields.ts';
import { type Forward, NO_RELAY, type ProxyCommand } from './grammar.ts';
import { answered, effortOf, type Held, inTurn, isDue, mayLeave, release, withEffort } from './held.ts';
import { mixed } from './mixing.ts';
import { type Effect, type Handle, type Millis, put, type Stepped } from './node.ts';
import { hex } from './octets.ts';
import { type Around, LEFT, linkFor, type ProxyState, toClient, withLink } from './proxy-state.ts';
import { type Link, newLink, onward, rested } from './relay-links.ts';

/** Does all that is due: sends what waits, gives up what is silent or too old, opens what is needed, and sets the alarm. */
export function pump(state: ProxyState, around: Around): Stepped<ProxyState> {
  const { design, now } = around;
  let next = state;
  const effects: Effect[] = [];
  const take = ([after, more]: Stepped<ProxyState>): void => {
    next = after;
    effects.push(...more);
  };
  for (const [key, one] of inTurn(state.holding)) {
    if (one.expires > now) continue;
    if (one.answer !== undefined) next = { ...next, holding: release(next.holding, key) };
    else take(settle(next, key, { kind: 'error', problem: 'EXPIRED' }, around));
  }
  if (design.silence === 'ends the session')
    for (const [name, link] of Object.entries(next.links))
      if (link.openedFor !== LEFT && silentAt(link) <= now) take(lose(next, name, around));
      else if (waitedEnough(link) <= now) take(refuseWaiting(next, name, around));
  for (const [key, one] of inTurn(next.holding)) {
    const { sentAt, tries } = effortOf(next.holding, key);
    if (one.forward === undefined || sentAt === undefined || sentAt + silenceMillis(tries - 1) > now) continue;
    if (design.silence === 'ends the session')
      next = { ...next, holding: withEffort(next.holding, key, { sentAt: undefined }) };
  }
  next = { ...next, holding: mixed(next.holding, around) };
  take(handBack(next, around));
  let blocked = false;
  for (const [key, one] of inTurn(next.holding)) {
    if (blocked || !isDue(next.holding, key, around)) continue;
    const name = linkFor(next, key, one, around);
    const link = next.links[name] ?? newLink(one.relay);
    if (link.phase !== 'ready' && design.line === 'one for all relays') blocked = true;
    if (link.phase === 'ready') take(sendOn(withLink(next, name, link), name, key, around));
    else if (link.phase === 'resting' && link.restUntil <= now)
      take(open(withLink(next, name, link), name, effortOf(next.holding, key).session, around));
    else if (next.links[name] === undefined) next = withLink(next, name, link);
  }
  return alarmed([next, effects], around);
}

/** A client is not kept waiting for a relay as long as a forward is: it hears that there is no key yet, and asks again. */
const waitedEnough = ({ registering }: Link): Millis =>
  Math.min(...registering.map(({ at }) => at + REGISTRATION_MILLIS));
const REGISTRATION_MILLIS = 20_000;

/** When a link on which something should come back is given up: a handshake, a key, an answer. */
function silentAt(link: Link): Millis {
  if (link.phase === 'resting') return Number.POSITIVE_INFINITY;
  const patience = silenceMillis(link.failures);
  if (link.phase !== 'ready') return link.since + patience;
  const waits = link.askedAt ?? (Object.keys(link.inFlight).length > 0 ? link.heardAt : undefined);
  return waits === undefined ? Number.POSITIVE_INFINITY : Math.max(waits, link.heardAt) + 2 * patience;
}

/** Wakes the proxy for the next thing that time alone makes due; responses that wait for their client need not keep it awake. */
export function alarmed([state, effects]: Stepped<ProxyState>, around: Around): Stepped<ProxyState> {
  const { design, now } = around;
  const times: Millis[] = [];
  const idle: Millis[] = [];
  const wanted = new Set<string>();
  for (const [key, one] of Object.entries(state.holding.held)) {
    (one.answer === undefined ? times : idle).push(one.expires);
    const { sentAt, restUntil, tries, leavesAt = now } = effortOf(state.holding, key);
    if (leavesAt > now) times.push(leavesAt);
    if (one.answer !== undefined) continue;
    if (sentAt !== undefined)
      times.push(design.silence === 'is waited out' ? Number.POSITIVE_INFINITY : sentAt + silenceMillis(tries - 1));
    else if (Math.max(one.dueAt, restUntil) > now) times.push(Math.max(one.dueAt, restUntil));
    else if (mayLeave(state.holding, key, around)) wanted.add(linkFor(state, key, one, around));
  }
  for (const [name, link] of Object.entries(state.links)) {
    if (link.phase === 'resting' && wanted.has(name) && link.restUntil > now) times.push(link.restUntil);
    if (link.openedFor !== LEFT && design.silence === 'ends the session')
      times.push(silentAt(link), waitedEnough(link));
  }
  const at = Math.min(...times);
  const later = Math.min(...idle);
  if (at < Number.POSITIVE_INFINITY) return [state, [...effects, { kind: 'timer', name: 'proxy', at }]];
  if (later < Number.POSITIVE_INFINITY)
    return [state, [...effects, { kind: 'timer', name: 'proxy', at: later, idle: true }]];
  return [state, effects];
}

export function open(
  state: ProxyState,
  name: string,
  openedFor: Handle | undefined,
  { now }: Around,
): Stepped<ProxyState> {
  const link = state.links[name] as Link;
  const session = `out ${state.opened}`;
  const opening: Link = { ...link, session, phase: 'opening', since: now, openedFor };
  return [
    withLink({ ...state, opened: state.opened + 1 }, name, opening),
    [{ kind: 'open', session, host: link.address.host }],
  ];
}

/** One try: under a corr id of its own and a fresh layer, so that no two tries have anything in common (R3.2). */
function sendOn(state: ProxyState, name: string, key: string, around: Around): Stepped<ProxyState> {
  const { crypto, design, honesty, now } = around;
  let link = state.links[name] as Link;
  const { account, corrId, relayId, forward } = state.holding.held[key] as Held;
  const { tries, onwardId: before } = effortOf(state.holding, key);
  const repeated = before ?? crypto.random(design.corrIdOctets);
  const anew = madeBy(design, 'forward', 'proxy').filter(({ value }) => value !== 'kept per message');
  const [kept, made] = filled(anew, state.kept, { client: account }, around);
  const whole = forward as Forward;
  const next: Forward = made === undefined ? whole : { ...whole, fields: { ...whole.fields, ...made } };
  const effects: Effect[] =
    honesty === undefined ? [] : [{ kind: 'tell', news: { kind: 'gained', what: 'a forward' } }];
  const all = honesty === undefined ? [next] : honesty.forward(next, around, state.passed);
  for (const [i, sent] of all.entries()) {
    // What a hostile proxy adds has ids of its own, unless it would not open under another.
    const keepsId = design.corrId === 'carried over' && (i === 0 || design.commandNonce === 'the corr id');
    const again = design.retries === 'the same block again' && i === 0;
    const onwardId = again ? repeated : keepsId ? corrId : crypto.random(design.corrIdOctets);
    const onwardRelay = design.relayIdOnward === 'carried over' ? relayId : NO_RELAY;
    const block = onward(link, onwardId, onwardRelay, { ...sent, dueAt: undefined }, around, corrId);
    effects.push({ kind: 'send', session: link.session as Handle, block });
    link = {
      ...link,
      inFlight: put(link.inFlight, hex(onwardId), key),
      heardAt: Math.max(link.heardAt, quiet(link, now)),
    };
  }
  const holding = withEffort(state.holding, key, {
    sentAt: now,
    tries: tries + 1,
    onwardId: design.retries === 'the same block again' ? repeated : undefined,
  });
  const passed = honesty === undefined ? [] : [...state.passed, next];
  return [withLink({ ...state, holding, passed, kept }, name, link), effects];
}

/** A link on which nothing was expected is silent from now on and no earlier. */
const quiet = (link: Link, now: Millis): Millis => (Object.keys(link.inFlight).length === 0 ? now : link.heardAt);

/** A forward has its answer: it is kept, and pushed to its client if that is there. */
export function settle(state: ProxyState, key: string, answer: ProxyCommand, around: Around): Stepped<ProxyState> {
  const { design } = around;
  const { account } = state.holding.held[key] as Held;
  const [kept, whole] = withOwnFields(state.kept, answer, account, around);
  const holding = answered(state.holding, key, whole, around.now, design);
  if (design.delay === 'none') return push({ ...state, holding, kept }, key, around);
  return handBack({ ...state, holding: mixed(holding, around), kept }, around);
}

/** A response as it goes on to its client: what the relay put in for it alone, and what this proxy puts in. */
function withOwnFields(given: Kept, answer: ProxyCommand, client: string, around: Around): [Kept, ProxyCommand] {
  if (answer.kind !== 'response') return [given, answer];
  const { design } = around;
  const [kept, made] = filled(madeBy(design, 'response', 'proxy'), given, { client }, around);
  const over = carriedOn(design, answer.fields);
  if (made === undefined && over === undefined) return [kept, answer];
  return [kept, { ...answer, fields: { ...over, ...made } }];
}

/** Pushes the responses that have waited long enough, to the clients that are there. */
function handBack(state: ProxyState, around: Around): Stepped<ProxyState> {
  if (around.design.delay === 'none') return [state, []];
  return inTurn(state.holding).reduce<Stepped<ProxyState>>(
    ([sofar, effects], [key, one]) => {
      const { session, pushed } = effortOf(sofar.holding, key);
      const waits = one.answer !== undefined && session !== undefined && pushed === undefined;
      if (!waits || !mayLeave(sofar.holding, key, around)) return [sofar, effects];
      const [next, more] = push(sofar, key, around);
      return [next, [...effects, ...more]];
    },
    [state, []],
  );
}

export function push(state: ProxyState, key: string, around: Around): Stepped<ProxyState> {
  const { corrId, relayId, answer } = state.holding.held[key] as Held;
  const { session } = effortOf(state.holding, key);
  const ready = session === undefined ? undefined : around.sessions[session];
  if (session === undefined || ready?.phase !== 'ready' || answer === undefined) {
    const gone = around.design.responses === 'gone with the session';
    return [gone ? { ...state, holding: release(state.holding, key) } : state, []];
  }
  const { pushes } = state.holding;
  const holding = { ...withEffort(state.holding, key, { pushed: pushes }), pushes: pushes + 1 };
  return [{ ...state, holding }, [toClient(ready, session, { corrId, relayId, command: answer }, around)]];
}

/** Ends a session with a relay. Who waits for the relay is told; what was sent on waits for the next session. */
export function lose(state: ProxyState, name: string, around: Around): Stepped<ProxyState> {
  const link = state.links[name] as Link;
  const [told, effects] = refuseWaiting(state, name, around);
  const flying = new Set(Object.values(link.inFlight));
  const holding = [...flying].reduce(
    (sofar, key) => (sofar.held[key] === undefined ? sofar : withEffort(sofar, key, { sentAt: undefined })),
    told.holding,
  );
  const closing: Effect[] = link.session === undefined ? [] : [{ kind: 'close', session: link.session }];
  const next = withLink({ ...told, holding }, name, rested(link, around));
  return alarmed([next, [...closing, ...effects]], around);
}

export function refuseWaiting(state: ProxyState, name: string, around: Around): Stepped<ProxyState> {
  const link = state.links[name] as Link;
  const command: ProxyCommand = { kind: 'error', problem: 'CONNECT' };
  const effects = link.registering.flatMap(({ session, corrId }) => {
    const ready = around.sessions[session];
    return ready?.phase === 'ready' ? [toClient(ready, session, { corrId, relayId: NO_RELAY, command }, around)] : [];
  });
  return [withLink(state, name, { ...link, registering: [] }), effects];
}
