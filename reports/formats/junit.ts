// junit.xml: a suite for each design, a case for each line of the threat model, as servers for continuous integration show them.
// What fails is a failure, what is undecided an error, and what is waived or had no occasion is skipped; nothing has a time.
import type { Audit, AuditLine } from '../../properties/result.ts';
import { controlName } from '../gate/baseline.ts';
import { CONTROLS, PLANTED } from '../gate/compare-rest.ts';
import type { GateLine, GateResult } from '../gate/gate-result.ts';
import { headOf, waiverWords } from '../gate/gate-words.ts';
import { claimOf } from '../matrix.ts';
import { cameRows } from '../provenance/came-from.ts';
import type { Came } from '../provenance/provenance.ts';
import { sentence } from '../wrap.ts';
import { otherLines, toldLines } from './told-lines.ts';
import { element, forXml } from './xml.ts';

interface Case {
  readonly name: string;
  readonly className: string;
  readonly gate: GateLine | undefined;
  /** Of a line that had no occasion: nothing was tested. */
  readonly vacuous?: string;
  readonly aside?: string;
}

/** The whole file. */
export function renderJunit(audit: Audit, gate: GateResult, came?: Came): string {
  const lines = toldLines(audit, gate);
  const others = otherLines(audit, gate);
  const named = (subject: string, id: string) => gate.lines.find((one) => one.subject === subject && one.id === id);
  const leaks = audit.plantedLeaks.map(({ name }): Case => ({ name, className: PLANTED, gate: named(PLANTED, name) }));
  const controls = audit.controls
    .map(controlName)
    .map((name): Case => ({ name, className: CONTROLS, gate: named(CONTROLS, name) }));
  const there = new Set([...leaks, ...controls].map(({ gate: one }) => one));
  const rest = others
    .filter((one) => !there.has(one))
    .map((one): Case => ({ name: `${one.id}: ${one.outcome}`, className: one.subject, gate: one }));
  const suites = [
    ...audit.designs.map(({ name }) => ({
      name,
      cases: lines.filter(({ design }) => design === name).map(({ line, gate: one }) => caseOf(name, line, one)),
    })),
    { name: PLANTED, cases: leaks },
    { name: CONTROLS, cases: controls },
    { name: 'gate', cases: rest },
  ].filter(({ cases }) => cases.length > 0);
  const [, ...origin] = came === undefined ? [] : cameRows(came);
  const properties = origin.map(([name = '', value = '']) => element('property', { name, value }));
  const cameFrom = properties.length > 0 ? [element('properties', {}, properties)] : [];
  const root = element(
    'testsuites',
    { name: 'hopscope', ...counts(suites.flatMap(({ cases }) => cases)) },
    suites.map(({ name, cases }) =>
      element('testsuite', { name, ...counts(cases), skipped: count(cases, 'skipped') }, [
        ...cameFrom,
        ...cases.map(rendered),
      ]),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.replaceAll(/(<testsuites?[ >]|<testcase )/g, '\n$1').trimStart()}\n`;
}

const caseOf = (design: string, line: AuditLine, gate: GateLine | undefined): Case => ({
  name: `${line.property}: ${claimOf(line)}`,
  className: `${design}.${line.requirement}`,
  gate,
  ...(line.verdict === 'vacuous' && { vacuous: line.scope }),
  ...(line.verdict === 'violated' && { aside: `violated, as declared. ${sentence(line.scope)}` }),
});

type Kind = 'failure' | 'error' | 'skipped' | undefined;

function kindOf({ gate, vacuous }: Case): Kind {
  if (gate?.effect === 'fails') return 'failure';
  if (gate?.effect === 'undecided') return 'error';
  return gate?.effect === 'waived' || vacuous !== undefined ? 'skipped' : undefined;
}

const count = (cases: readonly Case[], kind: Kind): number => cases.filter((one) => kindOf(one) === kind).length;
const counts = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: count(cases, 'failure'),
  errors: count(cases, 'error'),
});

function rendered(one: Case): string {
  const { name, className, gate, vacuous, aside } = one;
  const kind = kindOf(one);
  const told =
    gate === undefined ? [] : [gate.words, ...(gate.replay === undefined ? [] : [`See it again: ${gate.replay}`])];
  const inside =
    kind === undefined
      ? gate === undefined && aside !== undefined
        ? [element('system-out', {}, [forXml(aside)])]
        : told.length > 0
          ? [element('system-out', {}, [forXml(told.join(' '))])]
          : []
      : kind === 'skipped'
        ? [element('skipped', { message: (gate && waiverWords(gate)) ?? `nothing was tested: ${vacuous}` })]
        : [
            element(kind, { message: gate ? headOf(gate) : '', type: gate?.outcome ?? '' }, [
              told.map(forXml).join('\n'),
            ]),
          ];
  return element('testcase', { name, classname: className }, inside);
}
