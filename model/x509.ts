// X.509 certificates with Ed25519 keys, put together by an ASN.1 library; the same request gives the same octets.
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type { CertificateRequest } from './crypto.ts';
import type { Octets } from './octets.ts';

/** The date at which every simulated clock starts. */
export const CLOCK_ZERO = Date.UTC(2026, 0, 1);

const ED25519 = '1.3.101.112';
const COMMON_NAME = '2.5.4.3';

function name(words: string): Name {
  const value = new AttributeValue({ utf8String: words });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}
const buffer = (octets: Octets): ArrayBuffer => Uint8Array.from(octets).buffer;

/** DER of the certificate that `request` asks for; `sign` signs its first part. Dates are cut to whole seconds. */
export function writeCertificate(request: CertificateRequest, sign: (body: Octets) => Octets): Octets {
  const algorithm = new AlgorithmIdentifier({ algorithm: ED25519 });
  const usage = request.isAuthority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature;
  const date = (millis: number) => new Date(CLOCK_ZERO + millis);
  const body = new TBSCertificate({
    version: Version.v3,
    // A positive number of constant length, out of the subject's key.
    serialNumber: buffer(
      Uint8Array.of(0x40 | ((request.publicKey[0] as number) & 0x3f), ...request.publicKey.subarray(1, 16)),
    ),
    signature: algorithm,
    issuer: name(request.issuer),
    subject: name(request.subject),
    validity: new Validity({ notBefore: date(request.notBefore), notAfter: date(request.notAfter) }),
    subjectPublicKeyInfo: new SubjectPublicKeyInfo({ algorithm, subjectPublicKey: buffer(request.publicKey) }),
    extensions: new Extensions([
      new Extension({
        extnID: id_ce_basicConstraints,
        critical: true,
        extnValue: new OctetString(AsnConvert.serialize(new BasicConstraints({ cA: request.isAuthority }))),
      }),
      new Extension({
        extnID: id_ce_keyUsage,
        critical: true,
        extnValue: new OctetString(AsnConvert.serialize(new KeyUsage(usage))),
      }),
    ]),
  });
  const signed = new Uint8Array(AsnConvert.serialize(body));
  const certificate = new Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm,
    signatureValue: buffer(sign(signed)),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}
