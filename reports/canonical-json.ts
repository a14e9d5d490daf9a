// audit.json, measure.json and inspect.json, octet for octet the same for the same findings: keys in the order of the schema, two spaces, one newline.
import { type Inspection, inspectionSchema } from '../properties/inspection/inspection-result.ts';
import { type Audit, auditSchema, type Measured, measureSchema } from '../properties/result.ts';

/** Keys in the order in which the schema declares them; throws when `audit` is not of the schema. */
export const auditJson = (audit: Audit): string => `${JSON.stringify(auditSchema.parse(audit), null, 2)}\n`;
export const measureJson = (measured: Measured): string =>
  `${JSON.stringify(measureSchema.parse(measured), null, 2)}\n`;
export const inspectionJson = (inspection: Inspection): string =>
  `${JSON.stringify(inspectionSchema.parse(inspection), null, 2)}\n`;
