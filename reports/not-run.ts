// What an audit did not run, and what it takes for granted, read off its lines, its profile and the lists of what could run.
// Whatever is absent from an audit is told here, so that silence is never taken for a pass.
import { activeSpaces } from '../properties/active-experiments.ts';
import { properties } from '../properties/catalogue.ts';
import { noOccasion as whyNone } from '../properties/expected.ts';
import { contests } from '../properties/games/contests.ts';
import { controls } from '../properties/games/controls.ts';
import { isTold } from '../properties/games/game-shards.ts';
import { MATRIX_OBSERVERS, SECRETS } from '../properties/matrix-questions.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { designNamed, EFFORT, type Profile, subjectOf } from '../properties/request.ts';
import type { Audit, AuditLine } from '../properties/result.ts';
import { compareIds } from './matrix.ts';
import { clean } from './untrusted.ts';
import { counted, grouped, listed } from './wrap.ts';

export const NOT_RUN = 'Assumptions, and attackers not run';

/** Who did not do what, in which design, and why. */
interface NotRun {
  readonly who: string;
  readonly what: string;
  readonly where: string;
  readonly why: string;
}

const NOT_ASKED = 'not among what this audit was asked';
const effortOf = ({ profile }: Audit) => (profile in EFFORT ? EFFORT[profile as Profile] : undefined);
const everyLine = ({ designs }: Audit): readonly AuditLine[] => designs.flatMap(({ lines }) => lines);
const isActive = (observer: string): boolean => /^an? (active|hostile) /.test(observer);
const ACTIVE = 'an active proxy';

/** A head, then who was not run as an attacker; the head alone where all was. */
export function notRunRows(audit: Audit): readonly (readonly string[])[] {
  const single = [...absent(audit), ...noOccasion(audit)];
  const rows = [...together(single), ...outOfScope(audit), ...bounded(audit), ...untested(audit)];
  return [
    ['Attacker', 'Not run', 'Where', 'Why'],
    ...rows.map(({ who, what, where, why }) => [who, what, where, why].map(clean)),
  ];
}

/** Lines that could be asked of a design, and stand in no row of it. */
const absent = (audit: Audit): readonly NotRun[] =>
  audit.designs.flatMap(({ name, lines }) => {
    const asked = new Set(lines.map(({ property }) => property));
    const of = (all: readonly { readonly id: string; readonly observer: string }[], why: (id: string) => string) =>
      all
        .filter(({ id }) => !asked.has(id))
        .map(({ id, observer }): NotRun => ({ who: observer, what: id, where: name, why: why(id) }));
    return [...of(properties, () => NOT_ASKED), ...of(contests, (id) => whyNoGame(audit, name, id))];
  });

function whyNoGame(audit: Audit, design: string, id: string): string {
  const effort = effortOf(audit);
  if (effort === undefined) return NOT_ASKED;
  if (effort.games === undefined) return `the profile “${audit.profile}” plays no game`;
  const contest = contests.find((one) => one.id === id);
  const isPlayed =
    effort.gamesThatHold === 'of every design' ||
    contest === undefined ||
    designNamed(design) === undefined ||
    isTold(subjectOf({ subject: design }), contest);
  return isPlayed
    ? NOT_ASKED
    : `of “${design}” the profile “${audit.profile}” plays only games that show a declared leak`;
}

const noOccasion = (audit: Audit): readonly NotRun[] =>
  audit.designs.flatMap(({ name, lines }) =>
    lines
      .filter(({ verdict }) => verdict === 'vacuous')
      .map(({ observer, property }) => {
        const why = whyNone(name, property);
        return {
          who: observer,
          what: property,
          where: name,
          why: `asked, but no run gave an occasion${why === undefined ? '' : `: ${why}`}`,
        };
      }),
  );

/** Rows that differ in one column alone, as one row with all that stands in it. */
function merged(rows: readonly NotRun[], column: keyof NotRun, joint: string): readonly NotRun[] {
  const alike = new Map<string, NotRun>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, [column]: '' });
    const before = alike.get(key);
    alike.set(key, before === undefined ? row : { ...before, [column]: `${before[column]}${joint}${row[column]}` });
  }
  return [...alike.values()];
}
/** One row for all lines of an observer that are absent from the same designs for one reason. */
const together = (all: readonly NotRun[]): readonly NotRun[] =>
  merged(merged([...all].sort(byLine), 'where', ', '), 'what', ', ');
const byLine = (a: NotRun, b: NotRun): number => compareIds(a.what, b.what);

/** Cells of the matrix that are no question, or all of it where none was made. */
function outOfScope({ matrix }: Audit): readonly NotRun[] {
  if (matrix.length === 0)
    return [
      {
        who: `all ${MATRIX_OBSERVERS.length} observers of the matrix`,
        what: `whether they learn any of ${SECRETS.length} secrets by computing`,
        where: 'every design',
        why: 'the matrix is made of designs that are audited whole',
      },
    ];
  const cells = matrix.flatMap(({ subject, cells: all }) =>
    all
      .filter(({ exposure }) => exposure === 'out of scope')
      .map(({ observer, secret, words = '' }) => ({
        who: observer,
        what: secret,
        where: `matrix, ${subject}`,
        why: words,
      })),
  );
  const secrets = (what: string): string =>
    what.split('; ').length === SECRETS.length ? `all ${SECRETS.length} secrets` : what;
  const rows = merged(merged(cells, 'what', '; '), 'who', '; ');
  return merged(
    rows.map((row) => ({ ...row, what: secrets(row.what) })),
    'where',
    '; ',
  );
}

