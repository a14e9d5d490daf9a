// Guessing games: whose coin it is and who may see it, what an adversary may learn and when, and how scores come about.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Design, sealed } from '../model/design.ts';
import { hex } from '../model/octets.ts';
import { boundaries, type Limits } from '../properties/games/betting.ts';
import { type Bit, coin } from '../properties/games/coin.ts';
import { contest, type Player, PRACTICE_GAMES, type Score } from '../properties/games/contest.ts';
import { verdictOf, worlds } from '../properties/games/contests.ts';
import { latency } from '../properties/games/figures.ts';
import type { Asked, Game, GameView, Strategy, World } from '../properties/games/game.ts';
import { Committee, Learner } from '../properties/games/learner.ts';
import { random } from '../sim/random.ts';
import { run } from '../sim/run.ts';
import { everything, late, player, reachable, silent } from './game-worlds.ts';

const LIMITS: Limits = { advantage: 0.4, falseAlarm: 1e-6, miss: 0.01, mostGames: 400 };
const NEVER: Limits = { advantage: 0.4, falseAlarm: 1e-300, miss: 1e-300, mostGames: 400 };

const play = (
  world: World,
  players: readonly Player[],
  { limits = LIMITS, seed = 'of the tests', design = sealed }: { limits?: Limits; seed?: string; design?: Design } = {},
): readonly Score[] => contest({ world, design, seed, cryptographies: ['ideal'], gate: boundaries(limits) }, players);

/** As far from half as chance has it once in fifteen thousand. */
function isAboutHalf(wins: number, games: number): void {
  expect(Math.abs(wins - games / 2)).toBeLessThan(4 * Math.sqrt(games / 4));
}
const hashed = (octets: string): number => createHash('sha256').update(octets).digest().readUInt32BE();

describe('coins', () => {
  const places = Array.from({ length: 20_000 }, (_, i) => [Math.floor(i / 100), 'a question', i % 100] as const);
  const coins = places.map((place) => coin('a seed', ...place));
  const alike = (others: readonly Bit[]): number => coins.filter((one, i) => one === others[i]).length;

  test('are fair, and each is independent of the one before', () => {
    isAboutHalf(coins.filter((one) => one === 1).length, coins.length);
    isAboutHalf(alike([...coins.slice(1), 0]), coins.length);
    isAboutHalf(alike([...coins.slice(100), ...coins.slice(0, 100)]), coins.length);
  });
  test('are others for another question, another seed, and what the system draws at the same place', () => {
    isAboutHalf(alike(places.map(([run, , game]) => coin('a seed', run, 'another question', game))), coins.length);
    isAboutHalf(alike(places.map((place) => coin('another seed', ...place))), coins.length);
    const drawn = (...place: (string | number)[]): Bit => (random('a seed', ...place).next() < 0.5 ? 1 : 0);
    isAboutHalf(alike(places.map((place) => drawn(...place))), coins.length);
    isAboutHalf(alike(places.map((place) => drawn('coin', ...place))), coins.length);
  });
  test('follow the challenger’s seed alone, whatever a world draws', () => {
    const tossed: Bit[][] = [];
    const greedy = (draws: number): World => ({
      make(toss, chance) {
        for (let i = 0; i < draws; i++) chance.next();
        const all = [0, 1, 2].map((i) => toss('late', i));
        tossed.push(all);
        return late(0).make(toss, chance);
      },
    });
    for (const draws of [0, 3])
      play(greedy(draws), [player({ plays: 'by a rule', guess: () => 1 })], { limits: { ...LIMITS, mostGames: 5 } });
    expect(tossed[0]).toEqual(tossed[1]);
    expect(tossed[0]).toEqual([0, 1, 2].map((i) => coin('of the tests', 0, 'late', i)));
  });
});

/** Games that are made before their run. */
const made = ['everyday', 'newcomers', 'pairs', 'rounds', 'blending', 'tagging'] as const;

