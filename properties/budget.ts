// I1: how the octets of a block are spent for each message of a design, and the largest payload that fits; and the
// specification's own sum. Figures come from the codecs and the grammar; the parts add up to what the encoder writes.
import { encode } from '../model/codec.ts';
import { KEY_OCTETS, NONCE_OCTETS, SIGNATURE_OCTETS, TAG_OCTETS } from '../model/crypto.ts';
import type { Design, ExtraField } from '../model/design.ts';
import { ruleOf } from '../model/field-codec.ts';
import {
  BLOCK_OCTETS,
  basicAuth,
  chain,
  destinationId,
  dueAt,
  expiration,
  problem,
  publicKey,
  REPEATED_OCTETS,
  relayId,
  relayKey,
  wireOf,
} from '../model/grammar.ts';
import { bodyOctets, coverOf } from '../model/layers.ts';
import {
  ID_OCTETS,
  numbering,
  type SmpCommand,
  type SmpTransmission,
  STREAM_OCTETS,
  smpTransmission,
} from '../model/smp.ts';
import { type Definition, definitionOf, type Grammar, references } from './abnf.ts';
import type { Budget } from './result.ts';
import { extentOf } from './specification.ts';

type Part = Budget['parts'][number];
const part = (name: string, octets: number): Part => ({ name, octets });
const sum = (parts: readonly Part[]): number => parts.reduce((total, { octets }) => total + octets, 0);
const LENGTH_OCTETS = 2; // before whatever is padded
const letters = (octets: number): Part => part('letters', octets);

const signature = new Uint8Array(SIGNATURE_OCTETS);
const id = new Uint8Array(ID_OCTETS);
const key = new Uint8Array(KEY_OCTETS);

/**
 * The messages that travel over a proxy, then one that does not, each at its largest. What a relay takes part in is
 * counted on the link between proxy and relay, where the layer around a block leaves the least; the rest on the client's.
 */
export const budgets = (design: Design): Budget[] => spent(design).map((one) => ({ design: design.name, ...one }));

type Spent = Omit<Budget, 'design'>;

/** The same without the design's name: what the decisions make of the messages. */
export function spent(design: Design): readonly Spent[] {
  const wire = wireOf(design);
  const secondKey = design.relayAddress === 'with a second key' ? publicKey.size.max : 0;
  const { size } = wire.address;
  const statement = relayKey.size.max - chain.size.max - LENGTH_OCTETS;
  const send = sendOf(design, bodyOctets(design));
  const direct = sendOf(design, 0);
  const signed = { signature, corrId: id, queueId: id } as const;
  const directRoom = BLOCK_OCTETS - LENGTH_OCTETS - encode(smpTransmission, { ...signed, command: direct }).length;

  return [
    inBlock(design, 'server', part('basic_auth', basicAuth.size.max - 1), [
      letters(wire.server.letters.length),
      part('address: host and fingerprint', size.max - secondKey),
      part('address: second key', secondKey),
      part('length of basic_auth', 1),
    ]),
    inBlock(design, 'server_id', part('certificate_chain', chain.size.max), [
      letters(wire.serverId.letters.length),
      part('relay_id', relayId.size.max),
      part('relay_key: length, statement and signature', statement + LENGTH_OCTETS),
      part('expiration', expiration.size.max),
    ]),
    forward(design, 'forward with send', bodyOctets(design), { ...signed, command: send }),
    forward(design, 'forward with secure', KEY_OCTETS, { ...signed, command: { kind: 'secure', senderKey: key } }),
    forward(design, 'forward with create', 2 * KEY_OCTETS, {
      ...signed,
      queueId: undefined,
      command: { kind: 'create', recipientKey: key, deliveryKey: key },
    }),
    response(design, 'response with created', 2 * ID_OCTETS + KEY_OCTETS, {
      signature: undefined,
      corrId: id,
      queueId: id,
      command: { kind: 'created', recipientId: id, senderId: id, deliveryKey: key },
    }),
    inBlock(design, 'check', part('nothing', 0), [letters(wire.check.letters.length)]),
    inBlock(design, 'error', part('word', problem.size.max - 1), [
      letters(wire.error.letters.length),
      part('length of the word', 1),
    ]),
    ...wire.further.map((one) => inBlock(design, one.kind, part('nothing', 0), [letters(one.letters.length)])),
    made(design, 'send, direct', part('body', directRoom), [
      part('length of what is padded', LENGTH_OCTETS),
      ...smpParts({ ...signed, command: direct }, 0),
    ]),
  ];
}

