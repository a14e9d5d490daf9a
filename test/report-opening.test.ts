// How a report opens: what the designs are, what fails worst and which decision it hangs on, of audits made by hand.
import { describe, expect, test } from 'vitest';
import { draft, sealed } from '../model/design.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import type { Audit, AuditLine } from '../properties/result.ts';
import { designSentences } from '../reports/designs-told.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { mendedBy, WORST, worst } from '../reports/worst.ts';
import { audit, evidence } from './audit-fixture.ts';

type Decided = Audit['designs'][number]['decisions'];
const decided = ({ name: _, fields: __, ...rest }: typeof draft): Decided => rest as Decided;
const [ofFixture] = audit().designs;
const [violated] = ofFixture?.lines ?? [];
if (violated === undefined) throw new Error('the fixture has a violated line');

const line = (property: string, over: Partial<AuditLine> = {}): AuditLine => ({
  ...violated,
  property,
  requirement: property.slice(0, property.indexOf('-')),
  ...over,
});
const of = (name: string, decisions: Decided, ...lines: readonly AuditLine[]): Audit['designs'][number] => ({
  name,
  decisions,
  lines: [...lines],
});
const told = (story: string) => ({ evidence: [{ ...evidence, story }] });

describe('what each design is', () => {
  const own = { ...sealed, name: 'tags', proxyLayer: 'absent' } as const;
  const designs = [of('draft', decided(draft)), of('sealed', decided(sealed)), of('tags', decided(own))];
  const made = audit({ designs });

  test('is said before the answer, in every form', () => {
    const asked = { request: { own: [{ design: own, base: 'sealed', expects: {}, exposes: {} }] } } as const;
    const markdown = renderMarkdown(made, asked);
    const html = renderHtml(made, asked);
    for (const form of [markdown, html])
      for (const words of [
        'the specification to the letter',
        '“tags” is a design',
        '“sealed” with proxyLayer: absent',
      ]) {
        expect(form).toContain(words);
        expect(form.indexOf(words)).toBeLessThan(form.indexOf('The design “draft”'));
      }
  });

  test('says of its base what is known', () => {
    expect(designSentences(made)[2]).toBe('“tags” is a design of the reviewer’s own.');
    const turned = Object.keys(draft).filter((key) => draft[key as 'flow'] !== sealed[key as 'flow']);
    expect(designSentences(made)[1]).toContain(
      `with ${turned.filter((key) => key !== 'name').length} decisions turned`,
    );
  });
});

describe('what a line hangs on', () => {
  test('is the decision that alone breaks it, for a design that is a planted leak itself', () => {
    for (const { design, decision, mustBeCaughtBy } of plantedLeaks.filter((one) => !one.decision.includes(', ')))
      for (const property of mustBeCaughtBy) {
        const [first, ...others] = mendedBy(decided(design), property);
        const { decision: name = '', from, to } = first ?? {};
        expect(`${name}: ${from}`, property).toBe(decision);
        expect(to).toBe(sealed[name as 'flow']);
        expect(others).toEqual([]);
      }
  });

  test('of the draft is what it decides otherwise than sealed, and nothing where no leak tells', () => {
    expect(mendedBy(decided(draft), 'R3.1-registration')).toEqual([
      { decision: 'clientLayer', from: 'absent', to: 'sealed' },
    ]);
    expect(mendedBy(decided(draft), 'R3.1-onward').map(({ decision }) => decision)).toEqual(['corrId', 'proxyLayer']);
    expect(mendedBy(decided(draft), 'G4-A2')).toEqual([]);
    expect(mendedBy(decided(sealed), 'R3.1-onward')).toEqual([]);
  });
});

describe('what fails worst', () => {
  const lines = [
    line('R6.1-in-time', told('Never.')),
    line('R2.2-same-queue', told('The same queue, twice.')),
    line('R2.1-queue-address', told('A very long story of an address.')),
    line('R2.1-queue-address-too', told('An address.')),
    line('R1.2-own-proxy', { verdict: 'holds' }),
    line('G5-links', { says: 'can', ...told('Not seen.') }),
    line('R9.1-late', { asExpected: false, ...told('A surprise.') }),
    line('G4-A2', { evidence: [], scope: 'won 35 of 35 games' }),
  ];
  const made = audit({ designs: [of('draft', decided(draft), ...lines)] });

  test('is one line for each requirement, surprises first, the shortest story, and no decision twice', () => {
    const all = worst(made).map(({ line: { property }, story }) => [property, story]);
    expect(all).toEqual([
      ['R9.1-late', 'A surprise.'],
      ['R2.1-queue-address-too', 'An address.'],
      ['R2.2-same-queue', 'The same queue, twice.'],
      ['R6.1-in-time', 'Never.'],
      ['G4-A2', 'Won 35 of 35 games.'],
    ]);
    const again = audit({ designs: [of('draft', decided(draft), line('R2.2-same-queue'), line('R2.3-how-many'))] });
    expect(worst(again).map(({ line: { property } }) => property)).toEqual(['R2.2-same-queue']);
  });

  test('stands before the tables, with what mends it', () => {
    const html = renderHtml(made);
    const markdown = renderMarkdown(made);
    for (const form of [html, markdown]) expect(form).toContain('from “in clear in the response” to “inside s2r”');
    expect(html.indexOf(WORST)).toBeLessThan(html.indexOf('<table'));
    expect(markdown.indexOf(`## ${WORST}`)).toBeLessThan(markdown.indexOf('\n|'));
    const clear = audit({ designs: [of('sealed', decided(sealed), line('R2.1-queue-address', { verdict: 'holds' }))] });
    for (const form of [renderHtml(clear), renderMarkdown(clear)]) expect(form).not.toContain(WORST);
  });
});
