// What stands in a folder as attested: the statement, plain or in its envelope, and how far it is to be believed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '../yaml-file.ts';
import { opened, type SigningKey } from './envelope.ts';
import { ENVELOPE_FILE, STATEMENT_FILE, type Statement, statementSchema } from './statement.ts';

/** `not checked`: there is a signature, and no key was given to check it with. */
export type Signature = 'good' | 'none' | 'not checked';

export interface Attested {
  readonly file: string;
  readonly statement: Statement;
  readonly signature: Signature;
}

/** An envelope without a signature of the key that was given: what is inside may be of anybody, and is not read. */
export interface Forged {
  readonly forged: string;
}

/** Reads it, or says in one line why there is nothing to go by. */
export function attestedIn(folder: string, key: SigningKey | undefined): Attested | Forged | string {
  const [sealed, plain] = [ENVELOPE_FILE, STATEMENT_FILE].map((name) => existsSync(join(folder, name)));
  if (sealed && plain) return `expected ${ENVELOPE_FILE} or ${STATEMENT_FILE}, found both`;
  if (!sealed && !plain) return `expected ${STATEMENT_FILE} or ${ENVELOPE_FILE}, which audit writes, found neither`;
  const file = sealed ? ENVELOPE_FILE : STATEMENT_FILE;
  const read = textOf(join(folder, file));
  if (typeof read === 'string') return `${file}: ${read}`;
  if (!sealed) return stated(file, read.text, 'none');
  const inside = opened(read.text, key?.key);
  if (typeof inside === 'string') return `${file}: ${inside}`;
  const { payload, signed } = inside;
  if (signed === false) return { forged: file };
  return stated(file, new TextDecoder().decode(payload), signed ? 'good' : 'not checked');
}

function stated(file: string, text: string, signature: Signature): Attested | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `${file}: expected an in-toto statement, found no JSON`;
  }
  const read = statementSchema.safeParse(json);
  if (!read.success) return `${file}: expected an in-toto statement of a test result, found other JSON`;
  const names = read.data.subject.map(({ name }) => name);
  // A name that is a path could have any file of the reader's looked at.
  const strange = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name));
  if (strange !== undefined) return `${file}: expected names of files in the folder, found ${JSON.stringify(strange)}`;
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return `${file}: expected each file once, found ${twice} twice`;
  return { file, statement: read.data, signature };
}
