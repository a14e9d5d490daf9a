// Plays a contest: run after run, game after game, until its gate has decided or there are no more games to play.
// What an adversary learns of a game it learns after it has guessed; what it draws itself comes from a stream of its own.
import type { Design } from '../../model/design.ts';
import { random } from '../../sim/random.ts';
import { run } from '../../sim/run.ts';
import type { Trace } from '../../sim/trace.ts';
import { constantsFree } from '../common-octets.ts';
import { type Observer, observers, view, type Who } from '../observer.ts';
import type { Verdict } from '../result.ts';
import type { Cryptography } from '../trial.ts';
import { type Boundaries, decided } from './betting.ts';
import { type Bit, coin } from './coin.ts';
import { SHARED_OCTETS } from './figures.ts';
import type { Adversary, Asked, Game, GameView, Match, World } from './game.ts';
import { Committee } from './learner.ts';
import { type Message, messageIn } from './messages.ts';

/** Who plays which question of a world. */
export interface Player {
  readonly question: string;
  readonly observer: Who;
  readonly adversary: Adversary;
  /** A null control is shown what happened in the run before: nobody can win so but by way of a leak in the game itself. */
  readonly views?: 'of another run';
}
export interface Score {
  readonly games: number;
  readonly wins: number;
  readonly verdict: Verdict;
}

/** One run: its games, with what was seen of it. */
export interface Played {
  readonly trace: Trace;
  readonly games: ReturnType<Match['games']>;
}

export interface Setting {
  readonly world: World;
  readonly design: Design;
  readonly seed: string;
  /** Which cryptography the runs have, in turn: octets are real where octets count. */
  readonly cryptographies: readonly Cryptography[];
  readonly gate: Boundaries;
}

function playedRun({ world, design, seed, cryptographies }: Setting, number: number): Played {
  const toss = (question: string, game: number): Bit => coin(seed, number, question, game);
  const { scenario, games } = world.make(toss, random(seed, 'traffic', number));
  const cryptography = cryptographies[number % cryptographies.length] as Cryptography;
  const trace = run({ scenario, design, seed: `${seed}/run/${number}`, cryptography });
  return { trace, games: games(trace) };
}

/** Who has to learn does so before the bets begin: what it loses meanwhile is no sign that there is nothing to win. */
export const PRACTICE_GAMES = 40;

/** A design that gives no occasion for a game in so many runs in a row is not asked again. */
const MOST_IDLE_RUNS = 10;

/** Scores of players on the same runs, in the same order. */
export function contest(setting: Setting, players: readonly Player[]): readonly Score[] {
  const tables = players.map((player) => new Table(setting.gate, player, setting.seed));
  let before: Viewing | undefined;
  for (let number = 0; tables.some((one) => one.isOpen); number++) {
    const played = playedRun(setting, number);
    const now = viewing(played);
    for (const table of tables) {
      const shown = table.player.views === 'of another run' ? before : now;
      if (shown === undefined) continue;
      const games = played.games[table.player.question] ?? [];
      table.idleRuns = games.length === 0 ? table.idleRuns + 1 : 0;
      for (const [i, game] of games.entries()) if (table.isOpen) table.play(game, shown(table.player, i, game.asked));
    }
    before = now;
  }
  return tables.map(({ games, wins, verdict = games === 0 ? 'vacuous' : 'undecided' }) => ({ games, wins, verdict }));
}

/** One player's games so far. */
class Table {
  readonly player: Player;
  readonly #gate: Boundaries;
  readonly #seed: string;
  readonly #committee = new Committee();
  #practised = 0;
  /** The last runs in a row that had no game for it. */
  idleRuns = 0;
  games = 0;
  wins = 0;
  verdict: Verdict | undefined;

  constructor(gate: Boundaries, player: Player, seed: string) {
    this.player = player;
    this.#gate = gate;
    const { question, observer, adversary, views = 'of its own run' } = player;
    // Of its own, so that who else plays makes no difference.
    this.#seed = [seed, 'adversary', question, observer, adversary.id, views].join('/');
  }
  get isOpen(): boolean {
    const more = this.games < this.#gate.limits.mostGames && this.idleRuns < MOST_IDLE_RUNS;
    return this.verdict === undefined && more;
  }
  play({ asked, coin: secret }: Game, seen: GameView): void {
    const { strategy } = this.player.adversary;
    const blind = (): Bit => coin(this.#seed, this.games);
    let guess: Bit | undefined;
    if (strategy.plays === 'by a rule') guess = strategy.guess(seen, asked);
    else {
      const figures = strategy.figures(seen, asked);
      guess = this.#committee.guess(figures);
      this.#committee.learn(figures, secret);
      if (this.#practised++ < PRACTICE_GAMES) return;
    }
    if ((guess ?? blind()) === secret) this.wins++;
    this.games++;
    this.verdict = decided(this.#gate, this.games, this.wins);
  }
}

export type Viewing = (player: Player, game: number, asked: Asked) => GameView;
/** What an observer of a run sees during a game. */
export function viewing({ trace, games }: Played): Viewing {
  const tells = (octets: Uint8Array): boolean => constantsFree(trace, octets, SHARED_OCTETS);
  const seen = new Map<Who, { readonly observer: Observer; readonly all: ReturnType<typeof view> }>();
  const read = new Map<object, Message | undefined>();
  const of = (who: Who) => {
    const known = seen.get(who);
    if (known !== undefined) return known;
    const [observer] = observers(who, trace.scenario);
    if (observer === undefined) throw new Error(`nobody in “${trace.scenario.name}” is ${who}`);
    const made = { observer, all: view(observer, trace) };
    seen.set(who, made);
    return made;
  };
  const servers = trace.scenario.servers.map(({ name }) => name);
  const windows = new Map<string, ReturnType<typeof view>>();
  return ({ observer: who, question }, game, { from, to }) => {
    const { observer, all } = of(who);
    const window = `${who} ${from} ${to}`;
    const sightings = windows.get(window) ?? all.filter(({ at }) => at >= from && at < to);
    windows.set(window, sightings);
    const messages = sightings.flatMap((one) => {
      // Its own forwards and responses an end has made itself.
      if (one.kind !== 'packet' || (observer.owns.size > 0 && !observer.owns.has(one.to))) return [];
      if (!read.has(one)) read.set(one, messageIn(observer, trace, one));
      return read.get(one) ?? [];
    });
    return { design: trace.design, servers, sightings, messages, shown: games[question]?.[game]?.shown ?? [], tells };
  };
}
