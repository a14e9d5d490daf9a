// An inspection on a terminal of 80 columns.
import type { Inspection } from '../properties/inspection/inspection-result.ts';
import { answers, FOUND, inspectionStatus, octetsWords, placeWords, ratio, recordedWords } from './inspection.ts';
import { MARKS } from './reading.ts';
import { clean } from './untrusted.ts';
import { counted, cut, grouped, wrap } from './wrap.ts';

const WIDTH = 80;
const [TOLD, LISTED] = [3, 5];

const indented = (text: string, by: number): readonly string[] =>
  wrap(clean(text), WIDTH - by).map((line) => ' '.repeat(by) + line);

/** Lines; findings beyond the first few are in the files. */
export function inspectionText(inspection: Inspection): string {
  const { checks, unit, notChecked, masked, sessions } = inspection;
  const body = checks.flatMap((check) => {
    const left = check.findings.length + check.more - TOLD;
    return [
      '',
      `${MARKS[check.verdict]} ${check.id}: ${FOUND[check.verdict]}`,
      ...indented(check.asks, 2),
      ...indented(check.says, 2),
      ...check.findings.slice(0, TOLD).flatMap((one) => [
        ...indented(`- ${one.words}`, 2),
        ...(one.octets === undefined ? [] : indented(octetsWords(one), 4)),
        ...indented(
          `at ${one.places
            .slice(0, 2)
            .map((place) => placeWords(place, unit))
            .join(' and ')}`,
          4,
        ),
      ]),
      ...(left > 0 ? indented(`and ${counted(left, 'more finding')}`, 2) : []),
    ];
  });
  const counts = sessions
    .slice(0, LISTED)
    .map(({ session, peer, blocksIn, blocksOut }) =>
      `  ${cut(clean(`session ${session}${peer === undefined ? '' : `, ${peer}`}`), 38).padEnd(39)}${`${grouped(blocksIn)} in, ${grouped(blocksOut)} out`.padEnd(26)}ratio ${ratio(blocksIn, blocksOut)}`.slice(
        0,
        WIDTH,
      ),
    );
  const unlisted = sessions.length + inspection.moreSessions - counts.length;
  const status = inspectionStatus(inspection);
  return [
    ...answers(inspection).flatMap((line) => indented(line, 0)),
    ...indented(recordedWords(inspection), 0),
    ...counts,
    ...(unlisted > 0 ? [`  and ${counted(unlisted, 'more session')}`] : []),
    ...body,
    '',
    ...indented(
      `${counted(masked.length + inspection.moreMasked, 'string')} masked, and ${counted(notChecked.length, 'thing')} that nothing here says anything about: see the report. Exit status ${status}.`,
      0,
    ),
  ].join('\n');
}
