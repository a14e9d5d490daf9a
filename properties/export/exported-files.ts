// The files that a design is exported as: for ProVerif each question, for DeepSec those that are worth asking of a few sessions.
import type { Design } from '../../model/design.ts';
import { DEEPSEC_LIBRARY } from './deepsec-parts.ts';
import { type Bounded, bounded, SIDES } from './deepsec-worlds.ts';
import { indented, type Question } from './question.ts';
import { type ExportedFile, fileNameOf, heading, proverifFile, questions } from './questions.ts';

/** The DeepSec file of a question that has one, and of a design. */
function deepsecFile(question: Question, design: Design): ExportedFile {
  const { scope, definitions, world } = bounded[question.id] as Bounded;
  const expected = question.expected(design);
  const top = heading(question, design, expected, [
    scope,
    'Keys are agreed by encapsulation here, as DeepSec knows no equations.',
  ]);
  const body = [
    ...DEEPSEC_LIBRARY,
    ...(definitions === undefined ? [] : [...definitions(design), '']),
    ...SIDES.flatMap((side) => {
      const lines = indented(world(design, side));
      return [
        `let ${side === 'left' ? 'Left' : 'Right'} =`,
        ...lines.map((line, i) => (i === lines.length - 1 ? `${line}.` : line)),
        '',
      ];
    }),
    'query trace_equiv(Left, Right).',
  ];
  return {
    name: `${fileNameOf(design)}.${question.id}.dps`,
    design: design.name,
    property: question.id,
    expected,
    text: `${top}\n${body.join('\n')}\n`,
  };
}

/** All files of a design, for both provers. */
export const exportedFiles = (design: Design, asked: readonly Question[] = questions): readonly ExportedFile[] =>
  asked.flatMap((question) => [
    proverifFile(question, design),
    ...(Object.hasOwn(bounded, question.id) ? [deepsecFile(question, design)] : []),
  ]);
