// What a gate reads, baselines and gate files, and budgets with their intervals.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { advantageInterval } from '../properties/games/advantage-interval.ts';
import type { Audit, AuditLine, CrowdResult } from '../properties/result.ts';
import { baselineOf, baselineText, readBaseline, renewed } from '../reports/gate/baseline.ts';
import { type GateFile, gateFileSchema } from '../reports/gate/gate-file.ts';
import { readGateFile } from '../reports/gate/gate-reader.ts';
import { gateHtml, gateMarkdown, gateText } from '../reports/gate/gate-words.ts';
import { plain } from '../reports/summary-text.ts';
import { audit, judged, measured, TODAY, withLine } from './audit-fixture.ts';

const request = { profile: 'pr', seed: '1' } as const;
const whole = audit();
const wrong = withLine('sealed', 'R3.1-onward', { verdict: 'violated', asExpected: false, hits: 3 });
const game = (hits: number, chances: number, says: 'can' | 'cannot' = 'cannot'): Partial<AuditLine> => ({
  method: 'game',
  says,
  chances,
  hits,
});
const crowd = (low: number, value: number, high: number): CrowdResult => {
  const interval = { low, value, high };
  return {
    design: 'sealed',
    axis: 'delay',
    setting: 'delay: none',
    messagesASecond: 1,
    proxies: 1,
    seeds: 3,
    figures: { worstSet: interval, leakage: interval } as unknown as CrowdResult['figures'],
  };
};

describe('a budget', () => {
  const judgedBy = (budgets: GateFile['budgets'], made: Audit) =>
    judged(made, { gateFile: { file: 'gate.yaml', content: { budgets, waivers: [] } } }).lines.map(
      ({ outcome, effect }) => [outcome, effect],
    );
  const broken = [['budget broken', 'fails']];
  const open = [['undecided', 'undecided']];

  test.each([
    ['kept', 2_000, 4_000, []],
    ['undecided where the interval reaches into it', 223, 400, open],
    ['broken where all of the interval is beyond it', 2_500, 4_000, broken],
  ])('of advantage is %s', (_, wins, games, expected) => {
    const made = withLine('sealed', 'R3.1-onward', game(wins, games));
    expect(judgedBy([{ figure: 'advantage', most: 0.1 }], made)).toEqual(expected);
    expect(judgedBy([{ figure: 'advantage', most: 0.1, of: 'R3.1' }], made)).toEqual(expected);
  });

  test('of advantage does not mean lines that say “can”, unless it names one', () => {
    const made = withLine('sealed', 'R3.1-onward', game(400, 400, 'can'));
    expect(judgedBy([{ figure: 'advantage', most: 0.1 }], made)).toEqual(open);
    expect(judgedBy([{ figure: 'advantage', most: 0.1, of: 'R3.1-onward' }], made)).toEqual(broken);
  });

  test('of anonymity sets and leaked bits goes by the whole interval', () => {
    const made = audit({ anonymity: [crowd(3.9, 4.5, 5)] });
    const set = (least: number) => judgedBy([{ figure: 'anonymity set', least }], made);
    expect([set(3), set(4), set(4.8), set(5.1)]).toEqual([[], [], open, broken]);
    // The logarithms of 3.9, 4.5 and 5 to the base two are 1.96, 2.17 and 2.32.
    const bits = (most: number) => judgedBy([{ figure: 'leaked bits', most }], made);
    expect([bits(2.4), bits(2.2), bits(2), bits(1.9)]).toEqual([[], [], open, broken]);
  });

  test('that is kept is told, with the figure that comes nearest to breaking it', () => {
    const made = withLine(
      'sealed',
      'R3.1-onward',
      game(2_000, 4_000),
      withLine('draft', 'R3.1-onward', game(2_060, 4_000)),
    );
    const budgets: GateFile['budgets'] = [
      { figure: 'advantage', most: 0.1, of: 'R3.1' },
      { figure: 'advantage', most: 0.1, design: 'sealed' },
      { figure: 'leaked bits', most: 1 },
    ];
    const gate = judged(made, { gateFile: { file: 'gate.yaml', content: { budgets, waivers: [] } } });
    expect(gate.kept).toMatchObject([
      { subject: 'all designs', figures: 2, worst: { design: 'draft', id: 'advantage, R3.1-onward' } },
      { subject: 'sealed', figures: 1, worst: { design: 'sealed' } },
    ]);
    const text = gateText(gate, plain);
    expect(text).toContain('one line undecided, 2 budgets kept.');
    expect(text.replaceAll('\n', ' ')).toMatch(
      /- all designs, advantage at most 0\.1, of R3\.1: kept, 0\.03 \(.*\) at worst, draft, advantage, R3\.1-onward, of 2 figures/,
    );
    for (const words of [gateMarkdown(gate).join('\n'), gateHtml(gate)])
      expect(words).toMatch(/sealed, advantage at most .*: kept, 0 /);
    expect(
      judged(withLine('sealed', 'R3.1-onward', game(2_500, 4_000)), {
        gateFile: { file: 'g', content: { budgets, waivers: [] } },
      }).kept,
    ).toEqual([]);
  });

  test('of what was not measured is undecided and never kept', () => {
    expect(judgedBy([{ figure: 'anonymity set', least: 2 }], whole)).toEqual(open);
    expect(
      judgedBy([{ figure: 'anonymity set', least: 2, of: 'delay: nobody' }], audit({ anonymity: [crowd(3, 4, 5)] })),
    ).toEqual(open);
  });
});

