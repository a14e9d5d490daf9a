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
