// A validation case: figures that somebody published, or that follow from a formula, held against what running the code measures.

/** Parameters of a case by name, as numbers. */
export type Parameters = Readonly<Record<string, number>>;

export interface Quantity {
  readonly quantity: string;
  readonly expected: number;
  readonly measured: number;
  readonly tolerance: number;
  readonly ok: boolean;
}
export interface Row {
  readonly parameters: Parameters;
  readonly quantities: readonly [Quantity, ...Quantity[]];
}
export interface ParameterRule {
  readonly name: string;
  readonly says: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
}
export interface ValidationCase {
  readonly id: string;
  /** One line: what is validated, in words. */
  readonly title: string;
  /** The paper or table that it is held against. */
  readonly source: string;
  /** What can be set; empty if nothing. */
  readonly sets: readonly ParameterRule[];
  /** The rows of the reference's table, with the published or derived figures as `expected`. */
  rows(seed: string): readonly Row[];
  /**
   * With parameters of the user's own: `expected` from the closed form, `measured` by running. Absent where nothing can be set.
   * A RangeError where parameters that are each within their bounds do not fit together; its message is told to the user.
   */
  at?(parameters: Parameters, seed: string): Row;
}

/** What is not a number is not within any tolerance. */
export const quantity = (name: string, expected: number, measured: number, tolerance: number): Quantity => ({
  quantity: name,
  expected,
  measured,
  tolerance,
  ok: Math.abs(expected - measured) <= tolerance,
});
