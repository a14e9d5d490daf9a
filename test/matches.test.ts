// Strings in common: everything that a search by hand finds, at every offset, and nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches, shortestMatch } from '../properties/matches.ts';

/** Longest strings in common, the slow way: every start in one against every start in the other. */
function byHand(one: Uint8Array, other: Uint8Array, k: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (let i = 0; i < one.length; i++)
    for (let j = 0; j < other.length; j++) {
      if (i > 0 && j > 0 && one[i - 1] === other[j - 1]) continue;
      let length = 0;
      while (i + length < one.length && j + length < other.length && one[i + length] === other[j + length]) length++;
      if (length >= k) found.add(Buffer.from(one.subarray(i, i + length)).toString('hex'));
    }
  return found;
}
const piece = (octets: Uint8Array, mark = 0) => [{ octets, mark }];
/** Few letters, so that strings are shared by chance as well. */
const octets = (most: number) =>
  fc.array(fc.constantFrom(1, 2), { maxLength: most }).map((all) => Uint8Array.from(all));
const filler = /^(..)\1*$/;

test('finds what a search by hand finds', () => {
  fc.assert(
    fc.property(octets(60), octets(60), fc.integer({ min: 8, max: 14 }), (one, other, k) => {
      const found = new Set(
        matches(piece(one), piece(other), k, () => true).map((one) => Buffer.from(one.octets).toString('hex')),
      );
      for (const string of found) expect(byHand(one, other, k)).toContain(string);
      // Of strings that overlap in one place the longest found first stands for all; one that is filler alone is none.
      const missed = [...byHand(one, other, k)].filter(
        (string) => !filler.test(string) && ![...found].some((longer) => longer.includes(string)),
      );
      const covered = missed.filter((string) => !overlaps(string, [...found]));
      expect(covered).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
const overlaps = (string: string, found: readonly string[]): boolean =>
  found.some((one) =>
    Array.from({ length: string.length / 2 - 7 }, (_, i) => string.slice(2 * i, 2 * i + 16)).some((window) =>
      one.includes(window),
    ),
  );

test.each([8, 9, 12, 16, 24])('finds one planted string of %i octets at any two offsets', (k) => {
  const random = (seed: number, length: number) =>
    Uint8Array.from({ length }, (_, i) => (Math.imul(i + 7, seed) >>> 11) & 0xff);
  const planted = random(2_654_435_761, k);
  for (let at = 0; at < 40; at++) {
    const one = random(1_000_003, 300);
    const other = random(998_244_353, 300);
    one.set(planted, at);
    other.set(planted, 77 - at);
    const found = matches(piece(one), piece(other), k, () => true);
    for (const { octets, offsets } of found)
      for (const [side, from] of [
        [one, offsets.one],
        [other, offsets.other],
      ] as const)
        expect(side.subarray(from, from + octets.length)).toEqual(octets);
    expect(found.some((match) => Buffer.from(match.octets).includes(Buffer.from(planted)))).toBe(true);
  }
});

test('leaves out pairs that are not wanted, and filler', () => {
  const same = Uint8Array.from({ length: 20 }, (_, i) => i);
  expect(matches(piece(same, 1), piece(same, 1), 8, (a, b) => a !== b)).toEqual([]);
  const zeros = new Uint8Array(50);
  expect(matches(piece(zeros), piece(zeros), 8, () => true)).toEqual([]);
});

test('takes the shortest string whose false alarms are rare enough', () => {
  const gibi = 2 ** 30;
  expect(shortestMatch(gibi, gibi, 1e-9)).toBe(12);
  expect((gibi * gibi) / 256 ** 11).toBeGreaterThan(1e-9);
  expect(shortestMatch(100, 100, 1)).toBe(8);
});
