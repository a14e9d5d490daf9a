// What an inspection finds, as data: the schema of inspect.json, from which terminal, Markdown and page are rendered.
// It carries no path and no time of its own making, so that the same recording gives the same octets.
import { z } from 'zod';
import { VERDICTS } from '../result.ts';

export const CHECKS = [
  'common-octets',
  'lengths',
  'blocks-repeated',
  'keys-repeated',
  'octets-repeated',
  'timing-correlation',
  'timing-matching',
] as const;

const place = z.strictObject({
  place: z.number().int().describe('line of the file, or frame of the capture'),
  session: z.string(),
  direction: z.enum(['in', 'out']).describe('seen from the relay'),
  peer: z.string().optional(),
  atMillis: z.number(),
  offset: z.number().int().optional().describe('octets of the block before those in question'),
});

const finding = z.strictObject({
  words: z.string().describe('what was found, for somebody who was not there'),
  places: z.array(place).describe('the first blocks that show it'),
  octets: z.string().optional().describe('in hexadecimal, cut'),
  lengthOctets: z.number().int().optional().describe('of all of them'),
  times: z.number().int().describe('how often the same, or the like between the same two ends, was seen'),
});

const check = z.strictObject({
  id: z.enum(CHECKS),
  asks: z.string(),
  verdict: z.enum(VERDICTS).describe('of the line “nothing is found”: violated if something is'),
  chances: z.number().int().describe('occasions to find something'),
  says: z.string().describe('the outcome in words, with the figures that it rests on'),
  findings: z.array(finding),
  more: z.number().int().describe('findings that are not listed'),
});

const masked = z.strictObject({
  rule: z.enum(['the same place', 'own openings', 'the opening of one peer', 'named again']),
  octets: z.string().describe('in hexadecimal, cut'),
  lengthOctets: z.number().int(),
  direction: z.enum(['in', 'out']),
  offset: z.number().int().describe('in the first block that has them'),
  blocks: z.number().int().describe('in how many blocks they were masked'),
});

const session = z.strictObject({
  session: z.string(),
  peer: z.string().optional(),
  blocksIn: z.number().int(),
  blocksOut: z.number().int(),
  lengthsIn: z.number().int().describe('distinct lengths'),
  lengthsOut: z.number().int().describe('distinct lengths'),
});

export const inspectionSchema = z.strictObject({
  schema: z.literal('hopscope.inspect/1'),
  tool: z.strictObject({ name: z.literal('hopscope'), version: z.string() }),
  source: z.enum(['blocks', 'capture']),
  unit: z.enum(['line', 'frame']),
  recorded: z.strictObject({
    blocks: z.number().int(),
    withOctets: z.number().int(),
    blocksIn: z.number().int(),
    blocksOut: z.number().int(),
    sessions: z.number().int(),
    durationMillis: z.number(),
  }),
  checks: z.array(check),
  sessions: z.array(session).describe('the counts of each session'),
  moreSessions: z.number().int().describe('sessions that are not listed'),
  masked: z.array(masked).describe('octets that were not counted as found, and by which rule'),
  moreMasked: z.number().int().describe('masked strings that are not listed'),
  notChecked: z.array(z.string()).describe('what this inspection says nothing about, and why'),
});

export type Inspection = z.infer<typeof inspectionSchema>;
export type InspectionCheck = z.infer<typeof check>;
export type Finding = z.infer<typeof finding>;
export type Masked = z.infer<typeof masked>;
export type PlaceOf = z.infer<typeof place>;
export type CheckId = (typeof CHECKS)[number];
