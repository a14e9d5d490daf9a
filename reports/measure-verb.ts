// `hopscope measure`: anonymity against latency and cost against load, for each thing that a designer can turn.
import { CROWD } from '../properties/anonymity/crowd.ts';
import { AXES, type Axis, PRICED } from '../properties/anonymity/price-list.ts';
import { VERSION } from '../properties/audit.ts';
import { crowdMeasurings, crowds } from '../properties/measures.ts';
import type { CrowdResult } from '../properties/result.ts';
import type { Shard } from '../properties/shard.ts';
import { measureJson } from './canonical-json.ts';
import { crewOf } from './crew.ts';
import { STATUS, type Status } from './exit-status.ts';
import { together } from './interruptible.ts';
import { duration, percent } from './measured.ts';
import { makeFolder, writeAll } from './output-folder.ts';
import { type Chosen, designsChosen } from './own-designs.ts';
import { contents, page, paragraph } from './page.ts';
import { pricePictures } from './price-chart.ts';
import { priceSentences } from './prices.ts';
import { pricesBody } from './prices-html.ts';
import { cameSentence } from './provenance/came-from.ts';
import { checkoutOf } from './provenance/checkout.ts';
import { inputsOf, toolOf } from './provenance/provenance.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, listed, wrap } from './wrap.ts';

export interface MeasureOptions {
  readonly design: string;
  readonly over?: readonly string[];
  readonly seeds: number;
  readonly seed: string;
  readonly out: string;
  readonly jobs: number;
}

const WIDTH = 80;

/** Runs the verb to its exit status. */
export async function measureVerb(options: MeasureOptions, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const chosen = await designsChosen([options.design]);
  if (typeof chosen === 'string') return refuse(chosen);
  const [{ design, own }] = chosen as [Chosen];
  const { over: axes = AXES, seed, seeds } = options;
  const unknown = axes.find((one) => !AXES.includes(one as Axis));
  if (unknown !== undefined) return refuse(`nothing named “${unknown}” is varied; there are ${listed(AXES)}`);
  const folder = makeFolder(options.out);
  if (folder !== undefined) return refuse(folder);

  const settings = PRICED.filter(({ axis }) => axes.includes(axis)).map(({ id }) => id);
  const shards = crowdMeasurings(design, settings, seeds).map(
    (measuring): Shard => ({ kind: 'measure', seed, ...(own && { own }), measuring }),
  );
  const crew = crewOf(options.jobs);
  const worked = await together(shards, crew, terminal).finally(() => crew.dismiss());
  if (worked === 'interrupted') {
    terminal.complain('hopscope: interrupted; nothing was written');
    return STATUS.interrupted;
  }
  const prices = crowds(worked.flatMap((one) => (one.kind === 'measure' ? [one.part] : [])));
  const pictures = pricePictures(prices);
  const inputs = inputsOf(own?.file === undefined ? [] : [{ kind: 'design', file: own.file }]);
  const trouble = writeAll(options.out, [
    {
      name: 'measure.json',
      text: measureJson({
        schema: 'hopscope.measure/1',
        tool: { name: 'hopscope', version: VERSION },
        seed,
        design: design.name,
        anonymity: [...prices],
      }),
    },
    {
      name: 'measure.html',
      text: measureHtml(prices, design.name, seed, cameSentence(toolOf(await checkoutOf()), inputs)),
    },
    ...pictures.map(({ png }, i) => ({ name: `measure-${i + 1}.png`, text: png })),
  ]);
  if (trouble !== undefined) return refuse(trouble);
  terminal.print(priceText(prices));
  const names = ['measure.html', 'measure.json', ...pictures.map((_, i) => `measure-${i + 1}.png`)];
  terminal.print(`\nWritten to ${clean(options.out)}: ${names.join(', ')}`);
  return STATUS.asDeclared;
}

function measureHtml(prices: readonly CrowdResult[], design: string, seed: string, came: string): string {
  const sections = AXES.flatMap((axis) => {
    const some = prices.filter((one) => one.axis === axis || (axis === 'cover' && one.axis === 'load'));
    return some.length === 0 || (axis === 'load' && prices.some((one) => one.axis === 'cover'))
      ? []
      : [{ id: axis, title: TITLES[axis], body: pricesBody(some) }];
  });
  const said = [...priceSentences(prices), `The design “${design}”, with what each row turns; seed ${seed}.`];
  const header = `<header><h1>What anonymity costs behind a first-step relay</h1>
<div class="answer">${said.map(paragraph).join('')}</div>${contents(sections)}</header>`;
  return page(`What anonymity costs · ${design} · seed ${seed}`, header, sections, [
    came,
    `The same seed gives the same page, octet for octet; all figures are in measure.json.`,
  ]);
}

const TITLES: Readonly<Record<Axis, string>> = {
  delay: 'Delays of the proxy',
  load: 'How much is written',
  cover: 'How much is written, and cover traffic',
  session: 'Sessions of proxy and relay',
  proxies: 'One proxy, or several in turn',
  flow: 'One forward at a time, or several',
};

/** Columns of the table on a terminal, and how wide they are. */
const COLUMNS: readonly (readonly [string, number, (one: CrowdResult) => string])[] = [
  ['setting', 38, ({ setting }) => clean(setting)],
  ['hides in', 11, ({ figures: { worstSet, set } }) => `${worstSet.value.toFixed(1)}/${set.value.toFixed(1)}`],
  ['named', 7, ({ figures }) => percent(figures.named.value)],
  ['median', 9, ({ figures }) => duration(figures.medianMillis.value)],
  ['kB/msg', 8, ({ figures }) => (figures.octetsAMessage.value / 1_000).toFixed(0)],
];

const HIDES_HELP = `“hides in”: among how many even suspects of ${CROWD} the worst user, and all, hide from somebody on both links of the proxy; “named”: how often the likeliest one is right.`;

/** A line for each setting, and what it says. */
export function priceText(prices: readonly CrowdResult[]): string {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const [, width] = COLUMNS[i] as (typeof COLUMNS)[number];
        return i === 0 ? cell.slice(0, width).padEnd(width) : cell.padStart(width);
      })
      .join('');
  const head = line(COLUMNS.map(([name]) => name));
  const rows = prices.map((one) => line(COLUMNS.map(([, , said]) => said(one))));
  const [first] = prices;
  const scope = first === undefined ? '' : `Means over ${counted(first.seeds, 'seed')}; intervals are in the page.`;
  return [head, ...rows, '', ...wrap(`${HIDES_HELP} ${scope}`.trim(), WIDTH)].join('\n');
}
