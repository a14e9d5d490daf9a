// What goes beside the reports of an audit: its provenance, and a statement about all files, signed if there is a key.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRequest } from '../../properties/request.ts';
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import type { OutputFile } from '../output-folder.ts';
import { type Checkout, checkoutOf } from './checkout.ts';
import { readSigningKey, type SigningKey, sealedIn } from './envelope.ts';
import { type Input, PROVENANCE_FILE, provenanceOf, provenanceText } from './provenance.ts';
import { ENVELOPE_FILE, STATEMENT_FILE, statementText } from './statement.ts';

/** What an audit came out of. */
export interface Origin {
  readonly request: AuditRequest;
  readonly inputs: readonly Input[];
  readonly checkout: Checkout;
  readonly signing: SigningKey | undefined;
}

/** Found out before the long work, as a checkout may change meanwhile; or what is wrong with the key. */
export async function originOf(
  { request, inputs }: Pick<Origin, 'request' | 'inputs'>,
  keyFile: string | undefined,
): Promise<Origin | string> {
  const signing = keyFile === undefined ? undefined : readSigningKey(keyFile);
  return typeof signing === 'string' ? signing : { request, inputs, checkout: await checkoutOf(), signing };
}

/** The files to write beside `reports`. */
export function attestationOf(
  audit: Audit,
  gate: GateResult,
  origin: Origin,
  reports: readonly OutputFile[],
): readonly OutputFile[] {
  const provenance = provenanceOf(audit, origin.request, origin, reports);
  const told = { name: PROVENANCE_FILE, text: provenanceText(provenance) };
  const statement = statementText(audit, gate, provenance, [...reports, told]);
  const { signing } = origin;
  if (signing === undefined) return [told, { name: STATEMENT_FILE, text: statement }];
  return [told, { name: ENVELOPE_FILE, text: sealedIn(statement, signing) }];
}

/** Takes away what an earlier audit attested in the other form, which is of other files; or says why it cannot. */
export function dropStale(folder: string, { signing }: Origin): string | undefined {
  const stale = join(folder, signing === undefined ? ENVELOPE_FILE : STATEMENT_FILE);
  try {
    rmSync(stale, { force: true });
    return undefined;
  } catch (error) {
    return `${stale}: is of an earlier audit and cannot be removed: ${(error as Error).message}`;
  }
}
