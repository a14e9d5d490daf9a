// The real proxy as a mix: that it lets each message through once, after an exponential time, and is guessed at as one.
import { expect, test } from 'vitest';
import { proxyPasses } from '../properties/anonymity/proxy-passes.ts';
import { proxyRows } from '../properties/validation/relays.ts';

const MESSAGES = 300;

test('every message comes once and leaves once, forwards and responses', () => {
  const { forwards, responses } = proxyPasses(1, MESSAGES, 'of the tests');
  for (const passes of [forwards, responses]) {
    expect(passes.length).toBe(2 * MESSAGES);
    const came = new Map(passes.filter(({ goes }) => goes === 'in').map(({ message, at }) => [message, at]));
    const stays = passes
      .filter(({ goes }) => goes === 'out')
      .map(({ message, at }) => at - (came.get(message) as number));
    expect([came.size, stays.length]).toEqual([MESSAGES, MESSAGES]);
    expect(Math.min(...stays)).toBeGreaterThanOrEqual(0);
    const mean = stays.reduce((sum, stay) => sum + stay, 0) / MESSAGES;
    expect(Math.abs(mean - 1)).toBeLessThan(0.2);
    const longer = stays.filter((stay) => stay > 1).length / MESSAGES;
    expect(Math.abs(longer - Math.exp(-1))).toBeLessThan(0.1);
  }
});

test('guesses at it are right as often as the closed forms say', () => {
  const rows = proxyRows(2, MESSAGES, 'of the tests');
  expect(rows.flatMap(({ quantities }) => quantities.filter(({ ok }) => !ok))).toEqual([]);
  expect(rows.map(({ quantities }) => quantities.length)).toEqual([4, 4]);
});
