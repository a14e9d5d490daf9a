// Recordings for the tests of inspections: what a simulated proxy saw, changed by hand, and times drawn without any blocks.
import { designs } from '../model/design.ts';
import { inspect } from '../properties/inspection/inspect.ts';
import type { CheckId, Inspection } from '../properties/inspection/inspection-result.ts';
import type { RecordedBlock, Recording } from '../properties/inspection/recording.ts';
import { recordingOf } from '../properties/inspection/simulated.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { arrivals } from '../properties/statistics/draws.ts';
import { random } from '../sim/random.ts';
import { run } from '../sim/run.ts';
import type { Scenario } from '../sim/scenario.ts';
import type { Trace } from '../sim/trace.ts';

/** Three clients behind one proxy, two relays, and a few messages. */
export const people: Scenario = {
  name: 'people behind a proxy',
  servers: [
    { name: 'proxy', ip: '192.0.2.1' },
    { name: 'relay', ip: '192.0.2.2' },
    { name: 'second', ip: '192.0.2.3' },
  ],
  clients: ['ann', 'ben', 'cleo'].map((name, i) => ({ name, ip: `198.51.100.${i + 1}`, proxy: 'proxy' })),
  queues: [
    ['one', 'relay', 'ann', 'ben'],
    ['two', 'second', 'ben', 'cleo'],
    ['three', 'relay', 'cleo', 'ann'],
    ['four', 'second', 'ann', 'cleo'],
  ].map(([name = '', relay = '', from = '', to = '']) => ({
    name,
    relay,
    from,
    to,
    secured: true,
    direct: false,
    unknown: false,
  })),
  orders: ['one', 'two', 'three', 'four', 'one', 'three'].map((queue, i) => ({
    atMillis: 2_000 + 900 * i,
    queue,
    text: `message ${i}`,
  })),
  latencyMillis: 20,
  jitterMillis: 3,
  faults: [],
};

export function traceOf(design: string, seed: string): Trace {
  const found = [...designs, ...plantedLeaks.map((leak) => leak.design)].find(({ name }) => name === design);
  if (found === undefined) throw new Error(`no design ${design}`);
  return run({ scenario: people, design: found, seed, cryptography: 'real' });
}
export const seenOf = (design: string, seed: string): Recording => recordingOf(traceOf(design, seed), 'proxy');

export function inspected(recording: Recording, withinMillis = 20): Inspection {
  const turns = inspect(recording, withinMillis);
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}
export const checkOf = ({ checks }: Inspection, id: CheckId) => {
  const found = checks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
};
/** The checks of octets and lengths that found something. */
export const foundIn = (recording: Recording): readonly CheckId[] =>
  inspected(recording)
    .checks.filter(({ id, verdict }) => verdict === 'violated' && !id.startsWith('timing'))
    .map(({ id }) => id);

/** The same recording with its blocks changed, in the order of time and numbered anew. */
export const changed = (
  recording: Recording,
  change: (blocks: RecordedBlock[]) => readonly RecordedBlock[],
): Recording => ({
  ...recording,
  blocks: change(recording.blocks.map((one) => ({ ...one, octets: one.octets?.slice() })))
    .toSorted((a, b) => a.atMillis - b.atMillis)
    .map((one, i) => ({ ...one, place: i + 1 })),
});

/** Blocks of which times alone are known: entries of two sessions, and exits of two more at the times that `exits` gives. */
export function timesOnly(
  seed: string,
  exits: (entries: readonly number[], drawn: readonly number[], session: number) => readonly number[],
  duration = 60_000,
): Recording {
  const drawn = (name: string) => arrivals(random(seed, name), 1 / 400, duration);
  const blocks = [0, 1].flatMap((session) => {
    const entries = drawn(`in ${session}`);
    const left = exits(entries, drawn(`out ${session}`), session);
    const block = (direction: 'in' | 'out') => (atMillis: number) => ({
      atMillis,
      direction,
      session: `${direction} ${session}`,
      peer: undefined,
      lengthOctets: 16_384,
      octets: undefined,
      place: 0,
    });
    return [...entries.map(block('in')), ...left.map(block('out'))];
  });
  return changed({ source: 'blocks', unit: 'line', blocks, remarks: [] }, (all) => all);
}
