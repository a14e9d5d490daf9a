// Two engines on the same chances: what is listed is told with its reason, what is not fails an audit.
import { expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { engines } from '../properties/engines.ts';
import { observers } from '../properties/observer.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { proof } from '../properties/proof.ts';
import { decidedTwice, sum } from '../properties/property.ts';
import { distinguisher } from '../properties/symbolic/distinguisher.ts';
import { drawn, type Place, runs } from '../properties/trial.ts';
import { difference, reading } from '../properties/worlds.ts';
import { statusOf } from '../reports/exit-status.ts';
import { enginesSentences } from '../reports/two-engines.ts';
import { audit, judged } from './audit-fixture.ts';

const found = proof(0, 'found');

test('who finds what is counted, and adds up', () => {
  const chances = [
    decidedTwice(found, found),
    decidedTwice(undefined, undefined),
    decidedTwice(found, undefined),
    decidedTwice(undefined, found),
    decidedTwice(undefined, found),
  ];
  expect(sum(chances)).toMatchObject({
    chances: 5,
    hits: 4,
    split: { octetsAlone: 1, termsAlone: 2, alike: 2 },
  });
});

test('a disagreement that is not listed fails an audit, one that is listed does not', () => {
  const split = { octetsAlone: 0, termsAlone: 1, alike: 3 };
  const listed = engines([{ subject: 'origin-hashed', property: 'G1-worlds', split }]);
  const other = engines([{ subject: 'sealed', property: 'G1-worlds', split }]);
  const reverse = engines([
    { subject: 'origin-hashed', property: 'G1-worlds', split: { ...split, octetsAlone: 1, termsAlone: 0 } },
  ]);
  const made = [listed, other, reverse].map((one) => audit({ engines: one }));
  expect(made.map((one) => statusOf(judged(one)))).toEqual([0, 1, 1]);
  expect(made.map((one) => /fails the audit\.$/.test(enginesSentences(one).join('')))).toEqual([false, true, true]);
  expect(listed.chances).toBe(4);
});

test.each([
  [
    'origin-hashed',
    'two worlds: one IP address, or another',
    'the relay',
    /^the hash of “2001:db8:.*” is the origin of/,
  ],
  ['hash-beside-the-text', 'two worlds: one text, or another', 'the proxy with the relay', /^the hash of “message/],
] as const)('%s: what takes computing, the terms alone find', (name, experiment, who, words) => {
  const place: Place = { seed: 'engines', experiment, number: 0 };
  const leak = plantedLeaks.find((one) => one.name === name)?.design ?? sealed;
  for (const design of [leak, sealed]) {
    const [left, right] = runs(drawn(place), design, place, 'ideal');
    if (left === undefined || right === undefined) throw new Error('two worlds were expected');
    const [here] = observers(who, left.scenario);
    const [there] = observers(who, right.scenario);
    if (here === undefined || there === undefined) throw new Error('an observer was expected');
    expect(difference(reading(here, left), reading(there, right))).toBeUndefined();
    const told = distinguisher([here, there], [left, right])?.words;
    if (design === sealed) expect(told).toBeUndefined();
    else expect(told).toMatch(words);
  }
});
