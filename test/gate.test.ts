// The gate on handmade audits: what got worse, is gone or lost its planted leak fails; what is waived says so.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Audit, AuditLine, Verdict } from '../properties/result.ts';
import { VERDICTS } from '../properties/result.ts';
import { statusOf } from '../reports/exit-status.ts';
import { baselineOf } from '../reports/gate/baseline.ts';
import { moved } from '../reports/gate/compare.ts';
import type { GateFile } from '../reports/gate/gate-file.ts';
import { type GateLine, gateSchema } from '../reports/gate/gate-result.ts';
import { gateText } from '../reports/gate/gate-words.ts';
import type { Gate } from '../reports/gate/judge.ts';
import { plain } from '../reports/summary-text.ts';
import { audit, evidence, judged, measured, TODAY, withLine } from './audit-fixture.ts';

const request = { profile: 'pr', seed: '1' } as const;
const whole = audit();

const against = (before: Audit, over: Partial<Gate> = {}): Partial<Gate> => ({
  baseline: { file: 'hopscope.baseline.json', baseline: baselineOf(before, request) },
  ...over,
});
const gateFile = (content: Partial<GateFile>): Partial<Gate> => ({
  gateFile: { file: 'gate.yaml', content: { budgets: [], waivers: [], ...content } },
});
const short = ({ subject, id, outcome, effect }: GateLine) => [subject, id, outcome, effect];

const violated: Partial<AuditLine> = { verdict: 'violated', asExpected: false, hits: 3, evidence: [evidence] };
const undecided = { verdict: 'undecided', asExpected: false } as const;
const wrong = withLine('sealed', 'R3.1-onward', violated);

describe('without a baseline', () => {
  test('what is as declared has no line, and what is not fails', () => {
    expect(judged(whole).lines).toEqual([]);
    expect(judged(wrong).lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'not as declared', 'fails']]);
    expect(statusOf(judged(wrong))).toBe(1);
  });

  test('what is undecided does not fail, and does not hold', () => {
    const gate = judged(withLine('sealed', 'R3.1-onward', undecided));
    expect(gate.lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'undecided', 'undecided']]);
    expect(statusOf(gate)).toBe(3);
  });

  test('a planted leak that is not caught, and an adversary that does not win, fail', () => {
    const [leak] = whole.plantedLeaks;
    const missed = audit({ plantedLeaks: [{ ...leak, caughtBy: [], caught: false } as Audit['plantedLeaks'][number]] });
    expect(judged(missed).lines[0]?.words).toContain('is missed by R3.1-onward (the network on both');
    const score = { games: 10, wins: 5, verdict: 'holds' as const };
    const control = {
      adversary: 'A2',
      does: 'x',
      observer: 'the relay',
      where: 'no delay',
      positive: score,
      null: score,
    };
    expect(judged(audit({ controls: [{ ...control, asItMust: false }] })).lines.map(short)).toEqual([
      ['adversaries', 'A2, no delay', 'not as declared', 'fails'],
    ]);
  });
});

