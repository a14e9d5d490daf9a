// Where the command line writes: what is printed, whether there are colours, and how far the work is.
import process from 'node:process';
import pc from 'picocolors';
import { STATUS } from './exit-status.ts';
import { coloured, type Paint, plain } from './summary-text.ts';
import { systemTrouble } from './system-trouble.ts';
import { cut } from './wrap.ts';

export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  readonly paint: Paint;
  /** Says how far the work is; undefined where nobody watches. */
  readonly progress: ((done: number, of: number) => void) | undefined;
  /** The same in words, where there is no telling how much is to come; not worked out more often than it is shown. */
  readonly status?: ((words: () => string) => void) | undefined;
  /** Says at the start what is at work, to whoever reads a log and sees no progress. */
  readonly announce?: ((words: string) => void) | undefined;
  /** Takes the progress line away. */
  quiet(): void;
}

const REDRAW_MILLIS = 100;
const BAR_WIDTH = 30;

/** The terminal or pipe that this process writes to. A reader that stops reading is no error. */
export function ownTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    stderr.write(`hopscope: standard output cannot be written: ${systemTrouble(error)}\n`);
    process.exit(STATUS.badInput);
  });
  // Where complaints cannot be written, nobody can be told.
  stderr.on('error', () => undefined);
  const mute = env['NO_COLOR'] || env['TERM'] === 'dumb';
  const watched = stderr.isTTY && env['TERM'] !== 'dumb';
  let drawn = 0;
  const draw = (words: () => string, isLast: boolean): void => {
    if (!isLast && Date.now() - drawn < REDRAW_MILLIS) return;
    drawn = Date.now();
    stderr.write(`\r${cut(words(), (stderr.columns || 80) - 1)}\u001b[K`);
  };
  return {
    print: (text) => void stdout.write(`${text}\n`),
    complain: (text) => void stderr.write(`${text}\n`),
    paint: stdout.isTTY && !mute ? coloured(pc.createColors(true)) : plain,
    progress: watched ? (done, of) => draw(() => bar(done, of), done >= of) : undefined,
    status: watched ? (words) => draw(words, false) : undefined,
    announce: watched ? undefined : (words) => void stderr.write(`${words}\n`),
    quiet: () => {
      if (watched) stderr.write('\r\u001b[K');
    },
  };
}

function bar(done: number, of: number): string {
  const full = of === 0 ? BAR_WIDTH : Math.floor((BAR_WIDTH * done) / of);
  return `at work ${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${done} of ${of} shards`;
}
