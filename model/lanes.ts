// How a client's commands travel to a relay, directly or through a proxy: a transport concern, the same commands either way (I3).
// A lane is one relay over one route; it opens the session, registers the relay, seals, and pairs answers with jobs.
import { decode, encode, Malformed } from './codec.ts';
import { type Crypto, type KeyPair, NONCE_OCTETS } from './crypto.ts';
import { type Address, NO_RELAY, type ProxyCommand, type Role, type ServerId, VERSION, wireOf } from './grammar.ts';
import { checkRelayKey, refuseSessionKey } from './identity.ts';
import {
  coverOf,
  nonceOf,
  openBlock,
  openFromRelay,
  type ProxyTransmission,
  relayLayerKey,
  type SessionKeys,
  sealBlock,
  sealForRelay,
  sessionKeys,
} from './layers.ts';
import { type Context, drop, type Effect, type Handle, type Millis, put, type Route } from './node.ts';
import { hex, type Octets, same, text } from './octets.ts';
import { signedPart } from './queues.ts';
import { ID_OCTETS, type SmpCommand, type SmpTransmission } from './smp.ts';

/** One command for a relay, and what it is for. */
export interface Job {
  readonly purpose: 'create' | 'subscribe' | 'secure' | 'send' | 'acknowledge';
  /** The order that it serves. */
  readonly order: string;
  readonly queue: string;
  readonly relay: Address;
  readonly route: Route;
  readonly queueId: Octets | undefined;
  readonly command: SmpCommand;
  readonly signer: KeyPair | undefined;
}
/** How a job ended: the relay's own answer, or why there is none that can be believed. */
export type Outcome = { readonly job: Job } & (
  | { readonly kind: 'answered'; readonly answer: SmpCommand }
  | { readonly kind: 'failed'; readonly why: string }
);

interface Link {
  readonly address: Address;
  readonly session: Handle;
  readonly role: Role;
  readonly phase: 'opening' | 'greeting' | 'ready';
  readonly name: Octets | undefined;
  readonly keys: SessionKeys | 'no layer';
}
interface Registered {
  readonly relayId: Octets;
  readonly key: Octets;
  readonly notAfter: Millis;
}
interface Waiting {
  readonly job: Job;
  readonly turn: number;
  /** How often the proxy did not know the relay id it was sent to. */
  readonly refused: number;
}
/** A proxy that gives relay ids and knows none of them is given up. */
const MOST_REFUSED = 3;
interface InFlight extends Waiting {
  readonly corrId: Octets;
  /** What the answer will be sealed under: the sender's secret, and the layer's key where it is the command's. */
  readonly sender: KeyPair | undefined;
  readonly layerKey: Octets;
}
interface Lane {
  readonly relay: Address;
  readonly route: Route;
  readonly link: string;
  readonly registration: Registered | { readonly asked: string } | undefined;
  /** Oldest first, whatever was sent back to wait again. */
  readonly waiting: readonly Waiting[];
  /** By corr id of the client's hop. */
  readonly inFlight: Readonly<Record<string, InFlight>>;
  /** The last response's corr id, which the next forward acknowledges. */
  readonly received: Octets | undefined;
}
export interface Lanes {
  readonly links: Readonly<Record<string, Link>>;
  readonly lanes: Readonly<Record<string, Lane>>;
  /** Sender keys that a design keeps, by queue, or one for all. */
  readonly keptKeys: Readonly<Record<string, KeyPair>>;
  readonly opened: number;
  readonly submitted: number;
}
export const noLanes: Lanes = { links: {}, lanes: {}, keptKeys: {}, opened: 0, submitted: 0 };

/** What a step of the lanes gives: effects for the network, and jobs that ended or messages that were pushed. */
export interface Moved {
  readonly lanes: Lanes;
  readonly effects: readonly Effect[];
  readonly outcomes: readonly Outcome[];
  readonly pushed: readonly { readonly transmission: SmpTransmission; readonly relay: Address }[];
}
const moved = (lanes: Lanes, rest: Partial<Moved> = {}): Moved => ({
  effects: [],
  outcomes: [],
  pushed: [],
  ...rest,
  lanes,
});

