// `hopscope inspect` as its user meets it: from what a simulated proxy saw to files and exit status, one line for each mistake.
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { blockOf, lineOf } from '../properties/inspection/block-line.ts';
import { type Inspection, inspectionSchema } from '../properties/inspection/inspection-result.ts';
import type { RecordedBlock, Recording } from '../properties/inspection/recording.ts';
import { gatherer, LIMITS_HELP, MOST_BLOCKS, MOST_OCTETS } from '../reports/blocks-file.ts';
import { LongLine, linesOf } from '../reports/lines.ts';
import { checkoutOf } from '../reports/provenance/checkout.ts';
import { sha256 } from '../reports/provenance/digest.ts';
import { random } from '../sim/random.ts';
import { hopscope } from './command.ts';
import { changed, timesOnly } from './recordings.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'hopscope-'));
const example = new URL('../reports/examples/two-friends.yaml', import.meta.url).pathname;

function file(text: string): string {
  const path = join(folder(), 'blocks.ndjson');
  writeFileSync(path, text);
  return path;
}
const textOf = ({ blocks }: Recording): string => blocks.map((one) => `${lineOf(one)}\n`).join('');
const jsonIn = (out: string): Inspection =>
  inspectionSchema.parse(JSON.parse(readFileSync(join(out, 'inspect.json'), 'utf8')));
const independent = timesOnly('alone', (_, drawn) => drawn);
/** The same with octets of their own. */
const withOctets = changed(independent, (blocks) =>
  blocks.map((one, i) => ({
    ...one,
    lengthOctets: 64,
    octets: random('octets', i).octets(64),
  })),
);

