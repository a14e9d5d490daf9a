// audit.sarif, SARIF 2.1.0: a rule for each line of the threat model and each finding, a result for whatever does not plainly hold.
// Fingerprints are of what a result is about and never of where it stands, so that moved lines keep their history.

import { createHash } from 'node:crypto';
import type { Location, Log, ReportingDescriptor, Result, ThreadFlowLocation } from 'sarif';
import { explain } from '../../properties/explanation.ts';
import { inWords } from '../../properties/property.ts';
import type { Audit, AuditLine, Evidence } from '../../properties/result.ts';
import type { GateLine, GateResult } from '../gate/gate-result.ts';
import { headOf, OUTCOME_MEANINGS, waiverWords } from '../gate/gate-words.ts';
import { claimOf } from '../matrix.ts';
import type { Came } from '../provenance/provenance.ts';
import { PREDICATES } from '../reading.ts';
import { moment } from '../sequence.ts';
import { clean } from '../untrusted.ts';
import { listed, sentence } from '../wrap.ts';
import type { SarifPlaces } from './sarif-places.ts';
import { otherLines, type ToldLine, toldLines } from './told-lines.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The whole log, as an object; `exitCode` is what the process ends with. */
export function sarifLog(audit: Audit, gate: GateResult, places: SarifPlaces, exitCode: number, came?: Came): Log {
  const told = toldLines(audit, gate).filter(({ line, gate: one }) => one !== undefined || line.verdict !== 'holds');
  const others = otherLines(audit, gate);
  const compared = gate.baseline !== undefined;
  const found = [
    ...told.map((one) => ({ ...ofLine(one, places, compared), rule: one.line.property })),
    ...others.map((one) => ({ ...ofOther(one, places, compared), rule: ruleOf(one) })),
    ...audit.findings.map((one) => ({
      rule: one.id,
      kind: 'fail' as const,
      level: 'note' as const,
      message: { text: clean(sentence(one.text)) },
      locations: [places.ofFinding(one)],
      partialFingerprints: fingerprint(one.id),
    })),
  ];
  const rules = rulesOf(audit, others);
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hopscope', semanticVersion: audit.tool.version, rules: [...rules] } },
        automationDetails: { id: `hopscope/${audit.profile}/` },
        invocations: [{ executionSuccessful: true, exitCode }],
        originalUriBaseIds: places.bases,
        columnKind: 'utf16CodeUnits',
        ...(came && { properties: { cameFrom: came } }),
        results: found.map(
          ({ rule, ...result }): Result => ({ ruleId: rule, ruleIndex: index.get(rule) ?? -1, ...result }),
        ),
      },
    ],
  };
}

/** Two spaces, one newline. */
export const renderSarif = (log: Log): string => `${JSON.stringify(log, null, 2)}\n`;

const fingerprint = (...about: readonly string[]): Record<string, string> => ({
  'hopscope/v1': createHash('sha256').update(JSON.stringify(about)).digest('hex'),
});

/** What a result is worth: what fails is an error, and so is what is waived, but suppressed. */
function weight(gate: GateLine | undefined, verdict: AuditLine['verdict'] | undefined): Partial<Result> {
  if (gate?.effect === 'fails') return { kind: 'fail', level: 'error' };
  if (gate?.effect === 'waived')
    return {
      kind: 'fail',
      level: 'error',
      suppressions: [{ kind: 'external', status: 'accepted', justification: waiverWords(gate) ?? '' }],
    };
  if (gate?.effect === 'undecided' || verdict === 'undecided') return { kind: 'open', level: 'none' };
  if (verdict === 'vacuous') return { kind: 'notApplicable', level: 'none' };
  return verdict === 'holds' ? { kind: 'pass', level: 'none' } : { kind: 'fail', level: 'note' };
}

function ofLine({ design, line, gate }: ToldLine, places: SarifPlaces, compared: boolean): Result {
  const locations = places.ofLine(design, line.requirement);
  const [first] = line.evidence;
  const declared = line.asExpected ? 'as the design declares' : `declared: ${line.expected}`;
  const words =
    gate?.words ??
    `${sentence(claimOf(line))} It ${PREDICATES[line.verdict]}, ${declared}. ${sentence(first?.story ?? line.scope)}`;
  const replay = gate?.replay ?? first?.replay;
  const changed = gate !== undefined && gate.outcome !== 'known' && gate.before === undefined ? 'new' : 'updated';
  return {
    ...weight(gate, line.verdict),
    message: {
      text: clean(`${design}, ${line.property}: ${words}${replay === undefined ? '' : ` See it again: ${replay}`}`),
    },
    ...locations,
    partialFingerprints: fingerprint(design, line.property),
    ...(compared && { baselineState: gate === undefined || gate.before === line.verdict ? 'unchanged' : changed }),
    ...(line.evidence.length > 0 && { codeFlows: line.evidence.map((one) => flowOf(one, locations.locations?.[0])) }),
    properties: {
      design,
      requirement: line.requirement,
      observer: line.observer,
      verdict: line.verdict,
      expected: line.expected,
    },
  };
}