function join(first: Moved, then: (lanes: Lanes) => Moved): Moved {
  const second = then(first.lanes);
  return {
    lanes: second.lanes,
    effects: [...first.effects, ...second.effects],
    outcomes: [...first.outcomes, ...second.outcomes],
    pushed: [...first.pushed, ...second.pushed],
  };
}

const nameOf = ({ host, fingerprint }: Address): string => `${host} ${hex(fingerprint)}`;
const isTheRelay = (proxy: Address, relay: Address): boolean =>
  proxy.host === relay.host || same(proxy.fingerprint, relay.fingerprint);

/** Queues a job on its lane and sends what may be sent. */
export function submit(lanes: Lanes, job: Job, context: Context): Moved {
  const { relay, route } = job;
  if (route.kind === 'proxy' && context.design.selfProxy === 'refused' && isTheRelay(route.proxy, relay))
    return moved(lanes, { outcomes: [{ job, kind: 'failed', why: 'the proxy is the relay itself' }] });
  const end = route.kind === 'proxy' ? route.proxy : relay;
  const link = `${route.kind} ${nameOf(end)}`;
  const name = route.kind === 'proxy' ? `${nameOf(relay)} by ${link}` : link;
  const lane = lanes.lanes[name] ?? {
    relay,
    route,
    link,
    registration: undefined,
    waiting: [],
    inFlight: {},
    received: undefined,
  };
  const turn = lanes.submitted;
  const queued = withLane({ ...lanes, submitted: turn + 1 }, name, {
    ...lane,
    waiting: [...lane.waiting, { job, turn, refused: 0 }],
  });
  if (queued.links[link] !== undefined) return pump(queued, name, context);
  const session = `out ${queued.opened}`;
  const role = route.kind === 'proxy' ? 'proxy' : 'smp';
  const opening: Link = { address: end, session, role, phase: 'opening', name: undefined, keys: 'no layer' };
  const next = { ...queued, links: put(queued.links, link, opening), opened: queued.opened + 1 };
  return moved(next, { effects: [{ kind: 'open', session, host: end.host }] });
}

const withLane = (lanes: Lanes, name: string, lane: Lane): Lanes => ({ ...lanes, lanes: put(lanes.lanes, name, lane) });

/** Sends the jobs of a lane that its flow allows, or asks the proxy for the relay first. */
function pump(lanes: Lanes, name: string, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const link = lanes.links[lane.link];
  const { crypto, design, now } = context;
  const chosen = lane.waiting.find(({ job }) => maySend(lane, job, design.flow));
  if (chosen === undefined || link?.phase !== 'ready') return moved(lanes);
  const { job } = chosen;
  const waiting = lane.waiting.filter((one) => one !== chosen);
  if (lane.route.kind === 'direct') {
    const transmission = transmissionOf(crypto, job, link.name as Octets);
    const corrId = transmission.corrId as Octets;
    const flight: InFlight = { ...chosen, corrId, sender: undefined, layerKey: corrId };
    const block = encode(wireOf(design).smpBlock, transmission);
    const next = withLane(lanes, name, { ...lane, waiting, inFlight: put(lane.inFlight, hex(corrId), flight) });
    return join(moved(next, { effects: [{ kind: 'send', session: link.session, block }] }), (after) =>
      pump(after, name, context),
    );
  }

  const { registration } = lane;
  const expires = design.relayKeyCheck !== 'dates not checked';
  if (registration === undefined || (expires && !('asked' in registration) && registration.notAfter <= now)) {
    const corrId = crypto.random(design.corrIdOctets);
    const password = lane.route.password === undefined ? undefined : text(lane.route.password);
    const command: ProxyCommand = { kind: 'server', address: lane.relay, basicAuth: password };
    const next = withLane(lanes, name, { ...lane, registration: { asked: hex(corrId) } });
    return moved(next, { effects: [toProxy(link, { corrId, relayId: NO_RELAY, command }, context)] });
  }
  if ('asked' in registration) return moved(lanes);

  const [keyed, sender] = senderKey(lanes, job.queue, context);
  const layerKey = relayLayerKey(crypto, sender.secret, registration.key);
  if (layerKey === undefined) {
    const failed = withLane(lanes, name, { ...lane, waiting });
    return join(moved(failed, { outcomes: [{ job, kind: 'failed', why: 'relay key unusable' }] }), (after) =>
      pump(after, name, context),
    );
  }
  const corrId = crypto.random(design.corrIdOctets);
  const nonce = design.commandNonce === 'random' ? crypto.random(NONCE_OCTETS) : nonceOf(corrId);
  const transmission = transmissionOf(crypto, job, sender.public);
  const encryptedBlock = sealForRelay(crypto, design, layerKey, nonce, 'command', transmission);
  const command: ProxyCommand = {
    kind: 'forward',
    acknowledged: lane.received,
    senderKey: sender.public,
    origin: design.origin === 'withheld' ? undefined : new Uint8Array(0),
    encryptedBlock,
  };
  const flight: InFlight = { ...chosen, corrId: transmission.corrId as Octets, sender, layerKey };
  const next = withLane(keyed, name, {
    ...lane,
    waiting,
    inFlight: put(lane.inFlight, hex(corrId), flight),
    received: undefined,
  });
  const effect = toProxy(link, { corrId, relayId: registration.relayId, command }, context);
  return join(moved(next, { effects: [effect] }), (after) => pump(after, name, context));
}

