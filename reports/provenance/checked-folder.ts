// The files of a folder held against what is attested of them: each that is changed, missing or not attested, by name.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../properties/audit.ts';
import { type Audit, auditSchema } from '../../properties/result.ts';
import { systemTrouble } from '../system-trouble.ts';
import type { Attested } from './attestation.ts';
import { sha256 } from './digest.ts';
import { PROVENANCE_FILE, type Provenance, provenanceSchema } from './provenance.ts';

export interface CheckedFolder {
  /** One line for each thing that is wrong. */
  readonly wrong: readonly string[];
  /** Files that nothing is attested of. */
  readonly others: readonly string[];
  /** There when nothing is wrong. */
  readonly provenance: Provenance | undefined;
  /** Another version may write what this one cannot read. */
  readonly audit: Audit | undefined;
}

export function checkFolder(folder: string, { file: attestation, statement }: Attested): CheckedFolder {
  const digests = new Map(statement.subject.map(({ name, digest }) => [name, digest.sha256]));
  const wrong = [...digests].flatMap(([name, digest]) => {
    const why = unlike(join(folder, name), digest);
    return why === undefined ? [] : [`${name}: ${why}`];
  });
  for (const name of ['audit.json', PROVENANCE_FILE])
    if (!digests.has(name)) wrong.push(`${name}: expected it in ${attestation}, found nothing of it there`);
  const others = readdirSync(folder).filter((name) => name !== attestation && !digests.has(name));
  if (wrong.length > 0) return { wrong, others, provenance: undefined, audit: undefined };

  const provenance = provenanceSchema.safeParse(jsonOf(join(folder, PROVENANCE_FILE))).data;
  const audit = auditSchema.safeParse(jsonOf(join(folder, 'audit.json'))).data;
  if (provenance === undefined) wrong.push(`${PROVENANCE_FILE}: expected what audit writes`);
  if (audit === undefined && provenance?.tool.version === VERSION) wrong.push('audit.json: expected what audit writes');
  const listed = new Map(provenance?.files.map((one) => [one.name, one.sha256]));
  if (provenance !== undefined)
    for (const name of new Set([...digests.keys(), ...listed.keys()]))
      if (name !== PROVENANCE_FILE && listed.get(name) !== digests.get(name))
        wrong.push(`${name}: ${PROVENANCE_FILE} and ${attestation} do not say the same of it`);
  if (audit && provenance && (audit.seed !== provenance.request.seed || audit.profile !== provenance.request.profile))
    wrong.push(`${PROVENANCE_FILE}: its profile and seed are not those of audit.json`);
  return { wrong, others, provenance, audit };
}

/** Why a file is not the one of the digest. */
function unlike(path: string, digest: string): string | undefined {
  try {
    if (!lstatSync(path).isFile()) return 'expected a file, found something else';
    return sha256(readFileSync(path)) === digest ? undefined : 'changed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : `cannot be read: ${systemTrouble(error)}`;
  }
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // no JSON is of no schema
  }
}
