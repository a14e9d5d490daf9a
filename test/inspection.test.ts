// Inspections on runs whose truth is known: the draft is found out, the sealed design is not, and each planted fault is found
// by exactly the check that is for it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, Malformed } from '../model/codec.ts';
import { wireOf } from '../model/grammar.ts';
import { hex, type Octets, same } from '../model/octets.ts';
import { CHECKS } from '../properties/inspection/inspection-result.ts';
import type { RecordedBlock, Recording } from '../properties/inspection/recording.ts';
import { recordingOf } from '../properties/inspection/simulated.ts';
import { random } from '../sim/random.ts';
import { changed, checkOf, foundIn, inspected, seenOf, traceOf } from './recordings.ts';

const OCTET_CHECKS = CHECKS.filter((id) => !id.startsWith('timing'));

describe('what a proxy saw', () => {
  test.each(['1', '2', '3'])('of the sealed design shows nothing in octets, seed %s', (seed) => {
    const inspection = inspected(seenOf('sealed', seed));
    for (const id of OCTET_CHECKS) expect(checkOf(inspection, id)).toMatchObject({ verdict: 'holds', findings: [] });
    expect(checkOf(inspection, 'common-octets').chances).toBeGreaterThan(20);
    expect(inspection.masked.map(({ rule }) => rule)).toContain('own openings');
    expect(inspection.masked.map(({ rule }) => rule)).toContain('named again');
  });

  test.each(['1', '2'])('of the draft shows corr id and relay id carried over, seed %s', (seed) => {
    const trace = traceOf('draft', seed);
    const recording = recordingOf(trace, 'proxy');
    const check = checkOf(inspected(recording), 'common-octets');
    expect(check.verdict).toBe('violated');
    const { proxyBlock } = wireOf(trace.design);
    const transmissions = check.findings.map(({ places, lengthOctets = 0 }) => {
      const ends = places.map(({ place, offset = 0 }) => {
        const { octets = new Uint8Array() } = recording.blocks[place - 1] as RecordedBlock;
        return { read: decode(proxyBlock, octets), shared: octets.subarray(offset, offset + lengthOctets) };
      });
      expect(ends).toHaveLength(2);
      expect(hex(ends[0]?.shared as Octets)).toBe(hex(ends[1]?.shared as Octets));
      return ends.map(({ read }) => read);
    });
    const carriedOver = transmissions.filter(
      ([entered, left]) =>
        !(entered instanceof Malformed || left instanceof Malformed || !entered || !left) &&
        entered.command.kind === 'forward' &&
        same(entered.corrId, left.corrId) &&
        same(entered.relayId, left.relayId),
    );
    expect(carriedOver.length).toBeGreaterThan(0);
  });

  test.each([
    ['corr-id-carried-over', 'common-octets'],
    ['no-p2r-layer', 'common-octets'],
    ['no-c2p-layer', 'common-octets'],
    ['sender-key-per-client', 'keys-repeated'],
    ['destination-id-in-clear', 'keys-repeated'],
    ['block-as-long-as-its-message', 'lengths'],
  ])('of the planted leak %s shows in %s', (leak, check) => {
    expect(foundIn(seenOf(leak, '1'))).toContain(check);
  });
});

const base = seenOf('sealed', 'planted');
/** Blocks that are full of what is sealed, far from all openings. */
const sealedBlocks = ({ blocks }: Pick<Recording, 'blocks'>, direction: 'in' | 'out') =>
  blocks.filter(
    ({ direction: way, octets }) => way === direction && new Set(octets?.subarray(5_000, 6_000)).size > 200,
  );
const paste = (from: RecordedBlock, to: RecordedBlock, length: number, at: number, there = at): void =>
  to.octets?.set(from.octets?.subarray(at, at + length) ?? [], there);
const apart = (one: RecordedBlock, all: readonly RecordedBlock[]): RecordedBlock =>
  all.find(({ session }) => session !== one.session) as RecordedBlock;

