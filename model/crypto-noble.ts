// Real cryptography over the noble libraries; certificates are X.509, written by an ASN.1 library and checked by Node.
import { type KeyObject, X509Certificate } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Certificate, CertificateRequest, Crypto, Draws, KeyPair } from './crypto.ts';
import { type Octets, text } from './octets.ts';
import { CLOCK_ZERO, writeCertificate } from './x509.ts';

/** One is made for each step of a node, so that its code is shared and only its place is its own. */
export class NobleCrypto implements Crypto {
  protected readonly draws: Draws;

  constructor(draws: Draws) {
    this.draws = draws;
  }
  random(lengthOctets: number): Octets {
    return this.draws.octets(lengthOctets);
  }
  keyPair(): KeyPair {
    const secret = this.draws.octets(32);
    return { secret, public: x25519.getPublicKey(secret) };
  }
  agree(secret: Octets, theirPublic: Octets): Octets | undefined {
    // X25519 does not look at this bit: a key on its way could be changed without changing the secret.
    if (((theirPublic.at(-1) ?? 0) & 0x80) !== 0) return undefined;
    try {
      return x25519.getSharedSecret(secret, theirPublic);
    } catch (problem) {
      // noble refuses public keys of small order, whose shared secret would be zero, and keys of a wrong length.
      if (problem instanceof Error) return undefined;
      throw problem;
    }
  }
  derive(secret: Octets, label: string): Octets {
    return hkdf(sha256, secret, undefined, text(label), 32);
  }
  seal(key: Octets, nonce: Octets, body: Octets): Octets {
    return xsalsa20poly1305(key, nonce).encrypt(body);
  }
  open(key: Octets, nonce: Octets, sealed: Octets): Octets | undefined {
    if (sealed.length < 16) return undefined;
    try {
      return xsalsa20poly1305(key, nonce).decrypt(sealed);
    } catch (problem) {
      // noble reports a wrong tag by throwing.
      if (problem instanceof Error && problem.message.includes('tag')) return undefined;
      throw problem;
    }
  }
  signingPair(): KeyPair {
    const secret = this.draws.octets(32);
    return { secret, public: ed25519.getPublicKey(secret) };
  }
  sign(secret: Octets, body: Octets): Octets {
    return ed25519.sign(body, secret);
  }
  verify(publicKey: Octets, body: Octets, signature: Octets): boolean {
    return signature.length === 64 && ed25519.verify(signature, body, publicKey);
  }
  hash(body: Octets): Octets {
    return sha256(body);
  }
  certify(request: CertificateRequest): Octets {
    return writeCertificate(request, (body) => this.sign(request.signer.secret, body));
  }
  readCertificate(certificate: Octets): Certificate | undefined {
    return readCertificate(certificate);
  }
  issued(certificate: Octets, issuer: Octets): boolean {
    const child = parse(certificate);
    const parent = parse(issuer);
    return child !== undefined && parent !== undefined && child.checkIssued(parent) && child.verify(parent.publicKey);
  }
}

/** Its randomness comes from `draws`. */
export const nobleCrypto = (draws: Draws): Crypto => new NobleCrypto(draws);

/** A chain is parsed once, however many questions are asked about it. Nobody writes into octets. */
const parsed = new WeakMap<Octets, X509Certificate | undefined>();
function parse(certificate: Octets): X509Certificate | undefined {
  if (!parsed.has(certificate)) parsed.set(certificate, parseAnew(certificate));
  return parsed.get(certificate);
}
function parseAnew(certificate: Octets): X509Certificate | undefined {
  try {
    const read = new X509Certificate(certificate);
    // Trailing octets would give one certificate several fingerprints.
    return read.raw.length === certificate.length ? read : undefined;
  } catch (problem) {
    if (problem instanceof Error) return undefined;
    throw problem;
  }
}

function readCertificate(octets: Octets): Certificate | undefined {
  const read = parse(octets);
  const key = read && keyOf(read);
  if (read === undefined || key === undefined || key.asymmetricKeyType !== 'ed25519') return undefined;
  const { x } = key.export({ format: 'jwk' });
  const notBefore = Date.parse(read.validFrom) - CLOCK_ZERO;
  const notAfter = Date.parse(read.validTo) - CLOCK_ZERO;
  // No comparison with a date that cannot be read fails, so it would never be out of date.
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return undefined;
  return {
    publicKey: new Uint8Array(Buffer.from(x as string, 'base64url')),
    isAuthority: read.ca,
    notBefore,
    notAfter,
  };
}

function keyOf(read: X509Certificate): KeyObject | undefined {
  try {
    return read.publicKey;
  } catch (problem) {
    // Node reads the key only when asked, and throws for one that no algorithm knows.
    if (problem instanceof Error) return undefined;
    throw problem;
  }
}
