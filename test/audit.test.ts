// The audit as a function: the same whatever the order of the work, what it declares, and evidence that is found again.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { assemble } from '../properties/audit.ts';
import { replayEvidence } from '../properties/evidence.ts';
import type { AuditRequest } from '../properties/request.ts';
import { type AuditLine, auditSchema } from '../properties/result.ts';
import type { Worked } from '../properties/shard.ts';
import { stories } from '../properties/sums.ts';
import { shards, work } from '../properties/work.ts';

const request: AuditRequest = { profile: 'quick', seed: 'of the tests' };
const done = (asked: AuditRequest): readonly Worked[] => {
  const first = shards(asked).map(work);
  return [...first, ...stories(asked, first).map(work)];
};
const worked = done(request);
const audit = assemble(request, worked);
const lines = (name: string): readonly AuditLine[] => audit.designs.find((one) => one.name === name)?.lines ?? [];

describe('an audit', () => {
  test('follows its schema', () => {
    expect(auditSchema.parse(audit)).toEqual(audit);
  });

  test('follows the JSON Schema that is published', () => {
    const published = JSON.parse(
      readFileSync(new URL('../reports/schemas/audit.schema.json', import.meta.url), 'utf8'),
    );
    const valid = new Ajv2020({ strict: false }).compile(published);
    expect(valid(JSON.parse(JSON.stringify(audit)))).toBe(true);
    expect(valid({ ...audit, seed: 1 })).toBe(false);
    expect(valid({ ...audit, more: true })).toBe(false);
  });

  test('does not depend on the order of its shards, nor on when it is done', () => {
    const small: AuditRequest = {
      profile: 'quick',
      seed: '2',
      properties: ['R2.1-queue-address', 'D1-messages-arrive'],
    };
    const forwards = done(small);
    const first = shards(small).toReversed().map(work);
    const backwards = [...first, ...stories(small, first).toReversed().map(work)];
    expect(JSON.stringify(assemble(small, backwards))).toBe(JSON.stringify(assemble(small, forwards)));
  });

  test('finds every verdict as its design declares it', () => {
    expect(
      audit.designs.flatMap((one) => one.lines.filter((line) => !line.asExpected).map((line) => line.property)),
    ).toEqual([]);
  });

  test('finds the draft violated where the specification leaks, with a story each', () => {
    for (const requirement of ['R2.1', 'R2.2', 'R2.3', 'R3.1', 'U1']) {
      const violated = lines('draft').filter((line) => line.requirement === requirement && line.verdict === 'violated');
      expect(violated.length, requirement).toBeGreaterThan(0);
      for (const { evidence, property } of violated) {
        expect(evidence, property).toHaveLength(1);
        expect(evidence[0]?.story, property).toMatch(/\w{3,}.*\.$/);
        expect(evidence[0]?.steps.length, property).toBeGreaterThan(3);
      }
    }
  });

  test('finds the sealed design to hold everywhere, and never for want of an occasion', () => {
    expect(lines('sealed').filter((line) => line.verdict !== 'holds')).toEqual([]);
    expect(lines('sealed').filter((line) => line.chances === 0)).toEqual([]);
  });
});

describe('evidence', () => {
  const violated = lines('draft').filter((line) => line.verdict === 'violated');

  test.each(violated.map((line) => [line.property, line] as const))(
    'of %s is found again, octet for octet',
    (_, line) => {
      const [evidence] = line.evidence;
      const again = replayEvidence(evidence?.id ?? '');
      expect(again).toMatchObject({ same: true, found: evidence?.fingerprint, property: line.property });
      expect(typeof again === 'string' ? again : again.evidence).toEqual(evidence);
    },
  );

  test('that a changed protocol no longer gives is told as such', () => {
    const id = violated[0]?.evidence[0]?.id ?? '';
    expect(replayEvidence(id.replace(/[0-9a-f]{8}$/, '00000000'))).toMatchObject({ same: false });
  });

  test.each([
    '',
    'draft',
    'draft/R2.1-queue-address/1/0.0.ideal/x/00000000',
    'nobody/R2.1-queue-address/1/0.0.ideal/0/00000000',
  ])('that is none is refused: “%s”', (id) => {
    expect(typeof replayEvidence(id)).toBe('string');
  });
});
