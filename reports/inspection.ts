// What an inspection found, in sentences: the same for terminal, Markdown and page.
import {
  CHECKS,
  type Finding,
  type Inspection,
  type Masked,
  type PlaceOf,
} from '../properties/inspection/inspection-result.ts';
import type { Verdict } from '../properties/result.ts';
import { STATUS, type Status } from './exit-status.ts';
import { counted, grouped, listed } from './wrap.ts';

/** A verdict of the line “nothing is found”, for somebody who reads no other report. */
export const FOUND: Readonly<Record<Verdict, string>> = {
  violated: 'something found',
  holds: 'nothing found',
  undecided: 'undecided',
  vacuous: 'not checked',
};

export const MASK_RULES: Readonly<Record<Masked['rule'], string>> = {
  'the same place':
    'many blocks of one kind have these 8 to 23 octets at the same offset: more than a quarter of all, and in more than half of the sessions more than a quarter of theirs. A kind is one direction, by who spoke first in the session; openings do not count for it, and it takes four blocks besides. What is longer, as long as a nonce, is never masked by this rule.',
  'own openings':
    'the relay itself had sent these octets, 8 or more, when it opened or answered a session, before they came in: parts of its certificates and of how they are encoded.',
  'the opening of one peer':
    'more than half of the openings of one party have these octets at the same offset: who it is, each time. Masked where openings are held against each other, and nowhere else.',
  'named again':
    'two blocks of one session share these octets, fewer than 64, and one of them has no 16 octets besides that could be sealed, or the other end had said them, or said them again before they came at another place: an id that names what is answered or acknowledged.',
};
export const FILLER = 'Runs of one octet, eight or more, are filler and are masked everywhere without being listed.';

/** The answer in one or two sentences. */
export function answers({ checks, recorded }: Inspection): readonly string[] {
  const of = (verdict: Verdict) => checks.filter((one) => one.verdict === verdict).map(({ id }) => id);
  const [found, clear, open, none] = [of('violated'), of('holds'), of('undecided'), of('vacuous')];
  return [
    found.length === 0
      ? `Nothing was found by ${clear.length} of ${CHECKS.length} checks that need no truth, in ${counted(recorded.blocks, 'block')}.`
      : `${counted(found.length, 'check')} of ${CHECKS.length} found something: ${listed(found)}.`,
    ...(open.length > 0 ? [`Too little to tell: ${listed(open)}.`] : []),
    ...(none.length > 0 ? [`Not checked: ${listed(none)}.`] : []),
  ];
}

export const recordedWords = ({ recorded }: Inspection): string =>
  `${counted(recorded.blocks, 'block')}, ${grouped(recorded.blocksIn)} in and ${grouped(recorded.blocksOut)} out (ratio ${ratio(recorded.blocksIn, recorded.blocksOut)}), ${grouped(recorded.withOctets)} of them with octets, on ${counted(recorded.sessions, 'session')}, over ${seconds(recorded.durationMillis)}.`;

export const ratio = (blocksIn: number, blocksOut: number): string =>
  blocksOut === 0 ? 'none out' : (blocksIn / blocksOut).toFixed(2);
const seconds = (millis: number): string => `${Number((millis / 1_000).toFixed(1))} s`;

/** “line 12 (in, session 3, ann, 20.5 ms, offset 27)”. */
export const placeWords = (one: PlaceOf, unit: Inspection['unit']): string =>
  `${unit} ${one.place} (${[one.direction, `session ${one.session}`, ...(one.peer === undefined ? [] : [one.peer]), `${Number(one.atMillis.toFixed(2))} ms`, ...(one.offset === undefined ? [] : [`offset ${one.offset}`])].join(', ')})`;

/** The octets of a finding, the cut shown. */
export const octetsWords = ({ octets, lengthOctets = 0 }: Pick<Finding, 'octets' | 'lengthOctets'>): string =>
  octets === undefined ? '' : `${octets}${2 * lengthOctets > octets.length ? '…' : ''}`;

/** 1 if something was found, 3 if some check had too little or nothing to go by, else 0. */
export function inspectionStatus({ checks }: Inspection): Status {
  if (checks.some(({ verdict }) => verdict === 'violated')) return STATUS.notAsDeclared;
  return checks.every(({ verdict }) => verdict === 'holds') ? STATUS.asDeclared : STATUS.undecided;
}
