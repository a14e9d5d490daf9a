// inspect.md: the inspection as a page of Markdown.
import type { Inspection } from '../properties/inspection/inspection-result.ts';
import { answers, FILLER, FOUND, MASK_RULES, octetsWords, placeWords, ratio, recordedWords } from './inspection.ts';
import { codeSpan, forMarkdown } from './untrusted.ts';

export function inspectionMarkdown(inspection: Inspection, came: string): string {
  const { checks, unit, sessions, masked, notChecked } = inspection;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const told = checks.filter(({ findings }) => findings.length > 0);
  return `${[
    '# What a relay received and sent',
    '',
    ...answers(inspection).map((one) => `**${forMarkdown(one)}**\n`),
    forMarkdown(recordedWords(inspection)),
    '',
    '## Checks',
    '',
    row(['Check', 'Outcome', 'What it asks', 'What it says']),
    row(['---', '---', '---', '---']),
    ...checks.map(({ id, verdict, asks, says }) =>
      row([codeSpan(id), FOUND[verdict], forMarkdown(asks), forMarkdown(says)]),
    ),
    '',
    ...told.flatMap(({ id, findings, more }) => [
      `## Found by ${codeSpan(id)}`,
      '',
      ...findings.flatMap((one) => [
        `- ${forMarkdown(one.words)} Seen ${one.times === 1 ? 'once' : `${one.times} times`}.`,
        ...(one.octets === undefined ? [] : [`  - octets: ${codeSpan(octetsWords(one))}`]),
        ...one.places.map((place) => `  - ${forMarkdown(placeWords(place, unit))}`),
      ]),
      ...(more > 0 ? [`- and ${more} more`] : []),
      '',
    ]),
    '## Blocks of each session',
    '',
    row(['Session', 'Peer', 'In', 'Out', 'In for each out', 'Lengths in', 'Lengths out']),
    row(['---', '---', '--:', '--:', '--:', '--:', '--:']),
    ...sessions.map((one) =>
      row([
        forMarkdown(one.session),
        forMarkdown(one.peer ?? ''),
        ...[one.blocksIn, one.blocksOut].map(String),
        ratio(one.blocksIn, one.blocksOut),
        ...[one.lengthsIn, one.lengthsOut].map(String),
      ]),
    ),
    ...(inspection.moreSessions > 0 ? ['', `And ${inspection.moreSessions} more sessions.`] : []),
    '',
    '## What was masked',
    '',
    FILLER,
    '',
    ...Object.entries(MASK_RULES).map(([rule, words]) => `- **${rule}**: ${words}`),
    '',
    ...(masked.length === 0
      ? ['Nothing else was.']
      : [
          row(['Rule', 'Octets', 'How many', 'First at', 'In blocks']),
          row(['---', '---', '--:', '---', '--:']),
          ...masked.map((one) =>
            row([
              one.rule,
              codeSpan(octetsWords(one)),
              String(one.lengthOctets),
              `${one.direction}, offset ${one.offset}`,
              String(one.blocks),
            ]),
          ),
        ]),
    ...(inspection.moreMasked > 0 ? ['', `And ${inspection.moreMasked} more strings.`] : []),
    '',
    '## What this says nothing about',
    '',
    ...notChecked.map((one) => `- ${forMarkdown(one)}`),
    '',
    forMarkdown(came),
    '',
    `The same recording gives the same octets; everything is in inspect.json.`,
  ].join('\n')}\n`;
}
