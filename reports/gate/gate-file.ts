// The gate file of a reviewer: budgets, and waivers with a reason, an owner and a day on which they expire.
import { z } from 'zod';
import { type Placed, readYaml } from '../yaml-file.ts';
import { timeOfDay } from './defaults.ts';
import { type Others, strangeName } from './known-names.ts';

/** So that nothing is waived for good: whoever still needs a waiver then has to say so again. */
const MOST_DAYS = 90;
const DAY_MILLIS = 86_400_000;

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

/** Reads a gate file as of a day, or says in one line what is wrong with it. */
export function readGateFile(file: string, today: string, others?: Others): GateFile | string {
  const read = readYaml<GateFile>(file, gateFileSchema as z.ZodType<GateFile>, 'a gate file');
  if (typeof read === 'string') return read;
  return wrongDay(file, read, today) ?? strangeName(file, read, others) ?? read.value;
}

function wrongDay(file: string, { value, placeOf }: Placed<GateFile>, today: string): string | undefined {
  for (const [i, { expires }] of value.waivers.entries()) {
    const time = timeOfDay(expires);
    const days = ((time ?? 0) - (timeOfDay(today) ?? 0)) / DAY_MILLIS;
    const wrong =
      time === undefined
        ? `expected a day of the calendar, found ${expires}`
        : days > MOST_DAYS
          ? `expected a day at most ${MOST_DAYS} days from ${today}, found ${expires}`
          : undefined;
    const { line, column } = placeOf(['waivers', i, 'expires']);
    if (wrong !== undefined) return `${file}:${line}:${column} waivers.${i}.expires: ${wrong}`;
  }
  return undefined;
}
