// report.html: one file, nothing fetched, one script to narrow it down, all readable without. It opens with the answer; the evidence follows.
// Only a rendering of the audit: every verdict and every figure stands in audit.json.
import type { Audit } from '../properties/result.ts';
import { budgetPicture, hitsPicture, plantedPicture } from './chart.ts';
import { deliveryPictures } from './delivery-chart.ts';
import { designSentences } from './designs-told.ts';
import { surprisingCells } from './exposure.ts';
import { exposureBody } from './exposure-html.ts';
import { FILTER_SCRIPT } from './filter-script.ts';
import { everyLine, filters, LEAK_CHOICES, LINE_CHOICES, linesWords, marks } from './filters-html.ts';
import {
  CONTROLS_HELP,
  controlRows,
  GAMES_HELP,
  gameRows,
  gameSentences,
  LOAD_HELP,
  loadRows,
  played,
} from './games.ts';
import { gamesPicture } from './games-chart.ts';
import { gateHtml } from './gate/gate-words.ts';
import {
  figuresTable,
  findingsTable,
  linesTable,
  linked,
  matrixTable,
  measuresTable,
  plantedTable,
  wordsTable,
} from './html-tables.ts';
import { answers, opponents, plantedAnswer, unexpected } from './matrix.ts';
import { DELIVERY_HELP, deliveryRows, deliverySentences, FLOWS_HELP, flowRows, flowSentences } from './measured.ts';
import { assumptionSentences, NOT_RUN, notRunRows } from './not-run.ts';
import {
  ASSUMPTIONS_HELP,
  assumptionRows,
  CLAIMS_HELP,
  claimRows,
  OPTIONS_HELP,
  optionRows,
  optionSentences,
  sightRows,
} from './options.ts';
import { contents, page, paragraph, pictured, type Section } from './page.ts';
import { pricesBody } from './prices-html.ts';
import { disagreements, PROVED_HELP, provedRows, provedSentences } from './proved.ts';
import { CAME_FROM, cameRows } from './provenance/came-from.ts';
import { MEANINGS, TERMS } from './reading.ts';
import { rerunOf } from './rerun.ts';
import { storiesOf, told } from './stories-html.ts';
import type { ToldWith } from './told-with.ts';
import { ENGINES_HELP, enginesRows, enginesSentences } from './two-engines.ts';
import { UNTESTED, untestedBody } from './untested.ts';
import { forHtml } from './untrusted.ts';
import { WORST } from './worst.ts';
import { worstBody } from './worst-html.ts';
import { capital, counted, grouped } from './wrap.ts';

/** The whole page. */
export function renderHtml(audit: Audit, beside: ToldWith = {}): string {
  const { gate } = beside;
  const gated = gate === undefined ? [] : [{ id: 'gate', title: 'The gate', body: gateHtml(gate) }];
  const sections = [...gated, ...sectionsOf(audit, beside)].filter((section) => section.body !== '');
  return page(
    `Relay privacy audit · profile ${audit.profile} · seed ${audit.seed}`,
    header(audit, sections, beside),
    sections,
    [
      `hopscope ${audit.tool.version}. The same seed gives the same report, octet for octet; all figures are in audit.json.`,
    ],
    FILTER_SCRIPT,
  );
}

