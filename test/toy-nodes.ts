// Small nodes with known faults, and nodes that do anything, to put the exploration to the test.
import { sealed } from '../model/design.ts';
import type { Effect, Input, Node, Order } from '../model/node.ts';
import { TORN } from '../model/node.ts';
import { Terms } from '../model/terms.ts';
import type { Move, World } from '../sim/moves.ts';
import { type Bounds, type Reduction, scheduleSpace } from '../sim/schedule-space.ts';
import { search } from '../sim/search.ts';
import type { Participant as Actor } from '../sim/world.ts';
import { Worlds } from '../sim/worlds.ts';

export const order = (id: string): Order => ({ kind: 'send', id, queue: 'q', text: id });
const octets = (words: string): Uint8Array => new TextEncoder().encode(words);
const words = (block: Uint8Array): string => new TextDecoder().decode(block);
export const flush = (then: readonly Effect[]): Effect => ({ kind: 'flush', then });
export const node = <State>(start: State, step: Node<State>['step']): Node => ({ start, step }) as Node;

export interface Kept {
  readonly kept: readonly string[];
}
/** Keeps what it gets and says so: before it is on the disk, or after. */
export const keeper = (answers: 'before the flush' | 'after the flush', remembers = true): Node =>
  node<Kept>({ kept: [] }, (state, input) => {
    if (input.kind === 'restarted')
      return [{ kept: Object.entries(input.disk).flatMap(([, value]) => (value === TORN ? [] : [String(value)])) }, []];
    if (input.kind !== 'block') return [state, []];
    const id = words(input.block);
    const answer: Effect = { kind: 'send', session: input.session, block: input.block };
    if (remembers && state.kept.includes(id)) return [state, [answer]];
    const write: Effect = { kind: 'write', records: { [`${id} ${state.kept.length}`]: id }, inPlace: true };
    const next = { kept: [...state.kept, id] };
    return answers === 'before the flush' ? [next, [write, answer, flush([])]] : [next, [write, flush([answer])]];
  });

interface Asking {
  readonly opened: number;
  readonly unanswered: readonly string[];
}
/** Sends what it is ordered over a session of its own; when that ends it gives up, or tries again. */
export const asker = (whenClosed: 'gives up' | 'tries again'): Node =>
  node<Asking>({ opened: 0, unanswered: [] }, (state, input, { now }) => {
    const session = `out ${state.opened - 1}`;
    const send = (id: string): Effect => ({ kind: 'send', session, block: octets(id) });
    const open = (of: Asking): [Asking, Effect[]] => [
      { ...of, opened: of.opened + 1 },
      [{ kind: 'open', session: `out ${of.opened}`, host: 'keeper.example' }],
    ];
    if (input.kind === 'order' && input.order.kind === 'send') {
      const next = { ...state, unanswered: [...state.unanswered, input.order.id] };
      return state.opened === 0 ? open(next) : [next, [send(input.order.id)]];
    }
    if (input.kind === 'opened') return [state, state.unanswered.map(send)];
    if (input.kind === 'closed' && whenClosed === 'tries again' && state.unanswered.length > 0)
      return [state, [{ kind: 'timer', name: 'again', at: now + 1_000 }]];
    if (input.kind === 'timer') return open(state);
    if (input.kind !== 'block') return [state, []];
    const id = words(input.block);
    const unanswered = state.unanswered.filter((one) => one !== id);
    return [{ ...state, unanswered }, [{ kind: 'tell', news: { kind: 'sent', id } }]];
  });

export const keeperAt = (keeps: Node): Actor => ({
  name: 'keeper',
  ip: '10.0.0.1',
  host: 'keeper.example',
  node: keeps,
});
export const askerAt = (i: number, asks: Node): Actor => ({
  name: `asker ${i}`,
  ip: `10.1.0.${i}`,
  node: asks,
});

