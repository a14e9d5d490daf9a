// Messages of one client to one queue, numbered inside s2r: each is enqueued once and in order, however often and in
// whatever order copies of it come (R5.4). What comes before its turn is buffered and answered at once, so that a proxy
// that withholds one forward learns nothing from the answer to another.
import type { Design } from './design.ts';
import type { Context, Millis } from './node.ts';
import type { Octets } from './octets.ts';
import type { SmpCommand } from './smp.ts';

export type Sent = Extract<SmpCommand, { kind: 'send' | 'sendNumbered' }>;
type Numbered = Extract<SmpCommand, { kind: 'sendNumbered' }>;

interface Buffered {
  readonly body: Octets;
  readonly expires: Millis;
}
export interface Stream {
  /** All below were enqueued, but for the `refused` ones. */
  readonly next: number;
  readonly refused: readonly number[];
  /** By number; an entry without a body was enqueued before its turn. */
  readonly early: Readonly<Record<number, Buffered | 'enqueued'>>;
  /** The latest expiry of what came; some time later nobody will ask again. */
  readonly latest: Millis;
  readonly usedAt: Millis;
}

/** A stream that is not known begins where its client says that all before is settled. */
export const noStream = (next: number): Stream => ({ next, refused: [], early: {}, latest: 0, usedAt: 0 });

interface Taken {
  readonly stream: Stream;
  /** What is to be enqueued now, in order. */
  readonly bodies: readonly Octets[];
  readonly answer: SmpCommand | undefined;
}

/** A copy of a message arrives; `room` is how many more its queue can hold. */
export function take({ design, now }: Context, known: Stream, sent: Numbered, room: number): Taken {
  const { number, body, expires } = sent;
  const refused = known.refused.filter((one) => one >= sent.settled);
  const seen = { ...known, refused, latest: Math.max(known.latest, expires), usedAt: now };
  const first = advance(seen, sent.settled);
  const { stream } = first;
  const answered = (kind: 'ok' | 'EXPIRED' | 'QUOTA' | 'later', after: Stream = stream): Taken => {
    const { stream: last, bodies } = advance(after, 0);
    const answer = ((): SmpCommand | undefined => {
      if (kind === 'later') return undefined;
      return kind === 'ok' ? { kind } : { kind: 'refused', why: kind };
    })();
    return { stream: last, bodies: [...first.bodies, ...bodies], answer };
  };
  if (number < stream.next) return answered(stream.refused.includes(number) ? 'EXPIRED' : 'ok');
  if (stream.early[number] !== undefined) return answered('ok');
  if (expires <= now) {
    const passed = { ...stream, next: number + 1, refused: [...stream.refused, number] };
    return answered('EXPIRED', number === stream.next ? passed : stream);
  }
  // The messages that are missing before this one must still find room, or the gap would never close.
  if (room < number - stream.next + 1) return answered('QUOTA');
  const entry: Buffered = { body, expires };
  if (number === stream.next) return answered('ok', { ...stream, early: { ...stream.early, [number]: entry } });
  if (design.gaps === 'not waited for') {
    const { bodies, ...rest } = answered('ok', { ...stream, early: { ...stream.early, [number]: 'enqueued' } });
    return { ...rest, bodies: [...bodies, body] };
  }
  const waits = design.gaps === 'buffered and answered when they close';
  return answered(waits ? 'later' : 'ok', { ...stream, early: { ...stream.early, [number]: entry } });
}

/** Enqueues what has its turn; numbers below `least` that never came are settled for their client. */
function advance(stream: Stream, least: number): { readonly stream: Stream; readonly bodies: readonly Octets[] } {
  const bodies: Octets[] = [];
  const early = { ...stream.early };
  let { next } = stream;
  for (; next < least || early[next] !== undefined; next++) {
    const entry = early[next];
    if (entry === undefined) {
      const waiting = Object.keys(early).map(Number);
      // Nothing below `least` is left to enqueue: skips what may be a long way.
      if (waiting.every((number) => number >= least)) {
        next = least - 1;
        continue;
      }
    } else if (entry !== 'enqueued') bodies.push(entry.body);
    delete early[next];
  }
  if (next === stream.next) return { stream, bodies };
  return { stream: { ...stream, next, early }, bodies };
}

/** When a stream stops waiting for what is missing, if it waits. */
export function waitsUntil({ early }: Stream): Millis | undefined {
  const times = Object.values(early).flatMap((one) => (one === 'enqueued' ? [] : [one.expires]));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** When the last copy of any of its messages is past its expiry, and no client asks any more. */
export const forgottenAt = ({ latest, usedAt }: Stream, design: Design): Millis =>
  design.numbers === 'forgotten after a minute' ? usedAt + 60_000 : latest + design.lifetimeMillis + design.skewMillis;

/** What time does to a stream: who waits for a predecessor waits until the predecessor would be refused, no longer. */
export function passed(
  { design, now }: Context,
  stream: Stream,
): 'forgotten' | { readonly stream: Stream; readonly bodies: readonly Octets[] } {
  if (forgottenAt(stream, design) <= now) return 'forgotten';
  const due = Object.entries(stream.early).flatMap(([number, one]) =>
    one !== 'enqueued' && one.expires <= now ? [Number(number)] : [],
  );
  if (due.length === 0) return { stream, bodies: [] };
  const last = Math.max(...due);
  const missing = range(stream.next, last).filter((number) => stream.early[number] === undefined);
  return advance({ ...stream, refused: [...stream.refused, ...missing] }, last);
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i);
