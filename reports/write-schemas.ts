// Writes what is made from the code into the working directory: the published JSON Schemas, the list of what designs are held
// against, the threat model and the manual. Run it after a schema, a requirement, a property or a verb changed:
// node dist/reports/write-schemas.js
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUOTED_FILE, quotedSpecification } from './formats/specification-places.ts';
import { MAN_FILE, manPage } from './man-page.ts';
import { publishedSchemas } from './published-schemas.ts';
import { THREAT_MODEL_FILE, threatModel } from './threat-model.ts';

for (const { name, text } of publishedSchemas()) writeFileSync(join('reports', 'schemas', name), text);
writeFileSync(QUOTED_FILE, quotedSpecification());
writeFileSync(THREAT_MODEL_FILE, threatModel());
writeFileSync(MAN_FILE, manPage());
