// What goes beside the reports of an audit: its provenance, and a statement about all files, signed if there is a key.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import type { OutputFile } from '../output-folder.ts';
import { systemTrouble } from '../system-trouble.ts';
import { type Checkout, checkoutOf } from './checkout.ts';
import { readSigningKey, type SigningKey, sealedIn } from './envelope.ts';
import { type Came, PROVENANCE_FILE, provenanceOf, provenanceText } from './provenance.ts';
import { ENVELOPE_FILE, STATEMENT_FILE, statementText } from './statement.ts';

/** Known before the long work, as a checkout may change meanwhile. */
export interface Origin {
  readonly checkout: Checkout;
  readonly signing: SigningKey | undefined;
}

/** Found out, or what is wrong with the key. */
export async function originOf(keyFile: string | undefined): Promise<Origin | string> {
  const signing = keyFile === undefined ? undefined : readSigningKey(keyFile);
  return typeof signing === 'string' ? signing : { checkout: await checkoutOf(), signing };
}

/** The files to write beside `reports`. */
export function attestationOf(
  audit: Audit,
  gate: GateResult,
  came: Came,
  reports: readonly OutputFile[],
  signing: SigningKey | undefined,
): readonly OutputFile[] {
  const told = { name: PROVENANCE_FILE, text: provenanceText(provenanceOf(came, reports)) };
  const statement = statementText(audit, gate, came, [...reports, told]);
  if (signing === undefined) return [told, { name: STATEMENT_FILE, text: statement }];
  return [told, { name: ENVELOPE_FILE, text: sealedIn(statement, signing) }];
}

/** Takes away what an earlier audit attested in the other form, which is of other files; or says why it cannot. */
export function dropStale(folder: string, { signing }: Pick<Origin, 'signing'>): string | undefined {
  const stale = join(folder, signing === undefined ? ENVELOPE_FILE : STATEMENT_FILE);
  try {
    rmSync(stale, { force: true });
    return undefined;
  } catch (error) {
    return `${stale}: is of an earlier audit and cannot be removed: ${systemTrouble(error)}`;
  }
}
