// Frames out of long runs: the verdict is right, and the work grows with handles at most as their square. Work is counted, not
// timed, so that a busy machine makes no difference.
import { describe, expect, test } from 'vitest';
import { distinguish } from '../properties/symbolic/equivalence.ts';
import { saturate } from '../properties/symbolic/saturation.ts';
import { slope } from '../reports/frame-costs.ts';
import { pairOf, subjects, worldsOf } from '../reports/large-frames.ts';

describe.each(subjects)('$name', (subject) => {
  const pairs = [150, 300, 600].map((handles) => pairOf(subject, worldsOf(subject, handles)));

  test('has frames as large as wanted, of equal length, and the verdict that it should have', () => {
    for (const [i, { algebra, frames, measure }] of pairs.entries()) {
      expect(frames[0].length).toBeGreaterThanOrEqual(150 * 2 ** i);
      expect(frames[0].length).toBe(frames[1].length);
      expect(distinguish(algebra, frames, measure) !== undefined).toBe(subject.toldApart);
    }
  });

  test('rules that fire, equations and successes grow at most as the square of handles', () => {
    const counted = pairs.map(({ algebra, frames }) => {
      const [left] = frames;
      const { fired, equations, successes, direct } = saturate(algebra, left);
      return {
        handles: left.length,
        fired,
        equations: equations.length,
        successes: successes.length,
        direct: direct.size,
      };
    });
    for (const what of ['fired', 'equations', 'successes', 'direct'] as const) {
      expect(counted[0]?.[what], what).toBeGreaterThan(0);
      for (const [i, larger] of counted.slice(1).entries()) {
        const smaller = counted[i] as (typeof counted)[number];
        expect(larger[what] / smaller[what], what).toBeLessThanOrEqual((larger.handles / smaller.handles) ** 2);
      }
    }
  });
});

test('the exponent of a power law is found', () => {
  expect(slope([1, 2, 4, 8].map((x) => [x, 3 * x ** 1.5]))).toBeCloseTo(1.5);
});
