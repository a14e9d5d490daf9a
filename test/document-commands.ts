// The commands that a document tells its reader to run: lines of its fences, and whole commands in its prose.
import { readFileSync } from 'node:fs';

/** A fence with its language; files of a page, which have a name behind it, are no commands. */
const FENCE = /^```([^\n]*)\n([\s\S]*?)^```$/gm;
const SHELLS: ReadonlySet<string> = new Set(['', 'console', 'sh', 'bash', 'shell']);
/** What prose may name without telling to run it has no second word. */
const PROGRAM =
  /^(?:npx|npm|node|hopscope|man|openssl|git|apt-get|sudo|docker|bash|sh|curl|tsc|tshark|proverif|groff) +\S/;

export interface DocumentCommand {
  readonly document: string;
  readonly command: string;
  /** Under it stands what it prints, and `test/page.ts` holds it to that. */
  readonly withOutput: boolean;
  readonly inProse: boolean;
}

/** Without what a shell does not read, and one by one. */
const apart = (line: string): readonly string[] =>
  line
    .replace(/\s+#.*$/, '')
    .split(' && ')
    .map((one) => one.trim());

/** Every line of a fence that starts at the margin is one, as no drawing does; in a console, every line behind `$`. */
function inFence(language: string, body: string): readonly string[] {
  const lines = body.split('\n').filter((line) => line !== '');
  if (language === 'console') return lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []));
  return lines.filter((line) => !line.startsWith(' '));
}

export function commandsOf(document: string): readonly DocumentCommand[] {
  const text = readFileSync(new URL(`../${document}`, import.meta.url), 'utf8');
  const fenced = [...text.matchAll(FENCE)].flatMap(([, language = '', body = '']) =>
    SHELLS.has(language)
      ? inFence(language, body)
          .flatMap(apart)
          .map((command) => ({ document, command, withOutput: language === 'console', inProse: false }))
      : [],
  );
  const told = [...text.replaceAll(FENCE, '').matchAll(/`([^`]+)`/g)]
    .map(([, span = '']) => span.replaceAll(/\s+/g, ' '))
    .filter((span) => PROGRAM.test(span))
    .flatMap(apart)
    .map((command) => ({ document, command, withOutput: false, inProse: true }));
  return [...fenced, ...told];
}

/** The options that prose names by themselves, without values. */
export const optionsNamedIn = (document: string): readonly string[] => {
  const text = readFileSync(new URL(`../${document}`, import.meta.url), 'utf8').replaceAll(FENCE, '');
  return [...text.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, name]) => name as string);
};
