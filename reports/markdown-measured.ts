// The parts of report.md that are measured: sentences, and a table of figures for each.
import type { Audit } from '../properties/result.ts';
import { CONTROLS_HELP, controlRows, GAMES_HELP, gameRows, gameSentences, LOAD_HELP, loadRows } from './games.ts';
import { figure } from './html-tables.ts';
import { DELIVERY_HELP, deliveryRows, deliverySentences, FLOWS_HELP, flowRows, flowSentences } from './measured.ts';
import {
  ASSUMPTIONS_HELP,
  assumptionRows,
  CLAIMS_HELP,
  claimRows,
  OPTIONS_HELP,
  optionRows,
  optionSentences,
  sightRows,
} from './options.ts';
import { beliefRows, costRows, PRICES_HELP, priceSentences } from './prices.ts';
import { PROVED_HELP, provedRows, provedSentences } from './proved.ts';
import { ENGINES_HELP, enginesRows, enginesSentences } from './two-engines.ts';
import { forMarkdown } from './untrusted.ts';

export type Line = readonly string[];

/** Nothing where there is no row. */
export function table(head: Line, rows: readonly Line[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = (cells: Line) => `| ${cells.join(' | ')} |`;
  return [shown(head), shown(head.map(() => '---')), ...rows.map(shown), ''];
}

/** A section of sentences and a table; all of it is made safe here. */
export function measured(
  title: string,
  told: readonly string[],
  rows: readonly Line[],
  level = '##',
): readonly string[] {
  const [head = [], ...body] = rows.map((cells) => cells.map(forMarkdown));
  return [`${level} ${title}`, '', ...told.flatMap((one) => [forMarkdown(one), '']), ...table(head, body)];
}
export const engines = (audit: Audit): readonly string[] =>
  audit.engines.chances === 0
    ? []
    : measured('Octets and terms', [...enginesSentences(audit), ENGINES_HELP], enginesRows(audit));
export const delivery = (audit: Audit): readonly string[] =>
  audit.delivery.length === 0
    ? []
    : measured('Delivery under faults', [...deliverySentences(audit), DELIVERY_HELP], deliveryRows(audit));
export const flows = (audit: Audit): readonly string[] =>
  audit.flows.length === 0
    ? []
    : measured('Two ways to forward', [...flowSentences(audit), FLOWS_HELP], flowRows(audit));

export function games(audit: Audit): readonly string[] {
  const told = gameSentences(audit);
  if (told.length === 0) return [];
  return [
    ...measured('What traffic still tells', [...told, GAMES_HELP], gameRows(audit)),
    ...(audit.load.length === 0 ? [] : measured('Delays of the proxy', [LOAD_HELP], loadRows(audit))),
    ...prices(audit.anonymity),
    ...(audit.controls.length === 0
      ? []
      : measured('Adversaries put to the test', [CONTROLS_HELP], controlRows(audit))),
  ];
}

const prices = (all: Audit['anonymity']): readonly string[] =>
  all.length === 0
    ? []
    : [
        ...measured('What anonymity costs', [...priceSentences(all), PRICES_HELP], beliefRows(all), '###'),
        ...measured('What it costs, and what others see', [], costRows(all), '###'),
      ];

export function options(audit: Audit): readonly string[] {
  if (audit.options.length === 0) return [];
  return [
    ...measured('The options compared', [...optionSentences(audit), OPTIONS_HELP], optionRows(audit)),
    ...measured('Whose IP address each party sees', [], sightRows(audit), '###'),
    ...measured('Pros and cons of the specification', [CLAIMS_HELP], claimRows(audit), '###'),
    ...measured('Figures from elsewhere', [ASSUMPTIONS_HELP], assumptionRows(audit), '###'),
  ];
}

export const proved = (audit: Audit): readonly string[] =>
  audit.proverif === undefined
    ? []
    : measured('What ProVerif said', [...provedSentences(audit), PROVED_HELP], provedRows(audit));

export function measures(audit: Audit): readonly string[] {
  if (audit.measures.length === 0) return [];
  const rows = audit.measures.map((one) => [
    forMarkdown(one.id),
    forMarkdown(one.claim),
    `${figure(one.value)} ${forMarkdown(one.unit)}`,
    `${figure(one.low)} to ${figure(one.high)}`,
  ]);
  return ['## Measures', '', ...table(['Id', 'What', 'Value', 'From, to'], rows)];
}
