// Texts of any length in a scenario of one's own: short ones stand in random octets by chance, and are not looked for there.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { text } from '../model/octets.ts';
import type { Audit } from '../properties/result.ts';
import { isTelling } from '../properties/telling.ts';
import { hopscope, small } from './command.ts';

const lines = ['R4.1-read', 'T.P6-read'] as const;

/** What the lines that look for texts say of a design where every message is this one: verdict, and chances. */
async function told(words: string, relayLayer = 'sealed') {
  const folder = mkdtempSync(join(tmpdir(), 'hopscope-'));
  const file = join(folder, 's.yaml');
  const orders = Array.from({ length: 6 }, (_, i) => ({
    atMillis: 1_000 * (i + 1),
    queue: i % 2 ? 'ac' : 'ab',
    text: words,
  }));
  const scenario = {
    name: 'short texts',
    design: { name: 'mine', base: 'sealed', relayLayer },
    servers: ['p', 'r', 's'].map((name, i) => ({ name, ip: `192.0.2.${i + 1}` })),
    clients: [
      { name: 'a', ip: '198.51.100.1', proxy: 'p' },
      ...['b', 'c'].map((name, i) => ({ name, ip: `198.51.100.${i + 2}` })),
    ],
    queues: [
      { name: 'ab', relay: 'r', from: 'a', to: 'b' },
      { name: 'ac', relay: 's', from: 'a', to: 'c' },
    ],
    orders,
  };
  writeFileSync(file, JSON.stringify(scenario));
  await hopscope('audit', ...small, '--scenario', file, ...lines.flatMap((id) => ['--property', id]), '--out', folder);
  const { designs } = JSON.parse(readFileSync(join(folder, 'audit.json'), 'utf8')) as Audit;
  return Object.fromEntries((designs[0]?.lines ?? []).map(({ property, verdict }) => [property, verdict]));
}

describe('of a design that seals them', () => {
  test.each(['', 'a', 'S', '#', 'Hi', 'ok', 'SEND', '########', 'good day'])('“%s” is not read', async (words) => {
    expect((await told(words))['R4.1-read']).toBe('holds');
  });
});

test('of a design without the layer of the relay, short ones are found by the command that sends them', async () => {
  for (const words of ['Hi', 'good day']) expect((await told(words, 'absent'))['R4.1-read']).toBe('violated');
});

test('a string tells that is long enough and no filler', () => {
  expect(['seven77', '########', 'abababab', 'good day'].map((words) => isTelling(text(words)))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

describe('lines of a scenario of one’s own speak of what they are about', () => {
  const audited = async (over: object) => {
    const folder = mkdtempSync(join(tmpdir(), 'hopscope-'));
    const scenario = {
      name: 'own',
      servers: ['p', 'r'].map((name, i) => ({ name, ip: `192.0.2.${i + 1}` })),
      clients: [
        { name: 'a', ip: '198.51.100.1', proxy: 'p' },
        { name: 'b', ip: '198.51.100.2' },
      ],
      queues: [{ name: 'q', relay: 'r', from: 'a', to: 'b' }],
      orders: [{ atMillis: 1_000, queue: 'q', text: 'good morning' }],
      ...over,
    };
    const file = join(folder, 's.json');
    writeFileSync(file, JSON.stringify(scenario));
    const given = ['--property', 'D1', '--property', 'R5.6-released', '--property', 'R5.3-ends', '--property', 'R1.2'];
    await hopscope('audit', ...small, '--design', 'sealed', '--scenario', file, ...given, '--out', folder);
    const { designs } = JSON.parse(readFileSync(join(folder, 'audit.json'), 'utf8')) as Audit;
    return Object.fromEntries((designs[0]?.lines ?? []).map(({ property, verdict }) => [property, verdict]));
  };

  test('a network is good where nothing goes wrong, and a proxy that is gone for good lets go of nothing', async () => {
    expect(await audited({})).toMatchObject({ 'D1-messages-arrive': 'holds', 'R5.6-released': 'holds' });
    const gone = await audited({ faults: [{ kind: 'crash', node: 'p', atMillis: 1_500 }] });
    for (const id of ['D1-messages-arrive', 'R5.6-released']) expect(gone[id] ?? 'vacuous').toBe('vacuous');
    expect(gone['R5.3-ends']).toBe('holds');
  });

  test('what is rightly refused need not arrive', async () => {
    const made = await audited({ queues: [{ name: 'q', relay: 'p', from: 'a', to: 'b' }] });
    expect([made['D1-messages-arrive'] ?? 'vacuous', made['R1.2-own-proxy']]).toEqual(['vacuous', 'holds']);
  });
});
