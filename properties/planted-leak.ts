// One planted leak: the sealed design with a decision turned wrong, and who must notice.
import { type Design, sealed } from '../model/design.ts';

export interface PlantedLeak {
  readonly name: string;
  readonly design: Design;
  /** What was turned wrong, in words. */
  readonly decision: string;
  readonly mustBeCaughtBy: readonly string[];
  /** What follows from it only where chance has it so: a crash at the right moment. */
  readonly mayBeCaughtBy: readonly string[];
}

type Decisions = Partial<Omit<Design, 'name'>>;

/** Named after what is wrong with it; `turned` is all that differs. */
export function leak(
  name: string,
  turned: Decisions,
  mustBeCaughtBy: readonly string[],
  mayBeCaughtBy: readonly string[] = [],
): PlantedLeak {
  const decision = Object.entries(turned).map(([field, value]) => `${field}: ${value}`);
  return { name, design: { ...sealed, name, ...turned }, decision: decision.join(', '), mustBeCaughtBy, mayBeCaughtBy };
}
