// The matrix: cells as declared over other draws, leaks that flip exactly what they leak, and a declaration that can fail.
import { describe, expect, test } from 'vitest';
import { matrixColumn } from '../properties/matrix.ts';
import { DECLARED, declared, matrixOf } from '../properties/matrix-declared.ts';
import {
  MATRIX_OBSERVERS,
  MATRIX_SUBJECTS,
  type MatrixObserver,
  type MatrixSubject,
  SECRETS,
  type Secret,
} from '../properties/matrix-questions.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import type { Matrix } from '../properties/result.ts';
import type { Worked } from '../properties/shard.ts';
import { shards, work } from '../properties/work.ts';
import { STATUS, statusOf } from '../reports/exit-status.ts';
import { exposureLine } from '../reports/exposure.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { summaryText } from '../reports/summary-text.ts';
import { audit, judged } from './audit-fixture.ts';

const drawn = { seed: 'of the matrix tests', draws: 1 };
const matrices: readonly Matrix[] = MATRIX_SUBJECTS.map((subject) =>
  matrixOf(
    subject,
    drawn.draws,
    SECRETS.map((secret) => matrixColumn(subject, secret, drawn)),
  ),
);
const whole = audit({ matrix: [...matrices] });
const under = (leak: string): MatrixSubject => {
  const design = plantedLeaks.find(({ name }) => name === leak)?.design;
  if (design === undefined) throw new Error(`no planted leak ${leak}`);
  return { name: leak, design, way: 'through the proxy' };
};
/** The rows in which a column of the sealed design, with a leak, is not as the sealed design declares it. */
const flipped = (leak: string, secret: Secret): readonly MatrixObserver[] =>
  matrixColumn(under(leak), secret, drawn).findings.flatMap(({ observer, exposure }) =>
    exposure === declared({ name: 'sealed', way: 'through the proxy' }, observer, secret) ? [] : [observer],
  );

describe('every cell', () => {
  test.each(matrices.map((one) => [one.subject, one] as const))('of %s is as declared', (_, { cells }) => {
    expect(cells).toHaveLength(MATRIX_OBSERVERS.length * SECRETS.length);
    expect(
      cells
        .filter((cell) => !cell.asDeclared)
        .map(({ observer, secret, exposure, words }) => [observer, secret, exposure, words]),
    ).toEqual([]);
  });

  test('that is exposed has words and a place, and that is out of scope a reason', () => {
    for (const { cells } of matrices)
      for (const { exposure, words, place } of cells) {
        expect(words === undefined).toBe(exposure === 'hidden');
        expect(place === undefined).toBe(exposure !== 'exposed');
      }
  });

  test('of the sealed design hides from the proxy what the requirements say', () => {
    const hidden = matrices[1]?.cells.filter(
      ({ observer, exposure }) => observer === 'the proxy' && exposure === 'hidden',
    );
    expect(hidden?.map(({ secret }) => secret)).toEqual(
      SECRETS.filter(
        (one) => !['the sender’s IP address', 'which of two clients wrote', 'that a message was sent'].includes(one),
      ),
    );
  });

  test('but those of the texts is exposed to somebody in every subject, so that the runs do differ', () => {
    for (const { subject, cells } of matrices)
      for (const secret of SECRETS.filter((one) => !one.includes('text')))
        expect(
          cells.some((cell) => cell.secret === secret && cell.exposure === 'exposed'),
          `${subject}: ${secret}`,
        ).toBe(true);
  });
});