/** What carries a message, in designs whose messages have numbers and in others. */
function sendOf(design: Design, octets: number): SmpCommand {
  const body = new Uint8Array(octets);
  if (design.numbering === 'none') return { kind: 'send', body };
  return { kind: 'sendNumbered', stream: new Uint8Array(STREAM_OCTETS), number: 0, settled: 0, expires: 0, body };
}

/** The fields that a design adds, each under the name that its grammar has. */
const extra = ({ fields }: Design, wanted: (field: ExtraField) => boolean): readonly Part[] =>
  fields.filter(wanted).map((field) => part(field.name, ruleOf(field).size.max));
const inCommand =
  (command: ExtraField['on']) =>
  ({ on, stands }: ExtraField): boolean =>
    on === command && stands === 'in the command';

/** A command of the proxy protocol: the link's own octets, the relay id, the command's fields, the payload. */
function inBlock(
  design: Design,
  message: string,
  payload: Part,
  fields: readonly Part[],
  link: 'proxy' | 'relay' = 'proxy',
): Spent {
  const { corrId, layered } = wireOf(design);
  const cover = coverOf(design, link);
  const registers = cover === 'registrations' && message.startsWith('server');
  const around = [
    part('corr_id', corrId.size.max),
    ...extra(design, ({ stands }) => stands === 'beside the corr id'),
    part('tag of p2r', cover === 'blocks' ? TAG_OCTETS : 0),
    part('repeated behind p2r', cover === 'blocks' && design.padding !== 'constant' ? REPEATED_OCTETS : 0),
    part('length of what is padded', LENGTH_OCTETS),
    part('relay_id before the command', relayId.size.max),
    part('letters of c2p', registers ? layered.letters.length : 0),
    part('tag of c2p', registers ? TAG_OCTETS : 0),
  ];
  return made(design, message, payload, [...around, ...fields]);
}

function made(design: Design, message: string, payload: Part, others: readonly Part[]): Spent {
  const used = [...others, payload];
  const filler = part('filler', design.blocks === 'padded' ? BLOCK_OCTETS - sum(used) : 0);
  const parts = [...used, filler].filter(({ octets }) => octets > 0);
  return {
    message,
    parts,
    overheadOctets: sum(parts) - payload.octets,
    payloadOctets: payload.octets,
  };
}

function forward(design: Design, message: string, payloadOctets: number, transmission: SmpTransmission): Spent {
  const wire = wireOf(design);
  const encryptedBlock = new Uint8Array(TAG_OCTETS);
  const origin = new Uint8Array(64);
  const acknowledged = new Uint8Array(design.corrIdOctets);
  const without = encode(wire.forward, {
    kind: 'forward',
    acknowledged,
    dueAt: 0,
    senderKey: key,
    origin,
    fields: Object.fromEntries(design.fields.map(({ name, octets }) => [name, new Uint8Array(octets)])),
    encryptedBlock,
  });
  const fields = [
    letters(wire.forward.letters.length),
    part('acknowledge_corr_id', wire.acknowledgeCorrId.size.max),
    part('due_at', design.schedule === 'held by the client' ? 0 : dueAt.size.max),
    part('random_dh_pub_key', publicKey.size.max),
    ...extra(design, inCommand('forward')),
  ];
  const rest = part('address of the client', without.length - TAG_OCTETS - sum(fields));
  return sealedIn(design, message, payloadOctets, [...fields, rest], wire.commandRoom, transmission);
}

function response(design: Design, message: string, payloadOctets: number, transmission: SmpTransmission): Spent {
  const fields = [
    letters(wireOf(design).response.letters.length),
    part('destination_id', design.destinationId === 'inside s2r' ? 0 : destinationId.size.max),
    part('random_dh_pub_key', design.responseSecret === 'a key of its own' ? publicKey.size.max : 0),
    ...extra(design, inCommand('response')),
  ];
  return sealedIn(design, message, payloadOctets, fields, wireOf(design).responseRoom, transmission);
}

