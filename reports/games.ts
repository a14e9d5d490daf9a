// What traffic still tells, in words and rows, the same in every form of the report: guessing games, how often an adversary
// was right, what delay would help, and the controls that show what the games are worth.

import { advantageInterval } from '../properties/games/advantage-interval.ts';
import { boundaries } from '../properties/games/betting.ts';
import { contests } from '../properties/games/contests.ts';
import { CONTROL_LIMITS } from '../properties/games/controls.ts';
import { inWords } from '../properties/property.ts';
import type { Audit, Control, LoadResult } from '../properties/result.ts';
import { everyLine, type LineOf, linesWords } from './filters-html.ts';
import { duration, percent, shown } from './measured.ts';
import { MARKS } from './reading.ts';
import { clean } from './untrusted.ts';
import { counted, grouped, listed } from './wrap.ts';

type Rows = readonly (readonly string[])[];

export const GAMES_HELP =
  'Each line is a game that is played thousands of times on runs of the real code: a coin that nobody else sees decides one thing, such as whether two messages go to one queue or to two, and an adversary guesses it from what its observer sees. Guessing blindly wins half of the games; the advantage is what is won beyond that, from 0 to 1. A game ends when the evidence is enough either way: “holds” says that this adversary’s advantage is below the limit, and nothing about another adversary.';

/** The lines that were played, in the order of their rows. */
export const played = (audit: Audit): readonly LineOf[] =>
  everyLine(audit).filter(({ line }) => line.method === 'game');
const adversaryOf = (id: string): string => {
  const adversary = contests.find((one) => one.id === id)?.adversary;
  return adversary === undefined ? '' : `${adversary.id}, ${adversary.does}`;
};

/** Of those who watch both links, in words that need no other. */
export function timingSentence({ load }: Pick<Audit, 'load'>): string | undefined {
  const of = (delay: string): LoadResult | undefined => load.find((one) => one.delay === delay);
  const [none, timed] = [of('none'), of('timed')];
  if (none === undefined || timed === undefined) return undefined;
  const right = (advantage: number): string => percent((1 + advantage) / 2);
  return (
    `Somebody who watches the wires on both sides of a proxy that sends everything on at once can tell who writes to whom: ` +
    `of two people who wrote ${duration(none.gapMillis)} apart on average, the right one was named in ${right(none.advantage.value)} of all cases, ` +
    `where blind guessing gives 50% (advantage ${none.advantage.value}). ` +
    `A proxy that sent on, and gave back, only every ${duration(timed.delayMillis)} should cut the advantage to ${timed.target}; ` +
    `measured, it was ${shown(timed.advantage, String)}, and a message took ${duration(timed.medianMillis.value)} instead of ${duration(none.medianMillis.value)}.`
  );
}

/** What was played, and what it says; nothing where nothing was played. */
export function gameSentences(audit: Audit): readonly string[] {
  const { gate, controls } = audit;
  if (gate === undefined) return [];
  const all = played(audit);
  const games = all.reduce((sum, { line }) => sum + line.chances, 0);
  const timing = timingSentence(audit);
  const wrong = controls.filter(({ asItMust }) => !asItMust);
  return [
    ...(timing === undefined ? [] : [timing]),
    `Played as games: ${linesWords(all)}, ${counted(games, 'game')} in all. A line holds if an advantage of ${gate.advantage} is ruled out, which goes wrong with a chance of at most ${gate.miss}, and is violated if blind guessing is ruled out, which goes wrong with a chance of at most ${gate.falseAlarm}; a design that gives nothing away needs ${grouped(gate.meanGames)} games on the mean, 95% of them no more than ${grouped(gate.games95)}, and none gets more than ${grouped(gate.mostGames)}.`,
    ...(controls.length === 0
      ? []
      : [
          wrong.length === 0
            ? `All ${controls.length} adversaries won where they must, and none of them when it was shown another run instead.`
            : `Not as it must be: ${listed(wrong.map(controlWords))}.`,
        ]),
  ];
}
export const controlWords = ({ adversary, positive, null: blind }: Control): string =>
  positive.verdict === 'violated'
    ? `${clean(adversary)} won ${blind.wins} of ${blind.games} games when it was shown another run`
    : `${clean(adversary)} won only ${positive.wins} of ${positive.games} games where it must win`;

/** Nothing may have been won at all; what is below blind guessing is shown as none. */
function advantageWords(score: { readonly games: number; readonly wins: number }): string {
  const interval = advantageInterval(score);
  if (interval === undefined) return 'nothing was played';
  const [value, low, high] = [interval.value, interval.low, interval.high].map((one) => one.toFixed(2));
  return `${value} (${low} to ${high})`;
}

export const gameRows = (audit: Audit): Rows => [
  ['Design', 'Line', 'Adversary', 'Won', 'Advantage, from, to', 'Verdict'],
  ...played(audit).map(({ design, line }) => [
    clean(design),
    `${clean(line.property)}: ${clean(inWords(line))}`,
    adversaryOf(line.property),
    `${grouped(line.hits)} of ${grouped(line.chances)}`,
    advantageWords({ games: line.chances, wins: line.hits }),
    `${MARKS[line.verdict]} ${line.verdict}${line.asExpected ? '' : ` (declared: ${line.expected})`}`,
  ]),
];

export const loadRows = ({ load }: Audit): Rows => [
  ['Delay of the proxy', 'Advantage on both links', 'Median delivery', 'Seeds'],
  ...load.map(({ delay, delayMillis, advantage, medianMillis, seeds }) => [
    delay === 'none' ? 'none' : `${clean(delay)}, ${duration(delayMillis)}`,
    shown(advantage, String),
    shown(medianMillis, duration),
    String(seeds),
  ]),
];
export const LOAD_HELP =
  'Two clients write one message each, to one of two relays each, and whoever watches both links matches times both ways. Each figure is a mean over seeds with its 95% interval over seeds. “exponential” keeps each block for a time of its own, with this mean; “timed” sends all that waits at the end of each period.';

export const CONTROLS_HELP = `As it must be: where its attack works, an adversary wins so often that blind guessing is ruled out; shown another run, it does not win as often as that. In brackets is from how many wins on, of as many games as were played, that is ruled out, with a chance of at most ${CONTROL_LIMITS.falseAlarm} to go wrong. A control tells winning nearly always from winning as often as not, in ${CONTROL_LIMITS.mostGames} games at most: it does not look for a small advantage.`;

/** So many wins, and from how many of as many games blind guessing is ruled out. */
const won = ({ games, wins }: Control['null']): string =>
  `${wins} of ${games} (${boundaries({ ...CONTROL_LIMITS, mostGames: games }).violatedFrom[games]})`;

export const controlRows = ({ controls }: Audit): Rows => [
  [
    'Adversary',
    'Observer',
    'Where it must win: sealed, with',
    'Won there',
    'Won when shown another run',
    'As it must be',
  ],
  ...controls.map(({ adversary, does, observer, where, positive, null: blind, asItMust }) => [
    `${clean(adversary)}, ${clean(does)}`,
    clean(observer),
    clean(where),
    won(positive),
    won(blind),
    asItMust ? '✓' : '✗ no',
  ]),
];