describe('what a simulated proxy saw', () => {
  test('is exported, inspected and told in three files', async () => {
    const [seen, out] = [folder(), folder()];
    const given = ['export', '--scenario', example, '--blocks', 'proxy', '--out', seen];
    expect(await hopscope(...given)).toMatchObject({ status: 0, complained: '' });
    expect(readdirSync(seen).sort()).toEqual(['draft.proxy.ndjson', 'sealed.proxy.ndjson']);
    const schema = new URL('../reports/schemas/block-line.schema.json', import.meta.url);
    const isLine = new Ajv2020().compile(JSON.parse(readFileSync(schema, 'utf8')));
    for (const line of readFileSync(join(seen, 'draft.proxy.ndjson'), 'utf8').trim().split('\n'))
      expect(isLine(JSON.parse(line))).toBe(true);

    const draft = await hopscope('inspect', join(seen, 'draft.proxy.ndjson'), '--out', out);
    expect(draft).toMatchObject({ status: 1, complained: '' });
    expect(draft.printed).toContain('common-octets: something found');
    expect(draft.printed.split('\n').filter((line) => line.length > 80 && !line.includes(out))).toEqual([]);
    expect(readdirSync(out).sort()).toEqual(['inspect.html', 'inspect.json', 'inspect.md']);
    expect(jsonIn(out).checks.find(({ id }) => id === 'common-octets')?.verdict).toBe('violated');
    const [md, html] = ['inspect.md', 'inspect.html'].map((name) => readFileSync(join(out, name), 'utf8'));
    const digest = sha256(readFileSync(join(seen, 'draft.proxy.ndjson')));
    const { lock } = await checkoutOf();
    for (const text of [md, html]) {
      for (const fact of [digest, lock]) expect(text).toContain(fact);
      expect(text).toMatch(/octets that came in from ann and went out to relay/);
      expect(text).toContain('What this says nothing about');
      expect(text).toContain('own openings');
    }

    const sealed = await hopscope('inspect', join(seen, 'sealed.proxy.ndjson'), '--out', folder());
    // Nothing in octets; the conversation is too short to say anything of times.
    expect(sealed.status).toBe(3);
    expect(sealed.printed).toContain('Nothing was found by 5 of 7 checks');
  });

  test.each([
    [['--blocks', 'proxy'], /expected a --scenario/],
    [['--scenario', example, '--blocks', 'nobody'], /no server “nobody”/],
    [['--scenario', example, '--blocks', 'proxy', '--property', 'R2.2'], /no --property beside it/],
  ])('is not exported for %j', async (given, words) => {
    const { status, complained } = await hopscope('export', ...given, '--out', folder());
    expect([status, complained]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('exit status', () => {
  test('is 0 where all checks had enough and nothing was found', async () => {
    const out = folder();
    const { status } = await hopscope('inspect', file(textOf(withOctets)), '--within', '100', '--out', out);
    expect(jsonIn(out).checks.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 7 }, () => 'holds'));
    expect(status).toBe(0);
  });

  test('is 3 where octets are missing', async () => {
    const out = folder();
    const { status } = await hopscope('inspect', file(textOf(independent)), '--within', '100', '--out', out);
    expect(status).toBe(3);
    expect(jsonIn(out).checks.find(({ id }) => id === 'common-octets')?.verdict).toBe('vacuous');
  });

  test('is 130 when interrupted, and nothing is written', async () => {
    const out = join(folder(), 'new');
    const running = hopscope('inspect', file(textOf(withOctets)), '--out', out);
    while (process.listenerCount('SIGINT') === 0) await new Promise((resolve) => setImmediate(resolve));
    process.emit('SIGINT');
    expect(await running).toMatchObject({ status: 130, complained: 'hopscope: interrupted; nothing was written' });
    expect(existsSync(out)).toBe(false);
  });

  const good = '{"atMillis":1,"session":1,"direction":"in","hex":"00ff"}';
  test.each([
    ['', /:1: expected a block on each line, found none$/],
    [`${good}\n\n{"at`, /:3: expected a JSON object, found text that is none$/],
    [`${good}\n[]`, /:2: expected a JSON object$/],
    ['{"atMillis":1,"session":1,"direction":"in"}', /:1: expected one of base64, hex and lengthOctets, found none$/],
    [good.replace('"hex"', '"lengthOctets":2,"hex"'), /:1: .*found hex and lengthOctets$/],
    [
      good.replace('00ff', '0ff'),
      /:1: hex: expected at most 65536 octets in hexadecimal, two digits each, found "0ff"$/,
    ],
    [good.replace('00ff', ''), /:1: hex: expected one octet at least$/],
    [good.replace('"hex":"00ff"', '"base64":"a"'), /:1: base64: expected at most 65536 octets in base64, found "a"$/],
    [good.replace('"in"', '"inwards"'), /:1: direction: expected "in" or "out", found "inwards"$/],
    [good.replace(':1,', ':-1,'), /:1: atMillis: expected a number of milliseconds from 0 on, found -1$/],
    [good.replace('"session":1', '"session":1.5'), /:1: session: expected text or a whole number, found 1\.5$/],
    [good.replace('{', '{"secret":1,'), /:1: expected keys of the schema, found "secret"$/],
    [`${good}\n${'x'.repeat(300_000)}`, /:2: expected a line of at most 200000 octets$/],
  ])('is 2 and one line for %#', async (text, words) => {
    const out = join(folder(), 'new');
    const { status, complained, printed } = await hopscope('inspect', file(text), '--out', out);
    expect({ status, printed }).toEqual({ status: 2, printed: '' });
    expect(complained).toMatch(words);
    expect(complained.split('\n')).toHaveLength(1);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    [['nowhere.ndjson'], /nowhere\.ndjson: there is no such file/],
    [[file(good), '--keylog', 'k', '--relay', '192.0.2.1'], /expected a capture with --keylog and --relay/],
    [[file(good), '--within', '0'], /from 1 to/],
    [[], /missing required argument/],
  ])('is 2 and one line for %j', async (given, words) => {
    const { status, complained } = await hopscope('inspect', ...given);
    expect([status, complained]).toEqual([2, expect.stringMatching(words)]);
    expect(complained.split('\n')).toHaveLength(1);
  });
});

test('names out of a file reach no report as anything but text', async () => {
  const out = folder();
  const evil = '\u001b[31m<script>alert(1)</script>|`*';
  const text = textOf({
    ...withOctets,
    blocks: withOctets.blocks.map((one) => ({ ...one, peer: evil, session: evil })),
  });
  const { printed } = await hopscope('inspect', file(text), '--out', out);
  const html = readFileSync(join(out, 'inspect.html'), 'utf8');
  const md = readFileSync(join(out, 'inspect.md'), 'utf8');
  for (const one of [printed, html, md]) expect(one).not.toContain('\u001b');
  for (const one of [html, md]) expect(one).not.toContain('<script>');
});

test('the same recording gives the same octets', async () => {
  const [one, other, path] = [folder(), folder(), file(textOf(withOctets))];
  for (const out of [one, other]) await hopscope('inspect', path, '--out', out);
  for (const name of readdirSync(one)) expect(readFileSync(join(one, name))).toEqual(readFileSync(join(other, name)));
});

test('a block is the same after its line was written and read', () => {
  for (const [i, block] of [...withOctets.blocks.slice(0, 5), ...independent.blocks.slice(0, 5)].entries())
    expect(blockOf(lineOf(block), i)).toEqual({ ...block, place: i });
});

test('more than fits into memory is refused, with the limits that the help states', async () => {
  const { add, blocks } = gatherer();
  const [block] = independent.blocks as [RecordedBlock];
  const large = { ...block, octets: new Uint8Array(MOST_OCTETS / 4) };
  expect([1, 2, 3, 4].map(() => add(large))).toEqual([undefined, undefined, undefined, undefined]);
  expect(add({ ...block, octets: new Uint8Array(1) })).toContain(`expected at most ${LIMITS_HELP}, found more`);
  const other = gatherer();
  for (let i = 0; i < MOST_BLOCKS; i++) other.add(block);
  expect(other.add(block)).toContain(`expected at most ${LIMITS_HELP}, found more`);
  expect([blocks.length, other.blocks.length]).toEqual([4, MOST_BLOCKS]);
  const { printed } = await hopscope('inspect', '--help');
  expect(printed).toContain(`At most ${LIMITS_HELP}.`);
  expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('lines are cut out of any pieces, and one that never ends is refused', async () => {
  const pieces = async function* (...texts: readonly string[]) {
    for (const one of texts) yield new TextEncoder().encode(one);
  };
  const read = async (...texts: readonly string[]) => {
    const lines: string[] = [];
    for await (const line of linesOf(pieces(...texts), 5)) lines.push(line);
    return lines;
  };
  expect(await read('ab', 'c\nd\r', '\n\n', 'ef')).toEqual(['abc', 'd', '', 'ef']);
  await expect(read('abc', 'def')).rejects.toBeInstanceOf(LongLine);
  await expect(read('abcdef\n')).rejects.toBeInstanceOf(LongLine);
});
