// Two engines decide the same chances: the octets of a run, and its terms under the symbolic model. Where they disagree it is
// listed here and why; any other disagreement is a defect of one of them, and fails an audit.
import type { Split } from './property.ts';

export interface Disagreement {
  readonly subject: string;
  readonly property: string;
  /** The engine that alone finds the failure. */
  readonly foundBy: 'octets' | 'terms';
  readonly why: string;
}

const HASHED =
  'A hash is a value like any other in octets; the terms know that who has what was hashed can hash it too.';
const listed: readonly Disagreement[] = [
  { subject: 'corr-id-hashed-outside', property: 'R3.3-permuted', foundBy: 'terms', why: HASHED },
  { subject: 'origin-hashed', property: 'G1-worlds', foundBy: 'terms', why: HASHED },
  { subject: 'hash-beside-the-text', property: 'T.P6-texts', foundBy: 'terms', why: HASHED },
];

export interface Decided {
  readonly subject: string;
  readonly property: string;
  readonly split: Split;
}
export interface Engines {
  /** Chances that both engines decided. */
  readonly chances: number;
  /** Without a reason where it is not listed. */
  readonly disagreements: (Omit<Disagreement, 'why'> & { readonly chances: number; readonly why?: string })[];
}

/** Adds up where the engines agree, and holds where they do not against the list. */
export function engines(all: readonly Decided[]): Engines {
  const disagreements = all.flatMap(({ subject, property, split }) =>
    (['octets', 'terms'] as const).flatMap((foundBy) => {
      const chances = foundBy === 'octets' ? split.octetsAlone : split.termsAlone;
      const known = listed.find(
        (one) => one.subject === subject && one.property === property && one.foundBy === foundBy,
      );
      return chances === 0 ? [] : [{ subject, property, foundBy, chances, ...(known && { why: known.why }) }];
    }),
  );
  const chances = all.reduce((sum, { split }) => sum + split.alike + split.octetsAlone + split.termsAlone, 0);
  return { chances, disagreements };
}
