// Sequence charts: kept as text and reviewed as prose, in every form the same steps.
import { expect, test } from 'vitest';
import { mermaid, moment, sequenceText } from '../reports/sequence.ts';
import { sequenceSvg } from '../reports/sequence-svg.ts';
import { steps } from './audit-fixture.ts';

test('in columns, at most 80 wide', () => {
  const text = sequenceText(steps);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(`\n${text}\n`).toMatchInlineSnapshot(`
    "
                     alice            proxy            relay             bob
                       │                │                │                │
          2 s          │ orders “hello” into queue 1     │                │
                       ●                │                │                │
          2 s          │ forward, corr id 3f9a…, sealed s2r ◀ proof       │
                       ├━━━━━━━━━━━━━━━▶┤                │                │
       2.02 s          │                │ forward, corr id 3f9a…, sealed s2r ◀ proof
                       │                ├━━━━━━━━━━━━━━━▶┤                │
       2.04 s          │                │                │ message        │
                       │                │                ├───────────────▶┤
       2.04 s          │                │ response, destination id in clear
                       │                ├◀───────────────┤                │
      2.061 s          │ response       │                │                │
                       ├◀───────────────┤                │                │
    "
  `);
});

test('as a list where there are more lanes than fit', () => {
  const crowd = Array.from({ length: 9 }, (_, i) => ({
    atMillis: i,
    from: `client ${i}`,
    to: 'relay',
    label: 'x'.repeat(100),
    marked: i === 3,
  }));
  const text = sequenceText(crowd);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toContain('client 3 → relay');
});

test('as Mermaid text', () => {
  expect(`\n${mermaid(steps.slice(0, 2))}\n`).toMatchInlineSnapshot(`
    "
    sequenceDiagram
      participant n0 as alice
      participant n1 as proxy
      Note over n0: 2 s: orders “hello” into queue 1
      n0->>n1: 2 s: forward, corr id 3f9a…, sealed s2r
      Note over n0,n1: the proof is about this step
    "
  `);
});

test('moments read as people say them', () => {
  expect([0, 20, 2_020.114, 75_000, 3_720_000].map(moment)).toEqual([
    '0 ms',
    '20 ms',
    '2.02 s',
    '1 min 15 s',
    '1 h 2 min',
  ]);
});

test('labels cannot break out of any form', () => {
  const evil = [{ atMillis: 0, from: 'a', to: 'b', label: '</text><script>\u001b[2J\n```;#"', marked: true }];
  for (const form of [mermaid(evil), sequenceText(evil), sequenceSvg(evil, 'id', '"<x>')]) {
    expect(form).not.toContain('\u001b');
    expect(form).not.toContain('\n```');
  }
  expect(sequenceSvg(evil, 'id', '"<x>')).not.toMatch(/<script|"<x>/);
  expect(mermaid(evil)).not.toMatch(/<script|;"/);
});

test('the picture is the same twice and tells its steps in words', () => {
  const picture = sequenceSvg(steps, 'one', 'A chart');
  expect(sequenceSvg(steps, 'one', 'A chart')).toBe(picture);
  expect(picture).toContain('2.02 s proxy to relay: forward, corr id 3f9a…, sealed s2r (the proof is about this step)');
  expect(picture).not.toContain('style=');
});
