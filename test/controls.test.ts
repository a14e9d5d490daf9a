// The adversaries of the guessing games where they must win, each shown another run where it must not; the lines that they
// decide, against the design that leaks and the one that does not; and how games are cut into shards.
import { describe, expect, test } from 'vitest';
import { type Design, sealed } from '../model/design.ts';
import { boundaries } from '../properties/games/betting.ts';
import { contest } from '../properties/games/contest.ts';
import { type Contest, CRYPTOGRAPHIES, contests, worlds } from '../properties/games/contests.ts';
import { CONTROL_LIMITS, type Control, controls } from '../properties/games/controls.ts';
import { controlResults, gameLines } from '../properties/games/game-lines.ts';
import { type GameShard, gameShards, playGames } from '../properties/games/game-shards.ts';
import type { AuditRequest } from '../properties/request.ts';

const request: AuditRequest = { profile: 'pr', seed: 'of the tests' };
const shards = gameShards(request);
const tests = shards.filter((shard) => shard.kind === 'controls');
const games = shards.filter((shard) => shard.kind === 'games');

describe('a control', () => {
  test('is there for each of the thirteen attacks, and played once', () => {
    const attacks = Array.from({ length: 13 }, (_, i) => `A${i + 1}`);
    expect(controls.map(({ adversary }) => adversary.id).sort()).toEqual(attacks.sort());
    const all = tests.flatMap((shard) => shard.controls).sort((a, b) => a - b);
    expect(all).toEqual(controls.map((_, i) => i));
  });
  test('is there for every adversary that a line has', () => {
    const known = new Set(controls.map(({ adversary }) => adversary.id));
    expect(contests.filter(({ adversary }) => !known.has(adversary.id))).toEqual([]);
  });

  const named = tests.map((shard) => ({
    name: shard.controls.map((i) => (controls[i] as Control).adversary.id).join(', '),
    shard,
  }));
  test.each(named)('of $name is won, and not when it is shown another run', ({ shard }) => {
    const worked = playGames(shard);
    if (worked.kind !== 'controls') throw new Error('these are controls');
    expect(worked.scores.map(({ control }) => control)).toEqual(shard.controls);
    for (const { control, positive, null: blind } of worked.scores) {
      expect([controls[control]?.adversary.id, positive.verdict]).toEqual([expect.any(String), 'violated']);
      expect(blind.verdict).not.toBe('violated');
      expect(blind.games).toBeGreaterThan(0);
    }
    expect(controlResults(worked.scores).map(({ asItMust }) => asItMust)).toEqual(worked.scores.map(() => true));
  });

  test('is not as it must be if it wins blindly, or does not win where it must', () => {
    const [won, lost] = [
      { games: 30, wins: 30, verdict: 'violated' },
      { games: 30, wins: 9, verdict: 'holds' },
    ] as const;
    const results = controlResults([
      { control: 1, positive: won, null: won },
      { control: 0, positive: lost, null: lost },
      { control: 2, positive: won, null: lost },
    ]);
    expect(results.map(({ asItMust }) => asItMust)).toEqual([false, false, true]);
  });
});

