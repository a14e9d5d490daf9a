// What should be fresh is never there twice: whole blocks, keys and nonces, any string of sixteen octets in two blocks of
// one direction. An id that blocks of one session name again is told apart by where it stands and what stands beside it.
import { createHash } from 'node:crypto';
import { hex } from '../../model/octets.ts';
import { falseAlarm, type Match, type Piece, searcher, shortestMatch } from '../matches.ts';
import type { CheckId, Finding, InspectionCheck } from './inspection-result.ts';
import { type Masking, type Part, unusualParts } from './masks.ts';
import { MOST_MATCHES, octetsOf } from './octets-in-common.ts';
import { grouped, linkOf, type OpenBlock } from './recording.ts';
import { namedAgain } from './references.ts';
import { chanceInWords, MOST_TOLD, placeOf, some } from './telling.ts';

const FALSE_ALARMS = 1e-9;
/** The shortest string that counts, whatever chance allows. */
const LEAST_OCTETS = 16;
/** As long as nonces and keys are: 24, 32, with what may stand beside them; from here on it is text or ciphertext. */
const [NONCE_OCTETS, TEXT_OCTETS] = [24, 64];
const MOST_PLACES = 6;
/** Openings of one party from which on something is usual among them. */
const LEAST_OPENINGS = 3;

type RepeatCheck = Extract<CheckId, 'blocks-repeated' | 'keys-repeated' | 'octets-repeated'>;
const ASKS: Readonly<Record<RepeatCheck, string>> = {
  'blocks-repeated': 'Is a block there twice, octet for octet?',
  'keys-repeated': 'Is a key or a nonce there twice: 24 to 63 octets at the same offset of two blocks?',
  'octets-repeated': 'Are any other 16 octets in a row there twice, such as a ciphertext?',
};

/** One turn for each block that is looked up. */
export function* repeats(blocks: readonly OpenBlock[], masks: Masking): Generator<void, readonly InspectionCheck[]> {
  const ways = [...grouped(blocks, ({ direction }) => direction).values()];
  const twice = new Map<OpenBlock, OpenBlock[]>();
  const keys = new Map<string, Match<Part>[]>();
  const others = new Map<string, Match<Part>[]>();
  let found = 0;
  let chances = 0;
  let shortest = 0;
  const alarms = { any: 0, key: 0 };
  for (const way of ways) {
    const once = withoutCopies(way, masks, twice);
    chances += Math.max(0, way.length - 1);
    const octets = octetsOf(once);
    const k = Math.max(LEAST_OCTETS, shortestMatch(octets, octets, FALSE_ALARMS));
    shortest = Math.max(shortest, k);
    alarms.any += falseAlarm(octets, octets, k);
    alarms.key += falseAlarm(octets, octets, NONCE_OCTETS);
    const later = once.filter(({ opening }) => !opening);
    const isNamed = namedAgain(blocks, masks);
    const sides = [later.flatMap((one) => masks.parts.get(one) ?? []), ...openingsOf(once, masks)];
    for (const pieces of sides)
      for (const match of within(pieces, k)) {
        yield;
        if (match === undefined || isNamed(match)) continue;
        const { one, other, octets: shared, offsets } = match;
        const same = one.from + offsets.one === other.from + offsets.other;
        const kind = same && shared.length >= NONCE_OCTETS && shared.length < TEXT_OCTETS ? keys : others;
        const name = `${one.block.direction} ${hex(shared.subarray(0, TEXT_OCTETS))}`;
        const known = kind.get(name);
        if (known === undefined) kind.set(name, [match]);
        else known.push(match);
        if (++found >= MOST_MATCHES) break;
      }
  }
  const enough = (least: number, expected: number): string =>
    `${least} octets in a row are enough to count; by chance ${chanceInWords(expected)} such strings are expected in all of this.`;
  return [
    check('blocks-repeated', chances, [...twice].map(copied), 'Two blocks count if they agree in all octets.'),
    check('keys-repeated', chances, [...keys.values()].map(again), enough(NONCE_OCTETS, alarms.key)),
    check('octets-repeated', chances, [...others.values()].map(again), enough(shortest, alarms.any)),
  ];
}

