// An audit made by hand: two designs, one violated line with its story, planted leaks, a budget, a finding; and one with a line of each kind.
import type { Audit, AuditLine, Evidence, Step } from '../properties/result.ts';
import type { Waiver } from '../reports/gate/gate-file.ts';
import type { GateResult } from '../reports/gate/gate-result.ts';
import { type Gate, judge } from '../reports/gate/judge.ts';
import type { Came } from '../reports/provenance/provenance.ts';

export const steps: readonly Step[] = [
  { atMillis: 2_000, from: 'alice', to: 'alice', label: 'orders “hello” into queue 1', marked: false },
  { atMillis: 2_000.05, from: 'alice', to: 'proxy', label: 'forward, corr id 3f9a…, sealed s2r', marked: true },
  { atMillis: 2_020.11, from: 'proxy', to: 'relay', label: 'forward, corr id 3f9a…, sealed s2r', marked: true },
  { atMillis: 2_040.3, from: 'relay', to: 'bob', label: 'message', marked: false },
  { atMillis: 2_040.4, from: 'relay', to: 'proxy', label: 'response, destination id in clear', marked: false },
  { atMillis: 2_060.5, from: 'proxy', to: 'alice', label: 'response', marked: false },
];

export const scenario = {
  name: 'one message',
  servers: [
    { name: 'proxy', ip: '192.0.2.1' },
    { name: 'relay', ip: '192.0.2.2' },
  ],
  clients: [
    { name: 'alice', ip: '198.51.100.1', proxy: 'proxy' },
    { name: 'bob', ip: '198.51.100.2' },
  ],
  queues: [{ name: 'queue 1', relay: 'relay', from: 'alice', to: 'bob' }],
  orders: [{ atMillis: 2_000, queue: 'queue 1', text: 'hello' }],
};

export const evidence: Evidence = {
  id: 'draft.R3.1-onward.7.0',
  seed: '1/one message/7',
  atMillis: 2_020.11,
  story: 'The 9 octets of the corr id that enter the proxy leave it again 20 ms later.',
  scenario,
  steps: [...steps],
  fingerprint: 'ab'.repeat(32),
  replay: 'npx hopscope replay draft.R3.1-onward.7.0',
};

const line = (over: Partial<AuditLine> = {}): AuditLine => ({
  property: 'R3.1-onward',
  requirement: 'R3.1',
  observer: 'network inside TLS',
  says: 'cannot',
  claim: 'find octets that enter the proxy among those that leave it',
  method: 'exact',
  verdict: 'holds',
  expected: 'holds',
  asExpected: true,
  chances: 4_800,
  hits: 0,
  runs: 20,
  scope: 'no hit in 4,800 chances over 20 runs',
  evidence: [],
  ...over,
});

const reading = {
  property: 'R4.1-read',
  requirement: 'R4.1',
  observer: 'proxy',
  claim: 'read a command',
  method: 'knowledge',
} as const;

/** `over` replaces what a test is about. */
export function audit(over: Partial<Audit> = {}): Audit {
  const violated = {
    verdict: 'violated',
    expected: 'violated',
    hits: 4_700,
    scope: '4,700 hits in 4,800 chances over 20 runs',
  } as const;
  return {
    schema: 'hopscope.audit/1',
    tool: { name: 'hopscope', version: '0.1.0' },
    profile: 'pr',
    seed: '1',
    matrix: [],
    designs: [
      {
        name: 'draft',
        decisions: { corrId: 'carried over', corrIdOctets: 8 },
        lines: [line({ ...violated, evidence: [evidence] }), line(reading)],
      },
      { name: 'sealed', decisions: { corrId: 'fresh per hop', corrIdOctets: 24 }, lines: [line(), line(reading)] },
    ],
    plantedLeaks: [
      {
        name: 'corr-id-carried-over',
        decision: 'corrId: carried over',
        mustBeCaughtBy: ['R3.1-onward'],
        mayBeCaughtBy: [],
        caughtBy: ['R3.1-onward'],
        caught: true,
        evidence: [{ ...evidence, property: 'R3.1-onward' }],
      },
    ],
    measures: [{ id: 'R3.1-k', claim: 'shortest match that counts', unit: 'octets', value: 8, low: 8, high: 8 }],
    controls: [],
    load: [],
    anonymity: [],
    delivery: [],
    flows: [],
    options: [],
    claims: [],
    assumptions: [],
    engines: { chances: 0, disagreements: [] },
    budgets: [
      {
        design: 'draft',
        message: 'forward with send',
        parts: [
          { name: 'corr_id', octets: 9 },
          { name: 'tag of s2r', octets: 16 },
          { name: 'body', octets: 16_359 },
        ],
        overheadOctets: 25,
        payloadOctets: 16_359,
      },
    ],
    findings: [{ id: 'S1', text: '`check` is defined and used nowhere', where: 'rule proxy_command' }],
    summary: { lines: 4, asExpected: 4, violated: 1, undecided: 0, vacuous: 0, plantedLeaks: 1, caught: 1 },
    ...over,
  };
}

