// inspect.html: the inspection as one page.
import type { Inspection, InspectionCheck } from '../properties/inspection/inspection-result.ts';
import { figuresTable, wordsTable } from './html-tables.ts';
import { answers, FILLER, FOUND, MASK_RULES, octetsWords, placeWords, ratio, recordedWords } from './inspection.ts';
import { contents, page, paragraph } from './page.ts';
import { MARKS } from './reading.ts';
import { forHtml } from './untrusted.ts';

export function inspectionHtml(inspection: Inspection, came: string): string {
  const { checks, unit, masked, notChecked, sessions } = inspection;
  const found = checks.filter(({ findings }) => findings.length > 0);
  const sections = [
    { id: 'checks', title: 'Checks', body: checksTable(checks) },
    ...found.map((one) => ({ id: one.id, title: `Found: ${one.id}`, body: findings(one, unit) })),
    {
      id: 'sessions',
      title: 'Blocks of each session',
      body:
        figuresTable('Blocks of each session', [
          ['Session', 'Peer', 'In', 'Out', 'In for each out', 'Lengths in', 'Lengths out'],
          ...sessions.map((one) => [
            one.session,
            one.peer ?? '',
            one.blocksIn,
            one.blocksOut,
            ratio(one.blocksIn, one.blocksOut),
            one.lengthsIn,
            one.lengthsOut,
          ]),
        ]) + (inspection.moreSessions > 0 ? paragraph(`And ${inspection.moreSessions} more sessions.`) : ''),
    },
    {
      id: 'masked',
      title: 'What was masked',
      body: `${paragraph(FILLER)}${wordsTable('Rules of masking', [['Rule', 'What it masks'], ...Object.entries(MASK_RULES)])}${
        masked.length === 0
          ? paragraph('Nothing else was.')
          : wordsTable('Masked strings', [
              ['Octets', 'How many', 'Rule', 'First at', 'In blocks'],
              ...masked.map((one) => [
                octetsWords(one),
                String(one.lengthOctets),
                one.rule,
                `${one.direction}, offset ${one.offset}`,
                String(one.blocks),
              ]),
            ])
      }${inspection.moreMasked > 0 ? paragraph(`And ${inspection.moreMasked} more strings.`) : ''}`,
    },
    {
      id: 'silent',
      title: 'What this says nothing about',
      body: `<ul>${notChecked.map((one) => `<li>${forHtml(one)}</li>`).join('')}</ul>`,
    },
  ];
  const [answer = '', ...also] = answers(inspection);
  const header = `<header><h1>What a relay received and sent</h1>
<div class="answer">${paragraph(answer)}${[...also, recordedWords(inspection)].map((one) => `<p class="also">${forHtml(one)}</p>`).join('')}</div>${contents(sections)}</header>`;
  return page('What a relay received and sent', header, sections, [
    came,
    `The same recording gives the same page, octet for octet; everything is in inspect.json.`,
  ]);
}

const checksTable = (checks: readonly InspectionCheck[]): string =>
  wordsTable('Checks', [
    ['Check', 'Outcome', 'What it asks', 'What it says'],
    ...checks.map(({ id, verdict, asks, says }) => [id, `${MARKS[verdict]} ${FOUND[verdict]}`, asks, says]),
  ]);

function findings({ asks, says, findings: all, more }: InspectionCheck, unit: Inspection['unit']): string {
  const told = all.map(
    (one) =>
      `<article><blockquote>${forHtml(one.words)}</blockquote>${one.octets === undefined ? '' : `<p><code>${forHtml(octetsWords(one))}</code></p>`}<p>Seen ${one.times === 1 ? 'once' : `${one.times} times`}, first at:</p><ul>${one.places.map((place) => `<li>${forHtml(placeWords(place, unit))}</li>`).join('')}</ul></article>`,
  );
  return `${paragraph(asks)}${paragraph(says)}${told.join('\n')}${more > 0 ? paragraph(`And ${more} more.`) : ''}`;
}
