// Ideal cryptography: octets of the real sizes with a remembered meaning. Nothing is broken by computing, only by knowing.
// Sealing is a keystream and a tag, so that a nonce used twice shows in the octets as it does in real ciphertexts.
import { createCipheriv, hash } from 'node:crypto';
import { decode, encode, Malformed, number, octets, sequence } from './codec.ts';
import {
  type Certificate,
  type CertificateRequest,
  type Crypto,
  type Draws,
  type KeyPair,
  NONCE_OCTETS,
  TAG_OCTETS,
} from './crypto.ts';
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

/** One is made for each step of a node, so that its code is shared and only its place is its own. */
class IdealCrypto implements Crypto {
  readonly #draws: Draws;
  readonly #terms: Terms;
  readonly #by: string;

  constructor(draws: Draws, terms: Terms, by: string) {
    this.#draws = draws;
    this.#terms = terms;
    this.#by = by;
  }
  #learn(term: Term): Octets {
    this.#terms.add(term);
    return term.octets;
  }
  #pair(of: Purpose): KeyPair {
    const by = this.#by;
    const secret = this.#learn({ is: 'fresh', octets: this.#draws.octets(32), by });
    return { secret, public: this.#learn({ is: 'public', octets: publicOf(of, secret), by, secret, of }) };
  }
  random(lengthOctets: number): Octets {
    return this.#learn({ is: 'fresh', octets: this.#draws.octets(lengthOctets), by: this.#by });
  }
  keyPair(): KeyPair {
    return this.#pair('agreement');
  }
  signingPair(): KeyPair {
    return this.#pair('signing');
  }
  agree(secret: Octets, theirPublic: Octets): Octets | undefined {
    if (theirPublic.length !== 32 || theirPublic.every((octet) => octet === 0)) return undefined;
    const ours = publicOf('agreement', secret);
    const theirs = this.#terms.of(theirPublic);
    const theirSecret = theirs?.is === 'public' ? theirs.secret : theirPublic;
    const octets = digest('agreed', ...inOrder(ours, theirPublic));
    const [secrets, publics] = [[secret, theirSecret] as const, [ours, theirPublic] as const];
    return this.#learn({ is: 'agreed', octets, by: this.#by, secrets, publics });
  }
  derive(secret: Octets, label: string): Octets {
    return this.#learn({
      is: 'derived',
      octets: digest('derived', secret, text(label)),
      by: this.#by,
      from: secret,
      label,
    });
  }
  seal(key: Octets, nonce: Octets, body: Octets): Octets {
    return this.#learn({ is: 'sealed', octets: sealed(key, nonce, body), by: this.#by, key, nonce, body });
  }
  open(key: Octets, nonce: Octets, ciphertext: Octets): Octets | undefined {
    if (ciphertext.length < TAG_OCTETS) return undefined;
    const term = this.#terms.of(ciphertext);
    const known = term?.is === 'sealed' && same(term.key, key) && same(term.nonce, nonce);
    return known ? term.body : undefined;
  }
  sign(secret: Octets, body: Octets): Octets {
    const octets = signature(publicOf('signing', secret), body);
    return this.#learn({ is: 'signed', octets, by: this.#by, secret, body });
  }
  verify(publicKey: Octets, body: Octets, signed: Octets): boolean {
    const term = this.#terms.of(signed);
    return term?.is === 'signed' && same(publicOf('signing', term.secret), publicKey) && same(term.body, body);
  }
  hash(body: Octets): Octets {
    return this.#learn({ is: 'hash', octets: digest('hash', body), by: this.#by, of: body });
  }
  certify({ publicKey, isAuthority, notBefore, notAfter, signer }: CertificateRequest): Octets {
    const unsigned = { publicKey, kind: isAuthority ? 1 : 0, notBefore, notAfter, issuer: signer.public };
    return encode(idealCertificate, { ...unsigned, signature: this.sign(signer.secret, signedPart(unsigned)) });
  }
  readCertificate(certificate: Octets): Certificate | undefined {
    const read = decode(idealCertificate, certificate);
    if (read instanceof Malformed) return undefined;
    const { publicKey, kind, notBefore, notAfter } = read;
    return { publicKey, isAuthority: kind === 1, notBefore, notAfter };
  }
  issued(certificate: Octets, issuer: Octets): boolean {
    const child = decode(idealCertificate, certificate);
    const parent = decode(idealCertificate, issuer);
    if (child instanceof Malformed || parent instanceof Malformed) return false;
    return same(child.issuer, parent.publicKey) && this.verify(parent.publicKey, signedPart(child), child.signature);
  }
}

/** `draws` as for the real one; `by` is the node whose operations these are. */
export const idealCrypto = (draws: Draws, terms: Terms, by: string): Crypto => new IdealCrypto(draws, terms, by);

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
