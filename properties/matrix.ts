// The matrix: which secret is exposed to which observer, by computing. Every row is examined on the same runs; a cell
// that the engine exposes carries the words of its witness and the place where it is found again.
import type { Octets } from '../model/octets.ts';
import { text } from '../model/octets.ts';
import type { Trace } from '../sim/trace.ts';
import {
  MATRIX_OBSERVERS,
  type MatrixObserver,
  type MatrixSubject,
  outOfScope,
  placed,
  QUESTIONS,
  queuesAsked,
  type Secret,
  who,
} from './matrix-questions.ts';
import { type Observer, view } from './observer.ts';
import { Algebra, type TermId } from './symbolic/algebra.ts';
import { apart } from './symbolic/distinguisher.ts';
import { type Arranged, framed, translation, type Written } from './symbolic/framing.ts';
import { saturate } from './symbolic/saturation.ts';
import { recipeWords } from './symbolic/witness-words.ts';
import { drawn, type Place, runs } from './trial.ts';
import { addresses, opened } from './truth.ts';

export type Exposure = 'hidden' | 'exposed' | 'out of scope';
/** What was found of one cell. */
export interface MatrixFinding {
  readonly observer: MatrixObserver;
  readonly exposure: Exposure;
  /** The witness, or why the cell is out of scope; a sentence without its full stop. */
  readonly words?: string;
  /** Where an exposed cell was found first. */
  readonly place?: Place;
}

/** All rows of one column. */
export interface MatrixColumn {
  readonly secret: Secret;
  readonly findings: readonly MatrixFinding[];
}

/** One column of one subject, over draws numbered from 0. A row that was exposed is not examined again. */
export function matrixColumn(
  { design, way }: MatrixSubject,
  secret: Secret,
  { seed, draws }: { readonly seed: string; readonly draws: number },
): MatrixColumn {
  const found = new Map<MatrixObserver, MatrixFinding>();
  for (const observer of MATRIX_OBSERVERS) {
    const why = outOfScope(observer, secret, way);
    if (why !== undefined) found.set(observer, { observer, exposure: 'out of scope', words: why });
  }
  const question = QUESTIONS[secret];
  for (let number = 0; number < draws; number++) {
    const place: Place = { seed, experiment: question.on, number };
    const traces = runs(placed(drawn(place), way), design, place, 'ideal');
    const exposes = question.asks === 'derivable' ? derivable(question.of, traces) : tells(traces, question.order);
    for (const observer of MATRIX_OBSERVERS) {
      if (found.has(observer)) continue;
      const words = exposes(observer);
      if (words !== undefined) found.set(observer, { observer, exposure: 'exposed', words, place });
    }
  }
  const findings = MATRIX_OBSERVERS.map(
    (observer): MatrixFinding => found.get(observer) ?? { observer, exposure: 'hidden' },
  );
  return { secret, findings };
}

/** The words by which a row is exposed, if it is. */
type Exposes = (row: MatrixObserver) => string | undefined;
const firstOf = <T>(all: readonly T[], words: (one: T, i: number) => string | undefined): string | undefined => {
  for (const [i, one] of all.entries()) {
    const said = words(one, i);
    if (said !== undefined) return said;
  }
  return undefined;
};

/** All worlds are translated once, whoever looks. A row tells if the first world is like none of the others to it. */
function tells(traces: readonly Trace[], order: 'within each session' | undefined): Exposes {
  const algebra = new Algebra();
  const worlds = traces.map((trace) => ({
    trace,
    translated: translation(algebra, trace.terms),
    arranged: order === undefined ? undefined : bySession(trace),
  }));
  const [one, ...others] = worlds;
  if (one === undefined || others.length === 0) throw new Error('two worlds were expected');
  const side = (observer: Observer, { trace, translated, arranged }: typeof one) => ({
    framed: framed(observer, trace, translated, arranged),
    translation: translated,
  });
  return (row) =>
    firstOf(who(row, one.trace.scenario), (observer) => {
      let told: string | undefined;
      for (const other of others) {
        // The same nodes, whichever queue comes first; of a world that has them not, none could tell the same.
        const there = who(row, other.trace.scenario).find((each) => isSame(each, observer)) ?? observer;
        const found = apart(algebra, [side(observer, one), side(there, other)], one.trace.design);
        if (found === undefined) return undefined;
        told ??= found.words;
      }
      return told;
    });
}

const isSame = (one: Observer, other: Observer): boolean =>
  one.owns.size === other.owns.size && [...one.owns].every((node) => other.owns.has(node));

/** One session after the other, by who opened it to whom. */
function bySession(trace: Trace): Arranged {
  const ends = new Map(opened(trace).map((one) => [one.session, `${one.fromIp} ${one.toIp}`]));
  const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return (all) =>
    all.toSorted((a, b) => compare(ends.get(a.session) ?? '', ends.get(b.session) ?? '') || a.session - b.session);
}

interface Asked {
  readonly name: string;
  readonly term: TermId;
}

/** Whether any of the values that the secret is can be computed, or an IP address stands at an end of a session. */
function derivable(of: 'address' | 'ip' | 'text', [trace]: readonly Trace[]): Exposes {
  if (trace === undefined) throw new Error('a world was expected');
  const { scenario } = trace;
  const queues = queuesAsked(scenario);
  const senders = scenario.clients.filter(({ name }) => queues.some(({ from }) => from === name));
  const written: Written[] = [
    ...senders.map(({ ip }) => ({ octets: text(ip), label: ip })),
    ...scenario.orders
      .filter((order) => queues.some(({ name }) => name === order.queue))
      .map((order) => ({ octets: text(order.text), label: order.text })),
  ];
  const algebra = new Algebra();
  const translated = translation(algebra, trace.terms, written);
  const asked: Asked[] =
    of === 'address'
      ? queues.flatMap(({ name }) => {
          const address = addresses(trace).get(name);
          return address === undefined
            ? []
            : [{ name: `the address of ${name}`, term: translated.of(address.senderId as Octets) }];
        })
      : written
          .filter(({ label }) => senders.some(({ ip }) => ip === label) === (of === 'ip'))
          .map(({ label }) => ({ name: `“${label}”`, term: algebra.name(label) }));
  return (row) =>
    firstOf(who(row, scenario), (observer) => {
      if (of === 'ip') {
        const ips = new Map(senders.map(({ name, ip }) => [ip, name]));
        const session = view(observer, trace).find(
          (one) => (one.kind === 'opened' || one.kind === 'unanswered') && (ips.has(one.fromIp) || ips.has(one.toIp)),
        );
        if (session !== undefined && 'fromIp' in session) return `${session.fromIp} connects to ${session.toIp}`;
      }
      const side = { framed: framed(observer, trace, translated), translation: translated };
      const { recipe } = saturate(
        algebra,
        side.framed.frame,
        asked.map(({ term }) => term),
      );
      return firstOf(asked, ({ name, term }) => {
        const made = recipe(term);
        return made === undefined ? undefined : `${name} is ${recipeWords(algebra, trace.design, made, side)}`;
      });
    });
}
