// What blocks show is drawn for them alone: each id, nonce and key is one whole draw of the node whose it is, for one use, and
// beside them stands nothing but what was asked for. A part of another value, a mark or a count has no place there.
import { decode, FILLER, Malformed } from '../model/codec.ts';
import { NONCE_OCTETS } from '../model/crypto.ts';
import { withBeside } from '../model/extra-fields.ts';
import type { Fields } from '../model/field-codec.ts';
import { BLOCK_OCTETS, NO_RELAY, type ProxyCommand, VERSION, wireOf } from '../model/grammar.ts';
import type { ProxyTransmission } from '../model/layers.ts';
import { buffer, hex, type Octets, same } from '../model/octets.ts';
import { message, type SmpTransmission } from '../model/smp.ts';
import { ofEveryRun } from './every-run.ts';
import { at, proof } from './proof.ts';
import { nothing, type Property, type Tally } from './property.ts';
import { agreedRoles, type Carried, carried, isHostile, isServer, once, opened, ordered } from './truth.ts';

const FILLED = Buffer.alloc(BLOCK_OCTETS, FILLER);

/** Where something stands: each place has a line of its own. */
type Place = 'client and proxy' | 'proxy and relay' | 'relay layer' | 'answers';
type Judged = Readonly<Record<Place, Tally>>;

