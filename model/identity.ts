// Who a server is: an authority's certificate that addresses pin, a leaf that signs, and what a client checks of both.

import { decode, encode, Malformed } from './codec.ts';
import type { Crypto, KeyPair } from './crypto.ts';
import type { Design } from './design.ts';
import { type KeyStatement, keyStatement, type RelayKey } from './grammar.ts';
import { concat, type Octets, same, text } from './octets.ts';

export interface Identity {
  readonly chain: readonly Octets[];
  readonly leaf: KeyPair;
  /** SHA-256 of the authority's certificate. */
  readonly fingerprint: Octets;
}

export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Made once at set-up; the authority's secret key is then forgotten, as it is kept off line. */
export function makeIdentity(crypto: Crypto, host: string, validity: Validity): Identity {
  const authority = crypto.signingPair();
  const leaf = crypto.signingPair();
  const names = { authority: `${host} authority`, leaf: host };
  const authorityCertificate = crypto.certify({
    ...validity,
    subject: names.authority,
    issuer: names.authority,
    publicKey: authority.public,
    isAuthority: true,
    signer: authority,
  });
  const leafCertificate = crypto.certify({
    ...validity,
    subject: names.leaf,
    issuer: names.authority,
    publicKey: leaf.public,
    isAuthority: false,
    signer: authority,
  });
  return { chain: [leafCertificate, authorityCertificate], leaf, fingerprint: crypto.hash(authorityCertificate) };
}

/** What a signature is for stands in front of what it covers. */
const SESSION_KEY = text('hopscope session key');
export const RELAY_KEY = text('hopscope relay key');

const sessionKeyPart = (covers: Design['helloSignature'], session: Octets, key: Octets): Octets =>
  concat(SESSION_KEY, ...(covers === 'the key alone' ? [] : [session]), key);
export const signSessionKey = (
  crypto: Crypto,
  leaf: KeyPair,
  session: Octets,
  key: Octets,
  covers: Design['helloSignature'] = 'session and key',
): Octets => crypto.sign(leaf.secret, sessionKeyPart(covers, session, key));

/** The part of a key statement that its signature covers; what a planted leak leaves out stands as zeros. */
function signedStatement(covers: Design['keySignature'], statement: KeyStatement): Octets {
  const left: Partial<KeyStatement> = {
    'the whole statement': {},
    'not the identity': { fingerprint: new Uint8Array(32) },
    'not the epoch': { epoch: 0 },
    'not the dates': { notBefore: 0, notAfter: 0 },
  }[covers];
  return concat(RELAY_KEY, encode(keyStatement, { ...statement, ...left }));
}

/** A relay key with everything a client needs to check it, bound to the relay's identity and to the key's dates. */
export function makeRelayKey(
  crypto: Crypto,
  identity: Identity,
  statement: KeyStatement,
  covers: Design['keySignature'] = 'the whole statement',
): RelayKey {
  return {
    chain: identity.chain,
    statement: encode(keyStatement, statement),
    signature: crypto.sign(identity.leaf.secret, signedStatement(covers, statement)),
  };
}

/** The leaf's key, if the chain is the one that `fingerprint` pins and is valid now; else why not. */
function leafKey(
  crypto: Crypto,
  check: Design['relayKeyCheck'],
  chain: readonly Octets[],
  fingerprint: Octets,
  now: number,
): Octets | string {
  const [leaf, authority] = chain;
  if (leaf === undefined || authority === undefined || chain.length !== 2) return 'not a chain of two certificates';
  if (check !== 'fingerprint not compared' && !same(crypto.hash(authority), fingerprint)) return 'fingerprint differs';
  const ofAuthority = crypto.readCertificate(authority);
  const ofLeaf = crypto.readCertificate(leaf);
  if (ofAuthority === undefined || ofLeaf === undefined) return 'not a certificate';
  if (!ofAuthority.isAuthority || ofLeaf.isAuthority) return 'authority and leaf confused';
  if (!crypto.issued(authority, authority)) return 'authority not signed by itself';
  if (check !== 'leaf not checked' && !crypto.issued(leaf, authority)) return 'leaf not issued by the authority';
  if (check !== 'dates not checked')
    for (const { notBefore, notAfter } of [ofAuthority, ofLeaf])
      if (now < notBefore || now >= notAfter) return 'certificate out of date';
  return ofLeaf.publicKey;
}

/** Checks the hello of a server that the client reached under `fingerprint`. Nothing, or why it is refused. */
export function refuseSessionKey(
  crypto: Crypto,
  design: Design,
  fingerprint: Octets,
  now: number,
  hello: {
    readonly chain: readonly Octets[];
    readonly session: Octets;
    readonly sessionKey: Octets;
    readonly signature: Octets;
  },
  session: Octets,
): string | undefined {
  if (!same(hello.session, session)) return 'another session';
  if (design.serverCheck === 'nothing') return undefined;
  const key = leafKey(crypto, 'whole chain, relay and dates', hello.chain, fingerprint, now);
  if (typeof key === 'string') return key;
  const signed = sessionKeyPart(design.helloSignature, session, hello.sessionKey);
  return crypto.verify(key, signed, hello.signature) ? undefined : 'session key not signed by the leaf';
}

/** The statement of a relay key that is genuine, of the relay that `fingerprint` names, and valid now; else why not. */
export function checkRelayKey(
  crypto: Crypto,
  design: Design,
  fingerprint: Octets,
  now: number,
  relayKey: RelayKey,
): KeyStatement | string {
  const check = design.relayKeyCheck;
  const key = leafKey(crypto, check, relayKey.chain, fingerprint, now);
  if (typeof key === 'string') return key;
  const statement = decode(keyStatement, relayKey.statement);
  if (statement instanceof Malformed) return 'relay key malformed';
  const covers = design.keySignature;
  if (check !== 'signature not checked' && !crypto.verify(key, signedStatement(covers, statement), relayKey.signature))
    return 'relay key not signed by the leaf';
  const named = check !== 'fingerprint not compared' && covers !== 'not the identity';
  if (named && !same(statement.fingerprint, fingerprint)) return 'key of another relay';
  if (check !== 'dates not checked' && (now < statement.notBefore || now >= statement.notAfter))
    return 'relay key out of date';
  return statement;
}
