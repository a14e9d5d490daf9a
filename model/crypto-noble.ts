// Real cryptography over the noble libraries; certificates are X.509, written by an ASN.1 library and checked by Node.
import { type KeyObject, X509Certificate } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Certificate, Crypto } from './crypto.ts';
import { type Octets, text } from './octets.ts';
import { CLOCK_ZERO, writeCertificate } from './x509.ts';

/** `draw` gives the octets of this step's randomness in order; the same place gives the same octets. */
export function nobleCrypto(draw: (lengthOctets: number) => Octets): Crypto {
  const crypto: Crypto = {
    random: draw,
    keyPair: () => {
      const secret = draw(32);
      return { secret, public: x25519.getPublicKey(secret) };
    },
    agree: (secret, theirPublic) => {
      // X25519 does not look at this bit: a key on its way could be changed without changing the secret.
      if (((theirPublic.at(-1) ?? 0) & 0x80) !== 0) return undefined;
      try {
        return x25519.getSharedSecret(secret, theirPublic);
      } catch (problem) {
        // noble refuses public keys of small order, whose shared secret would be zero, and keys of a wrong length.
        if (problem instanceof Error) return undefined;
        throw problem;
      }
    },
    derive: (secret, label) => hkdf(sha256, secret, undefined, text(label), 32),
    seal: (key, nonce, body) => xsalsa20poly1305(key, nonce).encrypt(body),
    open: (key, nonce, sealed) => {
      if (sealed.length < 16) return undefined;
      try {
        return xsalsa20poly1305(key, nonce).decrypt(sealed);
      } catch (problem) {
        // noble reports a wrong tag by throwing.
        if (problem instanceof Error && problem.message.includes('tag')) return undefined;
        throw problem;
      }
    },
    signingPair: () => {
      const secret = draw(32);
      return { secret, public: ed25519.getPublicKey(secret) };
    },
    sign: (secret, body) => ed25519.sign(body, secret),
    verify: (publicKey, body, signature) => signature.length === 64 && ed25519.verify(signature, body, publicKey),
    hash: (body) => sha256(body),
    certify: (request) => writeCertificate(request, (body) => ed25519.sign(body, request.signer.secret)),
    readCertificate,
    issued: (certificate, issuer) => {
      const child = parse(certificate);
      const parent = parse(issuer);
      return child !== undefined && parent !== undefined && child.checkIssued(parent) && child.verify(parent.publicKey);
    },
  };
  return crypto;
}

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
