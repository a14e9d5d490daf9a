// How to read a report: what the words mean, the same in every form of it.
import type { Verdict } from '../properties/result.ts';

export const MEANINGS: Readonly<Record<Verdict, string>> = {
  holds:
    'nothing in the runs spoke against it, and there were occasions for it to fail. It speaks of these runs alone: “no hit in 480 chances over 20 runs” is not a proof for all runs. Of a line that says “can”, it means that the checker showed it at every chance.',
  violated:
    'at least one moment of one run shows that it fails; that moment is told below and can be replayed. Of a line that says “can”, it means that the checker failed to show what is known to be possible, and so is too weak.',
  undecided: 'the evidence is not enough to tell. More runs, or a larger profile, may be.',
  vacuous: 'no run gave it an occasion to fail, so nothing was tested. This is never a pass.',
};

export const MARKS: Readonly<Record<Verdict, string>> = { holds: '✓', violated: '✗', undecided: '?', vacuous: '–' };

/** As a predicate: “R2.2-same-queue is violated”. */
export const PREDICATES: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  violated: 'is violated',
  undecided: 'is undecided',
  vacuous: 'is vacuous',
};

/** Further rules for the reader, a term and what it means. */
export const TERMS: readonly (readonly [string, string])[] = [
  [
    'as declared',
    'each design declares which lines it violates. The draft is expected to violate some, and a leak that is no longer found is as much a surprise as a new one. Only what is not as declared fails an audit.',
  ],
  [
    'can, cannot, must',
    'what an observer is able to learn, must not be able to learn, and what the system owes its users.',
  ],
  [
    'chances, hits, runs',
    'occasions on which the line could have failed (or, for “can”, be shown); how many of them did; executions of the protocol that were looked at.',
  ],
  [
    'exact, knowledge, two worlds',
    'how it was checked: on every block of every run; by what an observer can derive from all it saw; by comparing what an observer sees of two executions that differ only in the secret.',
  ],
  [
    'planted leak',
    'the sealed design with one decision turned wrong on purpose. It names in advance which properties must notice; it counts as caught only when all of those do, and nobody else but those that may: what follows from it where chance has it so, such as a crash at the right moment.',
  ],
  [
    'exposed, hidden, out of scope',
    'of a secret and an observer, in “Who learns what”: something that the observer computes gives the secret away; nothing did in the draws that were made; it is no question, as the secret is the observer’s own or the observer has no place there.',
  ],
  ['replay', 'the command beside each story runs the same moment again, octet for octet.'],
];