describe('a baseline file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-gate-'));
  const written = (text: string): string => {
    const file = join(folder, 'b.json');
    writeFileSync(file, text);
    return file;
  };
  const text = baselineText(baselineOf(audit({ delivery: measured.delivery }), request));

  test('is read back as it was, and follows the schema that is published', () => {
    expect(readBaseline(written(text), request)).toEqual(JSON.parse(text));
    const valid = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(new URL('../reports/schemas/baseline.schema.json', import.meta.url), 'utf8')),
    );
    expect(valid(JSON.parse(text))).toBe(true);
    expect(valid({ ...JSON.parse(text), more: 1 })).toBe(false);
  });

  test.each([
    ['{', /b\.json:1:\d+ expected YAML or JSON/],
    [text.replace('"violated"', '"fine"'), /b\.json:7:\d+ designs\.draft\.R3\.1-onward: expected "holds" or/],
    [JSON.stringify(audit()), /b\.json: expected a baseline, found an audit; .* hopscope diff compares two audits$/],
    [text.replace('"pr"', '"quick"'), /b\.json:3:14 profile: expected pr, as this audit is, found quick/],
    [text.replace('"seed"', '"scenario": "a.yaml", "seed"'), /b\.json:4:\d+ scenario: expected no scenario/],
  ])('that does not fit gets one line with its place', (content, line) => {
    const read = readBaseline(written(content), request);
    expect(read).toMatch(line);
    expect(read).not.toContain('\n');
  });

  test('keeps the catches of a leak by properties that an audit of less was not asked', () => {
    const [leak] = audit().plantedLeaks as [Audit['plantedLeaks'][number]];
    const made = (caughtBy: string[]): Audit =>
      audit({ plantedLeaks: [{ ...leak, mustBeCaughtBy: caughtBy, caughtBy }] });
    const before = baselineOf(made(['I1-block-budget', 'R2.4-outcome', 'R3.4-one-length']), request);
    const less = { ...request, properties: ['R3.4-one-length'] };
    const after = renewed(before, baselineOf(made(['R3.4-one-length']), less), less);
    expect(after.plantedLeaks).toEqual(before.plantedLeaks);
    const missed = audit({
      plantedLeaks: [{ ...leak, mustBeCaughtBy: ['R3.4-one-length'], caughtBy: [], caught: false }],
    });
    expect(renewed(before, baselineOf(missed, less), less).plantedLeaks[leak.name]).toEqual({
      caught: false,
      caughtBy: ['I1-block-budget', 'R2.4-outcome'],
    });
  });

  test('keeps what an audit of less was not asked when it is renewed', () => {
    const before = baselineOf(whole, request);
    const less = { ...request, designs: ['sealed'], properties: ['R3.1-onward'] };
    const [, sealed] = wrong.designs as [Audit['designs'][number], Audit['designs'][number]];
    const made = audit({ designs: [{ ...sealed, lines: sealed.lines.slice(0, 1) }], plantedLeaks: [] });
    const after = renewed(before, baselineOf(made, less), less);
    expect(after).toEqual({
      ...before,
      designs: { ...before.designs, sealed: { 'R3.1-onward': 'violated', 'R4.1-read': 'holds' } },
    });
    expect(renewed(before, baselineOf(made, request), request).designs).toEqual({
      sealed: { 'R3.1-onward': 'violated' },
    });
  });
});

