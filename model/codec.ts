// Wire rules as values: one declaration gives encoder, decoder, size bounds and the ABNF that prints it.
// A decoder accepts exactly what its encoder writes; anything else is a `Malformed` value, never a throw.
import { concat, type Octets } from './octets.ts';

/** Encoder and decoder of one type of value. */
export interface Codec<T> {
  /** The right-hand side of the rule, or a reference to it by name. */
  readonly abnf: string;
  /** How many octets an encoded value takes. */
  readonly size: Size;
  /** Adds the octets of a value to others; they are put together, and so copied, once. */
  write(value: T, out: Octets[]): void;
  /** Reads one value; raises `Malformed`, which only `decode` catches. */
  read(input: Reader): T;
}
/** Bounds of a length in octets. */
export interface Size {
  /** The least, inclusive. */
  readonly min: number;
  /** The most, inclusive. */
  readonly max: number;
}
/** A codec with a name, by which other rules print it. */
export interface Rule<T> extends Codec<T> {
  /** As the specification calls it. */
  readonly name: string;
  /** `name = right-hand side`, as the specification prints it. */
  readonly definition: string;
}
/** The type of the values of a codec. */
export type Value<C> = C extends Codec<infer T> ? T : never;
/** A field of a sequence that a value may leave out, as designs without it do. */
export interface LeftOut<T> extends Codec<T | undefined> {
  /** Tells a sequence that a value without this field is complete. */
  readonly mayBeLeftOut: true;
}

/** Why octets are not a value of a rule: where in the rule, at which octet, and what was expected. */
export class Malformed {
  /** Which octet, from 0, of what was decoded. */
  readonly at: number;
  /** What should stand there, in words. */
  readonly expected: string;
  constructor(at: number, expected: string) {
    this.at = at;
    this.expected = expected;
  }
}

/** A position in octets; every read past the end is malformed. */
export class Reader {
  /** The next octet to be read, from 0. */
  at = 0;
  /** All that there is to read. */
  readonly octets: Octets;
  constructor(octets: Octets) {
    this.octets = octets;
  }
  /** How many octets are left. */
  get left(): number {
    return this.octets.length - this.at;
  }
  /** The next `count` octets, not copied; throws `Malformed`, which expects `what`, if there are fewer. */
  take(count: number, what: string): Octets {
    if (count > this.left) throw new Malformed(this.at, what);
    this.at += count;
    return this.octets.subarray(this.at - count, this.at);
  }
  /** The next `count` octets as an unsigned number, most significant first; throws as `take` does. */
  number(count: number, what: string): number {
    if (count > this.left) throw new Malformed(this.at, what);
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + (this.octets[this.at++] as number);
    return value;
  }
}

/** The octets of a value. One outside of the rule's bounds is a mistake of the caller: it throws `RangeError`. */
export function encode<T>(codec: Codec<T>, value: T): Octets {
  return concat(...piecesOf(codec, value));
}
function piecesOf<T>(codec: Codec<T>, value: T): readonly Octets[] {
  const pieces: Octets[] = [];
  codec.write(value, pieces);
  return pieces;
}

/** The value that `octets` encode, all of them, or what is wrong with them. */
export function decode<T>(codec: Codec<T>, octets: Octets): T | Malformed {
  const input = new Reader(octets);
  try {
    const value = codec.read(input);
    return input.left === 0 ? value : new Malformed(input.at, 'the end');
  } catch (problem) {
    if (problem instanceof Malformed) return problem;
    throw problem;
  }
}

