// Writes the published JSON Schemas into reports/schemas of the working directory. Run it after a schema changed:
// node dist/reports/write-schemas.js
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from './published-schemas.ts';

for (const { name, text } of publishedSchemas()) writeFileSync(join('reports', 'schemas', name), text);
