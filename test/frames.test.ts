// Deduction and static equivalence, held against provers' verdicts on a corpus and against enumeration on tiny frames.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Algebra } from '../properties/symbolic/algebra.ts';
import { confirms, distinguish, type Witness } from '../properties/symbolic/equivalence.ts';
import { decideLine, type FrameLine, frameLine, type Tree, termOf } from '../properties/symbolic/frame-file.ts';
import { evaluator, type Recipe, sizeOf } from '../properties/symbolic/recipe.ts';
import { random } from '../sim/random.ts';
import { enumerate } from './recipe-enumeration.ts';

function corpus(name: string): readonly FrameLine[] {
  const packed = readFileSync(new URL(`frames/${name}.jsonl.gz`, import.meta.url));
  return gunzipSync(packed)
    .toString()
    .trim()
    .split('\n')
    .map((line) => frameLine(JSON.parse(line)))
    .map((line) => {
      if (typeof line === 'string') throw new Error(line);
      return line;
    });
}
const framesOf = (algebra: Algebra, left: readonly Tree[], right: readonly Tree[]) =>
  [left.map((one) => termOf(algebra, one)), right.map((one) => termOf(algebra, one))] as const;

describe('the corpus that provers decided', () => {
  const pairs = corpus('pairs');
  const questions = corpus('deduce');

  test('has pairs of both kinds and questions of both kinds', () => {
    expect([pairs.length, questions.length]).toEqual([2_348, 520]);
    const verdicts = [...pairs, ...questions].map((one) => ('target' in one ? one.deducible : one.equivalent));
    expect(verdicts.filter((one) => one).length).toBeGreaterThan(1_000);
    expect(verdicts.filter((one) => !one).length).toBeGreaterThan(1_000);
  });

  test('every pair is decided alike, and every witness is one', () => {
    const wrong = pairs.filter((line) => !decideLine(line).agrees).map(({ id }) => id);
    expect(wrong).toEqual([]);
    for (const line of pairs) {
      if (!('left' in line)) throw new Error('a pair was expected');
      const algebra = new Algebra();
      const frames = framesOf(algebra, line.left, line.right);
      const witness = distinguish(algebra, frames);
      if (witness !== undefined) expect(confirms(algebra, frames, witness), line.id).toBe(true);
    }
  });

  test('every question is decided alike, and every recipe gives its target', () => {
    for (const line of questions) {
      const { agrees, shown } = decideLine(line);
      expect(agrees, line.id).toBe(true);
      if (shown === undefined || !('recipe' in shown) || !('target' in line)) continue;
      const algebra = new Algebra();
      const value = evaluator(
        algebra,
        line.frame.map((one) => termOf(algebra, one)),
      );
      expect(value(shown.recipe), line.id).toBe(termOf(algebra, line.target));
    }
  });

  test('a witness that is not one is not confirmed', () => {
    const algebra = new Algebra();
    const frames = framesOf(algebra, ['a', 'b', 'b'], ['a', 'b', 'c']);
    const equality = (a: Recipe, b: Recipe, inLeft: boolean): Witness => ({ equality: [a, b], inLeft });
    expect(confirms(algebra, frames, equality(1, 2, true))).toBe(true);
    expect(confirms(algebra, frames, equality(1, 2, false))).toBe(false);
    expect(confirms(algebra, frames, equality(0, 1, true))).toBe(false);
    expect(confirms(algebra, frames, { message: ['fst', 0], inLeft: true })).toBe(false);
  });
});

describe('witnesses are small', () => {
  const told = (left: readonly Tree[], right: readonly Tree[]): unknown => {
    const algebra = new Algebra();
    const witness = distinguish(algebra, framesOf(algebra, left, right));
    return witness && ('equality' in witness ? witness.equality : 'message' in witness ? witness.message : witness);
  };
  const k: Tree = ['pk', 'k'];
  test.each<[string, readonly Tree[], readonly Tree[], unknown]>([
    ['encrypted again', [['aenc', 'A', 'r', k], k, 'r'], [['aenc', 'B', 'r', k], k, 'r'], [['aenc', 'A', 2, 1], 0]],
    ['checked', [['sign', 'm', 'k'], 'm', k], [['sign', 'j', 'k'], 'm', k], ['verify', 0, 1, 2]],
    [
      'behind an unknown key',
      [
        ['senc', 'A', 'n', 'k'],
        ['hash', 'k'],
      ],
      [
        ['senc', 'B', 'n', 'k'],
        ['hash', 'k'],
      ],
      undefined,
    ],
    [
      'a nonce that is known',
      [['senc', 'm', 'n', 'k'], 'k', 'n'],
      [['senc', 'm', 'n', 'k'], 'k', 'j'],
      [['senc', ['sdec', 0, 1], 2, 1], 0],
    ],
    [
      'exponents the other way round',
      [['exp', ['exp', 'G', 'a'], 'b'], ['exp', ['exp', 'G', 'b'], 'd'], 'a', 'd'],
      [['exp', ['exp', 'G', 'a'], 'b'], ['exp', ['exp', 'G', 'e'], 'd'], 'a', 'd'],
      [
        ['exp', 0, 3],
        ['exp', 1, 2],
      ],
    ],
  ])('%s', (_, left, right, witness) => {
    expect(told(left, right)).toEqual(witness);
  });
});

