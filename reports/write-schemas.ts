// Writes the published JSON Schemas, and the list of what designs are held against, into reports of the working directory.
// Run it after a schema or a requirement changed:
// node dist/reports/write-schemas.js
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUOTED_FILE, quotedSpecification } from './formats/specification-places.ts';
import { publishedSchemas } from './published-schemas.ts';

for (const { name, text } of publishedSchemas()) writeFileSync(join('reports', 'schemas', name), text);
writeFileSync(QUOTED_FILE, quotedSpecification());
