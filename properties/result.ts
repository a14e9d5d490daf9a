// What an audit finds, as data: the schema of audit.json, from which every report is rendered.
// It carries no time, path or machine, so that the same seed gives the same octets.
import { z } from 'zod';
import { crowd, delivery, flow, load, option } from './measured-result.ts';

export const VERDICTS = ['holds', 'violated', 'undecided', 'vacuous'] as const;

const step = z
  .strictObject({
    atMillis: z.number(),
    from: z.string(),
    to: z.string().describe('the same as `from` for something that happens at one node'),
    label: z.string(),
    marked: z.boolean().describe('whether the proof is about this step'),
  })
  .describe('one arrow of the sequence chart');

const evidence = z.strictObject({
  id: z.string().describe('what `hopscope replay` takes'),
  seed: z.string(),
  atMillis: z.number(),
  story: z.string().describe('one sentence of proof'),
  scenario: z.unknown().describe('the smallest scenario found; one for each world where two are compared'),
  steps: z.array(step),
  fingerprint: z.string().describe('SHA-256 of all that happened in the run'),
  replay: z.string().describe('the command that runs it again'),
});

const line = z.strictObject({
  property: z.string(),
  requirement: z.string(),
  observer: z.string(),
  says: z.enum(['can', 'cannot', 'must']),
  claim: z.string(),
  method: z.enum(['exact', 'knowledge', 'two worlds', 'game']),
  verdict: z.enum(VERDICTS),
  expected: z.enum(VERDICTS),
  asExpected: z.boolean(),
  chances: z.number().int().describe('of a game: how many were played'),
  hits: z.number().int().describe('of a game: how many the adversary won'),
  runs: z.number().int().describe('runs that were looked at'),
  scope: z.string().describe('what the verdict speaks of, in words'),
  evidence: z.array(evidence),
});

const design = z.strictObject({
  name: z.string(),
  decisions: z.record(z.string(), z.union([z.string(), z.number()])),
  lines: z.array(line),
});

const plantedLeak = z.strictObject({
  name: z.string(),
  decision: z.string().describe('the decision turned wrong, in words'),
  mustBeCaughtBy: z.array(z.string()),
  mayBeCaughtBy: z.array(z.string()),
  caughtBy: z.array(z.string()),
  caught: z.boolean().describe('caught by exactly the properties it names'),
  evidence: z.array(evidence.extend({ property: z.string() })),
});

const measure = z.strictObject({
  id: z.string(),
  claim: z.string(),
  unit: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
});

export const ANSWERS = ['supported', 'not supported', 'depends', 'not measured'] as const;
/** A pro or con of the specification, held against the figures. */
const claim = z.strictObject({
  id: z.string(),
  rows: z.array(z.string()).describe('rows of the requirements that it belongs to'),
  claim: z.string(),
  where: z.string().describe('where in the specification it stands'),
  answer: z.enum(ANSWERS),
  why: z.string(),
  figures: z.array(z.string()).describe('the figures that the answer was computed from'),
});
const assumption = z.strictObject({ what: z.string(), value: z.string(), source: z.string() });

const finding = z.strictObject({
  id: z.string(),
  text: z.string(),
  where: z.string().describe('the rule or sentence of the specification'),
});

/** One message of the block budget: how the octets of a block are spent (I1). */
const budget = z.strictObject({
  design: z.string(),
  message: z.string(),
  parts: z.array(z.strictObject({ name: z.string(), octets: z.number().int() })),
  overheadOctets: z.number().int().describe('all that is not payload'),
  payloadOctets: z.number().int().describe('the largest payload that fits'),
});

/** What a prover said of one exported file. */
const proverAnswer = z
  .strictObject({
    file: z.string(),
    property: z.string().describe('the question, by the line of the threat model that it puts'),
    design: z.string().describe('a design or planted leak'),
    verdict: z.enum(['true', 'false', 'cannot be proved', 'no answer']),
    expected: z.enum(['true', 'not true', 'open']).describe('`open`: nobody worked it out, and nothing is expected'),
  })
  .describe('of a model, for unbounded sessions; it says nothing of the code that was run');

/** Where two engines decided the same chances, by the octets and by the terms of the symbolic model. */
const engines = z.strictObject({
  chances: z.number().int(),
  disagreements: z.array(
    z.strictObject({
      subject: z.string(),
      property: z.string(),
      foundBy: z.enum(['octets', 'terms']),
      chances: z.number().int(),
      why: z.string().optional().describe('absent where it is not listed: then the audit fails'),
    }),
  ),
});