function header(audit: Audit, sections: readonly Section[], { statements = new Map(), request }: ToldWith): string {
  const said = (text: string): string => linked(text, audit, statements);
  const surprises = unexpected(audit).length;
  const cells = surprisingCells(audit).length;
  const missed = audit.summary.plantedLeaks - audit.summary.caught;
  const against = disagreements(audit).length;
  const tested = audit.controls.filter(({ asItMust }) => !asItMust).length;
  const wrong = [
    ...(surprises > 0 ? [`${counted(surprises, 'verdict')} not as declared`] : []),
    ...(cells > 0 ? [`${counted(cells, 'cell')} of the matrix not as declared`] : []),
    ...(missed > 0 ? [`${counted(missed, 'planted leak')} not caught exactly`] : []),
    ...(audit.summary.undecided > 0 ? [`${counted(audit.summary.undecided, 'verdict')} undecided`] : []),
    ...(tested > 0 ? [`${counted(tested, 'adversary', 'adversaries')} not as it must be`] : []),
    ...(against > 0 ? [`${counted(against, 'answer')} of ProVerif not as expected`] : []),
  ];
  const state = wrong.length === 0 ? 'Every verdict is as its design declares it' : capital(wrong.join(', '));
  const runs = audit.designs.flatMap((design) => design.lines.map((line) => line.runs));
  const chances = audit.designs.flatMap((design) => design.lines).reduce((sum, line) => sum + line.chances, 0);
  return `<header>
<h1>Relay privacy audit of the first-step relay</h1>
<p class="facts">${forHtml(designSentences(audit, request?.own).join(' '))}</p>
<div class="answer">${answers(audit)
    .map((one) => `<p>${said(one)}</p>`)
    .join(
      '',
    )}${[...opponents(audit), plantedAnswer(audit)].map((one) => `<p class="also">${said(one)}</p>`).join('')}</div>
<p><span class="state ${wrong.length === 0 ? 'fine' : 'bad'}">${forHtml(state)}</span></p>
<p class="facts">${forHtml(`Profile ${audit.profile}, seed ${audit.seed}. ${linesWords(everyLine(audit))}, ${grouped(chances)} chances to fail, up to ${counted(Math.max(0, ...runs), 'run')} for each line. A verdict speaks of these runs alone. What the words mean:`)} <a href="#reading">How to read this</a>.</p>
${contents(sections)}
</header>`;
}

function sectionsOf(audit: Audit, { statements = new Map(), came, request }: ToldWith): readonly Section[] {
  const stories = storiesOf(audit, rerunOf({ ...request, profile: audit.profile, seed: audit.seed }));
  const hits = hitsPicture(audit);
  const planted = plantedPicture(audit);
  const budget = budgetPicture(audit.budgets);
  return [
    { id: 'worst', title: WORST, body: worstBody(audit) },
    { id: 'exposure', title: 'Who learns what', body: exposureBody(audit) },
    { id: 'matrix', title: 'Which design meets which requirement', body: matrixTable(audit, statements) },
    {
      id: 'stories',
      title: 'What went wrong, and how to see it again',
      body:
        stories.length > 0
          ? filters('stories', LINE_CHOICES, told(audit)) + stories.join('\n') + (hits ? pictured(hits) : '')
          : '',
    },
    { id: 'untested', title: UNTESTED, body: untestedBody(audit) },
    {
      id: 'planted',
      title: 'Planted leaks: can the checks fail?',
      body: planted
        ? paragraph(plantedAnswer(audit)) +
          filters('planted leaks', LEAK_CHOICES, audit.plantedLeaks) +
          plantedTable(audit) +
          pictured(planted)
        : '',
    },
    {
      id: 'engines',
      title: 'Octets and terms: two engines on the same runs',
      body:
        audit.engines.chances === 0
          ? ''
          : [...enginesSentences(audit), ENGINES_HELP].map(paragraph).join('') +
            wordsTable('Where they disagree', enginesRows(audit)),
    },
    {
      id: 'budget',
      title: 'Block budget',
      body: budget
        ? paragraph(
            'How each message spends its block, from the encoders themselves, and the largest payload that fits.',
          ) + pictured(budget)
        : '',
    },
    {
      id: 'findings',
      title: 'Findings of the specification',
      body:
        audit.findings.length > 0
          ? paragraph('Defects of the text itself: undefined, underivable or ambiguous rules, and arithmetic.') +
            findingsTable(audit)
          : '',
    },
    { id: 'delivery', title: 'Delivery under faults', body: deliveryBody(audit) },
    {
      id: 'flows',
      title: 'Two ways to forward',
      body:
        audit.flows.length > 0
          ? [...flowSentences(audit), FLOWS_HELP].map(paragraph).join('') +
            wordsTable('Two ways to forward', flowRows(audit))
          : '',
    },
    { id: 'games', title: 'What traffic still tells', body: gamesBody(audit) },
    { id: 'options', title: 'The options compared', body: optionsBody(audit) },
    {
      id: 'proverif',
      title: 'What ProVerif said',
      body:
        audit.proverif === undefined
          ? ''
          : [...provedSentences(audit), PROVED_HELP].map(paragraph).join('') +
            wordsTable('What ProVerif said', provedRows(audit)),
    },
    { id: 'measures', title: 'Measures', body: audit.measures.length > 0 ? measuresTable(audit) : '' },
    {
      id: 'lines',
      title: 'Every line, with its figures',
      body: filters('lines', LINE_CHOICES, everyLine(audit)) + audit.designs.map(lines).join('\n'),
    },
    {
      id: 'not-run',
      title: NOT_RUN,
      body: assumptionSentences(audit).map(paragraph).join('') + wordsTable('Attackers not run', notRunRows(audit)),
    },
    { id: 'came-from', title: CAME_FROM, body: came ? wordsTable(CAME_FROM, cameRows(came)) : '' },
    { id: 'reading', title: 'How to read this', body: reading() },
  ];
}

