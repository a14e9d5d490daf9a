// `hopscope replay`: runs one piece of evidence again and tells its story.
import { replayEvidence } from '../properties/evidence.ts';
import { STATUS, type Status } from './exit-status.ts';
import { readScenario } from './scenario-file.ts';
import { summarise } from './scenario-summary.ts';
import { moment, sequenceText } from './sequence.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

/** Runs the verb to its exit status; `file` is the scenario that the evidence came from, if it came from one. */
export function replay(id: string, file: string | undefined, terminal: Terminal): Status {
  const scenario = file === undefined ? undefined : readScenario(file);
  if (typeof scenario === 'string') {
    terminal.complain(`hopscope: ${scenario}`);
    return STATUS.badInput;
  }
  const replayed = replayEvidence(id, scenario);
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
