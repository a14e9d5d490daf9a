// Frame pairs as files for provers: every constructor, names of any kind, products of exponents, many handles.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { framePairFiles } from '../properties/export/frame-pair.ts';
import type { Frame } from '../properties/export/frame-terms.ts';
import { frameLine, type Tree } from '../properties/symbolic/frame-file.ts';
import { checkDeepsec } from './check-deepsec.ts';
import { checkProverif } from './check-proverif.ts';

function files(left: Frame, right: Frame) {
  const made = framePairFiles({ left, right }, 'Two frames.');
  if (typeof made === 'string') throw new Error(made);
  expect(checkProverif(made.proverif), made.proverif).toMatchObject({ asks: 'an equivalence' });
  expect(checkDeepsec(made.deepsec), made.deepsec).toEqual({ processes: 2, queries: 1 });
  return made;
}

const PAIRS: readonly (readonly [string, Frame, Frame])[] = [
  [
    'public keys',
    [['aenc', 'A', 'r', ['pk', 'k']], ['pk', 'k'], 'r'],
    [['aenc', 'B', 'r', ['pk', 'k']], ['pk', 'k'], 'r'],
  ],
  ['signatures', [['sign', 'm', 'k'], 'm', ['pk', 'k']], [['sign', 'j', 'k'], 'm', ['pk', 'k']]],
  [
    'keys that stay unknown',
    [
      ['senc', 'A', 'n', 'k'],
      ['hash', 'k'],
    ],
    [
      ['senc', 'B', 'n', 'k'],
      ['hash', 'k'],
    ],
  ],
  [
    'layouts and parts',
    [
      ['layout', 'a', 'b', 'c'],
      ['part 3+8', 'a'],
      ['layout', 'a'],
    ],
    [
      ['layout', 'a', 'b', 'd'],
      ['part', 'a'],
      ['layout', 'b'],
    ],
  ],
  ['keys out of agreements', [['kdf', ['exp', ['exp', 'G', 'a'], 'b']], 'a'], [['kdf', ['exp', 'G', 'a', 'b']], 'b']],
  ['words of the languages', ['new', 'event', 'x y', 'é', 'let'], ['free', 'in', 'if', '0', 'out']],
];
test.each(PAIRS)('%s', (_, left, right) => {
  const { proverif, deepsec } = files(left, right);
  expect(proverif.match(/choice\[/g)).toHaveLength(left.length);
  expect(deepsec.match(/out\(net, /g)).toHaveLength(left.length * 2);
});

test('names of the two frames have nothing to do with each other; constants are the same', () => {
  const { proverif, deepsec } = files([['pair', 'k', 'A']], [['pair', 'k', 'A']]);
  expect(proverif).toContain('choice[pair(left_k, public_A), pair(right_k, public_A)]');
  expect(deepsec).toContain('new left_k;\n  out(net, pair(left_k, public_A));');
});

const over = (...exponents: readonly Tree[]): Tree => exponents.reduce((sofar, one) => ['exp', sofar, one], 'G');
test('products commute as far as a test can need it, and the file says how far', () => {
  const two = files([over('a', 'b'), over('b', 'd'), 'a', 'd'], [over('a', 'b'), over('e', 'd'), 'a', 'd']).proverif;
  expect(two).toContain('Exponents commute in products of up to 3 over G, which is all that is needed.');
  expect(two).toContain('exp(exp(exp(public_G, x1), x2), x3) = exp(exp(exp(public_G, x1), x3), x2)');
  // What is never known multiplies nothing.
  const hidden = files([over('a', 'b'), over('c', 'd')], [over('a', 'b'), over('c', 'd')]).proverif;
  expect(hidden).toContain('products of up to 2');
  const long = files(
    [over('a', 'b'), over('c', 'd'), 'a', 'b', 'c', 'd'],
    [over('a', 'b'), over('c', 'd'), 'a', 'b', 'c', 'd'],
  );
  expect(long.proverif).toContain('products of up to 3 over G, so longer ones are not compared');
  expect(long.deepsec).toContain('DeepSec has no equations');
});

test('without exponents nothing is said of them', () => {
  const { proverif, deepsec } = files(['a'], ['b']);
  expect(proverif + deepsec).not.toMatch(/exp\(|exp\/|equation/);
});

test('DeepSec gets products with the exponents last that may be known', () => {
  const { deepsec } = files([over('a', 'b'), 'a'], [over('b', 'a'), 'a']);
  expect(deepsec).toContain('exp(exp(public_G, left_b), left_a)');
  expect(deepsec).toContain('exp(exp(public_G, right_b), right_a)');
});

test.each([
  ['as many handles in both', ['a'], []],
  ['arities', [['pair', 'a']], ['a']],
  ['constructors', [['fst', 'a']], ['a']],
  ['names', [''], ['a']],
  ['layouts that hold something', [['layout']], ['a']],
] as const)('refuses what is not a pair of frames: %s', (_, left, right) => {
  expect(framePairFiles({ left, right }, '')).toEqual(expect.any(String));
  expect(framePairFiles({ left, right }, '')).not.toMatch(/^\(\*/);
});

test('hundreds of handles are written within a moment', () => {
  const frame = (queue: (i: number) => string): Frame =>
    Array.from({ length: 600 }, (_, i): readonly Tree[] => [
      over(`x${i}`),
      ['senc', ['layout', queue(i), `text${i}`], `n${i}`, ['kdf', over('y', `x${i}`)]],
    ]).flat();
  const { proverif } = files(
    frame(() => 'queue'),
    frame((i) => `queue${i}`),
  );
  expect(proverif.match(/choice\[/g)).toHaveLength(1_200);
}, 20_000);

test('every pair of the corpus can be asked', () => {
  const packed = readFileSync(new URL('frames/pairs.jsonl.gz', import.meta.url));
  const longest = new Map<string, number>();
  for (const line of gunzipSync(packed).toString().trim().split('\n')) {
    const pair = frameLine(JSON.parse(line));
    if (typeof pair === 'string' || !('left' in pair)) throw new Error('a pair was expected');
    const { proverif } = files(pair.left, pair.right);
    const [, most = 'none'] = /may make in two ways has (\d+) exponents/.exec(proverif) ?? [];
    longest.set(most, (longest.get(most) ?? 0) + 1);
  }
  // For all but three of them ProVerif gets as much commutation as they can need.
  expect(Object.fromEntries(longest)).toEqual({ none: 1_886, 2: 358, 3: 101, 4: 2, 5: 1 });
}, 60_000);
