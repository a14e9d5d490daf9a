// What a requirement or a property asks, how it is checked, and which planted leaks show that the check can fail.
import { properties, propertyOf } from './catalogue.ts';
import { contests } from './games/contests.ts';
import { controls } from './games/controls.ts';
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
    /** Of a game: where its adversary must win. */
    readonly controls: readonly string[];
  }[];
  readonly source: string;
}

/** A requirement or one property: what it asks, who looks, how, and which planted leaks it must catch; one that has no line is measured. */
export function explain(id: string): Explanation | undefined {
  const property = propertyOf(id) ?? contests.find((one) => one.id === id);
  const requirement = requirementOf(property?.requirement ?? id);
  const all = [...properties, ...contests];
  const mine = property === undefined ? all.filter((one) => one.requirement === id) : [property];
  if (requirement === undefined) return undefined;
  return {
    id,
    statement: requirement.statement,
    properties: mine.map((one) => ({
      id: one.id,
      observer: one.observer,
      says: one.says,
      claim: one.claim,
      method: 'method' in one ? one.method : `game, played by an adversary that ${one.adversary.does}`,
      plantedLeaks: plantedLeaks.filter((leak) => leak.mustBeCaughtBy.includes(one.id)).map((leak) => leak.name),
      controls:
        'adversary' in one
          ? controls.flatMap(({ adversary, turned }) => (adversary.id === one.adversary.id ? [turned] : []))
          : [],
    })),
    source: requirement.source,
  };
}
