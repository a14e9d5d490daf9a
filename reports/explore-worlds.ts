// `hopscope explore --worlds`: whether an observer can tell two worlds apart in any schedule, and the shortest way to it.
import { properties, propertyOf } from '../properties/catalogue.ts';
import type { WorldFigures } from '../properties/distinguishers.ts';
import { asSubject, inWords } from '../properties/property.ts';
import {
  type ComparedPair,
  compareSchedules,
  grouped,
  named,
  pairsOf,
  scheduleCount,
  schedulesVerdict,
} from '../properties/schedule-evidence.ts';
import type { SchedulePair } from '../properties/schedule-pairs.ts';
import { STATUS, type Status } from './exit-status.ts';
import { numberedStory } from './numbered-story.ts';
import { type Chosen, designsChosen, judgeable } from './own-designs.ts';
import { MARKS } from './reading.ts';
import type { Terminal } from './terminal.ts';
import { clean } from './untrusted.ts';
import { counted, listed, sentence, wrap } from './wrap.ts';

export interface WorldsOptions {
  readonly design?: string;
  readonly messages: number;
  readonly crashes?: number;
  readonly faults: number;
  readonly most: number;
}

const WIDTH = 80;
/** Beginnings of views that are gone through at most. */
const MOST_BEGINNINGS = 500_000;

/** Runs the verb to its exit status. */
export async function exploreWorlds(options: WorldsOptions, id: string, terminal: Terminal): Promise<Status> {
  const refuse = (why: string): Status => {
    terminal.complain(`hopscope: ${clean(why)}`);
    return STATUS.badInput;
  };
  const { messages, crashes = 0, faults, most: mostStates } = options;
  const comparable = properties.filter((one) => pairsOf(one, messages).length > 0).map((one) => one.id);
  const property = propertyOf(id);
  const there = `there are ${listed(comparable)}`;
  if (property === undefined) return refuse(`no property “${id}”; of two worlds ${there}`);
  if (property.method !== 'two worlds')
    return refuse(`${id} does not compare two worlds, its method is ${property.method}; of two worlds ${there}`);
  if (!comparable.includes(id))
    return refuse(`the secret of ${id} is when something happens, which schedules without times cannot show; ${there}`);
  const chosen = await designsChosen([options.design ?? 'sealed']);
  if (typeof chosen === 'string') return refuse(chosen);
  const [{ design, own }] = chosen as [Chosen];

  terminal.status?.(() => 'exploring both worlds');
  const compared = judgeable(own, () =>
    compareSchedules(property, {
      design,
      seed: '1',
      readers: 'are there',
      messages,
      crashes,
      faults,
      mostStates,
      mostBeginnings: MOST_BEGINNINGS,
    }),
  );
  terminal.quiet();
  if (typeof compared === 'string') return refuse(compared);
  const verdict = schedulesVerdict(compared);
  const { strong } = terminal.paint;
  const printed = [
    ...wrap(clean(`${design.name}: ${inWords(property)}`), WIDTH).map(strong),
    '',
    ...wrap(scope(options), WIDTH),
    '',
    ...compared.flatMap(pairLines),
    ...wrap(`${MARKS[verdict]} ${property.id}: ${verdict}; ${outcome(compared)}`, WIDTH).map(strong),
    ...compared.flatMap((one) => storyLines(one, property.observer)),
  ];
  terminal.print(printed.join('\n'));
  if (verdict === 'violated') return STATUS.notAsDeclared;
  return verdict === 'holds' ? STATUS.asDeclared : STATUS.undecided;
}

function scope({ messages, crashes = 0, faults }: WorldsOptions): string {
  const trouble = [
    crashes > 0 && `at most ${counted(crashes, 'crash', 'crashes')}`,
    faults > 0 && `at most ${counted(faults, 'fault')} of the network`,
  ].filter((one) => typeof one === 'string');
  const steps =
    crashes > 0 ? ', moves that the observer does not see in one order where their order is all the same' : '';
  // Such as a crash that loses the messages of one client, where the other world has them with two.
  const bounded =
    trouble.length === 0 ? '' : ' What takes more crashes or faults in one world than in the other is found as well.';
  return `Explored: every order in which blocks arrive, disks are flushed, users write and timers are up, of up to ${counted(messages, 'message')}, with ${trouble.length === 0 ? 'no crash and no fault' : trouble.join(' and ')}${steps}. A view is what the observer sees in its order, without times; the set-up comes in one order. Views of one world are matched against those of the other, both ways.${bounded}`;
}

const users: Readonly<Record<SchedulePair['users'], string>> = {
  'write at once': 'who writes does so before time passes',
  'may wait': 'who writes may take their time',
  'wait until all is at rest': 'each message is written when the one before has arrived',
};

function pairLines(compared: ComparedPair): readonly string[] {
  const { pair, worlds } = compared;
  return [
    ...wrap(clean(sentence(`${named(compared)}; ${users[pair.users]}`)), WIDTH),
    ...worlds.flatMap((world, i) => figures(world, pair.words[i as 0 | 1])),
    '',
  ];
}

function figures({ schedules, states, views, complete }: WorldFigures, words: string): readonly string[] {
  const count = schedules === undefined ? 'schedules that were not counted' : `${grouped(schedules)} schedules`;
  const whole = complete ? 'complete' : 'not complete: stopped at a bound';
  return wrap(
    clean(`${words}: ${count} in ${counted(states, 'state')}, ${counted(views, 'different view')}; ${whole}`),
    WIDTH - 2,
  ).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
}

function outcome(compared: readonly ComparedPair[]): string {
  const count = scheduleCount(compared);
  if (compared.some(({ distinguisher }) => distinguisher !== undefined)) return 'there is a distinguisher';
  return count === undefined || compared.some(({ complete }) => !complete)
    ? 'no distinguisher in those schedules that were gone through, which are not all'
    : `no distinguisher in all ${grouped(count)} schedules`;
}

function storyLines(compared: ComparedPair, observer: string): readonly string[] {
  const { distinguisher, pair } = compared;
  if (distinguisher === undefined) return [];
  const { world, words, steps } = distinguisher;
  const told = `Between ${named(compared)}, ${asSubject(observer)} tells: ${words}.`;
  return [
    '',
    ...wrap(clean(told), WIDTH - 2).map((line) => `  ${line}`),
    '',
    ...(steps.length === 0
      ? ['  The set-up shows it already.']
      : [
          ...wrap(
            clean(
              `A shortest schedule that no schedule of the other world looks like, in the world “${pair.words[world]}”:`,
            ),
            WIDTH - 2,
          ).map((line) => `  ${line}`),
          ...numberedStory(steps, WIDTH),
        ]),
  ];
}
