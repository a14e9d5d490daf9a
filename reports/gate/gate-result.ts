// What a gate found, as data: the schema of gate.json. It knows the day, and so it stands beside audit.json and not in it.
import { z } from 'zod';

export const OUTCOMES = [
  'worse',
  'missing',
  'not as declared',
  'leak lost',
  'undecided',
  'budget broken',
  'waiver expired',
  'known',
  'better',
  'new',
  'waiver unused',
] as const;
export const EFFECTS = ['fails', 'undecided', 'waived', 'to note'] as const;

const text = z.string();
const gateLine = z.strictObject({
  subject: text.describe('a design, or what else it is about'),
  id: text.describe('what a waiver calls it'),
  observer: text.optional(),
  outcome: z.enum(OUTCOMES).describe('`known`: not as declared, and the baseline has it'),
  effect: z.enum(EFFECTS),
  before: text.optional().describe('in the baseline'),
  now: text.optional(),
  words: text,
  replay: text.optional().describe('the command that shows it again'),
  waiver: z.strictObject({ reason: text, owner: text, expires: text }).optional(),
});

const keptBudget = z.strictObject({
  subject: text.describe('a design, or all of them'),
  id: text.describe('the budget'),
  figures: z.int().describe('how many it is kept by'),
  worst: z.strictObject({ design: text, id: text, now: text }).describe('the one that comes nearest to breaking it'),
});

export const gateSchema = z.strictObject({
  schema: z.literal('hopscope.gate/1'),
  tool: z.strictObject({ name: z.literal('hopscope'), version: text }),
  profile: text,
  seed: text,
  today: text.describe('the day by which waivers expire'),
  baseline: text.optional().describe('the file that was compared with'),
  firstBaseline: z.literal(true).optional().describe('there was none: it is what this audit found'),
  gateFile: text.optional(),
  lines: z.array(gateLine).describe('what fails first; a line that is as it was and as declared has none'),
  kept: z.array(keptBudget).describe('budgets that are kept; of one that is not there is a line'),
  summary: z.strictObject({ fails: z.int(), undecided: z.int(), waived: z.int(), toNote: z.int() }),
});

export type GateResult = z.infer<typeof gateSchema>;
export type KeptBudget = z.infer<typeof keptBudget>;
export type GateLine = z.infer<typeof gateLine>;
export type Outcome = GateLine['outcome'];
export type Effect = GateLine['effect'];