describe('a planted leak flips what it leaks', () => {
  test.each([
    ['sender-key-per-queue', 'whether two forwards go to one queue', 'the proxy'],
    ['sender-key-per-queue', 'how many queues there are', 'the proxy with the network, inside TLS'],
    ['origin-told-to-the-relay', 'the sender’s IP address', 'the relay'],
    ['origin-told-to-the-relay', 'which of two clients wrote', 'the relay with the recipient'],
    ['texts-in-clear', 'the text', 'the relay'],
    ['texts-in-clear', 'the length of the text', 'the relay'],
    ['text-as-long-as-it-is', 'the length of the text', 'the proxy with the relay'],
    ['destination-id-in-clear', 'the queue’s address', 'the proxy'],
    ['destination-id-hashed', 'whether two forwards go to one queue', 'the proxy'],
    ['no-s2r-layer', 'the queue’s address', 'the proxy'],
    ['no-s2r-layer', 'what the relay answered', 'the proxy'],
    ['block-as-long-as-its-message', 'what the relay answered', 'the network on the client’s link'],
    ['relay-id-carried-over', 'which of two clients wrote', 'the relay'],
    ['client-holds-for-the-queue', 'whether the queue is secured', 'the proxy'],
  ] as const)('%s: %s, to %s', (leak, secret, observer) => {
    expect(flipped(leak, secret)).toContain(observer);
  });

  test('and nothing else: an IP address told to the relay exposes no address of a queue, and is for the relay alone', () => {
    expect(flipped('origin-told-to-the-relay', 'the queue’s address')).toEqual([]);
    expect(flipped('origin-told-to-the-relay', 'the sender’s IP address')).toEqual([
      'the relay',
      'the relay with the recipient',
    ]);
    expect(flipped('text-as-long-as-it-is', 'the text')).toEqual([]);
    expect(flipped('sender-key-per-queue', 'the queue’s address')).toEqual([]);
  });
});

describe('a declaration', () => {
  test('differs between the subjects, names rows and columns, and says neither always nor never', () => {
    const all = Object.values(DECLARED).flatMap((rows) => Object.entries(rows));
    for (const [observer, secrets] of all) {
      expect(MATRIX_OBSERVERS).toContain(observer);
      expect(new Set(secrets).size).toBe(secrets.length);
      for (const secret of secrets) expect(SECRETS).toContain(secret);
    }
    expect(Object.keys(DECLARED)).toEqual(MATRIX_SUBJECTS.map(({ name }) => name));
  });

  test('that is wrong makes the audit exit with 1, and stands out in every form of it', () => {
    expect(statusOf(judged(whole))).toBe(STATUS.asDeclared);
    const draftAsSealed = { ...(MATRIX_SUBJECTS[0] as MatrixSubject), name: 'sealed' };
    const columns = [matrixColumn(draftAsSealed, 'the queue’s address', drawn)];
    const wrong = audit({ matrix: [matrixOf(draftAsSealed, 1, columns)] });
    expect(statusOf(judged(wrong))).toBe(STATUS.notAsDeclared);
    expect(renderHtml(wrong)).toContain('declared: hidden');
    expect(renderHtml(wrong)).toContain('5 cells of the matrix not as declared');
    expect(renderMarkdown(wrong)).toContain('**5 cells of the matrix not as declared:**');
    expect(summaryText(wrong, new Map())).toMatch(/! sealed: the queue’s address, to the proxy/);
  });
});

test('columns add up in any order, from shards that are plain data', () => {
  const all = shards({ profile: 'quick', seed: drawn.seed }).filter(({ kind }) => kind === 'matrix');
  expect(all).toHaveLength(MATRIX_SUBJECTS.length * SECRETS.length);
  const few = all.filter((shard) => shard.kind === 'matrix' && shard.subject === 'direct');
  const columns = few.toReversed().flatMap((shard) => {
    const worked: Worked = work(JSON.parse(JSON.stringify(shard)));
    return worked.kind === 'matrix' ? [worked.column] : [];
  });
  expect(matrixOf(MATRIX_SUBJECTS[2] as MatrixSubject, 1, columns)).toEqual(matrices[2]);
});

describe('the picture', () => {
  const html = renderHtml(whole);
  test('comes first, says its bounds, and needs no colour', () => {
    const main = html.slice(html.indexOf('<main>'));
    expect(main.indexOf('<table class="exposure"')).toBe(main.indexOf('<table'));
    expect(main.match(/<table class="exposure"/g)).toHaveLength(3);
    for (const form of [html, renderMarkdown(whole)]) {
      expect(form).toContain('Times are not');
      expect(form).toContain('left to the games');
      for (const word of ['✗ exposed', '✓ hidden', '– out of scope']) expect(form).toContain(word);
      for (const { cells } of matrices)
        expect(cells.filter(({ exposure }) => exposure === 'exposed').length).toBeGreaterThan(20);
    }
  });

  test('has a line in the summary', () => {
    expect(exposureLine(whole)).toMatch(/^matrix: draft \d+ exposed of \d+, sealed \d+ of \d+, direct \d+ of \d+$/);
    expect(summaryText(whole, new Map())).toContain(exposureLine(whole));
  });
});