describe.each(made)('the world of %s', (name) => {
  type Made = { readonly games: readonly (readonly [string, readonly Game[]])[]; readonly does: readonly string[] };
  const world = worlds[name] as World;
  const counts = new Map<string, number>();
  const make = (turned?: string): Made => {
    const { scenario, games } = world.make(
      (question, game) => {
        const key = `${question} ${game}`;
        if (turned === undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
        return (coin('a seed', question, game) ^ (key === turned ? 1 : 0)) as Bit;
      },
      random('a seed', 'traffic'),
    );
    const { queues, orders, ...rest } = scenario;
    const does = orders.map(({ queue, atMillis, ...order }) => {
      return JSON.stringify({ atMillis, ...order, to: queues.find((one) => one.name === queue) });
    });
    return { games: Object.entries(games({ scenario, events: [] } as never)), does: [...does, JSON.stringify(rest)] };
  };
  const straight = make();

  test('tosses one coin for each game', () => {
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    const games = straight.games.flatMap(([question, all]) => all.map(() => question));
    expect(counts.size).toBe(games.length);
  });

  // In rounds all games of a run have one window: what is asked is whose queue is where, and each pair has relays of its own.
  test.skipIf(name === 'rounds')('shows nothing of a coin before its game', () => {
    for (const [question, games] of straight.games)
      for (const [i, { asked, coin: secret }] of games.entries()) {
        const index = question === 'same queue' ? i + 1 : i;
        const turned = make(`${question} ${index}`);
        const other = turned.games.find(([one]) => one === question)?.[1][i] as Game;
        expect(other).toEqual({ asked, coin: 1 - secret });
        const before = Math.max(0, ...games.slice(0, i).map((one) => one.asked.to));
        const changed = straight.does.filter((one, j) => one !== turned.does[j]);
        expect(changed.length).toBeGreaterThan(0);
        for (const one of changed) expect(JSON.parse(one).atMillis).toBeGreaterThanOrEqual(before);
      }
  });
});

test('the world of tries made again shows both first ones, and the second one of either', () => {
  const made = worlds.retried.make(() => 0, random('a seed', 'traffic'));
  const trace = run({ scenario: made.scenario, design: sealed, seed: 'a seed', cryptography: 'ideal' });
  const tossed: string[] = [];
  const both = ([0, 1] as const).map((secret) => {
    const toss = (question: string, game: number): Bit => {
      tossed.push(`${question} ${game}`);
      return secret;
    };
    return worlds.retried.make(toss, random('a seed', 'traffic')).games(trace)['whose second try'];
  });
  const [one, other] = both as [readonly Game[], readonly Game[]];
  expect(one.length).toBeGreaterThan(4);
  expect(tossed).toHaveLength(2 * one.length);
  expect(new Set(tossed).size).toBe(one.length);
  for (const [i, { shown = [] }] of one.entries()) {
    expect(new Set([...shown, ...(other[i]?.shown ?? [])].map(hex)).size).toBe(4);
    expect(other[i]?.shown?.slice(0, 2)).toEqual(shown.slice(0, 2));
  }
});

describe('an adversary', () => {
  test('is given a view and what is asked, and no coin anywhere in them', () => {
    const given: [GameView, Asked][] = [];
    const guess = (view: GameView, asked: Asked): Bit => {
      given.push([view, asked]);
      return 0;
    };
    play(late(1), [player({ plays: 'by a rule', guess })], { limits: { ...NEVER, mostGames: 20 } });
    expect(given).toHaveLength(20);
    for (const [view, asked] of given) {
      expect(Object.keys(view).sort()).toEqual(['design', 'messages', 'servers', 'shown', 'sightings', 'tells']);
      expect(Object.keys(asked).sort()).toEqual(['about', 'from', 'to']);
      const paths = reachable({ view, asked }).map(([path]) => path);
      expect(paths.filter((path) => /coin|terms|cause|games|order/.test(path))).toEqual([]);
      expect(view.sightings.length).toBeGreaterThan(0);
      for (const { at } of view.sightings) expect(at >= asked.from && at < asked.to).toBe(true);
    }
  });

  test('that makes a guess of all that it is given is right half of the time where nothing is to be seen', () => {
    const guess = (view: GameView, asked: Asked): Bit => (hashed(everything(view, asked)) & 1) as Bit;
    const [score] = play(late(0), [player({ plays: 'by a rule', guess })], { limits: NEVER }) as [Score];
    expect(score).toMatchObject({ games: 400, verdict: 'undecided' });
    isAboutHalf(score.wins, score.games);
  });

  test('learns what a game was only after its guess: a figure that no other game has is worth nothing', () => {
    const figures = (view: GameView, asked: Asked): number[] => [hashed(everything(view, asked)), 2];
    const [score] = play(late(0), [player({ plays: 'by figures', figures })], { limits: NEVER }) as [Score];
    isAboutHalf(score.wins, score.games);
  });

  test('that can see the coin wins', () => {
    const timing: Strategy = {
      plays: 'by figures',
      figures: ({ sightings }, { from }) => [sightings.length, (sightings[0]?.at as number) - from],
    };
    const [score] = play(late(500), [player(timing)]) as [Score];
    expect(score.verdict).toBe('violated');
  });

  test('is shown the run before where it is a null control', () => {
    const seen: Record<'own' | 'other', string[]> = { own: [], other: [] };
    const watching = (whose: 'own' | 'other'): Strategy => ({
      plays: 'by a rule',
      guess: (view, asked) => {
        seen[whose].push(everything(view, asked));
        return 0;
      },
    });
    play(late(1), [player(watching('own')), player(watching('other'), { views: 'of another run' })], {
      limits: { ...NEVER, mostGames: 60 },
    });
    // Games of the second run are shown the first, and so on; no run is its own.
    expect(seen.other).toHaveLength(60);
    expect(seen.other.slice(0, 40)).toEqual(seen.own.slice(0, 40));
  });

  test('wins nothing as a null control, though the secret is plain', () => {
    const timing: Strategy = {
      plays: 'by figures',
      figures: ({ sightings }, { from }) => [(sightings[0]?.at ?? 0) - from],
    };
    const [open, blind] = play(late(500), [player(timing), player(timing, { views: 'of another run' })]) as [
      Score,
      Score,
    ];
    expect([open.verdict, blind.verdict]).toEqual(['violated', 'holds']);
  });
});

describe('a learner', () => {
  test('guesses what came with the figures nearest to this one', () => {
    const learner = new Learner();
    expect(learner.guess(1)).toBeUndefined();
    for (const [figure, was] of [
      [1, 0],
      [2, 0],
      [10, 1],
      [11, 1],
      [12, 1],
    ] as const)
      learner.learn(figure, was);
    expect([0, 1.4, 5, 7, 11.5, 99].map((figure) => learner.guess(figure))).toEqual([0, 0, 0, 1, 1, 1]);
  });
  test('goes by the majority where the figure is always the same, and says nothing where there is none', () => {
    const learner = new Learner();
    for (const was of [0, 1, 1, 0, 1] as const) learner.learn(7, was);
    expect(learner.guess(7)).toBe(1);
    learner.learn(7, 0);
    expect(learner.guess(7)).toBeUndefined();
  });
  test('of many figures follows the one that was right, and learns of one that only some games have', () => {
    const committee = new Committee();
    const chance = random('a seed', 'figures');
    let right = 0;
    for (let i = 0; i < 300; i++) {
      const secret: Bit = chance.next() < 0.5 ? 1 : 0;
      const noise = Array.from({ length: 40 }, () => chance.next());
      const figures = [...noise, secret + chance.next() / 2, ...(secret === 1 ? [5] : [])];
      if (committee.guess(figures) === secret && i >= 100) right++;
      committee.learn(figures, secret);
    }
    expect(right).toBeGreaterThan(195);
  });
  test('finds a packet that is late in the middle of others', () => {
    if (latency.strategy.plays !== 'by figures') throw new Error('it learns');
    const { figures } = latency.strategy;
    const seen = (times: readonly number[]): GameView =>
      ({ messages: [], sightings: times.map((at, i) => ({ kind: 'packet', at, session: i % 2 })) }) as never;
    const asked = { from: 0, to: 99, about: [] };
    const [plain, delayed] = [seen([1, 2, 3, 7]), seen([1, 2, 3.001, 7])].map((view) => figures(view, asked));
    expect(plain).not.toEqual(delayed);
    expect(plain).toEqual(figures(seen([11, 12, 13, 17]), { ...asked, from: 10 }));
  });
});

describe('a score', () => {
  const rule = player({ plays: 'by a rule', guess: () => 1 });
  const learned = player({ plays: 'by figures', figures: () => [0] }, { observer: 'the relay' });

  test('is the same for the same seed, whoever else plays, and another for another seed', () => {
    const both = play(late(0), [rule, learned]);
    expect(play(late(0), [rule, learned])).toEqual(both);
    expect([...play(late(0), [learned]), ...play(late(0), [rule])]).toEqual([both[1], both[0]]);
    expect(play(late(0), [rule, learned], { seed: 'another' })).not.toEqual(both);
  });
  test('does not count practice, which is for learners alone', () => {
    const limits = { ...NEVER, mostGames: 20 };
    let asked = 0;
    const figures = (): number[] => {
      asked++;
      return [0];
    };
    const [score] = play(late(0), [player({ plays: 'by figures', figures })], { limits }) as [Score];
    expect([score.games, asked]).toEqual([20, 20 + PRACTICE_GAMES]);
  });
  test('is undecided when there are too few games, and vacuous when there is none', () => {
    const limits = { ...LIMITS, mostGames: 5 };
    expect(play(late(0), [rule], { limits })).toMatchObject([{ games: 5, verdict: 'undecided' }]);
    expect(play(silent, [rule])).toEqual([{ games: 0, wins: 0, verdict: 'vacuous' }]);
  });
  test('is a verdict on a line by what the line says', () => {
    const verdicts = ['violated', 'holds', 'undecided', 'vacuous'] as const;
    expect(verdicts.map((gate) => verdictOf({ says: 'cannot' }, gate))).toEqual(verdicts);
    expect(verdicts.map((gate) => verdictOf({ says: 'can' }, gate))).toEqual([
      'holds',
      'violated',
      'undecided',
      'vacuous',
    ]);
  });
});