/** A term of random shape; the same places give the same terms in both frames but where a coin has it otherwise. */
function tinyFrames(seed: string, number: number): readonly [readonly Tree[], readonly Tree[]] {
  const draw = random(seed, 'tiny', number);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw.next() * from.length)] as T;
  const term = (depth: number): Tree => {
    if (depth === 0 || draw.next() < 0.35) return pick(['a', 'b', 'k', 'k', 'A']);
    const sub = () => term(depth - 1);
    switch (pick(['pair', 'senc', 'senc', 'aenc', 'sign', 'hash', 'kdf', 'pk', 'exp', 'exp'])) {
      case 'pair':
        return ['pair', sub(), sub()];
      case 'senc':
        return ['senc', sub(), pick(['n', 'A']), sub()];
      case 'aenc':
        return ['aenc', sub(), pick(['n', 'A']), ['pk', pick(['k', 'a'])]];
      case 'sign':
        return ['sign', sub(), pick(['k', 'a'])];
      case 'exp':
        return ['exp', draw.next() < 0.5 ? ['exp', 'G', pick(['a', 'b'])] : 'G', pick(['a', 'b', 'k'])];
      case 'hash':
        return ['hash', sub()];
      case 'kdf':
        return ['kdf', sub()];
      default:
        return ['pk', pick(['k', 'a'])];
    }
  };
  const changed = (tree: Tree): Tree => {
    if (typeof tree === 'string') return draw.next() < 0.25 ? pick(['a', 'b', 'c', 'k', 'A']) : tree;
    if (draw.next() < 0.1) return term(1);
    const [name, ...args] = tree;
    // The recipient of an `aenc` stays a public key, as in every frame that means something.
    return [name, ...args.map((arg, i) => (name === 'aenc' && i === 2 ? arg : changed(arg)))];
  };
  const left = Array.from({ length: 2 + Math.floor(draw.next() * 2) }, () => term(2));
  return [left, left.map((tree) => (draw.next() < 0.5 ? changed(tree) : tree))];
}

const ROUNDS = process.env['HOPSCOPE_LONG_TESTS'] === '1' ? 10_000 : 1_000;
/** Recipes of this size and less are all gone through; larger ones take too long. */
const MOST = 4;

test(`enumeration of all small recipes finds no other verdict on ${ROUNDS} tiny frames`, () => {
  const seen = { equal: 0, told: 0, minimal: 0 };
  for (let i = 0; i < ROUNDS; i++) {
    const [left, right] = tinyFrames('frames', i);
    const algebra = new Algebra();
    const frames = framesOf(algebra, left, right);
    const witness = distinguish(algebra, frames);
    const { size } = enumerate(left, right, ['A', 'G'], MOST);
    const which = JSON.stringify([left, right]);
    if (witness === undefined) {
      expect(size, which).toBe(Number.POSITIVE_INFINITY);
      seen.equal++;
      continue;
    }
    expect(confirms(algebra, frames, witness), which).toBe(true);
    seen.told++;
    const parts: readonly Recipe[] =
      'equality' in witness ? witness.equality : 'message' in witness ? [witness.message] : [];
    const ours = parts.reduce<number>((sum, part) => sum + sizeOf(part), 0);
    if (ours <= size) seen.minimal++;
  }
  expect(seen.equal).toBeGreaterThan(ROUNDS / 10);
  expect(seen.told).toBeGreaterThan(ROUNDS / 10);
  // Most witnesses are as small as any; parts that can be left out always are.
  expect(seen.minimal / seen.told).toBeGreaterThan(0.9);
});
