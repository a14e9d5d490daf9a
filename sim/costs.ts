// What operations cost in time: the simulated processor. An error that is cheaper to make leaves earlier, and so shows.
// Figures are those of a native library on one server core, in milliseconds, rounded.
import type { Certificate, CertificateRequest, Crypto, KeyPair } from '../model/crypto.ts';
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
export class Metered implements Crypto {
  readonly #crypto: Crypto;
  readonly #sealings: (one: Sealing) => void;
  spent = STEP_MILLIS;

  constructor(crypto: Crypto, sealings: (one: Sealing) => void) {
    this.#crypto = crypto;
    this.#sealings = sealings;
  }
  #pay(operation: keyof Crypto): Crypto {
    this.spent += OPERATION_MILLIS[operation];
    return this.#crypto;
  }
  random(lengthOctets: number): Octets {
    return this.#pay('random').random(lengthOctets);
  }
  keyPair(): KeyPair {
    return this.#pay('keyPair').keyPair();
  }
  agree(secret: Octets, theirPublic: Octets): Octets | undefined {
    return this.#pay('agree').agree(secret, theirPublic);
  }
  derive(secret: Octets, label: string): Octets {
    return this.#pay('derive').derive(secret, label);
  }
  seal(key: Octets, nonce: Octets, body: Octets): Octets {
    this.#sealings({ key, nonce, body });
    return this.#pay('seal').seal(key, nonce, body);
  }
  open(key: Octets, nonce: Octets, sealed: Octets): Octets | undefined {
    return this.#pay('open').open(key, nonce, sealed);
  }
  signingPair(): KeyPair {
    return this.#pay('signingPair').signingPair();
  }
  sign(secret: Octets, body: Octets): Octets {
    return this.#pay('sign').sign(secret, body);
  }
  verify(publicKey: Octets, body: Octets, signature: Octets): boolean {
    return this.#pay('verify').verify(publicKey, body, signature);
  }
  hash(body: Octets): Octets {
    return this.#pay('hash').hash(body);
  }
  certify(request: CertificateRequest): Octets {
    return this.#pay('certify').certify(request);
  }
  readCertificate(certificate: Octets): Certificate | undefined {
    return this.#pay('readCertificate').readCertificate(certificate);
  }
  issued(certificate: Octets, issuer: Octets): boolean {
    return this.#pay('issued').issued(certificate, issuer);
  }
}
