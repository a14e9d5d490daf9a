// What `audit` prints: the requirement table, the planted leaks, and every verdict that is not as declared.
// At most 80 columns; colours are given by whoever knows whether there is a terminal.
import type pc from 'picocolors';
import type { Audit, Verdict } from '../properties/result.ts';
import { exposureLine, surpriseWords, surprisingCells } from './exposure.ts';
import { gameSentences } from './games.ts';
import { answers, type Cell, claimOf, matrix, plantedAnswer, unexpected, verdictWords } from './matrix.ts';
import { measuredLines } from './measured.ts';
import { optionLines } from './options.ts';
import { disagreementLines, provedSentences } from './proved.ts';
import { MARKS } from './reading.ts';
import type { Statements } from './told-with.ts';
import { enginesSentences } from './two-engines.ts';
import { clean } from './untrusted.ts';
import { capital, counted, cut, sentence, wrap } from './wrap.ts';

/** How a verdict is shown; plain text where there is no terminal. */
export interface Paint {
  verdict(text: string, verdict: Verdict, asExpected: boolean): string;
  strong(text: string): string;
}

export const plain: Paint = { verdict: (text) => text, strong: (text) => text };

export const coloured = (colours: ReturnType<typeof pc.createColors>): Paint => ({
  strong: colours.bold,
  verdict: (text, verdict, asExpected) => {
    const colour = { holds: colours.green, violated: colours.red, undecided: colours.yellow, vacuous: colours.yellow };
    return asExpected ? colour[verdict](text) : colours.inverse(colour[verdict](text));
  },
});

const WIDTH = 80;
const ID_WIDTH = 7;
const CELL_WIDTH = 13;

/** The whole summary, lines joined, no newline at its end. */
export function summaryText(audit: Audit, statements: Statements, paint: Paint = plain): string {
  return [
    ...requirementLines(audit, statements, paint),
    '',
    ...[...answers(audit), plantedAnswer(audit)].flatMap((sentence) => wrap(sentence, WIDTH)),
    ...(audit.matrix.length === 0 ? [] : wrap(exposureLine(audit), WIDTH)),
    ...[...measuredLines(audit), ...optionLines(audit)].map((line) => cut(line, WIDTH)),
    ...gameSentences(audit).flatMap((sentence) => wrap(sentence, WIDTH)),
    ...plantedLines(audit),
    ...enginesSentences(audit).flatMap((sentence) => wrap(sentence, WIDTH)),
    ...provedSentences(audit).flatMap((sentence) => wrap(sentence, WIDTH)),
    ...disagreementLines(audit).flatMap((line) => wrap(`- ${line}`, WIDTH)),
    ...surprisingCells(audit).flatMap((one) => wrap(`! ${surpriseWords(one)}`, WIDTH)),
    ...surpriseLines(audit, paint),
  ].join('\n');
}

function requirementLines(audit: Audit, statements: Statements, paint: Paint): readonly string[] {
  const room = WIDTH - ID_WIDTH - CELL_WIDTH * audit.designs.length;
  // Many designs leave no room for words: then a table of ids, and designs that are left over wrap below it.
  const words = Math.max(0, room);
  const head = [
    'Row'.padEnd(ID_WIDTH),
    words > 12 ? 'Requirement'.padEnd(words) : '',
    ...audit.designs.map((design) => cut(clean(design.name), CELL_WIDTH - 1).padEnd(CELL_WIDTH)),
  ].join('');
  const rows = matrix(audit).map(({ requirement, cells }) => {
    const claim = cells.flatMap((cell) => cell.lines.map(claimOf))[0] ?? '';
    const said = words > 12 ? cut(clean(statements.get(requirement) ?? claim), words - 1).padEnd(words) : '';
    return [cut(clean(requirement), ID_WIDTH - 1).padEnd(ID_WIDTH), said, ...cells.map((cell) => shown(cell, paint))]
      .join('')
      .trimEnd();
  });
  return [paint.strong(head.trimEnd()), ...rows];
}

function shown({ verdict, asExpected }: Cell, paint: Paint): string {
  if (verdict === undefined) return 'not asked'.padEnd(CELL_WIDTH);
  const text = `${MARKS[verdict]} ${verdict}${asExpected ? '' : ' !'}`;
  return paint.verdict(text, verdict, asExpected) + ' '.repeat(Math.max(0, CELL_WIDTH - text.length));
}

function plantedLines(audit: Audit): readonly string[] {
  return audit.plantedLeaks
    .filter((leak) => !leak.caught)
    .flatMap((leak) => {
      const missed = leak.mustBeCaughtBy.filter((one) => !leak.caughtBy.includes(one));
      const others = leak.caughtBy.filter(
        (one) => !leak.mustBeCaughtBy.includes(one) && !leak.mayBeCaughtBy.includes(one),
      );
      const why = [
        ...(missed.length > 0 ? [`missed by ${missed.join(', ')}`] : []),
        ...(others.length > 0 ? [`caught also by ${others.join(', ')}`] : []),
      ];
      return wrap(clean(`- ${leak.name}: ${why.join('; ')}`), WIDTH);
    });
}

function surpriseLines(audit: Audit, paint: Paint): readonly string[] {
  const found = unexpected(audit);
  if (found.length === 0)
    return surprisingCells(audit).length === 0 ? ['Every verdict is as its design declares it.'] : [];
  return [
    '',
    paint.strong(capital(`${counted(found.length, 'verdict')} not as declared (! above):`)),
    ...found.flatMap(({ design, line }) => {
      const [first] = line.evidence;
      return [
        '',
        ...wrap(
          clean(
            `${design}: ${line.property} ${verdictWords(line)}, declared: ${line.expected}. ${sentence(claimOf(line))}`,
          ),
          WIDTH,
        ),
        ...wrap(clean(first ? first.story : line.scope), WIDTH - 2).map((text) => `  ${text}`),
        ...(first ? [`  ${clean(first.replay)}`] : []),
      ];
    }),
  ];
}