describe('against a baseline', () => {
  test('a known violation that stays as it is does not fail, whether declared or not', () => {
    expect(judged(whole, against(whole)).lines).toEqual([]);
    const gate = judged(wrong, against(wrong));
    expect(gate.lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'known', 'to note']]);
    expect(statusOf(gate)).toBe(0);
  });

  test('what got worse fails with property, observer, what changed and the command that replays it', () => {
    const gate = judged(wrong, against(whole));
    expect(gate.lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'worse', 'fails']]);
    const text = gateText(gate, plain).replaceAll(/\n {2}/g, ' ');
    for (const words of [
      'sealed, R3.1-onward',
      'Network inside TLS cannot find octets',
      'It held and is violated now',
      evidence.replay,
    ])
      expect(text).toContain(words);
    expect(statusOf(gate)).toBe(1);
  });

  test('no change of a verdict but to “holds”, and from vacuous to undecided, is let through', () => {
    const passing = VERDICTS.flatMap((before) =>
      VERDICTS.filter((now) => now !== before && moved(before, now)[1] !== 'fails').map((now) => `${before} to ${now}`),
    );
    expect(passing).toEqual(['violated to holds', 'undecided to holds', 'vacuous to holds', 'vacuous to undecided']);
  });

  test.each<[Verdict, string]>([
    ['undecided', 'undecided'],
    ['vacuous', 'worse'],
  ])('what became %s fails', (verdict, outcome) => {
    const now = withLine('sealed', 'R3.1-onward', { verdict, asExpected: false });
    expect(judged(now, against(whole)).lines.map(short)).toEqual([['sealed', 'R3.1-onward', outcome, 'fails']]);
  });

  test('what got better as declared asks to be recorded; a declared leak that is no longer found fails', () => {
    const better = judged(whole, against(wrong));
    expect(better.lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'better', 'to note']]);
    expect(statusOf(better)).toBe(0);
    expect(gateText(better, plain)).toContain('--update-baseline');
    const blind = withLine('draft', 'R3.1-onward', { verdict: 'holds', asExpected: false, evidence: [] });
    expect(statusOf(judged(blind, against(whole)))).toBe(1);
  });

  test('what disappeared fails, but not what was not asked', () => {
    const designs = whole.designs.map((one) =>
      one.name === 'sealed' ? { ...one, lines: one.lines.filter(({ property }) => property !== 'R4.1-read') } : one,
    );
    const less = { ...whole, designs };
    const gate = judged(less, against(whole));
    expect(gate.lines.map(short)).toEqual([['sealed', 'R4.1-read', 'missing', 'fails']]);
    expect(gate.lines[0]?.words).toContain('nothing tells now whether it holds');
    expect(statusOf(gate)).toBe(1);
    expect(gate.lines[0]?.replay).toBe('npx hopscope audit --profile pr --seed 1 --design sealed --property R4.1-read');
    for (const asked of [{ properties: ['R3.1-onward'] }, { designs: ['draft'] }])
      expect(judged(less, against(whole, { request: { ...request, ...asked } })).lines).toEqual([]);
  });

  test('a new line asks to be recorded, and fails if it is not as declared', () => {
    const before = { ...whole, designs: whole.designs.filter(({ name }) => name === 'draft') };
    const sealed = (made: Audit) => judged(made, against(before)).lines.map(short);
    expect(sealed(whole)).toEqual([
      ['sealed', 'R3.1-onward', 'new', 'to note'],
      ['sealed', 'R4.1-read', 'new', 'to note'],
    ]);
    expect(sealed(wrong)[0]).toEqual(['sealed', 'R3.1-onward', 'not as declared', 'fails']);
  });

  test('a property that lost its planted leak fails, even where the leak no longer names it', () => {
    const [leak] = whole.plantedLeaks as [Audit['plantedLeaks'][number]];
    const unnamed = { ...leak, mustBeCaughtBy: ['R4.1-read'], caughtBy: ['R4.1-read'], caught: true };
    const gate = judged(audit({ plantedLeaks: [unnamed] }), against(whole));
    expect(gate.lines.map(short)).toEqual([['planted leaks', leak.name, 'leak lost', 'fails']]);
    expect(gate.lines[0]?.words).toContain('no longer noticed by R3.1-onward');
    expect(judged(audit({ plantedLeaks: [] }), against(whole)).lines.map(short)).toEqual([
      ['planted leaks', leak.name, 'missing', 'fails'],
    ]);
  });

  test('a leak is held against the baseline by the properties that were asked alone', () => {
    const [leak] = whole.plantedLeaks as [Audit['plantedLeaks'][number]];
    const by = ['R3.1-onward', 'R4.1-read'];
    const full = audit({ plantedLeaks: [{ ...leak, mustBeCaughtBy: by, caughtBy: by }] });
    const less = { ...request, properties: ['R4.1-read'] };
    const of = (caughtBy: string[]) =>
      audit({ plantedLeaks: [{ ...leak, mustBeCaughtBy: ['R4.1-read'], caughtBy, caught: caughtBy.length > 0 }] });
    const outcomes = (made: Audit) =>
      judged(made, against(full, { request: less })).lines.map(({ outcome }) => outcome);
    expect(outcomes(of(['R4.1-read']))).toEqual([]);
    expect(outcomes(of([]))).toEqual(['leak lost']);
  });

  test('a secret that is exposed now fails, and so does a cell that is out of scope now', () => {
    const cell = { observer: 'the proxy', secret: 'the text' };
    const made = (exposure: 'hidden' | 'exposed' | 'out of scope'): Audit =>
      audit({
        matrix: [
          {
            subject: 'sealed',
            draws: 2,
            cells: [{ ...cell, exposure, declared: exposure, asDeclared: true, words: 'x' }],
          },
        ],
      });
    const id = 'the proxy: the text';
    const from = (before: Audit, now: Audit) => judged(now, against(before)).lines.map(short);
    expect(from(made('hidden'), made('exposed'))).toEqual([['sealed', id, 'worse', 'fails']]);
    expect(from(made('hidden'), made('out of scope'))).toEqual([['sealed', id, 'missing', 'fails']]);
    expect(from(made('exposed'), made('hidden'))).toEqual([['sealed', id, 'better', 'to note']]);
    expect(from(made('exposed'), made('exposed'))).toEqual([]);
    expect(from(made('hidden'), whole)).toEqual([['sealed', id, 'missing', 'fails']]);
  });

  test('figures are worse only where the intervals do not touch', () => {
    const delivery = (low: number, value: number, high: number): Audit =>
      audit({ delivery: measured.delivery.slice(0, 1).map((one) => ({ ...one, ratio: { low, value, high } })) });
    const from = (before: Audit, now: Audit) => judged(now, against(before)).lines.map(({ outcome }) => outcome);
    expect(from(delivery(0.9, 0.95, 1), delivery(0.8, 0.85, 0.9))).toEqual([]);
    expect(from(delivery(0.9, 0.95, 1), delivery(0.8, 0.85, 0.89))).toEqual(['worse']);
    expect(from(delivery(0.8, 0.85, 0.89), delivery(0.9, 0.95, 1))).toEqual(['better']);
    expect(from(delivery(0.8, 0.85, 0.89), audit())).toEqual(['missing']);
  });
});

