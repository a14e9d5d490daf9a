// Numbers drawn from a node's randomness: evenly distributed, and times that follow no clock.
import type { Crypto } from './crypto.ts';
import type { Millis } from './node.ts';

/** So many that each number a double can be is as likely as it should be. */
const UNIFORM_OCTETS = 8;

/** From 0 to 1, 1 excluded. */
export function uniform(crypto: Crypto): number {
  const octets = crypto.random(UNIFORM_OCTETS);
  const view = new DataView(octets.buffer, octets.byteOffset);
  return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) / 2 ** 53;
}

/** How long until the next of events that come with this mean time between them, whatever came before. */
export const exponential = (crypto: Crypto, meanMillis: Millis): Millis => -meanMillis * Math.log(1 - uniform(crypto));
