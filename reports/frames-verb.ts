// `hopscope frames`: decides every line of a file of frames, and tells where our verdict is not the one that stands there.
import { readFileSync } from 'node:fs';
import { decideLine, frameLine } from '../properties/symbolic/frame-file.ts';
import { recipeText, witnessText } from '../properties/symbolic/witness-text.ts';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';

/** Runs the verb to its exit status. */
export function frames(file: string, terminal: Terminal): Status {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`);
  }
  const lines = text.split('\n');
  let agree = 0;
  let disagree = 0;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const decided = decide(line);
    if (typeof decided === 'string') return refuse(`${file}, line ${i + 1}: ${decided}`);
    const { id, found, agrees, shown } = decided;
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
  terminal.print(`${agree} agree, ${disagree} disagree`);
  return disagree === 0 ? STATUS.asDeclared : STATUS.notAsDeclared;
}

/** The verdict on one line, or what is wrong with the line. */
function decide(line: string): (ReturnType<typeof decideLine> & { readonly id: string }) | string {
  try {
    const read = frameLine(JSON.parse(line));
    return typeof read === 'string' ? read : { id: read.id, ...decideLine(read) };
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
