// The cryptography that nodes use, as one interface: ideal (octets with a remembered meaning) or real.
import type { Octets } from './octets.ts';

export interface KeyPair {
  readonly secret: Octets;
  readonly public: Octets;
}

/** What a certificate says. Times are milliseconds of the simulation's clock. */
export interface Certificate {
  /** Ed25519 key of the subject, 32 octets. */
  readonly publicKey: Octets;
  readonly isAuthority: boolean;
  readonly notBefore: number;
  readonly notAfter: number;
}
export interface CertificateRequest extends Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** Ed25519 secret and public key of the issuer: the subject's own for an authority. */
  readonly signer: KeyPair;
}

/** Every draw is a function of its place; so the same call in the same step gives the same octets. */
export interface Crypto {
  random(lengthOctets: number): Octets;
  /** X25519. */
  keyPair(): KeyPair;
  /** The shared secret of 32 octets, or nothing for a public key that gives none. */
  agree(secret: Octets, theirPublic: Octets): Octets | undefined;
  /** 32 octets out of a secret, for the purpose that the label names. */
  derive(secret: Octets, label: string): Octets;
  /** XSalsa20-Poly1305: key of 32 octets, nonce of 24; the result is 16 octets longer than `body`. */
  seal(key: Octets, nonce: Octets, body: Octets): Octets;
  open(key: Octets, nonce: Octets, sealed: Octets): Octets | undefined;
  /** Ed25519. */
  signingPair(): KeyPair;
  sign(secret: Octets, body: Octets): Octets;
  verify(publicKey: Octets, body: Octets, signature: Octets): boolean;
  /** SHA-256. */
  hash(body: Octets): Octets;
  /** An X.509 certificate, DER. Used at set-up only. */
  certify(request: CertificateRequest): Octets;
  readCertificate(certificate: Octets): Certificate | undefined;
  /** Whether `issuer`'s key signed `certificate` and its name is the one that `certificate` gives. */
  issued(certificate: Octets, issuer: Octets): boolean;
}

export const TAG_OCTETS = 16;
export const NONCE_OCTETS = 24;
export const KEY_OCTETS = 32;
export const SIGNATURE_OCTETS = 64;
