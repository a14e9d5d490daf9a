// How to read a report: what the words mean, the same in every form of it.
import { BLOCK_OCTETS } from '../model/grammar.ts';
import type { Verdict } from '../properties/result.ts';
import { RECORD_OVERHEAD_OCTETS } from '../sim/trace.ts';
import { grouped } from './wrap.ts';

export const MEANINGS: Readonly<Record<Verdict, string>> = {
  holds:
    'nothing in the runs spoke against it, and there were occasions for it to fail. It speaks of these runs alone: “no hit in 480 chances over 20 runs” is not a proof for all runs. Of a line that says “can”, it means that the checker showed it at every chance.',
  violated:
    'at least one moment of one run shows that it fails; that moment is told in its story and can be replayed; of a game, the adversary won more than blind guessing can explain. Of a line that says “can”, it means that the checker failed to show what is known to be possible, and so is too weak.',
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
  ['!', 'where there is no colour: this verdict is not as its design declares it.'],
  [
    'can, cannot, must',
    'what an observer is able to learn, must not be able to learn, and what the system owes its users. “Whoever looks must see” is of no one in particular: it is to be so in every run.',
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
    'inside TLS',
    'who is on a link sees who talks to whom, when, and how many octets; inside TLS it sees the blocks as well, as somebody would who has broken TLS or runs what ends it. “With” is two who share all that they see and hold.',
  ],
  ['hostile, active', 'these break the protocol; all other observers follow it, and look.'],
  [
    'monitor',
    'a line that looks at every run that is made for any line, such as for a ciphertext that is there twice.',
  ],
  [
    'game, A1 to A13, advantage',
    'a coin that nobody sees decides one thing of a run, and an adversary, one of thirteen, guesses it from what its observer sees. The advantage is what it wins beyond blind guessing: 0 is none of it, 1 is every game. “Holds” speaks of this adversary alone.',
  ],
  [
    'gate, waived',
    'what an audit is compared with: a baseline, and a file of budgets and waivers. A line that fails is waived where a named person says why that is accepted, and until which day; it never means that the line holds.',
  ],
  [
    'planted leak',
    'the sealed design with one decision turned wrong on purpose. It names in advance which properties must notice; it counts as caught only when all of those do, and nobody else but those that may: what follows from it where chance has it so, such as a crash at the right moment.',
  ],
  [
    'exposed, hidden, out of scope',
    'of a secret and an observer, in “Who learns what”: something that the observer computes gives the secret away; nothing did in the draws that were made; it is no question, as the secret is the observer’s own or the observer has no place there.',
  ],
  [
    'octets of a record',
    `what a wire shows of a block: its ${grouped(BLOCK_OCTETS)} octets and the ${RECORD_OVERHEAD_OCTETS} that TLS adds, ${BLOCK_OCTETS + RECORD_OVERHEAD_OCTETS} in all.`,
  ],
  ['replay', 'the command beside each story runs the same moment again, octet for octet.'],
];