/** Messages to one queue keep their order in every flow: a lane sends the oldest first. */
function maySend(lane: Lane, job: Job, flow: Context['design']['flow']): boolean {
  const flying = Object.values(lane.inFlight);
  switch (flow) {
    case 'one at a time per relay':
      return flying.length === 0;
    case 'one at a time per queue':
      return flying.every((one) => one.job.queue !== job.queue);
    case 'several in flight':
      return true;
  }
}

function transmissionOf(crypto: Crypto, { queueId, command, signer }: Job, binding: Octets): SmpTransmission {
  const unsigned = { signature: undefined, corrId: crypto.random(ID_OCTETS), queueId, command };
  if (signer === undefined) return unsigned;
  return { ...unsigned, signature: crypto.sign(signer.secret, signedPart(binding, unsigned)) };
}

function senderKey(lanes: Lanes, queue: string, { crypto, design }: Context): [Lanes, KeyPair] {
  if (design.senderKey === 'fresh per command') return [lanes, crypto.keyPair()];
  const scope = design.senderKey === 'kept per queue' ? queue : 'all';
  const kept = lanes.keptKeys[scope] ?? crypto.keyPair();
  return [{ ...lanes, keptKeys: put(lanes.keptKeys, scope, kept) }, kept];
}

function toProxy(link: Link, transmission: ProxyTransmission, { crypto, design }: Context): Effect {
  return { kind: 'send', session: link.session, block: sealBlock(crypto, design, link.keys, 'opener', transmission) };
}

/** The session of a link is up: the other end speaks first. */
export function openedLink(lanes: Lanes, session: Handle, name: Octets): Lanes {
  const key = linkOf(lanes, session);
  if (key === undefined) return lanes;
  return { ...lanes, links: put(lanes.links, key, { ...(lanes.links[key] as Link), phase: 'greeting', name }) };
}

const linkOf = (lanes: Lanes, session: Handle): string | undefined =>
  Object.keys(lanes.links).find((name) => lanes.links[name]?.session === session);
const lanesOf = (lanes: Lanes, link: string): readonly string[] =>
  Object.keys(lanes.lanes).filter((name) => lanes.lanes[name]?.link === link);

