// The formats for machines and other programs, written beside the reports under fixed names.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import type { OutputFile } from '../output-folder.ts';
import { scenarioFileSchema } from '../scenario-file.ts';
import { systemTrouble } from '../system-trouble.ts';
import type { ToldWith } from '../told-with.ts';
import { clean } from '../untrusted.ts';
import { readYaml, textOf } from '../yaml-file.ts';
import { annotations, withoutCommands } from './annotations.ts';
import { badgeJson, badgeSvg } from './badge.ts';
import { renderCsv } from './csv.ts';
import type { Format } from './format-names.ts';
import { renderJobSummary } from './job-summary.ts';
import { renderJunit } from './junit.ts';
import { renderSarif, sarifLog } from './sarif.ts';
import { type OwnScenario, type OwnText, sarifPlaces } from './sarif-places.ts';

export interface FormatOptions {
  readonly format?: readonly Format[];
  readonly specification?: string;
  readonly scenario?: string;
}
/** Texts that locations point into. */
export interface Sources {
  readonly specification: OwnText | undefined;
  readonly scenario: OwnScenario | undefined;
}

/** Reads what locations point into, or says what is wrong with it. */
export function readSources({ specification, scenario: file, format = [] }: FormatOptions): Sources | string {
  // Parts may be put together where the scenario is not; only these formats point into it.
  const scenario = format.includes('sarif') || format.includes('github') ? file : undefined;
  const read = specification === undefined ? undefined : textOf(specification);
  if (typeof read === 'string') return `${clean(specification as string)}: ${read}`;
  const placed = scenario === undefined ? undefined : readYaml(scenario, scenarioFileSchema, 'a scenario');
  if (typeof placed === 'string') return placed;
  return {
    specification: read && { file: specification as string, text: read.text },
    scenario: placed && {
      file: scenario as string,
      place: placed.placeOf(['design']),
      ...(placed.value.design && { design: placed.value.design.name }),
    },
  };
}

export interface Written {
  readonly files: readonly OutputFile[];
  /** What is printed, around what is printed anyway. */
  print(summary: string): readonly string[];
  /** Appends the summary of the job to the file that GitHub gives for it, or says why it cannot. */
  append(): string | undefined;
}

/** All formats that were asked for; `exitCode` is what the process ends with, `summaryFile` where GitHub wants a summary; only its runner reads commands off the output. */
export function formatted(
  audit: Audit,
  gate: GateResult,
  told: ToldWith,
  { specification, scenario }: Sources,
  given: {
    readonly format: readonly Format[];
    readonly exitCode: number;
    readonly summaryFile: string | undefined;
    readonly onGitHub: boolean;
  },
): Written {
  const asked = (format: Format): boolean => given.format.includes(format);
  const summary = asked('github') ? renderJobSummary(audit, gate, told) : undefined;
  const files: OutputFile[] = [];
  if (asked('sarif')) {
    const log = sarifLog(audit, gate, sarifPlaces(specification, scenario), given.exitCode, told.came);
    files.push({ name: 'audit.sarif', text: renderSarif(log) });
  }
  if (asked('junit')) files.push({ name: 'junit.xml', text: renderJunit(audit, gate, told.came) });
  if (asked('csv')) files.push({ name: 'audit.csv', text: renderCsv(audit, gate) });
  if (asked('badge'))
    files.push(
      { name: 'badge.svg', text: badgeSvg(audit, gate) },
      { name: 'badge.json', text: badgeJson(audit, gate) },
    );
  if (summary !== undefined && given.summaryFile === undefined) files.push({ name: 'summary.md', text: summary });
  return {
    files,
    print: (text) =>
      asked('github') && given.onGitHub
        ? [withoutCommands(text, randomUUID()), ...annotations(gate, scenario)]
        : [text],
    append: () =>
      given.summaryFile === undefined || summary === undefined ? undefined : appendTo(given.summaryFile, summary),
  };
}

function appendTo(file: string, text: string): string | undefined {
  try {
    appendFileSync(file, text);
    return undefined;
  } catch (error) {
    return `${file}: the job summary cannot be written: ${systemTrouble(error)}`;
  }
}
