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
  const pay = (operation: keyof Crypto): Crypto => {
    spent += OPERATION_MILLIS[operation];
    return crypto;
  };
  const counted: Crypto = {
    random: (lengthOctets) => pay('random').random(lengthOctets),
    keyPair: () => pay('keyPair').keyPair(),
    agree: (secret, theirPublic) => pay('agree').agree(secret, theirPublic),
    derive: (secret, label) => pay('derive').derive(secret, label),
    seal: (key, nonce, body) => {
      sealings({ key, nonce, body });
      return pay('seal').seal(key, nonce, body);
    },
    open: (key, nonce, sealed) => pay('open').open(key, nonce, sealed),
    signingPair: () => pay('signingPair').signingPair(),
    sign: (secret, body) => pay('sign').sign(secret, body),
    verify: (publicKey, body, signature) => pay('verify').verify(publicKey, body, signature),
    hash: (body) => pay('hash').hash(body),
    certify: (request) => pay('certify').certify(request),
    readCertificate: (certificate) => pay('readCertificate').readCertificate(certificate),
    issued: (certificate, issuer) => pay('issued').issued(certificate, issuer),
  };
  return { crypto: counted, spent: () => spent };
}
