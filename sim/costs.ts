// What operations cost in time: the simulated processor. An error that is cheaper to make leaves earlier, and so shows.
// Figures are those of a native library on one server core, in milliseconds, rounded.
import type { Crypto } from '../model/crypto.ts';
import type { Octets } from '../model/octets.ts';

export const STEP_MILLIS = 0.01;

const OPERATION_MILLIS: { readonly [K in keyof Crypto]: number } = {
  random: 0.001,
  keyPair: 0.05,
  agree: 0.05,
  derive: 0.002,
  seal: 0.02,
  open: 0.02,
  signingPair: 0.03,
  sign: 0.03,
  verify: 0.09,
  hash: 0.01,
  certify: 0.1,
  readCertificate: 0.02,
  issued: 0.1,
};

/** One use of a sealing key. */
export interface Sealing {
  readonly key: Octets;
  readonly nonce: Octets;
  readonly body: Octets;
}

/** The same cryptography with a meter: what the step has spent, and every use of a sealing key. */
export function metered(
  crypto: Crypto,
  sealings: (one: Sealing) => void,
): { readonly crypto: Crypto; spent(): number } {
  let spent = STEP_MILLIS;
  const counted = Object.fromEntries(
    Object.entries(OPERATION_MILLIS).map(([operation, cost]) => {
      const original = crypto[operation as keyof Crypto] as (...given: unknown[]) => unknown;
      return [
        operation,
        (...given: unknown[]) => {
          spent += cost;
          return original(...given);
        },
      ];
    }),
  ) as unknown as Crypto;
  const seal: Crypto['seal'] = (key, nonce, body) => {
    sealings({ key, nonce, body });
    return counted.seal(key, nonce, body);
  };
  return { crypto: { ...counted, seal }, spent: () => spent };
}
