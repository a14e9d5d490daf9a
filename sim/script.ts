// What an active proxy does, as plain data: at the n-th block of a kind that it is about to send, this. A script is a list
// of such interventions; all else it does as the protocol says, so that what comes of a run comes of the script.
import { z } from 'zod';

/** The kinds of blocks of a proxy, by what they carry: the first goes to relays, the others to clients. */
export const PASSES = ['forward', 'accepted', 'answer', 'relay key'] as const;
export type Pass = (typeof PASSES)[number];

/** What a block of a kind is put together of, as far as the proxy can take it apart. */
export const PARTS = {
  forward: ['sender key', 'encrypted block'],
  answer: ['response key', 'destination id', 'encrypted block'],
  'relay key': ['authority', 'leaf', 'statement', 'signature'],
} as const;
export type Part = (typeof PARTS)[keyof typeof PARTS][number];
const part = z.enum([...new Set(Object.values(PARTS).flat())] as [Part, ...Part[]]);

/** In whose place of parts of a block: made by the proxy, taken from another relay’s block, or from an earlier one. */
export const SOURCES = ['its own', 'another relay’s', 'an earlier one'] as const;
export type Source = (typeof SOURCES)[number];

/** One piece of a block that the proxy puts together: its own, or the n-th of that type that it has seen. */
const piece = z.union([z.literal('own'), z.int().min(1).max(64)]);
export type Piece = z.infer<typeof piece>;

const forged = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('forward'), senderKey: piece, encryptedBlock: piece, queueId: piece })
    .describe('a forward to the relay; an encrypted block of its own is a message to the queue of that id'),
  z
    .strictObject({ kind: z.literal('answer'), corrId: piece, encryptedBlock: piece, command: piece })
    .describe('a response to the client; one of its own says “ok” to the n-th command that the proxy could read'),
  z
    .strictObject({
      kind: z.literal('relay key'),
      corrId: piece,
      chain: piece,
      statement: piece,
      signature: piece,
    })
    .describe('a relay key to the client'),
]);
export type Forged = z.infer<typeof forged>;

const act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('drop') }).describe('never sends it, however often it is tried again'),
  z.strictObject({ do: z.literal('delay'), byMillis: z.number().min(1).max(86_400_000) }),
  z.strictObject({ do: z.literal('duplicate') }).describe('sends it twice at once'),
  z
    .strictObject({ do: z.literal('replay'), of: z.int().min(1).max(64) })
    .describe('sends the block of that number and kind again, after this one and in its session'),
  z
    .strictObject({ do: z.literal('replay after a reconnect') })
    .describe('ends the session when this was sent, and sends it again in the next one with the same node'),
  z
    .strictObject({ do: z.literal('swap'), what: z.enum(['encrypted blocks', 'all but corr ids']) })
    .describe('keeps it until the next of its kind comes, and sends each with what the other held'),
  z.strictObject({ do: z.literal('substitute'), parts: z.array(part).min(1).max(4), by: z.enum(SOURCES) }),
  z
    .strictObject({ do: z.literal('inject'), block: forged, instead: z.boolean() })
    .describe('sends a block of its own making after it, or never it and that one instead'),
]);
export type Act = z.infer<typeof act>;

export const intervention = z
  .strictObject({ on: z.enum(PASSES), nth: z.int().min(1).max(64), act })
  .describe('at the n-th block of this kind, tries of one and the same block counted once');
export type Intervention = z.infer<typeof intervention>;
export const script = z.array(intervention).max(64);
export type Script = z.infer<typeof script>;

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
const ordinal = (n: Piece, of: string): string => (n === 'own' ? `${of} of its own` : `${of} ${n}`);

/** An intervention as the end of a sentence whose subject is the proxy. */
export function inWords({ on, nth, act: what }: Intervention): string {
  const block = `${on} ${nth}`;
  switch (what.do) {
    case 'drop':
      return `drops ${block}`;
    case 'delay':
      return `delays ${block} by ${what.byMillis} ms`;
    case 'duplicate':
      return `sends ${block} twice`;
    case 'replay':
      return `sends ${on} ${what.of} again after ${block}`;
    case 'replay after a reconnect':
      return `ends the session after ${block}, and sends it again in the next`;
    case 'swap':
      return `swaps ${what.what === 'encrypted blocks' ? 'the encrypted blocks' : 'all but the corr ids'} of ${block} and the next`;
    case 'substitute':
      return `puts ${what.by === 'its own' ? 'its own' : `that of ${what.by.replace('’s', '')}`} in the place of the ${listed(what.parts)} of ${block}`;
    case 'inject': {
      const { kind, ...pieces } = what.block;
      const made = Object.entries(pieces).map(([name, one]) => ordinal(one, WORDS[name] ?? name));
      return `${what.instead ? 'sends instead of' : 'adds after'} ${block} a made ${kind} with ${listed(made)}`;
    }
  }
}
const WORDS: Readonly<Record<string, string>> = {
  senderKey: 'sender key',
  encryptedBlock: 'encrypted block',
  queueId: 'queue id',
  corrId: 'corr id',
};