/** What it might have come of. */
export const came: Came = {
  tool: { name: 'hopscope', version: '0.1.0', commit: 'c0ffee'.repeat(7).slice(2), dirty: true, lock: 'ab'.repeat(32) },
  node: 20,
  request: {
    profile: 'pr',
    seed: '1',
    inputs: [{ kind: 'scenario', file: 'a <b> | c.yaml', sha256: 'cd'.repeat(32) }],
  },
};

/** The fixture with the line of a design changed. */
export function withLine(design: string, property: string, over: Partial<AuditLine>, from: Audit = audit()): Audit {
  const designs = from.designs.map((one) =>
    one.name === design
      ? { ...one, lines: one.lines.map((line) => (line.property === property ? { ...line, ...over } : line)) }
      : one,
  );
  return { ...from, designs };
}
export const TODAY = '2027-01-15';

/** What the gate says of it, with no baseline and no gate file unless `over` has them. */
export const judged = (made: Audit, over: Partial<Gate> = {}): GateResult =>
  judge(made, { request: { profile: 'pr', seed: '1' }, today: TODAY, ...over });

const around = (value: number, reach: number) => ({ value, low: value - reach, high: value + reach });

/** Measures made by hand: delivery of three ways under two faults, and both flows. */
export const measured: Pick<Audit, 'delivery' | 'flows'> = {
  delivery: ['none', 'relay restarts after 30 s'].flatMap((fault, i) =>
    ['draft', 'sealed', 'direct'].map((way, j) => ({
      fault,
      way,
      seeds: 5,
      ratio: j === 0 && i === 1 ? { value: 0.875, low: 0.75, high: 1 } : { value: 1, low: 1, high: 1 },
      doubled: { value: 0, low: 0, high: 0 },
      outOfOrder: { value: 0, low: 0, high: 0 },
      medianMillis: around(180 + 10 * j, 20),
      p95Millis: around(200 + i * (40_000 - 10_000 * j), 50),
    })),
  ),
  flows: ['one at a time per relay', 'several in flight'].map((flow, i) => ({
    flow,
    seeds: 5,
    rates: [{ latencyMillis: 20, messagesASecond: around(7 + 70 * i, 0.5) }],
    heldOctets: around(16_396 * (1 + 15 * i), 0),
    blocksAMessage: around(3, 0),
    leaks: { lines: 16, trials: 2, violated: i === 0 ? [] : ['R5.4-withheld'] },
  })),
};

/** One line of each kind: known, failing, undecided, waived, vacuous; a leak not caught, a broken budget and an expired waiver. */
export function everything(hostile = ''): Audit {
  const [draft, sealed] = audit().designs as [Audit['designs'][number], Audit['designs'][number]];
  const [, line] = sealed.lines as [AuditLine, AuditLine];
  const of = (property: string, over: Partial<AuditLine>): AuditLine => ({ ...line, property, ...over });
  const failing = { verdict: 'violated', asExpected: false, hits: 1 } as const;
  const lines = [
    of('R4.1-read', {
      ...failing,
      claim: `read a command${hostile}`,
      evidence: [{ ...evidence, story: `Read.${hostile}` }],
    }),
    of('R4.1-altered', { verdict: 'undecided', asExpected: false }),
    of('R4.1-intruder', failing),
    of('R4.2-own-key', { verdict: 'vacuous', expected: 'vacuous', chances: 0 }),
    of('R3.1-onward', {}),
  ];
  const plantedLeaks = audit().plantedLeaks.map((one) => ({ ...one, caught: false, caughtBy: [] }));
  return audit({ designs: [draft, { ...sealed, lines }], plantedLeaks });
}
export const waiver: Waiver = { id: 'R4.1-intruder', reason: 'until 1.4', owner: 'Ann', expires: '2027-02-01' };
const content = { budgets: [], waivers: [waiver, { ...waiver, id: 'R9', expires: '2026-12-01' }] };
export const gateOf = (made: Audit) => judged(made, { gateFile: { file: 'gate.yaml', content } });