/** Looks at all that honest nodes send by way of proxies, in the order of time. */
const judged = once((trace): Judged => {
  const wire = wireOf(trace.design);
  const openers = new Map(opened(trace).map(({ session, from }) => [session, from]));
  const dues = new Set(ordered(trace).map(({ order }) => (order.kind === 'send' ? order.at : undefined)));
  const tallies: Record<Place, Tally> = {
    'client and proxy': nothing,
    'proxy and relay': nothing,
    'relay layer': nothing,
    answers: nothing,
  };
  /** What each draw stands for. */
  const uses = new Map<string, string>();
  /** Corr ids by whom they came from, and on which session between servers; relay ids by whom they were given to. */
  const asked = new Set<string>();
  const given = new Set<string>();
  /** By kind of command, how long its sealed part is. */
  const lengths = new Map<string, number>();
  let current: { readonly place: Place; readonly block: Carried; isStrange: boolean };

  const strange = (words: string): void => {
    const { place, block } = current;
    if (current.isStrange) return;
    current.isStrange = true;
    const story = `In what ${block.from} sends to ${block.to} at ${block.at} ms ${words}.`;
    const { chances, hits, first } = tallies[place];
    tallies[place] = { chances, hits: hits + 1, first: first ?? proof(block.at, story, [at(block)]) };
  };
  const inside = (place: Place, { block }: Pick<typeof current, 'block'>): void => {
    current = { place, block, isStrange: false };
    tallies[place] = { ...tallies[place], chances: tallies[place].chances + 1 };
  };
  /** These octets are one draw, of a node that may make it, and stand for this use alone. */
  const drawn = (what: string, octets: Octets, by: (node: string) => boolean, use: string): void => {
    const term = trace.terms.of(octets);
    const draw = term?.is === 'public' ? trace.terms.of(term.secret) : term;
    const name = hex(octets);
    const short = `${name.slice(0, 16)}…`;
    const before = uses.get(name) ?? use;
    uses.set(name, before);
    if (draw?.is !== 'fresh' || !by(draw.by)) strange(`the ${what} ${short} is not drawn for it`);
    else if (before !== use) strange(`the ${what} ${short} is one that was used for something else`);
  };
  const isClient = (node: string): boolean => !isServer(trace, node);
  const isRelay = (node: string): boolean => isServer(trace, node);
  const absent = (what: string, value: unknown): void => {
    if (value !== undefined) strange(`there is ${what}, which has no place there`);
  };
  const filled = (octets: Octets): void => {
    const length = ((octets[0] as number) << 8) | (octets[1] as number);
    const rest = buffer(octets).subarray(2 + length);
    if (Buffer.compare(rest, FILLED.subarray(0, rest.length)) !== 0) strange('the filler is not the filler');
  };
  const relayIdIs = (relayId: Octets, client: string | undefined): void => {
    const known = same(relayId, NO_RELAY) || (client !== undefined && given.has(`${client} ${hex(relayId)}`));
    if (!known) strange(`the relay id ${hex(relayId)} is none that was given`);
  };
  const fieldsOf = (fields: Fields | undefined, by: (node: string) => boolean, use: string): void => {
    for (const [name, value] of Object.entries(fields ?? {}))
      if (value.some((octet) => octet !== 0)) drawn(name, value, by, use);
  };
  /** The body of a relay layer, and by which name its ciphertext goes. */
  const layer = (kind: string, whole: Octets, by: (node: string) => boolean): Octets | undefined => {
    if (whole.length !== (lengths.get(kind) ?? whole.length)) strange(`the sealed part is not as long as others`);
    lengths.set(kind, whole.length);
    const use = nameOf(whole);
    const alone = trace.terms.of(whole);
    if (alone?.is === 'sealed') return alone.body;
    const sealed = trace.terms.of(whole.subarray(NONCE_OCTETS));
    if (sealed?.is !== 'sealed') {
      strange('the sealed part is not a nonce and what is sealed under it');
      return undefined;
    }
    drawn('nonce', whole.subarray(0, NONCE_OCTETS), by, use);
    return sealed.body;
  };

  const response = (command: Extract<ProxyCommand, { kind: 'response' }>): void => {
    absent('a destination id', command.destinationId);
    const body = layer('response', command.encryptedBlock, isRelay);
    if (command.responseKey !== undefined)
      drawn('response key', command.responseKey, isRelay, nameOf(command.encryptedBlock));
    fieldsOf(command.fields, isRelay, nameOf(command.encryptedBlock));
    if (body !== undefined) filled(body);
  };
  const ofCommand = (transmission: SmpTransmission, client: (node: string) => boolean, use: string): void => {
    const { corrId, queueId, command } = transmission;
    const queue = queueId === undefined ? use : hex(queueId);
    if (corrId !== undefined) drawn('corr id', corrId, client, use);
    if (command.kind === 'secure') drawn('sender’s key', command.senderKey, client, `key of ${queue}`);
    if (command.kind === 'sendNumbered') {
      drawn('stream', command.stream, client, `stream of ${queue}`);
      if (command.expires % trace.design.skewMillis !== 0) strange('the expiry is finer than clocks may differ');
    }
    if (command.kind !== 'sendNumbered' && command.kind !== 'send') return;
    const body = decode(message, command.body);
    if (body instanceof Malformed) {
      strange('the message is not one');
      return;
    }
    const name = nameOf(body.sealed);
    drawn('key of a message', body.senderKey, client, name);
    drawn('nonce of a message', body.nonce, client, name);
    if (trace.terms.of(body.sealed)?.is !== 'sealed') strange('a message is not sealed whole');
  };
  const fromClient = ({ corrId, relayId, command }: ProxyTransmission, client: string, use: string): void => {
    const mine = (node: string): boolean => node === client;
    const isNew = command.kind === 'forward' || command.kind === 'server' || command.kind === 'layered';
    // A forward that a crash kept from being sent is asked about under an id that nobody has seen.
    if (isNew || !asked.has(`${client} ${hex(corrId)}`)) drawn('corr id', corrId, mine, use);
    asked.add(`${client} ${hex(corrId)}`);
    relayIdIs(relayId, client);
    if (command.kind !== 'forward') return;
    if (command.acknowledged !== undefined && !asked.has(`${client} ${hex(command.acknowledged)}`))
      strange('what is acknowledged is none of an earlier forward');
    if (!dues.has(command.dueAt)) strange('it is due when nobody asked for it');
    drawn('sender key', command.senderKey, mine, nameOf(command.encryptedBlock));
    fieldsOf(command.fields, mine, use);
    const body = layer('forward', command.encryptedBlock, mine);
    if (body === undefined) return;
    filled(body);
    const inner = decode(wire.command, body);
    if (inner instanceof Malformed) return;
    inside('relay layer', current);
    ofCommand(inner, mine, nameOf(command.encryptedBlock));
  };
  const fromProxy = ({ corrId, relayId, command }: ProxyTransmission, proxy: string, session: number): void => {
    drawn('corr id', corrId, (node) => node === proxy, `${nameOf(corrId)} onward`);
    asked.add(`${session} ${hex(corrId)}`);
    relayIdIs(relayId, undefined);
    if (command.kind === 'server') absent('a password', command.basicAuth);
    if (command.kind !== 'forward') return;
    absent('an acknowledgement', command.acknowledged);
    absent('a time', command.dueAt);
    absent('an origin', command.origin);
    drawn('sender key', command.senderKey, isClient, nameOf(command.encryptedBlock));
    fieldsOf(command.fields, () => true, nameOf(command.encryptedBlock));
    layer('forward', command.encryptedBlock, isClient);
  };
  const backTo = ({ corrId, relayId, command }: ProxyTransmission, whose: string, client: string | undefined): void => {
    if (!asked.has(`${whose} ${hex(corrId)}`)) strange('the corr id is none that was asked under');
    relayIdIs(relayId, client);
    if (command.kind === 'response') response(command);
    if (client !== undefined || (command.kind !== 'response' && command.kind !== 'error')) return;
    inside('answers', current);
    // What it cannot open it cannot answer in a layer.
    if (command.kind === 'error' && command.problem !== 'CRYPTO')
      strange(`it says ${command.problem} outside of the layer`);
  };
  /** The transmission of a block, opened by its terms where it is in a layer. */
  const transmissionOf = (octets: Octets): ProxyTransmission | undefined => {
    const plain = decode(wire.proxyBlock, octets);
    if (!(plain instanceof Malformed)) {
      filled(octets);
      return { ...plain, command: withBeside(trace.design, plain.command, plain.beside) };
    }
    const outer = decode(wire.layeredBlock, octets);
    const sealed = outer instanceof Malformed ? undefined : trace.terms.of(outer.sealed);
    if (outer instanceof Malformed || sealed?.is !== 'sealed') return undefined;
    filled(sealed.body);
    const inner = decode(wire.insideLayer, sealed.body);
    if (inner instanceof Malformed) return undefined;
    return { ...inner, corrId: outer.corrId, command: withBeside(trace.design, inner.command, outer.beside) };
  };

  const greeted = new Set<string>();
  for (const [i, block] of carried(trace).entries()) {
    const { session, from, to } = block;
    const role = agreedRoles(trace).get(session);
    const direction = `${session} ${from}`;
    if (!greeted.has(direction)) {
      greeted.add(direction);
      const hello = openers.get(session) === from ? decode(wire.clientHello, block.block) : undefined;
      if (hello === undefined || hello instanceof Malformed || hello.role === 'smp' || isHostile(trace, from)) continue;
      inside(hello.role === 'proxy' ? 'client and proxy' : 'proxy and relay', { block });
      if (!same(hello.version, VERSION)) strange('the version is none that is agreed');
      drawn('session key', hello.sessionKey, (node) => node === from, direction);
      continue;
    }
    if (role === undefined || role === 'smp' || isHostile(trace, from) || isHostile(trace, to)) continue;
    const place = role === 'proxy' ? 'client and proxy' : 'proxy and relay';
    inside(place, { block });
    const transmission = transmissionOf(block.block);
    const isFromOpener = openers.get(session) === from;
    if (transmission === undefined) strange('there is something else than a block');
    else if (!isFromOpener) {
      const { command } = transmission;
      const sealed = command.kind === 'layered' ? trace.terms.of(command.sealed) : undefined;
      const inner = sealed?.is === 'sealed' ? decode(wire.plainCommand, sealed.body) : command;
      if (!(inner instanceof Malformed) && inner.kind === 'server_id') given.add(`${to} ${hex(inner.relayId)}`);
      backTo(transmission, role === 'proxy' ? to : `${session}`, role === 'proxy' ? to : undefined);
    } else if (role === 'proxy') fromClient(transmission, from, `command ${i}`);
    else fromProxy(transmission, from, session);
  }
  return tallies;
});

