// The controls of report.html in a document without a browser: they narrow down, say how much is shown, hide nothing for good.
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { type Document, Event, type HTMLElement, type HTMLSelectElement, Window } from 'happy-dom';
import { expect, test } from 'vitest';
import type { Audit } from '../properties/result.ts';
import { FILTER_SCRIPT } from '../reports/filter-script.ts';
import { renderHtml } from '../reports/html.ts';
import { STYLE } from '../reports/style.ts';
import { audit, evidence, withLine } from './audit-fixture.ts';

const made = withLine('sealed', 'R4.1-read', { verdict: 'undecided' });

interface Opened {
  readonly document: Document;
  readonly copied: string[];
  readonly selected: string[];
}

/** The report as a document, its script run where `scripted`; a clipboard that may not be there. */
function opened(clipboard: 'there' | 'absent' = 'there', scripted = true, of: Audit = made): Opened {
  const { document } = new Window();
  document.write(renderHtml(of));
  const copied: string[] = [];
  const selected: string[] = [];
  const writeText = async (text: string): Promise<void> => void copied.push(text);
  if (scripted)
    runInNewContext(FILTER_SCRIPT, {
      document,
      navigator: clipboard === 'there' ? { clipboard: { writeText } } : {},
      getSelection: () => ({ selectAllChildren: (one: HTMLElement) => void selected.push(one.textContent) }),
    });
  return { document, copied, selected };
}

const element = (document: Document, selector: string): HTMLElement => {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`nothing is ${selector}`);
  return found as HTMLElement;
};
function choose(document: Document, section: string, name: string, value: string): void {
  const select = element(document, `#${section} select[name="${name}"]`) as HTMLSelectElement;
  expect([...select.options].map((option) => option.value)).toContain(value);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}
const said = (document: Document, section: string): string => element(document, `#${section} output`).textContent;
const shown = (document: Document, selector: string): readonly string[] =>
  [...document.querySelectorAll(selector)]
    .filter((one) => one.closest('.off') === null)
    .map((one) => one.querySelector('th, h3')?.textContent ?? '');

test('without its script everything is shown, and no control is', () => {
  const { document } = opened('there', false);
  const forms = [...document.querySelectorAll('form.filters')];
  expect(forms.map((form) => form.hasAttribute('hidden'))).toEqual([true, true, true]);
  expect(document.querySelectorAll('.off, button.copy')).toHaveLength(0);
});

test('of stories the first few are open, all of them without the script, on paper, and where a link leads', () => {
  const [draft, sealed] = made.designs;
  if (draft === undefined || sealed === undefined) throw new Error('the fixture has two designs');
  const [line] = draft.lines;
  const lines = ['R1', 'R2', 'R3', 'R4', 'R5'].flatMap((property) => (line ? [{ ...line, property }] : []));
  const many = audit({ designs: [{ ...draft, lines }] });
  const open = ({ document }: Opened) =>
    [...document.querySelectorAll('#stories details.fold')].map((one) => one.hasAttribute('open'));
  expect(open(opened('there', false, many))).toEqual([true, true, true, true, true]);
  const scripted = opened('there', true, many);
  expect(open(scripted)).toEqual([true, true, true, false, false]);
  const view = scripted.document.defaultView as Window;
  view.location.hash = '#line-draft-R5';
  view.dispatchEvent(new Event('hashchange'));
  expect(open(scripted)).toEqual([true, true, true, false, true]);
  view.dispatchEvent(new Event('beforeprint'));
  expect(open(scripted)).toEqual([true, true, true, true, true]);
});

test('every section leads back to the top', () => {
  const { document } = opened();
  const sections = [...document.querySelectorAll('main section')];
  expect(sections.length).toBeGreaterThan(5);
  for (const section of sections) expect(section.querySelector('a[href="#top"]')?.textContent).toBe('Back to the top');
  expect(document.getElementById('top')).toBe(document.body);
});

test('with it the controls are there, each with a label, and say that all is shown', () => {
  const { document } = opened();
  expect([...document.querySelectorAll('form.filters')].every((form) => !form.hasAttribute('hidden'))).toBe(true);
  const selects = [...document.querySelectorAll('select')];
  expect(selects.map((one) => one.closest('label')?.firstChild?.textContent)).toEqual([
    ...['requirement', 'observer', 'design', 'verdict'],
    ...['requirement', 'property', 'caught'],
    ...['requirement', 'observer', 'design', 'verdict'],
  ]);
  expect(said(document, 'stories')).toBe('2 of 2 stories shown');
  expect(said(document, 'lines')).toBe('4 of 4 lines shown');
  expect(element(document, '#lines output').getAttribute('aria-live')).toBe('polite');
});

