// The gate file of a reviewer: budgets, and waivers with a reason, an owner and a day on which they expire.
import { z } from 'zod';

/** So that nothing is waived for good: whoever still needs a waiver then has to say so again. */
export const MOST_DAYS = 90;

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2027-01-31')
  .describe('YYYY-MM-DD');
const words = z.string().trim().min(1).max(500);
const narrowed = {
  design: z.string().optional().describe('all designs where it is absent'),
  of: z
    .string()
    .optional()
    .describe('of an advantage: a property or requirement; of the others: a setting or fault; all where it is absent'),
};

const budget = z
  .discriminatedUnion('figure', [
    z
      .strictObject({ figure: z.literal('advantage'), most: z.number().min(0).max(1), ...narrowed })
      .describe('what an adversary of the guessing games may gain over blind guessing'),
    z
      .strictObject({ figure: z.literal('anonymity set'), least: z.number().min(1), ...narrowed })
      .describe('among how many the worst user hides'),
    z
      .strictObject({ figure: z.literal('leaked bits'), most: z.number().min(0), ...narrowed })
      .describe('bits of who wrote a message that is told by its times'),
    z
      .strictObject({ figure: z.literal('delivery'), least: z.number().min(0).max(1), ...narrowed })
      .describe('what arrives of what was ordered'),
  ])
  .describe('broken when the whole 95% interval of a figure is beyond it');

const waiver = z.strictObject({
  id: words.describe('what is waived, as the gate calls it: a property, planted leak, control, figure or cell'),
  design: z.string().optional().describe('all designs where it is absent'),
  reason: words,
  owner: words.describe('who answers for it'),
  expires: day.describe(`the last day on which it counts; at most ${MOST_DAYS} days from today`),
});

export const gateFileSchema = z.strictObject({
  budgets: z.array(budget).default([]),
  waivers: z.array(waiver).default([]),
});
export type GateFile = z.output<typeof gateFileSchema>;
export type Budget = GateFile['budgets'][number];
export type Waiver = GateFile['waivers'][number];
