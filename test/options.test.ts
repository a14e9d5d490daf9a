// The options compared: one conversation for all, answers that turn with their figures, and what the report makes of them.
import { describe, expect, test } from 'vitest';
import { claimsOf } from '../properties/claims.ts';
import { measurings } from '../properties/measures.ts';
import { type OptionFigures, type OptionSeed, optionSeed, optionsOf } from '../properties/options.ts';
import { CONDITIONS, conversationOver, OPTIONS, type Option } from '../properties/options-traffic.ts';
import type { Claim } from '../properties/result.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { summaryText } from '../reports/summary-text.ts';
import { ASSUMPTIONS } from '../sim/overlay-figures.ts';
import { scenarioSchema } from '../sim/scenario.ts';
import { audit } from './audit-fixture.ts';

describe('the conversation', () => {
  test('is the same for every option but for what the phone’s client goes through', () => {
    const [direct, ...others] = OPTIONS.map((option) => conversationOver(option, 'troubled', 'x'));
    const bare = ({ clients, faults: _, name: __, ...rest }: NonNullable<typeof direct>) => ({
      ...rest,
      clients: clients.map(({ over: _over, proxy: _proxy, ...client }) => client),
    });
    for (const other of others) expect(bare(other)).toEqual(bare(direct as NonNullable<typeof direct>));
  });

  test.each(OPTIONS)('is one that a scenario file may ask for, and differs between seeds (%s)', (option) => {
    const scenario = conversationOver(option, 'troubled', 'x');
    expect(scenarioSchema.safeParse(scenario).error).toBeUndefined();
    expect(conversationOver(option, 'troubled', 'y').orders).not.toEqual(scenario.orders);
  });

  test('has the same kinds of trouble at the same times', () => {
    const troubles = OPTIONS.map((option) => {
      const kinds = conversationOver(option, 'troubled', 'x').faults.map(
        (one) => `${one.kind} ${'atMillis' in one ? one.atMillis : ''}`,
      );
      return [...new Set(kinds)];
    });
    for (const one of troubles) expect(one).toEqual(troubles[0]);
  });
});

