// How it is told that two engines decided the same chances: what each looks at, how often they agree, and where not.
import type { Audit } from '../properties/result.ts';
import { counted, grouped } from './wrap.ts';

/** One sentence; nothing where nothing was decided twice. */
export function enginesSentences({ engines: { chances, disagreements } }: Audit): readonly string[] {
  if (chances === 0) return [];
  const unlisted = disagreements.filter(({ why }) => why === undefined).length;
  const lines = counted(disagreements.length, 'line');
  const apart =
    disagreements.length === 0
      ? 'agreed on all of them'
      : unlisted === 0
        ? `disagreed on ${lines} of planted leaks, each for a reason that is listed`
        : `disagreed on ${lines}, for ${unlisted} of which no reason is listed, which fails the audit`;
  return [`Octets and terms decided ${grouped(chances)} chances apart from each other, and ${apart}.`];
}

export const ENGINES_HELP =
  'What an observer knows is decided twice: by the octets it can read, with every layer opened whose key it has, and by the terms of the symbolic model, by deduction and static equivalence of frames out of the same runs. The terms find what takes computing, such as a hash of something known; they know lengths and the order of events, and no times, which the octets compare. A disagreement that is not listed fails the audit.';

/** One row for each disagreement, a head before them. */
export const enginesRows = ({ engines }: Audit): readonly (readonly string[])[] => [
  ['Planted leak or design', 'Line', 'Found by', 'Chances', 'Why'],
  ...engines.disagreements.map(({ subject, property, foundBy, chances, why }) => [
    subject,
    property,
    `the ${foundBy} alone`,
    String(chances),
    why ?? '✗ not listed',
  ]),
];
