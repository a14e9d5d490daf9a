// Locations of SARIF: in the reviewer's scenario file and copy of the specification, or in the list that comes with hopscope.
import { isAbsolute, relative, sep } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location, Result, Run } from 'sarif';
import type { Finding } from '../../properties/result.ts';
import { clean } from '../untrusted.ts';
import type { Place } from '../yaml-file.ts';
import {
  QUOTED_FILE,
  quotedSpecification,
  type Region,
  regionOfFinding,
  regionOfRequirement,
} from './specification-places.ts';

/** A text of the reviewer's own, and how it was called. */
export interface OwnText {
  readonly file: string;
  readonly text: string;
}
/** The scenario file, the design that it brings, and where it does. */
export interface OwnScenario {
  readonly file: string;
  readonly place: Place;
  readonly design?: string;
}
export interface SarifPlaces {
  readonly bases: NonNullable<Run['originalUriBaseIds']>;
  /** Of a line of a design: the scenario file if it is the reviewer's own, and what the requirement follows from. */
  ofLine(
    design: string,
    requirement: string | undefined,
  ): Required<Pick<Result, 'locations'>> & Pick<Result, 'relatedLocations'>;
  ofFinding(finding: Finding): Location;
}

export function sarifPlaces(specification: OwnText | undefined, scenario: OwnScenario | undefined): SarifPlaces {
  const text = specification?.text ?? quotedSpecification();
  const artifact: ArtifactLocation =
    specification === undefined ? { uri: QUOTED_FILE, uriBaseId: 'HOPSCOPE' } : here(specification.file);
  const at = ({ line, column, endColumn }: Region): Location => ({
    physicalLocation: { artifactLocation: artifact, region: { startLine: line, startColumn: column, endColumn } },
  });
  return {
    bases: {
      '%SRCROOT%': { description: { text: 'The folder in which the audit was run.' } },
      HOPSCOPE: { description: { text: 'The folder in which hopscope is.' } },
    },
    ofLine: (design, requirement) => {
      const source = {
        ...at(regionOfRequirement(text, requirement ?? '')),
        ...(requirement !== undefined && { message: { text: clean(`What ${requirement} follows from.`) } }),
      };
      if (scenario === undefined || (scenario.design !== undefined && scenario.design !== design))
        return { locations: [source] };
      const own: Location = {
        physicalLocation: {
          artifactLocation: here(scenario.file),
          region: { startLine: scenario.place.line, startColumn: scenario.place.column },
        },
      };
      return { locations: [own], relatedLocations: [{ ...source, id: 1 }] };
    },
    ofFinding: (finding) => at(regionOfFinding(text, finding)),
  };
}

/** A file as seen from the folder of the audit; elsewhere, by its whole path. */
function here(file: string): ArtifactLocation {
  const path = relative(process.cwd(), file);
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(file).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
