// Octet strings: the one type that travels, and its name as a key of plain-data state.
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Never changed once made; parts share memory with the whole. */
export type Octets = Uint8Array;

/** One after the other, copied. */
export function concat(...parts: readonly Octets[]): Octets {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
/** The same octets as Node's searches and comparisons take them; no copy. */
export const buffer = (octets: Octets): Buffer => Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
/** In lower-case hexadecimal, two characters an octet: a key for records. */
export const hex = (octets: Octets): string => buffer(octets).toString('hex');
/** The inverse of `hex`; throws on what is no hexadecimal. */
export const unhex: (text: string) => Octets = hexToBytes;
/** In UTF-8. */
export const text: (words: string) => Octets = utf8ToBytes;

/** Whether both have the same octets. */
export function same(a: Octets, b: Octets): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
