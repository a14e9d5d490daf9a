// Files that change, told together once they have come to rest.
import { setTimeout as later } from 'node:timers/promises';
import { watch } from 'chokidar';

export interface Changes {
  /** The files that changed since the last time it was asked, at once or when some do. */
  next(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** An editor that saves writes several times, or a file beside and moves it there. */
const REST_MILLIS = 150;

/** Of files and folders, which need not be there yet; `isSkipped` is asked of every path below them. Ready once it resolves. */
export async function changesOf(paths: readonly string[], isSkipped: (path: string) => boolean): Promise<Changes> {
  const watcher = watch([...paths], { ignoreInitial: true, ignored: (path) => isSkipped(path) });
  const changed = new Set<string>();
  let heard: (() => void) | undefined;
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(path);
    heard?.();
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    close: () => watcher.close(),
    next: async () => {
      if (changed.size === 0)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      for (let seen = 0; seen < changed.size; ) {
        seen = changed.size;
        await later(REST_MILLIS);
      }
      const told = [...changed].sort();
      changed.clear();
      return told;
    },
  };
}
