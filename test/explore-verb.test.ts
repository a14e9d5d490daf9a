// `hopscope explore` as its user meets it: exit statuses, one line for each mistake, and a story of numbered steps.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hopscope } from './command.ts';

const explore = (...given: readonly string[]) => hopscope('explore', ...given);

const LOCKED_OUT = `
name: a message by a proxy whose password is not known
servers: [{ name: proxy, ip: 10.0.0.1, password: sesame }, { name: relay, ip: 10.0.0.2 }]
clients: [{ name: alice, ip: 10.1.0.1, proxy: proxy }, { name: bob, ip: 10.1.0.2 }]
queues: [{ name: q, relay: relay, from: alice, to: bob }]
orders: [{ atMillis: 0, queue: q, text: hello }]
`;

test('is 0 when every order was explored and all holds; nothing is wider than 80 columns', async () => {
  const { status, printed, complained } = await explore('--crashes', '1', '--messages', '1');
  expect({ status, complained }).toEqual({ status: 0, complained: '' });
  expect(printed).toMatch(/at most one crash of any node/);
  expect(printed).toMatch(/complete: nothing/);
  expect(printed).toMatch(/✓ R5\.1-delivers: holds/);
  expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('asks of a good network what a crash would excuse, and of an exploration with crashes not', async () => {
  const { status, printed } = await explore('--crashes', '0', '--messages', '1', '--property', 'D1', '--readers-there');
  expect(status).toBe(0);
  expect(printed).toMatch(/✓ D1-messages-arrive: holds/);
  expect(printed).not.toMatch(/R5\.1/);
  expect(await explore('--property', 'D1')).toMatchObject({ status: 2, printed: '' });
});

test('is 1 when a property is violated, with the shortest way there in numbered steps', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hopscope-')), 'locked-out.yaml');
  writeFileSync(file, LOCKED_OUT);
  const { status, printed } = await explore('--scenario', file, '--crashes', '0');
  expect(status).toBe(1);
  expect(printed).toMatch(/1\. alice: writes “hello” to q\n/);
  expect(printed).toMatch(/2\. alice → proxy: registers a relay\n {3}3\. proxy → alice: error/);
  expect(printed).toMatch(/alice: is told that message 1 failed/);
  expect(printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('tells of a crash what became of the disk', async () => {
  const { status, printed } = await explore(
    '--design',
    'records-written-in-place',
    '--messages',
    '1',
    '--property',
    'R5.3-ends',
  );
  expect(status).toBe(1);
  expect(printed).toMatch(/crashes; of what it wrote, “.*” is/);
  expect(printed).toMatch(/starts again from its disk/);
});

test('compares two worlds in all schedules: 0 where nothing tells, and 1 with the shortest schedule that does', async () => {
  const { status, printed } = await explore('--worlds', 'R2.2-same-queue');
  expect(status).toBe(0);
  expect(printed).toMatch(/✓ R2\.2-same-queue: holds; no distinguisher in all [\d,]{9,} schedules/);
  expect(printed).toMatch(/without times/);
  const leaks = await explore('--worlds', 'R2.2-same-queue', '--design', 'sender-key-per-queue');
  expect(leaks.status).toBe(1);
  expect(leaks.printed.replaceAll(/\s+/g, ' ')).toMatch(/a public key of 32 octets that it saw before/);
  expect(leaks.printed).toMatch(/1\. alice: writes/);
  expect(
    [printed, leaks.printed]
      .join('\n')
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});

test('is 3 when two worlds are more than the bound', async () => {
  const { status, printed } = await explore('--worlds', 'R2.2-same-queue', '--most', '100');
  expect(status).toBe(3);
  expect(printed).toMatch(/not complete: stopped at a bound/);
  expect(printed).toMatch(/\? R2\.2-same-queue: undecided/);
});

test('is 3 when the bound on states leaves something out', async () => {
  const { status, printed } = await explore('--most', '10', '--crashes', '0');
  expect(status).toBe(3);
  expect(printed).toMatch(/not complete: stopped at 10 states/);
  expect(printed).toMatch(/\? R5\.1-delivers: undecided/);
});

describe('a design of one’s own', () => {
  const example = (name: string): string => new URL(`../reports/examples/${name}`, import.meta.url).pathname;
  const little = ['--messages', '1', '--crashes', '0'];

  test.each(['queue-tags.design.yaml', 'own-pace.mjs'])('is explored as %s has it', async (name) => {
    const { status, printed } = await explore(...little, '--design', example(name));
    expect([status, printed]).toEqual([0, expect.stringContaining('✓ R5.1-delivers: holds')]);
    expect(printed.startsWith(`${name.split('.')[0]}: `)).toBe(true);
  });

  test('has its two worlds compared, and what its own field tells is found', async () => {
    const { status, printed } = await explore(
      '--worlds',
      'R2.2-same-queue',
      '--design',
      example('queue-tags.design.yaml'),
    );
    expect([status, printed]).toEqual([1, expect.stringContaining('there is a distinguisher')]);
    expect(printed.replaceAll(/\s+/g, ' ')).toContain('a random value of 8 octets that it saw before');
  });

  test('of nodes that keep what is no plain data is told, and is no defect of ours', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hopscope-')), 'set.mjs');
    writeFileSync(
      file,
      `export default {
  design: { name: 'set', base: 'sealed' },
  server: ({ node }) => ({
    start: node.start,
    step: (state, input, context) => {
      const [next, effects] = node.step(state, input, context);
      return [{ ...next, seen: new Set() }, effects];
    },
  }),
};
`,
    );
    const { status, complained } = await explore(...little, '--design', file);
    expect([status, complained]).toEqual([
      2,
      expect.stringMatching(/set\.mjs: its nodes do what cannot be judged: .*found a Set/),
    ]);
  });
});

test.each([
  [['--crashes', 'many'], /whole number/],
  [['--faults', '99'], /whole number/],
  [['--most', '0'], /whole number/],
  [['--messages', '0'], /whole number/],
  [['--design', 'nobody'], /no design/],
  [['--property', 'R99'], /that can be explored/],
  [['--scenario', 'nowhere.yaml'], /no such file/],
  [['--worlds', 'R99'], /no property “R99”; of two worlds there are R2\.2-network/],
  [['--worlds', 'R5.1-delivers'], /does not compare two worlds/],
  [['--worlds', 'R6.2-worlds'], /is when something happens/],
  [['--worlds', 'G5-worlds', '--design', 'nobody'], /no design/],
  [['--worlds', 'G5-worlds', '--scenario', 'x.yaml'], /cannot be used with/],
])('is 2 and one line for %j', async (given, words) => {
  const { status, complained, printed } = await explore(...given);
  expect(status).toBe(2);
  expect(complained).toMatch(words);
  expect(complained.trim().split('\n')).toHaveLength(1);
  expect(printed).toBe('');
});
