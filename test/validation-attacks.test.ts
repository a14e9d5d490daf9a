// Validation of the attack statistics: the cases that take little time, and what a case owes its reader.
import { describe, expect, test } from 'vitest';
import { neighbourGuess, risk } from '../properties/attacks/nearest-neighbours.ts';
import type { Row, ValidationCase } from '../properties/validation/case.ts';
import { validationCases } from '../properties/validation/cases.ts';
import { leastSquaresError } from '../properties/validation/least-squares.ts';
import { bayesRisk, examples, visited } from '../properties/validation/planar-geometric.ts';
import { sybilPaths } from '../properties/validation/sybil.ts';
import { random } from '../sim/random.ts';

const SOON = ['V3', 'V4', 'V5', 'V6', 'V7', 'V14', 'V15', 'V16'];
const failed = (rows: readonly Row[]) =>
  rows.flatMap(({ parameters, quantities }) =>
    quantities.filter(({ ok }) => !ok).map((one) => ({ parameters, ...one })),
  );

test('every case of the table is there, in order, with a title and a source', () => {
  expect(validationCases.map(({ id }) => id).join(' ')).toBe(
    'V1 V2 V2b V3 V4 V5 V6 V7 V8 V9 V10 V11 V12 V13 V14 V15 V16',
  );
  expect(validationCases.filter(({ title, source }) => title.length < 20 || source.length < 40)).toEqual([]);
});

describe.each(validationCases.filter(({ id }) => SOON.includes(id)))('$id', (one) => {
  test('agrees with what is published', () => {
    const rows = one.rows('of the tests');
    expect(rows.length).toBeGreaterThan(0);
    expect(failed(rows)).toEqual([]);
  });
});

describe.each(validationCases.filter(({ at }) => at !== undefined))(
  '$id with parameters of one’s own',
  ({ at, sets }) => {
    const run = at as NonNullable<ValidationCase['at']>;
    const defaults = Object.fromEntries(sets.map(({ name, default: value }) => [name, value]));

    test('agrees with the closed form at its defaults, which its rules allow', () => {
      expect(sets.filter(({ default: value, least, most }) => value < least || value > most)).toEqual([]);
      const row = run(defaults, 'of the tests');
      expect(Object.keys(row.parameters)).toEqual(Object.keys(defaults));
      expect(failed([row])).toEqual([]);
    });

    test('gives the same for the same seed', () => {
      expect(run(defaults, 'x')).toEqual(run(defaults, 'x'));
    });
  },
);

describe('least squares', () => {
  const at = leastSquaresError.at as NonNullable<ValidationCase['at']>;
  test.each([
    { N: 50, t: 20, F: 10, rounds: 5000 },
    { N: 40, t: 5, F: 8, rounds: 250 },
  ])('has the error of the closed form with few rounds as with many: %o', (parameters) => {
    expect(failed([at(parameters, 'of the tests')])).toEqual([]);
  });

  test('says what the closed form takes', () => {
    expect(() => at({ N: 50, t: 20, F: 60, rounds: 5000 }, 'x')).toThrow('friends');
    expect(() => at({ N: 50, t: 20, F: 10, rounds: 100 }, 'x')).toThrow('closed form');
  });
});

test('hostile paths are counted soon, however many relays there are', () => {
  const at = sybilPaths.at as NonNullable<ValidationCase['at']>;
  for (const parameters of [
    { N: 1000, B: 1000, L: 5 },
    { N: 97, B: 0, L: 2 },
    { N: 5, B: 3, L: 4 },
  ])
    expect(failed([at(parameters, 'x')])).toEqual([]);
  expect(() => at({ N: 5, B: 6, L: 2 }, 'x')).toThrow(RangeError);
});

test('where the dealt layers do not divide the relays, the published share is not the true one', () => {
  const three = sybilPaths.rows('').filter(({ parameters }) => parameters['L'] === 3);
  expect(three.length).toBe(2);
  for (const { quantities } of three)
    expect((quantities[0].expected as number) / (quantities[1]?.expected as number)).toBeCloseTo(34 / 33, 5);
});

test('the reconstructed map has the exact risk that is published, and few examples do worse', () => {
  const secrets = visited();
  expect(secrets.length).toBe(191);
  expect(secrets.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  const exact = bayesRisk(secrets);
  expect(Math.abs(exact - 0.456)).toBeLessThan(0.003);
  const training = examples(secrets, 8000, random('of the tests', 'training'));
  const test = examples(secrets, 4000, random('of the tests', 'test'));
  const estimate = risk(neighbourGuess(training, 8, 'pooled'), test);
  expect(estimate).toBeGreaterThan(exact - 0.02);
  expect(estimate).toBeLessThan(exact + 0.1);
});
