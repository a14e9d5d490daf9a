// One suite over every implementation of `Crypto`, then known answers from public standards for the real one.
import { createHash, hkdfSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CertificateRequest, Crypto } from '../model/crypto.ts';
import { idealCrypto } from '../model/crypto-ideal.ts';
import { nativeCrypto } from '../model/crypto-native.ts';
import { nobleCrypto } from '../model/crypto-noble.ts';
import { concat, type Octets, text, unhex } from '../model/octets.ts';
import { Terms } from '../model/terms.ts';
import { type Place, random } from '../sim/random.ts';

/** Each gives the cryptography of a place, in a world that all places of one test share. */
const worlds: Record<string, () => (...place: Place) => Crypto> = {
  ideal: () => {
    const terms = new Terms();
    return (...place) => idealCrypto(random('crypto', ...place).octets, terms, String(place[0]));
  },
  noble:
    () =>
    (...place) =>
      nobleCrypto(random('crypto', ...place).octets),
  native:
    () =>
    (...place) =>
      nativeCrypto(random('crypto', ...place).octets),
};

/** The same with one bit of one octet turned. */
function turned(octets: Octets, at: number): Octets {
  const out = Uint8Array.from(octets);
  out[at] = (out[at] as number) ^ 1;
  return out;
}
const YEAR = 86_400_000 * 365;
const body = text('the queue of Bob is empty');

