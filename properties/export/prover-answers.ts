// What ProVerif prints, read as a verdict, and how verdicts compare with what was expected.
import type { ProverAnswer } from '../result.ts';

/** The verdict in what ProVerif printed: the worst of its results, as a file that asks one thing has one. */
export function verdictIn(output: string): ProverAnswer['verdict'] {
  const said = [...output.matchAll(/^RESULT (?:(?!\nRESULT )[\s\S])*?\b(is true|is false|cannot be proved)\b/gm)].map(
    (match) => match[1],
  );
  if (said.includes('is false')) return 'false';
  if (said.includes('cannot be proved')) return 'cannot be proved';
  return said.length > 0 ? 'true' : 'no answer';
}

/** Whether a prover said something else than was expected; no answer says nothing. */
export function disagrees({ expected, verdict }: Pick<ProverAnswer, 'expected' | 'verdict'>): boolean {
  if (expected === 'open' || verdict === 'no answer') return false;
  return (verdict === 'true') !== (expected === 'true');
}
