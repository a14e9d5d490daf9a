// audit.csv, RFC 4180: a row for each line of the threat model and design, for tables that people sort and filter.
import { stringify } from 'csv-stringify/sync';
import type { Audit } from '../../properties/result.ts';
import type { GateResult } from '../gate/gate-result.ts';
import { waiverWords } from '../gate/gate-words.ts';
import { clean } from '../untrusted.ts';
import { type ToldLine, toldLines } from './told-lines.ts';

type Cell = string | number | undefined;

const COLUMNS: Readonly<Record<string, (told: ToldLine) => Cell>> = {
  property: ({ line }) => line.property,
  requirement: ({ line }) => line.requirement,
  design: ({ design }) => design,
  observer: ({ line }) => line.observer,
  says: ({ line }) => line.says,
  claim: ({ line }) => line.claim,
  method: ({ line }) => line.method,
  verdict: ({ line }) => line.verdict,
  declared: ({ line }) => line.expected,
  'as declared': ({ line }) => (line.asExpected ? 'yes' : 'no'),
  gate: ({ gate }) => gate?.effect,
  waiver: ({ gate }) => gate && waiverWords(gate),
  hits: ({ line }) => line.hits,
  chances: ({ line }) => line.chances,
  runs: ({ line }) => line.runs,
  scope: ({ line }) => line.scope,
  story: ({ line }) => line.evidence[0]?.story,
  evidence: ({ line }) => line.evidence.map(({ id }) => id).join(' '),
  replay: ({ line, gate }) => line.evidence[0]?.replay ?? gate?.replay,
};

/** The whole file. No cell is a formula to a spreadsheet: one that would be begins with an apostrophe. */
export const renderCsv = (audit: Audit, gate: GateResult): string =>
  stringify(
    toldLines(audit, gate).map((told) =>
      Object.values(COLUMNS).map((cell) => {
        const value = cell(told);
        return typeof value === 'string' ? clean(value) : value;
      }),
    ),
    { header: true, columns: Object.keys(COLUMNS), record_delimiter: 'windows', escape_formulas: true },
  );
