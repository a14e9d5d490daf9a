// Folders as audits leave them, with and without a signature, and ways to tamper with copies of them.
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hopscope, small } from './command.ts';

export const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
export const asked = [...small, '--property', 'R4.4'];
export const json = (out: string, name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));

/** A pair of keys in files: `secret`, `known`; and the public key of another pair. */
const keys = folder();
export const secret = join(keys, 'private.pem');
export const known = join(keys, 'public.pem');
export const strange = join(keys, 'other.pem');
for (const [inner, outer] of [
  [secret, known],
  [undefined, strange],
] as const) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(outer, publicKey.export({ type: 'spki', format: 'pem' }));
  if (inner !== undefined) writeFileSync(inner, privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** The same audit twice, the second time signed with `secret`. */
export const plain = folder();
export const signed = folder();
export async function audited() {
  const given = ['audit', ...asked, '--design', 'sealed'];
  return [
    await hopscope(...given, '--out', plain),
    await hopscope(...given, '--sign', secret, '--out', signed),
  ] as const;
}

/** A copy to tamper with. */
export function copyOf(out: string): string {
  const copy = folder();
  cpSync(out, copy, { recursive: true });
  return copy;
}
export function tampered(out: string, name: string, turn: (text: string) => string): string {
  const copy = copyOf(out);
  writeFileSync(join(copy, name), turn(readFileSync(join(copy, name), 'utf8')));
  return copy;
}
