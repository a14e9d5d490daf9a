// A design that remembers which of its fields were read, and so which other designs would have made no difference.
import type { Design } from '../model/design.ts';

export interface Watched {
  /** The same design, as a value of its own: nothing that was kept for another, such as its grammar, stands in for a read. */
  readonly design: Design;
  /**
   * Whether another design has the same in every field that was read so far. Code that learns of a design by reading
   * its fields alone, and has no other chance than its seed, takes the same course with both: its first read gives the
   * same value, so it comes to the same second read, and so on to the end.
   */
  sameFor(other: Design): boolean;
}

type Field = keyof Design;
const FROM = Symbol('from');
const READ = Symbol('read');
interface Remembering {
  readonly [FROM]: Design;
  readonly [READ]: Set<Field>;
}

export function watched(design: Design): Watched {
  const read = new Set<Field>();
  const own = { [FROM]: { value: design }, [READ]: { value: read } };
  const fields = Object.fromEntries((Object.keys(design) as Field[]).map((field) => [field, getterOf(field)]));
  return {
    design: Object.defineProperties({}, { ...fields, ...own }) as Design,
    sameFor: (other) => [...read].every((field) => other[field] === design[field]),
  };
}

const getters = new Map<Field, PropertyDescriptor>();
/** One for all watched designs: they have one shape then, and code that reads them stays fast. */
function getterOf(field: Field): PropertyDescriptor {
  const known = getters.get(field) ?? {
    enumerable: true,
    get(this: Remembering) {
      this[READ].add(field);
      return this[FROM][field];
    },
  };
  getters.set(field, known);
  return known;
}
