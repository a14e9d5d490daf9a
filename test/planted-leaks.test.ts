// Nothing is believed until it fails: each planted leak is caught by exactly the properties it names.
import { describe, expect, test } from 'vitest';
import { sealed } from '../model/design.ts';
import { properties } from '../properties/catalogue.ts';
import { experimentNames } from '../properties/experiments.ts';
import { plantedLeaks } from '../properties/planted-leaks.ts';
import { failed, looksAt, type Property } from '../properties/property.ts';
import { drawn, examined, runs } from '../properties/trial.ts';
import { found, tryLeaks } from '../properties/tried.ts';
import { watched } from '../properties/watched.ts';
import { fingerprint } from '../sim/trace.ts';

const TRIALS = 3;

/** Experiments that the named properties are tried on: every property of these has a say. */
const experimentsFor = (ids: readonly string[]) =>
  experimentNames.filter((name) => properties.some((one) => ids.includes(one.id) && one.experiments.includes(name)));

describe('planted leaks', () => {
  test.each(plantedLeaks)('$name is caught by exactly who must', ({ design, mustBeCaughtBy, mayBeCaughtBy }) => {
    const caught = new Set<string>();
    for (const experiment of experimentsFor(mustBeCaughtBy))
      for (let number = 0; number < TRIALS; number++) {
        const wanted = properties.filter((one) => looksAt(one, experiment));
        const isMissed = ({ id, experiments }: Property) =>
          mustBeCaughtBy.includes(id) && experiments.includes(experiment) && !caught.has(id);
        if (number > 0 && !wanted.some(isMissed)) continue;
        const place = { seed: '1', experiment, number };
        const traces = runs(drawn(place), design, place, 'ideal');
        for (const [id, tally] of examined(wanted, traces, 'ideal'))
          if (failed((properties.find((one) => one.id === id) as Property).says, tally)) caught.add(id);
      }
    const byChance = mayBeCaughtBy.filter((id) => caught.has(id));
    expect([...caught].sort()).toEqual([...mustBeCaughtBy, ...byChance].sort());
  });

  test('are the sealed design with one decision turned, or with one more without which it would not matter', () => {
    for (const { design, name } of plantedLeaks) {
      const turned = Object.entries(design).filter(
        ([field, value]) => field !== 'name' && sealed[field as 'corrId'] !== value,
      );
      expect(turned.length, name).toBeGreaterThan(0);
      expect(turned.length, name).toBeLessThanOrEqual(2);
      const [first, second] = turned.map(([field]) => field);
      if (second !== undefined)
        expect([first, second], name).toContainEqual(expect.stringMatching(/^(flow|numbering)$/));
    }
  });

  test('leave no “cannot” that nothing breaks', () => {
    const broken = new Set(plantedLeaks.flatMap((leak) => leak.mustBeCaughtBy));
    const unbroken = properties.filter(({ id, says }) => says === 'cannot' && !broken.has(id));
    expect(unbroken.map((one) => one.id)).toEqual([]);
  });

  test('name properties that exist', () => {
    const known = new Set(properties.map((one) => one.id));
    expect(
      plantedLeaks.flatMap((leak) => [...leak.mustBeCaughtBy, ...leak.mayBeCaughtBy].filter((id) => !known.has(id))),
    ).toEqual([]);
  });

  test.each([
    'each the other’s relay',
    'a client without the password',
    'the client crashes after it sent',
    'two worlds: the relay accepts, or refuses',
  ] as const)('are tried together as each by itself: %s', (experiment) => {
    const place = { seed: '1', experiment, number: 0 };
    const wanted = properties.filter((one) => looksAt(one, experiment));
    const together = tryLeaks({ place, subjects: plantedLeaks.map(({ name }) => name) });
    const alone = plantedLeaks.map(({ name, design }) => ({
      subject: name,
      ...found(wanted, runs(drawn(place), design, place, 'ideal'), place, 'ideal'),
    }));
    expect(together).toEqual(alone);
  });

  test('run as the sealed design does, where it never reads what they turned', () => {
    const place = { seed: '1', experiment: 'ordinary traffic', number: 0 } as const;
    const { design, sameFor } = watched(sealed);
    const prints = (one: typeof design) => runs(drawn(place), one, place, 'ideal').map(fingerprint);
    const ofSealed = prints(design);
    expect(ofSealed).toEqual(prints(sealed));
    const alike = plantedLeaks.filter((leak) => sameFor(leak.design));
    expect(alike.length).toBeGreaterThan(5);
    expect(alike.length).toBeLessThan(plantedLeaks.length / 2);
    for (const leak of alike) expect(prints(leak.design), leak.name).toEqual(ofSealed);
  });
});
