// A small scenario in every order of events, with crashes and faults: what the properties make of each outcome, as data.
// Orders that leave every node, disk and user alike are one; so a property may ask what each user was told and ordered, in
// that user's order, but not what one user was told before another, nor what the blocks on the way there looked like.
import type { Design } from '../model/design.ts';
import type { Move, World } from '../sim/moves.ts';
import { pathTraces } from '../sim/path-trace.ts';
import { type Scenario, scenarioSchema } from '../sim/scenario.ts';
import { type Bounds, type Reduction, scheduleSpace } from '../sim/schedule-space.ts';
import { search } from '../sim/search.ts';
import { type Readers, setUp } from '../sim/set-up.ts';
import { type Counterexample, counterexample } from './exploration-story.ts';
import { add, failed, inWords, nothing, type Property, type Tally, verdict } from './property.ts';
import type { Verdict } from './result.ts';

/** Properties that ask nothing else than what each user was told, and can so be asked of every order at once. */
export const EXPLORABLE: readonly string[] = [
  'R5.1-delivers',
  'R5.3-told-truly',
  'R5.3-ends',
  'R5.4-once',
  'R5.4-in-order',
];
/** And those that speak of a good network, or count what is told again after a crash. */
export const EXPLORABLE_WITHOUT_FAULTS: readonly string[] = [
  'D1-messages-arrive',
  'R4.1-altered',
  'R4.6-enqueued-once',
];

/** As long as a client waits before it makes sure that it still reads: what it then receives it has not lost. */
const REST_MILLIS = 300_000;

export interface ExplorationRequest extends Bounds {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly readers: Readers;
  readonly mostStates: number;
  readonly properties: readonly Property[];
  readonly reduction: Reduction;
  /** Is told how many states were looked at. */
  readonly progress?: (states: number) => void;
}

export interface ExploredLine {
  readonly property: string;
  /** What it says, as a sentence without its full stop. */
  readonly claim: string;
  readonly verdict: Verdict;
  /** Occasions to fail, over all outcomes. */
  readonly chances: number;
  /** How the first failure comes about, by as few moves as any. */
  readonly counterexample: Counterexample | undefined;
}
export interface Explored {
  /** Moves of the set-up, which happened in one order only. */
  readonly setUpMoves: number;
  readonly states: number;
  readonly transitions: number;
  /** Moves on a shortest way to the states that are farthest. */
  readonly depth: number;
  /** Whether nothing within the bounds was left out. */
  readonly complete: boolean;
  /** States in which nothing is left to do. */
  readonly ends: number;
  /** Ends that differ in what some user was told. */
  readonly outcomes: number;
  readonly lines: readonly ExploredLine[];
}

/** Two clients write messages to each other, through one proxy, to queues on one relay, which each reads itself. */
export const mutualScenario = (messagesEach: number): Scenario => {
  const [alice, carol] = ['alice', 'carol'];
  const written = (queue: string, from: string) =>
    Array.from({ length: messagesEach }, (_, i) => ({ atMillis: 0, queue, text: `${from} writes ${i + 1}` }));
  return scenarioSchema.parse({
    name: `two clients write ${messagesEach === 1 ? 'a message' : `${messagesEach} messages`} to each other`,
    servers: [
      { name: 'proxy', ip: '198.51.100.1' },
      { name: 'relay', ip: '198.51.100.2' },
    ],
    clients: [
      { name: alice, ip: '2001:db8:10::a1', proxy: 'proxy' },
      { name: carol, ip: '2001:db8:11::a2', proxy: 'proxy' },
    ],
    queues: [
      { name: 'queue 1', relay: 'relay', from: alice, to: carol },
      { name: 'queue 2', relay: 'relay', from: carol, to: alice },
    ],
    orders: [...written('queue 1', alice), ...written('queue 2', carol)],
  });
};

/** Explores it all, or says in words why that cannot be. */
export function explore(request: ExplorationRequest): Explored | string {
  const { properties, reduction, mostStates, progress } = request;
  const prepared = setUp(request, reduction === 'nothing' ? 'take their time' : 'within the step');
  if (typeof prepared === 'string') return prepared;
  const { worlds, start, orders, moves } = prepared;
  const space = scheduleSpace(worlds, start, orders, { ...request, restMillis: REST_MILLIS }, reduction);
  const traceOf = pathTraces(request, prepared);

  const outcomes = new Set<string>();
  const tallies = new Map<Property, Tally>(properties.map((property) => [property, nothing]));
  const outcomeOf = (world: World): string =>
    worlds.actors
      .map((_, actor) => {
        const { told, given, messages, broken } = worlds.station(world, actor);
        return [told, given, messages, broken].map((one) => worlds.number(one)).join(' ');
      })
      .join();
  const traced = (path: readonly Move[]) => traceOf(space.initial, path);
  let states = 0;
  const examine = (world: World, isEnd: boolean, path: () => readonly Move[]): readonly Property[] => {
    progress?.(++states);
    const outcome = isEnd ? outcomeOf(world) : '';
    if (!isEnd || outcomes.has(outcome)) return [];
    outcomes.add(outcome);
    const { trace } = traced(path());
    return properties.filter((property) => {
      const before = tallies.get(property) ?? nothing;
      const tally = property.examine([trace]);
      tallies.set(property, add(before, tally));
      return failed(property.says, tally) && !failed(property.says, before);
    });
  };
  const { reduce } = space;
  const { found, ...figures } = search(space, {
    mostStates,
    examine,
    mostFound: Math.max(1, properties.length),
    ...(reduce !== undefined && { reduce }),
  });
  const lines = properties.map((property): ExploredLine => {
    const tally = tallies.get(property) ?? nothing;
    const seen = verdict(property.says, tally);
    const path = found.find(({ what }) => what === property)?.path;
    return {
      property: property.id,
      claim: inWords(property),
      verdict: seen === 'violated' || figures.complete ? seen : 'undecided',
      chances: tally.chances,
      counterexample: path && counterexample(worlds, traced(path), property),
    };
  });
  return { ...figures, setUpMoves: moves.length, outcomes: outcomes.size, lines };
}