describe.each(Object.entries(worlds))('%s', (_name, world) => {
  test('the same place draws the same, another place something else', () => {
    const at = world();
    const draws = (crypto: Crypto) => [crypto.random(24), crypto.keyPair(), crypto.signingPair()];
    expect(draws(at('node', 1))).toEqual(draws(at('node', 1)));
    expect(draws(at('node', 1))).not.toEqual(draws(at('node', 2)));
    const crypto = at('node', 3);
    expect(crypto.random(24)).not.toEqual(crypto.random(24));
    expect([1, 24, 33].map((count) => crypto.random(count).length)).toEqual([1, 24, 33]);
  });

  test('both sides agree on one secret, a third does not', () => {
    const at = world();
    const [alice, bob, eve] = [at('alice').keyPair(), at('bob').keyPair(), at('eve').keyPair()];
    const shared = at('alice').agree(alice.secret, bob.public);
    expect(shared).toEqual(at('bob').agree(bob.secret, alice.public));
    expect(shared).not.toEqual(at('eve').agree(eve.secret, bob.public));
    expect([alice.secret, alice.public, shared].map((octets) => octets?.length)).toEqual([32, 32, 32]);
    for (let bit = 0; bit < 8; bit++) {
      const changed = Uint8Array.from(bob.public);
      changed[31] = (changed[31] as number) ^ (1 << bit);
      expect(at('alice').agree(alice.secret, changed)).not.toEqual(shared);
    }
    expect(at('alice').agree(alice.secret, bob.public.subarray(1))).toBeUndefined();
    expect(at('alice').agree(alice.secret, new Uint8Array(32))).toBeUndefined();
  });

  test('what is derived depends on the secret and on the label', () => {
    const crypto = world()('node');
    const [a, b] = [crypto.random(32), crypto.random(32)];
    const all = [crypto.derive(a, 's2r'), crypto.derive(a, 'e2e'), crypto.derive(b, 's2r')];
    expect(all.map((octets) => octets.length)).toEqual([32, 32, 32]);
    expect(new Set(all.map(String)).size).toBe(3);
    expect(crypto.derive(a, 's2r')).toEqual(all[0]);
  });

  test('opens what it sealed, and nothing else', () => {
    const at = world();
    const crypto = at('node');
    const [key, nonce] = [crypto.random(32), crypto.random(24)];
    for (const size of [0, 1, 16, 1_000]) {
      const plain = crypto.random(size);
      const sealed = crypto.seal(key, nonce, plain);
      expect(sealed.length).toBe(size + 16);
      expect(at('another').open(key, nonce, sealed)).toEqual(plain);
      expect(crypto.open(turned(key, 31), nonce, sealed)).toBeUndefined();
      expect(crypto.open(key, turned(nonce, 0), sealed)).toBeUndefined();
      expect(crypto.open(key, turned(nonce, 23), sealed)).toBeUndefined();
      for (const place of [0, 15, sealed.length - 1])
        expect(crypto.open(key, nonce, turned(sealed, place))).toBeUndefined();
      expect(crypto.open(key, nonce, sealed.subarray(0, -1))).toBeUndefined();
      expect(crypto.open(key, nonce, concat(sealed, Uint8Array.of(0)))).toBeUndefined();
    }
    for (const size of [0, 15]) expect(crypto.open(key, nonce, new Uint8Array(size))).toBeUndefined();
  });

  test('a nonce used twice shows in the octets', () => {
    const crypto = world()('node');
    const [key, nonce] = [crypto.random(32), crypto.random(24)];
    const [one, two] = [crypto.seal(key, nonce, body), crypto.seal(key, nonce, turned(body, 3))];
    const differ = [...one.keys()].filter((i) => i >= 16 && one[i] !== two[i]);
    expect(differ).toEqual([16 + 3]);
    expect(one.subarray(16)).not.toEqual(crypto.seal(key, turned(nonce, 5), body).subarray(16));
  });

  test('verifies what was signed, and nothing else', () => {
    const at = world();
    const [pair, other] = [at('alice').signingPair(), at('bob').signingPair()];
    const signature = at('alice').sign(pair.secret, body);
    const { verify } = at('bob');
    expect(signature.length).toBe(64);
    expect(verify(pair.public, body, signature)).toBe(true);
    expect(verify(other.public, body, signature)).toBe(false);
    expect(verify(pair.public, turned(body, 0), signature)).toBe(false);
    for (const place of [0, 32, 63]) expect(verify(pair.public, body, turned(signature, place))).toBe(false);
    expect(verify(pair.public, body, signature.subarray(0, 63))).toBe(false);
  });

  test('hashes', () => {
    const crypto = world()('node');
    expect(crypto.hash(body).length).toBe(32);
    expect(crypto.hash(body)).toEqual(world()('another').hash(Uint8Array.from(body)));
    expect(crypto.hash(body)).not.toEqual(crypto.hash(turned(body, 24)));
  });

  test('certificates say what was asked and who issued them', () => {
    const crypto = world()('relay');
    const [authority, leaf, impostor] = [crypto.signingPair(), crypto.signingPair(), crypto.signingPair()];
    const asked = { notBefore: 1_000, notAfter: YEAR, issuer: 'relay authority' };
    const root: CertificateRequest = {
      ...asked,
      subject: 'relay authority',
      publicKey: authority.public,
      isAuthority: true,
      signer: authority,
    };
    const child = { ...asked, subject: 'relay', publicKey: leaf.public, isAuthority: false, signer: authority };
    const [ofRoot, ofChild] = [crypto.certify(root), crypto.certify(child)];
    expect(crypto.certify(child)).toEqual(ofChild);

    const said = { publicKey: leaf.public, isAuthority: false, notBefore: 1_000, notAfter: YEAR };
    expect(crypto.readCertificate(ofChild)).toEqual(said);
    expect(crypto.readCertificate(ofRoot)?.isAuthority).toBe(true);
    expect(crypto.issued(ofRoot, ofRoot)).toBe(true);
    expect(crypto.issued(ofChild, ofRoot)).toBe(true);
    expect(crypto.issued(ofRoot, ofChild)).toBe(false);

    const namesake = crypto.certify({ ...root, publicKey: impostor.public, signer: impostor });
    expect(crypto.issued(ofChild, namesake)).toBe(false);
    expect(crypto.issued(crypto.certify({ ...child, signer: impostor }), ofRoot)).toBe(false);
    const trailing = concat(ofChild, Uint8Array.of(0));
    expect(crypto.readCertificate(trailing)).toBeUndefined();
    expect(crypto.issued(trailing, ofRoot)).toBe(false);
  });

  test('a certificate with any octet altered is not issued, and reading it never throws', () => {
    const crypto = world()('relay');
    const pair = crypto.signingPair();
    const certificate = crypto.certify({
      subject: 'relay',
      issuer: 'relay',
      publicKey: pair.public,
      isAuthority: true,
      notBefore: 0,
      notAfter: YEAR,
      signer: pair,
    });
    for (let at = 0; at < certificate.length; at++)
      for (const bits of [1, 0x80, 0xff]) {
        const altered = Uint8Array.from(certificate);
        altered[at] = (altered[at] as number) ^ bits;
        expect(crypto.issued(altered, certificate)).toBe(false);
        const read = crypto.readCertificate(altered);
        if (read !== undefined) expect([read.notBefore, read.notAfter].every(Number.isFinite)).toBe(true);
      }
    for (let size = 0; size < certificate.length; size++)
      expect(crypto.readCertificate(certificate.subarray(0, size))).toBeUndefined();
  });
});

