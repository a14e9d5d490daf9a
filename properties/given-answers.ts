// Pros and cons of the specification that lines of the threat model answer, and the games of times: not a matter of options.
import type { Answered } from './claim-rules.ts';
import type { Given } from './claims.ts';
import type { AuditLine, LoadResult } from './result.ts';

interface Audited {
  readonly name: string;
  readonly lines: readonly AuditLine[];
}

/** Answers by the lines of these requirements: what all designs meet is supported, what only some meet depends on the design. */
function byLines(designs: readonly Audited[], requirement: RegExp): Answered | undefined {
  const asked = designs.map(({ name, lines }) => ({
    name,
    lines: lines.filter((one) => requirement.test(one.requirement)),
  }));
  if (asked.length === 0 || asked.some(({ lines }) => lines.length === 0)) return undefined;
  const meets = asked.filter(({ lines }) => lines.every(({ verdict }) => verdict === 'holds'));
  const others = asked.filter((one) => !meets.includes(one));
  const names = (some: readonly Audited[]): string => some.map(({ name }) => `“${name}”`).join(' and ');
  const broken = ({ name, lines }: Audited): string =>
    `${name}: ${lines.flatMap(({ property, verdict }) => (verdict === 'holds' ? [] : [`${property} ${verdict}`])).join(', ')}`;
  const figures = asked.map(
    ({ name, lines }) =>
      `${name}: ${lines.filter(({ verdict }) => verdict === 'holds').length} of ${lines.length} lines hold`,
  );
  if (others.length === 0)
    return { answer: 'supported', why: `Every line about it holds for ${names(meets)}.`, figures };
  if (meets.length === 0)
    return { answer: 'not supported', why: `No design meets it; ${others.map(broken).join('; ')}.`, figures };
  return {
    answer: 'depends',
    why: `On the design: ${names(meets)} ${meets.length === 1 ? 'does' : 'do'} it, ${names(others)} ${others.length === 1 ? 'does' : 'do'} not (${others.map(broken).join('; ')}).`,
    figures,
  };
}

/** By what times tell an adversary on both links of a proxy, without and with a delay. */
function byLoad(load: readonly LoadResult[]): Answered | undefined {
  const of = (delay: string) => load.find((one) => one.delay === delay);
  const [none, timed] = [of('none'), of('timed')];
  if (none === undefined || timed === undefined) return undefined;
  const figures = load.map(
    ({ delay, advantage, medianMillis }) =>
      `${delay === 'none' ? 'no delay' : `${delay} delay`}: advantage ${advantage.value} (${advantage.low} to ${advantage.high}), median delivery ${medianMillis.value} ms`,
  );
  const helps = timed.advantage.high < none.advantage.low;
  const enough = none.advantage.high < timed.target;
  if (enough) return { answer: 'supported', why: 'Times tell little even without a delay.', figures };
  return {
    answer: helps ? 'depends' : 'not supported',
    why: helps
      ? 'On the delay: who watches one link no longer sees both ends, as with a direct connection; but who watches both links of a proxy that sends on at once links them by time.'
      : 'Who watches both links of a proxy links what comes in and goes out by time, with the delays that were measured as well.',
    figures,
  };
}

export const givenBy =
  (designs: readonly Audited[], load: readonly LoadResult[]): Given =>
  (claim) => {
    switch (claim) {
      case 'step-correlation':
        return byLoad(load);
      case 'step-functions':
        return byLines(designs, /^R6\./);
      case 'step-sessions':
        return byLines(designs, /^G5$/);
      default:
        return undefined;
    }
  };
