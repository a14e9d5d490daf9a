// The games of an audit, cut into shards: all lines of one design in one world share its runs, and so do the controls of
// one world. Every shard plays to the end of all its gates; nothing of it depends on another.
import { draft } from '../../model/design.ts';
import { declaredOf, type OwnDesign } from '../own-design.ts';
import { type AuditRequest, EFFORT, type Subject, subjectOf, subjects } from '../request.ts';
import { type Boundaries, boundaries, type Limits } from './betting.ts';
import { contest, type Score } from './contest.ts';
import { type Contest, CRYPTOGRAPHIES, contests, type WorldName, worlds } from './contests.ts';
import { CONTROL_LIMITS, type Control, controls } from './controls.ts';

export type GameShard =
  | {
      readonly kind: 'games';
      readonly seed: string;
      readonly subject: string;
      readonly own?: OwnDesign;
      readonly world: WorldName;
      readonly contests: readonly string[];
      readonly limits: Limits;
    }
  /** Places among all controls. */
  | { readonly kind: 'controls'; readonly seed: string; readonly controls: readonly number[] };

/** What a line's adversary came to. */
export interface ContestScore extends Score {
  readonly contest: string;
}
/** What an adversary came to where it must win, and shown another run. */
export interface ControlScore {
  readonly control: number;
  readonly positive: Score;
  readonly null: Score;
}
export type GamesWorked =
  | { readonly kind: 'games'; readonly subject: string; readonly scores: readonly ContestScore[] }
  | { readonly kind: 'controls'; readonly scores: readonly ControlScore[] };

export const wantedContests = ({ properties: ids }: Pick<AuditRequest, 'properties'>): readonly Contest[] =>
  contests.filter(({ id }) => ids === undefined || ids.includes(id));

/** That the draft gives nothing away in a game takes long to show, and nobody relies on it; that it does shows at once. */
export const isTold = (subject: Subject, one: Contest): boolean =>
  subject.design.name !== draft.name || declaredOf(subject, one) === 'violated';

/** One run of the user's own is no game; a design of their own is put to the test in all of them. */
export function gameShards(request: AuditRequest): readonly GameShard[] {
  const { games: limits, gamesThatHold } = EFFORT[request.profile];
  if (limits === undefined) return [];
  const { seed, scenario } = request;
  const wanted = wantedContests(request);
  const all = subjects(request);
  const played = all.filter(({ leak, own }) => leak === undefined && (scenario === undefined || own !== undefined));
  const names = [...new Set(wanted.map(({ world }) => world))];
  const games = played.flatMap((subject) =>
    names.map(
      (world): GameShard => ({
        kind: 'games',
        seed,
        subject: subject.design.name,
        ...(subject.own && { own: subject.own }),
        world,
        contests: wanted
          .filter((one) => one.world === world && (gamesThatHold === 'of every design' || isTold(subject, one)))
          .map(({ id }) => id),
        limits,
      }),
    ),
  );
  // As planted leaks do, controls put the checks to the test; asking for one design or scenario is asking for less.
  const tested =
    scenario === undefined &&
    request.designs === undefined &&
    request.own === undefined &&
    request.properties === undefined;
  const groups = new Map<string, number[]>();
  for (const [i, { world, design }] of controls.entries()) {
    const name = `${world} ${design.name}`;
    groups.set(name, [...(groups.get(name) ?? []), i]);
  }
  const tests = [...groups.values()].map((some): GameShard => ({ kind: 'controls', seed, controls: some }));
  return [...games, ...(tested ? tests : [])];
}

const known = new Map<string, Boundaries>();
/** The rows of a gate, worked out once. */
function gateOf(limits: Limits): Boundaries {
  const name = JSON.stringify(limits);
  const gate = known.get(name) ?? boundaries(limits);
  known.set(name, gate);
  return gate;
}

export function playGames(shard: GameShard): GamesWorked {
  if (shard.kind === 'controls') return { kind: 'controls', scores: playControls(shard.controls, shard.seed) };
  const { seed, subject, world, limits } = shard;
  const { design } = subjectOf(shard);
  const players = contests.filter(({ id }) => shard.contests.includes(id));
  const place = `${seed}/games/${subject}/${world}`;
  const setting = { world: worlds[world], design, seed: place, cryptographies: CRYPTOGRAPHIES, gate: gateOf(limits) };
  const scores = contest(setting, players);
  return {
    kind: 'games',
    subject,
    scores: players.map(({ id }, i) => ({ contest: id, ...(scores[i] as Score) })),
  };
}

/** Of controls in one world with one design. */
function playControls(some: readonly number[], seed: string): readonly ControlScore[] {
  const all = some.map((i) => controls[i] as Control);
  const [{ world, design }] = all as [Control];
  const place = `${seed}/controls/${design.name}/${world}`;
  const setting = {
    world: worlds[world],
    design,
    seed: place,
    cryptographies: CRYPTOGRAPHIES,
    gate: gateOf(CONTROL_LIMITS),
  };
  const players = all.flatMap((one) => [one, { ...one, views: 'of another run' } as const]);
  const scores = contest(setting, players);
  return some.map((control, i) => ({
    control,
    positive: scores[2 * i] as Score,
    null: scores[2 * i + 1] as Score,
  }));
}
