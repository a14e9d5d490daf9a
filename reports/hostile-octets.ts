// Throws many hostile blocks at both designs and prints what came of them: node dist/reports/hostile-octets.js CASES [SEED] [real]
// A script of its own, as it takes minutes: the tests throw 20,000. Each design has a thread.
import process from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { designs } from '../model/design.ts';
import { type HostileCounts, hostilePlaces, throwOctets } from '../sim/hostile-octets.ts';

interface Share {
  readonly design: string;
  readonly seed: string;
  readonly cases: number;
  readonly cryptography: 'ideal' | 'real';
}

function render(name: string, counts: HostileCounts): string {
  const row = (words: string, cases: number | string, taken: number | string) =>
    `${words.padEnd(52)}${String(cases).padStart(9)}${String(taken).padStart(9)}`;
  const rows = hostilePlaces.map((place) => row(`  ${place}`, counts.cases[place], counts.taken[place]));
  const summary = `  ${counts.roundTrips} honest round trips on the same states; ${counts.defects.length} defects`;
  return [row(name, 'cases', 'taken'), ...rows, summary, ...counts.defects.map((one) => `  ${one}`), ''].join('\n');
}

if (isMainThread) {
  const [given = '1000000', seed = 'hostile', cryptography = 'ideal'] = process.argv.slice(2);
  const cases = Number(given);
  if (!Number.isSafeInteger(cases) || cases < 1 || (cryptography !== 'ideal' && cryptography !== 'real')) {
    process.stderr.write('hostile-octets: the number of cases, a seed, and ideal or real, in this order\n');
    process.exit(2);
  }
  for (const [i, { name }] of designs.entries()) {
    const own = Math.floor((cases + i) / designs.length);
    const share: Share = { design: name, seed, cases: own, cryptography };
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', (counts: HostileCounts) => {
      process.stdout.write(render(name, counts));
      if (counts.defects.length > 0) process.exitCode = 1;
    });
  }
} else {
  const { design, seed, cases, cryptography } = workerData as Share;
  const found = designs.find(({ name }) => name === design);
  if (found !== undefined) parentPort?.postMessage(throwOctets(found, seed, cases, cryptography));
}
