// The cryptography that nodes use, as one interface: ideal (octets with a remembered meaning) or real.
import type { Octets } from './octets.ts';

/** X25519 or Ed25519. */
export interface KeyPair {
  /** 32 octets. */
  readonly secret: Octets;
  /** 32 octets. */
  readonly public: Octets;
}

/** What a certificate says. Times are milliseconds of the simulation's clock. */
export interface Certificate {
  /** Ed25519 key of the subject, 32 octets. */
  readonly publicKey: Octets;
  /** Whether it may sign other certificates. */
  readonly isAuthority: boolean;
  /** The first moment at which it is valid. */
  readonly notBefore: number;
  /** The last. */
  readonly notAfter: number;
}
/** What a certificate is made from. */
export interface CertificateRequest extends Certificate {
  /** The common name of whom it is about. */
  readonly subject: string;
  /** The common name of who signs it. */
  readonly issuer: string;
  /** Ed25519 secret and public key of the issuer: the subject's own for an authority. */
  readonly signer: KeyPair;
}

/** Every draw is a function of its place; so the same call in the same step gives the same octets. */
export interface Crypto {
  /** Octets that nobody can guess. */
  random(lengthOctets: number): Octets;
  /** A fresh one, X25519. */
  keyPair(): KeyPair;
  /** The shared secret of 32 octets, or nothing for a public key that gives none. */
  agree(secret: Octets, theirPublic: Octets): Octets | undefined;
  /** 32 octets out of a secret, for the purpose that the label names. */
  derive(secret: Octets, label: string): Octets;
  /** XSalsa20-Poly1305: key of 32 octets, nonce of 24; the result is 16 octets longer than `body`. */
  seal(key: Octets, nonce: Octets, body: Octets): Octets;
  /** What was sealed; nothing where key, nonce or octets are not as they were sealed. */
  open(key: Octets, nonce: Octets, sealed: Octets): Octets | undefined;
  /** A fresh one, Ed25519. */
  signingPair(): KeyPair;
  /** A signature of 64 octets. */
  sign(secret: Octets, body: Octets): Octets;
  /** Whether the secret of this key signed this; false for one of another length. */
  verify(publicKey: Octets, body: Octets, signature: Octets): boolean;
  /** SHA-256, 32 octets. */
  hash(body: Octets): Octets;
  /** An X.509 certificate, DER. Used at set-up only. */
  certify(request: CertificateRequest): Octets;
  /** What a certificate says, unchecked; nothing if it is none. */
  readCertificate(certificate: Octets): Certificate | undefined;
  /** Whether `issuer`'s key signed `certificate` and its name is the one that `certificate` gives. */
  issued(certificate: Octets, issuer: Octets): boolean;
}

/** What sealing adds to a body. */
export const TAG_OCTETS = 16;
/** A nonce of sealing. */
export const NONCE_OCTETS = 24;
/** A key, secret or public. */
export const KEY_OCTETS = 32;
/** A signature. */
export const SIGNATURE_OCTETS = 64;
