// A scenario from a YAML or JSON file, with the design it may bring.
import type { z } from 'zod';
import type { OwnDesign } from '../properties/own-design.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { designSchema, ownDesignOf } from './design-file.ts';
import { type Placed, parseYaml, readYaml } from './yaml-file.ts';

export interface ReadScenario {
  readonly scenario: Scenario;
  readonly own?: OwnDesign;
}

export const scenarioFileSchema = scenarioSchema.safeExtend({ design: designSchema.optional() });

/** Reads a scenario file, or says in one line what is wrong with it. */
export const readScenario = (file: string): ReadScenario | string =>
  scenarioOf(readYaml(file, scenarioFileSchema, 'a scenario'));

/** As `readScenario`, of text already read; `file` only names it in the error. */
export const parseScenario = (file: string, text: string): ReadScenario | string =>
  scenarioOf(parseYaml(file, text, scenarioFileSchema, 'a scenario'));

function scenarioOf(read: Placed<z.infer<typeof scenarioFileSchema>> | string): ReadScenario | string {
  if (typeof read === 'string') return read;
  const { design, ...scenario } = read.value;
  return design === undefined ? { scenario } : { scenario, own: ownDesignOf(design) };
}
