// An audit that was written before.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Audit, auditSchema } from '../properties/result.ts';
import { systemTrouble } from './system-trouble.ts';
import { clean } from './untrusted.ts';

/** That of a folder or a file audit.json, or why there is none. */
export function auditIn(path: string): Audit | string {
  let text: string;
  try {
    text = readFileSync(statSync(path).isDirectory() ? join(path, 'audit.json') : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${clean(path)}: expected an audit.json, or the folder of one; ${code === 'ENOENT' ? 'there is none: write it with hopscope audit --out FOLDER' : systemTrouble(error)}`;
  }
  try {
    const read = auditSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : `${clean(path)}: expected what audit of this version writes, found other JSON`;
  } catch {
    return `${clean(path)}: expected what audit writes, found no JSON`;
  }
}
