// The formats for machines, of handmade audits: valid by their schemas, the same twice, and nothing of others' text gets out of its place.
import { readFileSync } from 'node:fs';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { default as Ajv } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { controls } from '../properties/games/controls.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { requirements } from '../properties/requirements.ts';
import type { Audit, AuditLine } from '../properties/result.ts';
import { annotations, withoutCommands } from '../reports/formats/annotations.ts';
import { badgeJson, badgeSvg } from '../reports/formats/badge.ts';
import { renderCsv } from '../reports/formats/csv.ts';
import { renderJobSummary } from '../reports/formats/job-summary.ts';
import { renderJunit } from '../reports/formats/junit.ts';
import { renderSarif, sarifLog } from '../reports/formats/sarif.ts';
import { sarifPlaces } from '../reports/formats/sarif-places.ts';
import { QUOTED_FILE, quotedSpecification, regionOfFinding } from '../reports/formats/specification-places.ts';
import { baselineOf } from '../reports/gate/baseline.ts';
import { audit, came, everything, evidence, gateOf, judged, steps, waiver } from './audit-fixture.ts';

const request = { profile: 'pr', seed: '1' } as const;

const places = sarifPlaces(undefined, undefined);
const sarif = (made: Audit, gate = gateOf(made), at = places): Log => sarifLog(made, gate, at, 1, came);
const resultsOf = (log: Log): readonly Result[] => log.runs[0]?.results ?? [];
const about = (log: Log, ruleId: string, design = 'sealed'): Result =>
  resultsOf(log).find((one) => one.ruleId === ruleId && (one.properties?.['design'] ?? design) === design) as Result;

