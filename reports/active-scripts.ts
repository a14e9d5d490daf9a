// Runs every script of an active proxy within its bounds and prints what came of them:
// node dist/reports/active-scripts.js [DESIGN] [SEED] [MOST]. A script of its own, as all of them take many minutes.
import process from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Design } from '../model/design.ts';
import { activeSpaces, spaceNames } from '../properties/active-experiments.ts';
import {
  addSearched,
  nothingSearched,
  type Searched,
  type SearchRequest,
  searchScripts,
} from '../properties/active-search.ts';
import { designNamed } from '../properties/request.ts';

const THREADS = 2;
type Share = Omit<SearchRequest, 'design'> & { readonly design: string };

const searched = (share: Share): Promise<Searched> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', resolve);
    worker.on('error', reject);
  });

if (isMainThread) {
  const [design = 'sealed', seed = 'scripts', most = '1000000'] = process.argv.slice(2);
  if (designNamed(design) === undefined || !/^[1-9]\d*$/.test(most)) {
    process.stderr.write('active-scripts: a design or planted leak, a seed, and a number of scripts, in this order\n');
    process.exit(2);
  }
  for (const space of spaceNames) {
    const count = Math.min(Number(most), activeSpaces[space].scripts.count);
    const at = (part: number) => Math.floor((count * part) / THREADS);
    const shares = Array.from(
      { length: THREADS },
      (_, i): Share => ({ design, seed, space, from: at(i), to: at(i + 1) }),
    );
    const { carriedOut, broken, symbolic, confirmed, notConfirmed } = (await Promise.all(shares.map(searched))).reduce(
      addSearched,
      nothingSearched,
    );
    const found = Object.entries(symbolic).map(([line, attacks]) => `${line} ${attacks}`);
    process.stdout.write(
      `${space}: ${count} scripts, ${carriedOut} of them with an occasion, ${broken} broke a node; attacks: ${found.join(', ') || 'none'}\n`,
    );
    for (const one of confirmed) process.stdout.write(`  ${one.property}, script ${one.script}: ${one.story}\n`);
    for (const one of notConfirmed)
      process.stdout.write(`  not on real octets: ${one.property}, script ${one.script}: ${one.story}\n`);
    if (broken > 0 || confirmed.length > 0) process.exitCode = 1;
  }
} else {
  const share = workerData as Share;
  parentPort?.postMessage(searchScripts({ ...share, design: designNamed(share.design) as Design }));
}
