// The real cryptography with the curves of Node, which are faster by far: the same octets as `crypto-noble.ts`.
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign, verify } from 'node:crypto';
import { type Crypto, KEY_OCTETS, SIGNATURE_OCTETS } from './crypto.ts';
import { nobleCrypto } from './crypto-noble.ts';
import { buffer, type Octets } from './octets.ts';
import { writeCertificate } from './x509.ts';

type Curve = 'X25519' | 'Ed25519';

/** As JSON Web Keys (RFC 8037), which Node reads several times faster than any other encoding of 32 octets. */
const written = (octets: Octets): string => buffer(octets).toString('base64url');
/** By secret, for as long as that is there: who made a pair uses it. Nobody writes into octets. */
const secretKeys: Readonly<Record<Curve, WeakMap<Octets, KeyObject>>> = {
  X25519: new WeakMap(),
  Ed25519: new WeakMap(),
};
function secretKey(crv: Curve, secret: Octets): KeyObject {
  // `x` must be there and is not looked at.
  const key =
    secretKeys[crv].get(secret) ??
    createPrivateKey({ key: { kty: 'OKP', crv, d: written(secret), x: '' }, format: 'jwk' });
  secretKeys[crv].set(secret, key);
  return key;
}
const publicKey = (crv: Curve, octets: Octets): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv, x: written(octets) }, format: 'jwk' });

function pair(curve: Curve, secret: Octets) {
  const { x } = createPublicKey(secretKey(curve, secret)).export({ format: 'jwk' });
  return { secret, public: Uint8Array.from(Buffer.from(x as string, 'base64url')) };
}
const signed = (secret: Octets, body: Octets): Octets =>
  new Uint8Array(sign(undefined, body, secretKey('Ed25519', secret)));

/** `draw` gives the octets of this step's randomness in order; the same place gives the same octets. */
export function nativeCrypto(draw: (lengthOctets: number) => Octets): Crypto {
  const noble = nobleCrypto(draw);
  return {
    ...noble,
    keyPair: () => pair('X25519', draw(KEY_OCTETS)),
    agree: (secret, theirPublic) => {
      // As in `crypto-noble.ts`: a bit that X25519 does not look at, and points that give no secret.
      if (theirPublic.length !== KEY_OCTETS || ((theirPublic.at(-1) as number) & 0x80) !== 0) return undefined;
      try {
        const keys = { privateKey: secretKey('X25519', secret), publicKey: publicKey('X25519', theirPublic) };
        return new Uint8Array(diffieHellman(keys));
      } catch (problem) {
        if (problem instanceof Error) return undefined;
        throw problem;
      }
    },
    signingPair: () => pair('Ed25519', draw(KEY_OCTETS)),
    sign: signed,
    // Node accepts fewer encodings than noble; what it does not accept noble decides.
    verify: (theirPublic, body, signature) =>
      (theirPublic.length === KEY_OCTETS &&
        signature.length === SIGNATURE_OCTETS &&
        verify(undefined, body, publicKey('Ed25519', theirPublic), signature)) ||
      noble.verify(theirPublic, body, signature),
    certify: (request) => writeCertificate(request, (body) => signed(request.signer.secret, body)),
  };
}
