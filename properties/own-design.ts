// A design of a reviewer's own beside the two of this model: what it is made of, and what its author declares of it.
// It is plain data, so that shards and part files can carry it.
import type { Design } from '../model/design.ts';
import { type Declared, expected } from './expected.ts';
import type { MatrixObserver, Secret } from './matrix-questions.ts';

export const BASES = ['draft', 'sealed'] as const;

export interface OwnDesign {
  readonly design: Design;
  /** Whose declarations stand where its author makes none. */
  readonly base: (typeof BASES)[number];
  /** By property or requirement; what is said of a property goes before what is said of its requirement. */
  readonly expects: Readonly<Record<string, Declared>>;
  /** Whole rows of the matrix: all secrets that it exposes to an observer. */
  readonly exposes: Readonly<Partial<Record<MatrixObserver, readonly Secret[]>>>;
  /** As the user called its file, which stands in replay commands; nothing if it came with a scenario. */
  readonly file?: string;
}

/** Who is audited: one of our designs, a planted leak, or a design of a reviewer's own. */
export interface Audited {
  readonly design: Pick<Design, 'name'>;
  readonly own?: OwnDesign | undefined;
}

/** What is declared of a line. */
export const declaredOf = (
  { design, own }: Audited,
  { id, requirement }: { readonly id: string; readonly requirement: string },
): Declared =>
  own === undefined
    ? expected(design, id)
    : (own.expects[id] ?? own.expects[requirement] ?? expected({ name: own.base }, id));