describe('a line', () => {
  /** Of lines in one world, the verdicts of their gates. */
  function gates(design: Design, world: Contest['world'], ids?: readonly string[]): Record<string, string> {
    const players = contests.filter((one) => one.world === world && (ids?.includes(one.id) ?? true));
    const gate = boundaries({ ...CONTROL_LIMITS, mostGames: 3 * CONTROL_LIMITS.mostGames });
    const setting = { world: worlds[world], design, seed: 'of the tests', cryptographies: CRYPTOGRAPHIES, gate };
    const scores = contest(setting, players);
    return Object.fromEntries(players.map(({ id }, i) => [id, scores[i]?.verdict ?? '']));
  }

  /** The sealed design with one decision turned, and lines that notice. */
  const leaks: readonly [Contest['world'], Partial<Design>, readonly string[]][] = [
    ['everyday', { destinationId: 'in clear in the response' }, ['R2.2-A13', 'R2.3-A13', 'U1-A13']],
    ['everyday', { senderKey: 'kept per queue' }, ['R2.2-A13', 'R2.3-A13']],
    ['everyday', { answers: 'as soon as they are ready' }, ['R2.4-A7']],
    ['everyday', { flow: 'one at a time per queue' }, ['R2.3-A11', 'R2.3-A7']],
    ['everyday', { blocks: 'as long as the message', texts: 'as long as they are' }, ['R2.4-A8', 'T.P6-A8']],
    ['newcomers', { senderKey: 'kept per client' }, ['G5-A13', 'G5-A12']],
    ['pairs', {}, ['G4-A2', 'G4-A6']],
  ];
  test.each(leaks)('in the world of %s, with %o, is violated: %j', (world, change, ids) => {
    const verdicts = Object.values(gates({ ...sealed, ...change }, world, ids));
    expect(verdicts).toEqual(ids.map(() => 'violated'));
  });

  test.each(['everyday', 'newcomers'] as const)('in the world of %s is not violated by the sealed design', (world) => {
    const can = contests.filter(({ says }) => says === 'can').map(({ id }) => id);
    for (const [id, verdict] of Object.entries(gates(sealed, world)))
      expect([id, verdict === 'violated']).toEqual([id, can.includes(id)]);
  });

  test('on both links is not violated where a proxy sends at fixed times and all come in one period', () => {
    const delayed = { ...sealed, delay: 'timed', delayMillis: 4_000 } as const;
    expect(Object.values(gates(delayed, 'pairs'))).not.toContain('violated');
  });
});

describe('shards of games', () => {
  test('have each line of a design once', () => {
    const of = (name: string): readonly string[] =>
      games.flatMap((shard) => (shard.subject === name ? shard.contests : []));
    expect([...of('sealed')].sort()).toEqual(contests.map(({ id }) => id).sort());
    // What the draft gives away shows at once; that it gives something not away is left to longer audits.
    expect(new Set(of('draft')).size).toBe(of('draft').length);
    expect(of('draft')).toContain('R2.4-A7');
    expect(of('draft')).not.toContain('R2.2-A7');
    const nightly = gameShards({ ...request, profile: 'nightly' }).flatMap((one) =>
      one.kind === 'games' ? [one] : [],
    );
    expect(
      nightly
        .filter(({ subject }) => subject === 'draft')
        .flatMap((one) => one.contests)
        .sort(),
    ).toEqual(contests.map(({ id }) => id).sort());
  });
  test('are none in a quick audit, and no controls where less was asked for', () => {
    expect(gameShards({ ...request, profile: 'quick' })).toEqual([]);
    const some = gameShards({ ...request, designs: ['sealed'], properties: ['G4-A2'] });
    expect(some).toMatchObject([{ kind: 'games', subject: 'sealed', world: 'pairs', contests: ['G4-A2'] }]);
  });
  test('are plain data, give the same wherever they run, and a line’s score does not depend on the others', () => {
    const whole = games.find(({ subject, world }) => subject === 'sealed' && world === 'pairs') as GameShard;
    const [alone] = gameShards({ ...request, designs: ['sealed'], properties: ['G4-A6'] }) as [GameShard];
    const worked = playGames(JSON.parse(JSON.stringify(whole)));
    expect(worked).toEqual(playGames(whole));
    if (worked.kind !== 'games' || whole.kind !== 'games') throw new Error('these are games');
    const one = worked.scores.filter(({ contest: id }) => id === 'G4-A6');
    expect(playGames(alone)).toMatchObject({ scores: one });
    const tables = [worked.scores, worked.scores.toReversed()].map((scores) =>
      gameLines({ design: sealed }, scores, whole.limits),
    );
    expect(tables[0]).toEqual(tables[1]);
    expect(tables[0]).toMatchObject([
      { property: 'G4-A2', verdict: 'violated', expected: 'violated', asExpected: true, method: 'game' },
      { property: 'G4-A6', verdict: 'violated' },
    ]);
  });
});