/** A ciphertext by its first octets. */
const nameOf = (octets: Octets): string => hex(octets.subarray(0, 32));

const ORDINARY = ['ordinary traffic', 'minutes apart'] as const;

const line = (
  id: string,
  requirement: string,
  claim: string,
  place: Place,
  experiments: Property['experiments'] = ORDINARY,
): Property =>
  ofEveryRun({ id, requirement, claim, experiments, cryptography: 'ideal' }, (trace) => judged(trace)[place]);

export const drawnOnce: readonly Property[] = [
  line(
    'R2.2-drawn-once',
    'R2.2',
    'see all that client and proxy exchange drawn for one command, or asked for',
    'client and proxy',
    [...ORDINARY, 'scheduled, and the client leaves'],
  ),
  line(
    'R3.1-drawn-once',
    'R3.1',
    'see all that proxy and relay exchange drawn for one try, or sealed by the client',
    'proxy and relay',
  ),
  line(
    'R2.4-in-its-layer',
    'R2.4',
    'see a relay answer whatever it can open inside the relay layer, and nothing outside',
    'answers',
    ['two worlds: the relay accepts, or refuses', 'a queue that its recipient secures later'],
  ),
  line('G5-drawn-once', 'G5', 'see all that a relay opens drawn for one command or for one queue', 'relay layer'),
];
