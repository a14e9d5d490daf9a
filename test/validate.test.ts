// `npm run validate` as its user meets it: the table, the JSON that other programs read, exit statuses, one line for each mistake.
import { describe, expect, test } from 'vitest';
import { quantity, type ValidationCase } from '../properties/validation/case.ts';
import { validation } from '../reports/validation.ts';
import { pipe } from './command.ts';

async function validate(given: readonly string[], cases?: readonly ValidationCase[]) {
  const { terminal, printed, complained } = pipe();
  const status = await validation(given, terminal, cases);
  return { status, printed: printed.join('\n'), complained };
}
const read = async (...given: readonly string[]) => JSON.parse((await validate([...given, '--json'])).printed);

const SHORT = ['V3', 'V4', 'V5', 'V6', 'V7', 'V14', 'V15'].flatMap((id) => ['--case', id]);

test('the table has a line for each quantity, within 80 columns, and ends in a sum', async () => {
  const { status, printed, complained } = await validate([...SHORT, '--sources']);
  expect([status, complained]).toEqual([0, []]);
  const lines = printed.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const rows = (await read(...SHORT)) as { further?: readonly unknown[] }[];
  const quantities = rows.reduce((sum, { further = [] }) => sum + 1 + further.length, 0);
  expect(lines.filter((line) => /\d +ok$/.test(line)).length).toBe(quantities);
  expect(lines.at(-1)).toBe(`${quantities} quantities of 7 cases: all within tolerance`);
  expect(printed).toMatch(/Serjantov and\s+Danezis 2002/);
  expect(printed).not.toContain('\u001b');
});

test('help says what can be set, within 80 columns', async () => {
  const { status, printed } = await validate(['--help']);
  expect(status).toBe(0);
  expect(printed).toMatch(/V12 +rho .*0\.05 to 1000/);
  expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

describe('as JSON', () => {
  const KEYS = ['case', 'parameters', 'quantity', 'expected', 'measured', 'tolerance', 'ok', 'further'];

  test('a case with parameters of one’s own is one object', async () => {
    const found = await read('--case', 'V1', '--set', 'e2e=2', '--set', 'layers=3');
    expect(Object.keys(found)).toEqual(KEYS);
    expect(found).toMatchObject({
      case: 'V1',
      parameters: { e2e: 2, layers: 3, width: 10, rate: 5000 },
      ok: true,
    });
    // log2(5000) + [3 + ln 0.6 + ln 2 - 2 psi(3)] / ln 2, with psi(3) = 3/2 - 0.5772157.
    const closed = Math.log2(5000) + (3 + Math.log(0.6) + Math.LN2 - 2 * (1.5 - 0.5772156649)) / Math.LN2;
    expect(found.expected).toBeCloseTo(closed, 6);
    expect(Math.abs(found.measured - found.expected)).toBeLessThanOrEqual(found.tolerance);
    expect(found.tolerance).toBeLessThan(0.06);
  });

  test('a case, or several, is an array of its rows', async () => {
    const rows = await read('--case', 'V5', '--case', 'V3');
    expect(rows.map((row: { case: string }) => row.case)).toEqual([
      ...new Array<string>(5).fill('V3'),
      ...new Array<string>(8).fill('V5'),
    ]);
    expect(rows[0]).toMatchObject({ parameters: { N: 10, n: 10 }, expected: 5.3219, tolerance: 1e-3, ok: true });
  });

  test('is the same for the same seed, and other figures for another', async () => {
    const of = (seed: string) => read('--case', 'V4', '--set', 'lambdaT=3', '--seed', seed);
    expect(await of('a')).toEqual(await of('a'));
    expect((await of('a')).measured).not.toBe((await of('b')).measured);
  });

  test.each([
    ['V10', ['N=40', 't=5', 'F=8', 'rounds=250']],
    ['V12', ['rho=3']],
    ['V4', ['lambdaT=0.01']],
    ['V3', ['N=1', 'n=1000']],
    ['V14', ['s=20', 'lambdaR=100']],
  ])('%s with other parameters is within tolerance', async (id, set) => {
    const found = await read('--case', id, ...set.flatMap((one) => ['--set', one]));
    expect(found).toMatchObject({ case: id, ok: true });
  });
});

describe('a figure that is off', () => {
  const off = (measured: number): ValidationCase => ({
    id: 'V0',
    title: 'a case',
    source: 'made for this test',
    sets: [],
    rows: () => [
      { parameters: { a: 1 }, quantities: [quantity('fits', 1, 1, 0), quantity('a thing', 1, measured, 0.1)] },
    ],
  });

  test('is marked, summed up, and exit status 1', async () => {
    const { status, printed } = await validate([], [off(2)]);
    expect(status).toBe(1);
    expect(printed).toMatch(/a thing +1 +2 +0\.1 +OFF/);
    expect(printed).toMatch(/2 quantities of one case: 1 not within tolerance\n {2}V0: a thing$/);
  });

  test('is not ok as JSON, and what is no number is a word', async () => {
    const { status, printed } = await validate(['--json'], [off(Number.NaN)]);
    expect(status).toBe(1);
    expect(JSON.parse(printed)).toMatchObject([
      { quantity: 'fits', ok: false, further: [{ measured: 'NaN', ok: false }] },
    ]);
  });
});

describe('bad usage is exit status 2 and one sentence that says what there is', () => {
  test.each([
    ['--case V99', /no case “V99”.*V2b.*V16$/],
    ['--case V2 --set layers=2', /V2 has nothing to set; V1, .*V15 have$/],
    ['--case V1 --set depth=2', /no parameter “depth”; it has e2e, layers, width and rate/],
    ['--case V1 --set e2e=1000', /e2e of V1 is from 0.05 to 100, .*not “1000”/],
    ['--case V1 --set layers=2.5', /layers of V1 is a whole number from 1 to 20/],
    ['--case V1 --set e2e=1e', /not “1e”/],
    ['--case V1 --set e2e=', /not “”/],
    ['--case V1 --set e2e', /not “”/],
    ['--case V1 --set e2e=NaN', /not “NaN”/],
    ['--case V1 --set e2e=1 --set e2e=2', /e2e is set twice/],
    ['--case V1 --set e2e=0.2', /4 links take 0.2 s/],
    ['--case V1 --set rate=1', /closed form takes 5 messages in a mix/],
    ['--case V1 --set rate=100000 --set e2e=100', /at most 100000 messages/],
    ['--case V14 --set mu=0.001', /from 0.05 to 1000 messages/],
    ['--set e2e=2', /--set goes with one --case/],
    ['--case V1 --case V3 --set N=2', /--set goes with one --case/],
    ['--sources --json', /--sources.*--json/],
    ['--bogus', /--bogus/],
    ['V1', /too many arguments/],
  ])('%s', async (line, words) => {
    const { status, printed, complained } = await validate(line.split(' '));
    expect([status, printed]).toEqual([2, '']);
    expect(complained).toEqual([expect.stringMatching(words)]);
    expect(complained[0]).toMatch(/^hopscope: /);
  });
});
