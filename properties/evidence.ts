// Evidence: a failure shrunk to its smallest story, named so that it is found again octet for octet.
import type { Design } from '../model/design.ts';
import { fingerprint } from '../sim/trace.ts';
import { propertyOf } from './catalogue.ts';
import { experimentNames, OWN } from './experiments.ts';
import type { OwnDesign } from './own-design.ts';
import type { Property } from './property.ts';
import { designNamed, type ScenarioFile } from './request.ts';
import type { Evidence } from './result.ts';
import { steps } from './story.ts';
import type { Worlds } from './traffic.ts';
import { atPath, type Cryptography, type Place, runs, type Shrunk, shrink } from './trial.ts';

/** A failure to be told, and how many runs may go into shrinking it. */
export interface StoryShard {
  readonly property: string;
  readonly place: Place;
  readonly cryptography: Cryptography;
  readonly shrinkRuns: number;
  readonly own?: OwnDesign;
  readonly scenario?: ScenarioFile;
  readonly scenarioName?: string;
}

/** The evidence of one failure: shrunk, run and told. */
export function story(shard: StoryShard, design: Design): Evidence {
  const property = propertyOf(shard.property) as Property;
  const { place, cryptography, scenario } = shard;
  const found: Shrunk =
    place.experiment !== OWN
      ? smallest(property, design, place, cryptography, shard.shrinkRuns)
      : seen(property, design, place, cryptography, [(scenario as ScenarioFile).scenario], '0');
  return told(property, design, place, cryptography, found, [
    ...(shard.own?.file === undefined ? [] : ['--design', shard.own.file]),
    ...(shard.scenarioName === undefined ? [] : ['--scenario', shard.scenarioName]),
  ]);
}

function seen(
  property: Property,
  design: Design,
  place: Place,
  cryptography: Cryptography,
  worlds: Worlds,
  path: string,
): Shrunk {
  const traces = runs(worlds, design, place, cryptography);
  return { worlds, path, traces, tally: property.examine(traces) };
}

/** The smallest worlds in which the property fails; what was found, if real octets do not show the smallest. */
function smallest(property: Property, design: Design, place: Place, cryptography: Cryptography, most: number): Shrunk {
  const found = shrink(property, design, place, cryptography, most);
  if (property.confirms === undefined || most <= 1 || cryptography === 'real') return found;
  return property.confirms(found.traces) ? found : shrink(property, design, place, cryptography, 1);
}

/** The evidence that worlds give, with the name by which it is found again. */
function told(
  property: Property,
  design: Design,
  place: Place,
  cryptography: Cryptography,
  { worlds, path, traces, tally: { first } }: Shrunk,
  from: readonly string[] = [],
): Evidence {
  const print = traces.map(fingerprint).join('');
  const id = [
    design.name,
    property.id,
    encodeURIComponent(place.seed),
    `${experimentNames.indexOf(place.experiment)}.${place.number}.${cryptography}`,
    path,
    print.slice(0, 8),
  ].join('/');
  const proof = first ?? { atMillis: 0, about: [], story: 'What the line says can be seen is not seen in this run.' };
  return {
    id,
    seed: place.seed,
    atMillis: proof.atMillis,
    story: proof.story,
    scenario: worlds.length === 1 ? worlds[0] : worlds,
    steps: [...steps(traces[0] as (typeof traces)[number], proof)],
    fingerprint: print,
    replay: ['npx hopscope replay', id, ...from.map(quoted)].join(' '),
  };
}

/** A word that a shell takes as it is. */
const quoted = (word: string): string => (/^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export interface Replayed {
  readonly evidence: Evidence;
  /** Whether the run is the recorded one, octet for octet. */
  readonly same: boolean;
  /** The fingerprint that the run has now. */
  readonly found: string;
  readonly design: string;
  readonly property: string;
}

/** Runs one piece of evidence again, or says why that cannot be. */
/** `own` are the designs that the user brings, with a scenario or by themselves. */
export function replayEvidence(id: string, scenario?: ScenarioFile, own: readonly OwnDesign[] = []): Replayed | string {
  const parts = id.split('/');
  const [name = '', propertyId = '', seed = '', where = '', path = '', print = ''] = parts;
  const [experimentNumber = '', number = '', cryptography = ''] = where.split('.');
  const design = designNamed(name, own);
  const property = propertyOf(propertyId);
  const experiment = experimentNames[Number(experimentNumber)];
  const wrong = (why: string): string =>
    `expected the id of a piece of evidence, as audit.json and the reports give it, found “${id}”: ${why}`;
  if (parts.length !== 6) return wrong(`it has ${parts.length === 1 ? 'one part' : `${parts.length} parts`} of 6`);
  if (!/^\d+$/.test(experimentNumber) || !/^\d+$/.test(number)) return wrong(`no run is called “${where}”`);
  if (!/^\d+(:\d+)*$/.test(path)) return wrong(`no scenario is called “${path}”`);
  if (design === undefined)
    return `no design or planted leak “${name}”; a design of your own needs its file: --design, or --scenario if it came with one`;
  if (property === undefined) return wrong(`there is no property “${propertyId}”`);
  if (experiment === undefined || (cryptography !== 'ideal' && cryptography !== 'real'))
    return wrong(`no run is called “${where}”`);
  const place: Place = { seed: decodeURIComponent(seed), experiment, number: Number(number) };
  if (experiment === OWN && scenario === undefined)
    return 'the evidence is of a scenario file: give it with --scenario';
  if (experiment !== OWN && scenario !== undefined && own.every((one) => one.design !== design))
    return 'the evidence is of no scenario file: leave --scenario out';
  const worlds: Worlds = experiment === OWN ? [(scenario as ScenarioFile).scenario] : atPath(place, path);
  if (worlds.length === 0) return wrong(`that run has no scenario “${path}”`);
  const found = seen(property, design, place, cryptography, worlds, path);
  const evidence = told(property, design, place, cryptography, found);
  const same = evidence.fingerprint.startsWith(print);
  return {
    evidence: same ? evidence : { ...evidence, id, fingerprint: print },
    same,
    found: evidence.fingerprint,
    design: name,
    property: propertyId,
  };
}