function bigEndian(value: number, count: number): Octets {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** count)
    throw new RangeError(`${value} does not fit ${count} octets`);
  const out = new Uint8Array(count);
  for (let i = count - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

function bounded(value: Octets, size: Size, what: string): Octets {
  if (value.length < size.min || value.length > size.max)
    throw new RangeError(`${what} of ${value.length} octets, allowed ${size.min} to ${size.max}`);
  return value;
}

/** Gives a codec the name under which other rules print it. */
export function rule<T>(name: string, codec: Codec<T>): Rule<T> {
  return { ...codec, name, abnf: name, definition: `${name} = ${codec.abnf}` };
}

/** Exactly `count` octets, read without a copy. */
export function octets(count: number): Codec<Octets> {
  const size = { min: count, max: count };
  return {
    abnf: `${count}*${count} OCTET`,
    size,
    write: (value, out) => void out.push(bounded(value, size, 'a field')),
    read: (input) => input.take(count, `${count} octets`),
  };
}

/** An unsigned number below 2^53 in `count` octets, most significant first. */
export function number(count: number): Codec<number> {
  return {
    abnf: `${count}*${count} OCTET`,
    size: { min: count, max: count },
    write: (value, out) => void out.push(bigEndian(value, count)),
    read: (input) => {
      const value = input.number(count, `a number of ${count} octets`);
      if (!Number.isSafeInteger(value)) throw new Malformed(input.at, `a number below 2^53`);
      return value;
    },
  };
}

function prefixed(prefix: 1 | 2, min: number, max: number): Codec<Octets> {
  const name = prefix === 1 ? 'length' : 'length length';
  return {
    abnf: `${name} ${min === 0 ? '' : min}*${max} OCTET`,
    size: { min: prefix + min, max: prefix + max },
    write: (value, out) => void out.push(bigEndian(bounded(value, { min, max }, 'a string').length, prefix), value),
    read: (input) => {
      const count = input.number(prefix, 'a length');
      if (count < min || count > max) throw new Malformed(input.at, `a length from ${min} to ${max}`);
      return input.take(count, `${count} octets`);
    },
  };
}
/** One length octet, then at most `max` octets (at most 255). */
export const short = (max: number, min = 0): Codec<Octets> => prefixed(1, min, max);
/** Two length octets, then at most `max` octets. */
export const large = (max: number, min = 0): Codec<Octets> => prefixed(2, min, max);

/** All that is left. */
export function tail(min: number, max: number): Codec<Octets> {
  return {
    abnf: `${min === 0 ? '' : min}*OCTET`,
    size: { min, max },
    write: (value, out) => void out.push(bounded(value, { min, max }, 'a tail')),
    read: (input) => {
      if (input.left < min || input.left > max) throw new Malformed(input.at, `${min} to ${max} octets`);
      return input.take(input.left, 'the rest');
    },
  };
}

const isZero = ({ octets, at, left }: Reader, prefix: 1 | 2): boolean =>
  left >= prefix && octets[at] === 0 && octets[at + prefix - 1] === 0;

/** A length-prefixed element that may be absent; absence is length zero, so that one octet tells. */
export function optional<T>(codec: Codec<T>, prefix: 1 | 2 = 1): Codec<T | undefined> {
  const absent = new Uint8Array(prefix);
  return {
    abnf: `[${codec.abnf}]`,
    size: { min: prefix, max: codec.size.max },
    write: (value, out) => {
      if (value === undefined) out.push(absent);
      else codec.write(value, out);
    },
    read: (input) => {
      if (isZero(input, prefix)) {
        input.take(prefix, 'a length');
        return undefined;
      }
      return codec.read(input);
    },
  };
}

/** A field that a design does not have. */
export function nothing<T>(): Codec<T | undefined> {
  return { abnf: '', size: { min: 0, max: 0 }, write: () => undefined, read: () => undefined };
}

/** One that it has, and that every value must have then. */
export function present<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    ...codec,
    write: (value, out) => {
      if (value === undefined) throw new RangeError(`${codec.abnf} is missing`);
      codec.write(value, out);
    },
  };
}

/** A value of another codec inside a length prefix of one or two octets. */
export function inside<T>(codec: Codec<T>, prefix: 1 | 2): Codec<T> {
  const frame = prefixed(prefix, codec.size.min, codec.size.max);
  return {
    abnf: `${prefix === 1 ? 'length' : 'length length'} ${codec.abnf}`,
    size: frame.size,
    write: (value, out) => frame.write(encode(codec, value), out),
    read: (input) => {
      const value = decode(codec, frame.read(input));
      if (value instanceof Malformed) throw new Malformed(input.at, value.expected);
      return value;
    },
  };
}

