// The way to a failure that an exploration found, as steps of a story: what arrives where, who is told what, who crashes.
import type { Moment, PathTrace } from '../sim/path-trace.ts';
import type { Trace } from '../sim/trace.ts';
import { OPENED } from '../sim/ways.ts';
import type { Worlds } from '../sim/worlds.ts';
import type { Proof, Property } from './property.ts';
import type { Step } from './result.ts';
import { steps } from './story.ts';
import { truthOf } from './truth.ts';

export interface Counterexample {
  /** One sentence of proof. */
  readonly story: string;
  /** From the end of the set-up on. */
  readonly steps: readonly Step[];
}

const NOWHERE: Proof = { atMillis: 0, about: [], story: '' };

/** What the property says of a trace in which it fails, with what leads there; the last move is the one that proves it. */
export function counterexample(worlds: Worlds, path: PathTrace, property: Property): Counterexample {
  return { story: property.examine([path.trace]).first?.story ?? '', steps: stepsOf(worlds, path) };
}

/** What happens on a path; the last move is marked. */
export function stepsOf(worlds: Worlds, { trace, moments }: PathTrace): readonly Step[] {
  const last = moments.length - 1;
  return moments.flatMap((moment, i) => {
    const all = [
      ...moment.moves.flatMap((one) => arrival(worlds, trace, moment.at, one)),
      ...consequences(trace, moment),
    ];
    return all.map((step) => ({ ...step, marked: step.marked || i === last }));
  });
}

/** What leaves nodes by the last move of a path, and has yet to arrive. */
export function departuresOf({ trace, moments }: PathTrace): readonly Step[] {
  const leaving = (moments.at(-1)?.events ?? []).filter(
    ({ kind }) => kind === 'carried' || kind === 'opened' || kind === 'closed',
  );
  return leaving.flatMap((event) => {
    if (event.kind === 'carried') truthOf(trace, event.block);
    return steps({ ...trace, events: [event] }, NOWHERE).map((step) => ({ ...step, marked: true }));
  });
}

const AGAIN = 'starts again from its disk';

/** What happens to a node. */
function arrival(worlds: Worlds, trace: Trace, at: number, { move, item }: Moment['moves'][number]): readonly Step[] {
  const nameOf = (actor: number): string => worlds.actors[actor]?.name ?? 'nobody';
  const step = (from: string, to: string, label: string): Step => ({ atMillis: at, from, to, label, marked: false });
  const own = (actor: number, label: string): readonly Step[] => [step(nameOf(actor), nameOf(actor), label)];
  switch (move.kind) {
    case 'deliver': {
      const [from, to] = [nameOf(worlds.links.at(move.end ^ 1)), nameOf(worlds.links.at(move.end))];
      if (item === undefined) return [];
      if (!worlds.ways.isBlock(item))
        return [step(from, to, item === OPENED ? 'the connection is up' : 'the connection is closed')];
      const block = worlds.ways.block(item);
      // Which queue it is about follows from the whole trace; its label, then, from the block.
      truthOf(trace, block);
      const session = move.end >> 1;
      const event = { at, cause: undefined, kind: 'carried', session, from, to, block, arrives: at } as const;
      return steps({ ...trace, events: [event] }, NOWHERE);
    }
    case 'flush':
      return own(move.actor, 'what it wrote is on its disk');
    case 'timer':
      return own(move.actor, `its timer “${move.name}” ${move.hasty ? 'is up before all has arrived' : 'is up'}`);
    case 'crash':
      return [
        ...own(move.actor, `crashes${move.words === '' ? '' : `; of what it wrote, ${move.words}`}`),
        ...(move.restarts ? own(move.actor, AGAIN) : []),
      ];
    case 'restart':
      return own(move.actor, AGAIN);
    case 'cut': {
      const { opener, acceptor } = worlds.links.session(move.session);
      return [step(nameOf(opener), nameOf(acceptor), 'the connection breaks')];
    }
    default:
      return [];
  }
}

/** What its user is told and orders; what it sends is told when it arrives. */
function consequences(trace: Trace, { events }: Moment): readonly Step[] {
  const told = events.filter(({ kind }) => kind === 'ordered' || kind === 'told' || kind === 'broken');
  return told.flatMap((event) => steps({ ...trace, events: [event] }, NOWHERE));
}
