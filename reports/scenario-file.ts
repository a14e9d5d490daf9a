// A scenario from a YAML or JSON file, with the design it may bring. A wrong file gets one line that says
// where, what was expected and what is there.
import type { Design } from '../model/design.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { designOf, designSchema } from './design-file.ts';
import { clean } from './untrusted.ts';
import { parseYaml, textOf } from './yaml-file.ts';

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly design?: Design;
}

export const scenarioFileSchema = scenarioSchema.safeExtend({ design: designSchema.optional() });

/** Reads a scenario file, or says in one line what is wrong with it. */
export function readScenario(file: string): ReadScenario | string {
  const read = textOf(file);
  return typeof read === 'string' ? `${clean(file)}: ${read}` : parseScenario(clean(file), read.text);
}

/** As `readScenario`, of text already read; `file` only names it in the error. */
export function parseScenario(file: string, text: string): ReadScenario | string {
  const parsed = parseYaml(file, text, scenarioFileSchema, 'a scenario');
  if (typeof parsed === 'string') return parsed;
  const { design, ...scenario } = parsed.value;
  return design === undefined ? { scenario } : { scenario, design: designOf(design) };
}
