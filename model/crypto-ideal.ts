// Ideal cryptography: octets of the real sizes with a remembered meaning. Nothing is broken by computing, only by knowing.
// Sealing is a keystream and a tag, so that a nonce used twice shows in the octets as it does in real ciphertexts.
import { createCipheriv, hash } from 'node:crypto';
import { decode, encode, Malformed, number, octets, sequence } from './codec.ts';
import { type Certificate, type Crypto, NONCE_OCTETS, TAG_OCTETS } from './crypto.ts';
import { concat, type Octets, same, text } from './octets.ts';
import type { Term, Terms } from './terms.ts';

const idealCertificate = sequence({
  publicKey: octets(32),
  kind: number(1),
  notBefore: number(8),
  notAfter: number(8),
  issuer: octets(32),
  signature: octets(64),
});

/** `draw` as for the real one; `by` is the node whose operations these are. */
export function idealCrypto(draw: (lengthOctets: number) => Octets, terms: Terms, by: string): Crypto {
  const learn = (term: Term): Octets => {
    terms.add(term);
    return term.octets;
  };
  const pair = (of: Purpose) => {
    const secret = learn({ is: 'fresh', octets: draw(32), by });
    return { secret, public: learn({ is: 'public', octets: publicOf(of, secret), by, secret, of }) };
  };
  const crypto: Crypto = {
    random: (lengthOctets) => learn({ is: 'fresh', octets: draw(lengthOctets), by }),
    keyPair: () => pair('agreement'),
    signingPair: () => pair('signing'),
    agree: (secret, theirPublic) => {
      if (theirPublic.length !== 32 || theirPublic.every((octet) => octet === 0)) return undefined;
      const ours = publicOf('agreement', secret);
      const theirs = terms.of(theirPublic);
      const theirSecret = theirs?.is === 'public' ? theirs.secret : theirPublic;
      const octets = digest('agreed', ...inOrder(ours, theirPublic));
      return learn({ is: 'agreed', octets, by, secrets: [secret, theirSecret], publics: [ours, theirPublic] });
    },
    derive: (secret, label) =>
      learn({ is: 'derived', octets: digest('derived', secret, text(label)), by, from: secret, label }),
    seal: (key, nonce, body) => learn({ is: 'sealed', octets: sealed(key, nonce, body), by, key, nonce, body }),
    open: (key, nonce, ciphertext) => {
      if (ciphertext.length < TAG_OCTETS) return undefined;
      const term = terms.of(ciphertext);
      const known = term?.is === 'sealed' && same(term.key, key) && same(term.nonce, nonce);
      return known ? term.body : undefined;
    },
    sign: (secret, body) =>
      learn({ is: 'signed', octets: signature(publicOf('signing', secret), body), by, secret, body }),
    verify: (publicKey, body, signed) => {
      const term = terms.of(signed);
      return term?.is === 'signed' && same(publicOf('signing', term.secret), publicKey) && same(term.body, body);
    },
    hash: (body) => learn({ is: 'hash', octets: digest('hash', body), by, of: body }),
    certify: ({ publicKey, isAuthority, notBefore, notAfter, signer }) => {
      const unsigned = { publicKey, kind: isAuthority ? 1 : 0, notBefore, notAfter, issuer: signer.public };
      return encode(idealCertificate, { ...unsigned, signature: crypto.sign(signer.secret, signedPart(unsigned)) });
    },
    readCertificate: (certificate): Certificate | undefined => {
      const read = decode(idealCertificate, certificate);
      if (read instanceof Malformed) return undefined;
      return {
        publicKey: read.publicKey,
        isAuthority: read.kind === 1,
        notBefore: read.notBefore,
        notAfter: read.notAfter,
      };
    },
    issued: (certificate, issuer) => {
      const child = decode(idealCertificate, certificate);
      const parent = decode(idealCertificate, issuer);
      if (child instanceof Malformed || parent instanceof Malformed) return false;
      return (
        same(child.issuer, parent.publicKey) && crypto.verify(parent.publicKey, signedPart(child), child.signature)
      );
    },
  };
  return crypto;
}

type Unsigned = Readonly<{ publicKey: Octets; kind: number; notBefore: number; notAfter: number; issuer: Octets }>;
const signedPart = (unsigned: Unsigned): Octets =>
  encode(idealCertificate, { ...unsigned, signature: new Uint8Array(64) });

/** Where what is hashed is put together, again and again: most of it is as long as a block, and nobody keeps it. */
let scratch = Buffer.alloc(2 ** 15);
function digest(purpose: string, ...parts: readonly Octets[]): Octets {
  const head = `${purpose} ${parts.map((part) => part.length).join(' ')} `;
  const length = parts.reduce((sum, part) => sum + part.length, head.length);
  if (length > scratch.length) scratch = Buffer.alloc(2 * length);
  let at = scratch.write(head, 'latin1');
  for (const part of parts) {
    scratch.set(part, at);
    at += part.length;
  }
  return new Uint8Array(hash('sha256', scratch.subarray(0, length), 'buffer'));
}
/** By secret, for as long as that is there: most secrets are asked again and again. Nobody writes into octets. */
const publics: Readonly<Record<Purpose, WeakMap<Octets, Octets>>> = {
  agreement: new WeakMap(),
  signing: new WeakMap(),
};
const LABELS = { agreement: 'public agree', signing: 'public sign' } as const;
type Purpose = keyof typeof LABELS;
function publicOf(purpose: Purpose, secret: Octets): Octets {
  const known = publics[purpose].get(secret);
  if (known !== undefined) return known;
  const made = digest(LABELS[purpose], secret);
  publics[purpose].set(secret, made);
  return made;
}
const signature = (publicKey: Octets, body: Octets): Octets =>
  concat(digest('signature', publicKey, body), digest('signature, second half', publicKey, body));

function inOrder(a: Octets, b: Octets): readonly [Octets, Octets] {
  const first = a.findIndex((octet, i) => octet !== b[i]);
  return first < 0 || (a[first] as number) < (b[first] as number) ? [a, b] : [b, a];
}

/** Tag, then the body under a keystream of key and nonce. */
function sealed(key: Octets, nonce: Octets, body: Octets): Octets {
  const stream = digest('stream', key, nonce);
  const cipher = createCipheriv('aes-256-ctr', stream, nonce.subarray(NONCE_OCTETS - 16));
  const tag = digest('tag', key, nonce, body).subarray(0, TAG_OCTETS);
  return concat(tag, cipher.update(body));
}