/** The gate of the guessing games of an audit. Advantage is 2 Pr[win] - 1. */
const gate = z.strictObject({
  advantage: z.number().describe('what a design that holds is shown to stay below'),
  falseAlarm: z.number().describe('how likely a design that gives nothing away is called violated, at most'),
  miss: z.number().describe('how likely one that gives away as much as `advantage` is said to hold, at most'),
  mostGames: z.number().int(),
  meanGames: z.number().int().describe('what a design that gives nothing away needs on the mean'),
  games95: z.number().int().describe('what is enough for 95% of them'),
});
const score = z.strictObject({ games: z.number().int(), wins: z.number().int(), verdict: z.enum(VERDICTS) });
/** One adversary of the guessing games: where it must win, and shown another run, where it must not. */
const control = z.strictObject({
  adversary: z.string(),
  does: z.string(),
  observer: z.string(),
  where: z.string().describe('what is turned in the sealed design where it must win'),
  positive: score,
  null: score,
  asItMust: z.boolean(),
});

const exposure = z.enum(['hidden', 'exposed', 'out of scope']);
const matrix = z
  .strictObject({
    subject: z.string().describe('a design, or `direct`: the commands of the draft without a proxy'),
    draws: z.number().int().describe('pairs of runs, or runs, that each column was tried on'),
    cells: z.array(
      z.strictObject({
        observer: z.string(),
        secret: z.string(),
        exposure,
        declared: exposure,
        asDeclared: z.boolean(),
        words: z.string().optional().describe('what exposes it, or why it is out of scope'),
        place: z
          .strictObject({ seed: z.string(), experiment: z.string(), number: z.number().int() })
          .optional()
          .describe('the draw in which it was exposed first'),
      }),
    ),
  })
  .describe('which secret is exposed to whom by computing: lengths are compared, times are not');

export const auditSchema = z.strictObject({
  schema: z.literal('hopscope.audit/1'),
  tool: z.strictObject({ name: z.literal('hopscope'), version: z.string() }),
  profile: z.string(),
  seed: z.string(),
  matrix: z.array(matrix),
  designs: z.array(design),
  plantedLeaks: z.array(plantedLeak),
  measures: z.array(measure),
  gate: gate.optional().describe('of the guessing games; absent where none was played'),
  controls: z.array(control),
  load: z.array(load),
  anonymity: z.array(crowd),
  delivery: z.array(delivery),
  flows: z.array(flow),
  options: z.array(option),
  claims: z.array(claim),
  assumptions: z.array(assumption).describe('figures that the comparison of options takes from elsewhere'),
  engines,
  budgets: z.array(budget),
  findings: z.array(finding),
  proverif: z.array(proverAnswer).optional().describe('answers of the reviewer’s ProVerif; absent where none was run'),
  summary: z.strictObject({
    lines: z.number().int(),
    asExpected: z.number().int(),
    violated: z.number().int(),
    undecided: z.number().int(),
    vacuous: z.number().int(),
    plantedLeaks: z.number().int(),
    caught: z.number().int(),
  }),
});

/** What `hopscope measure` finds. */
export const measureSchema = z.strictObject({
  schema: z.literal('hopscope.measure/1'),
  tool: z.strictObject({ name: z.literal('hopscope'), version: z.string() }),
  seed: z.string(),
  design: z.string(),
  anonymity: z.array(crowd),
});

export type Measured = z.infer<typeof measureSchema>;
export type Audit = z.infer<typeof auditSchema>;
export type Matrix = z.infer<typeof matrix>;
export type AuditLine = z.infer<typeof line>;
export type Evidence = z.infer<typeof evidence>;
export type Step = z.infer<typeof step>;
export type PlantedLeakResult = z.infer<typeof plantedLeak>;
export type Finding = z.infer<typeof finding>;
export type Budget = z.infer<typeof budget>;
export type Measure = z.infer<typeof measure>;
export type Delivery = z.infer<typeof delivery>;
export type OptionResult = z.infer<typeof option>;
export type Claim = z.infer<typeof claim>;
export type FlowResult = z.infer<typeof flow>;
export type ProverAnswer = z.infer<typeof proverAnswer>;
export type CrowdResult = z.infer<typeof crowd>;
export type LoadResult = z.infer<typeof load>;
export type Control = z.infer<typeof control>;
export type Gate = z.infer<typeof gate>;
export type Verdict = (typeof VERDICTS)[number];
