// The options compared, in words and rows, the same in every form of the report: figures, who sees whom, claims, sources.
import { CONVERSATION } from '../properties/options-traffic.ts';
import type { Audit, Claim, OptionResult } from '../properties/result.ts';
import { duration, percent, shown } from './measured.ts';
import { clean } from './untrusted.ts';
import { counted, grouped, listed, sentence } from './wrap.ts';

type Rows = readonly (readonly string[])[];
type Figures = OptionResult['quiet'];

const kilobytes = (octets: number): string => `${grouped(Math.round(octets / 1_000))} KB`;
const plain = (value: number): string => String(Number(value.toFixed(1)));

const { spells, written, read, quietMinutes, latencyMillis, jitterMillis } = CONVERSATION;
export const OPTIONS_HELP = `One user with a phone writes ${written} messages to two contacts, over four queues on three relays, and reads ${read}, in ${spells} spells of a minute with ${quietMinutes} quiet minutes between them, in which the phone changes its network; a link takes ${latencyMillis.join(' to ')} ms one way and up to ${jitterMillis} ms more, as the seed has it. Each option has the same conversation and seeds; it differs in what the phone’s client goes through, and in nothing else. “Troubled” is the same with a lost connection, a relay that restarts, connections that die without a word, and a minute without a network. Delay is from writing to reception. Traffic, repeated sends and wake-ups are of the phone’s own link since all queues are there; connections are counted from the start. Each figure is a mean over seeds with its 95% interval over seeds.`;
export const CLAIMS_HELP =
  'Every pro and con that the specification names, held against the figures above. Two options are compared by the difference of their figures over the same seeds: “supported” and “not supported” need a 95% interval of the difference on one side of nothing; “depends” where parts of a claim differ, or where the seeds do not tell, as “Why” has it. A difference is of the first option less the second: above nothing, the first has more.';
export const ASSUMPTIONS_HELP =
  'What this comparison takes from elsewhere, because no run of this tool can measure it.';

const NUMBERS: readonly (readonly [string, keyof Figures, (value: number) => string])[] = [
  ['Median delay', 'medianMillis', duration],
  ['95th percentile', 'p95Millis', duration],
  ['Traffic of the device', 'octets', kilobytes],
  ['Connections', 'connections', plain],
  ['Repeated sends', 'retries', plain],
  ['Wake-ups', 'wakeUps', plain],
  ['Delivered', 'ratio', percent],
  ['Twice', 'doubled', percent],
];

/** Options as rows: first row the head. */
export const optionRows = ({ options }: Audit): Rows => [
  ['Option', ...NUMBERS.map(([name]) => name), 'Who sees the device’s IP address'],
  ...options.map(({ option, quiet, troubled, sees }) => [
    clean(option),
    ...NUMBERS.map(([, figure, said]) => `${shown(quiet[figure], said)}; troubled ${shown(troubled[figure], said)}`),
    seersOf(sees).join(', '),
  ]),
];
/** Who is at the device already sees it in every option, and is left out. */
const seersOf = (sees: OptionResult['sees']): readonly string[] =>
  sees.filter(({ device, who }) => device && who !== 'the network at the device').map(({ who }) => clean(who));

/** Parties as rows, options as columns: whose IP addresses each party sees. */
export function sightRows({ options }: Audit): Rows {
  const parties = [...new Set(options.flatMap(({ sees }) => sees.map(({ who }) => who)))];
  return [
    ['Who', ...options.map(({ option }) => clean(option))],
    ...parties.map((who) => [
      clean(who),
      ...options.map(({ sees }) => {
        const its = sees.find((one) => one.who === who);
        return its === undefined ? 'not there' : its.addresses.map(clean).join(', ') || 'nobody';
      }),
    ]),
  ];
}

export const claimRows = ({ claims }: Audit): Rows => [
  ['Claim', 'Where', 'Answer', 'Figures', 'Why'],
  ...claims.map(({ rows, claim, where, answer, figures, why }) => [
    `${clean(claim)} (${rows.map(clean).join(', ')})`,
    clean(where),
    answer,
    clean(figures.join('. ') || 'none'),
    clean(why),
  ]),
];
export const assumptionRows = ({ assumptions }: Audit): Rows => [
  ['What', 'Taken as', 'Source'],
  ...assumptions.map(({ what, value, source }) => [clean(what), clean(value), clean(source)]),
];

/** What comes of it; nothing where no options were run. */
export function optionSentences(audit: Audit): readonly string[] {
  const { options, claims } = audit;
  if (options.length === 0) return [];
  const each = (of: (one: OptionResult) => string): string =>
    listed(options.map((one) => `${of(one)} (${clean(one.option)})`));
  const readers = options.flatMap(({ option, reads }) =>
    reads
      .filter(({ queues, texts }) => queues > 0 || texts > 0)
      .map(
        ({ who, queues, ofQueues, texts, ofTexts }) =>
          `${clean(who)} of “${clean(option)}” reads ${queues} of ${ofQueues} queue addresses and ${texts} of ${ofTexts} texts`,
      ),
  );
  const middle = ({ medianMillis }: Figures): string =>
    medianMillis === undefined ? 'never' : duration(medianMillis.value);
  return [
    `O0, O1, O2, the options: where nothing goes wrong, half of what the user writes arrives within ${each(({ quiet }) => middle(quiet))}.`,
    `Meanwhile the device moves ${each(({ quiet }) => kilobytes(quiet.octets.value))}.`,
    ...(readers.length === 0 ? [] : [sentence(readers.join('; '))]),
    ...(claims.length === 0 ? [] : [`Of the specification’s pros and cons ${tally(claims)}.`]),
  ];
}

const ANSWERED: readonly (readonly [Claim['answer'], string])[] = [
  ['supported', 'supported'],
  ['not supported', 'not supported'],
  ['depends', 'left open, as parts of them differ or the seeds do not tell'],
  ['not measured', 'not measured'],
];
function tally(claims: readonly Claim[]): string {
  const count = (answer: Claim['answer']): number => claims.filter((one) => one.answer === answer).length;
  return listed(
    ANSWERED.flatMap(([answer, words]) => {
      const its = count(answer);
      return its === 0 ? [] : [`${counted(its, 'is', 'are')} ${words}`];
    }),
  );
}

/** One line for the terminal. */
export function optionLines({ claims }: Audit): readonly string[] {
  const count = (answer: Claim['answer']): number => claims.filter((one) => one.answer === answer).length;
  if (claims.length === 0) return [];
  return [
    `O0-2 pros and cons: ${count('supported')} supported, ${count('not supported')} not, ${count('depends')} in part or unclear, ${count('not measured')} not measured`,
  ];
}
