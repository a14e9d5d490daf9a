// What the options of an audit ask for, its files read and its names checked.
import { designs } from '../model/design.ts';
import { explain } from '../properties/explanation.ts';
import type { AuditRequest, Profile } from '../properties/request.ts';
import { designsAsked, doubled, isFile, noDesign } from './own-designs.ts';
import { type Input, inputsOf } from './provenance/provenance.ts';
import { type ReadScenario, readScenario } from './scenario-file.ts';
import { unknownId } from './unknown-id.ts';

export interface RequestOptions {
  readonly design?: readonly string[];
  readonly property?: readonly string[];
  readonly scenario?: string;
  readonly profile: Profile;
  readonly seed: string;
}
export interface Asked {
  readonly request: AuditRequest;
  readonly inputs: readonly Input[];
}

/** The request and what it was read from, or what is wrong with it. */
export async function requestOf(options: RequestOptions): Promise<Asked | string> {
  let scenario: ReadScenario | undefined;
  if (options.scenario !== undefined) {
    const read = readScenario(options.scenario);
    if (typeof read === 'string') return read;
    scenario = read;
  }
  const { design: given = [], property: ids = [] } = options;
  const read = await designsAsked(given);
  if (typeof read === 'string') return read;
  const { names: asked } = read;
  const own = [...read.own, ...(scenario?.own ? [scenario.own] : [])];
  const twice = doubled(own);
  if (twice !== undefined) return twice;
  const names = [...designs, ...own.map(({ design }) => design)].map((design) => design.name);
  for (const name of asked) if (!names.includes(name)) return noDesign(name, names);
  const properties: string[] = [];
  for (const id of ids) {
    const explained = explain(id);
    if (explained === undefined) return unknownId(id);
    properties.push(...explained.properties.map((one) => one.id));
  }
  const request = {
    profile: options.profile,
    seed: options.seed,
    ...(asked.length > 0 && { designs: [...new Set(asked)] }),
    ...(properties.length > 0 && { properties: [...new Set(properties)] }),
    ...(own.length > 0 && { own }),
    ...(scenario && { scenario: { scenario: scenario.scenario }, scenarioName: options.scenario as string }),
  };
  const files = [
    ...(options.scenario === undefined ? [] : [{ kind: 'scenario', file: options.scenario } as const]),
    ...[...new Set(given)].filter(isFile).map((file) => ({ kind: 'design', file }) as const),
  ];
  return { request, inputs: inputsOf(files) };
}
