// What an audit attests: an in-toto statement that these files came of it, with the result of each test by name. What is
// undecided, waived or had no occasion is warned of, and never passed.
import { z } from 'zod';
import type { Audit } from '../../properties/result.ts';
import { otherLines, toldLines } from '../formats/told-lines.ts';
import { controlName } from '../gate/baseline.ts';
import { CONTROLS, PLANTED } from '../gate/compare-rest.ts';
import type { GateLine, GateResult } from '../gate/gate-result.ts';
import type { OutputFile } from '../output-folder.ts';
import { sha256 } from './digest.ts';
import type { Came } from './provenance.ts';

const STATEMENT = 'https://in-toto.io/Statement/v1';
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

export const STATEMENT_FILE = 'attestation.json';
export const ENVELOPE_FILE = 'attestation.dsse.json';

const tests = z.array(z.string()).optional();
/** As far as it is read here; whoever reads a statement passes over what else is in it. */
export const statementSchema = z.object({
  _type: z.literal(STATEMENT),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })).min(1),
  predicateType: z.literal(TEST_RESULT),
  predicate: z.object({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(z.unknown()),
    passedTests: tests,
    warnedTests: tests,
    failedTests: tests,
  }),
});
export type Statement = z.infer<typeof statementSchema>;

interface Test {
  readonly name: string;
  readonly gate: GateLine | undefined;
  readonly vacuous?: boolean;
}
type Outcome = 'passed' | 'warned' | 'failed';

function outcomeOf({ gate, vacuous = false }: Test): Outcome {
  if (gate?.effect === 'fails') return 'failed';
  return gate?.effect === 'undecided' || gate?.effect === 'waived' || vacuous ? 'warned' : 'passed';
}

/** Every line, planted leak and control, and whatever else the gate fails. */
function testsOf(audit: Audit, gate: GateResult): readonly Test[] {
  const others = otherLines(audit, gate);
  const named = (subject: string, id: string): Test => ({
    name: `${subject}: ${id}`,
    gate: others.find((one) => one.subject === subject && one.id === id),
  });
  const known = [
    ...audit.plantedLeaks.map(({ name }) => named(PLANTED, name)),
    ...audit.controls.map((one) => named(CONTROLS, controlName(one))),
  ];
  const there = new Set(known.map((one) => one.gate));
  return [
    ...toldLines(audit, gate).map(({ design, line, gate: one }) => ({
      name: `${design}: ${line.property}`,
      gate: one,
      vacuous: line.verdict === 'vacuous',
    })),
    ...known,
    ...others
      .filter((one) => !there.has(one))
      .map((one) => ({ name: `${one.subject}: ${one.id}, ${one.outcome}`, gate: one })),
  ];
}

/** The text of the statement about `files`. */
export function statementText(
  audit: Audit,
  gate: GateResult,
  { tool, node, request: { inputs, ...request } }: Came,
  files: readonly OutputFile[],
): string {
  const all = testsOf(audit, gate).map((test) => ({ name: test.name, outcome: outcomeOf(test) }));
  const of = (outcome: Outcome): string[] => all.flatMap((one) => (one.outcome === outcome ? [one.name] : []));
  const [passedTests, warnedTests, failedTests] = [of('passed'), of('warned'), of('failed')];
  const statement = {
    _type: STATEMENT,
    subject: files.map(({ name, text }) => ({ name, digest: { sha256: sha256(text) } })),
    predicateType: TEST_RESULT,
    predicate: {
      result: failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
      configuration: [
        {
          name: tool.name,
          uri: `pkg:npm/${tool.name}@${tool.version}`,
          ...(tool.commit !== undefined && { digest: { gitCommit: tool.commit } }),
          annotations: { ...request, node, ...(tool.dirty !== undefined && { dirty: tool.dirty }) },
        },
        ...(tool.lock === undefined ? [] : [{ name: 'package-lock.json', digest: { sha256: tool.lock } }]),
        ...inputs.map(({ kind, file, sha256: digest }) => ({
          name: file,
          digest: { sha256: digest },
          annotations: { kind },
        })),
      ],
      passedTests,
      warnedTests,
      failedTests,
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