/** A block on one of the client's sessions. */
export function arrive(lanes: Lanes, session: Handle, block: Octets, context: Context): Moved {
  const name = linkOf(lanes, session);
  const link = name === undefined ? undefined : lanes.links[name];
  if (name === undefined || link === undefined) return moved(lanes);
  if (link.phase !== 'ready') return greeted(lanes, name, link, block, context);
  if (link.role === 'smp') {
    const transmission = decode(wireOf(context.design).smpBlock, block);
    if (transmission instanceof Malformed) return lose(lanes, name, 'the relay sent a malformed block');
    return answeredDirectly(lanes, name, link.address, transmission, context);
  }
  const transmission = openBlock(context.crypto, context.design, link.keys, 'opener', block);
  if (transmission instanceof Malformed) return lose(lanes, name, 'the proxy sent a malformed block');
  return fromProxy(lanes, name, transmission, context);
}

function greeted(lanes: Lanes, name: string, link: Link, block: Octets, context: Context): Moved {
  const { crypto, design, now } = context;
  const hello = decode(wireOf(design).serverHello, block);
  if (hello instanceof Malformed || link.name === undefined) return lose(lanes, name, 'no handshake');
  const refused = refuseSessionKey(crypto, design, link.address.fingerprint, now, hello, link.name);
  if (refused !== undefined) return lose(lanes, name, `server refused: ${refused}`);
  const pair = crypto.keyPair();
  const keys = sessionKeys(context, coverOf(design, link.role), pair, hello.sessionKey);
  if (keys === undefined) return lose(lanes, name, 'session key unusable');
  const { fingerprint } = link.address;
  const answer = encode(wireOf(design).clientHello, {
    version: VERSION,
    fingerprint,
    role: link.role,
    sessionKey: pair.public,
  });
  const ready: Lanes = { ...lanes, links: put(lanes.links, name, { ...link, phase: 'ready', keys }) };
  const first = moved(ready, { effects: [{ kind: 'send', session: link.session, block: answer }] });
  return lanesOf(ready, name).reduce((sofar, lane) => join(sofar, (after) => pump(after, lane, context)), first);
}

function answeredDirectly(
  lanes: Lanes,
  link: string,
  relay: Address,
  transmission: SmpTransmission,
  context: Context,
): Moved {
  if (transmission.corrId === undefined) return moved(lanes, { pushed: [{ transmission, relay }] });
  for (const name of lanesOf(lanes, link)) {
    const flight = lanes.lanes[name]?.inFlight[hex(transmission.corrId)];
    if (flight !== undefined)
      return finish(lanes, name, transmission.corrId, { kind: 'answered', answer: transmission.command }, context);
  }
  return moved(lanes);
}

function fromProxy(lanes: Lanes, link: string, { corrId, command }: ProxyTransmission, context: Context): Moved {
  const asked = lanesOf(lanes, link).find((name) => {
    const registration = lanes.lanes[name]?.registration;
    return registration !== undefined && 'asked' in registration && registration.asked === hex(corrId);
  });
  if (asked !== undefined) return registered(lanes, asked, command, context);

  const name = lanesOf(lanes, link).find((one) => lanes.lanes[one]?.inFlight[hex(corrId)] !== undefined);
  if (name === undefined) return moved(lanes);
  const lane = lanes.lanes[name] as Lane;
  const flight = lane.inFlight[hex(corrId)] as InFlight;
  if (command.kind === 'error' && command.problem === 'RELAY') return again(lanes, name, corrId, context);
  if (command.kind === 'error')
    return finish(lanes, name, corrId, { kind: 'failed', why: `the proxy says ${command.problem}` }, context);
  if (command.kind !== 'response') return moved(lanes);
  const { crypto, design } = context;
  const key =
    command.responseKey === undefined
      ? flight.layerKey
      : relayLayerKey(crypto, (flight.sender as KeyPair).secret, command.responseKey);
  const answer = key && openFromRelay(crypto, design, key, corrId, 'answer', command.encryptedBlock)?.transmission;
  const genuine =
    answer !== undefined &&
    !(answer instanceof Malformed) &&
    answer.corrId !== undefined &&
    same(answer.corrId, flight.corrId);
  return finish(
    lanes,
    name,
    corrId,
    genuine ? { kind: 'answered', answer: answer.command } : { kind: 'failed', why: 'the answer is not the relay’s' },
    context,
  );
}