/** Blocks of one direction without those that are there again; a block that has nothing but constants may be. */
function withoutCopies(
  way: readonly OpenBlock[],
  { parts }: Masking,
  twice: Map<OpenBlock, OpenBlock[]>,
): readonly OpenBlock[] {
  const seen = new Map<string, OpenBlock>();
  return way.filter((block) => {
    const free = (parts.get(block) ?? []).reduce((sum, { octets }) => sum + octets.length, 0);
    if (free < LEAST_OCTETS) return true;
    const name = createHash('sha256').update(block.octets).digest('base64');
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, block);
      return true;
    }
    const known = twice.get(first);
    if (known === undefined) twice.set(first, [block]);
    else known.push(block);
    return false;
  });
}

/** Openings are compared with those of the same party alone: certificates of different ones are made alike. */
function openingsOf(blocks: readonly OpenBlock[], masks: Masking): readonly (readonly Piece<Part>[])[] {
  const openings = blocks.filter(
    ({ opening, direction, peer }) => opening && (direction === 'out' || peer !== undefined),
  );
  return [...grouped(openings, (one) => (one.direction === 'out' ? '' : linkOf(one))).values()]
    .filter((party) => party.length >= LEAST_OPENINGS)
    .map((party) => unusualParts(party, masks));
}

/** All strings that two blocks share; nothing at each block, so that the search can be stopped. */
function* within(pieces: readonly Piece<Part>[], k: number): Generator<Match<Part> | undefined> {
  const order = new Map<OpenBlock, number>();
  for (const { mark } of pieces) if (!order.has(mark.block)) order.set(mark.block, order.size);
  const at = ({ block }: Part): number => order.get(block) as number;
  const search = searcher(pieces, k, (a: Part, b: Part) => at(a) < at(b));
  for (const piece of pieces) {
    yield undefined;
    yield* search(piece);
  }
}

function copied([first, copies]: [OpenBlock, readonly OpenBlock[]]): Finding {
  const [next] = copies as [OpenBlock];
  const where = next.session === first.session ? 'the same session' : `another session, that of ${linkOf(next)}`;
  return {
    words: `A block that ${wentOf(first)} is there again, octet for octet, on ${where}. It was replayed, or sent again without sealing it anew; whoever sees both knows that they are the same.`,
    places: [first, ...copies].slice(0, MOST_PLACES).map((one) => placeOf(one)),
    octets: hex(first.octets.subarray(0, 24)),
    lengthOctets: first.octets.length,
    times: copies.length,
  };
}

function again(matches: readonly Match<Part>[]): Finding {
  const [{ one, other, octets, offsets }] = matches as [Match<Part>];
  const [here, there] = [one.from + offsets.one, other.from + offsets.other];
  const blocks = new Map<OpenBlock, number>([[one.block, here]]);
  for (const match of matches) blocks.set(match.other.block, match.other.from + match.offsets.other);
  const sessions = new Set([...blocks.keys()].map(({ session }) => session)).size;
  const across = sessions === 1 ? 'one session' : `${sessions} sessions`;
  const what =
    octets.length >= TEXT_OCTETS
      ? 'It is too long for a key: a ciphertext, a certificate or a text that was not sealed anew.'
      : here === there
        ? 'A key or a nonce that is used again seals two things alike; an id that stays joins blocks that should have nothing in common.'
        : 'Whoever sees both blocks inside TLS joins them by it.';
  return {
    words: `${octets.length} octets of a block that ${wentOf(one.block)} are in ${blocks.size - 1} more of the same direction, on ${across}. ${what}`,
    places: [...blocks].slice(0, MOST_PLACES).map(([block, offset]) => placeOf(block, offset)),
    octets: hex(octets.subarray(0, 24)),
    lengthOctets: octets.length,
    times: blocks.size - 1,
  };
}

const wentOf = (block: OpenBlock): string =>
  block.direction === 'in' ? `came in from ${linkOf(block)}` : `went out to ${linkOf(block)}`;

function check(id: RepeatCheck, chances: number, all: readonly Finding[], enough: string): InspectionCheck {
  const base = { id, asks: ASKS[id], chances };
  if (chances === 0)
    return {
      ...base,
      verdict: 'vacuous',
      says: 'Not checked: it takes the octets of two blocks of one direction.',
      findings: [],
      more: 0,
    };
  const findings = all.toSorted((a, b) => b.times * (b.lengthOctets ?? 0) - a.times * (a.lengthOctets ?? 0));
  return {
    ...base,
    verdict: findings.length === 0 ? 'holds' : 'violated',
    says: `${findings.length === 0 ? 'No.' : `Yes: ${some(findings.length, id === 'blocks-repeated' ? 'block' : 'string')}.`} ${enough}`,
    findings: findings.slice(0, MOST_TOLD),
    more: Math.max(0, findings.length - MOST_TOLD),
  };
}
