// 20,000 hostile blocks into every decoder and node: none throws, goes on without end, or changes what honest clients get.
import { describe, expect, test } from 'vitest';
import { type Design, draft, sealed } from '../model/design.ts';
import { type HostileCounts, hostilePlaces, throwOctets } from '../sim/hostile-octets.ts';

/** Layers that differ between hops, where what fits one may not fit the next. */
const uneven: Design = { ...sealed, name: 'sealed without p2r', proxyLayer: 'absent' };

function holds(counts: HostileCounts, cases: number): void {
  expect(counts.defects).toEqual([]);
  const thrown = hostilePlaces.map((place) => counts.cases[place]);
  expect(thrown.reduce((a, b) => a + b)).toBe(cases);
  expect(counts.roundTrips).toBeGreaterThanOrEqual(cases / 100);
  // Every place was held, and from each some blocks came through to the code behind the decoder, and some did not.
  for (const place of hostilePlaces) {
    expect(counts.cases[place]).toBeGreaterThan(cases / 16);
    expect(counts.taken[place]).toBeGreaterThan(0);
    expect(counts.taken[place]).toBeLessThan(counts.cases[place]);
  }
}

describe.each([
  [draft, 9_500],
  [sealed, 9_500],
  [uneven, 1_000],
] as const)('ideal cryptography', (design, cases) => {
  test(`${design.name}: ${cases} blocks`, () => {
    holds(throwOctets(design, 'test', cases), cases);
  });
});

test.each([draft, sealed])('real cryptography, with real certificates: $name', (design) => {
  const { defects, roundTrips } = throwOctets(design, 'test', 200, 'real');
  expect(defects).toEqual([]);
  expect(roundTrips).toBe(2);
});

test('the same seed throws the same', () => {
  expect(throwOctets(sealed, 'again', 150)).toEqual(throwOctets(sealed, 'again', 150));
  expect(throwOctets(sealed, 'again', 150)).not.toEqual(throwOctets(sealed, 'other', 150));
});