/** The proxy answered a registration. A relay key that does not check out ends every job of the lane. */
function registered(lanes: Lanes, name: string, command: ProxyCommand, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const checked =
    command.kind === 'error'
      ? `the proxy says ${command.problem}`
      : command.kind !== 'server_id' || command.relayKey === undefined
        ? 'the proxy gave no relay key'
        : checkRelayKey(context.crypto, context.design, lane.relay.fingerprint, context.now, command.relayKey);
  if (typeof checked === 'string') {
    const why = command.kind === 'error' ? checked : `relay key refused: ${checked}`;
    return abandon(lanes, name, why, command.kind === 'error', context);
  }
  const { relayId } = command as ServerId;
  const registration: Registered = { relayId, key: checked.key, notAfter: checked.notAfter };
  return pump(withLane(lanes, name, { ...lane, registration }), name, context);
}

/** The relay id is not known any more: registers the relay anew, and seals the command again. */
function again(lanes: Lanes, name: string, corrId: Octets, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const { job, turn, refused } = lane.inFlight[hex(corrId)] as InFlight;
  if (refused >= MOST_REFUSED)
    return finish(
      lanes,
      name,
      corrId,
      { kind: 'failed', why: 'the proxy knows none of the relay ids it gave' },
      context,
    );
  const next = {
    ...lane,
    registration: lane.registration !== undefined && 'asked' in lane.registration ? lane.registration : undefined,
    waiting: [...lane.waiting, { job, turn, refused: refused + 1 }].sort((a, b) => a.turn - b.turn),
    inFlight: drop(lane.inFlight, hex(corrId)),
  };
  return pump(withLane(lanes, name, next), name, context);
}

type Ending =
  | { readonly kind: 'answered'; readonly answer: SmpCommand }
  | { readonly kind: 'failed'; readonly why: string };

function finish(lanes: Lanes, name: string, corrId: Octets, ending: Ending, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const { job } = lane.inFlight[hex(corrId)] as InFlight;
  const next = { ...lane, inFlight: drop(lane.inFlight, hex(corrId)), received: corrId };
  const first = moved(withLane(lanes, name, next), { outcomes: [{ job, ...ending }] });
  return join(first, (after) => pump(after, name, context));
}

/** Ends the jobs that wait on a lane, or, where the design falls back, sends them directly. */
function abandon(lanes: Lanes, name: string, why: string, ofProxy: boolean, context: Context): Moved {
  const lane = lanes.lanes[name] as Lane;
  const emptied = withLane(lanes, name, { ...lane, registration: undefined, waiting: [] });
  if (ofProxy && context.design.fallback === 'direct when the proxy fails')
    return lane.waiting.reduce(
      (sofar, { job }) => join(sofar, (after) => submit(after, { ...job, route: { kind: 'direct' } }, context)),
      moved(emptied),
    );
  return moved(emptied, { outcomes: lane.waiting.map(({ job }) => ({ job, kind: 'failed', why })) });
}

/** A session is gone: what was on its way has no answer that can be believed. */
export function closedLink(lanes: Lanes, session: Handle): Moved {
  const name = linkOf(lanes, session);
  return name === undefined ? moved(lanes) : lose(lanes, name, 'the connection was closed');
}

function lose(lanes: Lanes, link: string, why: string): Moved {
  const { session } = lanes.links[link] as Link;
  const jobs = lanesOf(lanes, link).flatMap((name) => {
    const lane = lanes.lanes[name] as Lane;
    return [...Object.values(lane.inFlight), ...lane.waiting].map(({ job }) => job);
  });
  const left = Object.fromEntries(Object.entries(lanes.lanes).filter(([, lane]) => lane.link !== link));
  return moved(
    { ...lanes, links: drop(lanes.links, link), lanes: left },
    { effects: [{ kind: 'close', session }], outcomes: jobs.map((job) => ({ job, kind: 'failed', why })) },
  );
}
