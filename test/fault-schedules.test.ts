// Whatever goes wrong: hundreds of schedules of faults, and a design that must break under them.
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { faultSchedule } from '../properties/fault-schedules.ts';

const SCHEDULES = 300;
const BATCH = 50;
const batches = Array.from({ length: SCHEDULES / BATCH }, (_, i) => i * BATCH);

describe('schedules of faults', () => {
  const endings = { sent: 0, failed: 0, unknown: 0, 'never written down': 0 };
  test.each(batches)('from %i: no message is lost or doubled, order is kept, and what is told is true', (from) => {
    for (let number = from; number < from + BATCH; number++) {
      const judged = faultSchedule(sealed, 'tests', number);
      expect(judged.broken).toEqual([]);
      for (const [kind, count] of Object.entries(judged.endings)) endings[kind as 'sent'] += count;
    }
  });
  test('end in every way that there is, and mostly well', () => {
    expect(endings.failed).toBeGreaterThan(0);
    expect(endings.unknown).toBeGreaterThan(0);
    expect(endings.sent).toBeGreaterThan(4 * (endings.failed + endings.unknown));
  });
  test('break a design that answers before it has written', () => {
    const careless = {
      ...sealed,
      relayDisk: 'flushed every five seconds',
      clientDisk: 'flushed every five seconds',
    } as const;
    const broken = Array.from({ length: BATCH }, (_, i) => faultSchedule(careless, 'tests', i).broken).flat();
    expect(broken.length).toBeGreaterThan(0);
  });
});