const lines = (design: Audit['designs'][number]): string =>
  `<div data-group="${forHtml(design.name)}"><h3>${forHtml(design.name)}</h3>${linesTable(design)}</div>`;

function deliveryBody(audit: Audit): string {
  if (audit.delivery.length === 0) return '';
  const told = [...deliverySentences(audit), DELIVERY_HELP].map(paragraph).join('');
  return (
    told + deliveryPictures(audit).map(pictured).join('\n') + figuresTable('Delivery under faults', deliveryRows(audit))
  );
}

function gamesBody(audit: Audit): string {
  const told = gameSentences(audit);
  if (told.length === 0) return '';
  const games = played(audit);
  const picture = gamesPicture(audit);
  return [
    ...[...told, GAMES_HELP].map(paragraph),
    filters('games', LINE_CHOICES, games),
    wordsTable(
      'Guessing games',
      gameRows(audit),
      games.map((one) => marks(LINE_CHOICES, one)),
    ),
    ...(picture ? [pictured(picture)] : []),
    ...(audit.load.length === 0 ? [] : [paragraph(LOAD_HELP), wordsTable('Delays of the proxy', loadRows(audit))]),
    ...(audit.anonymity.length === 0 ? [] : ['<h3>What anonymity costs</h3>', pricesBody(audit.anonymity)]),
    ...(audit.controls.length === 0
      ? []
      : [paragraph(CONTROLS_HELP), wordsTable('Adversaries put to the test', controlRows(audit))]),
  ].join('\n');
}

function optionsBody(audit: Audit): string {
  if (audit.options.length === 0) return '';
  return [
    ...[...optionSentences(audit), OPTIONS_HELP].map(paragraph),
    wordsTable('The options compared', optionRows(audit)),
    '<h3>Whose IP address each party sees</h3>',
    wordsTable('Whose IP address each party sees', sightRows(audit)),
    '<h3>Pros and cons of the specification</h3>',
    paragraph(CLAIMS_HELP),
    wordsTable('Pros and cons of the specification', claimRows(audit)),
    '<h3>Figures from elsewhere</h3>',
    paragraph(ASSUMPTIONS_HELP),
    wordsTable('Figures from elsewhere', assumptionRows(audit)),
  ].join('');
}

function reading(): string {
  const terms = [...Object.entries(MEANINGS), ...TERMS];
  return `<dl>${terms.map(([term, meaning]) => `<dt>${forHtml(term)}</dt><dd>${forHtml(meaning)}</dd>`).join('')}</dl>`;
}
