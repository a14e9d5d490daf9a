// The real cryptography with the curves of Node, which are faster by far: the same octets as `crypto-noble.ts`.
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign, verify } from 'node:crypto';
import { type Crypto, type Draws, KEY_OCTETS, type KeyPair, SIGNATURE_OCTETS } from './crypto.ts';
import { NobleCrypto } from './crypto-noble.ts';
import { buffer, type Octets } from './octets.ts';

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

function pair(curve: Curve, secret: Octets): KeyPair {
  const { x } = createPublicKey(secretKey(curve, secret)).export({ format: 'jwk' });
  return { secret, public: Uint8Array.from(Buffer.from(x as string, 'base64url')) };
}
class NativeCrypto extends NobleCrypto {
  override keyPair(): KeyPair {
    return pair('X25519', this.draws.octets(KEY_OCTETS));
  }
  override agree(secret: Octets, theirPublic: Octets): Octets | undefined {
    // As in `crypto-noble.ts`: a bit that X25519 does not look at, and points that give no secret.
    if (theirPublic.length !== KEY_OCTETS || ((theirPublic.at(-1) as number) & 0x80) !== 0) return undefined;
    try {
      const keys = { privateKey: secretKey('X25519', secret), publicKey: publicKey('X25519', theirPublic) };
      return new Uint8Array(diffieHellman(keys));
    } catch (problem) {
      if (problem instanceof Error) return undefined;
      throw problem;
    }
  }
  override signingPair(): KeyPair {
    return pair('Ed25519', this.draws.octets(KEY_OCTETS));
  }
  override sign(secret: Octets, body: Octets): Octets {
    return new Uint8Array(sign(undefined, body, secretKey('Ed25519', secret)));
  }
  /** Node accepts fewer encodings than noble; what it does not accept noble decides. */
  override verify(theirPublic: Octets, body: Octets, signature: Octets): boolean {
    return (
      (theirPublic.length === KEY_OCTETS &&
        signature.length === SIGNATURE_OCTETS &&
        verify(undefined, body, publicKey('Ed25519', theirPublic), signature)) ||
      super.verify(theirPublic, body, signature)
    );
  }
}

/** Its randomness comes from `draws`. */
export const nativeCrypto = (draws: Draws): Crypto => new NativeCrypto(draws);