describe.each([
  ['noble', nobleCrypto],
  ['native', nativeCrypto],
] as const)('%s, by known answers', (_name, real) => {
  const drawing = (...draws: string[]) => real(() => unhex(draws.shift() as string));

  test('X25519: RFC 7748, sections 5.2 and 6.1', () => {
    const scalar = unhex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const point = unhex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    const shared = unhex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552');
    expect(drawing().agree(scalar, point)).toEqual(shared);
    const secret = '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a';
    const bob = unhex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    const alice = drawing(secret).keyPair();
    expect(alice.public).toEqual(unhex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'));
    const k = unhex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');
    expect(drawing().agree(alice.secret, bob)).toEqual(k);
  });

  test.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ])('X25519 gives nothing for the point of small order %s', (point) => {
    expect(real(random('small order').octets).agree(random('any').octets(32), unhex(point))).toBeUndefined();
  });

  test('Ed25519: RFC 8032, section 7.1, test 2', () => {
    const pair = drawing('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb').signingPair();
    expect(pair.public).toEqual(unhex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'));
    const signature = unhex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(drawing().sign(pair.secret, Uint8Array.of(0x72))).toEqual(signature);
    expect(drawing().verify(pair.public, Uint8Array.of(0x72), signature)).toBe(true);
  });

  test('XSalsa20-Poly1305: the vector that NaCl publishes for crypto_secretbox', () => {
    const key = unhex('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389');
    const nonce = unhex('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37');
    const plain = unhex(
      'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c6129' +
        '6cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde' +
        '048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705',
    );
    const sealed = unhex(
      'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a' +
        'c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae' +
        '90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74' +
        'e355a5',
    );
    expect(drawing().seal(key, nonce, plain)).toEqual(sealed);
    expect(drawing().open(key, nonce, sealed)).toEqual(plain);
  });

  test('HKDF and SHA-256 are those of Node', () => {
    const secret = random('secret').octets(32);
    const ofNode = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), 's2r', 32));
    expect(drawing().derive(secret, 's2r')).toEqual(ofNode);
    expect(drawing().hash(body)).toEqual(new Uint8Array(createHash('sha256').update(body).digest()));
  });

  test('Node itself accepts the chain that we write', () => {
    const crypto = real(random('chain').octets);
    const [authority, leaf] = [crypto.signingPair(), crypto.signingPair()];
    const asked = { notBefore: 0, notAfter: YEAR, issuer: 'relay.example authority', signer: authority };
    const of = (subject: string, publicKey: Octets, isAuthority: boolean) =>
      new X509Certificate(crypto.certify({ ...asked, subject, publicKey, isAuthority }));
    const parent = of('relay.example authority', authority.public, true);
    const child = of('relay.example', leaf.public, false);
    expect([parent.ca, child.ca]).toEqual([true, false]);
    expect(parent.checkIssued(parent) && parent.verify(parent.publicKey)).toBe(true);
    expect(child.checkIssued(parent) && child.verify(parent.publicKey)).toBe(true);
    expect(child.verify(child.publicKey)).toBe(false);
    expect([child.subject, child.issuer]).toEqual(['CN=relay.example', 'CN=relay.example authority']);
    expect([child.validFrom, child.validTo]).toEqual(['Jan  1 00:00:00 2026 GMT', 'Jan  1 00:00:00 2027 GMT']);
  });
});

test('noble and native give the same octets, and the same answer to what is not genuine', () => {
  const all = [nobleCrypto, nativeCrypto].map((real) => {
    const crypto = real(random('both').octets);
    const [ours, theirs, signer] = [crypto.keyPair(), crypto.keyPair(), crypto.signingPair()];
    const signature = crypto.sign(signer.secret, body);
    const names = { subject: 'relay.example', issuer: 'relay.example', publicKey: signer.public, isAuthority: true };
    const certificate = crypto.certify({ ...names, notBefore: 0, notAfter: YEAR, signer });
    const secrets = [theirs.public, turned(theirs.public, 3), turned(theirs.public, 20), theirs.public.subarray(1)];
    const checks = Array.from({ length: 64 }, (_, i) => crypto.verify(signer.public, body, turned(signature, i)));
    const keys = Array.from({ length: 32 }, (_, i) => crypto.verify(turned(signer.public, i), body, signature));
    // A signature that only a lenient reading takes: key and nonce are points of small order.
    const identity = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
    const lenient = crypto.verify(identity, body, concat(identity, new Uint8Array(32)));
    const agreed = secrets.map((one) => crypto.agree(ours.secret, one));
    return { ours, theirs, signer, signature, certificate, agreed, checks, keys, lenient };
  });
  expect(all[1]).toEqual(all[0]);
  expect(all[0]?.checks).not.toContain(true);
});