describe('SARIF', () => {
  // A pattern of the schema is not one of Unicode’s.
  const ajv = new Ajv.default({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const valid = ajv.compile(sarifSchema);
  const log = sarif(everything());

  test('is valid by the schema of SARIF 2.1.0, with a baseline and a scenario as well', () => {
    const own = sarifPlaces(undefined, { file: 'my scenario.yaml', place: { line: 3, column: 1 }, design: 'sealed' });
    const compared = judged(everything(), { baseline: { file: 'b.json', baseline: baselineOf(audit(), request) } });
    const copied = sarifPlaces({ file: 'spec.md', text: 'no word of it' }, undefined);
    for (const one of [log, sarif(audit()), sarif(everything(), compared, own), sarif(everything(), undefined, copied)])
      expect(valid(JSON.parse(renderSarif(one))), JSON.stringify(valid.errors?.slice(0, 2))).toBe(true);
    expect(valid({ ...log, version: '2.0.0' })).toBe(false);
    expect(valid({ ...log, runs: [{ ...log.runs[0], results: [{ ruleId: 'x' }] }] })).toBe(false);
  });

  test('says of each line what it is worth, and nothing of one that holds', () => {
    const kinds = (id: string, design?: string) => {
      const { kind, level, suppressions } = about(log, id, design);
      return [kind, level, suppressions?.[0]?.justification];
    };
    expect(kinds('R4.1-read')).toEqual(['fail', 'error', undefined]);
    expect(kinds('R4.1-altered')).toEqual(['open', 'none', undefined]);
    expect(kinds('R4.1-intruder')).toEqual(['fail', 'error', 'Waived by Ann until 2027-02-01: until 1.4']);
    expect(kinds('R4.2-own-key')).toEqual(['notApplicable', 'none', undefined]);
    expect(kinds('R3.1-onward', 'draft')).toEqual(['fail', 'note', undefined]);
    expect(resultsOf(log).filter(({ properties }) => properties?.['verdict'] === 'holds')).toEqual([]);
    for (const id of ['gate/not-as-declared', 'gate/waiver-expired'])
      expect(kinds(id)).toEqual(['fail', 'error', undefined]);
  });

  test('has a rule with help for each, found under the index that it says', () => {
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { ruleId, ruleIndex } of resultsOf(log)) expect(rules[ruleIndex as number]?.id).toBe(ruleId);
    expect(rules.find(({ id }) => id === 'R4.1-read')?.help?.text).toContain('no-s2r-layer');
  });

  test('tells the counterexample step by step, and how to see it again', () => {
    const result = about(log, 'R4.1-read');
    const flow = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(flow).toHaveLength(steps.length);
    expect(flow[1]).toMatchObject({
      importance: 'essential',
      location: { message: { text: '2 s, alice to proxy: forward, corr id 3f9a…, sealed s2r' } },
    });
    expect(result.message.text).toContain(evidence.replay);
  });

  const list = quotedSpecification().split('\n');
  /** The words of the list that a result points at. */
  const pointed = ({ locations }: Pick<Result, 'locations'>): string | undefined => {
    const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
    expect(artifactLocation).toEqual({ uri: QUOTED_FILE, uriBaseId: 'HOPSCOPE' });
    return list[(region?.startLine ?? 0) - 1]?.slice((region?.startColumn ?? 0) - 1, (region?.endColumn ?? 0) - 1);
  };

  test('points at the words in the list that comes with hopscope', () => {
    expect(pointed(about(log, 'R4.1-read'))).toBe('## R4.1');
    expect(pointed(about(sarif(audit({ findings: [{ id: 'S1', text: 'x', where: 'rule check' }] })), 'S1'))).toBe(
      'check = %s"C"',
    );
    const whole = regionOfFinding(list.join('\n'), { id: 'S2', text: 'x', where: 'the grammar' });
    expect(whole?.line).toBe(list.indexOf('```abnf') + 2);
    const leak = resultsOf(log).find(({ properties }) => properties?.['subject'] === 'planted leaks') as Result;
    expect(pointed(leak)).toBe('- `corr-id-carried-over`:');
    expect(pointed(about(log, 'gate/waiver-expired'))).toBe('## What else a gate judges');
  });

  test('has a place of its own for each requirement, planted leak and adversary', () => {
    const named = [
      ...plantedLeaks.map(({ name }) => name),
      ...controls.map((one) => `${one.adversary.id}, ${one.turned}`),
    ];
    for (const { id } of requirements) expect(pointed(places.ofLine('sealed', id))).toBe(`## ${id}`);
    for (const name of named) expect(pointed(places.ofLine('all', name))).toBe(`- \`${name}\`:`);
  });

  test('points at the list where a copy of the specification has no such words', () => {
    const own = sarifPlaces(
      { file: 'spec.md', text: 'SMP relays.\n\nWe “should not create additional server types”.' },
      undefined,
    );
    for (const { id, source } of requirements)
      if (!source.includes('“')) expect(pointed(own.ofLine('sealed', id))).toBe(`## ${id}`);
    expect(pointed(own.ofLine('sealed', 'R4.1'))).toBe('## R4.1');
    expect(pointed({ locations: [own.ofFinding({ id: 'S1', text: 'x', where: 'rule check' })] })).toBe('check = %s"C"');
  });

  test('or at those in a copy of the specification, and its fingerprints do not move with them', () => {
    const copy = (before: string) =>
      `${before}## Requirements\n\n4. Traffic between the client and destination relays must be e2e encrypted, with MITM mitigated using server identity (certificate fingerprint), ideally without adding the additional fingerprint in destination relay address.\n`;
    const [one, other] = ['', '\n\n'].map((before) =>
      about(
        sarif(everything(), undefined, sarifPlaces({ file: 'spec.md', text: copy(before) }, undefined)),
        'R4.1-read',
      ),
    ) as [Result, Result];
    const place = ({ locations }: Result) => locations?.[0]?.physicalLocation;
    expect(place(one)).toMatchObject({
      artifactLocation: { uri: 'spec.md' },
      region: { startLine: 3, startColumn: 4 },
    });
    expect(place(other)?.region?.startLine).toBe(5);
    expect(one.partialFingerprints).toEqual(other.partialFingerprints);
    const all = resultsOf(log).map(({ partialFingerprints }) => partialFingerprints?.['hopscope/v1']);
    expect(new Set(all).size).toBe(all.length);
  });

  test('points at the design of a scenario file, and from there at the requirement', () => {
    const at = sarifPlaces(undefined, { file: 'a b.yaml', place: { line: 3, column: 5 }, design: 'sealed' });
    const result = about(sarif(everything(), undefined, at), 'R4.1-read');
    expect(result.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'a%20b.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 5 },
    });
    expect(result.relatedLocations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(QUOTED_FILE);
  });
});

test('the list of what designs are held against is the one that the code makes', () => {
  expect(readFileSync(new URL(`../${QUOTED_FILE}`, import.meta.url), 'utf8')).toBe(quotedSpecification());
});

describe('JUnit XML', () => {
  const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');
  const check = (xml: string) => validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] });
  const xml = renderJunit(everything(), gateOf(everything()), came);

  test('is valid by its schema, and counts what it has', async () => {
    expect(await check(xml)).toMatchObject({ valid: true, errors: [] });
    expect((await check(xml.replace('<failure message', '<failure text'))).valid).toBe(false);
    const number = (what: RegExp) => xml.match(what)?.length ?? 0;
    const [, tests, failures, errors] =
      /<testsuites name="hopscope" tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml) ?? [];
    expect([tests, failures, errors].map(Number)).toEqual([
      number(/<testcase /g),
      number(/<failure /g),
      number(/<error /g),
    ]);
  });

  test('fails what fails with its replay command, and skips what is waived or vacuous', () => {
    expect(xml.match(/<(failure|error|skipped) message="[^"]*"/g)).toEqual([
      '<failure message="sealed, R4.1-read: not as declared"',
      '<error message="sealed, R4.1-altered: undecided"',
      '<skipped message="Waived by Ann until 2027-02-01: until 1.4"',
      '<skipped message="nothing was tested: no hit in 4,800 chances over 20 runs"',
      '<failure message="planted leaks, corr-id-carried-over: not as declared"',
      '<failure message="all designs, R9: waiver expired"',
    ]);
    expect(xml).toContain(`See it again: ${evidence.replay}`);
  });

  test('stays well-formed whatever a scenario is called', async () => {
    const hostile = ' ]]> </failure> & " \u0000\u0008\u001b[31m \uFFFE \uD800 <b>';
    const made = everything(hostile);
    const text = renderJunit(made, gateOf(made));
    expect(await check(text)).toMatchObject({ valid: true });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}|\uFFFE/u);
  });
});

