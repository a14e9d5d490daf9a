// Envelopes and the keys of their signatures, held against the example of the DSSE protocol and a second Ed25519.
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import {
  opened,
  readPublicKey,
  readSigningKey,
  type SigningKey,
  sealedIn,
  signedOctets,
} from '../reports/provenance/envelope.ts';

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'hopscope-')), 'key.pem');
  writeFileSync(file, text);
  return file;
}
/** In PEM, as files have them. */
const pairOf = ({ publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});
const pair = pairOf(generateKeyPairSync('ed25519'));
const key = readSigningKey(written(pair.privateKey)) as SigningKey;
const der = createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' });

test('what is signed is the example of the protocol, with lengths in octets', () => {
  expect(Buffer.from(signedOctets('http://example.com/HelloWorld', Buffer.from('hello world'))).toString()).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  expect(Buffer.from(signedOctets('ä', new Uint8Array())).toString()).toBe('DSSEv1 2 ä 0 ');
});

test('another Ed25519 takes the signature, and the id of the key is the digest of its SPKI', () => {
  const envelope = JSON.parse(sealedIn('{"a":1}', key));
  expect(envelope).toMatchObject({ payloadType: 'application/vnd.in-toto+json', payload: btoa('{"a":1}') });
  const [{ keyid, sig }] = envelope.signatures;
  expect(keyid).toBe(createHash('sha256').update(der).digest('hex'));
  const signed = Buffer.from('DSSEv1 28 application/vnd.in-toto+json 7 {"a":1}');
  expect(ed25519.verify(Buffer.from(sig, 'base64'), signed, der.subarray(-32))).toBe(true);
});

describe('opening', () => {
  const text = sealedIn('{"a":"?>?>"}', key);
  const turned = (over: object): string => JSON.stringify({ ...JSON.parse(text), ...over });
  const [signature] = JSON.parse(text).signatures;
  const publicKey = createPublicKey(pair.publicKey);
  const other = generateKeyPairSync('ed25519').publicKey;
  const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_');

  test.each([
    ['as it is', text, publicKey, true],
    [
      'in the other alphabet',
      turned({ payload: urlSafe(JSON.parse(text).payload), signatures: [{ sig: urlSafe(signature.sig) }] }),
      publicKey,
      true,
    ],
    [
      'after a signature of somebody else',
      turned({ signatures: [{ keyid: signature.keyid, sig: btoa('x'.repeat(64)) }, signature] }),
      publicKey,
      true,
    ],
    ['with the id of another key', turned({ signatures: [{ ...signature, keyid: 'x' }] }), publicKey, true],
    ['with another key', text, other, false],
    ['with another payload', turned({ payload: btoa('{"a":2}') }), publicKey, false],
    ['with another signature', turned({ signatures: [{ sig: btoa('x'.repeat(64)) }] }), publicKey, false],
    ['with a signature of another length', turned({ signatures: [{ sig: 'AAAA' }] }), publicKey, false],
    ['with no key', text, undefined, undefined],
  ])('%s', (_, given, by, signed) => {
    expect(opened(given, by)).toMatchObject({ signed });
  });

  test.each([
    ['{', /found no JSON/],
    ['{}', /found other JSON/],
    [turned({ signatures: [] }), /found other JSON/],
    [turned({ payload: '!' }), /Base64/],
    [turned({ payloadType: 'text/plain' }), /type application\/vnd\.in-toto\+json/],
  ])('refuses %s', (given, words) => {
    expect(opened(given, publicKey)).toMatch(words);
  });
});

test('keys that cannot be used are told, and nothing of them', () => {
  const curve = pairOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  for (const text of ['secret', pair.publicKey, curve.privateKey])
    expect(readSigningKey(written(text))).toMatch(/^\S+key\.pem: expected an Ed25519 private key [^\n]*$/);
  for (const text of ['secret', pair.privateKey, curve.publicKey])
    expect(readPublicKey(written(text))).toMatch(/^\S+key\.pem: expected an Ed25519 public key [^\n]*$/);
  // Done as told, it must not write over the key that was given.
  expect(readSigningKey(written(pair.publicKey))).toMatch(/ -out NEW\.pem$/);
  expect(readPublicKey('nowhere.pem')).toBe('nowhere.pem: there is no such file');
});