/** What the relay layer adds around one transmission of SMP; `room` is what it leaves for it. */
function sealedIn(
  design: Design,
  message: string,
  payloadOctets: number,
  fields: readonly Part[],
  room: number,
  transmission: SmpTransmission,
): Spent {
  const sealed = design.relayLayer === 'sealed';
  const used = encode(smpTransmission, transmission).length;
  const payload = part('body' in transmission.command ? 'body' : 'keys and ids', payloadOctets);
  const all = [
    ...fields,
    part('nonce of s2r', sealed && design.commandNonce === 'random' ? NONCE_OCTETS : 0),
    part('tag of s2r', sealed ? TAG_OCTETS : 0),
    part('length of what s2r pads', LENGTH_OCTETS),
    part('filler inside s2r', design.blocks === 'padded' ? room - used : 0),
    ...smpParts(transmission, payloadOctets),
  ];
  return inBlock(design, message, payload, all, 'relay');
}

/** The octets of an SMP transmission that are not payload. */
function smpParts(transmission: SmpTransmission, payloadOctets: number): readonly Part[] {
  const { signature, corrId, queueId, command } = transmission;
  const numbered = command.kind === 'sendNumbered';
  const around = [
    part('signature', 1 + (signature?.length ?? 0)),
    part('corr id of the command', 1 + (corrId?.length ?? 0)),
    part('queue id', 1 + (queueId?.length ?? 0)),
    ...(numbered ? Object.entries(numbering).map(([name, { size }]) => part(name, size.max)) : []),
  ];
  const rest = encode(smpTransmission, transmission).length - sum(around) - payloadOctets;
  return [...around, part(`letters and lengths of ${numbered ? 'send' : command.kind}`, rest)];
}

/** The overhead as a text prints it, held against the messages of its grammar. */
export interface Overhead {
  /** What the summands add up to; the total and the reserve as printed. */
  readonly printed: number;
  readonly total: number;
  readonly reserve: number;
  readonly messages: readonly {
    readonly name: string;
    /** The overhead by the grammar, once for each form of key that the text leaves open. */
    readonly sizes: readonly { readonly full: number; readonly told: string }[];
    /** Fields that the sum counts and the message has not, and the other way round. */
    readonly surplus: readonly string[];
    readonly missing: readonly string[];
  }[];
}
/** A key behind a length octet: the point alone, or the X.509 structure around it. */
const KEYS = [
  ['a raw key', 1 + KEY_OCTETS],
  ['an X.509 key', 1 + 44],
] as const;

/** `frame` is what stands before every command; of the commands those count that carry an encrypted block. */
export function overheadOf(
  sentence: string,
  grammar: Grammar,
  frame: readonly string[],
  commands: readonly Definition[],
): Overhead {
  const summands = [...sentence.matchAll(/(\d+(?:\+\d+)*) \(([^)]+)\)/g)].map(([, octets = '', name = '']) =>
    part(
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      octets.split('+').reduce((total, one) => total + Number(one), 0),
    ),
  );
  const printedAs = (pattern: RegExp): number => Number(pattern.exec(sentence)?.[1]);
  const mentioned = new Set(grammar.definitions.flatMap((one) => references(one.part)));
  const counted = summands.map(({ name }) => name).filter((name) => mentioned.has(name));
  const keys = definitionOf(grammar, 'random_dh_pub_key') === undefined ? KEYS : [undefined];

  const messages = commands.flatMap((command) => {
    const holds = [...frame, ...references(command.part)];
    if (!holds.includes('encrypted_block')) return [];
    const fields = holds.filter((name) => name !== 'encrypted_block');
    const sizes = keys.map((form) => {
      const given = { encrypted_block: TAG_OCTETS, ...(form && { random_dh_pub_key: form[1] }) };
      const octets = (more: Readonly<Record<string, number>>): number =>
        [command.part, ...frame.map((name) => ({ kind: 'reference', name }) as const)]
          .map((one) => extentOf(grammar, one, { ...given, ...more }).max)
          .reduce((total, one) => total + one, LENGTH_OCTETS);
      const [full, bare] = [octets({}), octets({ acknowledge_corr_id: 0 })];
      const without = bare < full ? ` (${bare} without acknowledge_corr_id)` : '';
      return { full, told: `${full} for ${command.name}${form ? ` with ${form[0]}` : ''}${without}` };
    });
    const surplus = counted.filter((name) => !holds.includes(name));
    const missing = fields.filter((name) => !counted.includes(name));
    return [{ name: command.name, sizes, surplus, missing }];
  });
  return { printed: sum(summands), total: printedAs(/= (\d+) bytes/), reserve: printedAs(/~(\d+) bytes/), messages };
}