/** Everything from the very beginning on; `judge` says what is wrong with an end. */
export function exploreNodes(
  actors: readonly Actor[],
  orders: readonly (readonly Order[])[],
  bounds: Bounds,
  reduction: Reduction = 'nothing',
  judge: (worlds: Worlds, world: World) => readonly string[] = () => [],
  mostStates = 100_000,
) {
  const flushes = reduction === 'nothing' ? 'take their time' : 'within the step';
  const worlds = new Worlds(actors, sealed, 'toy', new Terms(), flushes);
  const space = scheduleSpace(worlds, worlds.genesis(), orders, bounds, reduction);
  const ends = new Set<string>();
  const { reduce } = space;
  const searched = search<World, Move, string>(space, {
    mostStates,
    ...(reduce && { reduce }),
    examine: (world, isEnd) => {
      if (!isEnd) return [];
      const stations = actors.map((_, actor) => worlds.station(world, actor));
      ends.add(JSON.stringify(stations.map(({ state, told, disk, broken }) => [state, told, disk.lasting, broken])));
      return judge(worlds, world);
    },
  });
  return { ...searched, ends };
}

interface Mood {
  readonly mood: number;
  readonly fuel: number;
  readonly sessions: readonly string[];
  readonly left: readonly string[];
  readonly rests: boolean;
}
/** Reacts to each input by what a table has for its mood, until its fuel is spent; all behind a flush, as real nodes do. */
export function erratic(table: readonly number[]): Node {
  return node<Mood>({ mood: 0, fuel: 3, sessions: [], left: [], rests: false }, (state, input, { crypto }) => {
    // What it closes is closed for it at once, though its flush comes later.
    if ('session' in input && state.left.includes(input.session)) return [state, []];
    // Who connects waits to be greeted, and does nothing over a session before.
    if (input.kind === 'opened' && input.session.startsWith('out')) return [state, []];
    const isNew = (input.kind === 'opened' || input.kind === 'block') && !state.sessions.includes(input.session);
    const sessions = isNew ? [...state.sessions, input.session] : state.sessions;
    const greeting: readonly Effect[] =
      input.kind === 'opened' ? [{ kind: 'send', session: input.session, block: Uint8Array.of(0) }] : [];
    const mood = (state.mood * 5 + codeOf(input)) % table.length;
    const session = sessions[mood % Math.max(1, sessions.length)] ?? 'none';
    const write = (key: string): Effect => ({ kind: 'write', records: { [key]: mood } });
    // Who has lost a session connects again only after some time.
    const rests = input.kind === 'closed' || (state.rests && input.kind !== 'timer');
    const open: readonly Effect[] = rests
      ? []
      : [{ kind: 'open', session: `out ${state.fuel}`, host: 'keeper.example' }];
    const effects: readonly (readonly Effect[])[] = [
      [{ kind: 'send', session, block: Uint8Array.of(mood) }],
      [{ kind: 'send', session, block: crypto.random(1) }],
      [{ kind: 'tell', news: { kind: 'gained', what: `mood ${mood}` } }],
      open,
      open,
      [{ kind: 'close', session }],
      [write(`${mood % 2}`), { kind: 'send', session, block: Uint8Array.of(mood) }],
      [write('x')],
      [{ kind: 'timer', name: `${mood % 2}`, at: 10 * mood }],
      [],
    ];
    if (state.fuel === 0) return [{ ...state, mood, rests, sessions }, [flush(greeting)]];
    const left = table[mood] === CLOSES ? [...state.left, session] : state.left;
    const chosen = effects[table[mood] as number] as readonly Effect[];
    const writes = chosen.filter(({ kind }) => kind === 'write');
    const rest = chosen.filter(({ kind }) => kind !== 'write');
    return [{ mood, fuel: state.fuel - 1, sessions, left, rests }, [...writes, flush([...greeting, ...rest])]];
  });
}

const CLOSES = 5;

function codeOf(input: Input): number {
  if (input.kind === 'block') return 1 + ((input.block[0] ?? 0) % 3);
  if (input.kind === 'restarted') return 4 + Object.keys(input.disk).length;
  return ['order', 'opened', 'closed', 'timer'].indexOf(input.kind);
}