describe('GitHub', () => {
  test('gets an annotation for whatever fails, is undecided or is waived', () => {
    const lines = annotations(gateOf(everything()), { file: 'a,b:c.yaml', place: { line: 3, column: 1 } });
    expect(lines.map((line) => line.split('::')[1]?.replace(/ .*title/, ' title'))).toEqual([
      'error title=sealed%2C R4.1-read%3A not as declared',
      'error title=planted leaks%2C corr-id-carried-over%3A not as declared',
      'error title=all designs%2C R9%3A waiver expired',
      'warning title=sealed%2C R4.1-altered%3A undecided',
      'notice title=sealed%2C R4.1-intruder%3A not as declared',
    ]);
    expect(lines[0]).toContain('file=a%2Cb%3Ac.yaml,line=3,col=1,');
    expect(lines[0]).toContain(evidence.replay);
  });

  test('reads no command out of text that somebody else wrote', () => {
    const made = everything('\n::set-env name=X::50%\r::error::x');
    for (const line of annotations(gateOf(made), undefined)) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(line).toMatch(/^::(error|warning|notice) /);
    }
    expect(annotations(gateOf(made), undefined)[0]).toContain('50%25');
    expect(withoutCommands('::error::x', 'token').split('\n')).toEqual([
      '::stop-commands::token',
      '::error::x',
      '::token::',
    ]);
  });

  test('gets a summary with the table, what failed and how to see it again', () => {
    const made = everything(' | **bold** <b>');
    const text = renderJobSummary(made, gateOf(made), { statements: new Map([['R4.1', 'cannot read']]) });
    for (const words of ['| R4.1 | cannot read |', '✗ violated, **fails**', `\`${evidence.replay}\``, 'Waived by Ann'])
      expect(text).toContain(words);
    expect(text).not.toMatch(/<b>|\*\*bold/);
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = rows.map((line) => line.replaceAll(/\\./g, '').split('|').length);
    expect(new Set(cells).size).toBe(1);
  });
});

describe('a badge', () => {
  const colours = (made: Audit, gate = judged(made)) => [
    JSON.parse(badgeJson(made, gate)).color,
    JSON.parse(badgeJson(made, gate)).message,
  ];
  const sealedWith = (over: Partial<AuditLine>): Audit => {
    const [draft, sealed] = audit().designs as [Audit['designs'][number], Audit['designs'][number]];
    return audit({
      designs: [draft, { ...sealed, lines: sealed.lines.map((line, i) => (i === 0 ? { ...line, ...over } : line)) }],
    });
  };

  test('is green only if all hold and nothing fails, is waived or is undecided', () => {
    const [good, said] = colours(audit());
    expect(said).toBe('sealed: 2 of 2 hold');
    const failing = sealedWith({ verdict: 'violated', asExpected: false });
    const known = sealedWith({ verdict: 'violated', expected: 'violated' });
    const waivers = { gateFile: { file: 'g', content: { budgets: [], waivers: [{ ...waiver, id: 'R3.1-onward' }] } } };
    const others = [
      colours(failing),
      colours(known),
      colours(failing, judged(failing, waivers)),
      colours(sealedWith({ verdict: 'undecided', asExpected: false })),
      colours(sealedWith({ verdict: 'vacuous', expected: 'vacuous' })),
      colours(audit({ designs: [] })),
    ];
    for (const [colour] of others) expect(colour).not.toBe(good);
    expect(others.map(([, message]) => message).slice(0, 3)).toEqual([
      'sealed: 1 of 2 hold, gate fails',
      'sealed: 1 of 2 hold',
      'sealed: 1 of 2 hold, 1 waived',
    ]);
  });

  test('is a picture that stands alone, with a name for who cannot see it', async () => {
    const svg = badgeSvg(audit(), judged(audit()));
    expect(svg).toMatch(/role="img" aria-label="relay privacy: sealed: 2 of 2 hold"/);
    expect(svg).toContain('<title>relay privacy: sealed: 2 of 2 hold</title>');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|<script|<image| on\w+=/);
    const anything =
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/2000/svg"><xs:element name="svg"/></xs:schema>';
    expect((await validateXML({ xml: [{ fileName: 'badge.svg', contents: svg }], schema: [anything] })).valid).toBe(
      true,
    );
  });
});

test('the same audit gives the same octets in every format', () => {
  const twice = () => {
    const made = everything();
    const gate = gateOf(made);
    return [
      renderSarif(sarif(made)),
      renderJunit(made, gate),
      renderCsv(made, gate),
      badgeSvg(made, gate),
      annotations(gate, undefined).join(),
    ];
  };
  expect(twice()).toEqual(twice());
});
