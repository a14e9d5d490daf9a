// How a report opens: what was and was not asked, against whom a design fails, what could not be shown; and its pictures of figures.
import { describe, expect, test } from 'vitest';
import { properties } from '../properties/catalogue.ts';
import { advantageInterval } from '../properties/games/advantage-interval.ts';
import { boundaries } from '../properties/games/betting.ts';
import { contests } from '../properties/games/contests.ts';
import { CONTROL_LIMITS } from '../properties/games/controls.ts';
import type { Audit, AuditLine } from '../properties/result.ts';
import { hitsPicture } from '../reports/chart.ts';
import { exposureSentences } from '../reports/exposure.ts';
import { gamesPicture } from '../reports/games-chart.ts';
import { renderHtml } from '../reports/html.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { answers, opponents } from '../reports/matrix.ts';
import { summaryText } from '../reports/summary-text.ts';
import { audit, withLine as withLineOf } from './audit-fixture.ts';

const whole = audit();
/** The line of the draft that is violated, as `over` has it. */
const withLine = (over: Partial<AuditLine>): Audit => withLineOf('draft', 'R3.1-onward', over);

test('the answer says what was not asked, where most was', () => {
  const [draft] = whole.designs as [Audit['designs'][number]];
  const asking = (ids: readonly string[]): string | undefined =>
    answers(
      audit({
        designs: [
          {
            ...draft,
            lines: ids.map((requirement) => ({ ...(draft.lines[1] as (typeof draft.lines)[number]), requirement })),
          },
        ],
      }),
    )[0];
  const all = [...new Set([...properties, ...contests].map(({ requirement }) => requirement))];
  expect(asking(all)).toMatch(/in everything that was run\.$/);
  expect(asking(all.filter((id) => id !== 'G4'))).toMatch(/in everything that was run; G4 was not asked\.$/);
  expect(asking(all.slice(7))).toMatch(/; 7 others were not asked\.$/);
});

test('then against whom each design holds and does not, and what it owes', () => {
  const owing = withLine({ verdict: 'violated', says: 'must', observer: 'whoever looks' });
  expect(opponents(audit())).toEqual([
    '“draft” fails against network inside TLS (R3.1). All that “draft” was asked about proxy holds.',
    'All that “sealed” was asked about network inside TLS; proxy holds.',
  ]);
  expect(opponents(owing).at(0)).toMatch(/^“draft” does not do what it must in R3\.1\. All /);
  expect(opponents(withLine({ verdict: 'vacuous' })).join()).not.toContain('R3.1');
  // Who sees more is told what others are told.
  const stronger = withLine({ verdict: 'violated', says: 'cannot', observer: 'the proxy' });
  const [draft, ...rest] = stronger.designs as [Audit['designs'][number]];
  const lines = draft.lines.map((line, i) => (i === 1 ? { ...line, observer: 'the proxy with the relay' } : line));
  expect(opponents({ ...stronger, designs: [{ ...draft, lines }, ...rest] })[0]).toBe(
    '“draft” fails against the proxy (R3.1).',
  );
  for (const form of [renderHtml(audit()), renderMarkdown(audit())])
    expect(form).toContain('was asked about proxy holds.');
});

test('what can be seen and was not shown violates no requirement, and is a surprise', () => {
  const unseen = withLine({ verdict: 'violated', expected: 'holds', asExpected: false, says: 'can', evidence: [] });
  const [draft, ...rest] = unseen.designs as [Audit['designs'][number]];
  const other = { ...draft.lines[0], says: 'cannot', verdict: 'holds', asExpected: true, property: 'R3.1-x' } as const;
  const both = {
    ...unseen,
    designs: [{ ...draft, lines: [...draft.lines, other as (typeof draft.lines)[number]] }, ...rest],
  };
  expect(answers(both)[0]).toBe('The design “draft” meets all 2 requirements in everything that was run.');
  const text = summaryText(both, new Map());
  expect(text).toMatch(/R3\.1 .* ✓ holds !/);
  expect(text).toContain('draft: R3.1-onward is not shown, declared: holds.');
});

test('who learns what says where times tell more than “hidden”', () => {
  const won = {
    method: 'game',
    verdict: 'violated',
    expected: 'violated',
    observer: 'the network',
    chances: 100,
    hits: 90,
  } as const;
  const matrix = [{ subject: 'draft', draws: 1, cells: [] }];
  expect(exposureSentences({ ...withLine(won), matrix }).join(' ')).toContain(
    'also where they say “hidden”: of “draft” the network (R3.1).',
  );
  expect(exposureSentences({ ...withLine({ ...won, verdict: 'holds' }), matrix }).join(' ')).not.toContain(
    'tell more than',
  );
});

describe('pictures', () => {
  const game = { method: 'game', verdict: 'violated', expected: 'violated', chances: 100 } as const;
  const gate = { advantage: 0.1, falseAlarm: 1e-6, miss: 0.01, meanGames: 1, games95: 2, mostGames: 3 };

  test('of hits leave out games, half of which are won by chance, and designs that violate nothing', () => {
    const alone = hitsPicture(audit());
    expect(alone?.table).toEqual([
      ['', 'draft'],
      ['R3.1', 97.9],
    ]);
    expect(hitsPicture(withLine({ ...game, hits: 50 }))).toBeUndefined();
    expect(hitsPicture(withLine({ verdict: 'holds', hits: 0 }))).toBeUndefined();
  });

  test('of adversaries put to the test say from how many wins on they would not be as they must be', () => {
    const control = {
      adversary: 'A8',
      does: 'counts packets',
      observer: 'the proxy',
      where: 'no padding',
      asItMust: true,
    };
    const scores = {
      positive: { games: 24, wins: 24, verdict: 'violated' },
      null: { games: 200, wins: 118, verdict: 'undecided' },
    } as const;
    const { violatedFrom } = boundaries(CONTROL_LIMITS);
    expect(violatedFrom[200]).toBeGreaterThan(118);
    const tested = { ...withLine({ ...game, hits: 90 }), gate, controls: [{ ...control, ...scores }] };
    for (const form of [renderHtml(tested), renderMarkdown(tested)]) {
      expect(form).toContain(`118 of 200 (${violatedFrom[200]})`);
      expect(form).toContain(`24 of 24 (${violatedFrom[24]})`);
      expect(form).toContain(
        'is violated if blind guessing is ruled out, which goes wrong with a chance of at most 0.000001',
      );
    }
  });

  test('of games show what was gained, and the table says from where to where', () => {
    expect(gamesPicture(audit())).toBeUndefined();
    const played = { ...withLine({ ...game, hits: 90 }), gate };
    expect(gamesPicture(played)?.alt).toContain('R3.1-onward, draft: 0.80');
    const { low = 0, high = 0 } = advantageInterval({ games: 100, wins: 90 }) ?? {};
    expect([low, high].map((one) => Math.abs(one - 0.8) < 0.3)).toEqual([true, true]);
    const told = `0.80 (${low.toFixed(2)} to ${high.toFixed(2)})`;
    for (const form of [renderHtml(played), renderMarkdown(played)]) expect(form.replaceAll('\\', '')).toContain(told);
  });
});
