// R3.1 of a recording: strings that come in on one session and go out on another, at every offset, masked constants apart.
import { hex } from '../../model/octets.ts';
import { falseAlarm, type Match, searcher, shortestMatch } from '../matches.ts';
import type { Finding, InspectionCheck } from './inspection-result.ts';
import type { Masking, Part } from './masks.ts';
import type { OpenBlock } from './recording.ts';
import { chanceInWords, crossing, MOST_TOLD, placeOf, some } from './telling.ts';

/** Chance matches that are expected in one inspection, at most. */
const FALSE_ALARMS = 1e-9;
/** Where a search stops: what is common in so many places needs no more of them. */
export const MOST_MATCHES = 20_000;

export const octetsOf = (blocks: readonly OpenBlock[]): number =>
  blocks.reduce((total, { octets }) => total + octets.length, 0);

/** One turn for each block that is looked up, so that whoever drives it can stop. */
export function* commonOctets(blocks: readonly OpenBlock[], { parts }: Masking): Generator<void, InspectionCheck> {
  const [entered, left] = [
    blocks.filter(({ direction }) => direction === 'in'),
    blocks.filter(({ direction }) => direction === 'out'),
  ];
  const [octetsIn, octetsOut] = [octetsOf(entered), octetsOf(left)];
  const base = {
    id: 'common-octets',
    asks: 'Does anything that came in on one session go out on another?',
  } as const;
  const sessions = new Set(blocks.map(({ session }) => session));
  if (entered.length === 0 || left.length === 0 || sessions.size < 2)
    return {
      ...base,
      verdict: 'vacuous',
      chances: 0,
      says: 'Not checked: it takes octets that came in on one session and octets that went out on another.',
      findings: [],
      more: 0,
    };
  const k = shortestMatch(octetsIn, octetsOut, FALSE_ALARMS);
  const search = searcher(
    entered.flatMap((one) => parts.get(one) ?? []),
    k,
    (a: Part, b: Part) => a.block.session !== b.block.session,
  );
  const found: Match<Part>[] = [];
  let stopped = false;
  for (const block of left) {
    for (const piece of parts.get(block) ?? []) for (const match of search(piece)) found.push(match);
    stopped = found.length >= MOST_MATCHES;
    if (stopped) break;
    yield;
  }
  const findings = told(found);
  const enough = `${k} octets in a row are enough to count; by chance ${chanceInWords(falseAlarm(octetsIn, octetsOut, k))} such strings are expected in all of this.`;
  const pairs = new Set(found.map(({ one, other }) => `${one.block.place} ${other.block.place}`)).size;
  return {
    ...base,
    verdict: found.length === 0 ? 'holds' : 'violated',
    chances: left.length,
    says:
      found.length === 0
        ? `Nothing: ${left.length} blocks that went out were searched at every offset for what ${entered.length} that came in have. ${enough}`
        : `Yes, in ${stopped ? 'at least ' : ''}${some(pairs, 'pair')} of blocks. ${enough}`,
    findings: findings.slice(0, MOST_TOLD),
    more: Math.max(0, findings.length - MOST_TOLD),
  };
}

/** One finding for each pair of sessions; the longest string stands for them. */
function told(found: readonly Match<Part>[]): readonly Finding[] {
  const pairs = new Map<string, Match<Part>[]>();
  for (const match of found) {
    const name = `${match.one.block.session}\n${match.other.block.session}`;
    const known = pairs.get(name);
    if (known === undefined) pairs.set(name, [match]);
    else known.push(match);
  }
  return [...pairs.values()]
    .map((all) => {
      // What went out after it came in reads best, and of those the longest.
      const onward = all.filter(({ one, other }) => one.block.atMillis <= other.block.atMillis);
      const best = (onward.length > 0 ? onward : all).reduce((a, b) => (b.octets.length > a.octets.length ? b : a));
      const places = [
        placeOf(best.one.block, best.one.from + best.offsets.one),
        placeOf(best.other.block, best.other.from + best.offsets.other),
      ];
      return {
        words: `${best.octets.length} octets that ${crossing(best.one.block, best.other.block)}. Whoever sees both links inside TLS joins the two by them.`,
        places,
        octets: hex(best.octets.subarray(0, 24)),
        lengthOctets: best.octets.length,
        times: all.length,
      };
    })
    .toSorted((a, b) => b.lengthOctets - a.lengthOctets);
}
