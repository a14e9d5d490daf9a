// The one digest of provenance: SHA-256 in hexadecimal.
import { createHash } from 'node:crypto';

export const sha256 = (octets: string | Uint8Array): string => createHash('sha256').update(octets).digest('hex');
