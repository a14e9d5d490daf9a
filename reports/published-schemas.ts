// The JSON Schemas that the package publishes, made from the schemas that the code itself checks by.
import { z } from 'zod';
import { blockLineSchema } from '../properties/inspection/block-line.ts';
import { inspectionSchema } from '../properties/inspection/inspection-result.ts';
import { auditSchema, measureSchema } from '../properties/result.ts';
import { configSchema } from './config-file.ts';
import { designSchema } from './design-file.ts';
import { baselineSchema } from './gate/baseline.ts';
import { gateFileSchema } from './gate/gate-file.ts';
import { gateSchema } from './gate/gate-result.ts';
import { provenanceSchema } from './provenance/provenance.ts';
import { scenarioFileSchema } from './scenario-file.ts';

const published = {
  'audit.schema.json': auditSchema,
  'baseline.schema.json': baselineSchema,
  'config.schema.json': configSchema,
  'gate.schema.json': gateSchema,
  'gate-file.schema.json': gateFileSchema,
  'block-line.schema.json': blockLineSchema,
  'inspect.schema.json': inspectionSchema,
  'design.schema.json': designSchema,
  'measure.schema.json': measureSchema,
  'provenance.schema.json': provenanceSchema,
  'scenario.schema.json': scenarioFileSchema,
} as const;

const TITLES: Readonly<Record<keyof typeof published, string>> = {
  'audit.schema.json': 'audit.json of hopscope: what an audit found',
  'baseline.schema.json': 'hopscope.baseline.json: what audits are compared with',
  'config.schema.json': 'hopscope.config.yaml: what audits in a folder are asked',
  'gate.schema.json': 'gate.json of hopscope: what the gate says of an audit',
  'gate-file.schema.json': 'A gate file of hopscope: budgets and waivers',
  'block-line.schema.json': 'One line of a file of blocks for hopscope inspect: what a relay received or sent',
  'inspect.schema.json': 'inspect.json of hopscope: what was found in recorded traffic',
  'design.schema.json': 'A design file of hopscope: a relay design to be audited',
  'measure.schema.json': 'measure.json of hopscope: what anonymity costs',
  'provenance.schema.json': 'provenance.json of hopscope: out of what an audit came and what it wrote',
  'scenario.schema.json': 'A scenario file of hopscope: what a run is asked to do',
};

/** File names and texts; what a file may leave out is not required. */
export const publishedSchemas = (): readonly { readonly name: string; readonly text: string }[] =>
  Object.entries(published).map(([name, schema]) => {
    const made = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
    const { $schema, ...rest } = made;
    const title = TITLES[name as keyof typeof published];
    return { name, text: `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n` };
  });
