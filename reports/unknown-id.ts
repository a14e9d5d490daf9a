// What is said of an id that no requirement and no property has.
import { properties } from '../properties/catalogue.ts';
import { contests } from '../properties/games/contests.ts';
import { requirements } from '../properties/requirements.ts';
import { nearest } from './nearest.ts';

export const LINE_IDS: readonly string[] = [...properties, ...contests].map(({ id }) => id);
const REQUIREMENT_IDS: readonly string[] = requirements.map(({ id }) => id);

/** With the ones that may have been meant: those that it is the beginning of, or the nearest. */
export function unknownId(id: string): string {
  const within = REQUIREMENT_IDS.filter((one) => one.toLowerCase().startsWith(`${id.toLowerCase()}.`));
  const near = nearest(id, [...REQUIREMENT_IDS, ...LINE_IDS]);
  const meant = within.length > 0 ? within.join(' or ') : near;
  return `no property or requirement “${id}”; ${meant === undefined ? '' : `did you mean ${meant}? `}hopscope explain lists them`;
}
