// A question for a prover: one line of the threat model, put symbolically, for unbounded sessions.
// It has a text for each design, and says what the prover should answer of it.
import type { Design } from '../../model/design.ts';
import type { ProverAnswer } from '../result.ts';

/**
 * What a prover should say. An equivalence that does not hold is `not true`: ProVerif finds a trace where the worlds take
 * different ways and says that it cannot prove. `open` is where nobody worked it out: no answer would be a surprise.
 */
export type Expected = ProverAnswer['expected'];

/** The text of a question, without what all files have in common. */
export interface Model {
  /** What this question needs beyond the library: constants, functions, tables, events, the query. */
  readonly declarations?: readonly string[];
  /** Process definitions, then `process` and what follows it. */
  readonly processes: readonly string[];
}

export interface Question {
  readonly id: string;
  readonly requirement: string;
  /** Who the prover's attacker is, in words. */
  readonly attacker: string;
  /** Reads on from “It cannot”. */
  readonly claim: string;
  /** What the text leaves out or puts in another way than the code. */
  readonly limits: readonly string[];
  readonly kind: 'equivalence' | 'query';
  /** The lines of the catalogue that it puts symbolically. */
  readonly lines: readonly string[];
  expected(design: Design): Expected;
  model(design: Design): Model;
}

/** A term in two worlds; the same in both is no choice. */
export const choice = (left: string, right: string): string => (left === right ? left : `choice[${left}, ${right}]`);

export const when = (condition: boolean, ...lines: readonly string[]): readonly string[] => (condition ? lines : []);

export const indented = (lines: readonly string[], by = 2): readonly string[] =>
  lines.map((line) => (line === '' ? line : ' '.repeat(by) + line));

/** A tuple; what is absent from the design is left out, and a tuple of one is its only value. */
export function tuple(...items: readonly (string | undefined)[]): string {
  const present = items.filter((one) => one !== undefined);
  return present.length === 1 ? (present[0] as string) : `(${present.join(', ')})`;
}

export const isTrue = (holds: boolean): Expected => (holds ? 'true' : 'not true');
