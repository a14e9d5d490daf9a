// `hopscope replay`: runs one piece of evidence again and tells its story.
import { replayEvidence } from '../properties/evidence.ts';
import { STATUS, type Status } from './exit-status.ts';
import { designsAsked } from './own-designs.ts';
import { readScenario } from './scenario-file.ts';
import { summarise } from './scenario-summary.ts';
import { moment, sequenceText } from './sequence.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

export interface ReplayOptions {
  /** The files that the evidence came from, if it came from any. */
  readonly scenario?: string;
  readonly design?: string;
}

/** Runs the verb to its exit status. */
export async function replay(
  id: string,
  { scenario: file, design: designFile }: ReplayOptions,
  terminal: Terminal,
): Promise<Status> {
  const scenario = file === undefined ? undefined : readScenario(file);
  if (typeof scenario === 'string') {
    terminal.complain(`hopscope: ${scenario}`);
    return STATUS.badInput;
  }
  const asked = await designsAsked(designFile === undefined ? [] : [designFile]);
  if (typeof asked === 'string') {
    terminal.complain(`hopscope: ${clean(asked)}`);
    return STATUS.badInput;
  }
  const own = [...asked.own, ...(scenario?.own ? [scenario.own] : [])];
  const replayed = replayEvidence(id, scenario, own);
  if (typeof replayed === 'string') {
    terminal.complain(`hopscope: ${clean(replayed)}`);
    return STATUS.badInput;
  }
  const { evidence, design, property, same, found } = replayed;
  const lines = [
    terminal.paint.strong(clean(`${design}: ${property}, at ${moment(evidence.atMillis)}`)),
    '',
    ...wrap(clean(evidence.story), WIDTH),
    '',
    ...summarise(evidence.scenario).flatMap((line) =>
      wrap(line, WIDTH - 2).map((text, i) => (i === 0 ? `- ${text}` : `  ${text}`)),
    ),
    '',
    sequenceText(evidence.steps, WIDTH),
    '',
    same
      ? `The same run, octet for octet: ${clean(evidence.fingerprint)}`
      : `Not the same run: recorded ${clean(evidence.fingerprint)}\n                  found    ${clean(found)}`,
  ];
  terminal.print(lines.join('\n'));
  return same ? STATUS.asDeclared : STATUS.notAsDeclared;
}
