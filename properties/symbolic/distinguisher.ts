// Two worlds under the symbolic model: first the sequence of events, directions and lengths, then the frames. Whole traces are
// compared, so that control flow that follows the secret is no matter while it does not show. Times are left out.
import type { Trace } from '../../sim/trace.ts';
import type { Observer, Sighting } from '../observer.ts';
import { Algebra } from './algebra.ts';
import { distinguish, type Witness } from './equivalence.ts';
import { type Framed, framed, type Translation, translation } from './framing.ts';
import { handlesIn, witnessWords } from './witness-words.ts';

export interface Distinguisher {
  /** The sightings that it is about, in the world of the left or, where it has none, of the right. */
  readonly about: readonly Sighting[];
  /** A sentence without its full stop. */
  readonly words: string;
  /** Nothing where the sequence of events tells already. */
  readonly witness: Witness | undefined;
}

/** What tells an observer, given as it is in each world, two runs apart by computing; nothing if no computation does. */
export function distinguisher(
  observers: readonly [Observer, Observer],
  worlds: readonly [Trace, Trace],
): Distinguisher | undefined {
  const algebra = new Algebra();
  const sides = worlds.map((trace, i) => {
    const translated = translation(algebra, trace.terms);
    return { framed: framed(observers[i] as Observer, trace, translated), translation: translated };
  }) as unknown as readonly [FramedSide, FramedSide];
  return apart(algebra, sides, worlds[0].design);
}

interface FramedSide {
  readonly framed: Framed;
  readonly translation: Translation;
}

/** The same of frames that are there already, in one algebra. */
export function apart(
  algebra: Algebra,
  sides: readonly [FramedSide, FramedSide],
  design: Trace['design'],
): Distinguisher | undefined {
  const [left, right] = [sides[0].framed, sides[1].framed];
  const outside = differentOutside(left, right);
  if (outside !== undefined) return outside;
  if (left.frame.length !== right.frame.length)
    return {
      about: [],
      words: 'its own nodes draw a different number of secrets in the two worlds',
      witness: undefined,
    };
  const measure = (term: number): number | undefined =>
    sides[0].translation.length(term) ?? sides[1].translation.length(term);
  const witness = distinguish(algebra, [left.frame, right.frame], measure);
  if (witness === undefined) return undefined;
  const recipes =
    'message' in witness ? [witness.message] : 'equality' in witness ? witness.equality : [witness.length];
  const about = recipes.flatMap(handlesIn).flatMap((handle) => {
    const one = left.handles[handle];
    return one?.kind === 'block' ? [one.sighting] : [];
  });
  return { about, words: witnessWords(algebra, design, witness, sides), witness };
}

function differentOutside(left: Framed, right: Framed): Distinguisher | undefined {
  const [a, b] = [left.outsides, right.outsides];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [here, there] = [a[at], b[at]];
    if (here?.text === there?.text) continue;
    const about = [(here ?? there) as NonNullable<typeof here>].map(({ sighting }) => sighting);
    const words =
      here === undefined || there === undefined
        ? `in one world it sees ${at} things and no more, in the other it also sees ${(here ?? there)?.text}`
        : `in one world it sees ${here.text}, in the other ${there.text}`;
    return { about, words, witness: undefined };
  }
  return undefined;
}
