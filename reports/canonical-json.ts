// audit.json, octet for octet the same for the same findings: keys in the order of the schema, two spaces, one newline.
import { type Audit, auditSchema } from '../properties/result.ts';

/** Keys in the order in which the schema declares them; throws when `audit` is not of the schema. */
export const auditJson = (audit: Audit): string => `${JSON.stringify(auditSchema.parse(audit), null, 2)}\n`;
