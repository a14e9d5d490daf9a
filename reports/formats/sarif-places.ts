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
  regionInList,
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
  /** Of a line of a design: the scenario file if it is the reviewer's own, and the requirement, or what else it is about. */
  ofLine(design: string, about: string): Required<Pick<Result, 'locations'>> & Pick<Result, 'relatedLocations'>;
  ofFinding(finding: Finding): Location;
}

const LIST: ArtifactLocation = { uri: QUOTED_FILE, uriBaseId: 'HOPSCOPE' };

export function sarifPlaces(specification: OwnText | undefined, scenario: OwnScenario | undefined): SarifPlaces {
  const list = quotedSpecification();
  const at = (artifactLocation: ArtifactLocation, { line, column, endColumn }: Region): Location => ({
    physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column, endColumn } },
  });
  /** In the reviewer's copy where that has the words, and in the list otherwise. */
  const source = (inCopy: (text: string) => Region | undefined, inList: Region): Location => {
    const own = specification && inCopy(specification.text);
    return specification === undefined || own === undefined ? at(LIST, inList) : at(here(specification.file), own);
  };
  return {
    bases: {
      '%SRCROOT%': { description: { text: 'The folder in which the audit was run.' } },
      HOPSCOPE: { description: { text: 'The folder in which hopscope is.' } },
    },
    ofLine: (design, about) => {
      const asked = {
        ...source((text) => regionOfRequirement(text, about), regionInList(list, about)),
        message: { text: clean(`About ${about}.`) },
      };
      if (scenario === undefined || (scenario.design !== undefined && scenario.design !== design))
        return { locations: [asked] };
      const own: Location = {
        physicalLocation: {
          artifactLocation: here(scenario.file),
          region: { startLine: scenario.place.line, startColumn: scenario.place.column },
        },
      };
      return { locations: [own], relatedLocations: [{ ...asked, id: 1 }] };
    },
    ofFinding: (finding) => source((text) => regionOfFinding(text, finding), regionOfFinding(list, finding) as Region),
  };
}

/** A file as seen from the folder of the audit; elsewhere, by its whole path. */
function here(file: string): ArtifactLocation {
  const path = relative(process.cwd(), file);
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(file).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