describe('a seed', () => {
  const [tor, hosted, proxied] = (['Tor', 'hosted account', 'first-step relay, sealed'] as const).map((option) =>
    optionSeed(option, 0, 'of the tests'),
  ) as [OptionSeed, OptionSeed, OptionSeed];
  const who = ({ sights }: OptionSeed): readonly string[] =>
    sights.filter(({ device }) => device).map((one) => one.who);

  test('delivers everything where nothing but the network changes', () => {
    expect([tor, hosted, proxied].map(({ quiet }) => quiet.ratio)).toEqual([1, 1, 1]);
  });
  test('shows the device to whom it must: the guard, the host, the first-step relay, and never to a contact’s relay', () => {
    expect(who(tor)).toEqual(['the network at the device', 'the guard']);
    expect(who(hosted)).toEqual(['the network at the device', 'the host of the account']);
    expect(who(proxied)).toEqual(['the user’s own relay', 'the network at the device', 'the first-step relay']);
  });
  test('lets the host of an account read every queue and text, and nobody between others any', () => {
    const read = ({ readings }: OptionSeed) => readings.map(({ queues, texts }) => [queues, texts]);
    expect(read(hosted)).toEqual([[6, 30]]);
    expect([...read(tor), ...read(proxied)]).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
  test('has less on the link of a thin client, and one connection for each network', () => {
    expect(hosted.quiet.octets).toBeLessThan(tor.quiet.octets / 10);
    expect(hosted.quiet.connections).toBe(3);
    expect(hosted.quiet.paddedOctets).toBeGreaterThan(10 * hosted.quiet.octets);
  });
  test('is the same twice', () => {
    expect(optionSeed('Tor', 0, 'of the tests')).toEqual(tor);
  });
});

const plain: OptionFigures = {
  ratio: 1,
  doubled: 0,
  medianMillis: 100,
  p95Millis: 200,
  readMillis: 100,
  octets: 1_000_000,
  paddedOctets: 1_000_000,
  connections: 10,
  retries: 10,
  wakeUps: 10,
};
type Figures = Partial<Record<Option, Partial<OptionFigures>>>;
/** Three seeds of each option, all figures alike but for those given, which vary a little from seed to seed. */
function seeds(figures: Figures, sights: Partial<Record<Option, OptionSeed['sights']>> = {}) {
  return (option: Option): readonly OptionSeed[] =>
    [0, 1, 2].map((number) => {
      const its = Object.entries({ ...plain, ...figures[option] }).map(([name, value]) => [
        name,
        name === 'ratio' || name === 'doubled' ? value : (value as number) * (1 + number / 1_000),
      ]);
      const one = Object.fromEntries(its) as unknown as OptionFigures;
      return { number, quiet: one, troubled: one, sights: sights[option] ?? [], readings: [] };
    });
}
const answer = (id: string, ...given: Parameters<typeof seeds>): Claim['answer'] | undefined =>
  claimsOf(seeds(...given)).find((one) => one.id === id)?.answer;
const [DRAFT, SEALED] = ['first-step relay, draft', 'first-step relay, sealed'] as const;
const both = (figures: Partial<OptionFigures>): Figures => ({ [DRAFT]: figures, [SEALED]: figures });

describe('an answer turns with its figures', () => {
  test('lower latency', () => {
    const between = { ...both({ medianMillis: 150 }), Tor: { medianMillis: 300 } };
    expect(answer('step-latency', between)).toBe('supported');
    expect(answer('step-latency', { ...between, Tor: { medianMillis: 120 } })).toBe('depends');
    expect(answer('step-latency', { ...both({ medianMillis: 90 }), Tor: { medianMillis: 80 } })).toBe('not supported');
    expect(answer('step-latency', { ...between, [DRAFT]: { medianMillis: 400 } })).toBe('depends');
  });
  test.each([
    ['step-traffic', 'octets'],
    ['step-retries', 'retries'],
    ['step-connections', 'connections'],
  ] as const)('%s', (id, figure) => {
    expect(answer(id, both({ [figure]: 1 }))).toBe('supported');
    expect(answer(id, {})).toBe('not supported');
    expect(answer(id, { [DRAFT]: { [figure]: 1 } })).toBe('depends');
  });
  test('stability of delivery', () => {
    expect(answer('step-stability', {})).toBe('not supported');
    expect(answer('step-stability', both({ ratio: 0.5, doubled: 0.1, p95Millis: 9_000 }))).toBe('supported');
    expect(answer('step-stability', both({ p95Millis: 9_000 }))).toBe('depends');
  });
  test('traffic of a thin client, by how long its records are', () => {
    const small = { octets: 1_000, paddedOctets: 2_000 };
    expect(answer('host-traffic', { 'hosted account': small })).toBe('supported');
    expect(answer('host-traffic', { 'hosted account': { ...small, paddedOctets: 900_000 } })).toBe('depends');
    expect(answer('host-traffic', {})).toBe('not supported');
  });
  test('addresses', () => {
    const sees = (device: boolean) => ({ [SEALED]: [{ who: 'a contact’s relay', device, addresses: [] }] });
    expect(answer('step-addresses', {}, sees(false))).toBe('supported');
    expect(answer('step-addresses', {}, sees(true))).toBe('depends');
    expect(answer('problem-peers-see', {}, {})).toBe('depends');
  });
  test('what seeds do not tell depends', () => {
    const unsteady = (option: Option): readonly OptionSeed[] =>
      seeds({})(option).map((one) => ({
        ...one,
        quiet: { ...one.quiet, wakeUps: option === 'Tor' ? 9 + 2 * (one.number % 2) : 10 },
      }));
    const found = claimsOf(unsteady).find(({ id }) => id === 'tor-resources');
    expect(found?.why).toContain('These seeds do not tell: wake-ups');
  });
  test('a figure that no seed has is no figure', () => {
    const none = (option: Option) =>
      seeds({})(option).map((one) => ({ ...one, quiet: { ...one.quiet, medianMillis: undefined } }));
    expect(claimsOf(none).find(({ id }) => id === 'step-latency')?.answer).toBe('not measured');
  });
});

test('answers from elsewhere take the place that is left for them, and no option may be missing', () => {
  const given = { answer: 'supported', why: 'The games say so.', figures: ['advantage 0.1'] } as const;
  const claims = claimsOf(seeds({}), (id) =>
    id === 'step-correlation' ? { ...given, figures: [...given.figures] } : undefined,
  );
  expect(claims.find(({ id }) => id === 'step-correlation')).toMatchObject({ rows: ['G4'], ...given });
  expect(claims.find(({ id }) => id === 'step-sessions')?.answer).toBe('not measured');
  expect(claimsOf((option) => (option === 'Tor' ? [] : seeds({})(option)))).toEqual([]);
});

test('every row of the options has claims, and every claim an id of its own', () => {
  const claims = claimsOf(seeds({}));
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  const rows = new Set(claims.flatMap((one) => one.rows));
  for (const row of ['G1', 'G2', 'G3', 'G4', 'G5', 'N1', 'O0', 'O1', 'O2']) expect(rows).toContain(row);
});

test('options are run all or none', () => {
  const asked = (designs?: readonly string[]) =>
    measurings({ profile: 'pr', seed: '1', ...(designs && { designs }) }).flatMap((one) =>
      one.of === 'options' ? [one.option] : [],
    );
  expect(new Set(asked())).toEqual(new Set(OPTIONS));
  expect(asked(['sealed'])).toEqual([]);
});

describe('the report', () => {
  const of = seeds({ ...both({ medianMillis: 150 }), Tor: { medianMillis: 300 } });
  const compared = audit({
    options: optionsOf(OPTIONS.map((option) => ({ of: 'options', option, figures: of(option) }))),
    claims: claimsOf(of),
    assumptions: ASSUMPTIONS.map((one) => ({ ...one })),
  });
  const [html, markdown] = [renderHtml(compared), renderMarkdown(compared)];

  test.each([
    'The options compared',
    'Pros and cons of the specification',
    'lower latency: direct below',
    'metrics.torproject.org',
    'hosted account',
    'the first less the second +',
    'left open, as parts of them differ',
  ])('says in both forms: %s', (words) => {
    expect(html).toContain(words);
    expect(markdown.replaceAll('\\', '')).toContain(words);
  });
  test('has one row for each option and each claim', () => {
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    for (const option of OPTIONS) expect(rows.filter((line) => line.startsWith(`| ${option} |`)).length).toBe(1);
  });
  test('has a line for the terminal', () => {
    const lines = summaryText(compared, new Map()).split('\n');
    const [line] = lines.filter((one) => one.startsWith('O0-2'));
    expect(line).toMatch(/\d+ supported, \d+ not, \d+ in part or unclear, \d+ not measured$/);
    expect(line?.length).toBeLessThanOrEqual(80);
  });
  test('says nothing where nothing was run', () => {
    expect(renderMarkdown(audit())).not.toContain('The options compared');
    expect(renderHtml(audit())).not.toContain('The options compared');
  });
});

test('both conditions are told apart', () => {
  expect(
    CONDITIONS.map((one) => conversationOver('direct', one, 'x').faults.some(({ kind }) => kind === 'crash')),
  ).toEqual([false, true]);
});
