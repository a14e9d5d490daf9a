// All checks of a recording that need no ground truth, one after the other, and what they say nothing about.
import { VERSION } from '../audit.ts';
import type { Inspection } from './inspection-result.ts';
import { lengths } from './lengths.ts';
import { masking } from './masks.ts';
import { commonOctets } from './octets-in-common.ts';
import { grouped, openBlocks, type Recording } from './recording.ts';
import { repeats } from './repeats.ts';
import { millis } from './telling.ts';
import { FALSE_ALARM, timingCorrelation, timingMatching } from './timing.ts';

/** Sessions and masked strings that are listed. */
const [MOST_SESSIONS, MOST_MASKED] = [200, 40];

/** One turn now and then, so that whoever drives it can say how far it is, or stop. */
export function* inspect(recording: Recording, withinMillis: number): Generator<string, Inspection> {
  const { blocks, source, unit } = recording;
  const open = openBlocks(recording);
  const masks = yield* saying('what stands there whoever speaks is masked', masking(open));
  const common = yield* saying('what goes out is held against what came in', commonOctets(open, masks));
  const repeated = yield* saying('blocks of one direction are held against each other', repeats(open, masks));
  const correlated = yield* saying('times are compared', timingCorrelation(recording, withinMillis));
  const sessions = [...grouped(blocks, ({ session }) => session).values()].map((all) => {
    const [entered, left] = (['in', 'out'] as const).map((way) => all.filter(({ direction }) => direction === way));
    const kinds = (some: typeof entered): number => new Set(some?.map(({ lengthOctets }) => lengthOctets)).size;
    const [first] = all;
    return {
      session: first?.session ?? '',
      ...(first?.peer === undefined ? {} : { peer: first.peer }),
      blocksIn: entered?.length ?? 0,
      blocksOut: left?.length ?? 0,
      lengthsIn: kinds(entered),
      lengthsOut: kinds(left),
    };
  });
  const masked = masks.ledger.entries();
  const blocksIn = blocks.filter(({ direction }) => direction === 'in').length;
  return {
    schema: 'hopscope.inspect/1',
    tool: { name: 'hopscope', version: VERSION },
    source,
    unit,
    recorded: {
      blocks: blocks.length,
      withOctets: open.length,
      blocksIn,
      blocksOut: blocks.length - blocksIn,
      sessions: sessions.length,
      durationMillis: (blocks.at(-1)?.atMillis ?? 0) - (blocks[0]?.atMillis ?? 0),
    },
    checks: [common, lengths(recording), ...repeated, correlated, timingMatching(recording, withinMillis)],
    sessions: sessions.toSorted((a, b) => b.blocksIn + b.blocksOut - a.blocksIn - a.blocksOut).slice(0, MOST_SESSIONS),
    moreSessions: Math.max(0, sessions.length - MOST_SESSIONS),
    masked: masked.slice(0, MOST_MASKED),
    moreMasked: Math.max(0, masked.length - MOST_MASKED),
    notChecked: [...recording.remarks, ...silent(recording, open.length, withinMillis)],
  };
}

function* saying<T>(what: string, turns: Generator<void, T>): Generator<string, T> {
  let turn = turns.next();
  for (; turn.done !== true; turn = turns.next()) yield what;
  return turn.value;
}

/** What is not in a recording, or needs more than it has. */
function silent({ blocks }: Recording, open: number, withinMillis: number): readonly string[] {
  const closed = blocks.length - open;
  return [
    ...(closed > 0
      ? [
          `${closed} of ${blocks.length} blocks have no octets here: of them times and lengths alone were checked, and nothing is known of what they share.`,
        ]
      : []),
    'Numbers of blocks are told and not judged: no number is wrong by itself. A session out that has as many blocks as one in is easy to match.',
    'What comes in on a session and goes out on the same one is not held against it: an answer names what it answers.',
    'A block is taken for an opening if it is the first of its direction in its session; of a recording that begins later, that is not so.',
    'Openings are held against openings of the same party alone, from three on, since certificates of different parties are made alike.',
    `Times are compared up to ${millis(withinMillis)}: a relay that waits longer shows nothing here. Turning assumes that each side keeps its rhythm throughout; day and night on both sides look like correlation, at more than the stated ${FALSE_ALARM}.`,
    'Strings shorter than the shortest that counts are not searched for, since chance alone has them: an id of four octets that is carried over does not show here.',
    'Which block became which, who sent to whom, and what hosts or accounts reveal needs the truth about what was sent; nothing here asks it.',
    'What is sealed inside of blocks stays so: one key for two bodies shows only if nonce, key or ciphertext stand in clear twice.',
  ];
}