test.each([
  ['requirement', 'R4.1', ['R4.1-readknowledge', 'R4.1-readknowledge']],
  ['observer', 'network inside TLS', ['R3.1-onwardexact', 'R3.1-onwardexact']],
  ['design', 'draft', ['R3.1-onwardexact', 'R4.1-readknowledge']],
  ['verdict', 'violated', ['R3.1-onwardexact']],
])('lines are chosen by %s', (name, value, left) => {
  const { document } = opened();
  choose(document, 'lines', name, value);
  expect(shown(document, '#lines tbody tr')).toEqual(left);
  expect(said(document, 'lines')).toBe(`${left.length} of 4 lines shown`);
  expect(said(document, 'stories')).toBe('2 of 2 stories shown');
});

test('planted leaks are chosen by any of the properties that must notice them', () => {
  const [leak] = made.plantedLeaks as [(typeof made.plantedLeaks)[number]];
  const plantedLeaks = [leak, { ...leak, name: 'other', mustBeCaughtBy: ['R3.1-onward', 'R2.1-queue-address'] }];
  const { document } = opened('there', true, { ...made, plantedLeaks });
  choose(document, 'planted', 'property', 'R2.1-queue-address');
  expect(shown(document, '#planted [data-item]')).toEqual([expect.stringMatching(/^other/)]);
  choose(document, 'planted', 'property', 'R3.1-onward');
  expect(said(document, 'planted')).toBe('2 of 2 planted leaks shown');
  choose(document, 'planted', 'requirement', 'R2.1');
  expect(said(document, 'planted')).toBe('1 of 2 planted leaks shown');
});

test('games are chosen as lines are, and the tables beside them stay', () => {
  const line = { method: 'game', verdict: 'violated', expected: 'violated', hits: 90, chances: 100 } as const;
  const games = withLine('draft', 'R4.1-read', line, withLine('sealed', 'R4.1-read', { ...line, verdict: 'holds' }));
  const gate = { advantage: 0.1, falseAlarm: 1e-6, miss: 0.01, meanGames: 1, games95: 2, mostGames: 3 };
  const { document } = opened('there', true, { ...games, gate });
  choose(document, 'games', 'verdict', 'holds');
  expect(shown(document, '#games [data-item]')).toEqual(['sealed']);
  expect(said(document, 'games')).toBe('1 of 2 games shown');
});

test('choices add up, and a design without a line left loses its heading too', () => {
  const { document } = opened();
  choose(document, 'lines', 'verdict', 'holds');
  choose(document, 'lines', 'design', 'sealed');
  expect(shown(document, '#lines tbody tr')).toEqual(['R3.1-onwardexact']);
  expect(shown(document, '#lines [data-group]')).toEqual(['sealed']);
  element(document, '#lines form button').click();
  expect(shown(document, '#lines [data-group]')).toEqual(['draft', 'sealed']);
  expect(said(document, 'lines')).toBe('4 of 4 lines shown');
});

test('a link to a story that is not shown shows it again', () => {
  const { document } = opened();
  choose(document, 'stories', 'verdict', 'undecided');
  expect(shown(document, 'article')).toEqual(['sealed: R4.1-read is undecided']);
  element(document, '#matrix a[href="#line-sealed-R4.1-read"]').click();
  expect(shown(document, 'article')).toHaveLength(1);
  element(document, '#matrix a[href="#line-draft-R3.1-onward"]').click();
  expect(shown(document, 'article')).toHaveLength(2);
});

test('a replay command is copied, or selected where there is no clipboard', async () => {
  for (const clipboard of ['there', 'absent'] as const) {
    const { document, copied, selected } = opened(clipboard);
    const button = element(document, '#stories button.copy');
    button.click();
    await new Promise(setImmediate);
    expect({ copied, selected }).toEqual(
      clipboard === 'there' ? { copied: [evidence.replay], selected: [] } : { copied: [], selected: [evidence.replay] },
    );
    const status = button.nextElementSibling;
    expect(status?.getAttribute('role')).toBe('status');
    expect(status?.textContent).toMatch(clipboard === 'there' ? /^copied$/ : /^selected/);
  }
});

test('what is hidden is hidden from the screen alone, so that paper has all', () => {
  const [, screen = ''] = STYLE.match(/@media screen\{(.*)\}\n/) ?? [];
  expect(screen).toBe('.off{display:none}');
  expect(STYLE.replace(screen, '')).not.toContain('.off');
});

test('the page allows this one script by its hash and no other', () => {
  const html = renderHtml(audit());
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
  expect(scripts).toEqual([FILTER_SCRIPT]);
  const hash = createHash('sha256').update(FILTER_SCRIPT).digest('base64');
  expect(html).toContain(`script-src 'sha256-${hash}';`);
  expect(html).not.toMatch(/unsafe-inline|<script [^>]/);
});
