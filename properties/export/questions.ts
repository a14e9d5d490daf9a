// All questions for provers, and the complete ProVerif file of each for a design, with what it asks and should answer on top.
import type { Design } from '../../model/design.ts';
import { answerQuestions } from './answer-questions.ts';
import { identityQuestions } from './identity-questions.ts';
import { keyQuestions } from './key-questions.ts';
import { linkQuestions } from './link-questions.ts';
import { networkQuestions } from './network-questions.ts';
import { PROVERIF_LIBRARY } from './proverif-library.ts';
import { proxyQuestions } from './proxy-questions.ts';
import type { Expected, Question } from './question.ts';
import { relayQuestions } from './relay-questions.ts';

export const questions: readonly Question[] = [
  ...proxyQuestions,
  ...answerQuestions,
  ...networkQuestions,
  ...linkQuestions,
  ...keyQuestions,
  ...identityQuestions,
  ...relayQuestions,
].sort((a, b) => (a.id < b.id ? -1 : 1));

/** A file for a prover. */
export interface ExportedFile {
  readonly name: string;
  readonly design: string;
  /** The id of its question. */
  readonly property: string;
  readonly expected: Expected;
  readonly text: string;
}

/** The model alone: the same for two designs exactly where they do not differ for this question. */
export function modelText(question: Question, design: Design): string {
  const { declarations = [], processes } = question.model(design);
  const body = [...PROVERIF_LIBRARY, ...declarations, ...(declarations.length > 0 ? [''] : []), ...processes];
  return `${body.join('\n')}\n`;
}

const SAYS: Readonly<Record<Expected, string>> = {
  true: 'Expected of a prover: true.',
  'not true': 'Expected of a prover: not true.',
  open: 'Expected of a prover: nothing; for this design nobody has worked it out.',
};

/** Comments of both provers end at the first closing mark, and the text of a design’s name is a user’s. */
export const inComment = (text: string): string =>
  text
    .replaceAll(/[^\u0020-\u007e\u2018-\u201d]/gu, ' ')
    .replaceAll('(*', '( *')
    .replaceAll('*)', '* )')
    .replaceAll(/[‘’“”]/gu, "'");

/** What stands on top of every file. */
export function heading(question: Question, design: Design, expected: Expected, more: readonly string[] = []): string {
  const lines = [
    `${question.id}, design ${design.name}`,
    question.attacker,
    `It cannot ${question.claim}.`,
    ...question.limits,
    ...more,
    SAYS[expected],
  ];
  return lines.map((line) => `(* ${inComment(line)} *)\n`).join('');
}

/** The ProVerif file of a question and a design. */
export function proverifFile(question: Question, design: Design): ExportedFile {
  const expected = question.expected(design);
  const more =
    question.kind === 'equivalence'
      ? ['ProVerif says of an equivalence that does not hold that it is false, or that it cannot be proved.']
      : [];
  return {
    name: `${fileNameOf(design)}.${question.id}.pv`,
    design: design.name,
    property: question.id,
    expected,
    text: `${heading(question, design, expected, more)}\n${modelText(question, design)}`,
  };
}

/** A user’s design may be called anything. */
export const fileNameOf = ({ name }: Design): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '-') || 'design';
