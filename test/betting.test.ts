// The gate of guessing games against published operating points: exact, by dynamic programming over the wins.
// Beside it the fixed test and Wald's sequential one, which say what the gate costs.
import { describe, expect, test } from 'vitest';
import { type Boundaries, boundaries, decided, operatingPoint } from '../properties/games/betting.ts';

const MISS = 0.01;

/** Games that the bets need: mean and 95% of clean ones, means at the limit and at twice it; their errors; Wald’s means. */
const PUBLISHED = [
  {
    advantage: 0.4,
    falseAlarm: 1e-4,
    clean: [65, 146],
    leaks: [125, 29],
    errors: [5.9e-5, 0.0071],
    wald: [55, 112, 37],
  },
  {
    advantage: 0.2,
    falseAlarm: 1e-3,
    clean: [297, 653],
    leaks: [416, 96],
    errors: [7.4e-4, 0.0075],
    wald: [230, 341, 115],
  },
  {
    advantage: 0.2,
    falseAlarm: 1e-4,
    clean: [297, 653],
    leaks: [538, 126],
    errors: [7.0e-5, 0.0076],
    wald: [230, 455, 153],
  },
  {
    advantage: 0.2,
    falseAlarm: 1e-6,
    clean: [297, 653],
    leaks: [776, 185],
    errors: [7.2e-7, 0.0076],
    wald: [230, 681, 229],
  },
  {
    advantage: 0.1,
    falseAlarm: 1e-3,
    clean: [1193, 2638],
    leaks: [1693, 394],
    errors: [8.2e-4, 0.0082],
    wald: [923, 1364, 461],
  },
  {
    advantage: 0.1,
    falseAlarm: 1e-4,
    clean: [1194, 2642],
    leaks: [2185, 517],
    errors: [8.1e-5, 0.0083],
    wald: [926, 1819, 615],
  },
  {
    advantage: 0.1,
    falseAlarm: 1e-6,
    clean: [1194, 2642],
    leaks: [3142, 756],
    errors: [8.1e-7, 0.0083],
    wald: [926, 2730, 921],
  },
  {
    advantage: 0.05,
    falseAlarm: 1e-4,
    clean: [4761, 10573],
    leaks: [8718, 2063],
    errors: [8.6e-5, 0.0089],
    wald: [3697, 7267, 2458],
  },
] as const;

/** As many digits as were published. */
const digits = (value: number): number => Number(value.toPrecision(2));
const near = (value: number, published: number): void => expect(Math.abs(value - published)).toBeLessThanOrEqual(0.51);

describe.each(PUBLISHED)('limit $advantage, false alarm $falseAlarm', (published) => {
  const { advantage, falseAlarm, clean, leaks, errors, wald } = published;
  const gate = boundaries({ advantage, falseAlarm, miss: MISS, mostGames: advantage < 0.1 ? 80_000 : 20_000 });

  test('the bets need the published numbers of games and err as seldom', () => {
    const [none, limit, twice] = [0, advantage, 2 * advantage].map((one) => operatingPoint(gate, one)) as [
      ReturnType<typeof operatingPoint>,
      ReturnType<typeof operatingPoint>,
      ReturnType<typeof operatingPoint>,
    ];
    near(none.meanGames, clean[0]);
    expect(none.games95).toBe(clean[1]);
    near(limit.meanGames, leaks[0]);
    near(twice.meanGames, leaks[1]);
    expect(digits(none.violated)).toBe(errors[0]);
    expect(digits(limit.holds)).toBe(digits(errors[1]));
  });

  test('Wald’s test needs the published numbers', () => {
    const [won, lost] = [Math.log(1 + advantage), Math.log(1 - advantage)];
    const [up, down] = [Math.log((1 - MISS) / falseAlarm), Math.log(MISS / (1 - falseAlarm))];
    const most = gate.limits.mostGames;
    const row = (wins: (games: number) => number): Int32Array =>
      Int32Array.from({ length: most + 1 }, (_, n) => wins(n));
    const sequential: Boundaries = {
      limits: gate.limits,
      violatedFrom: row((n) => Math.ceil((up - n * lost) / (won - lost))),
      holdsTo: row((n) => Math.floor((down - n * lost) / (won - lost))),
    };
    for (const [i, one] of [0, advantage, 2 * advantage].entries())
      near(operatingPoint(sequential, one).meanGames, wald[i] as number);
  });
});

test('all lost holds, all won is violated, and nothing is decided before there is evidence', () => {
  const gate = boundaries({ advantage: 0.1, falseAlarm: 1e-6, miss: MISS, mostGames: 2_000 });
  expect([0, 1, 10].map((games) => decided(gate, games, games))).toEqual([undefined, undefined, undefined]);
  expect([decided(gate, 2_000, 2_000), decided(gate, 2_000, 0)]).toEqual(['violated', 'holds']);
  const games = Array.from({ length: 2_001 }, (_, n) => n);
  expect(games.find((n) => decided(gate, n, n) === 'violated')).toBeLessThan(45);
  // No number of games decides both ways at once, and more wins never turn violated into anything less.
  for (const n of games) expect(gate.holdsTo[n]).toBeLessThan(gate.violatedFrom[n] as number);
});