/** What the profile runs a part of. */
function bounded(audit: Audit): readonly NotRun[] {
  const effort = effortOf(audit);
  if (effort === undefined) return [];
  const where = audit.designs.map(({ name }) => name).join(', ');
  const profile = `the profile “${audit.profile}”`;
  const spaces = Object.values(activeSpaces);
  const scripts = spaces.reduce((sum, { scripts: { count } }) => sum + count, 0);
  const most = Math.max(...spaces.map((space) => space.most));
  const { schedules } = effort;
  const asksWorlds = everyLine(audit).some(({ method }) => method === 'two worlds');
  return [
    ...(everyLine(audit).some(({ observer }) => observer === ACTIVE)
      ? [
          effort.everyScript
            ? {
                who: ACTIVE,
                what: `every script of more than ${most} interventions`,
                where,
                why: `all shorter ones within their bounds were run, ${grouped(scripts)}; longer ones are drawn`,
              }
            : {
                who: ACTIVE,
                what: `every script of up to ${most} interventions, ${grouped(scripts)}`,
                where,
                why: `${profile} draws scripts and does not run all`,
              },
        ]
      : []),
    ...(asksWorlds
      ? [
          schedules === undefined
            ? {
                who: 'a network that chooses the order',
                what: 'every schedule of small pairs of worlds',
                where,
                why: `${profile} draws schedules and does not run all`,
              }
            : {
                who: 'a network that chooses the order',
                what: `schedules of more than ${counted(schedules.messages, 'message')}, or with ${schedules.faults === 0 ? 'a fault' : `more than ${counted(schedules.faults, 'fault')}`}`,
                where,
                why: `${profile} runs all up to there`,
              },
        ]
      : []),
  ];
}

/** Attackers whose strength was not put to the test. */
function untested(audit: Audit): readonly NotRun[] {
  const tried = new Set(audit.controls.map(({ adversary }) => adversary));
  const untried = [...new Set(controls.map(({ adversary }) => adversary.id))].filter((id) => !tried.has(id));
  const leaks = plantedLeaks.length - audit.plantedLeaks.filter(({ name }) => isOurs(name)).length;
  return [
    ...(untried.length > 0 && everyLine(audit).some(({ method }) => method === 'game')
      ? [
          {
            who: untried.join(', '),
            what: 'games that the adversary must win',
            where: 'controls',
            why: 'so a game that it lost says less about the design',
          },
        ]
      : []),
    ...(leaks > 0
      ? [
          {
            who: 'every observer',
            what: counted(leaks, 'planted leak'),
            where: 'sealed, one decision turned',
            why: 'so nothing shows that the checks would notice these',
          },
        ]
      : []),
    ...(audit.proverif === undefined
      ? [
          {
            who: 'an active network, in any number of sessions',
            what: 'the exported models',
            where: 'ProVerif',
            why: 'none was given with --proverif',
          },
        ]
      : []),
  ];
}
const isOurs = (leak: string): boolean => plantedLeaks.some(({ name }) => name === leak);

/** What the verdicts take for granted. */
export function assumptionSentences(audit: Audit): readonly string[] {
  const lines = everyLine(audit);
  if (lines.length === 0) return [];
  const symbolic = lines.filter(({ method }) => method === 'knowledge' || method === 'two worlds').length;
  const active = [...new Set(lines.map(({ observer }) => observer))].filter(isActive);
  const effort = effortOf(audit);
  const rows = notRunRows(audit).length - 1;
  return [
    `${counted(rows, 'row')} below: what this audit did not run, with the reason. A verdict says nothing about any of it.`,
    active.length === 0
      ? 'Every observer that was run is passive: it looks, computes and guesses, and changes nothing.'
      : `Active are ${listed(active)}, in ${counted(lines.filter(({ observer }) => isActive(observer)).length, 'line')}; every other observer that was run is passive: it looks, computes and guesses, and changes nothing.`,
    ...(symbolic > 0
      ? [
          `${counted(symbolic, 'line')} of ${lines.length} ${symbolic === 1 ? 'takes' : 'take'} cryptography as ideal: who lacks a key learns nothing of what it seals but its length.`,
        ]
      : []),
    ...(effort === undefined
      ? []
      : [
          `The profile draws ${counted(effort.ideal, 'run')} of each experiment with ideal cryptography and ${effort.real === 0 ? 'none' : grouped(effort.real)} with real.`,
        ]),
    ...(audit.assumptions.length > 0
      ? [
          `${counted(audit.assumptions.length, 'figure')} of the options compared ${audit.assumptions.length === 1 ? 'comes' : 'come'} from elsewhere, and ${audit.assumptions.length === 1 ? 'stands' : 'stand'} with the source in “Figures from elsewhere”.`,
        ]
      : []),
  ];
}
