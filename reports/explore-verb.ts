// `hopscope explore`: every order of events of a small scenario, and the shortest way to each failure as a numbered story.

import {
  EXPLORABLE,
  EXPLORABLE_WITHOUT_FAULTS,
  type ExplorationRequest,
  type Explored,
  explore,
  mutualScenario,
} from '../properties/exploration.ts';
import { wantedProperties } from '../properties/request.ts';
import { STATUS, type Status } from './exit-status.ts';
import { exploreWorlds } from './explore-worlds.ts';
import { numberedStory } from './numbered-story.ts';
import { type Chosen, designsChosen, judgeable } from './own-designs.ts';
import { MARKS } from './reading.ts';
import { readScenario } from './scenario-file.ts';
import { summarise } from './scenario-summary.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, grouped, listed, sentence, wrap } from './wrap.ts';

export interface ExploreOptions {
  readonly design?: string;
  readonly scenario?: string;
  readonly property?: readonly string[];
  readonly messages: number;
  readonly readersThere?: boolean;
  readonly worlds?: string;
  readonly crashes?: number;
  readonly faults: number;
  readonly most: number;
}

const WIDTH = 80;
/** How often the words on the terminal change at most, in states. */
const SHOWN_EVERY = 5_000;
const USUAL_CRASHES = 1;

/** Runs the verb to its exit status. */
export async function exploreVerb(given: ExploreOptions, terminal: Terminal): Promise<Status> {
  if (given.worlds !== undefined) return await exploreWorlds(given, given.worlds, terminal);
  const options = { ...given, crashes: given.crashes ?? USUAL_CRASHES };
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const file = options.scenario === undefined ? undefined : readScenario(options.scenario);
  if (typeof file === 'string') return refuse(file);
  const chosen = await designsChosen([options.design ?? file?.own?.design.name ?? 'sealed'], file?.own && [file.own]);
  if (typeof chosen === 'string') return refuse(chosen);
  const [{ design, own }] = chosen as [Chosen];
  const { crashes, faults, most: mostStates, messages } = options;
  const asked = options.property ?? [];
  const ids = crashes + faults === 0 ? [...EXPLORABLE, ...EXPLORABLE_WITHOUT_FAULTS] : EXPLORABLE;
  const explorable = wantedProperties({ properties: ids });
  const unknown = asked.find((id) => !explorable.some((one) => one.id === id || one.requirement === id));
  if (unknown !== undefined)
    return refuse(
      `no property or requirement “${unknown}” that can be explored with these bounds; there are ${listed(ids)}`,
    );
  const properties = explorable.filter(
    ({ id, requirement }) => asked.length === 0 || asked.includes(id) || asked.includes(requirement),
  );

  const scenario = file?.scenario ?? mutualScenario(messages);
  const began = Date.now();
  const request: ExplorationRequest = {
    scenario,
    design,
    seed: '1',
    readers: options.readersThere === true ? 'are there' : 'come when all is quiet',
    crashes,
    faults,
    mostStates,
    properties,
    reduction: 'independent steps of servers and clients',
    progress: (states) => {
      if (states % SHOWN_EVERY === 0) terminal.status?.(() => `exploring: ${counted(states, 'state')}`);
    },
  };
  const explored = judgeable(own, () => explore(request));
  terminal.quiet();
  if (typeof explored === 'string') return refuse(explored);
  // What nobody asked for and has no occasion is left out.
  const lines = explored.lines.filter(({ verdict }) => asked.length > 0 || verdict !== 'vacuous');
  const seconds = Math.max(1, Date.now() - began) / 1_000;

  const { strong } = terminal.paint;
  const printed = [
    ...wrap(clean(`${design.name}: ${scenario.name}`), WIDTH).map(strong),
    '',
    // How slow the links are is all the same to an untimed network.
    ...summarise(scenario)
      .filter((line) => !line.startsWith('Each link'))
      .flatMap(bullet),
    '',
    ...scope(explored, options).flatMap((text) => [...wrap(text, WIDTH), '']),
    ...figures(explored, options, seconds).flatMap(bullet),
    ...lines.flatMap((line) => [
      '',
      ...wrap(clean(`${MARKS[line.verdict]} ${line.property}: ${line.verdict}`), WIDTH).map(strong),
      ...wrap(sentence(clean(`${line.claim}; ${counted(line.chances, 'chance')} to fail`)), WIDTH - 2).map(indented),
      ...(line.counterexample === undefined
        ? []
        : [
            ...wrap(sentence(clean(line.counterexample.story)), WIDTH - 2).map(indented),
            '',
            ...numberedStory(line.counterexample.steps, WIDTH),
          ]),
    ]),
  ];
  terminal.print(printed.join('\n'));
  return statusOf({ ...explored, lines });
}

function statusOf({ complete, lines }: Explored): Status {
  if (lines.some(({ verdict }) => verdict === 'violated')) return STATUS.notAsDeclared;
  return complete && lines.length > 0 && lines.every(({ verdict }) => verdict === 'holds')
    ? STATUS.asDeclared
    : STATUS.undecided;
}

const indented = (line: string): string => `  ${line}`;
const bullet = (text: string): readonly string[] =>
  wrap(clean(text), WIDTH - 2).map((line, i) => (i === 0 ? `- ${line}` : indented(line)));

/** What the verdicts speak of, and what not. */
function scope(
  { setUpMoves }: Explored,
  { crashes = USUAL_CRASHES, faults, readersThere = false }: ExploreOptions,
): readonly string[] {
  const crash =
    crashes === 0
      ? 'no crash'
      : `at most ${counted(crashes, 'crash', 'crashes')} of any node at any moment, which leaves on its disk all that was flushed and any of what was not`;
  const fault =
    faults === 0
      ? 'no fault of the network'
      : `at most ${counted(faults, 'fault')}: a connection breaks, or a timer is up while something is on its way`;
  return [
    `Explored: every order in which blocks arrive, disks are flushed, users write and nodes start again, with ${crash}, and with ${fault}.${readersThere ? '' : ' Who reads a queue comes when nothing else is left to do.'}`,
    `Not explored: the ${counted(setUpMoves, 'move')} that make queues, sessions and registrations, which come in one order without a fault; and lengths of time: a timer waits until nothing else can happen, and no time passes before a flush is done or a node that crashed is there again. When all is at rest, readers have five minutes more.`,
  ];
}

function figures(explored: Explored, { most }: ExploreOptions, seconds: number): readonly string[] {
  const { states, transitions, depth, complete, ends, outcomes } = explored;
  return [
    `${counted(states, 'state')}, ${counted(transitions, 'transition')}, at most ${counted(depth, 'move')} from the start`,
    `${counted(ends, 'state')} with nothing left to do, ${counted(outcomes, 'different outcome')} for users`,
    complete
      ? 'complete: nothing within these bounds was left out'
      : states < most
        ? 'stopped at a failure of every property'
        : `not complete: stopped at ${counted(most, 'state')}`,
    `${grouped(Math.round(states / seconds))} states per second, ${seconds.toFixed(1)} s`,
  ];
}
