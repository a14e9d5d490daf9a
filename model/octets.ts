// Octet strings: the one type that travels, and its name as a key of plain-data state.
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export type Octets = Uint8Array;

export const concat: (...parts: Octets[]) => Octets = concatBytes;
export const hex: (octets: Octets) => string = bytesToHex;
export const unhex: (text: string) => Octets = hexToBytes;
export const text: (words: string) => Octets = utf8ToBytes;

export function same(a: Octets, b: Octets): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