describe('a gate file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-gate-'));
  const read = (text: string) => {
    const file = join(folder, 'gate.yaml');
    writeFileSync(file, text);
    return readGateFile(file, TODAY);
  };
  const good = `budgets:
  - { figure: advantage, most: 0.1, design: sealed }
waivers:
  - id: R3.1-onward
    reason: mended in 1.4
    owner: Ann
    expires: 2027-02-01
`;

  test('is read, and follows the schema that is published', () => {
    expect(read(good)).toEqual(gateFileSchema.parse(read(good)));
    const valid = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(new URL('../reports/schemas/gate-file.schema.json', import.meta.url), 'utf8')),
    );
    expect(valid(read(good))).toBe(true);
    expect(valid({ waivers: [{ id: 'x' }] })).toBe(false);
  });

  test.each([
    [
      good.replace('2027-02-01', '2027-05-01'),
      /gate\.yaml:7:14 waivers\.0\.expires: expected a day at most 90 days from/,
    ],
    [good.replace('2027-02-01', '2027-02-30'), /gate\.yaml:7:14 waivers\.0\.expires: expected a day of the calendar/],
    [good.replace('2027-02-01', 'soon'), /gate\.yaml:7:14 waivers\.0\.expires: expected a day such as/],
    [good.replace('    owner: Ann\n', ''), /gate\.yaml:4:5 waivers\.0\.owner: expected text, found nothing/],
    [good.replace('most: 0.1', 'most: 2'), /gate\.yaml:2:32 budgets\.0\.most: expected at most 1, found 2/],
    [good.replace('figure: advantage', 'figure: luck'), /gate\.yaml:2:15 budgets\.0\.figure/],
    [
      good.replace('design: sealed', 'of: R2.22'),
      /gate\.yaml:2:\d+ budgets\.0\.of: expected a requirement or .* games are played, found "R2\.22"; did you mean "R2\.2"\?/,
    ],
    [
      good.replace('advantage, most: 0.1', 'delivery, least: 0.5, of: slow relai'),
      /budgets\.0\.of: expected a fault that audits measure, found "slow relai"; did you mean "slow relay"\?/,
    ],
    [
      good.replace('advantage, most: 0.1', "leaked bits, most: 2, of: 'never'"),
      /budgets\.0\.of: expected a setting that audits measure, found "never"; there are delay: none, /,
    ],
    [
      good.replace('design: sealed', 'design: sealde'),
      /budgets\.0\.design: .* found "sealde"; did you mean "sealed"\?/,
    ],
    [good.replace('R3.1-onward', 'R3.1-onwards'), /gate\.yaml:4:9 waivers\.0\.id: .* did you mean "R3\.1-onward"\?/],
    [
      good.replace('R3.1-onward', 'anything'),
      /waivers\.0\.id: expected what a gate calls by that id, found "anything"/,
    ],
  ])('with a mistake gets one line with its place', (text, line) => {
    expect(read(text)).toMatch(line);
    expect(read(text)).not.toContain('\n');
  });
});

test('a gate file may name what this audit does not have, and what only its baseline still has', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hopscope-gate-')), 'gate.yaml');
  const waiver = (id: string): string => `  - { id: '${id}', reason: r, owner: Ann, expires: ${TODAY} }\n`;
  writeFileSync(
    file,
    `budgets:
  - { figure: advantage, most: 0.1, design: relay of another audit, of: G4 }
  - { figure: delivery, least: 0.5, design: sealed-2, of: slow relay }
waivers:
${['advantage at most 0.1, of G4', 'corr-id-carried-over', 'the relay: the text', 'ProVerif, a.pv', 'X9-old'].map(waiver).join('')}`,
  );
  const [draft] = whole.designs as [Audit['designs'][number]];
  const [line] = draft.lines as [AuditLine];
  const old = audit({ designs: [{ ...draft, lines: [{ ...line, property: 'X9-old' }] }] });
  const baseline = baselineOf(old, request);
  expect(readGateFile(file, TODAY, { designs: [], baseline })).toMatchObject({ budgets: [{}, {}] });
  expect(readGateFile(file, TODAY)).toContain('waivers.4.id: expected what a gate calls by that id, found "X9-old"');
});

test('the interval of an advantage covers the true one at every time, as often as it says', () => {
  // By dynamic programming over all games of a fair coin: how likely it is that the interval ever leaves out 0.
  const [most, miss] = [200, 0.05];
  let alive = [1];
  let missed = 0;
  for (let games = 1; games <= most; games++) {
    const next = Array.from({ length: games + 1 }, (_, wins) => ((alive[wins - 1] ?? 0) + (alive[wins] ?? 0)) / 2);
    alive = next.map((chance, wins) => {
      const out = chance > 0 && (advantageInterval({ games, wins })?.low ?? 0) > 0;
      if (out) missed += chance;
      return out ? 0 : chance;
    });
  }
  expect(missed).toBeLessThan(miss);
  expect(missed).toBeGreaterThan(0.001);
  expect(advantageInterval({ games: 0, wins: 0 })).toBeUndefined();
  expect(advantageInterval({ games: 20_000, wins: 20_000 })).toMatchObject({ value: 1, high: 1 });
});