/** From `min` to `max` values of one rule, at most 255, after one octet that counts them. */
export function list<T>(codec: Codec<T>, min: number, max: number): Codec<readonly T[]> {
  return {
    abnf: `length ${min}*${max}(${codec.abnf})`,
    size: { min: 1 + min * codec.size.min, max: 1 + max * codec.size.max },
    write: (values, out) => {
      if (values.length < min || values.length > max) throw new RangeError(`a list of ${values.length}`);
      out.push(bigEndian(values.length, 1));
      for (const value of values) codec.write(value, out);
    },
    read: (input) => {
      const count = input.number(1, 'a count');
      if (count < min || count > max) throw new Malformed(input.at, `${min} to ${max} elements`);
      return Array.from({ length: count }, () => codec.read(input));
    },
  };
}

/** One word out of a closed set, in ASCII after a length octet. */
export function word<W extends string>(...words: readonly W[]): Codec<W> {
  const lengths = words.map((w) => w.length);
  const encoded = new Map(words.map((w) => [w, new TextEncoder().encode(w)]));
  return {
    abnf: words.map((w) => `%x${w.length.toString(16).padStart(2, '0')} %s"${w}"`).join(' / '),
    size: { min: 1 + Math.min(...lengths), max: 1 + Math.max(...lengths) },
    write: (value, out) => void out.push(bigEndian(value.length, 1), encoded.get(value) as Octets),
    read: (input) => {
      const found = String.fromCharCode(...input.take(input.number(1, 'a length'), 'a word'));
      const known = words.find((w) => w === found);
      if (known === undefined) throw new Malformed(input.at, `one of ${words.join(', ')}`);
      return known;
    },
  };
}

/** Codecs by the names of their fields, in the order in which they are written. */
export type Fields = Readonly<Record<string, Codec<unknown>>>;
/** The values of these fields by name; those that may be left out are optional. */
export type Values<F extends Fields> = {
  readonly [K in keyof F as F[K] extends LeftOut<unknown> ? never : K]: Value<F[K]>;
} & { readonly [K in keyof F as F[K] extends LeftOut<unknown> ? K : never]?: Value<F[K]> };

/** One field after the other, in the order of declaration. */
export function sequence<F extends Fields>(fields: F): Codec<Values<F>> {
  const names = Object.keys(fields);
  const each = Object.values(fields);
  return {
    abnf: each
      .map((codec) => codec.abnf)
      .filter((one) => one !== '')
      .join(' '),
    size: {
      min: each.reduce((sum, codec) => sum + codec.size.min, 0),
      max: each.reduce((sum, codec) => sum + codec.size.max, 0),
    },
    write: (value, out) => {
      const given = value as Readonly<Record<string, unknown>>;
      for (const [i, name] of names.entries()) (each[i] as Codec<unknown>).write(given[name], out);
    },
    read: (input) => {
      const value: Record<string, unknown> = {};
      for (const [i, name] of names.entries()) {
        const codec = each[i] as Codec<unknown>;
        const one = codec.read(input);
        if (one !== undefined || !('mayBeLeftOut' in codec)) value[name] = one;
      }
      return value as Values<F>;
    },
  };
}

/** A sequence behind fixed letters, printed as the specification does: `"S"` or, case-sensitive, `%s"F"`. */
export interface Tagged<K extends string, T> extends Codec<T & { readonly kind: K }> {
  /** What values of this rule are called. */
  readonly kind: K;
  /** In ASCII, without quotes. */
  readonly letters: Octets;
}
/** Fields behind letters; `printed` is the letters as ABNF has them. Values have the `kind` beside their fields. */
export function tagged<K extends string, F extends Fields>(kind: K, printed: string, fields: F): Tagged<K, Values<F>> {
  const letters = new TextEncoder().encode(printed.replace(/^%s/, '').replaceAll('"', ''));
  const body = sequence(fields);
  return {
    kind,
    letters,
    abnf: body.abnf === '' ? printed : `${printed} ${body.abnf}`,
    size: { min: letters.length + body.size.min, max: letters.length + body.size.max },
    write: (value, out) => {
      out.push(letters);
      body.write(value, out);
    },
    read: (input) => {
      const found = input.take(letters.length, printed);
      if (found.some((octet, i) => octet !== letters[i])) throw new Malformed(input.at, printed);
      return { ...body.read(input), kind };
    },
  };
}

