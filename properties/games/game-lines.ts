// Games as lines of the threat model, beside those that are decided otherwise, and the controls of their adversaries.
import { type Audited, declaredOf } from '../own-design.ts';
import type { AuditLine, Control, Gate } from '../result.ts';
import { boundaries, type Limits, operatingPoint } from './betting.ts';
import { contests, verdictOf } from './contests.ts';
import { controls } from './controls.ts';
import type { ContestScore, ControlScore } from './game-shards.ts';

/** Lines of one design, of those games that were played. */
export const gameLines = (audited: Audited, scores: readonly ContestScore[], limits: Limits): readonly AuditLine[] =>
  contests.flatMap((contest): AuditLine[] => {
    const score = scores.find((one) => one.contest === contest.id);
    if (score === undefined) return [];
    const verdict = verdictOf(contest, score.verdict);
    const declared = declaredOf(audited, contest);
    const { games, wins } = score;
    const { id, adversary, requirement, observer, says, claim } = contest;
    return [
      {
        property: id,
        requirement,
        observer,
        says,
        claim,
        method: 'game',
        verdict,
        expected: declared,
        asExpected: verdict === declared,
        chances: games,
        hits: wins,
        runs: games,
        scope: scopeOf(adversary, score, limits),
        evidence: [],
      },
    ];
  });

function scopeOf(
  { id, does }: (typeof contests)[number]['adversary'],
  { games, wins, verdict }: ContestScore,
  { advantage, falseAlarm, miss }: Limits,
): string {
  const said = {
    holds: `an advantage of ${advantage} or more is ruled out (error ${miss})`,
    violated: `blind guessing is ruled out (error ${falseAlarm})`,
    undecided: 'neither blind guessing nor the limit is ruled out',
    vacuous: 'nothing was played',
  }[verdict];
  return `${id}, an adversary that ${does}, won ${wins} of ${games} games; ${said}, for this adversary`;
}

/** A control is as it must be if the adversary wins where it must and not where it must not. */
export const controlResults = (scores: readonly ControlScore[]): Control[] =>
  [...scores]
    .sort((a, b) => a.control - b.control)
    .flatMap(({ control, positive, null: blind }) => {
      const one = controls[control];
      if (one === undefined) return [];
      const { adversary, observer, turned } = one;
      return {
        adversary: adversary.id,
        does: adversary.does,
        observer,
        where: turned,
        positive,
        null: blind,
        asItMust: positive.verdict === 'violated' && blind.verdict !== 'violated',
      };
    });

/** What the gate decides, and what it costs where nothing leaks. */
export function gateResult(limits: Limits): Gate {
  const gate = boundaries(limits);
  const { meanGames, games95 } = operatingPoint(gate, 0);
  return { ...limits, meanGames: Math.round(meanGames), games95 };
}
