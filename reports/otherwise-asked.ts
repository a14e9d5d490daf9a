// Whether two written audits were asked the same: where they were not, what differs between them says little of the designs.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Audit } from '../properties/result.ts';
import { type Came, PROVENANCE_FILE, provenanceSchema } from './provenance/provenance.ts';

/** An audit and the folder or file that it was read from. */
export interface Read {
  readonly path: string;
  readonly audit: Audit;
}

/** What was asked, of the provenance beside an audit; nothing where there is none that can be read. */
function requestOf({ path }: Read): Came['request'] | undefined {
  try {
    const folder = statSync(path).isDirectory() ? path : dirname(path);
    return provenanceSchema.parse(JSON.parse(readFileSync(join(folder, PROVENANCE_FILE), 'utf8'))).request;
  } catch {
    return undefined;
  }
}

/** What the one was asked and then the other, in words; nothing where it is the same as far as is known. */
export function otherwiseAsked(before: Read, now: Read): string | undefined {
  const asked = [before, now].map((read) => {
    const request = requestOf(read);
    const scenario = request?.inputs.find(({ kind }) => kind === 'scenario');
    const properties = request?.properties;
    return {
      profile: `profile ${read.audit.profile}`,
      seed: `seed ${read.audit.seed}`,
      designs: read.audit.designs.map(({ name }) => name).join(' and '),
      scenario: request && (scenario === undefined ? 'no scenario' : `scenario ${scenario.file}`),
      text: scenario?.sha256,
      properties: request && (properties === undefined ? 'all properties' : `${properties.length} of the properties`),
      ids: properties?.join(),
    };
  });
  const [was, is] = asked as [(typeof asked)[number], (typeof asked)[number]];
  const isKnown = was.scenario !== undefined && is.scenario !== undefined;
  const moved = (a: string | undefined, b: string | undefined, same: string, other: boolean): readonly string[] =>
    a !== b ? [`${a}, then ${b}`] : other ? [`${a}, then ${same}`] : [];
  const parts = [
    ...moved(was.profile, is.profile, '', false),
    ...moved(was.seed, is.seed, '', false),
    ...moved(was.designs, is.designs, '', false),
    ...(isKnown ? moved(was.scenario, is.scenario, 'one of that name with another text', was.text !== is.text) : []),
    ...(isKnown ? moved(was.properties, is.properties, 'as many others', was.ids !== is.ids) : []),
  ];
  return parts.length === 0 ? undefined : `Not the same question: ${parts.join('; ')}.`;
}