/** A tagged rule keeps its kind and letters, so that a choice can look at them. */
export function taggedRule<K extends string, T>(
  name: string,
  codec: Tagged<K, T>,
): Tagged<K, T> & Rule<T & { readonly kind: K }> {
  return { ...codec, name, abnf: name, definition: `${name} = ${codec.abnf}` };
}

/** The rules that a choice has. */
// biome-ignore lint/suspicious/noExplicitAny: alternatives differ in their fields
export type Alternatives = readonly Tagged<string, any>[];

/** One of several tagged rules; the letters decide which, and no letters are a prefix of others. */
export function choice<A extends Alternatives>(...alternatives: A): Codec<Value<A[number]>> {
  return {
    abnf: alternatives.map((one) => one.abnf).join(' / '),
    size: {
      min: Math.min(...alternatives.map((one) => one.size.min)),
      max: Math.max(...alternatives.map((one) => one.size.max)),
    },
    write: (value, out) => {
      const one = alternatives.find(({ kind }) => kind === (value as { kind: string }).kind);
      if (one === undefined) throw new RangeError(`no alternative ${(value as { kind: string }).kind}`);
      one.write(value, out);
    },
    read: (input) => {
      const { octets: all, at } = input;
      const one = alternatives.find(({ letters }) => letters.every((octet, i) => all[at + i] === octet));
      if (one === undefined) throw new Malformed(input.at, alternatives.map(({ kind }) => kind).join(' or '));
      return one.read(input) as Value<A[number]>;
    },
  };
}

/** What fills a padded value: `#`, as in the deployed protocol. */
export const FILLER = 0x23;
const fillers = new Map<number, Octets>();
function fillerOf(total: number): Octets {
  const known = fillers.get(total) ?? new Uint8Array(total).fill(FILLER);
  fillers.set(total, known);
  return known;
}
/** Compared as a whole: most octets of most blocks are filler, and every decoder looks at each. */
const isFiller = (octets: Octets, filler: Octets): boolean =>
  Buffer.compare(octets, filler.subarray(0, octets.length)) === 0;

/** A value behind two octets that give its length, filled up to `total` octets: `padded(rule, total)`. */
export function padded<T>(codec: Codec<T>, total: number): Codec<T> {
  if (codec.size.min + 2 > total) throw new RangeError(`${codec.abnf} never fits ${total} octets`);
  const filler = fillerOf(total);
  return {
    abnf: `padded(${codec.abnf}, ${total})`,
    size: { min: total, max: total },
    write: (value, out) => {
      const pieces = piecesOf(codec, value);
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (length + 2 > total) throw new RangeError(`${length} octets do not fit ${total}`);
      out.push(bigEndian(length, 2), ...pieces, filler.subarray(length + 2));
    },
    read: (input) => {
      const block = new Reader(input.take(total, `${total} octets`));
      const body = block.take(block.number(2, 'a length'), 'a body');
      if (!isFiller(block.take(block.left, 'filler'), filler)) throw new Malformed(input.at, 'filler');
      const value = decode(codec, body);
      if (value instanceof Malformed) throw value;
      return value;
    },
  };
}

/** The same without filler: as long as its value. Only planted leaks use it. */
export function unpadded<T>(codec: Codec<T>, total: number): Codec<T> {
  return inside({ ...codec, size: { min: codec.size.min, max: Math.min(codec.size.max, total - 2) } }, 2);
}