function ofOther(gate: GateLine, places: SarifPlaces, compared: boolean): Result {
  const about = isProperty(gate.id) ? (gate.id.split('-')[0] as string) : gate.id;
  const again = gate.replay === undefined ? '' : ` See it again: ${gate.replay}`;
  return {
    ...weight(gate, undefined),
    message: { text: clean(`${headOf(gate)}. ${gate.words}${again}`) },
    ...places.ofLine(gate.subject, about),
    partialFingerprints: fingerprint(gate.subject, gate.id, gate.outcome),
    ...(compared && gate.outcome === 'missing' && { baselineState: 'updated' }),
    properties: { subject: gate.subject, outcome: gate.outcome },
  };
}

/** The steps of a counterexample, each with who did what; what the proof is about is essential. */
function flowOf({ story, steps }: Evidence, at: Location | undefined): NonNullable<Result['codeFlows']>[number] {
  const locations = steps.map((step, i): ThreadFlowLocation => {
    const who = step.from === step.to ? step.from : `${step.from} to ${step.to}`;
    const names = [...new Set([step.from, step.to])];
    return {
      executionOrder: i + 1,
      importance: step.marked ? 'essential' : 'unimportant',
      location: {
        ...(at?.physicalLocation && { physicalLocation: at.physicalLocation }),
        logicalLocations: names.map((name) => ({ name: clean(name), kind: 'object' })),
        message: { text: clean(`${moment(step.atMillis)}, ${who}: ${step.label}`) },
      },
    };
  });
  return { message: { text: clean(story) }, threadFlows: locations.length === 0 ? [] : [{ locations }] };
}

/** Of what is no line of the threat model any more, or never was: named by how it came out. */
const ruleOf = ({ id, outcome }: GateLine): string =>
  outcome !== 'waiver expired' && isProperty(id) ? id : `gate/${outcome.replaceAll(' ', '-')}`;
const isProperty = (id: string): boolean => explain(id)?.properties.some((one) => one.id === id) ?? false;

function rulesOf(audit: Audit, others: readonly GateLine[]): readonly ReportingDescriptor[] {
  const lines = audit.designs.flatMap(({ lines: all }) => all);
  const properties = [...new Set([...lines.map(({ property }) => property), ...others.map(ruleOf)])].filter(
    (id) => !id.startsWith('gate/'),
  );
  const outcomes = [...new Set(others.filter((one) => ruleOf(one).startsWith('gate/')).map(({ outcome }) => outcome))];
  return [
    ...properties.map((id) =>
      propertyRule(
        id,
        lines.find(({ property }) => property === id),
      ),
    ),
    ...outcomes.map((outcome) => ({
      id: `gate/${outcome.replaceAll(' ', '-')}`,
      shortDescription: { text: sentence(OUTCOME_MEANINGS[outcome]) },
      defaultConfiguration: { level: 'error' as const },
    })),
    ...audit.findings.map(({ id, text }) => ({
      id,
      shortDescription: { text: clean(sentence(text)) },
      defaultConfiguration: { level: 'note' as const },
    })),
  ];
}

function propertyRule(id: string, line: AuditLine | undefined): ReportingDescriptor {
  const explained = explain(id);
  const one = explained?.properties.find((property) => property.id === id);
  const claim = line ?? one;
  const statement = explained?.statement ?? '';
  const caught =
    one && one.plantedLeaks.length > 0 ? `Planted leaks that it must catch: ${listed(one.plantedLeaks)}.` : '';
  const help = [statement, one === undefined ? '' : `Method: ${one.method}.`, caught, explained?.source ?? '']
    .filter((text) => text !== '')
    .map(clean);
  return {
    id,
    shortDescription: {
      text: claim === undefined ? id : sentence(clean(inWords(claim))),
    },
    ...(statement !== '' && { fullDescription: { text: clean(statement) } }),
    help: {
      text: [...help, `More: npx hopscope explain ${id}`].join('\n\n'),
      markdown: [...help, `More: \`npx hopscope explain ${id}\``].join('\n\n'),
    },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['privacy', ...(line === undefined ? [] : [line.requirement, line.method])] },
  };
}
