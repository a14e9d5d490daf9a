// What somebody may have meant who wrote a name that is none.
import { distance } from 'fastest-levenshtein';

const MOST_LISTED = 12;

/** The name that is nearest, whatever its capitals; nothing where none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const far = (one: string): number => distance(name.toLowerCase(), one.toLowerCase());
  const [first] = names.toSorted((a, b) => far(a) - far(b));
  return first !== undefined && far(first) <= Math.max(2, name.length / 3) ? first : undefined;
}

/** What to write instead, in words that go on from a sentence; nothing where there is nothing to say. */
export function insteadOf(name: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const near = nearest(name, names);
  if (near !== undefined) return `; did you mean ${JSON.stringify(near)}?`;
  return names.length > MOST_LISTED ? '' : `; there are ${names.join(', ')}`;
}
