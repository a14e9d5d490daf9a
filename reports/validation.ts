// `npm run validate`: figures that others published or that follow from a formula, beside what this code measures.
// Every quantity is printed, within its tolerance or not; none is left out because it would not fit.
import { Option } from 'commander';
import type { ParameterRule, Parameters, Quantity, Row, ValidationCase } from '../properties/validation/case.ts';
import { validationCases } from '../properties/validation/cases.ts';
import { STATUS, type Status } from './exit-status.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { commandOn, refused, seedOf, several } from './usage.ts';
import { caseText, sumText, TABLE_HEAD } from './validation-text.ts';
import { listed } from './wrap.ts';

interface Options {
  readonly case?: readonly string[];
  readonly set?: readonly string[];
  readonly seed: string;
  readonly json?: true;
  readonly sources?: true;
}

type Cases = readonly ValidationCase[];
const settable = (cases: Cases): Cases => cases.filter(({ at }) => at !== undefined);
const bounds = ({ whole, least, most }: ParameterRule): string =>
  `${whole ? 'a whole number from' : 'from'} ${least} to ${most}`;

const ruleLine = (id: string, { name, says, least, most, default: preset }: ParameterRule): string =>
  `  ${id.padEnd(4)} ${name.padEnd(8)} ${says}: ${least} to ${most} (${preset})`;

const helpOf = (cases: Cases): string => `
Parameters that a case takes:
${settable(cases)
  .flatMap(({ id, sets }) => sets.map((rule, i) => ruleLine(i === 0 ? id : '', rule)))
  .join('\n')}

Examples:
  npm run validate
  npm run validate -- --case V12 --sources
  npm run -s validate -- --case V1 --set e2e=2 --set layers=3 --json

Exit status: 0 when all is within its tolerance, 1 when something is not,
2 for bad usage.`;

/** Runs what the arguments ask (without node and script) and returns the exit status. */
export async function validation(
  given: readonly string[],
  terminal: Terminal,
  cases: Cases = validationCases,
): Promise<Status> {
  let status: Status = STATUS.asDeclared;
  const command = commandOn(terminal, 'npm run validate --')
    .description('Holds attacks, closed forms and estimates against figures that are published or derived.')
    .usage('[options]')
    .option('--case <id>', 'a case, such as V1; may be given again (default: all)', several)
    .option('--set <name=value>', 'a parameter of that one case; may be given again', several)
    .option('--seed <seed>', 'which randomness; the same seed gives the same figures', seedOf, '1')
    .option('--json', 'JSON: rows in an array, or one row where parameters are set')
    .addOption(new Option('--sources', 'say where the figures of each case come from').conflicts('json'))
    .addHelpText('after', helpOf(cases))
    .action((options: Options) => {
      status = validate(options, terminal, cases);
    });
  return (await refused(command, given)) ?? status;
}

function validate(options: Options, terminal: Terminal, all: Cases): Status {
  const { seed, json, sources, set } = options;
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const cases = wantedOf(options.case, all);
  if (typeof cases === 'string') return refuse(cases);
  const asked = set === undefined ? undefined : parametersOf(set, cases, all);
  if (typeof asked === 'string') return refuse(asked);
  const told: { readonly of: ValidationCase; readonly rows: readonly Row[] }[] = [];
  for (const of of cases) {
    terminal.status?.(() => `${of.id}: ${of.title}`);
    const rows = asked === undefined ? of.rows(seed) : at(of, asked, seed);
    terminal.quiet();
    if (typeof rows === 'string') return refuse(rows);
    if (!json && told.length === 0) terminal.print(terminal.paint.strong(TABLE_HEAD));
    told.push({ of, rows });
    if (!json) terminal.print(caseText(of, rows, sources === true, terminal.paint));
  }
  const lines = told.flatMap(({ of, rows }) => rows.map((row) => flat(of, row)));
  if (json) terminal.print(jsonOf(asked === undefined ? lines : lines[0]));
  else terminal.print(sumText(told));
  return lines.every(({ ok }) => ok) ? STATUS.asDeclared : STATUS.notAsDeclared;
}

/** In the order of the list, each once; or why not. */
function wantedOf(wanted: readonly string[] | undefined, all: Cases): Cases | string {
  const unknown = wanted?.find((id) => !all.some((one) => one.id === id));
  if (unknown !== undefined) return `there is no case “${unknown}”; there are ${listed(all.map(idOf))}`;
  return all.filter(({ id }) => wanted === undefined || wanted.includes(id));
}
const idOf = ({ id }: ValidationCase): string => id;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** All parameters of the one case, those that are not set at their defaults; or why not. */
function parametersOf(set: readonly string[], [only, ...others]: Cases, all: Cases): Parameters | string {
  if (only === undefined || others.length > 0) return '--set goes with one --case, whose parameter it sets';
  if (only.at === undefined) return `${only.id} has nothing to set; ${listed(settable(all).map(idOf))} have`;
  const values = new Map<string, number>();
  for (const one of set) {
    const [name = '', text] = one.split(/=(.*)/s);
    const rule = only.sets.find((each) => each.name === name);
    if (rule === undefined)
      return `${only.id} has no parameter “${name}”; it has ${listed(only.sets.map((each) => each.name))}`;
    const value = NUMBER.test(text ?? '') ? Number(text) : Number.NaN;
    if (!(value >= rule.least && value <= rule.most) || (rule.whole && !Number.isInteger(value)))
      return `${name} of ${only.id} is ${bounds(rule)}, as in --set ${name}=${rule.default}, and not “${text ?? ''}”`;
    if (values.has(name)) return `${name} is set twice`;
    values.set(name, value);
  }
  return Object.fromEntries(only.sets.map((rule) => [rule.name, values.get(rule.name) ?? rule.default]));
}

/** The one row, or why parameters that are each within bounds do not fit together. */
function at(of: ValidationCase, parameters: Parameters, seed: string): readonly Row[] | string {
  try {
    return [(of.at as NonNullable<ValidationCase['at']>)(parameters, seed)];
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** A row as JSON has it: its first quantity, and the others behind; it is ok when all are. */
function flat({ id }: ValidationCase, { parameters, quantities }: Row) {
  const [first, ...further]: readonly Quantity[] = quantities;
  return {
    case: id,
    parameters,
    ...first,
    ok: quantities.every(({ ok }) => ok),
    ...(further.length === 0 ? {} : { further }),
  };
}

/** What JSON has no number for, such as NaN, is written as a word. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one), 2);
