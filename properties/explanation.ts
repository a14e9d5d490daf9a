// What a requirement or a property asks, how it is checked, and which planted leaks show that the check can fail.
import { properties, propertyOf } from './catalogue.ts';
import { plantedLeaks } from './planted-leaks.ts';
import { requirementOf } from './requirements.ts';

export interface Explanation {
  readonly id: string;
  readonly statement: string;
  readonly properties: readonly {
    readonly id: string;
    readonly observer: string;
    readonly says: string;
    readonly claim: string;
    readonly method: string;
    readonly plantedLeaks: readonly string[];
  }[];
  readonly source: string;
}

/** A requirement or one property: what it asks, who looks, how, and which planted leaks it must catch; one that has no line is measured. */
export function explain(id: string): Explanation | undefined {
  const property = propertyOf(id);
  const requirement = requirementOf(property?.requirement ?? id);
  const mine = property === undefined ? properties.filter((one) => one.requirement === id) : [property];
  if (requirement === undefined) return undefined;
  return {
    id,
    statement: requirement.statement,
    properties: mine.map(({ id: name, observer, says, claim, method }) => ({
      id: name,
      observer,
      says,
      claim,
      method,
      plantedLeaks: plantedLeaks.filter((leak) => leak.mustBeCaughtBy.includes(name)).map((leak) => leak.name),
    })),
    source: requirement.source,
  };
}
