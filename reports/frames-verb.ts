// `hopscope frames`: decides every line of a file of frames, and tells where our verdict is not the one that stands there.
import { readFileSync } from 'node:fs';
import { framePairFiles } from '../properties/export/frame-pair.ts';
import { decideLine, type FrameLine, frameLine } from '../properties/symbolic/frame-file.ts';
import { recipeText, witnessText } from '../properties/symbolic/witness-text.ts';
import { STATUS, type Status } from './exit-status.ts';
import { makeFolder, type OutputFile, writeAll } from './output-folder.ts';
import { systemTrouble } from './system-trouble.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';

/** Runs the verb to its exit status. */
export function frames(file: string, { models }: { readonly models?: string }, terminal: Terminal): Status {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(`${file}: ${systemTrouble(error)}`);
  }
  const lines = text.split('\n');
  let agree = 0;
  let disagree = 0;
  const written: OutputFile[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const decided = decide(line);
    if (typeof decided === 'string') return refuse(`${file}, line ${i + 1}: ${decided}`);
    const { id, found, agrees, shown } = decided;
    if (models !== undefined) written.push(...modelsOf(decided.line));
    if (agrees) {
      agree++;
      continue;
    }
    disagree++;
    const why =
      shown === undefined
        ? 'no recipe tells otherwise'
        : 'recipe' in shown
          ? recipeText(shown.recipe)
          : `${witnessText(shown)}; ${JSON.stringify(shown)}`;
    terminal.print(`${clean(id)}: ${found}: ${clean(why)}`);
  }
  if (agree + disagree === 0) return refuse(`${file} has no line to decide`);
  const trouble = models === undefined ? undefined : (makeFolder(models, '--models') ?? writeAll(models, written));
  if (trouble !== undefined) return refuse(trouble);
  terminal.print(`${agree} agree, ${disagree} disagree`);
  return disagree === 0 ? STATUS.asDeclared : STATUS.notAsDeclared;
}

/** A pair of frames as files that a prover decides; a question what can be derived has none. */
function modelsOf(line: FrameLine): readonly OutputFile[] {
  const made = 'left' in line ? framePairFiles(line, `The pair ${line.id}.`) : 'no pair';
  if (typeof made === 'string') return [];
  const name = line.id.replaceAll(/[^A-Za-z0-9-]/g, '-');
  return [
    { name: `${name}.pv`, text: made.proverif },
    { name: `${name}.dps`, text: made.deepsec },
  ];
}

/** The verdict on one line, or what is wrong with the line. */
function decide(
  line: string,
): (ReturnType<typeof decideLine> & { readonly id: string; readonly line: FrameLine }) | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    return `expected JSON: ${(error as Error).message}`;
  }
  try {
    const read = frameLine(json);
    return typeof read === 'string' ? read : { id: read.id, line: read, ...decideLine(read) };
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
