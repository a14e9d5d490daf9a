// What fails as annotations of GitHub: lines that its runner reads off the output of a step.
// Text of others cannot become such a line, as it is escaped, and ordinary output is printed where commands are stopped.
import type { GateResult } from '../gate/gate-result.ts';
import { headOf, waiverWords } from '../gate/gate-words.ts';
import { clean } from '../untrusted.ts';
import type { Place } from '../yaml-file.ts';

const forData = (text: string): string => clean(text).replaceAll('%', '%25');
const forProperty = (text: string): string => forData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const LEVELS = { fails: 'error', undecided: 'warning', waived: 'notice' } as const;

/** One line for each that fails, is undecided or is waived; at the design of the scenario file where there is one. */
export const annotations = (
  gate: GateResult,
  scenario: { readonly file: string; readonly place: Place } | undefined,
): readonly string[] =>
  gate.lines.flatMap((line) => {
    if (line.effect === 'to note') return [];
    const where =
      scenario === undefined
        ? ''
        : `file=${forProperty(scenario.file)},line=${scenario.place.line},col=${scenario.place.column},`;
    const words = [line.words, waiverWords(line), line.replay && `See it again: ${line.replay}`];
    return `::${LEVELS[line.effect]} ${where}title=${forProperty(headOf(line))}::${forData(words.filter(Boolean).join(' '))}`;
  });

/** Ordinary output, of which the runner is to read no command; nobody who wrote it knows the token. */
export const withoutCommands = (text: string, token: string): string =>
  `::stop-commands::${token}\n${text}\n::${token}::`;