const planted: readonly (readonly [string, string[], (blocks: RecordedBlock[]) => readonly RecordedBlock[]])[] = [
  ['nothing', [], (blocks) => blocks],
  [
    'a block that is an octet shorter',
    ['lengths'],
    (blocks) => {
      const [first] = sealedBlocks({ blocks }, 'out') as [RecordedBlock];
      const octets = first.octets?.subarray(1);
      return blocks.map((one) => (one === first ? { ...one, octets, lengthOctets: one.lengthOctets - 1 } : one));
    },
  ],
  [
    'a block that is replayed',
    ['blocks-repeated'],
    (blocks) => {
      const [first] = sealedBlocks({ blocks }, 'in') as [RecordedBlock];
      return [...blocks, { ...first, atMillis: first.atMillis + 3_000 }];
    },
  ],
  [
    // Its own session names in answers what it carries, so that the copy shares that with another session as well.
    'a block that is there on another session as well',
    ['common-octets', 'blocks-repeated'],
    (blocks) => {
      const some = sealedBlocks({ blocks }, 'out');
      const first = some[0] as RecordedBlock;
      const { session, peer } = apart(first, some);
      return [...blocks, { ...first, session, peer, atMillis: first.atMillis + 1 }];
    },
  ],
  [
    'a nonce of 24 octets that is used again on its session',
    ['keys-repeated'],
    (blocks) => {
      const some = sealedBlocks({ blocks }, 'out');
      const first = some[0] as RecordedBlock;
      const next = some.find((one) => one !== first && one.session === first.session) as RecordedBlock;
      paste(first, next, 24, 4_000);
      return blocks;
    },
  ],
  [
    'a key of 32 octets in blocks of two clients',
    ['keys-repeated'],
    (blocks) => {
      const some = sealedBlocks({ blocks }, 'in');
      paste(some[0] as RecordedBlock, apart(some[0] as RecordedBlock, some), 32, 4_000);
      return blocks;
    },
  ],
  [
    'one nonce in all blocks that are sealed',
    ['keys-repeated'],
    (blocks) => {
      const [first, ...others] = sealedBlocks({ blocks }, 'in') as [RecordedBlock, ...RecordedBlock[]];
      for (const one of others) paste(first, one, 24, 4_000);
      return blocks;
    },
  ],
  [
    'a ciphertext of 300 octets that is there again',
    ['octets-repeated'],
    (blocks) => {
      const some = sealedBlocks({ blocks }, 'in');
      paste(some[0] as RecordedBlock, apart(some[0] as RecordedBlock, some), 300, 4_000);
      return blocks;
    },
  ],
  [
    '16 octets that are there again elsewhere',
    ['octets-repeated'],
    (blocks) => {
      const some = sealedBlocks({ blocks }, 'out');
      paste(some[0] as RecordedBlock, apart(some[0] as RecordedBlock, some), 16, 4_000, 9_001);
      return blocks;
    },
  ],
  [
    'octets that are handed on',
    ['common-octets'],
    (blocks) => {
      const [first] = sealedBlocks({ blocks }, 'in') as [RecordedBlock];
      paste(first, apart(first, sealedBlocks({ blocks }, 'out')), 12, 3_001, 8_200);
      return blocks;
    },
  ],
  [
    'octets that are handed on after a constant that most blocks have',
    ['common-octets'],
    (blocks) => {
      const most = [...sealedBlocks({ blocks }, 'in'), ...sealedBlocks({ blocks }, 'out')];
      for (const one of most)
        one.octets?.set(
          Array.from({ length: 12 }, (_, i) => 7 * i + 1),
          4_000,
        );
      const [first] = sealedBlocks({ blocks }, 'in') as [RecordedBlock];
      paste(first, apart(first, sealedBlocks({ blocks }, 'out')), 24, 4_000);
      return blocks;
    },
  ],
  [
    'a constant of 20 octets that all sealed blocks have, in and out',
    [],
    (blocks) => {
      for (const one of [...sealedBlocks({ blocks }, 'in'), ...sealedBlocks({ blocks }, 'out')])
        one.octets?.set(
          Array.from({ length: 20 }, (_, i) => 7 * i + 1),
          4_000,
        );
      return blocks;
    },
  ],
];

test.each(planted)('%s is found by %j and nothing else', (_, checks, change) => {
  expect(foundIn(changed(base, change))).toEqual(checks);
});

test('a recording that begins in the middle shows no more of the sealed design', () => {
  const later = changed(base, (blocks) => blocks.filter(({ atMillis }) => atMillis > 2_000));
  expect(later.blocks.length).toBeGreaterThan(30);
  expect(foundIn(later)).toEqual([]);
  const constant = Array.from({ length: 20 }, (_, i) => 7 * i + 1);
  const withConstant = changed(later, (blocks) => {
    for (const { octets } of blocks) octets?.set(constant, 12_000);
    return blocks;
  });
  expect(foundIn(withConstant)).toEqual([]);
});

test('what is handed on is found at every offset, from the shortest string that counts on', () => {
  const says = checkOf(inspected(base), 'common-octets').says;
  const k = Number(/(\d+) octets in a row are enough/.exec(says)?.[1]);
  const octets = (seed: number) => random(String(seed), 'octets').octets(200);
  const small = (seed: number, length: number, at: number, there: number): Recording => {
    const [entered, left] = [octets(seed), octets(seed + 1)];
    left.set(entered.subarray(at, at + length), there);
    const block = (direction: 'in' | 'out', some: Octets) => ({
      ...{ place: 1, atMillis: 1, session: direction, direction, peer: undefined },
      ...{ lengthOctets: some.length, octets: some },
    });
    return { source: 'blocks', unit: 'line', blocks: [block('in', entered), block('out', left)], remarks: [] };
  };
  expect(k).toBeGreaterThanOrEqual(8);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 8, max: 40 }), fc.nat(159), fc.nat(159), (seed, length, at, there) => {
      const { findings } = checkOf(inspected(small(seed, length, at, there)), 'common-octets');
      expect(findings.map(({ lengthOctets = 0 }) => lengthOctets >= length)).toEqual([true]);
    }),
    { numRuns: 60 },
  );
  expect(foundIn(small(1, 7, 10, 20))).toEqual([]);
});

test('a finding says where it is, line by line', () => {
  const recording = changed(
    base,
    planted.find(([name]) => name.startsWith('octets that are handed on'))?.[2] ?? (() => []),
  );
  const [finding] = checkOf(inspected(recording), 'common-octets').findings;
  const [entered, left] = finding?.places ?? [];
  expect([entered?.offset, left?.offset]).toEqual([3_001, 8_200]);
  expect(recording.blocks[(entered?.place ?? 0) - 1]).toMatchObject({ direction: 'in', session: entered?.session });
  expect(recording.blocks[(left?.place ?? 0) - 1]).toMatchObject({ direction: 'out', session: left?.session });
});

test('without octets nothing is said of octets', () => {
  const blind = changed(base, (blocks) => blocks.map((one) => ({ ...one, octets: undefined })));
  const inspection = inspected(blind);
  for (const id of OCTET_CHECKS) expect(checkOf(inspection, id).verdict).toBe(id === 'lengths' ? 'holds' : 'vacuous');
  expect(inspection.notChecked.join(' ')).toContain(
    `${base.blocks.length} of ${base.blocks.length} blocks have no octets`,
  );
});
