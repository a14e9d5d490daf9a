// How the answers of a reviewer's prover are told, in every report alike: whose word it is, what it speaks of, what disagrees.
import { disagrees } from '../properties/export/prover-answers.ts';
import type { Audit, ProverAnswer } from '../properties/result.ts';
import { clean } from './untrusted.ts';
import { counted } from './wrap.ts';

/** Answers that are not what was expected of them. */
export const disagreements = ({ proverif = [] }: Audit): readonly ProverAnswer[] => proverif.filter(disagrees);

/** What was asked and how it came out; nothing where no prover was run. */
export function provedSentences(audit: Audit): readonly string[] {
  const { proverif } = audit;
  if (proverif === undefined) return [];
  if (proverif.length === 0) return ['ProVerif was asked nothing: no exported file is about what was audited.'];
  const silent = proverif.filter(({ verdict }) => verdict === 'no answer').length;
  const against = disagreements(audit).length;
  const open = proverif.filter(({ expected, verdict }) => expected === 'open' && verdict !== 'no answer').length;
  const alike = proverif.length - silent - against - open;
  const others = [
    ...(against > 0 ? [`${counted(against, 'answer is', 'answers are')} not as expected`] : []),
    ...(silent > 0 ? [`to ${counted(silent, 'file')} it gave no answer`] : []),
    ...(open > 0 ? [`for ${counted(open, 'file')} nothing was expected`] : []),
  ];
  return [
    `The reviewer’s ProVerif answered ${alike} of ${counted(proverif.length, 'exported file')} as expected${others.length > 0 ? `; ${others.join('; ')}` : ''}.`,
  ];
}
export const PROVED_HELP =
  'These are its answers about models with any number of sessions, under ideal cryptography. They speak of no length and no time, and of the code only as far as the models say what it does.';

/** One row for each file, those that disagree first; a head before them. */
export function provedRows({ proverif = [] }: Audit): readonly (readonly string[])[] {
  const rows = [...proverif].sort((a, b) => Number(disagrees(b)) - Number(disagrees(a)));
  return [
    ['File', 'Design', 'Property', 'Answer', 'Expected'],
    ...rows.map((one) => [one.file, one.design, one.property, answerOf(one), one.expected]),
  ];
}
const answerOf = (one: ProverAnswer): string => (disagrees(one) ? `✗ ${one.verdict}, not as expected` : one.verdict);

/** One line for each answer that is not as expected. */
export const disagreementLines = (audit: Audit): readonly string[] =>
  disagreements(audit).map(({ file, verdict, expected }) =>
    clean(`ProVerif says of ${file}: ${verdict}; expected: ${expected}`),
  );
