// Runs many schedules of faults and prints what came of them: node dist/reports/fault-schedules.js COUNT [SEED]
// A script of its own, as 10,000 take minutes: the tests run 300. The schedules are shared by two threads.
import process from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { sealed } from '../model/design.ts';
import { faultSchedule, type Judged } from '../properties/fault-schedules.ts';

interface Share {
  readonly seed: string;
  readonly from: number;
  readonly to: number;
}
const THREADS = 2;

function added(all: readonly Judged[]): Judged {
  const endings = { sent: 0, failed: 0, unknown: 0, 'never written down': 0 };
  for (const one of all) for (const [kind, count] of Object.entries(one.endings)) endings[kind as 'sent'] += count;
  return {
    faults: all.reduce((sum, { faults }) => sum + faults, 0),
    endings,
    broken: all.flatMap(({ broken }) => broken),
  };
}

if (isMainThread) {
  const [given = '10000', seed = 'faults'] = process.argv.slice(2);
  const count = Number(given);
  if (!Number.isSafeInteger(count) || count < 1) {
    process.stderr.write('fault-schedules: the number of schedules and a seed, in this order\n');
    process.exit(2);
  }
  const shares = Array.from({ length: THREADS }, (_, i): Share => {
    const at = (part: number) => Math.floor((count * part) / THREADS);
    return { seed, from: at(i), to: at(i + 1) };
  });
  const parts = await Promise.all(
    shares.map(
      (share) =>
        new Promise<Judged>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: share });
          worker.on('message', resolve);
          worker.on('error', reject);
        }),
    ),
  );
  const { faults, endings, broken } = added(parts);
  const told = Object.entries(endings).map(([kind, messages]) => `${messages} ${kind}`);
  process.stdout.write(`${count} schedules, ${faults} faults; messages: ${told.join(', ')}; ${broken.length} broken\n`);
  for (const one of broken) process.stdout.write(`  ${one}\n`);
  if (broken.length > 0) process.exitCode = 1;
} else {
  const { seed, from, to } = workerData as Share;
  const judged: Judged[] = [];
  for (let number = from; number < to; number++) judged.push(faultSchedule(sealed, seed, number));
  parentPort?.postMessage(added(judged));
}
