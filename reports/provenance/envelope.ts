// DSSE envelopes: a payload, its type, and Ed25519 signatures over both. What is inside is not read before a signature of a
// given key was found good.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { clean } from '../untrusted.ts';
import { textOf } from '../yaml-file.ts';
import { sha256 } from './digest.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

const envelopeSchema = z.object({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.array(z.object({ keyid: z.string().optional(), sig: z.string() })).min(1),
});

/** What is signed: the type and the payload, each after its length, so that neither runs into the other. */
export function signedOctets(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/** SHA-256 of a public key as SPKI in DER. */
const keyId = (key: KeyObject): string => sha256(key.export({ type: 'spki', format: 'der' }));

export interface SigningKey {
  readonly key: KeyObject;
  readonly id: string;
}

/** The private key in a file, or what is wrong with it; nothing of the file is told. */
export function readSigningKey(file: string): SigningKey | string {
  const read = textOf(file);
  if (typeof read === 'string') return `${clean(file)}: ${read}`;
  try {
    const key = createPrivateKey(read.text);
    if (key.asymmetricKeyType === 'ed25519') return { key, id: keyId(createPublicKey(key)) };
  } catch {
    // told below
  }
  return `${clean(file)}: expected an Ed25519 private key without a passphrase, in PEM; make one with: openssl genpkey -algorithm ed25519 -out NEW.pem`;
}

/** The public key in a file, or what is wrong with it. A private key is none: who checks should not have it. */
export function readPublicKey(file: string): SigningKey | string {
  const read = textOf(file);
  if (typeof read === 'string') return `${clean(file)}: ${read}`;
  try {
    const key = /PRIVATE KEY/.test(read.text) ? undefined : createPublicKey(read.text);
    if (key?.asymmetricKeyType === 'ed25519') return { key, id: keyId(key) };
  } catch {
    // told below
  }
  return `${clean(file)}: expected an Ed25519 public key in PEM; make it with: openssl pkey -in PRIVATE.pem -pubout`;
}

/** The text of an envelope around `payload`. */
export function sealedIn(payload: string, { key, id }: SigningKey): string {
  const octets = Buffer.from(payload, 'utf8');
  const signature = sign(null, signedOctets(PAYLOAD_TYPE, octets), key);
  const envelope = {
    payload: octets.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: id, sig: signature.toString('base64') }],
  };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

export interface Opened {
  readonly payload: Uint8Array;
  /** Whether a signature is of the key; undefined where no key was given. */
  readonly signed: boolean | undefined;
}

/** Opens an envelope, or says why it is none. The id of a key is a hint of anybody's: every signature is tried. */
export function opened(text: string, key: KeyObject | undefined): Opened | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'expected a DSSE envelope, found no JSON';
  }
  const read = envelopeSchema.safeParse(json);
  if (!read.success) return 'expected a DSSE envelope, found other JSON';
  const { payloadType, signatures } = read.data;
  const payload = fromBase64(read.data.payload);
  if (payload === undefined) return 'expected a payload in Base64';
  if (payloadType !== PAYLOAD_TYPE) return `expected a payload of type ${PAYLOAD_TYPE}`;
  const isOf = (sig: string, by: KeyObject): boolean => {
    const octets = fromBase64(sig);
    return octets !== undefined && verify(null, signedOctets(payloadType, payload), by, octets);
  };
  return { payload, signed: key && signatures.some(({ sig }) => isOf(sig, key)) };
}

/** Of either alphabet, as the protocol demands; Node's own decoder would pass over what is of neither. */
const fromBase64 = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
