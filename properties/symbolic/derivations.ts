// What an observer of a run can derive under the symbolic model: texts and IP addresses are secrets like any other there,
// for nobody need guess them.
import { hex, type Octets, text } from '../../model/octets.ts';
import type { Term } from '../../model/terms.ts';
import type { Trace } from '../../sim/trace.ts';
import { type Observer, view } from '../observer.ts';
import { isTelling } from '../telling.ts';
import { Algebra, type TermId } from './algebra.ts';
import { framed, type Translation, translation, type Written } from './framing.ts';
import { type Saturation, saturate } from './saturation.ts';

export interface Derivations {
  /** Whether these octets, which a user or the network wrote, can be derived from what the observer has. */
  derivesWritten(octets: Octets): boolean;
  derives(octets: Octets): boolean;
  derivesTerm(term: Term): boolean;
}

interface Base {
  readonly algebra: Algebra;
  readonly translated: Translation;
}
const bases = new WeakMap<Trace, Base>();
const done = new WeakMap<Trace, Map<string, Derivations>>();

/** Texts and addresses that stand in a run. */
function secretsOf({ scenario }: Trace): readonly Written[] {
  const texts = scenario.orders.map((line) => line.text).filter((words) => isTelling(text(words)));
  const ips = scenario.clients.map(({ ip }) => ip);
  // The longest first, as one may be a part of another.
  return [...new Set([...texts, ...ips])]
    .toSorted((a, b) => b.length - a.length)
    .map((words) => ({ octets: text(words), label: `written ${words}` }));
}

/**
 * What an observer derives from all it sees, and from `leaked`: values that come into its hands besides, when all is over.
 * Worked out once for each observer of a run.
 */
export function derivations(observer: Observer, trace: Trace, leaked: readonly Octets[] = []): Derivations {
  const base = bases.get(trace) ?? newBase(trace);
  bases.set(trace, base);
  const { algebra, translated } = base;
  const name = `${observer.name}: ${[...observer.owns].join(', ')}: ${leaked.length}`;
  const known = done.get(trace) ?? new Map<string, Derivations>();
  done.set(trace, known);
  const before = known.get(name);
  if (before !== undefined) return before;

  const { frame } = framed(observer, trace, translated);
  const written = new Map(secretsOf(trace).map(({ octets, label }) => [hex(octets), algebra.name(label)]));
  // Whom it talks to, an observer knows without any block.
  const met = view(observer, trace).flatMap((one) => (one.kind === 'opened' ? [one.fromIp, one.toIp] : []));
  const shown = met.flatMap((ip) => written.get(ip) ?? []);
  // What is asked about later is part of what was seen, or cannot be derived: nobody puts together what nobody sent.
  const { recipe }: Saturation = saturate(algebra, [...frame, ...shown, ...leaked.map(translated.of)]);
  const derives = (term: TermId): boolean => recipe(term) !== undefined;
  const made: Derivations = {
    derivesWritten: (octets) => {
      const term = written.get(hex(octets));
      return term !== undefined && derives(term);
    },
    derives: (octets) => derives(translated.of(octets)),
    derivesTerm: (term) => derives(translated.meaning(term)),
  };
  known.set(name, made);
  return made;
}

function newBase(trace: Trace): Base {
  const algebra = new Algebra();
  return { algebra, translated: translation(algebra, trace.terms, secretsOf(trace)) };
}