describe('a waiver', () => {
  const waiver = { id: 'R3.1-onward', reason: 'mended in 1.4', owner: 'Ann', expires: '2027-02-01' };
  const under = (over: Partial<typeof waiver> & { design?: string }, made = wrong) =>
    judged(made, gateFile({ waivers: [{ ...waiver, ...over }] }));

  test('turns what fails into “waived”, and says by whom, until when and why', () => {
    const gate = under({});
    expect(gate.lines.map(short)).toEqual([['sealed', 'R3.1-onward', 'not as declared', 'waived']]);
    expect(gateText(gate, plain)).toContain('Waived by Ann until 2027-02-01: mended in 1.4');
    expect(gateText(gate, plain)).not.toMatch(/✓|is holds|holds now/);
    expect(statusOf(gate)).toBe(0);
  });

  test('counts on its last day, and from the next day on it fails and says so', () => {
    expect(statusOf(under({ expires: TODAY }))).toBe(0);
    const gate = under({ expires: '2027-01-14' });
    expect(gate.lines.map(short)).toEqual([
      ['sealed', 'R3.1-onward', 'not as declared', 'fails'],
      ['all designs', 'R3.1-onward', 'waiver expired', 'fails'],
    ]);
    expect(gateText(gate, plain)).toContain('The waiver of Ann expired on 2027-01-14');
    expect(statusOf(under({ expires: '2027-01-14' }, whole))).toBe(1);
  });

  test('that matches nothing is told', () => {
    for (const gate of [under({}, whole), under({ design: 'draft' })])
      expect(gate.lines.map(({ outcome }) => outcome)).toContain('waiver unused');
    expect(statusOf(under({ design: 'draft' }))).toBe(1);
    expect(statusOf(under({}, whole))).toBe(0);
  });
});

test('gate.json follows its schema, with the keys that it publishes', () => {
  const gate = judged(wrong, { ...against(whole), ...gateFile({ budgets: [{ figure: 'delivery', least: 0.9 }] }) });
  expect(gateSchema.parse(gate)).toEqual(gate);
  const valid = new Ajv2020({ strict: false }).compile(
    JSON.parse(readFileSync(new URL('../reports/schemas/gate.schema.json', import.meta.url), 'utf8')),
  );
  expect(valid(JSON.parse(JSON.stringify(gate)))).toBe(true);
});
